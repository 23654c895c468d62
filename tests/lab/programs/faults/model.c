// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device model does on its capability, and what has to be true before and after.
 *
 * What there is Xen is asked, and the card (has.c).  Of what neither tells the module's own book
 * has to do, which refuses what it has already: whether ports are mapped.
 *
 * Where Xen does not take something back when all ends, the module tries again what is mapped;
 * of an interrupt, or a pause, nobody does until the domain's end: then there is another domain.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <xen/xen_vgapt.h>

#include "domain.h"
#include "model.h"

#define GUEST_PORT	0xc000
#define GUEST_TABLE	0xf1000000ULL
#define OTHER_TABLE	0xf1100000ULL
/* To the first vCPU; as vector 41h, or 51h; or, with vector 0, as that pirq. */
#define MSI_ADDRESS	0xfee00000ULL
#define MSI_VECTOR	0x41
#define OTHER_VECTOR	0x51
#define OWN_PIRQ	40
/* Of MSI-X' table. */
#define MSIX_ENTRY	1
/* More than the module keeps mapped for access. */
#define MANY_PAGES	18

static const struct vgapt_trap traps[] = {
	{ .range = VGAPT_RANGE_IO_COLOR, .first = 0x3c3, .count = 1 },
	{ .range = VGAPT_RANGE_MEM, .first = 0xb0000, .count = PAGE },
};

/* The capability of this operation, and another that only looks. */
static int cap = -1, witness = -1;
/* The domain is another one than that of which something was to be undone. */
static bool fresh;
/* What was answered last: if EFAULT, it may have been done before that. */
static int last;

/* Besides libxl's there is that and no more. */
static bool is(unsigned int want)
{
	unsigned int got = has();

	want |= has_base();
	return expect(got == want, "there is: %s; not: %s", has_words(got), has_words(want));
}

static bool nothing(void)
{
	return is(0);
}

/* If it was done, though that could not be told: @done; else @undone. */
static bool is_either(unsigned int undone, unsigned int done)
{
	unsigned int got = has();

	if (last == -EFAULT && got == (has_base() | done))
		return true;
	undone |= has_base();
	return expect(got == undone, "there is: %s; not: %s", has_words(got), has_words(undone));
}

/* The capability */

static uint32_t rights(void)
{
	return fn.vga ? VGAPT_RIGHT_ALL : VGAPT_RIGHT_ALL & ~(VGAPT_RIGHT_ROM | VGAPT_RIGHT_LEGACY);
}

/* A domain with the function, and one who looks. */
void domain_there(void)
{
	unsigned int before = card_domid;

	has_look_at_card();
	card_domid = domain_have(card_sbdf);
	if (card_domid != before)
		has_nothing_yet();
	card_command(PCI_COMMAND_IO | PCI_COMMAND_MEMORY);
	if (witness < 0)
		witness = call_attach_with(VGAPT_RIGHT_ADDRESSES);
	must(witness, "attach");
}

static int attach(void)
{
	cap = call_attach_with(rights());
	return cap < 0 ? cap : 0;
}

static void attached(void)
{
	domain_there();
	must(attach(), "attach");
	fresh = false;
}

static void let_go(void)
{
	if (cap >= 0)
		close(cap);
	cap = -1;
}

/* The domain ends, and there is another one. */
static void start_over(void)
{
	let_go();
	if (fn.vga)
		must(disown(), "owner");
	close(witness);
	witness = -1;
	domain_kill();
	domain_there();
	fresh = true;
}

static bool one_more(void)
{
	unsigned int num = call_capabilities();

	return expect(num == 2, "capabilities: %u", num) & expect(!call_held(cap), "the capability is no good");
}

static bool only_witness(void)
{
	unsigned int num = call_capabilities();

	return expect(num == 1, "capabilities: %u", num);
}

/* Pausing */

static bool book_held(void)
{
	int rc = call_hold(cap);

	if (!rc)
		must(call_release(cap), "release");
	return rc == -EALREADY;
}

static bool is_held(void)
{
	return is(HAS_HOLD) && expect(book_held(), "the book does not have it");
}

static bool not_held(void)
{
	return nothing() && expect(!book_held(), "the book has it");
}

static int hold(void)
{
	return call_hold(cap);
}

static void hold_if_not(void)
{
	int rc = hold();

	must(rc == -EALREADY ? 0 : rc, "hold");
}

static void holding(void)
{
	attached();
	must(hold(), "hold");
}

static int release(void)
{
	last = call_release(cap);
	return last;
}

static bool held_or_done(void)
{
	return is_either(HAS_HOLD, 0);
}

/* Memory */

static int map(uint32_t flags, unsigned int first, unsigned int pages)
{
	return call_map(cap, flags, fn.memory, (1 + first) * PAGE, pages * PAGE, (GUEST_PAGE + first) * PAGE);
}

static int map_all(void)
{
	return map(VGAPT_MAP_ADD, 0, fn.pages);
}

static int unmap_all(void)
{
	last = map(VGAPT_MAP_REMOVE, 0, fn.pages);
	return last;
}

static int unmap_one(void)
{
	last = map(VGAPT_MAP_REMOVE, fn.pages / 2, 1);
	return last;
}

/* One page; asked when Xen has been looked at. */
static bool book_maps(unsigned int page)
{
	int rc = map(VGAPT_MAP_ADD, page, 1);

	if (!rc)
		must(map(VGAPT_MAP_REMOVE, page, 1), "unmap");
	return rc == -EEXIST;
}

static bool is_mapped(void)
{
	return is(HAS_BAR) && expect(book_maps(0) && book_maps(fn.pages / 2), "the book does not have it");
}

static bool not_mapped(void)
{
	return nothing() && expect(!book_maps(0), "the book has it");
}

/* What could not be taken back is in the book. */
static bool not_mapped_or_noted(void)
{
	unsigned int got = has(), bar = got & (HAS_BAR | HAS_GAP | BAR_PART);

	return expect(!bar || book_maps(0), "the book does not have what is mapped") &
	       expect((got & ~bar) == has_base(), "there is: %s", has_words(got));
}

static void unmap_if_noted(void)
{
	if (book_maps(0))
		must(unmap_all(), "unmap");
}

static bool all_but_one(void)
{
	return is(HAS_GAP) && expect(book_maps(0), "the book has nothing") &&
	       expect(!book_maps(fn.pages / 2), "the book has all");
}

static void mapped(void)
{
	attached();
	must(map_all(), "map");
}

/* What Xen has taken out before it failed stays in the book, until all has been. */
static bool mapped_in_part(void)
{
	unsigned int got = has(), bar = got & (HAS_BAR | HAS_GAP | BAR_PART);
	bool book = book_maps(0);

	if (last == -EFAULT && !book)
		return expect(got == has_base(), "there is: %s", has_words(got));
	return expect(book, "the book has nothing") &
	       expect((got & ~bar) == has_base(), "there is: %s", has_words(got));
}

static void map_if_not(void)
{
	if (!book_maps(0))
		must(map_all(), "map");
}

static bool mapped_or_one_out(void)
{
	return is_either(HAS_BAR, HAS_GAP);
}

static void map_one_if_not(void)
{
	int rc = map(VGAPT_MAP_ADD, fn.pages / 2, 1);

	must(rc == -EEXIST ? 0 : rc, "map");
}

/* Ports */

static int ports(uint32_t flags)
{
	return call_map(cap, flags, fn.ports, 0, fn.num_ports, GUEST_PORT);
}

static int map_ports(void)
{
	return ports(VGAPT_MAP_ADD);
}

static int unmap_ports(void)
{
	last = ports(VGAPT_MAP_REMOVE);
	return last;
}

static bool book_ports(void)
{
	int rc = map_ports();

	if (!rc)
		must(ports(VGAPT_MAP_REMOVE), "unmap");
	return rc == -EEXIST;
}

static bool ports_mapped(void)
{
	return nothing() && expect(book_ports(), "the book does not have them");
}

static bool ports_not_mapped(void)
{
	return nothing() && expect(!book_ports(), "the book has them");
}

static void with_ports(void)
{
	attached();
	must(map_ports(), "map");
}

/* The permission goes with the mapping on some releases: Xen may have less than the book. */
static bool ports_in_part(void)
{
	unsigned int got = has();
	bool book = book_ports();

	return expect(!(got & ~HAS_PORTS), "there is: %s", has_words(got)) &
	       expect(book || last == -EFAULT, "the book does not have them");
}

static void map_ports_if_not(void)
{
	int rc = map_ports();

	must(rc == -EEXIST ? 0 : rc, "map");
}

/* Interrupts */

static int msi(uint32_t what)
{
	uint32_t vector = fn.x && what == VGAPT_MSI_UNBIND ? MSIX_ENTRY : 0;

	return call_msi(cap, what | (fn.x ? VGAPT_MSI_X : 0), vector, 0, 0, 0);
}

static int bind_as(uint64_t address, uint32_t vector, uint64_t table)
{
	return call_msi(cap, VGAPT_MSI_BIND | (fn.x ? VGAPT_MSI_X : 0), fn.x ? MSIX_ENTRY : 0, address, vector,
			fn.x ? table : 0);
}

static int bind_msi(void)
{
	last = bind_as(MSI_ADDRESS, MSI_VECTOR, GUEST_TABLE);
	return last;
}

static int move(void)
{
	last = bind_as(MSI_ADDRESS, OTHER_VECTOR, GUEST_TABLE);
	return last;
}

/* What Xen takes note of at the first time alone: another table; or a pirq of the guest's choice. */
static int bind_anew(void)
{
	if (fn.x)
		last = bind_as(MSI_ADDRESS, MSI_VECTOR, OTHER_TABLE);
	else
		last = bind_as(MSI_ADDRESS | OWN_PIRQ << 12, 0, 0);
	return last;
}

static int unbind_msi(void)
{
	last = msi(VGAPT_MSI_UNBIND);
	return last;
}

static int enable(void)
{
	last = msi(VGAPT_MSI_ENABLE);
	return last;
}

static int disable(void)
{
	last = msi(VGAPT_MSI_DISABLE);
	return last;
}

static void bound(void)
{
	attached();
	must(bind_msi(), "MSI");
}

/* It can be bound, and is not. */
static void can_bind(void)
{
	bound();
	let_go();
	attached();
}

static void enabled(void)
{
	bound();
	must(enable(), "MSI");
}

static void bind_again(void)
{
	must(bind_msi(), "MSI");
}

static void enable_again(void)
{
	bind_again();
	must(enable(), "MSI");
}

static void bound_anew(void)
{
	start_over();
	bound();
}

static bool is_bound(void)
{
	return is(HAS_IRQ | HAS_BOUND);
}

static bool is_enabled(void)
{
	return is(HAS_IRQ | HAS_BOUND | HAS_ENABLED);
}

static bool not_bound_or_done(void)
{
	return is_either(0, HAS_IRQ | HAS_BOUND);
}

/* What has failed can be done again: first it is unbound, then unmapped.  Or it is as in @also. */
static bool in_part(unsigned int also)
{
	unsigned int got = has() & ~has_base();

	if (last == -EFAULT && !got)
		return true;
	return expect(got == (HAS_IRQ | HAS_BOUND) || got == HAS_IRQ || got == also, "there is: %s",
		      has_words(got));
}

static bool bound_in_part(void)
{
	return in_part(HAS_IRQ | HAS_BOUND);
}

static bool bound_or_enabled(void)
{
	return is_either(HAS_IRQ | HAS_BOUND, HAS_IRQ | HAS_BOUND | HAS_ENABLED);
}

/* And before that it is disabled. */
static bool enabled_in_part(void)
{
	return in_part(HAS_IRQ | HAS_BOUND | HAS_ENABLED);
}

/* It is let go of before it is bound anew: it may have been lost. */
static bool bound_or_lost(void)
{
	return in_part(0);
}

/*
 * Xen keeps the interrupt; nothing is led by it.  That is in the log; if Xen has said that
 * there is none, only in that which is for us.
 */
static bool irq_told(void)
{
	return expect(log_wait("any more: -22", 0) || log_complains(), "the log has no word of it");
}

static bool irq_left_and_told(void)
{
	unsigned int got = has();

	return expect(got == (has_base() | HAS_IRQ), "there is: %s", has_words(got)) & irq_told();
}

/* The new one is bound, beside the old one. */
static bool irqs_left_and_told(void)
{
	unsigned int got = has();

	return expect(got == (has_base() | MORE_IRQS | HAS_BOUND), "there is: %s", has_words(got)) & irq_told();
}

static void bound_over(void)
{
	bound_anew();
	must(bind_anew(), "MSI");
}

/* Registers */

#define COMMAND_BITS	(PCI_COMMAND_IO | PCI_COMMAND_MEMORY)

static uint32_t value, before_value;

static uint16_t command(void)
{
	return card_config(PCI_COMMAND) & COMMAND_BITS;
}

static void command_off(void)
{
	attached();
	card_command(0);
}

static int write_config(void)
{
	/* The other bits are not all ours to change. */
	uint16_t bits = card_config(PCI_COMMAND) | COMMAND_BITS;

	return call_write(cap, VGAPT_REGION_CONFIG, PCI_COMMAND, &bits, sizeof(bits));
}

static bool command_is_off(void)
{
	return expect(!command(), "COMMAND has %#x", command());
}

static bool command_is_on(void)
{
	return expect(command() == COMMAND_BITS, "COMMAND has %#x", command());
}

static int read_config(void)
{
	value = 0;
	return call_read(cap, VGAPT_REGION_CONFIG, PCI_VENDOR_ID, &value, sizeof(value));
}

static bool vendor_read(void)
{
	return expect((value & 0xffff) == card_config(PCI_VENDOR_ID), "it has read %#x", value);
}

/* Memory that keeps what is written, in the BAR's second page. */
static void access_ready(void)
{
	attached();
	before_value = card_peek(fn.memory, PAGE);
	value = before_value + 1;
}

static int write_memory(void)
{
	return call_write(cap, fn.memory, PAGE, &value, sizeof(value));
}

static bool memory_as_before(void)
{
	return expect(card_peek(fn.memory, PAGE) == before_value, "it has been written");
}

static bool memory_written(void)
{
	return expect(card_peek(fn.memory, PAGE) == value, "it has not been written");
}

/* More pages than are kept mapped: the first ones have to go. */
static int read_many(void)
{
	unsigned int i;
	int rc;

	for (i = 1; i <= MANY_PAGES; i++) {
		rc = call_read(cap, fn.memory, i * PAGE, &value, sizeof(value));
		if (rc)
			return rc;
	}
	return 0;
}

static bool many_read(void)
{
	return expect(value == card_peek(fn.memory, MANY_PAGES * PAGE), "it has read %#x", value);
}

static void port_ready(void)
{
	attached();
	before_value = card_peek(fn.ports, 0);
	value = before_value + 1;
}

static int write_port(void)
{
	return call_write(cap, fn.ports, 0, &value, sizeof(value));
}

static bool port_as_before(void)
{
	return expect(card_peek(fn.ports, 0) == before_value, "it has been written");
}

static bool port_written(void)
{
	return expect(card_peek(fn.ports, 0) == value, "it has not been written");
}

/* Legacy ranges */

static int grant_all(void)
{
	return call_grant(cap, VGAPT_RANGE_ALL);
}

static int grant_less(void)
{
	return call_grant_traps(cap, VGAPT_RANGE_ALL, traps, sizeof(traps) / sizeof(traps[0]));
}

static void granted(void)
{
	attached();
	must(grant_all(), "grant");
}

static void granted_less(void)
{
	attached();
	must(grant_less(), "grant");
}

static int revoke_all(void)
{
	return call_revoke(cap, VGAPT_RANGE_ALL);
}

static void owned(void)
{
	attached();
	must(own(), "owner");
}

static void own_again(void)
{
	must(own(), "owner");
}

static void disowned(void)
{
	let_go();
	must(disown(), "owner");
}

static bool holds_less(void)
{
	uint32_t held = call_held(cap);

	return is(HAS_TRAPS) & expect(held == VGAPT_RANGE_ALL, "held are %#x", held) & owner_is(true);
}

static bool holds_none(void)
{
	return nothing() & expect(!call_held(cap), "held are %#x", call_held(cap)) & owner_is(false);
}

/* What is not granted Xen does not let the domain have. */
static bool ranges_agree(void)
{
	uint32_t got = call_granted(witness);

	return owner_is(got) & expect(!(has_left & ~got), "Xen has %#x, granted are %#x", has_left, got);
}

/* REVOKE: it is done in part, or all of it. */
static bool ranges_in_part(void)
{
	unsigned int got = has(), others = got & ~(HAS_RANGES | HAS_TRAPS | RANGES_PART);

	return expect(others == has_base(), "there is: %s", has_words(got)) & ranges_agree();
}

/* The module says what is lost ten times in five seconds, and no more often. */
static void owned_and_heard(void)
{
	usleep(600000);
	owned();
}

/* The administrator's as they were; or they were taken away to be given in pieces, and are lost. */
static bool whole_or_lost(void)
{
	unsigned int got = has();

	return expect(got == (has_base() | HAS_RANGES) || log_complains(), "there is: %s; and no word of it",
		      has_words(got)) &
	       ranges_agree() & expect(!call_held(cap), "held are %#x", call_held(cap));
}

static int read_legacy(void)
{
	uint8_t byte;
	int rc = call_read(cap, VGAPT_REGION_MEM, 0, &byte, sizeof(byte));

	/* Miscellaneous Output. */
	return rc ? rc : call_read(cap, VGAPT_REGION_IO_COLOR, 0xc, &byte, sizeof(byte));
}

/* All of it at once, and its end */

static unsigned int all(void)
{
	unsigned int want = HAS_HOLD | HAS_GAP;

	if (fn.msi)
		want |= HAS_IRQ | HAS_BOUND | HAS_ENABLED;
	if (fn.vga)
		want |= HAS_TRAPS;
	return has_base() | want;
}

/* What the capability before had may be in the way for a second yet. */
static int map_at_last(int (*map)(void))
{
	unsigned int tries;
	int rc;

	for (tries = 0; (rc = map()) == -EEXIST && tries < SETTLE_MS / 100; tries++)
		usleep(100000);
	return rc;
}

static void holding_all(void)
{
	unsigned int got;

	has_look_at_card();
	if (fn.msi)
		enabled();
	else
		attached();
	must(hold(), "hold");
	must(map_at_last(map_all), "map");
	must(unmap_one(), "unmap");
	if (fn.num_ports)
		must(map_at_last(map_ports), "map");
	if (fn.vga)
		must(grant_less(), "grant");
	got = has();
	if (got == all())
		return;
	printf("    there is: %s\n", has_words(got));
	errno = ENODATA;
	die("all that there can be");
}

static int close_cap(void)
{
	int rc = close(cap) ? -errno : 0;

	cap = -1;
	return rc;
}

/* The ports' permission goes as well: nobody is to map them again. */
static bool undone(void)
{
	unsigned int got = has();

	return expect(got == (fresh ? has_base() : 0), "there is: %s", has_words(got)) &
	       (!fn.vga || owner_is(false));
}

/* What is mapped into the domain, or may be. */
#define HAS_MAPPED	(HAS_BAR | HAS_GAP | BAR_PART | HAS_PORTS)

/* What Xen did not take the first time. */
static bool taken_at_last(void)
{
	unsigned int got, tries;

	for (tries = 0; (got = has() & HAS_MAPPED) && tries < SETTLE_MS / 100; tries++)
		usleep(100000);
	return expect(!got, "there is still: %s", has_words(got));
}

/* Something is left, in Xen and, where there is one, in the book; and that is in the log. */
static bool left_and_told(void)
{
	unsigned int got = has();
	bool good = !fn.vga || ranges_agree();

	return good & ((got & ~HAS_PORTS) == HAS_IRQ ? irq_told() : told()) & taken_at_last();
}

/* What another domain's device model is answered, which comes right after the end. */
static int other_maps;

static int close_and_give(void)
{
	uint32_t here = card_domid;
	int rc = close_cap();

	/* Capabilities of two domains there are not. */
	close(witness);
	witness = -1;
	card_domid = domain_other();
	domain_note(card_domid);
	other_maps = attach() ? -EIO : map_all();
	let_go();
	card_domid = here;
	return rc;
}

/* That domain has no permission, so Xen refuses it in any case; but first the module does. */
static bool other_is_refused(void)
{
	bool kept = log_wait("keeps region", 0);

	return expect(kept ? other_maps == -EBUSY : other_maps < 0, "%s left, and another domain is answered %d",
		      kept ? "something is" : "nothing is", other_maps) &
	       taken_at_last();
}

/* By root, who knows no more than its id. */
static int take_back(void)
{
	int rc = call_take_back(cap);

	/* It has been revoked; what was left is taken by other means. */
	return rc == -EIDRM && fn.vga ? disown() : rc;
}

static bool taken_in_part(void)
{
	has();
	return !fn.vga || ranges_agree();
}

/* Until the capability is of no use any more. */
static bool has_ended(void)
{
	struct pollfd pfd = { .fd = cap };

	return poll(&pfd, 1, SETTLE_MS) == 1 && pfd.revents & POLLHUP;
}

static void settle_end(void)
{
	has_ended();
	if (fn.vga)
		log_wait("withdrawn from", SETTLE_MS);
	inject_quiet();
}

static bool taken(void)
{
	uint32_t events = call_events(cap);

	return expect(events & VGAPT_EVENT_TAKEN, "events are %#x", events) & undone();
}

static int note_other(void)
{
	note(OTHER_DOMID);
	return 0;
}

/* It was told a second later, as the note could not be read; or Xen has kept something. */
static bool taken_later(void)
{
	unsigned int got;

	if (!expect(has_ended(), "events are %#x", call_events(cap)))
		return false;
	got = has();
	if (!(got & ~HAS_PORTS))
		return taken_at_last() & (!fn.vga || ranges_agree());
	return left_and_told();
}

/* What Xen has kept goes with the domain. */
static void another_for_cap(void)
{
	int here = dup(cap);

	start_over();
	cap = here;
}

static void bound_and_all(void)
{
	bind_if_not();
	holding_all();
}

static bool unbound_and_undone(void)
{
	return not_bound() & undone();
}

static void bound_again(void)
{
	let_go();
	must(disown(), "owner");
	bind_if_not();
}

/* The domain of which the capability was. */
static uint32_t dead;

static int die_with_all(void)
{
	dead = card_domid;
	domain_kill();
	/* Xenstore was never told of the domain: this is when the module hears of it. */
	note(OTHER_DOMID);
	return 0;
}

/* Of a domain that is no more Xen says nothing; so it is that it is no more. */
static bool dead_and_undone(void)
{
	uint32_t events = call_events(cap);

	return expect(events & (VGAPT_EVENT_DOMAIN_GONE | VGAPT_EVENT_TAKEN), "events are %#x", events) &
	       expect(!domain_known(dead), "Xen still has the domain") & (!fn.vga || owner_is(false)) &
	       expect(!has_msi_enabled(), "MSI is enabled") &
	       expect(hold() < 0, "it can hold");
}

static void another_domain(void)
{
	let_go();
	close(witness);
	witness = -1;
	domain_there();
}

const struct operation model_operations[] = {
	{
		.name = "model-attach", .faults = ALLOC | XEN,
		.ready = domain_there, .run = attach, .before = only_witness, .after = one_more,
		.undo = let_go,
	}, {
		.name = "model-hold", .faults = ALLOC | XEN,
		.ready = attached, .run = hold, .before = not_held, .after = is_held, .undo = let_go,
	}, {
		.name = "model-release", .faults = ALLOC | XEN,
		.ready = holding, .anew = hold_if_not, .run = release, .before = held_or_done,
		.after = not_held, .undo = let_go,
	}, {
		.name = "model-map", .faults = ALLOC | XEN,
		.ready = attached, .run = map_all, .before = not_mapped, .after = is_mapped, .undo = let_go,
	}, {
		.name = "model-map-torn", .faults = XEN_TWICE,
		.ready = attached, .anew = unmap_if_noted, .run = map_all, .before = not_mapped_or_noted,
		.after = is_mapped, .undo = let_go,
	}, {
		.name = "model-unmap", .faults = ALLOC | XEN,
		.ready = mapped, .anew = map_if_not, .run = unmap_all, .before = mapped_in_part,
		.after = not_mapped, .undo = let_go,
	}, {
		.name = "model-unmap-page", .faults = ALLOC | XEN,
		.ready = mapped, .anew = map_one_if_not, .run = unmap_one, .before = mapped_or_one_out,
		.after = all_but_one, .undo = let_go,
	}, {
		.name = "model-map-ports", .faults = ALLOC | XEN,
		.ready = attached, .run = map_ports, .before = ports_not_mapped, .after = ports_mapped,
		.undo = let_go,
	}, {
		.name = "model-unmap-ports", .faults = ALLOC | XEN,
		.ready = with_ports, .anew = map_ports_if_not, .run = unmap_ports, .before = ports_in_part,
		.after = ports_not_mapped, .undo = let_go,
	}, {
		.name = "model-bind", .faults = ALLOC | XEN,
		.ready = can_bind, .run = bind_msi, .before = not_bound_or_done, .after = is_bound,
		.undo = let_go,
	}, {
		.name = "model-move", .faults = ALLOC | XEN,
		.ready = bound, .run = move, .before = is_bound, .after = is_bound, .undo = let_go,
	}, {
		/* The old pirq, if Xen keeps it, has the interrupt still: EEXIST. */
		.name = "model-bind-anew", .faults = ALLOC | XEN, .errnos = { EEXIST },
		.ready = bound, .anew = bound_anew, .run = bind_anew, .before = bound_or_lost,
		.after = is_bound,
		.degraded = irqs_left_and_told, .repair = bound_over, .undo = let_go,
	}, {
		.name = "model-unbind", .faults = ALLOC | XEN,
		.ready = bound, .anew = bind_again, .run = unbind_msi, .before = bound_in_part,
		.after = nothing,
		.degraded = irq_left_and_told, .repair = start_over, .undo = let_go,
	}, {
		.name = "model-enable", .faults = ALLOC | XEN,
		.ready = bound, .run = enable, .before = bound_or_enabled, .after = is_enabled,
		.undo = let_go,
	}, {
		.name = "model-disable", .faults = ALLOC | XEN,
		.ready = enabled, .anew = enable_again, .run = disable, .before = enabled_in_part,
		.after = nothing,
		.degraded = irq_left_and_told, .repair = start_over, .undo = let_go,
	}, {
		.name = "model-write-config", .faults = ALLOC | XEN,
		.ready = command_off, .run = write_config, .before = command_is_off,
		.after = command_is_on, .undo = let_go,
	}, {
		.name = "model-read-config", .faults = ALLOC | XEN,
		.ready = attached, .run = read_config, .before = always, .after = vendor_read,
		.undo = let_go,
	}, {
		.name = "model-write", .faults = ALLOC | XEN,
		.ready = access_ready, .run = write_memory, .before = memory_as_before,
		.after = memory_written, .undo = let_go,
	}, {
		.name = "model-read-many", .faults = ALLOC | XEN,
		.ready = attached, .run = read_many, .before = always, .after = many_read, .undo = let_go,
	}, {
		.name = "model-write-port", .faults = ALLOC | XEN,
		.ready = port_ready, .run = write_port, .before = port_as_before, .after = port_written,
		.undo = let_go,
	}, {
		.name = "model-read-legacy", .faults = ALLOC | XEN,
		.ready = granted, .run = read_legacy, .before = always, .after = always, .undo = disowned,
	}, {
		.name = "model-grant", .faults = ALLOC | XEN, RIVAL,
		.ready = attached, .run = grant_less, .before = holds_none, .after = holds_less,
		.undo = disowned,
	}, {
		.name = "model-grant-beside", .faults = ALLOC | XEN, RIVAL,
		.ready = owned_and_heard, .anew = own_again, .run = grant_less, .before = whole_or_lost,
		.after = holds_less, .undo = disowned,
	}, {
		.name = "model-revoke", .faults = ALLOC | WORKER | XEN,
		.ready = granted_less, .run = revoke_all, .before = ranges_in_part, .after = holds_none,
		.undo = disowned,
	}, {
		.name = "model-close", .faults = ALLOC | XEN,
		.ready = holding_all, .run = close_cap, .before = always, .after = undone,
		.degraded = left_and_told, .repair = start_over, .undo = let_go,
	}, {
		.name = "model-close-give", .faults = XEN,
		.ready = holding_all, .run = close_and_give, .before = always, .after = other_is_refused,
		.undo = start_over,
	}, {
		.name = "model-take-back", .faults = ALLOC | XEN,
		.ready = holding_all, .run = take_back, .before = taken_in_part, .after = undone,
		.degraded = left_and_told, .repair = start_over, .undo = let_go,
	}, {
		.name = "model-reap", .faults = WORKER | XEN,
		.ready = holding_all, .run = note_other, .settle = settle_end, .before = always,
		.after = taken,
		.degraded = taken_later, .repair = another_for_cap, .undo = start_over,
	}, {
		.name = "model-unbind-driver", .faults = ALLOC | XEN,
		.ready = bound_and_all, .run = unbind, .before = always, .after = unbound_and_undone,
		.degraded = left_and_told, .repair = start_over, .undo = bound_again,
	}, {
		.name = "model-death", .faults = WORKER | XEN,
		.ready = holding_all, .run = die_with_all, .settle = settle_end, .before = always,
		.after = dead_and_undone, .undo = another_domain,
	},
};

const size_t num_model_operations = sizeof(model_operations) / sizeof(model_operations[0]);
