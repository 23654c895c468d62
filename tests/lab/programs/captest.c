// SPDX-License-Identifier: GPL-2.0-only
/*
 * captest: the character device and its capabilities, from a program's side.
 * Runs in dom0; prints the lines the lab counts.
 *
 *   captest hold SBDF DOMID RANGES   attach, grant, say "granted", wait
 *   captest traps SBDF DOMID RANGES RANGE:FIRST:COUNT...
 *                                    attach, grant with traps, say "granted"; then for each
 *                                    line of standard input do that, and say "done": "revoke",
 *                                    "whole" (grant without traps), "traps", "close"
 *   captest bad SBDF DOMID           everything that must be refused
 *   captest info SBDF DOMID          the info calls against sysfs
 *   captest rom SBDF DOMID           pread and mmap against sysfs
 *   captest user SBDF DOMID          the capability without privileges
 *   captest compat SBDF DOMID        the calls of a 32-bit process
 *   captest gone SBDF DOMID          attach, say "attached", then at the end of
 *                                    standard input: every call says ENODEV,
 *                                    and the event has come
 *   captest rights SBDF DOMID        each right alone: what it allows and what not
 *   captest beside SBDF DOMID        several capabilities, and exclusive ones
 *   captest revoke SBDF DOMID        root takes a capability back
 *   captest events SBDF DOMID        resets that are started, poll, fdinfo
 *   captest budget SBDF DOMID        more grants than anybody needs
 *   captest watch SBDF DOMID         attach, say "attached", and tell each event until
 *                                    the last one
 *   captest try SBDF DOMID RANGES    attach and grant once; prints the error
 *   captest reset SBDF DOMID         attach and reset once; prints the error
 */
#define _GNU_SOURCE
#include <grp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "cap.h"
#include "ioctl32.h"

static struct card card;
static unsigned int domid;

static int attach(void)
{
	int device = open_device();
	int cap = attach_call(device, &card, domid);

	if (cap < 0)
		die("attach");
	close(device);
	return cap;
}

static size_t read_sysfs(const char *file, void *buf, size_t size)
{
	char *path = card_path(&card, file);
	size_t have = 0;
	ssize_t got;
	int fd;

	fd = open(path, O_RDONLY);
	if (fd < 0)
		die(path);
	while (have < size && (got = read(fd, (char *)buf + have, size - have)) > 0)
		have += got;
	close(fd);
	free(path);
	return have;
}

static int cmd_hold(uint32_t ranges)
{
	int cap = attach();
	char c;

	if (ranges_call(cap, VGAPT_IOC_GRANT, ranges))
		die("grant");
	printf("granted\n");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	return 0;
}

static int grant_with(int cap, uint32_t ranges, const struct vgapt_trap *traps, uint32_t num)
{
	struct vgapt_grant args = { .argsz = sizeof(args), .ranges = ranges, .num_traps = num };

	memcpy(args.traps, traps, num * sizeof(*traps));
	return ioctl(cap, VGAPT_IOC_GRANT, &args);
}

static int cmd_traps(uint32_t ranges, int num, char **texts)
{
	struct vgapt_trap traps[VGAPT_MAX_TRAPS] = { 0 };
	int cap = attach(), i, rc;
	long first, count;
	unsigned int range;
	char line[16];

	for (i = 0; i < num; i++) {
		errno = EINVAL;
		if (i >= (int)VGAPT_MAX_TRAPS || sscanf(texts[i], "%u:%li:%li", &range, &first, &count) != 3)
			die(texts[i]);
		traps[i] = (struct vgapt_trap){ .range = range, .first = first, .count = count };
	}
	if (grant_with(cap, ranges, traps, num))
		die("grant");
	printf("granted\n");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (!strcmp(line, "revoke"))
			rc = ranges_call(cap, VGAPT_IOC_REVOKE, ranges);
		else if (!strcmp(line, "whole"))
			rc = ranges_call(cap, VGAPT_IOC_GRANT, ranges);
		else if (!strcmp(line, "traps"))
			rc = grant_with(cap, ranges, traps, num);
		else if (!strcmp(line, "close") && cap >= 0)
			rc = close(cap);
		else
			break;
		if (rc)
			die(line);
		if (!strcmp(line, "close"))
			cap = -1;
		printf("done\n");
		fflush(stdout);
	}
	return 0;
}

static int cmd_try(uint32_t ranges)
{
	int device = open_device();
	int cap = attach_call(device, &card, domid);

	if (cap < 0 || ranges_call(cap, VGAPT_IOC_GRANT, ranges))
		printf("%s\n", strerrorname_np(errno));
	else
		printf("granted\n");
	return 0;
}

static int cmd_reset(void)
{
	int cap = attach();

	printf("%s\n", reset_call(cap) ? strerrorname_np(errno) : "reset");
	return 0;
}

/* One way of calling: which structure, which call, and its first size. */
struct call {
	const char *name;
	unsigned long nr;
	uint32_t size;
	int on_device;
	int on_both;
};

/* What it is now. */
static uint32_t size_now(const struct call *call)
{
	return call->nr == VGAPT_IOC_GRANT ? sizeof(struct vgapt_grant) : call->size;
}

static const struct call calls[] = {
	{ "VERSION", VGAPT_IOC_VERSION, VGAPT_VERSION_SIZE_V0, 1, 0 },
	{ "ATTACH", VGAPT_IOC_ATTACH, VGAPT_ATTACH_SIZE_V0, 1, 0 },
	{ "DEVICE_INFO", VGAPT_IOC_DEVICE_INFO, VGAPT_DEVICE_INFO_SIZE_V0, 0, 0 },
	{ "REGION_INFO", VGAPT_IOC_REGION_INFO, VGAPT_REGION_INFO_SIZE_V0, 0, 0 },
	{ "GRANT", VGAPT_IOC_GRANT, VGAPT_GRANT_SIZE_V0, 0, 0 },
	{ "REVOKE", VGAPT_IOC_REVOKE, VGAPT_RANGES_SIZE_V0, 0, 0 },
	{ "RESET", VGAPT_IOC_RESET, VGAPT_RESET_SIZE_V0, 0, 0 },
	{ "ROM_SOURCE", VGAPT_IOC_ROM_SOURCE, VGAPT_ROM_SOURCE_INFO_SIZE_V0, 1, 0 },
	{ "ROM_OPEN", VGAPT_IOC_ROM_OPEN, VGAPT_ROM_OPEN_SIZE_V0, 1, 0 },
	{ "ROM_LOAD", VGAPT_IOC_ROM_LOAD, VGAPT_ROM_OPEN_SIZE_V0, 1, 0 },
	{ "FEATURES", VGAPT_IOC_FEATURES, VGAPT_FEATURES_SIZE_V0, 1, 1 },
	{ "CAPABILITY_INFO", VGAPT_IOC_CAPABILITY_INFO, VGAPT_CAPABILITY_INFO_SIZE_V0, 1, 0 },
	{ "CAPABILITY_REVOKE", VGAPT_IOC_CAPABILITY_REVOKE, VGAPT_CAPABILITY_REVOKE_SIZE_V0, 1, 0 },
	{ "RESET_RESULT", VGAPT_IOC_RESET_RESULT, VGAPT_RESET_RESULT_SIZE_V0, 0, 0 },
	{ "RESET_HITS", VGAPT_IOC_RESET_HITS, VGAPT_RESET_HITS_SIZE_V0, 0, 0 },
	{ "EVENTS", VGAPT_IOC_EVENTS, VGAPT_EVENTS_SIZE_V0, 0, 0 },
	{ "LISTEN", VGAPT_IOC_LISTEN, VGAPT_LISTEN_SIZE_V0, 1, 0 },
	{ "ANSWER", VGAPT_IOC_ANSWER, VGAPT_ANSWER_SIZE_V0, 1, 0 },
	{ "HOLD", VGAPT_IOC_HOLD, VGAPT_HOLD_SIZE_V0, 0, 0 },
	{ "RELEASE", VGAPT_IOC_RELEASE, VGAPT_HOLD_SIZE_V0, 0, 0 },
	{ "MAP", VGAPT_IOC_MAP, VGAPT_MAP_SIZE_V0, 0, 0 },
	{ "MSI", VGAPT_IOC_MSI, VGAPT_MSI_SIZE_V0, 0, 0 },
};

/* Make the call and see that it fails with @want. */
static void refused(int fd, const struct call *call, void *arg, int want,
		    const char *why)
{
	int rc;

	errno = 0;
	rc = ioctl(fd, call->nr, arg);
	check(rc < 0 && errno == want, "%s refused with %s: %s%s%s",
	      call->name, strerrorname_np(want), why,
	      rc < 0 && errno == want ? "" : ", got ",
	      rc < 0 && errno == want ? "" : rc < 0 ? strerrorname_np(errno) : "success");
	if (rc > 2)
		close(rc);
}

/* A good argument for each call, as far as there is one. */
static void good_args(const struct call *call, void *buf, size_t size)
{
	memset(buf, 0, size);
	*(uint32_t *)buf = call->size;
	if (call->nr == VGAPT_IOC_ATTACH) {
		struct vgapt_attach *args = buf;

		args->segment = card.segment;
		args->bus = card.bus;
		args->devfn = card.devfn;
		args->domid = domid;
		args->rights = RIGHTS_PLAIN;
	} else if (call->nr == VGAPT_IOC_CAPABILITY_REVOKE) {
		((struct vgapt_capability_revoke *)buf)->id = ~0ULL;
	} else if (call->nr == VGAPT_IOC_ROM_SOURCE || call->nr == VGAPT_IOC_ROM_OPEN ||
		   call->nr == VGAPT_IOC_ROM_LOAD) {
		struct vgapt_rom_open *args = buf;

		args->segment = card.segment;
		args->bus = card.bus;
		args->devfn = card.devfn;
		if (call->nr != VGAPT_IOC_ROM_LOAD)
			args->source = VGAPT_ROM_ROMBAR;
	} else if (call->nr == VGAPT_IOC_GRANT || call->nr == VGAPT_IOC_REVOKE) {
		((struct vgapt_ranges *)buf)->ranges = VGAPT_RANGE_ALL;
	}
}

static int cmd_bad(void)
{
	union {
		uint8_t bytes[8192];
		uint32_t words[2];
		struct vgapt_attach attach;
		struct vgapt_ranges ranges;
		struct vgapt_region_info region;
		struct vgapt_rom_open rom;
		struct vgapt_reset reset;
		struct vgapt_capability_info info;
	} buf;
	int device = open_device(), cap = attach();
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const struct call *call = &calls[i];
		int fd = call->on_device ? device : cap;
		uint32_t known;

		good_args(call, &buf, sizeof(buf));
		buf.words[0] = 0;
		refused(fd, call, &buf, EINVAL, "argsz 0");
		good_args(call, &buf, sizeof(buf));
		buf.words[0] = call->size - 1;
		refused(fd, call, &buf, EINVAL, "argsz a byte short");
		good_args(call, &buf, sizeof(buf));
		known = size_now(call);
		buf.words[0] = known + 8;
		buf.bytes[known + 7] = 1;
		refused(fd, call, &buf, E2BIG, "something unknown behind it");
		good_args(call, &buf, sizeof(buf));
		buf.words[0] = 0xffffffff;
		refused(fd, call, &buf, E2BIG, "argsz 4 GiB");
		good_args(call, &buf, sizeof(buf));
		buf.words[1] = 0x80000000;
		refused(fd, call, &buf, EINVAL, "an unknown flag");
		refused(fd, call, NULL, EFAULT, "no structure");
		refused(fd, call, (void *)-4096UL, EFAULT, "an address of the kernel's");
		good_args(call, &buf, sizeof(buf));
		if (!call->on_both)
			refused(call->on_device ? cap : device, call, &buf, ENOTTY,
				"on the other kind of descriptor");
	}

	{
		const struct call *call = &calls[1];
		const unsigned int domids[] = { 0, 0x7ff0, 0x7ff4, 0xffff };

		for (i = 0; i < 4; i++) {
			good_args(call, &buf, sizeof(buf));
			buf.attach.domid = domids[i];
			refused(device, call, &buf, EINVAL, "a domid no guest has");
		}
		good_args(call, &buf, sizeof(buf));
		buf.attach.domid = 0x7fef;
		refused(device, call, &buf, ESRCH, "no such domain");
		good_args(call, &buf, sizeof(buf));
		buf.attach.segment = 0x10000;
		refused(device, call, &buf, ENODEV, "no such segment");
		good_args(call, &buf, sizeof(buf));
		buf.attach.bus = 0xee;
		refused(device, call, &buf, ENODEV, "no such bus");
		good_args(call, &buf, sizeof(buf));
		buf.attach.bus = 0;
		buf.attach.devfn = 0;
		refused(device, call, &buf, ENODEV, "a host bridge");
		good_args(call, &buf, sizeof(buf));
		buf.attach.rights = 0;
		refused(device, call, &buf, EINVAL, "no right");
		buf.attach.rights = VGAPT_RIGHT_ALL + 1;
		refused(device, call, &buf, EINVAL, "an unknown right");
		check(buf.attach.argsz == sizeof(buf.attach), "a refused call leaves argsz alone");
	}
	for (i = 4; i <= 5; i++) {
		good_args(&calls[i], &buf, sizeof(buf));
		buf.ranges.ranges = 0;
		refused(cap, &calls[i], &buf, EINVAL, "no range");
		buf.ranges.ranges = VGAPT_RANGE_ALL + 1;
		refused(cap, &calls[i], &buf, EINVAL, "an unknown range");
		buf.ranges.ranges = VGAPT_RANGE_ALL;
		buf.ranges.reserved = 1;
		refused(cap, &calls[i], &buf, EINVAL, "padding that is not zero");
	}
	for (i = 7; i <= 9; i++) {
		good_args(&calls[i], &buf, sizeof(buf));
		buf.rom.reserved = 1;
		refused(device, &calls[i], &buf, EINVAL, "padding that is not zero");
		good_args(&calls[i], &buf, sizeof(buf));
		buf.rom.bus = 0xee;
		refused(device, &calls[i], &buf, ENODEV, "no such bus");
		good_args(&calls[i], &buf, sizeof(buf));
		buf.rom.source = VGAPT_ROM_NUM_SOURCES;
		refused(device, &calls[i], &buf, EINVAL, "a source beyond the last");
		buf.rom.source = 0xffffffff;
		refused(device, &calls[i], &buf, EINVAL, "source -1");
	}
	for (i = 7; i <= 8; i++) {
		good_args(&calls[i], &buf, sizeof(buf));
		buf.rom.source = VGAPT_ROM_NONE;
		refused(device, &calls[i], &buf, EINVAL, "no source");
	}
	good_args(&calls[6], &buf, sizeof(buf));
	buf.reset.num_proofs = VGAPT_RESET_MAX_PROOFS + 1;
	refused(cap, &calls[6], &buf, EINVAL, "too many proofs");
	buf.reset.num_proofs = 0;
	buf.reset.proofs[7] = cap;
	refused(cap, &calls[6], &buf, EINVAL, "a proof beyond the last");
	good_args(&calls[11], &buf, sizeof(buf));
	buf.info.id = ~0ULL;
	refused(device, &calls[11], &buf, ENOENT, "no capability with so great an id");
	good_args(&calls[12], &buf, sizeof(buf));
	refused(device, &calls[12], &buf, ENOENT, "no such capability");
	good_args(&calls[13], &buf, sizeof(buf));
	refused(cap, &calls[13], &buf, ENODATA, "there was no reset");
	good_args(&calls[8], &buf, sizeof(buf));
	buf.rom.source = VGAPT_ROM_PROM;
	refused(device, &calls[8], &buf, ENODATA, "a source that has nothing");
	good_args(&calls[3], &buf, sizeof(buf));
	buf.region.index = VGAPT_NUM_REGIONS;
	refused(cap, &calls[3], &buf, EINVAL, "a region beyond the last");
	buf.region.index = 0xffffffff;
	refused(cap, &calls[3], &buf, EINVAL, "region -1");
	{
		static const struct call unknown = { "0xEAFF", _IO(VGAPT_IOC_TYPE, 0xff), 0, 0, 0 };

		refused(device, &unknown, &buf, ENOTTY, "an unknown call on the device");
		refused(cap, &unknown, &buf, ENOTTY, "an unknown call on a capability");
	}

	/* A newer program's longer structure, its news unused. */
	good_args(&calls[0], &buf, sizeof(buf));
	buf.words[0] = calls[0].size + 64;
	check(!ioctl(device, VGAPT_IOC_VERSION, &buf) && buf.words[0] == calls[0].size,
	      "a longer VERSION is taken, and the size known here comes back");
	/* As they came back, with all that is in them. */
	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const struct call *call = &calls[i];
		int fd = call->on_device ? device : cap;

		if (call->nr != VGAPT_IOC_VERSION && call->nr != VGAPT_IOC_FEATURES &&
		    call->nr != VGAPT_IOC_ROM_SOURCE && call->nr != VGAPT_IOC_CAPABILITY_INFO &&
		    call->nr != VGAPT_IOC_DEVICE_INFO && call->nr != VGAPT_IOC_REGION_INFO &&
		    call->nr != VGAPT_IOC_EVENTS)
			continue;
		good_args(call, &buf, sizeof(buf));
		buf.words[0] = call->size + 40;
		check(!ioctl(fd, call->nr, &buf) && buf.words[0] == call->size && !ioctl(fd, call->nr, &buf) &&
		      buf.words[0] == call->size, "%s can be made again with what came back", call->name);
	}
	check(write(cap, "x", 1) < 0 && (errno == EBADF || errno == EINVAL),
	      "a capability can't be written to");
	check(mmap(NULL, 4096, PROT_READ, MAP_SHARED, cap, 1 << 30) == MAP_FAILED,
	      "no mapping beyond the ROM");
	close(cap);
	close(device);
	return 0;
}

static int cmd_info(void)
{
	static const struct { uint32_t index, bit; uint64_t base, size; } legacy[] = {
		{ VGAPT_REGION_IO_MONO, VGAPT_RANGE_IO_MONO, 0x3b0, 0xc },
		{ VGAPT_REGION_IO_COLOR, VGAPT_RANGE_IO_COLOR, 0x3c0, 0x20 },
		{ VGAPT_REGION_MEM, VGAPT_RANGE_MEM, 0xa0000, 0x20000 },
	};
	struct vgapt_version version = { .argsz = sizeof(version) };
	struct vgapt_features features = { .argsz = sizeof(features) };
	struct vgapt_device_info info;
	struct vgapt_region_info region;
	int device = open_device(), cap = attach();
	char text[4096], want[65] = "";
	unsigned long long start, end, flags;
	char *line, *next;
	size_t i, n;

	check(!ioctl(device, VGAPT_IOC_VERSION, &version) &&
	      version.domctl_version >= 0x10 &&
	      (version.flags & VGAPT_VERSION_XEN), "VERSION tells the domctl version");
	check(!ioctl(device, VGAPT_IOC_FEATURES, &features) && features.features == 0xff,
	      "FEATURES of the device: %#llx", (unsigned long long)features.features);
	check(!ioctl(cap, VGAPT_IOC_FEATURES, &features) && features.features == 0xbe,
	      "FEATURES of a capability that may do all but a device model's: %#llx", (unsigned long long)features.features);
	check(!device_info(cap, &info), "DEVICE_INFO");
	check(info.segment == card.segment && info.bus == card.bus &&
	      info.devfn == card.devfn && info.domid == domid,
	      "it names function and domain");
	check(info.rights == RIGHTS_PLAIN && info.id && (info.flags & VGAPT_DEVICE_DISPLAY) &&
	      !(info.flags & VGAPT_DEVICE_EXCLUSIVE), "and what may be done");
	text[read_sysfs("vendor", text, sizeof(text) - 1)] = 0;
	check(info.vendor == strtoul(text, NULL, 16), "vendor id as in sysfs");
	text[read_sysfs("device", text, sizeof(text) - 1)] = 0;
	check(info.device == strtoul(text, NULL, 16), "device id as in sysfs");
	text[read_sysfs("class", text, sizeof(text) - 1)] = 0;
	check(info.class == strtoul(text, NULL, 16), "class as in sysfs");
	check(info.num_regions == VGAPT_NUM_REGIONS, "number of regions");
	for (i = 0; i < 32; i++)
		sprintf(want + 2 * i, "%02x", info.rom_sha256[i]);
	text[read_sysfs("xen_vgapt/rom_sha256", text, sizeof(text) - 1)] = 0;
	check(info.rom_size && !strncmp(text, want, 64), "digest of the ROM as in sysfs");
	check(info.flags & VGAPT_DEVICE_VGA, "it is VGA compatible");
	text[read_sysfs("xen_vgapt/primary", text, sizeof(text) - 1)] = 0;
	check(!!(info.flags & VGAPT_DEVICE_PRIMARY) == (text[0] == '1'), "primary as in sysfs");

	text[read_sysfs("resource", text, sizeof(text) - 1)] = 0;
	line = strtok_r(text, "\n", &next);
	for (i = 0; i < 6 && line; i++, line = strtok_r(NULL, "\n", &next)) {
		if (sscanf(line, "%llx %llx %llx", &start, &end, &flags) != 3)
			continue;
		if (region_info(cap, i, &region) ||
		    region.base != start || region.size != (end ? end - start + 1 : 0))
			break;
		if (end && !!(region.flags & VGAPT_REGION_FLAG_IO) != !!(flags & 0x100))
			break;
	}
	check(i == 6, "the BARs as in sysfs");
	for (n = 0; n < 3; n++)
		if (region_info(cap, legacy[n].index, &region) ||
		    region.base != legacy[n].base || region.size != legacy[n].size ||
		    region.range != legacy[n].bit || !(region.flags & VGAPT_REGION_FLAG_LEGACY))
			break;
	check(n == 3, "the three legacy ranges");
	close(cap);
	close(device);
	return 0;
}

static int cmd_rom(void)
{
	static uint8_t want[1 << 20], got[1 << 20];
	struct vgapt_region_info region;
	int cap = attach();
	size_t size = read_sysfs("xen_vgapt/rom", want, sizeof(want));
	uint8_t *map;

	check(!region_info(cap, VGAPT_REGION_ROM, &region) && region.size == size &&
	      (region.flags & VGAPT_REGION_FLAG_READ) && (region.flags & VGAPT_REGION_FLAG_MMAP),
	      "the ROM's region: %zu bytes", size);
	check(pread(cap, got, sizeof(got), region.offset) == (ssize_t)size && !memcmp(got, want, size),
	      "pread gives the ROM, to its end and no further");
	check(pread(cap, got, 16, region.offset + 0x18) == 16 && !memcmp(got, want + 0x18, 16),
	      "pread from the middle");
	check(pread(cap, got, 16, region.offset + size) == 0, "pread at the end gives nothing");
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, cap, region.offset);
	check(map != MAP_FAILED && !memcmp(map, want, size), "mmap gives the ROM");
	check(map != MAP_FAILED && mprotect(map, size, PROT_READ | PROT_WRITE) < 0,
	      "the mapping can't be made writable");
	check(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, cap, region.offset) == MAP_FAILED,
	      "nor mapped so");
	close(cap);
	check(map != MAP_FAILED && !memcmp(map, want, size), "the mapping outlives the descriptor");
	munmap(map, size);
	return 0;
}

static int cmd_user(void)
{
	struct vgapt_device_info info;
	int cap = attach(), status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		int device;

		if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
			die("drop privileges");
		device = open(DEVICE, O_RDWR);
		check(device < 0 && errno == EACCES, "without privileges the device can't be opened");
		if (device >= 0)
			close(device);
		check(!ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_ALL), "a holder without privileges may grant");
		check(!device_info(cap, &info) && info.held == VGAPT_RANGE_ALL && info.granted == VGAPT_RANGE_ALL,
		      "and sees what it holds");
		check(!ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_MEM) && !device_info(cap, &info) &&
		      info.granted == (VGAPT_RANGE_IO_MONO | VGAPT_RANGE_IO_COLOR), "may revoke one range alone");
		check(!ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_ALL) && !device_info(cap, &info) &&
		      !info.granted && !info.held, "and the rest");
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	check(WIFEXITED(status) && !WEXITSTATUS(status), "the unprivileged process ended well");
	return 0;
}

static int cmd_compat(void)
{
	struct vgapt_device_info *info;
	struct vgapt_attach *args;
	int device = open_device(), cap;
	uint8_t *low;

	low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (low == MAP_FAILED)
		die("memory below 4 GiB");
	args = (void *)low;
	args->argsz = sizeof(*args);
	args->segment = card.segment;
	args->bus = card.bus;
	args->devfn = card.devfn;
	args->domid = domid;
	args->rights = RIGHTS_PLAIN;
	cap = ioctl32(device, VGAPT_IOC_ATTACH, args);
	check(cap >= 0, "ATTACH as a 32-bit process");
	info = (void *)(low + 256);
	info->argsz = sizeof(*info);
	check(cap >= 0 && !ioctl32(cap, VGAPT_IOC_DEVICE_INFO, info) && info->domid == domid && info->rom_size,
	      "DEVICE_INFO as a 32-bit process");
	close(cap);
	close(device);
	return 0;
}

/* The first capability with an id of @id or more. */
static int capability_info(int device, uint64_t id, struct vgapt_capability_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->id = id;
	return ioctl(device, VGAPT_IOC_CAPABILITY_INFO, info);
}

static int take_back(int device, uint64_t id)
{
	struct vgapt_capability_revoke args = { .argsz = sizeof(args), .id = id };

	return ioctl(device, VGAPT_IOC_CAPABILITY_REVOKE, &args);
}

static uint64_t id_of(int cap)
{
	struct vgapt_device_info info;

	return device_info(cap, &info) ? 0 : info.id;
}

/* What poll() says within @ms. */
static int polled(int cap, int ms)
{
	struct pollfd fd = { .fd = cap, .events = POLLIN };
	int rc = poll(&fd, 1, ms);

	return rc < 0 ? -1 : fd.revents;
}

static int is_refused(int rc, int error)
{
	return rc < 0 && errno == error;
}

static int cmd_rights(void)
{
	struct vgapt_reset_result result = { .argsz = sizeof(result) };
	struct vgapt_reset_hits hits = { .argsz = sizeof(hits) };
	struct vgapt_features features = { .argsz = sizeof(features) };
	static const uint64_t can[] = { VGAPT_FEATURE_ROM, VGAPT_FEATURE_LEGACY | VGAPT_FEATURE_TRAPS,
					VGAPT_FEATURE_RESET | VGAPT_FEATURE_RESET_PROOFS, 0, 0 };
	int device = open_device(), bit;

	for (bit = 0; bit < 5; bit++) {
		uint32_t right = 1U << bit;
		int cap = attach_with(device, &card, domid, right, 0);
		struct vgapt_region_info region;
		struct vgapt_device_info info;
		uint64_t bases = 0;
		uint32_t i;
		char byte;
		void *map;

		check(cap >= 0 && !device_info(cap, &info) && info.rights == right, "a capability with right %#x alone", right);
		check(!ioctl(cap, VGAPT_IOC_FEATURES, &features) &&
		      features.features == (VGAPT_FEATURE_EVENTS | can[bit]), "right %#x: its features: %#llx", right,
		      (unsigned long long)features.features);
		if (right == VGAPT_RIGHT_ROM) {
			check(pread(cap, &byte, 1, 0) == 1, "right %#x: the ROM can be read", right);
		} else {
			map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, cap, 0);
			check(is_refused(map == MAP_FAILED ? -1 : 0, EACCES), "right %#x: mmap: EACCES", right);
			check(is_refused(pread(cap, &byte, 1, 0), EACCES), "right %#x: pread: EACCES", right);
			check(!info.rom_size && !info.rom_source, "right %#x: there is no ROM", right);
		}
		if (right != VGAPT_RIGHT_LEGACY) {
			check(is_refused(ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_MEM), EACCES),
			      "right %#x: GRANT: EACCES", right);
			check(is_refused(ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_MEM), EACCES),
			      "right %#x: REVOKE: EACCES", right);
		}
		if (right != VGAPT_RIGHT_RESET) {
			check(is_refused(reset_call(cap), EACCES), "right %#x: RESET: EACCES", right);
			check(is_refused(ioctl(cap, VGAPT_IOC_RESET_RESULT, &result), EACCES),
			      "right %#x: RESET_RESULT: EACCES", right);
			check(is_refused(ioctl(cap, VGAPT_IOC_RESET_HITS, &hits), EACCES),
			      "right %#x: RESET_HITS: EACCES", right);
		}
		for (i = 0; i < VGAPT_REGION_ROM; i++)
			bases |= region_info(cap, i, &region) ? ~0ULL : region.base;
		check(!!bases == (right == VGAPT_RIGHT_ADDRESSES), "right %#x: the BARs' addresses are %s", right,
		      right == VGAPT_RIGHT_ADDRESSES ? "there" : "not there");
		close(cap);
	}
	close(device);
	return 0;
}

static int cmd_beside(void)
{
	int device = open_device(), one, two, only;
	struct vgapt_capability_info info;
	uint64_t id;

	one = attach();
	two = attach_with(device, &card, domid, VGAPT_RIGHT_ROM, 0);
	check(two >= 0, "a second capability for the same domain");
	check(id_of(two) > id_of(one), "it has a greater id");
	only = attach_with(device, &card, domid, VGAPT_RIGHT_ROM, VGAPT_ATTACH_EXCLUSIVE);
	check(is_refused(only, EBUSY), "beside them none can be the only one: EBUSY");
	check(!capability_info(device, id_of(two), &info) && info.id == id_of(two) && info.bus == card.bus &&
	      info.devfn == card.devfn && info.domid == domid && info.rights == VGAPT_RIGHT_ROM && !info.flags && !info.held,
	      "root sees what it is for");
	id = id_of(two);
	close(two);
	check(is_refused(capability_info(device, id, &info), ENOENT), "when it is closed it is not there any more");
	close(one);
	only = attach_with(device, &card, domid, RIGHTS_PLAIN, VGAPT_ATTACH_EXCLUSIVE);
	check(only >= 0, "with nobody else there one can be the only one");
	check(id_of(only) > id, "no id is used twice");
	check(!capability_info(device, id_of(only), &info) && info.flags == VGAPT_CAPABILITY_EXCLUSIVE, "root sees that, too");
	check(is_refused(attach_call(device, &card, domid), EBUSY), "beside it there is no other: EBUSY");
	check(!take_back(device, id_of(only)), "it is revoked");
	one = attach();
	check(one >= 0, "then it is in nobody's way");
	close(only);
	close(one);
	close(device);
	return 0;
}

static sigjmp_buf no_page;

static void on_sigbus(int sig)
{
	(void)sig;
	siglongjmp(no_page, 1);
}

static int cmd_revoke(void)
{
	struct vgapt_features features = { .argsz = sizeof(features) };
	struct vgapt_region_info region;
	struct vgapt_device_info info;
	struct vgapt_events events;
	int device = open_device(), cap = attach(), status;
	volatile uint8_t *touched, *untouched;
	uint64_t id = id_of(cap);
	pid_t pid;
	char byte;

	touched = mmap(NULL, 8192, PROT_READ, MAP_SHARED, cap, 0);
	untouched = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, cap, 4096);
	if (touched == MAP_FAILED || untouched == MAP_FAILED)
		die("mmap");
	check(touched[0] == 0x55 && touched[4096] == touched[4096], "the ROM is mapped");
	check(!ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_ALL), "ranges are granted");
	check(!polled(cap, 0), "nothing to be heard");
	fflush(stdout);
	pid = fork();
	if (!pid) {
		/* Asleep in poll() when it comes, with a copy of the mappings. */
		int heard = polled(cap, 20000);

		signal(SIGBUS, on_sigbus);
		if (sigsetjmp(no_page, 1))
			_exit(heard == (POLLIN | POLLHUP) ? 0 : 1);
		_exit(2 + touched[0] % 2);
	}
	usleep(200000);
	check(!take_back(device, id), "root revokes it");
	check(is_refused(take_back(device, id), EIDRM), "and can do so once: EIDRM");
	waitpid(pid, &status, 0);
	check(WIFEXITED(status) && !WEXITSTATUS(status), "who slept in poll() hears of it, and its mapping is gone");
	signal(SIGBUS, on_sigbus);
	if (!sigsetjmp(no_page, 1))
		check(touched[0] == 0x55 && 0, "a page that was there is gone: SIGBUS");
	else
		check(1, "a page that was there is gone: SIGBUS");
	if (!sigsetjmp(no_page, 1))
		check(untouched[0] == 0x55 && 0, "none comes any more: SIGBUS");
	else
		check(1, "none comes any more: SIGBUS");
	check(is_refused(device_info(cap, &info), EIDRM), "DEVICE_INFO: EIDRM");
	check(is_refused(region_info(cap, 0, &region), EIDRM), "REGION_INFO: EIDRM");
	check(is_refused(ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_ALL), EIDRM), "GRANT: EIDRM");
	check(is_refused(ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_ALL), EIDRM), "REVOKE: EIDRM");
	check(is_refused(reset_call(cap), EIDRM), "RESET: EIDRM");
	check(is_refused(pread(cap, &byte, 1, 0), EIDRM), "pread: EIDRM");
	check(is_refused(mmap(NULL, 4096, PROT_READ, MAP_SHARED, cap, 0) == MAP_FAILED ? -1 : 0, EIDRM), "mmap: EIDRM");
	check(!ioctl(cap, VGAPT_IOC_FEATURES, &features), "FEATURES still answers");
	check(!events_call(cap, &events) && events.events == VGAPT_EVENT_REVOKED && events.state == VGAPT_EVENT_REVOKED,
	      "EVENTS tells why");
	check(!events_call(cap, &events) && !events.events && events.state == VGAPT_EVENT_REVOKED, "once");
	check(polled(cap, 0) == POLLHUP, "what is left is POLLHUP");
	close(cap);
	close(device);
	return 0;
}

/* The line of fdinfo that begins with @key. */
static int fdinfo_has(int fd, const char *key, const char *value)
{
	char path[64], text[1024], line[128];
	ssize_t got;
	int file;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	snprintf(line, sizeof(line), "\n%s:\t%s\n", key, value);
	file = open(path, O_RDONLY | O_CLOEXEC);
	got = file < 0 ? -1 : read(file, text, sizeof(text) - 1);
	close(file);
	if (got < 0)
		return 0;
	text[got] = 0;
	return !!strstr(text, line);
}

static int cmd_events(void)
{
	struct vgapt_reset_result result = { .argsz = sizeof(result) };
	struct vgapt_reset start = { .argsz = sizeof(start), .flags = VGAPT_RESET_START };
	struct vgapt_reset_hits hits = { .argsz = sizeof(hits) };
	int cap = attach(), error, rc;
	struct vgapt_events events;
	char text[32];

	error = reset_call(cap) ? errno : 0;
	check(!ioctl(cap, VGAPT_IOC_RESET_RESULT, &result) && (int)result.error == error,
	      "RESET_RESULT has what RESET gave: %s", error ? strerrorname_np(error) : "success");
	check(!polled(cap, 0), "who waited for it is told of no event");
	check(!ioctl(cap, VGAPT_IOC_RESET, &start), "a reset is started");
	check(polled(cap, 60000) == POLLIN, "and poll() tells of its end");
	check(!events_call(cap, &events) && events.events == VGAPT_EVENT_RESET_DONE && !events.state, "so does EVENTS");
	check(!polled(cap, 0), "once");
	check(!ioctl(cap, VGAPT_IOC_RESET_RESULT, &result) && (int)result.error == error,
	      "it has come to the same: %.16s %.32s %u ms", result.method, result.why, result.ms);
	rc = ioctl(cap, VGAPT_IOC_RESET_HITS, &hits) ? errno : 0;
	check(rc ? rc == error : hits.num >= 1 && hits.num <= VGAPT_RESET_MAX_HITS,
	      "RESET_HITS: %u functions, or as RESET: %s", hits.num, rc ? strerrorname_np(rc) : "success");

	snprintf(text, sizeof(text), "%llu", (unsigned long long)id_of(cap));
	check(fdinfo_has(cap, "xen-vgapt-id", text), "fdinfo tells the id");
	check(fdinfo_has(cap, "xen-vgapt-function", card.sbdf), "and the function");
	snprintf(text, sizeof(text), "%u", domid);
	check(fdinfo_has(cap, "xen-vgapt-domain", text), "and the domain");
	check(fdinfo_has(cap, "xen-vgapt-rights", "rom legacy reset reset-others addresses"), "and the rights");
	check(fdinfo_has(cap, "xen-vgapt-state", "live"), "and the state");
	close(cap);
	return 0;
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

static int cmd_budget(void)
{
	int cap = attach(), i, flags = fcntl(cap, F_GETFL);
	uint64_t start;

	if (flags < 0 || fcntl(cap, F_SETFL, flags | O_NONBLOCK))
		die("O_NONBLOCK");
	for (i = 0; i < 1000; i++) {
		if (ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_MEM))
			break;
		if (ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_MEM))
			die("REVOKE");
	}
	check(errno == EAGAIN && i >= 64 && i < 1000, "after %d grants in a row there are no more: %s", i,
	      strerrorname_np(errno));
	check(!ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_ALL), "to withdraw is always possible");
	if (fcntl(cap, F_SETFL, flags))
		die("F_SETFL");
	start = now_ms();
	check(!ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_MEM), "who may wait waits for the next, %llu ms",
	      (unsigned long long)(now_ms() - start));
	check(!fcntl(cap, F_SETFL, flags | O_NONBLOCK) && !ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_MEM),
	      "to grant what is granted costs nothing");
	close(cap);
	return 0;
}

/* In the order in which they come. */
static int cmd_watch(void)
{
	static const char *const names[] = { "REVOKED", "DOMAIN_GONE", "UNPLUG", "RESET_DONE" };
	int cap = attach(), heard, i;
	struct vgapt_events events;

	printf("attached\n");
	fflush(stdout);
	do {
		heard = polled(cap, -1);
		if (heard < 0 || events_call(cap, &events))
			die("EVENTS");
		for (i = 0; i < 4; i++)
			if (events.events & (1U << i))
				printf("%s\n", names[i]);
		fflush(stdout);
	} while (!(heard & POLLHUP));
	return 0;
}

static int cmd_gone(void)
{
	struct vgapt_device_info info;
	struct vgapt_events events;
	struct vgapt_region_info region;
	int cap = attach();
	char c;

	printf("attached\n");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	check(polled(cap, 5000) == (POLLIN | POLLHUP) && !events_call(cap, &events) &&
	      (events.events & VGAPT_EVENT_UNPLUG), "poll() tells of the unplugging, and so does EVENTS");
	check(device_info(cap, &info) < 0 && errno == ENODEV, "DEVICE_INFO after unplug: ENODEV");
	check(region_info(cap, 0, &region) < 0 && errno == ENODEV, "REGION_INFO after unplug: ENODEV");
	check(ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_ALL) < 0 && errno == ENODEV, "GRANT after unplug: ENODEV");
	check(!ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_ALL), "REVOKE after unplug: nothing left, no error");
	check(reset_call(cap) < 0 && errno == ENODEV, "RESET after unplug: ENODEV");
	return 0;
}

int main(int argc, char **argv)
{
	uint32_t ranges = argc > 4 ? strtoul(argv[4], NULL, 0) : VGAPT_RANGE_ALL;

	if (argc < 4 || card_parse(&card, argv[2])) {
		fprintf(stderr, "usage: captest COMMAND SBDF DOMID [RANGES]\n");
		return 2;
	}
	domid = strtoul(argv[3], NULL, 10);
	if (!strcmp(argv[1], "hold"))
		return cmd_hold(ranges);
	if (!strcmp(argv[1], "traps"))
		return cmd_traps(ranges, argc > 5 ? argc - 5 : 0, argv + 5);
	if (!strcmp(argv[1], "try"))
		return cmd_try(ranges);
	if (!strcmp(argv[1], "bad"))
		return cmd_bad();
	if (!strcmp(argv[1], "info"))
		return cmd_info();
	if (!strcmp(argv[1], "rom"))
		return cmd_rom();
	if (!strcmp(argv[1], "user"))
		return cmd_user();
	if (!strcmp(argv[1], "compat"))
		return cmd_compat();
	if (!strcmp(argv[1], "gone"))
		return cmd_gone();
	if (!strcmp(argv[1], "reset"))
		return cmd_reset();
	if (!strcmp(argv[1], "rights"))
		return cmd_rights();
	if (!strcmp(argv[1], "beside"))
		return cmd_beside();
	if (!strcmp(argv[1], "revoke"))
		return cmd_revoke();
	if (!strcmp(argv[1], "events"))
		return cmd_events();
	if (!strcmp(argv[1], "budget"))
		return cmd_budget();
	if (!strcmp(argv[1], "watch"))
		return cmd_watch();
	fprintf(stderr, "captest: no command %s\n", argv[1]);
	return 2;
}
