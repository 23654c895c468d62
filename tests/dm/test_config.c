// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/fields.c, pure/build.c, pure/config.c: what a guest sees of real cards.
 */
#include "world.h"

/* The guest's list of capabilities, as "05@68 10@78". */
static const char *list(struct world *w)
{
	static char text[256];
	u32 at, used = 0;

	text[0] = 0;
	if (!(rd(w, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST))
		return text;
	for (at = rd(w, PCI_CAPABILITY_LIST, 1); at && used < 200; at = rd(w, at + 1, 1))
		used += sprintf(text + used, "%s%02x@%02x", used ? " " : "",
				(u32)rd(w, at, 1), at);
	return text;
}

static void lists(void **state)
{
	static const struct {
		const struct dump *dump;
		const char *list;
	} want[] = {
		{ &dump_fiji, "09@48 01@50 10@58 05@a0" },
		{ &dump_mx250, "01@60 05@68 10@78" },
		{ &dump_7265, "01@c8 05@d0 10@40" },
		{ &dump_virtio, "11@84 09@70 09@60 09@50 09@40" },
		{ &dump_nvme, "01@40 05@50 10@70 11@b0" },
	};
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		struct world w = make(want[i].dump);

		check(!strcmp(list(&w), want[i].list), "%s: %s", want[i].dump->name, list(&w));
		fake_free(w.fake);
	}
}

/* Unknown ones, and those that are left out on purpose, are not there and read as zero. */
static void hidden(void **state)
{
	static const u8 ids[] = { 0x02, 0x03, 0x04, 0x06, 0x07, 0x08, 0x0a, 0x0c, 0x12, 0x13,
				  0x14, 0x15, 0x00, 0x80, 0xfe };
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		struct dump dump = dump_mx250;
		struct world w;

		dump.config[0x68] = ids[i];
		w = make(&dump);
		check(!strcmp(list(&w), "01@60 10@78"), "%02x: %s", ids[i], list(&w));
		assert_int_equal(rd(&w, 0x68, 2), 0);
		fake_free(w.fake);
	}
}

/* Lists that run in a circle, into the header, out of the space, or over each other. */
static void bad_lists(void **state)
{
	struct dump dump = dump_mx250;
	struct world w;
	u32 first, next;

	(void)state;
	for (first = 0; first < 256; first += 7)
		for (next = 0; next < 256; next += 11) {
			dump.config[PCI_CAPABILITY_LIST] = first;
			dump.config[0x61] = next;
			w = make(&dump);
			list(&w);
			fake_free(w.fake);
		}
	dump = dump_mx250;
	dump.config[0xfc] = PCI_CAP_ID_EXP;
	dump.config[0x79] = 0xfc;
	w = make(&dump);
	assert_string_equal(list(&w), "01@60 05@68 10@78");
	fake_free(w.fake);
	/* No bit in STATUS: no list, whatever the pointer says. */
	dump.config[PCI_STATUS] = 0;
	w = make(&dump);
	assert_string_equal(list(&w), "");
	assert_int_equal(rd(&w, PCI_CAPABILITY_LIST, 1), 0);
	fake_free(w.fake);
}

/* Every register, every size, every alignment: like reading it byte by byte. */
static void every_read(void **state)
{
	u32 i, at, size, byte;

	(void)state;
	for (i = 0; i < num_dumps; i++) {
		struct world w = make(dumps[i]);

		for (size = 1; size <= 4; size *= 2)
			for (at = 0; at < 256; at++) {
				u64 whole = rd(&w, at, size), bytes = 0;

				if (at + size > 256) {
					assert_int_equal(whole, dm_ones(size));
					continue;
				}
				for (byte = 0; byte < size; byte++)
					bytes |= rd(&w, at + byte, 1) << 8 * byte;
				assert_int_equal(whole, bytes);
			}
		/* Not reachable below i440. */
		assert_int_equal(rd(&w, 256, 4), 0xffffffff);
		assert_int_equal(rd(&w, 0xfff, 1), 0xff);
		fake_free(w.fake);
	}
}

static void only_there(const struct dm_state *s, u32 at, u32 size)
{
	u32 byte;

	/* A reset is seen in other places, too. */
	if (!memcmp(s->value, s->initial, sizeof(s->value)))
		return;
	for (byte = 0; byte < 256; byte++) {
		u8 may = byte < at || byte >= at + size ? 0 : s->writable[byte];

		if ((s->value[byte] ^ s->initial[byte]) & ~may)
			fail_msg("write of %u at %02x changes %02x", size, at, byte);
	}
}

/* Every write of every size at every alignment: no bit changes but those that may. */
static void every_write(void **state)
{
	static const u32 values[] = { 0, 0xffffffff, 0xa5a5a5a5, 0x5a5a5a5a };
	u32 i, at, size, v;

	(void)state;
	for (i = 0; i < num_dumps; i++) {
		struct world w = make(dumps[i]);

		for (v = 0; v < ARRAY_SIZE(values); v++)
			for (size = 1; size <= 4; size *= 2)
				for (at = 0; at < 258; at++) {
					memcpy(w.state->value, w.state->initial, 256);
					wr(&w, at, size, values[v]);
					only_there(w.state, at, size);
					fake_check(w.fake);
				}
		fake_free(w.fake);
	}
}

/* Ids, class, and subsystem are the card's, and stay so. */
static void identity(void **state)
{
	u32 i;

	(void)state;
	for (i = 0; i < num_dumps; i++) {
		struct world w = make(dumps[i]);

		wr(&w, 0, 4, 0);
		wr(&w, 8, 4, 0);
		wr(&w, 0x2c, 4, 0);
		assert_int_equal(rd(&w, 0, 4), vgapt_le32(dumps[i]->config));
		assert_int_equal(rd(&w, 8, 4), vgapt_le32(dumps[i]->config + 8));
		assert_int_equal(rd(&w, 0x2c, 4), vgapt_le32(dumps[i]->config + 0x2c));
		assert_int_equal(rd(&w, 0x3d, 1), dumps[i]->config[0x3d]);
		/* The line begins as 0, and is a note. */
		assert_int_equal(rd(&w, 0x3c, 1), 0);
		wr(&w, 0x3c, 1, 0x0b);
		assert_int_equal(rd(&w, 0x3c, 1), 0x0b);
		fake_free(w.fake);
	}
}

/* Decoding is ours and stays on in the card; bus mastering and INTx are the card's. */
static void command(void **state)
{
	struct world w = make(&dump_fiji);

	(void)state;
	assert_int_equal(rd(&w, PCI_COMMAND, 2), 0);
	wr(&w, PCI_COMMAND, 2, 0);
	assert_int_equal(w.fake->config[PCI_COMMAND], 3);
	wr(&w, PCI_COMMAND, 2, 0x0407);
	assert_int_equal(rd(&w, PCI_COMMAND, 2), 0x0407);
	assert_int_equal(vgapt_le16(w.fake->config + PCI_COMMAND), 0x0407);
	wr(&w, PCI_COMMAND, 2, 0xffff);
	assert_int_equal(rd(&w, PCI_COMMAND, 2), 0x0547);
	wr(&w, PCI_COMMAND + 1, 1, 0);
	assert_int_equal(vgapt_le16(w.fake->config + PCI_COMMAND), 0x0007);
	wr(&w, PCI_COMMAND, 1, 0);
	assert_int_equal(vgapt_le16(w.fake->config + PCI_COMMAND), 0x0003);
	fake_free(w.fake);
}

/* A one clears, a zero leaves alone, and a write of COMMAND alone does not touch it. */
static void status(void **state)
{
	struct world w = make(&dump_fiji);

	(void)state;
	w.fake->config[PCI_STATUS + 1] = 0xf9;
	wr(&w, PCI_COMMAND, 2, 7);
	assert_int_equal(rd(&w, PCI_STATUS, 2), 0xf910);
	wr(&w, PCI_COMMAND, 4, 0x20000007);
	assert_int_equal(rd(&w, PCI_STATUS, 2), 0xd910);
	wr(&w, PCI_STATUS + 1, 1, 0xff);
	assert_int_equal(rd(&w, PCI_STATUS, 2), 0x0010);
	wr(&w, PCI_COMMAND, 4, 0);
	assert_int_equal(rd(&w, PCI_STATUS, 2), 0x0010);
	fake_free(w.fake);
}

/* D-states are the guest's idea alone: the card gets no write. */
static void power(void **state)
{
	struct world w = make(&dump_fiji);
	u32 writes, d;

	(void)state;
	wr(&w, PCI_COMMAND, 2, 0);
	writes = w.fake->config_writes;
	/* F603h: no PME from any state; D1 and D2 as the card has them. */
	assert_int_equal(rd(&w, 0x52, 2), 0xf603 & ~0xf9c8);
	assert_int_equal(rd(&w, 0x54, 2), 0x0008);
	for (d = 0; d < 4; d++) {
		wr(&w, 0x54, 2, 0x8100 | d);
		assert_int_equal(rd(&w, 0x54, 2), 0x0008 | d);
	}
	assert_int_equal(w.fake->config_writes, writes);
	fake_free(w.fake);
}

static void express(void **state)
{
	struct world w = make(&dump_7265);

	(void)state;
	assert_true(rd(&w, 0x44, 4) & PCI_EXP_DEVCAP_FLR);
	wr(&w, 0x48, 2, 0x7fff);
	assert_int_equal(rd(&w, 0x48, 2), 0x7bff);
	/* Device Status: four bits are cleared by ones. */
	w.fake->config[0x4a] = 0x1f;
	wr(&w, 0x4a, 2, 0x0005);
	assert_int_equal(rd(&w, 0x4a, 2), 0x001a);
	wr(&w, 0x48, 4, 0x00020000);
	assert_int_equal(rd(&w, 0x4a, 2), 0x0018);
	wr(&w, 0x50, 2, 0xffff);
	assert_int_equal(rd(&w, 0x50, 2), 0x03cb);
	/* Link Status is the card's. */
	assert_int_equal(rd(&w, 0x52, 2), 0x1011);
	fake_free(w.fake);
}

static void level_reset(void **state)
{
	struct world w = make(&dump_7265);

	(void)state;
	wr(&w, 0x10, 4, 0xe0000000);
	wr(&w, 0x14, 4, 0);
	wr(&w, PCI_COMMAND, 2, 6);
	wr(&w, 0xd4, 4, 0xfee00000);
	wr(&w, 0xdc, 2, 0x4051);
	wr(&w, 0xd2, 2, 1);
	assert_true(w.fake->msi_on);
	assert_int_equal(fake_mapped(w.fake, 0xe0000000), 0);
	wr(&w, 0x49, 1, 0x80);
	assert_int_equal(w.fake->resets, 1);
	assert_int_equal(rd(&w, 0x48, 2) & 0x8000, 0);
	assert_int_equal(rd(&w, PCI_COMMAND, 2), 0);
	assert_int_equal(rd(&w, 0x10, 4), 4);
	assert_int_equal(rd(&w, 0xd2, 2), 0x80);
	assert_true(fake_mapped(w.fake, 0xe0000000) == ~0ULL);
	/* The card decodes again, and is no bus master. */
	assert_int_equal(w.fake->config[PCI_COMMAND], 2);
	wr(&w, 0x48, 4, 0xffff8000);
	assert_int_equal(w.fake->resets, 2);
	fake_check(w.fake);
	fake_free(w.fake);

	/* Without the right there is no such bit. */
	w.fake = fake_new(&dump_7265, &w.facts);
	w.ops = fake_ops(w.fake);
	w.state = w.fake->state;
	w.facts.may_reset = false;
	assert_int_equal(dm_build(w.state, &w.facts, &w.ops), 0);
	assert_false(rd(&w, 0x44, 4) & PCI_EXP_DEVCAP_FLR);
	wr(&w, 0x48, 2, 0x8000);
	assert_int_equal(w.fake->resets, 0);
	fake_free(w.fake);
}

/* What the maker has there is passed, by words as large as the guest's. */
static void vendor(void **state)
{
	struct world w = make(&dump_fiji);
	u32 writes;

	(void)state;
	wr(&w, 0, 1, 0);
	writes = w.fake->config_writes;
	wr(&w, 0x4c, 4, 0x12345678);
	assert_int_equal(rd(&w, 0x4c, 4), 0x12345678);
	assert_int_equal(w.fake->config_writes, writes + 1);
	wr(&w, 0x4d, 2, 0xaabb);
	assert_int_equal(rd(&w, 0x4c, 4), 0x12aabb78);
	/* Not its head. */
	wr(&w, 0x48, 4, 0xffffffff);
	assert_int_equal(rd(&w, 0x48, 4), 0xff085009);
	fake_free(w.fake);
}

static void nobody(void **state)
{
	struct dump dump = dump_fiji;
	struct dm_facts facts;
	struct dm_ops ops;
	struct fake *fake;

	(void)state;
	memset(dump.config, 0xff, sizeof(dump.config));
	fake = fake_new(&dump, &facts);
	ops = fake_ops(fake);
	assert_int_equal(dm_build(fake->state, &facts, &ops), -ENODEV);
	assert_int_equal(dm_state_check(fake->state, sizeof(*fake->state)), 0);
	fake_free(fake);
	dump = dump_fiji;
	dump.config[PCI_HEADER_TYPE] = 1;
	fake = fake_new(&dump, &facts);
	ops = fake_ops(fake);
	assert_int_equal(dm_build(fake->state, &facts, &ops), -EINVAL);
	fake_free(fake);
}

/* What a guest could have driven into the block that lies between workers. */
static void checked(void **state)
{
	struct world w = make(&dump_nvme);
	struct dm_state *s = w.state, good = *s;
	u64 size = sizeof(*s);

	(void)state;
	assert_int_equal(dm_state_check(s, size), 1);
	assert_int_equal(dm_state_check(s, size - 1), -EBADMSG);
#define SPOILED(change)						\
	do {							\
		*s = good;					\
		change;						\
		assert_int_equal(dm_state_check(s, size), -EBADMSG);	\
	} while (0)
	SPOILED(s->magic++);
	SPOILED(s->version++);
	SPOILED(s->size--);
	SPOILED(s->msix_entries = DM_MAX_VECTORS + 1);
	SPOILED(s->msix_entries = 0x500);
	SPOILED(s->msix_bar = 6);
	SPOILED(s->msix_bar = 1);
	SPOILED(s->msix_offset = ~0U);
	SPOILED(s->num_windows = DM_MAX_WINDOWS + 1);
	SPOILED((s->num_windows = 1, s->windows[0].region = 11));
	SPOILED((s->num_windows = 1, s->windows[0].offset = 0x4000));
	SPOILED((s->num_windows = 1, s->windows[0].length = 0x4001));
	SPOILED(s->msi = 0xfc);
	SPOILED(s->msi = 0x51);
	SPOILED((s->msi = 0xf4, s->writable[0xff] = 0xff));
	SPOILED(s->pm = 0x3c);
	SPOILED(s->exp = 0xff);
	SPOILED(s->regions[0].size = 3);
	*s = good;
	s->built = 0;
	assert_int_equal(dm_state_check(s, size), 0);
	fake_free(w.fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists),
		cmocka_unit_test(hidden),
		cmocka_unit_test(bad_lists),
		cmocka_unit_test(every_read),
		cmocka_unit_test(every_write),
		cmocka_unit_test(identity),
		cmocka_unit_test(command),
		cmocka_unit_test(status),
		cmocka_unit_test(power),
		cmocka_unit_test(express),
		cmocka_unit_test(level_reset),
		cmocka_unit_test(vendor),
		cmocka_unit_test(nobody),
		cmocka_unit_test(checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
