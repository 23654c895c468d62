// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done with faults, and what has to be true before and after.
 *
 * The domain is there, paused; libxl's note names it, pciback has no owner.  So a
 * grant depends on the note alone, and the card may be unbound.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xen/xen_vgapt.h>

#include "faults.h"

#define MODULE		"/job/modules/xen_vgapt.ko"
#define PCIBACK		"/sys/bus/pci/drivers/pciback/"

/* The capability of this operation, and another that only looks. */
static int cap = -1, witness = -1;

void must(int rc, const char *what)
{
	if (rc >= 0)
		return;
	errno = -rc;
	die(what);
}

bool always(void)
{
	return true;
}

/* What has gone wrong is in the log. */
bool told(void)
{
	return expect(log_complains(), "the log has no word of it");
}

/* load, unload */

static bool module_there(void)
{
	return file_there("/sys/module/xen_vgapt");
}

static int load(void)
{
	int fd = open(MODULE, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		die(MODULE);
	rc = syscall(SYS_finit_module, fd, "dyndbg=+p", 0);
	if (rc)
		rc = -errno;
	close(fd);
	return rc;
}

static int unload(void)
{
	return syscall(SYS_delete_module, "xen_vgapt", O_NONBLOCK) ? -errno : 0;
}

static void unload_if_there(void)
{
	if (module_there())
		must(unload(), "unload");
}

/* It is somewhere else each time. */
static void find_again(void)
{
	inject_within(false);
}

static void load_again(void)
{
	unload_if_there();
	must(load(), "load");
}

static bool unloaded(void)
{
	return expect(!module_there(), "the module is there") &
	       expect(!file_there(card_path("xen_vgapt")), "the folder is there") &
	       expect(!file_there("/dev/xen_vgapt"), "the device is there") &
	       expect(!file_there(PCIBACK "do_flr"), "do_flr is there");
}

static bool captured(void)
{
	const char *source = card_attr("rom_source");

	return expect(!strcmp(source, card_source), "its ROM is from %s", source);
}

static bool loaded(void)
{
	return expect(module_there(), "the module is not there") &
	       expect(file_there("/dev/xen_vgapt"), "the device is not there") &
	       expect(file_there(PCIBACK "do_flr"), "do_flr is not there") & captured();
}

/* hot-add */

static void remove_card(void)
{
	if (file_there(card_path("remove")))
		must(file_write(card_path("remove"), "1"), "remove");
}

static int add_card(void)
{
	return file_write("/sys/bus/pci/rescan", "1");
}

/* The rescan has ended; the ROM is read after that. */
static void settle_capture(void)
{
	if (file_there(card_path("xen_vgapt")) && !log_wait("ROM of ", 0) && !log_wait("no ROM found", 0))
		log_wait("ROM", SETTLE_MS);
	inject_quiet();
}

static void add_again(void)
{
	remove_card();
	log_mark();
	must(add_card(), "rescan");
	settle_capture();
}

/* seizure */

static void unbind_card(void)
{
	if (card_bound())
		must(file_write(PCIBACK "unbind", card_sbdf), "unbind");
}

static int bind_card(void)
{
	return file_write(PCIBACK "bind", card_sbdf);
}

void bind_if_not(void)
{
	if (card_bound())
		return;
	log_mark();
	must(bind_card(), "bind");
	log_wait("firmware display", SETTLE_MS);
}

static void settle_seizure(void)
{
	if (card_bound())
		log_wait("firmware display", SETTLE_MS);
	inject_quiet();
}

bool not_bound(void)
{
	return expect(!card_bound(), "it is bound");
}

static bool reset_works(void)
{
	int rc = file_write(card_path("xen_vgapt/reset"), "1");

	return expect(!rc, "a reset gives %s", strerrorname_np(-rc));
}

static bool seized(void)
{
	return expect(card_bound(), "it is not bound") && captured() & reset_works();
}

/* reading */

static const char *const attrs[] = {
	"primary", "owner", "rom_source", "rom_status", "rom_sha256", "rom_images",
	"reset_plan", "reset_method", "last_reset", "state", "rom",
};

static int read_attrs(void)
{
	static char text[1 << 18];
	char path[256];
	size_t i;
	int rc;

	for (i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/xen_vgapt/%s", card_sbdf, attrs[i]);
		rc = file_read(path, text, sizeof(text));
		if (rc < 0)
			return rc;
	}
	return 0;
}

/* ROM */

static char image[1 << 18];
static size_t image_size;

static void image_ready(void)
{
	int fd;

	if (image_size)
		return;
	fd = open(card_path("xen_vgapt/rom"), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die("rom");
	for (;;) {
		ssize_t len = read(fd, image + image_size, sizeof(image) - image_size);

		if (len <= 0)
			break;
		image_size += len;
	}
	close(fd);
}

static int give_image(void)
{
	return call_rom_load(image, image_size);
}

static void take_image_back(void)
{
	must(call_rom_load(NULL, 0), "taking the image back");
}

static bool image_taken(void)
{
	return expect(!strcmp(card_attr("rom_source"), "user"), "its ROM is from %s", card_attr("rom_source"));
}

/* ranges */

static uint32_t granted(void)
{
	if (witness < 0)
		witness = call_attach();
	must(witness, "attach");
	return call_granted(witness);
}

bool owner_is(bool ours)
{
	char owner[16] = "none";

	if (ours)
		snprintf(owner, sizeof(owner), "%u", card_domid);
	return expect(!strcmp(card_attr("owner"), owner), "owner is %s", card_attr("owner"));
}

/* What the files, the calls and Xen say of the ranges is one and the same. */
static bool has(uint32_t ranges)
{
	uint32_t got = granted();
	int xen = xen_says();

	return owner_is(ranges) & expect(got == ranges, "granted are %#x", got) &
	       expect(xen == (int)ranges, "Xen says %#x", xen);
}

static bool has_all(void)
{
	return has(VGAPT_RANGE_ALL);
}

static bool has_none(void)
{
	return has(0);
}

static bool has_one(void)
{
	return has(VGAPT_RANGE_IO_MONO);
}

/*
 * Whatever it is.  Xen may allow less than is known: taking a port mapping away takes
 * the permission as well on some releases, and if the module's own call for that fails,
 * it can't know.
 */
static bool agreed(void)
{
	uint32_t got = granted();
	int xen = xen_says();

	return owner_is(got) & expect(!(xen & ~got), "Xen says %#x, granted are %#x", xen, got);
}

static bool agreed_and_told(void)
{
	return agreed() & told();
}

static void attached(void)
{
	cap = call_attach();
	must(cap, "attach");
}

static void let_go(void)
{
	if (cap >= 0)
		close(cap);
	cap = -1;
}

static int attach(void)
{
	cap = call_attach();
	return cap < 0 ? cap : 0;
}

static bool attach_good(void)
{
	return expect(cap >= 0 && !call_held(cap), "the capability is no good");
}

static int info(void)
{
	errno = 0;
	return call_info(cap);
}

static int grant(void)
{
	return call_grant(cap, VGAPT_RANGE_ALL);
}

static void attached_with_one(void)
{
	attached();
	must(call_grant(cap, VGAPT_RANGE_IO_MONO), "grant");
}

static bool holds_all(void)
{
	return expect(call_held(cap) == VGAPT_RANGE_ALL, "held are %#x", call_held(cap)) & has_all();
}

static bool holds_none(void)
{
	return expect(!call_held(cap), "held are %#x", call_held(cap)) & has_none();
}

static bool holds_one(void)
{
	return expect(call_held(cap) == VGAPT_RANGE_IO_MONO, "held are %#x", call_held(cap)) & has_one();
}

static void attached_with_all(void)
{
	attached();
	must(grant(), "grant");
}

static int revoke_all(void)
{
	return call_revoke(cap, VGAPT_RANGE_ALL);
}

static int close_cap(void)
{
	int rc = close(cap) ? -errno : 0;

	cap = -1;
	return rc;
}

int own(void)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", card_domid);
	return file_write(card_path("xen_vgapt/owner"), text);
}

int disown(void)
{
	return file_write(card_path("xen_vgapt/owner"), "none");
}

/* It is revoked even if Xen does not take a range back: that is tried again by other means. */
static int take_back(void)
{
	int rc = call_take_back(cap);

	return rc == -EIDRM ? disown() : rc;
}

static void must_own(void)
{
	must(own(), "owner");
}

static void must_disown(void)
{
	let_go();
	must(disown(), "owner");
}

/* libxl's moments */

int flr(void)
{
	return file_write(PCIBACK "do_flr", card_sbdf);
}

static int reset(void)
{
	return file_write(card_path("xen_vgapt/reset"), "1");
}

/* The job has written down how a guest uses the card. */
static void used(void)
{
	if (system("bash /run/use")) {
		errno = EIO;
		die("/run/use");
	}
}

static int reset_by_cap(void)
{
	return call_reset(cap);
}

static bool reset_done(void)
{
	return expect(strstr(card_attr("last_reset"), " ok "), "last reset: %s", card_attr("last_reset"));
}

int unbind(void)
{
	return file_write(PCIBACK "unbind", card_sbdf);
}

static bool unbound_and_none(void)
{
	return not_bound() & has_none();
}

static void owned_and_bound(void)
{
	bind_if_not();
	must_own();
}

static void bound_again(void)
{
	must_disown();
	bind_if_not();
}

void note(unsigned int domid)
{
	char command[128];

	snprintf(command, sizeof(command), "xenstore-write /libxl/pci/%.4s-%.2s-%.2s-%.1s/domid %u", card_sbdf,
		 card_sbdf + 5, card_sbdf + 8, card_sbdf + 11, domid);
	if (system(command)) {
		errno = EIO;
		die("xenstore-write");
	}
}

/* The toolstack gives it to another domain: the module hears of it from xenstore. */
static int note_other(void)
{
	note(OTHER_DOMID);
	return 0;
}

static void settle_reap(void)
{
	log_wait("withdrawn from", 2000);
	inject_quiet();
}

static void note_ours(void)
{
	note(card_domid);
	must_disown();
}

/* With one note do_flr gives once, and takes from then on.  The watch has to see it go. */
void note_anew(void)
{
	note(OTHER_DOMID);
	sleep(1);
	note(card_domid);
	sleep(1);
}

/*
 * A domain that has the card and dies.  The module hears of it with the next thing that
 * xenstore tells, as this domain was never introduced there.
 */
static unsigned int mortal;

static void mortal_has_it(void)
{
	FILE *file = popen("lives domain", "r");

	if (!file || fscanf(file, "%u", &mortal) != 1 || pclose(file)) {
		errno = EIO;
		die("a domain that is to die");
	}
	note(mortal);
	must(flr(), "do_flr");
}

static int mortal_dies(void)
{
	if (system("lives reap > /dev/null"))
		return -EIO;
	note(OTHER_DOMID);
	return 0;
}

static bool reset_after_death(void)
{
	char line[64];

	snprintf(line, sizeof(line), "reset after the end of d%u: 0", mortal);
	return expect(log_wait(line, SETTLE_MS), "it has not been reset after its domain's end");
}

static void settle_death(void)
{
	reset_after_death();
	inject_quiet();
}

const struct operation operations[] = {
	{
		.name = "load", .faults = ALLOC, .load = true,
		.ready = unload_if_there, .run = load, .before = unloaded, .after = loaded,
		.degraded = told, .repair = load_again, .undo = unload_if_there,
	}, {
		.name = "unload", .faults = ALLOC,
		.ready = find_again, .run = unload, .before = loaded, .after = unloaded, .undo = load_again,
	}, {
		.name = "hot-add", .faults = ALLOC | WORKER,
		.ready = remove_card, .run = add_card, .settle = settle_capture, .before = always, .after = captured,
		.degraded = told, .repair = add_again,
	}, {
		.name = "seize", .faults = ALLOC | WORKER | XEN,
		.ready = unbind_card, .run = bind_card, .settle = settle_seizure, .before = not_bound, .after = seized,
	}, {
		.name = "files", .faults = ALLOC | XEN, .run = read_attrs, .before = always, .after = always,
	}, {
		.name = "rom-source", .faults = ALLOC, .run = call_rom_source, .before = captured, .after = captured,
	}, {
		.name = "rom-open", .faults = ALLOC, .run = call_rom_open, .before = captured, .after = captured,
	}, {
		.name = "rom-load", .faults = ALLOC,
		.ready = image_ready, .run = give_image, .before = captured, .after = image_taken,
		.undo = take_image_back,
	}, {
		.name = "attach", .faults = ALLOC | XEN,
		.run = attach, .before = has_none, .after = attach_good, .undo = let_go,
	}, {
		.name = "info", .faults = ALLOC | XEN,
		.ready = attached, .run = info, .before = attach_good, .after = attach_good, .undo = let_go,
	}, {
		.name = "grant", .faults = ALLOC | XEN, RIVAL,
		.ready = attached, .run = grant, .before = holds_none, .after = holds_all, .undo = must_disown,
	}, {
		.name = "grant-more", .faults = ALLOC | XEN, RIVAL,
		.ready = attached_with_one, .run = grant, .before = holds_one, .after = holds_all, .undo = must_disown,
	}, {
		.name = "revoke", .faults = ALLOC | WORKER | XEN,
		.ready = attached_with_all, .run = revoke_all, .before = agreed, .after = holds_none, .undo = must_disown,
	}, {
		.name = "take-back", .faults = ALLOC | WORKER | XEN,
		.ready = attached_with_all, .run = take_back, .before = agreed, .after = has_none,
		.degraded = agreed_and_told, .repair = must_disown, .undo = must_disown,
	}, {
		.name = "close", .faults = ALLOC | XEN,
		.ready = attached_with_all, .run = close_cap, .before = always, .after = has_none,
		.degraded = agreed_and_told, .repair = must_disown, .undo = must_disown,
	}, {
		.name = "owner", .faults = ALLOC | XEN, RIVAL,
		.run = own, .before = has_none, .after = has_all, .undo = must_disown,
	}, {
		.name = "owner-none", .faults = ALLOC | XEN,
		.ready = must_own, .run = disown, .before = agreed, .after = has_none, .undo = must_disown,
	}, {
		.name = "do_flr", .faults = ALLOC | XEN, RIVAL,
		.ready = note_anew, .anew = note_anew, .run = flr, .before = agreed, .after = has_all, .degraded = agreed_and_told, .undo = must_disown,
	}, {
		.name = "reset", .faults = ALLOC | XEN,
		.run = reset, .before = always, .after = reset_done,
	}, {
		.name = "reset-used", .faults = ALLOC | XEN, .ready = used,
		.run = reset, .before = always, .after = reset_done,
	}, {
		.name = "reset-by-capability", .faults = ALLOC | WORKER | XEN,
		.ready = attached, .run = reset_by_cap, .before = holds_none, .after = reset_done, .undo = let_go,
	}, {
		.name = "unbind", .faults = ALLOC | XEN,
		.ready = owned_and_bound, .run = unbind, .before = always, .after = unbound_and_none,
		.degraded = agreed_and_told, .repair = must_disown, .undo = bound_again,
	}, {
		.name = "reap", .faults = WORKER | XEN,
		.ready = must_own, .run = note_other, .settle = settle_reap, .before = always, .after = has_none,
		.degraded = agreed, .undo = note_ours,
	}, {
		.name = "after-death", .faults = WORKER,
		.ready = mortal_has_it, .run = mortal_dies, .settle = settle_death, .before = always,
		.after = reset_after_death, .undo = note_ours,
	},
};

const size_t num_operations = sizeof(operations) / sizeof(operations[0]);
