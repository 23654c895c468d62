// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ioctls: good structures, and what can be wrong with them.
 *
 * Whatever is wrong with a structure as such is to be found before what it asks
 * for is looked at: then only the errors for that are right.  Otherwise it is
 * those that Documentation/uapi.rst has for the call.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "fuzz.h"
#include "ioctl32.h"

#define PAGE		4096U
#define POISON		0xa5
#define AROUND		64U	/* bytes looked at before and behind a structure */

/*
 * The arena: two pages, one that is not there, one that can't be written, one
 * that is not there, and one for copies.
 */
#define ARENA_HOLE	(2 * PAGE)
#define ARENA_CONST	(3 * PAGE)

uint8_t *arena_new(void)
{
	uint8_t *arena = mmap(NULL, ARENA_PAGES * PAGE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (arena == MAP_FAILED || mprotect(arena + ARENA_HOLE, PAGE, PROT_NONE) ||
	    mprotect(arena + 4 * PAGE, PAGE, PROT_NONE)) {
		perror("fuzzdev: memory below 4 GiB");
		exit(2);
	}
	return arena;
}

/* All that a function has a use for. */
uint32_t rights_all(const struct place *place)
{
	/* A device model's descriptor has the ROM elsewhere: do_model() has its own. */
	uint32_t rights = VGAPT_RIGHT_ALL & ~VGAPT_RIGHT_MODEL;

	return place->vga ? rights : rights & ~VGAPT_RIGHT_LEGACY;
}

/* It takes no for an answer where its budget is spent. */
static void never_wait(int cap)
{
	fcntl(cap, F_SETFL, O_NONBLOCK);
}

int attach_plain(int device, const struct place *place, uint16_t domid)
{
	int cap;
	struct vgapt_attach args = {
		.argsz = sizeof(args),
		.rights = rights_all(place),
		.segment = place->segment,
		.bus = place->bus,
		.devfn = place->devfn,
		.domid = domid,
	};

	cap = ioctl(device, VGAPT_IOC_ATTACH, &args);
	if (cap >= 0)
		never_wait(cap);
	return cap;
}

union args {
	uint8_t bytes[PAGE];
	uint32_t words[PAGE / 4];
	struct vgapt_version version;
	struct vgapt_attach attach;
	struct vgapt_rom_source_info source;
	struct vgapt_rom_open open;
	struct vgapt_device_info device;
	struct vgapt_region_info region;
	struct vgapt_ranges ranges;
	struct vgapt_grant grant;
	struct vgapt_listen listen;
	struct vgapt_answer answer;
	struct vgapt_hold hold;
	struct vgapt_map map;
	struct vgapt_msi msi;
	struct vgapt_reset reset;
	struct vgapt_features features;
	struct vgapt_capability_info info;
	struct vgapt_capability_revoke revoke;
	struct vgapt_reset_result result;
	struct vgapt_reset_hits hits;
	struct vgapt_events events;
};

/* What a call is for and on, as it was made up. */
struct made {
	struct handle *handle;
	struct place *place;
	uint16_t domid;
	uint32_t source;
	uint32_t rights;
};

/**
 * struct call - an ioctl with a structure
 * @kind:  of descriptor that knows it
 * @size:  of the structure
 * @first: when it was first published, if that was less; what is between is not tried
 * @in:    fields that say what is asked for, and stay: offset and length
 * @zero:  fields that must be zero; not "flags", which every structure has
 * @flags: that there are, on the way in
 * @outs:  it fills in all that is neither; what is there before does not matter
 * @fill:  makes up what it asks for, and tells the answers that are right
 * @check: looks at what came back
 * @then:  takes the descriptor that came back
 */
struct call {
	const char *name;
	unsigned long nr;
	enum kind kind;
	uint32_t size;
	uint32_t first;
	struct part { uint8_t at, len; } in[6];
	struct part zero[2];
	uint32_t flags;
	bool outs;
	struct errs (*fill)(struct thread *th, struct made *made, union args *args);
	void (*check)(struct thread *th, const struct made *made, const union args *args);
	void (*then)(struct thread *th, const struct made *made, int fd);
};

#define FIELD(type, member)	{ offsetof(struct type, member), sizeof(((struct type *)0)->member) }

#define WHERE(type) \
	FIELD(type, segment), FIELD(type, bus), FIELD(type, devfn)

static bool good_output(struct thread *th, bool good, const char *what)
{
	looked(th, RULE_OUTPUT, good, "%s", what);
	return good;
}

/* Which function: one of ours, mostly.  Returns whether there is one. */
static bool fill_place(struct thread *th, struct made *made, uint32_t *segment, uint8_t *bus, uint8_t *devfn)
{
	made->place = place_pick(&th->shape);
	*segment = made->place->segment;
	*bus = made->place->bus;
	*devfn = made->place->devfn;
	if (!rng_once_in(&th->rng, 6))
		return true;
	switch (rng_below(&th->rng, 4)) {
	case 0:
		*segment = 1U << rng_below(&th->rng, 32);
		break;
	case 1:
		*bus = rng_next(&th->rng);
		break;
	case 2:
		*devfn = rng_next(&th->rng);
		break;
	default:
		*segment = rng_next(&th->rng);
		*bus = rng_next(&th->rng);
		*devfn = rng_next(&th->rng);
	}
	return place_known(*segment, *bus, *devfn) &&
	       *bus == made->place->bus && *devfn == made->place->devfn;
}

/* The result must be of what was asked for, so a function by chance is not looked into. */
static void forget_place(struct made *made, bool known)
{
	if (!known)
		made->place = NULL;
}

static void check_version(struct thread *th, const struct made *made, const union args *args)
{
	const struct vgapt_version *version = &args->version;

	(void)made;
	good_output(th, !(version->flags & ~VGAPT_VERSION_XEN), "VERSION: flags");
	good_output(th, !!(version->flags & VGAPT_VERSION_XEN) == !!version->domctl_version,
		    "VERSION: flags and domctl_version");
}

static const uint64_t all_features = VGAPT_FEATURE_CAPABILITIES | VGAPT_FEATURE_EVENTS | VGAPT_FEATURE_ROM |
				     VGAPT_FEATURE_LEGACY | VGAPT_FEATURE_RESET | VGAPT_FEATURE_RESET_PROOFS |
				     VGAPT_FEATURE_MODEL | VGAPT_FEATURE_TRAPS;

static struct errs fill_nothing(struct thread *th, struct made *made, union args *args)
{
	(void)th;
	(void)made;
	(void)args;
	return ERRS(0);
}

static void check_features(struct thread *th, const struct made *made, const union args *args)
{
	uint64_t want = all_features;

	if (made->handle->kind == KIND_CAP) {
		uint32_t rights = made->handle->rights;

		want = VGAPT_FEATURE_EVENTS;
		if (rights & VGAPT_RIGHT_ROM)
			want |= VGAPT_FEATURE_ROM;
		if (rights & VGAPT_RIGHT_LEGACY)
			want |= VGAPT_FEATURE_LEGACY | VGAPT_FEATURE_TRAPS;
		if (rights & (VGAPT_RIGHT_HOLD | VGAPT_RIGHT_MODEL))
			want |= VGAPT_FEATURE_MODEL;
		if (rights & VGAPT_RIGHT_RESET)
			want |= VGAPT_FEATURE_RESET | VGAPT_FEATURE_RESET_PROOFS;
	}
	if (!have_xen)
		want &= ~(VGAPT_FEATURE_LEGACY | VGAPT_FEATURE_TRAPS | VGAPT_FEATURE_MODEL);
	looked(th, RULE_OUTPUT, args->features.features == want, "FEATURES: %#llx, not %#llx",
	       (unsigned long long)args->features.features, (unsigned long long)want);
}

/* From the first, from none, or from somewhere among those that there are. */
static struct errs fill_capability_info(struct thread *th, struct made *made, union args *args)
{
	made->source = rng_below(&th->rng, 4);
	args->info.id = made->source == 0 ? 0 : made->source == 1 ? ~0ULL >> rng_below(&th->rng, 30) : rng_below(&th->rng, 5000);
	return made->source == 1 ? ERRS(ENOENT) : ERRS(0, ENOENT);
}

static void check_capability_info(struct thread *th, const struct made *made, const union args *args)
{
	const struct vgapt_capability_info *info = &args->info;

	(void)made;
	good_output(th, info->id, "CAPABILITY_INFO: id");
	good_output(th, info->rights && !(info->rights & ~VGAPT_RIGHT_ALL), "CAPABILITY_INFO: rights");
	good_output(th, !(info->held & ~VGAPT_RANGE_ALL) && (!info->held || (info->rights & VGAPT_RIGHT_LEGACY)),
		    "CAPABILITY_INFO: held");
	good_output(th, !(info->flags & ~0x3fU), "CAPABILITY_INFO: flags");
	good_output(th, info->domid && info->domid < 0x7ff0 && place_known(info->segment, info->bus, info->devfn),
		    "CAPABILITY_INFO: what for");
}

/* Of those that are in use none is revoked: op_take_back has its own. */
static struct errs fill_capability_revoke(struct thread *th, struct made *made, union args *args)
{
	(void)made;
	args->revoke.id = rng_once_in(&th->rng, 4) ? 0 : ~0ULL >> rng_below(&th->rng, 30);
	return ERRS(ENOENT);
}

static struct errs fill_attach(struct thread *th, struct made *made, union args *args)
{
	struct vgapt_attach *attach = &args->attach;
	struct errs want = { { 0 } };
	bool known;

	known = fill_place(th, made, &attach->segment, &attach->bus, &attach->devfn);
	made->domid = domains[rng_below(&th->shape, num_domains)];
	if (rng_once_in(&th->rng, 6)) {
		static const uint16_t odd[] = { 0, 0x7fef, 0x7ff0, 0x7ff1, 0x7ff4, 0x8000, 0xffff };

		made->domid = odd[rng_below(&th->rng, ARRAY_SIZE(odd))];
		if (made->domid && made->domid < 0x7ff0)
			errs_add(&want, ESRCH);
		else
			errs_add(&want, EINVAL);
	} else if (!have_xen) {
		errs_add(&want, EOPNOTSUPP);
	}
	attach->domid = made->domid;
	attach->rights = rng_once_in(&th->rng, 3) ? 1 + rng_below(&th->rng, VGAPT_RIGHT_ALL) : rights_all(made->place);
	attach->rights &= ~VGAPT_RIGHT_MODEL;
	if (!attach->rights)
		attach->rights = VGAPT_RIGHT_HOLD;
	if (rng_once_in(&th->rng, 12)) {
		attach->rights = rng_once_in(&th->rng, 2) ? 0 : VGAPT_RIGHT_ALL + 1 + rng_below(&th->rng, 1 << 20);
		errs_add(&want, EINVAL);
	}
	made->rights = attach->rights;
	if (rng_once_in(&th->rng, 24))
		attach->flags = VGAPT_ATTACH_EXCLUSIVE;
	/* A function by chance may be a card's other one. */
	if (!known)
		errs_add(&want, ENODEV);
	if (!known || (attach->rights & ~rights_all(made->place)))
		errs_add(&want, EOPNOTSUPP);
	if (!errs_has(&want, EINVAL) && !errs_has(&want, ESRCH) && have_xen &&
	    (!known || !(attach->rights & ~rights_all(made->place)))) {
		errs_add(&want, 0);
		errs_add(&want, EBUSY);
	}
	forget_place(made, known);
	return want;
}

static void then_attach(struct thread *th, const struct made *made, int fd)
{
	struct handle *handle;

	looked(th, RULE_OUTPUT, fcntl(fd, F_GETFD) & FD_CLOEXEC, "a descriptor without close-on-exec");
	if (!made->place) {
		close(fd);
		return;
	}
	never_wait(fd);
	handle = handle_new(fd, KIND_CAP, made->place, made->domid);
	handle->rights = made->rights;
	handle->rom = rom_of(fd, th->buf);
	handle_store(th, handle);
}

static uint32_t fill_source(struct thread *th, struct errs *want)
{
	uint32_t source = 1 + rng_below(&th->rng, VGAPT_ROM_NUM_SOURCES - 1);

	if (rng_once_in(&th->rng, 8))
		source = rng_once_in(&th->rng, 2) ? VGAPT_ROM_NUM_SOURCES : (uint32_t)rng_next(&th->rng);
	if (rng_once_in(&th->rng, 16))
		source = 0;
	if (!source || source >= VGAPT_ROM_NUM_SOURCES)
		errs_add(want, EINVAL);
	return source;
}

static struct errs fill_rom_source(struct thread *th, struct made *made, union args *args)
{
	struct vgapt_rom_source_info *info = &args->source;
	struct errs want = { { 0 } };
	bool known = fill_place(th, made, &info->segment, &info->bus, &info->devfn);

	info->source = made->source = fill_source(th, &want);
	if (!place_known(info->segment, info->bus, info->devfn))
		errs_add(&want, ENODEV);
	if (!want.bits[0])
		errs_add(&want, 0);
	forget_place(made, known);
	return want;
}

static void check_rom_source(struct thread *th, const struct made *made, const union args *args)
{
	static const uint8_t none[32];
	const struct vgapt_rom_source_info *info = &args->source;
	bool empty = !info->size;

	(void)made;
	good_output(th, info->error < MAX_ERRNO, "ROM_SOURCE: error");
	good_output(th, info->status <= VGAPT_ROM_STATUS_PRISTINE, "ROM_SOURCE: status");
	good_output(th, info->size <= ROM_MAX, "ROM_SOURCE: size");
	good_output(th, info->fault <= VGAPT_ROM_FAULT_CHECKSUM, "ROM_SOURCE: fault");
	good_output(th, info->chosen <= 1, "ROM_SOURCE: chosen");
	good_output(th, empty == !memcmp(info->sha256, none, sizeof(none)), "ROM_SOURCE: size and digest");
	good_output(th, empty ? info->error && !info->chosen && !info->diff_count : !info->error ||
		    info->error == EBADMSG, "ROM_SOURCE: size and error");
	looked(th, RULE_OUTPUT, info->diff_count ? info->diff_first <= info->diff_last && info->diff_last < info->size :
	       !info->diff_first && !info->diff_last, "ROM_SOURCE: %u differences from %u to %u of %u",
	       info->diff_count, info->diff_first, info->diff_last, info->size);
	good_output(th, !info->chosen || !info->diff_count, "ROM_SOURCE: the chosen one differs from itself");
}

static struct errs fill_rom_open(struct thread *th, struct made *made, union args *args)
{
	struct vgapt_rom_open *open = &args->open;
	struct errs want = { { 0 } };
	bool known = fill_place(th, made, &open->segment, &open->bus, &open->devfn);

	open->source = made->source = fill_source(th, &want);
	if (!place_known(open->segment, open->bus, open->devfn))
		errs_add(&want, ENODEV);
	if (!want.bits[0])
		want = ERRS(0, ENODATA);
	forget_place(made, known);
	return want;
}

static struct errs fill_rom_load(struct thread *th, struct made *made, union args *args)
{
	struct vgapt_rom_open *open = &args->open;
	bool known = fill_place(th, made, &open->segment, &open->bus, &open->devfn);
	struct errs want = place_known(open->segment, open->bus, open->devfn) ? ERRS(0) : ERRS(ENODEV);

	forget_place(made, known);
	return want;
}

static void then_rom(struct thread *th, const struct made *made, int fd, enum kind kind)
{
	struct handle *handle;

	looked(th, RULE_OUTPUT, fcntl(fd, F_GETFD) & FD_CLOEXEC, "a descriptor without close-on-exec");
	if (!made->place) {
		close(fd);
		return;
	}
	handle = handle_new(fd, kind, made->place, 0);
	if (kind == KIND_ROM)
		handle->rom = rom_of(fd, th->buf);
	handle_store(th, handle);
}

static void then_rom_open(struct thread *th, const struct made *made, int fd)
{
	then_rom(th, made, fd, KIND_ROM);
}

static void then_rom_load(struct thread *th, const struct made *made, int fd)
{
	then_rom(th, made, fd, KIND_LOAD);
}

static void check_device_info(struct thread *th, const struct made *made, const union args *args)
{
	const struct vgapt_device_info *info = &args->device;
	const struct place *place = made->place;
	const struct rom *rom = made->handle->rom;

	good_output(th, info->segment == place->segment && info->bus == place->bus && info->devfn == place->devfn &&
		    info->domid == made->domid, "DEVICE_INFO: whose it is");
	good_output(th, info->vendor == place->vendor && info->device == place->device &&
		    info->class == place->class, "DEVICE_INFO: ids");
	good_output(th, !(info->flags & ~(VGAPT_DEVICE_VGA | VGAPT_DEVICE_PRIMARY | VGAPT_DEVICE_SEIZED |
					  VGAPT_DEVICE_DISPLAY | VGAPT_DEVICE_EXCLUSIVE)) &&
		    (info->flags & VGAPT_DEVICE_DISPLAY) &&
		    !!(info->flags & VGAPT_DEVICE_VGA) == place->vga, "DEVICE_INFO: flags");
	good_output(th, info->rights == made->handle->rights && info->id && !info->reserved, "DEVICE_INFO: rights and id");
	good_output(th, info->num_regions == VGAPT_NUM_REGIONS, "DEVICE_INFO: num_regions");
	good_output(th, !(info->granted & ~VGAPT_RANGE_ALL) && !(info->held & ~VGAPT_RANGE_ALL),
		    "DEVICE_INFO: ranges");
	good_output(th, place->vga || (!info->granted && !info->held), "DEVICE_INFO: ranges without VGA");
	good_output(th, info->rom_source < VGAPT_ROM_NUM_SOURCES && info->rom_status <= VGAPT_ROM_STATUS_PRISTINE,
		    "DEVICE_INFO: the ROM's source and status");
	looked(th, RULE_ROM, info->rom_size == (rom ? rom->size : 0) && !!info->rom_size == !!info->rom_source,
	       "DEVICE_INFO: a ROM of %llu bytes, source %u, and %u can be read",
	       (unsigned long long)info->rom_size, info->rom_source, rom ? rom->size : 0);
}

static struct errs fill_region_info(struct thread *th, struct made *made, union args *args)
{
	uint32_t index = rng_below(&th->rng, VGAPT_NUM_REGIONS);

	(void)made;
	if (rng_once_in(&th->rng, 8))
		index = rng_once_in(&th->rng, 2) ? VGAPT_NUM_REGIONS : (uint32_t)rng_next(&th->rng);
	args->region.index = index;
	return index < VGAPT_NUM_REGIONS ? ERRS(0) : ERRS(EINVAL);
}

static void check_region_info(struct thread *th, const struct made *made, const union args *args)
{
	static const struct { uint32_t bit; uint64_t base, size; } legacy[] = {
		{ VGAPT_RANGE_IO_MONO, 0x3b0, 0xc },
		{ VGAPT_RANGE_IO_COLOR, 0x3c0, 0x20 },
		{ VGAPT_RANGE_MEM, 0xa0000, 0x20000 },
	};
	const struct vgapt_region_info *info = &args->region;
	const struct rom *rom = made->handle->rom;
	uint32_t flags = info->flags;

	good_output(th, !info->offset, "REGION_INFO: offset");
	if (info->index < VGAPT_REGION_ROM) {
		good_output(th, !(flags & ~(VGAPT_REGION_FLAG_IO | VGAPT_REGION_FLAG_MEM | VGAPT_REGION_FLAG_PREFETCH |
					    VGAPT_REGION_FLAG_MEM64)) && !info->range, "REGION_INFO: a BAR's flags");
		good_output(th, info->size || (!info->base && !flags), "REGION_INFO: a BAR that is not there");
		good_output(th, !info->base || (made->handle->rights & VGAPT_RIGHT_ADDRESSES), "REGION_INFO: a BAR's address");
	} else if (info->index == VGAPT_REGION_ROM) {
		looked(th, RULE_ROM, info->size == (rom ? rom->size : 0), "REGION_INFO: a ROM of %llu bytes, not %u",
		       (unsigned long long)info->size, rom ? rom->size : 0);
		good_output(th, !info->base && !info->range && flags == (rom ? VGAPT_REGION_FLAG_MEM |
			    VGAPT_REGION_FLAG_READ | VGAPT_REGION_FLAG_MMAP : 0U), "REGION_INFO: the ROM's");
	} else if (info->index == VGAPT_REGION_CONFIG) {
		good_output(th, !info->size && !info->base && !flags && !info->range,
			    "REGION_INFO: configuration space without the right");
	} else if (!made->place->vga) {
		good_output(th, !info->size && !info->base && !flags && !info->range,
			    "REGION_INFO: a legacy range without VGA");
	} else {
		const typeof(legacy[0]) *range = &legacy[info->index - VGAPT_REGION_IO_MONO];

		good_output(th, info->size == range->size && info->base == range->base && info->range == range->bit,
			    "REGION_INFO: a legacy range");
		flags &= ~VGAPT_REGION_FLAG_GRANTED;
		good_output(th, flags == (VGAPT_REGION_FLAG_LEGACY | (range->bit == VGAPT_RANGE_MEM ?
			    VGAPT_REGION_FLAG_MEM : VGAPT_REGION_FLAG_IO)), "REGION_INFO: a legacy range's flags");
	}
}

static bool fill_ranges(struct thread *th, union args *args)
{
	uint32_t ranges = 1 + rng_below(&th->rng, VGAPT_RANGE_ALL);

	if (rng_once_in(&th->rng, 6))
		ranges ^= 8U << rng_below(&th->rng, 29);
	else if (rng_once_in(&th->rng, 12))
		ranges = 0;
	args->ranges.ranges = ranges;
	return ranges && !(ranges & ~VGAPT_RANGE_ALL);
}

/* Good ones, or such as there can't be.  Returns whether they are good. */
static bool fill_traps(struct thread *th, struct vgapt_grant *grant)
{
	uint32_t i, num = rng_once_in(&th->rng, 2) ? 0 : 1 + rng_below(&th->rng, VGAPT_MAX_TRAPS);
	bool good = true;

	grant->num_traps = num;
	for (i = 0; i < num; i++) {
		struct vgapt_trap *trap = &grant->traps[i];

		trap->range = grant->ranges & VGAPT_RANGE_IO_COLOR ? VGAPT_RANGE_IO_COLOR :
			      grant->ranges & VGAPT_RANGE_IO_MONO ? VGAPT_RANGE_IO_MONO : VGAPT_RANGE_MEM;
		if (trap->range == VGAPT_RANGE_MEM) {
			trap->first = 0xa0000 + 4096ULL * rng_below(&th->rng, 32);
			trap->count = 4096;
		} else {
			trap->first = trap->range == VGAPT_RANGE_IO_COLOR ? 0x3c0 : 0x3b0;
			trap->first += rng_below(&th->rng, 12);
			trap->count = 1;
		}
	}
	if (!num || !rng_once_in(&th->rng, 4))
		return good;
	i = rng_below(&th->rng, num);
	switch (rng_below(&th->rng, 6)) {
	case 0:
		grant->traps[i].range = 8U << rng_below(&th->rng, 29);
		break;
	case 1:
		grant->traps[i].reserved = 1U << rng_below(&th->rng, 32);
		break;
	case 2:
		grant->traps[i].first = rng_next(&th->rng) | 1ULL << 40;
		break;
	case 3:
		grant->traps[i].count = rng_once_in(&th->rng, 2) ? 0 : rng_next(&th->rng) | 1ULL << 33;
		break;
	case 4:
		grant->num_traps = VGAPT_MAX_TRAPS + 1 + (uint32_t)(rng_next(&th->rng) >> 34);
		break;
	default:
		grant->num_traps = i;
	}
	return false;
}

static struct errs fill_grant(struct thread *th, struct made *made, union args *args)
{
	bool good = fill_ranges(th, args);

	if (!fill_traps(th, &args->grant) || !good)
		return ERRS(EINVAL);
	if (!(made->handle->rights & VGAPT_RIGHT_LEGACY))
		return ERRS(EACCES);
	/* As Xen answered it may have anything, but what is not in the list is to be looked at. */
	return ERRS(0, EBUSY, EPERM, ENODEV, ESRCH, EOPNOTSUPP, EINTR, EIO, ENXIO, EAGAIN, ENOSPC);
}

static struct errs fill_revoke(struct thread *th, struct made *made, union args *args)
{
	if (!fill_ranges(th, args))
		return ERRS(EINVAL);
	return made->handle->rights & VGAPT_RIGHT_LEGACY ? ERRS(0) : ERRS(EACCES);
}

static struct errs fill_reset(struct thread *th, struct made *made, union args *args)
{
	struct vgapt_reset *reset = &args->reset;
	uint32_t i;

	/* A good one takes a card's time, and everybody's who waits for that. */
	if (!rng_once_in(&th->shape, 25)) {
		switch (rng_below(&th->rng, 3)) {
		case 0:
			reset->flags = 2U << rng_below(&th->rng, 31);
			break;
		case 1:
			reset->num_proofs = VGAPT_RESET_MAX_PROOFS + 1 + (rng_next(&th->rng) >> 33);
			break;
		default:
			reset->num_proofs = rng_below(&th->rng, VGAPT_RESET_MAX_PROOFS);
			i = reset->num_proofs + rng_below(&th->rng, VGAPT_RESET_MAX_PROOFS - reset->num_proofs);
			reset->proofs[i] = rng_once_in(&th->rng, 2) ? made->handle->fd : -1;
		}
		return ERRS(EINVAL);
	}
	reset->flags = rng_once_in(&th->rng, 2) ? VGAPT_RESET_START : 0;
	reset->num_proofs = rng_below(&th->rng, 3);
	for (i = 0; i < reset->num_proofs; i++)
		reset->proofs[i] = rng_once_in(&th->rng, 4) ? (int)rng_below(&th->rng, 300) - 10 : made->handle->fd;
	if (!(made->handle->rights & VGAPT_RIGHT_RESET))
		return ERRS(EACCES);
	/* Any descriptor may be shown: one that is none, no capability, another domain's, or without the right. */
	return ERRS(0, ENOTTY, EBUSY, EIO, ETIMEDOUT, ENODEV, EPERM, ESRCH, EINTR, EAGAIN, EBADF, EINVAL, EACCES, EIDRM);
}

static struct errs fill_reset_result(struct thread *th, struct made *made, union args *args)
{
	(void)th;
	(void)args;
	return made->handle->rights & VGAPT_RIGHT_RESET ? ERRS(0, ENODATA, EAGAIN) : ERRS(EACCES);
}

static void check_reset_result(struct thread *th, const struct made *made, const union args *args)
{
	const struct vgapt_reset_result *result = &args->result;

	(void)made;
	good_output(th, result->error < MAX_ERRNO, "RESET_RESULT: error");
	good_output(th, !result->method[sizeof(result->method) - 1] && !result->why[sizeof(result->why) - 1],
		    "RESET_RESULT: tokens without end");
}

static struct errs fill_reset_hits(struct thread *th, struct made *made, union args *args)
{
	(void)th;
	(void)args;
	if (!(made->handle->rights & VGAPT_RIGHT_RESET))
		return ERRS(EACCES);
	return ERRS(0, ENOTTY, EBUSY, ENODEV, EPERM, ESRCH, EINTR, EAGAIN);
}

static void check_reset_hits(struct thread *th, const struct made *made, const union args *args)
{
	const struct vgapt_reset_hits *hits = &args->hits;
	const struct place *place = made->place;
	static const struct vgapt_function none;
	bool self = false, rest = true;
	uint32_t i;

	good_output(th, hits->num <= VGAPT_RESET_MAX_HITS, "RESET_HITS: num");
	for (i = 0; i < VGAPT_RESET_MAX_HITS; i++) {
		if (i < hits->num)
			self |= hits->hits[i].segment == place->segment && hits->hits[i].bus == place->bus &&
				hits->hits[i].devfn == place->devfn;
		else
			rest &= !memcmp(&hits->hits[i], &none, sizeof(none));
	}
	good_output(th, self || !hits->num, "RESET_HITS: the function itself is not hit");
	good_output(th, rest, "RESET_HITS: something behind the last");
}

static void check_events(struct thread *th, const struct made *made, const union args *args)
{
	const struct vgapt_events *events = &args->events;

	/* Nobody revokes those, and neither domains nor functions go. */
	good_output(th, !(events->events & ~(VGAPT_EVENT_RESET_DONE | handle_ends(made->handle))) &&
		    !(events->state & ~handle_ends(made->handle)), "EVENTS");
}

/* A listener is one for good, and its read() waits: do_listen() has its own. */
static struct errs fill_listen(struct thread *th, struct made *made, union args *args)
{
	(void)made;
	args->listen.flags = 1U << rng_below(&th->rng, 32);
	return ERRS(EINVAL);
}

static struct errs fill_answer(struct thread *th, struct made *made, union args *args)
{
	(void)made;
	args->answer.id = rng_once_in(&th->rng, 2) ? rng_below(&th->rng, 64) : rng_next(&th->rng);
	args->answer.error = rng_once_in(&th->rng, 4) ? (uint32_t)rng_next(&th->rng) : rng_below(&th->rng, 100);
	return args->answer.error >= 4095 ? ERRS(EINVAL) : ERRS(EBADF);
}

/* The functions may be on pciback or not, and given to the domain or not. */
#define MODEL_ERRORS	ENODEV, EPERM, ESRCH, EOPNOTSUPP, EAGAIN, EINTR

static struct errs fill_hold(struct thread *th, struct made *made, union args *args)
{
	(void)th;
	(void)args;
	return made->handle->rights & VGAPT_RIGHT_HOLD ? ERRS(0, EALREADY, MODEL_ERRORS) : ERRS(EACCES);
}

static void make_map(struct thread *th, struct vgapt_map *map)
{
	map->flags = 1U << rng_below(&th->rng, 2);
	map->region = rng_below(&th->rng, 6);
	map->offset = 4096ULL * rng_below(&th->rng, 16);
	map->length = 4096ULL * (1 + rng_below(&th->rng, 8));
	/* From f0000000h on the guest has the card's BARs: Xen would crash it. */
	map->address = 0xf8000000ULL + 4096ULL * rng_below(&th->rng, 64);
	switch (rng_below(&th->rng, 12)) {
	case 0:
		map->offset = rng_next(&th->rng);
		break;
	case 1:
		map->length = rng_next(&th->rng);
		break;
	case 2:
		map->address = rng_next(&th->rng);
		break;
	case 3:
		map->address = map->offset = 0;
		map->length = 1 + rng_below(&th->rng, 64);
		break;
	case 4:
		map->length = -map->offset;
		break;
	}
}

static struct errs fill_map(struct thread *th, struct made *made, union args *args)
{
	make_map(th, &args->map);
	if (rng_once_in(&th->rng, 8))
		args->map.region = 6 + (uint32_t)(rng_next(&th->rng) >> 33);
	if (rng_once_in(&th->rng, 8))
		args->map.flags = rng_once_in(&th->rng, 2) ? 0 : 3;
	if (args->map.region > 5 || !args->map.flags || args->map.flags == 3)
		return ERRS(EINVAL);
	(void)made;
	return ERRS(EACCES);
}

static void make_msi(struct thread *th, struct vgapt_msi *msi)
{
	static const uint32_t flags[] = { 1, 2, 8, 16, 5, 6, 12, 20, 44 };

	msi->flags = flags[rng_below(&th->rng, ARRAY_SIZE(flags))];
	if (msi->flags & VGAPT_MSI_BIND) {
		msi->address = rng_once_in(&th->rng, 3) ? rng_next(&th->rng) : 0xfee00000;
		msi->data = rng_once_in(&th->rng, 3) ? (uint32_t)rng_next(&th->rng) : 0x41;
	}
	if (!(msi->flags & VGAPT_MSI_X))
		return;
	if (msi->flags & (VGAPT_MSI_BIND | VGAPT_MSI_UNBIND))
		msi->vector = rng_once_in(&th->rng, 4) ? (uint32_t)rng_next(&th->rng) : rng_below(&th->rng, 4);
	if (msi->flags & VGAPT_MSI_BIND)
		msi->table = 0xf1000000;
}

static struct errs fill_msi(struct thread *th, struct made *made, union args *args)
{
	(void)made;
	make_msi(th, &args->msi);
	if (!rng_once_in(&th->rng, 6))
		return ERRS(EACCES);
	args->msi.flags = rng_once_in(&th->rng, 2) ? 0 : 3;
	return ERRS(EINVAL);
}

#define SIZE(type)	sizeof(struct type)

#define DEVICE_FLAGS	(VGAPT_DEVICE_VGA | VGAPT_DEVICE_PRIMARY | VGAPT_DEVICE_SEIZED | VGAPT_DEVICE_DISPLAY | \
			 VGAPT_DEVICE_EXCLUSIVE)
#define REGION_FLAGS	0x1ffU
#define INFO_FLAGS	0x3fU

static const struct call calls[] = {
	{ .name = "VERSION", .nr = VGAPT_IOC_VERSION, .kind = KIND_DEVICE, .size = SIZE(vgapt_version),
	  .flags = VGAPT_VERSION_XEN, .outs = true, .fill = fill_nothing, .check = check_version },
	{ .name = "ATTACH", .nr = VGAPT_IOC_ATTACH, .kind = KIND_DEVICE, .size = SIZE(vgapt_attach),
	  .in = { WHERE(vgapt_attach), FIELD(vgapt_attach, domid), FIELD(vgapt_attach, rights) },
	  .flags = VGAPT_ATTACH_EXCLUSIVE, .fill = fill_attach, .then = then_attach },
	{ .name = "ROM_SOURCE", .nr = VGAPT_IOC_ROM_SOURCE, .kind = KIND_DEVICE, .size = SIZE(vgapt_rom_source_info),
	  .in = { WHERE(vgapt_rom_source_info), FIELD(vgapt_rom_source_info, source) },
	  .zero = { FIELD(vgapt_rom_source_info, reserved) }, .outs = true,
	  .fill = fill_rom_source, .check = check_rom_source },
	{ .name = "ROM_OPEN", .nr = VGAPT_IOC_ROM_OPEN, .kind = KIND_DEVICE, .size = SIZE(vgapt_rom_open),
	  .in = { WHERE(vgapt_rom_open), FIELD(vgapt_rom_open, source) }, .zero = { FIELD(vgapt_rom_open, reserved) },
	  .fill = fill_rom_open, .then = then_rom_open },
	{ .name = "ROM_LOAD", .nr = VGAPT_IOC_ROM_LOAD, .kind = KIND_DEVICE, .size = SIZE(vgapt_rom_open),
	  .in = { WHERE(vgapt_rom_open) }, .zero = { FIELD(vgapt_rom_open, reserved), FIELD(vgapt_rom_open, source) },
	  .fill = fill_rom_load, .then = then_rom_load },
	{ .name = "DEVICE_INFO", .nr = VGAPT_IOC_DEVICE_INFO, .kind = KIND_CAP, .size = SIZE(vgapt_device_info),
	  .zero = { FIELD(vgapt_device_info, reserved) }, .flags = DEVICE_FLAGS, .outs = true,
	  .fill = fill_nothing, .check = check_device_info },
	{ .name = "REGION_INFO", .nr = VGAPT_IOC_REGION_INFO, .kind = KIND_CAP, .size = SIZE(vgapt_region_info),
	  .in = { FIELD(vgapt_region_info, index) }, .flags = REGION_FLAGS, .outs = true,
	  .fill = fill_region_info, .check = check_region_info },
	{ .name = "GRANT", .nr = VGAPT_IOC_GRANT, .kind = KIND_CAP, .size = SIZE(vgapt_grant),
	  .first = VGAPT_GRANT_SIZE_V0, .in = { FIELD(vgapt_grant, ranges), FIELD(vgapt_grant, num_traps),
						FIELD(vgapt_grant, traps) }, .fill = fill_grant },
	{ .name = "REVOKE", .nr = VGAPT_IOC_REVOKE, .kind = KIND_CAP, .size = SIZE(vgapt_ranges),
	  .in = { FIELD(vgapt_ranges, ranges) }, .zero = { FIELD(vgapt_ranges, reserved) }, .fill = fill_revoke },
	{ .name = "RESET", .nr = VGAPT_IOC_RESET, .kind = KIND_CAP, .size = SIZE(vgapt_reset),
	  .in = { FIELD(vgapt_reset, num_proofs), FIELD(vgapt_reset, proofs) }, .zero = { FIELD(vgapt_reset, reserved) },
	  .flags = VGAPT_RESET_START, .fill = fill_reset },
	{ .name = "FEATURES", .nr = VGAPT_IOC_FEATURES, .kind = KIND_DEVICE, .size = SIZE(vgapt_features), .outs = true,
	  .fill = fill_nothing, .check = check_features },
	{ .name = "FEATURES", .nr = VGAPT_IOC_FEATURES, .kind = KIND_CAP, .size = SIZE(vgapt_features), .outs = true,
	  .fill = fill_nothing, .check = check_features },
	{ .name = "CAPABILITY_INFO", .nr = VGAPT_IOC_CAPABILITY_INFO, .kind = KIND_DEVICE,
	  .size = SIZE(vgapt_capability_info), .flags = INFO_FLAGS, .outs = true,
	  .fill = fill_capability_info, .check = check_capability_info },
	{ .name = "CAPABILITY_REVOKE", .nr = VGAPT_IOC_CAPABILITY_REVOKE, .kind = KIND_DEVICE,
	  .size = SIZE(vgapt_capability_revoke), .in = { FIELD(vgapt_capability_revoke, id) },
	  .fill = fill_capability_revoke },
	{ .name = "RESET_RESULT", .nr = VGAPT_IOC_RESET_RESULT, .kind = KIND_CAP, .size = SIZE(vgapt_reset_result),
	  .outs = true, .fill = fill_reset_result, .check = check_reset_result },
	{ .name = "RESET_HITS", .nr = VGAPT_IOC_RESET_HITS, .kind = KIND_CAP, .size = SIZE(vgapt_reset_hits),
	  .zero = { FIELD(vgapt_reset_hits, reserved) }, .outs = true, .fill = fill_reset_hits, .check = check_reset_hits },
	{ .name = "EVENTS", .nr = VGAPT_IOC_EVENTS, .kind = KIND_CAP, .size = SIZE(vgapt_events), .outs = true,
	  .fill = fill_nothing, .check = check_events },
	{ .name = "LISTEN", .nr = VGAPT_IOC_LISTEN, .kind = KIND_DEVICE, .size = SIZE(vgapt_listen), .fill = fill_listen },
	{ .name = "ANSWER", .nr = VGAPT_IOC_ANSWER, .kind = KIND_DEVICE, .size = SIZE(vgapt_answer),
	  .in = { FIELD(vgapt_answer, id), FIELD(vgapt_answer, error) }, .zero = { FIELD(vgapt_answer, reserved) },
	  .fill = fill_answer },
	{ .name = "HOLD", .nr = VGAPT_IOC_HOLD, .kind = KIND_CAP, .size = SIZE(vgapt_hold), .fill = fill_hold },
	{ .name = "RELEASE", .nr = VGAPT_IOC_RELEASE, .kind = KIND_CAP, .size = SIZE(vgapt_hold), .fill = fill_hold },
	{ .name = "MAP", .nr = VGAPT_IOC_MAP, .kind = KIND_CAP, .size = SIZE(vgapt_map),
	  .in = { FIELD(vgapt_map, region), FIELD(vgapt_map, offset), FIELD(vgapt_map, length), FIELD(vgapt_map, address) },
	  .zero = { FIELD(vgapt_map, reserved) }, .flags = 3, .fill = fill_map },
	{ .name = "MSI", .nr = VGAPT_IOC_MSI, .kind = KIND_CAP, .size = SIZE(vgapt_msi),
	  .in = { FIELD(vgapt_msi, vector), FIELD(vgapt_msi, data), FIELD(vgapt_msi, address), FIELD(vgapt_msi, table) },
	  .flags = 0x3f, .fill = fill_msi },
};

static bool within(uint32_t at, const struct part *parts, size_t num)
{
	size_t i;

	for (i = 0; i < num; i++)
		if (at >= parts[i].at && at < parts[i].at + (uint32_t)parts[i].len)
			return true;
	return false;
}

/* Is the byte there for an answer only? */
static bool is_out(const struct call *call, uint32_t at)
{
	return call->outs && at >= 8 && !within(at, call->in, ARRAY_SIZE(call->in)) &&
	       !within(at, call->zero, ARRAY_SIZE(call->zero)) && call->nr != VGAPT_IOC_CAPABILITY_INFO;
}

/* What is where answers go does not matter, nor do flags that the same call might have given. */
static void litter(struct thread *th, const struct call *call, union args *args)
{
	uint32_t at;

	for (at = 8; at < call->size; at++)
		if (is_out(call, at))
			args->bytes[at] = rng_next(&th->rng);
	if (call->outs)
		args->words[1] = rng_next(&th->rng) & call->flags;
}

/* Something in a place that must be zero.  Returns its byte, or 0 if there is no such place. */
static uint32_t spoil(struct thread *th, const struct call *call, union args *args)
{
	const struct part *part = &call->zero[rng_below(&th->rng, ARRAY_SIZE(call->zero))];
	uint32_t at, bit = 1U << rng_below(&th->rng, 32);

	if (part->len && rng_once_in(&th->rng, 2)) {
		at = part->at + rng_below(&th->rng, part->len);
		args->bytes[at] = 1 << rng_below(&th->rng, 8);
		return at;
	}
	if (bit & call->flags)
		return 0;
	args->words[1] |= bit;
	return 4;
}

/* Is it a call that this kind of descriptor knows? */
static bool known_call(enum kind kind, uint32_t nr)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		if (calls[i].nr == nr && calls[i].kind == kind)
			return true;
	return kind == KIND_LOAD && nr == VGAPT_IOC_ROM_COMMIT;
}

static uint32_t pick_argsz(struct thread *th, uint32_t size, uint32_t first, bool *dirty)
{
	*dirty = false;
	switch (rng_below(&th->rng, 20)) {
	case 0:
		return rng_below(&th->rng, first ? first : size);
	case 1:
		return (first ? first : size) - 1 - rng_below(&th->rng, 4);
	case 2:
		return size + 1 + rng_below(&th->rng, 200);
	case 3:
		return rng_once_in(&th->rng, 2) ? PAGE : PAGE - rng_below(&th->rng, 64);
	case 4:
		*dirty = true;
		return size + 1 + rng_below(&th->rng, 200);
	case 5:
		return PAGE + 1 + rng_below(&th->rng, 64);
	case 6:
		return rng_once_in(&th->rng, 2) ? 0xffffffffU - rng_below(&th->rng, 8) :
						  PAGE + 1 + (uint32_t)(rng_next(&th->rng) >> 33);
	default:
		return size;
	}
}

/* Where the structure lies. */
enum spot {
	SPOT_INSIDE,
	SPOT_END,	/* its last byte is the last that is there */
	SPOT_ACROSS,	/* it goes on where nothing is */
	SPOT_CONST,	/* it can't be written */
	SPOT_NOWHERE,
};

static void *nowhere(struct thread *th, bool compat)
{
	static const uintptr_t spots[] = {
		0, 1, 4095, -4096UL, 0xffff800000000000UL, 0x800000000000UL, 0xffffffff81000000UL,
		0x7fffffffffffUL, 0xfffffffffffffff0UL,
	};
	uintptr_t at = spots[rng_below(&th->rng, compat ? 3 : ARRAY_SIZE(spots))];

	if (rng_once_in(&th->rng, 4))
		return th->arena + ARENA_HOLE + rng_below(&th->rng, PAGE - 4);
	return (void *)at;
}

static void do_call(struct thread *th, const struct call *call)
{
	uint8_t before[2 * PAGE + 2 * AROUND], *at, *low, *high, *end = th->arena + ARENA_HOLE;
	uint32_t argsz, room, span, odd_byte = 0;
	struct errs want, asked;
	union args made_up;
	struct made made = { 0 };
	bool dirty, wrong_kind, compat;
	enum rule rule = RULE_ERRNO;
	enum spot spot = SPOT_INSIDE;
	int rc, err;

	wrong_kind = rng_once_in(&th->shape, 40);
	made.handle = handle_get(th, wrong_kind ? rng_below(&th->shape, NUM_KINDS) : call->kind);
	if (!made.handle)
		return;
	wrong_kind = !known_call(made.handle->kind, call->nr);
	made.place = made.handle->place;
	made.domid = made.handle->domid;

	memset(&made_up, 0, call->size);
	asked = call->fill(th, &made, &made_up);
	argsz = pick_argsz(th, call->size, call->first, &dirty);
	made_up.words[0] = argsz;
	if (rng_once_in(&th->rng, 3))
		litter(th, call, &made_up);
	if (rng_once_in(&th->rng, 8))
		odd_byte = spoil(th, call, &made_up);
	switch (rng_below(&th->rng, 40)) {
	case 0: case 1: case 2: case 3:
		spot = SPOT_END;
		break;
	case 4:
		spot = SPOT_ACROSS;
		break;
	case 5:
		spot = SPOT_CONST;
		break;
	case 6:
		spot = SPOT_NOWHERE;
		break;
	}
	compat = rng_once_in(&th->rng, 8);

	/* The part of memory that is looked at: structure and tail, and some around. */
	span = argsz > call->size && argsz <= PAGE ? argsz : call->size;
	switch (spot) {
	case SPOT_END:
		at = end - span;
		break;
	case SPOT_ACROSS:
		at = end - 1 - rng_below(&th->rng, span - 1);
		break;
	case SPOT_CONST:
		at = th->arena + ARENA_CONST + rng_below(&th->rng, PAGE - span + 1);
		end = th->arena + ARENA_CONST + PAGE;
		if (mprotect(th->arena + ARENA_CONST, PAGE, PROT_READ | PROT_WRITE))
			exit(2);
		break;
	default:
		at = th->arena + AROUND + rng_below(&th->rng, 512);
		if (!rng_once_in(&th->rng, 4))
			at = (uint8_t *)((uintptr_t)at & ~7UL);
	}
	low = at - (spot == SPOT_CONST ? 0 : AROUND);
	high = at + span + AROUND;
	if (high > end)
		high = end;
	memset(low, POISON, high - low);
	room = end - at;
	memcpy(at, &made_up, room < call->size ? room : call->size);
	if (span > call->size && room > call->size) {
		uint32_t tail = (room < span ? room : span) - call->size;

		memset(at + call->size, 0, tail);
		if (dirty)
			at[call->size + rng_below(&th->rng, tail)] = 1 << rng_below(&th->rng, 8);
	} else {
		dirty = false;
	}
	if (spot == SPOT_CONST && mprotect(th->arena + ARENA_CONST, PAGE, PROT_READ))
		exit(2);
	memcpy(before, low, high - low);
	if (spot == SPOT_NOWHERE)
		at = nowhere(th, compat);

	/* What it has to answer. */
	want = asked;
	if (wrong_kind) {
		want = ERRS(ENOTTY);
		rule = RULE_NUMBER;
	} else if (spot == SPOT_NOWHERE || room < 4) {
		want = ERRS(EFAULT);
		rule = RULE_POINTER;
	} else if (argsz < call->size) {
		want = ERRS(EINVAL);
		rule = RULE_SIZE;
	} else if (argsz > PAGE) {
		want = ERRS(E2BIG);
		rule = RULE_SIZE;
	} else if (room < argsz) {
		want = dirty ? ERRS(EFAULT, E2BIG) : ERRS(EFAULT);
		rule = RULE_POINTER;
	} else if (dirty) {
		want = ERRS(E2BIG);
		rule = RULE_TAIL;
	} else if (odd_byte) {
		want = spot == SPOT_CONST ? ERRS(EINVAL, EFAULT) : ERRS(EINVAL);
		rule = RULE_PADDING;
	} else if (spot == SPOT_CONST) {
		/* Unless there is something else that is wrong it can't be told of success. */
		want.bits[0] &= ~1ULL;
		errs_add(&want, EFAULT);
		rule = RULE_POINTER;
	} else if (argsz > call->size) {
		rule = RULE_TAIL;
	}

	errno = 0;
	rc = compat ? ioctl32(made.handle->fd, call->nr, at) : ioctl(made.handle->fd, call->nr, at);
	err = rc < 0 ? errno : 0;
	count(th, err);
	expect(th, rule, &want, err, call->name);
	if (rule != RULE_ERRNO)
		expect(th, RULE_ERRNO, &want, err, call->name);

	/* What it has left in memory. */
	if (spot != SPOT_NOWHERE && !(err == EFAULT && spot != SPOT_INSIDE)) {
		uint32_t first = at - low, known = call->size;
		uint32_t now = 0;
		bool same;

		memcpy(&now, at, room < 4 ? room : 4);
		if (err) {
			same = room < 4 || now == argsz;
			looked(th, RULE_BEYOND, same, "%s: argsz %u after a failure", call->name, now);
			same = room < 4 || !memcmp(at + 4, before + first + 4, room < known ? room - 4 : known - 4);
			looked(th, RULE_BEYOND, same, "%s: a failed call has changed the structure", call->name);
		} else {
			good_output(th, now == known, "argsz is not set to what is valid");
			same = true;
			if (!call->outs)
				same = !memcmp(at + 4, before + first + 4, known - 4);
			looked(th, RULE_BEYOND, same, "%s: a structure without results has changed", call->name);
			if (call->outs) {
				uint32_t i;

				for (i = 0; i < ARRAY_SIZE(call->in); i++)
					same &= !memcmp(at + call->in[i].at, before + first + call->in[i].at,
							call->in[i].len);
				looked(th, RULE_BEYOND, same, "%s: what was asked for has changed", call->name);
			}
		}
		same = !memcmp(low, before, first);
		if (room > known)
			same &= !memcmp(at + known, before + first + known, high - at - known);
		looked(th, RULE_BEYOND, same, "%s: written outside of the structure", call->name);
		if (!err && call->check) {
			memcpy(&made_up, at, known);
			call->check(th, &made, &made_up);
		}
	}
	if (!err && call->then)
		call->then(th, &made, rc);
	handle_put(made.handle);
}

#define CALL(nr)							\
	static void call_##nr(struct thread *th)			\
	{								\
		do_call(th, &calls[nr]);				\
	}

CALL(0) CALL(1) CALL(2) CALL(3) CALL(4) CALL(5) CALL(6) CALL(7) CALL(8) CALL(9)
CALL(10) CALL(11) CALL(12) CALL(13) CALL(14) CALL(15) CALL(16) CALL(17) CALL(18)
CALL(19) CALL(20) CALL(21) CALL(22)

/* Somewhere to write to. */
static int null_pipe(void)
{
	static int pair[2] = { -1, -1 };
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	if (pair[0] < 0 && pipe2(pair, O_CLOEXEC | O_NONBLOCK)) {
		perror("fuzzdev: pipe");
		exit(2);
	}
	pthread_mutex_unlock(&lock);
	return pair[1];
}

/* Root takes back a capability that nobody else has: granted, mapped, waited for. */
static void do_take_back(struct thread *th)
{
	struct handle *device = handle_get(th, KIND_DEVICE);
	struct vgapt_capability_revoke revoke = { .argsz = sizeof(revoke) };
	struct vgapt_device_info info = { .argsz = sizeof(info) };
	struct vgapt_ranges ranges = { .argsz = sizeof(ranges), .ranges = VGAPT_RANGE_ALL };
	struct pollfd fd = { .events = POLLIN };
	struct errs want = ERRS(0), gone = ERRS(EIDRM);
	void *map = MAP_FAILED;
	int cap, err;

	if (!device)
		return;
	cap = attach_plain(device->fd, place_pick(&th->shape), domains[rng_below(&th->shape, num_domains)]);
	if (cap < 0) {
		/* Another domain has one. */
		count(th, errno);
		handle_put(device);
		return;
	}
	if (rng_once_in(&th->rng, 3))
		ioctl(cap, VGAPT_IOC_GRANT, &ranges);
	if (rng_once_in(&th->rng, 2))
		map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED | (rng_once_in(&th->rng, 2) ? MAP_POPULATE : 0), cap, 0);
	err = ioctl(cap, VGAPT_IOC_DEVICE_INFO, &info) ? errno : 0;
	expect(th, RULE_ERRNO, &want, err, "DEVICE_INFO of a new one");
	revoke.id = info.id;
	err = ioctl(device->fd, VGAPT_IOC_CAPABILITY_REVOKE, &revoke) ? errno : 0;
	count(th, err);
	expect(th, RULE_ERRNO, &want, err, "CAPABILITY_REVOKE");
	err = ioctl(device->fd, VGAPT_IOC_CAPABILITY_REVOKE, &revoke) ? errno : 0;
	expect(th, RULE_ERRNO, &gone, err, "CAPABILITY_REVOKE again");
	err = ioctl(cap, VGAPT_IOC_DEVICE_INFO, &info) ? errno : 0;
	expect(th, RULE_ERRNO, &gone, err, "DEVICE_INFO of a revoked one");
	fd.fd = cap;
	looked(th, RULE_ERRNO, poll(&fd, 1, 0) == 1 && fd.revents == (POLLIN | POLLHUP), "poll of a revoked one: %#x", fd.revents);
	if (map != MAP_FAILED) {
		/* As a system call's argument, where it is no signal. */
		looked(th, RULE_MAPPING, write(null_pipe(), map, 1) < 0 && errno == EFAULT, "a revoked one's mapping is there");
		munmap(map, PAGE);
	}
	close(cap);
	handle_put(device);
}

/* A device model's life: all that it can do, in any order, and what it reads and writes. */
static void do_model(struct thread *th)
{
	struct handle *device = handle_get(th, KIND_DEVICE);
	struct vgapt_attach attach = { .argsz = sizeof(attach), .rights = VGAPT_RIGHT_HOLD | VGAPT_RIGHT_MODEL };
	struct errs map_want = ERRS(0, EEXIST, ENOSPC, ENOENT, ENODATA, EINVAL, EIO, ENOMEM, MODEL_ERRORS);
	struct errs msi_want = ERRS(0, EINVAL, EBUSY, ENOENT, EIO, ENOMEM, EEXIST, ENOSPC, ENFILE, MODEL_ERRORS);
	struct errs rw_want = ERRS(0, EINVAL, EIO, EACCES, ENOMEM, MODEL_ERRORS);
	const struct place *place = place_pick(&th->shape);
	struct vgapt_map map = { .argsz = sizeof(map) };
	struct vgapt_msi msi = { .argsz = sizeof(msi) };
	struct vgapt_hold hold = { .argsz = sizeof(hold) };
	int cap, err = 0, n = 1 + rng_below(&th->rng, 24);
	uint64_t val, offset;
	uint32_t size;

	if (!device)
		return;
	attach.segment = place->segment;
	attach.bus = place->bus;
	attach.devfn = place->devfn;
	attach.domid = domains[rng_below(&th->shape, num_domains)];
	cap = ioctl(device->fd, VGAPT_IOC_ATTACH, &attach);
	if (cap < 0) {
		count(th, errno);
		handle_put(device);
		return;
	}
	never_wait(cap);
	while (n--) {
		switch (rng_below(&th->rng, 5)) {
		case 0:
			memset(&map, 0, sizeof(map));
			map.argsz = sizeof(map);
			make_map(th, &map);
			err = ioctl(cap, VGAPT_IOC_MAP, &map) ? errno : 0;
			expect(th, RULE_ERRNO, &map_want, err, "MAP");
			break;
		case 1:
			memset(&msi, 0, sizeof(msi));
			msi.argsz = sizeof(msi);
			make_msi(th, &msi);
			err = ioctl(cap, VGAPT_IOC_MSI, &msi) ? errno : 0;
			expect(th, RULE_ERRNO, &msi_want, err, "MSI");
			break;
		case 2:
			err = ioctl(cap, rng_once_in(&th->rng, 3) ? VGAPT_IOC_HOLD : VGAPT_IOC_RELEASE, &hold) ? errno : 0;
			break;
		default:
			size = 1U << rng_below(&th->rng, 4);
			offset = rng_once_in(&th->rng, 4) ? rng_next(&th->rng) >> 24 : rng_below(&th->rng, 4096);
			offset &= ~(uint64_t)(size - 1);
			offset |= (uint64_t)rng_below(&th->rng, VGAPT_NUM_REGIONS + 1) << 40;
			if (offset >> 40 == VGAPT_REGION_ROM)
				break;
			val = rng_next(&th->rng);
			if (rng_once_in(&th->rng, 2))
				err = pread(cap, &val, size, offset) < 0 ? errno : 0;
			else
				err = pwrite(cap, &val, size, offset) < 0 ? errno : 0;
			expect(th, RULE_ERRNO, &rw_want, err, "a region of a device model's");
		}
		count(th, err);
	}
	close(cap);
	handle_put(device);
}

/* Somebody listens for a moment. */
static void do_listen(struct thread *th)
{
	struct vgapt_listen listen = { .argsz = sizeof(listen) };
	struct vgapt_answer answer = { .argsz = sizeof(answer) };
	struct errs want = ERRS(0, EBUSY), read_want = ERRS(0, EAGAIN);
	int fd = open("/dev/xen_vgapt", O_RDWR | O_CLOEXEC | O_NONBLOCK), err;
	struct vgapt_news news[4];
	ssize_t got;

	if (fd < 0)
		return;
	err = ioctl(fd, VGAPT_IOC_LISTEN, &listen) ? errno : 0;
	count(th, err);
	expect(th, RULE_ERRNO, &want, err, "LISTEN");
	if (!err) {
		got = read(fd, news, sizeof(news) - rng_below(&th->rng, 24));
		expect(th, RULE_ERRNO, &read_want, got < 0 ? errno : 0, "read of news");
		looked(th, RULE_OUTPUT, got < 0 || !(got % sizeof(news[0])), "a part of news: %zd bytes", got);
		answer.id = got > 0 ? news[0].id : rng_next(&th->rng);
		ioctl(fd, VGAPT_IOC_ANSWER, &answer);
	}
	close(fd);
}

/* The call that has no structure. */
static void do_commit(struct thread *th)
{
	struct handle *handle = handle_get(th, rng_once_in(&th->shape, 12) ? rng_below(&th->shape, NUM_KINDS) : KIND_LOAD);
	unsigned long arg = rng_once_in(&th->rng, 6) ? 1 + rng_next(&th->rng) : 0;
	struct errs want = ERRS(0, EBADMSG, EXDEV, ENODEV, EINTR);
	int err;

	if (!handle)
		return;
	if (handle->kind != KIND_LOAD)
		want = ERRS(ENOTTY);
	else if (arg)
		want = ERRS(EINVAL);
	err = ioctl(handle->fd, VGAPT_IOC_ROM_COMMIT, arg) < 0 ? errno : 0;
	count(th, err);
	expect(th, handle->kind == KIND_LOAD ? RULE_ERRNO : RULE_NUMBER, &want, err, "ROM_COMMIT");
	handle_put(handle);
}

static void do_unknown(struct thread *th)
{
	static const uint8_t types[] = { VGAPT_IOC_TYPE, VGAPT_IOC_TYPE, VGAPT_IOC_TYPE, VGAPT_IOC_TYPE - 1, VGAPT_IOC_TYPE + 1 };
	static const uint8_t numbers[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17,
					   0x18, 0x19, 0x1a, 0x1b, 0x20 };
	struct handle *handle = handle_get_any(th);
	struct errs want = ERRS(ENOTTY);
	uint32_t nr, number, type, dir, size;
	uint8_t arg[256];
	int err;

	if (!handle)
		return;
	type = types[rng_below(&th->rng, sizeof(types))];
	number = rng_once_in(&th->rng, 2) ? numbers[rng_below(&th->rng, sizeof(numbers))] : rng_below(&th->rng, 256);
	dir = rng_below(&th->rng, 4);
	size = rng_once_in(&th->rng, 3) ? rng_below(&th->rng, 1 << 14) : rng_below(&th->rng, 4) * 8;
	nr = _IOC(dir, type, number, size);
	if (!known_call(handle->kind, nr)) {
		memset(arg, 0, sizeof(arg));
		arg[0] = sizeof(arg) - 1;
		err = ioctl(handle->fd, nr, rng_once_in(&th->rng, 4) ? NULL : arg) < 0 ? errno : 0;
		count(th, err);
		expect(th, RULE_NUMBER, &want, err, "an unknown call");
	}
	handle_put(handle);
}

const struct op call_ops[] = {
	{ "VERSION", 300, call_0 },
	{ "ATTACH", 500, call_1 },
	{ "ROM_SOURCE", 600, call_2 },
	{ "ROM_OPEN", 400, call_3 },
	{ "ROM_LOAD", 250, call_4 },
	{ "DEVICE_INFO", 900, call_5 },
	{ "REGION_INFO", 1000, call_6 },
	{ "GRANT", 250, call_7 },
	{ "REVOKE", 600, call_8 },
	{ "RESET", 200, call_9 },
	{ "FEATURES", 150, call_10 },
	{ "FEATURES here", 150, call_11 },
	{ "CAPABILITY_INFO", 300, call_12 },
	{ "CAPABILITY_REVOKE", 100, call_13 },
	{ "RESET_RESULT", 200, call_14 },
	{ "RESET_HITS", 30, call_15 },
	{ "EVENTS", 300, call_16 },
	{ "LISTEN", 60, call_17 },
	{ "ANSWER", 60, call_18 },
	{ "HOLD", 60, call_19 },
	{ "RELEASE", 120, call_20 },
	{ "MAP", 200, call_21 },
	{ "MSI", 200, call_22 },
	{ "model", 100, do_model },
	{ "listen", 30, do_listen },
	{ "take back", 60, do_take_back },
	{ "ROM_COMMIT", 100, do_commit },
	{ "unknown ioctl", 500, do_unknown },
};

const size_t num_call_ops = ARRAY_SIZE(call_ops);
