// SPDX-License-Identifier: GPL-2.0-only
/*
 * <xen/xen_vgapt.h>: layouts and numbers, which never change.
 */
#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "unit.h"

#include <sys/ioctl.h>

/* One line for a structure, with no field, and one for each of its fields. */
static const struct line {
	const char *of;
	const char *field;
	size_t offset, size;		/* as they are */
	size_t want_offset, want_size;	/* as they have to be */
	size_t width;			/* to a multiple of which it is aligned */
	bool part;			/* of another structure: it has no argsz */
} lines[] = {
#define STRUCT(name, bytes)						\
	{ #name, NULL, 0, sizeof(struct name), 0, bytes, 0, false },
#define PART(name, bytes)						\
	{ #name, NULL, 0, sizeof(struct name), 0, bytes, 0, true },
#define FIELD(name, member, at, bytes)					\
	{ #name, #member, offsetof(struct name, member),		\
	  sizeof(((struct name *)0)->member), at, bytes, bytes, false },
#define ARRAY(name, member, at, bytes, count)				\
	{ #name, #member, offsetof(struct name, member),		\
	  sizeof(((struct name *)0)->member), at, (bytes) * (count), bytes, false },
#define PARTS(name, member, at, bytes, count, width)			\
	{ #name, #member, offsetof(struct name, member),		\
	  sizeof(((struct name *)0)->member), at, (bytes) * (count), width, false },
#include "uapi_fields.h"
};

static void sizes_and_offsets(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		check(lines[i].offset == lines[i].want_offset &&
		      lines[i].size == lines[i].want_size,
		      "%s.%s: %zu bytes at %zu, not %zu at %zu", lines[i].of,
		      lines[i].field ? lines[i].field : "(all)",
		      lines[i].size, lines[i].offset, lines[i].want_size,
		      lines[i].want_offset);
}

/*
 * Field follows field with nothing between them and nothing behind the last:
 * there is no padding, and none has been forgotten above.  Each lies at a
 * multiple of its own size, or of its elements', and a structure with fields of
 * 8 bytes has a multiple of 8.
 */
static void no_padding(void **state)
{
	size_t i, end = 0, size = 0, widest = 1;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		const struct line *line = &lines[i];
		size_t width = line->width;

		if (!line->field) {
			check(end == size && !(size % widest),
			      "before %s: the last field ends at %zu of %zu",
			      line->of, end, size);
			size = line->want_size;
			end = 0;
			widest = 1;
			continue;
		}
		check(line->want_offset == end, "%s.%s is at %zu, not %zu",
		      line->of, line->field, line->want_offset, end);
		end += line->want_size;
		check(width == 1 || width == 2 || width == 4 || width == 8,
		      "%s.%s has %zu bytes", line->of, line->field, width);
		check(!(line->want_offset % width), "%s.%s is not aligned",
		      line->of, line->field);
		widest = width > widest ? width : widest;
	}
	assert_int_equal(end, size);
	assert_int_equal(size % widest, 0);
}

/* What every structure begins with, so that it can be read at all. */
static void argsz_and_flags_first(void **state)
{
	size_t i, structs = 0;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		if (lines[i].field || lines[i].part)
			continue;
		structs++;
		assert_string_equal(lines[i + 1].field, "argsz");
		assert_int_equal(lines[i + 1].offset, 0);
		assert_string_equal(lines[i + 2].field, "flags");
		assert_int_equal(lines[i + 2].offset, 4);
		/* argsz above a page is E2BIG */
		assert_true(lines[i].size <= 4096);
	}
	assert_int_equal(structs, 20);
}

/*
 * The size at which each was first published: that much every caller has, whatever
 * is added.  The first number never changes; the second is what it is now.
 */
static void first_sizes(void **state)
{
	static const struct {
		const char *name;
		size_t first, want, now, of;
	} sizes[] = {
#define SIZES(NAME, name, want, now) \
		{ #name, VGAPT_##NAME##_SIZE_V0, want, now, sizeof(struct vgapt_##name) }
		SIZES(VERSION, version, 12, 12),
		SIZES(FEATURES, features, 16, 16),
		SIZES(ATTACH, attach, 20, 20),
		SIZES(CAPABILITY_INFO, capability_info, 32, 32),
		SIZES(CAPABILITY_REVOKE, capability_revoke, 16, 16),
		SIZES(DEVICE_INFO, device_info, 104, 104),
		SIZES(REGION_INFO, region_info, 40, 40),
		SIZES(GRANT, grant, 16, 208),
		SIZES(RANGES, ranges, 16, 16),
		SIZES(LISTEN, listen, 8, 8),
		SIZES(ANSWER, answer, 24, 24),
		SIZES(HOLD, hold, 8, 8),
		SIZES(MAP, map, 40, 40),
		SIZES(MSI, msi, 32, 32),
		SIZES(RESET, reset, 48, 48),
		SIZES(RESET_RESULT, reset_result, 64, 64),
		SIZES(RESET_HITS, reset_hits, 144, 144),
		SIZES(EVENTS, events, 16, 16),
		SIZES(ROM_SOURCE_INFO, rom_source_info, 88, 88),
		SIZES(ROM_OPEN, rom_open, 20, 20),
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		check(sizes[i].first == sizes[i].want, "%s was first published with %zu bytes",
		      sizes[i].name, sizes[i].first);
		check(sizes[i].of == sizes[i].now && sizes[i].now >= sizes[i].want,
		      "%s has %zu bytes", sizes[i].name, sizes[i].of);
	}
}

/*
 * The same header in a 32-bit program: uapi_layout.c says so while it is being
 * compiled, see the Makefile.
 */
static void layout_for_32_bits(void **state)
{
	(void)state;
#ifndef LAYOUT_32
	print_message("# this compiler makes no 32-bit programs\n");
	skip();
#endif
}

static const struct {
	const char *name;
	unsigned long number, expected;
} calls[] = {
	{ "VERSION",		VGAPT_IOC_VERSION,	0xea00 },
	{ "ATTACH",		VGAPT_IOC_ATTACH,	0xea01 },
	{ "ROM_SOURCE",		VGAPT_IOC_ROM_SOURCE,	0xea02 },
	{ "ROM_OPEN",		VGAPT_IOC_ROM_OPEN,	0xea03 },
	{ "ROM_LOAD",		VGAPT_IOC_ROM_LOAD,	0xea04 },
	{ "FEATURES",		VGAPT_IOC_FEATURES,	0xea05 },
	{ "CAPABILITY_INFO",	VGAPT_IOC_CAPABILITY_INFO, 0xea06 },
	{ "CAPABILITY_REVOKE",	VGAPT_IOC_CAPABILITY_REVOKE, 0xea07 },
	{ "LISTEN",		VGAPT_IOC_LISTEN,	0xea08 },
	{ "ANSWER",		VGAPT_IOC_ANSWER,	0xea09 },
	{ "ROM_COMMIT",		VGAPT_IOC_ROM_COMMIT,	0xea20 },
	{ "DEVICE_INFO",	VGAPT_IOC_DEVICE_INFO,	0xea10 },
	{ "REGION_INFO",	VGAPT_IOC_REGION_INFO,	0xea11 },
	{ "GRANT",		VGAPT_IOC_GRANT,	0xea12 },
	{ "REVOKE",		VGAPT_IOC_REVOKE,	0xea13 },
	{ "RESET",		VGAPT_IOC_RESET,	0xea14 },
	{ "RESET_RESULT",	VGAPT_IOC_RESET_RESULT,	0xea15 },
	{ "RESET_HITS",		VGAPT_IOC_RESET_HITS,	0xea16 },
	{ "EVENTS",		VGAPT_IOC_EVENTS,	0xea17 },
	{ "HOLD",		VGAPT_IOC_HOLD,		0xea18 },
	{ "RELEASE",		VGAPT_IOC_RELEASE,	0xea19 },
	{ "MAP",		VGAPT_IOC_MAP,		0xea1a },
	{ "MSI",		VGAPT_IOC_MSI,		0xea1b },
};

static void numbers(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		check(calls[i].number == calls[i].expected, "%s is %#lx",
		      calls[i].name, calls[i].number);
		/* no size in it: a structure may grow */
		assert_int_equal(_IOC_SIZE(calls[i].number), 0);
		assert_int_equal(_IOC_DIR(calls[i].number), _IOC_NONE);
		assert_int_equal(_IOC_TYPE(calls[i].number), 0xea);
		for (j = 0; j < i; j++)
			check(calls[i].number != calls[j].number,
			      "%s has the number of %s", calls[i].name,
			      calls[j].name);
	}
}

/* The other numbers that programs have compiled in. */
static void constants(void **state)
{
	(void)state;
	assert_int_equal(VGAPT_IOC_TYPE, 0xea);

	assert_int_equal(VGAPT_RANGE_IO_MONO, 1);
	assert_int_equal(VGAPT_RANGE_IO_COLOR, 2);
	assert_int_equal(VGAPT_RANGE_MEM, 4);
	assert_int_equal(VGAPT_RANGE_ALL, 7);

	assert_int_equal(VGAPT_VERSION_XEN, 1);

	assert_int_equal(VGAPT_RIGHT_ROM, 1);
	assert_int_equal(VGAPT_RIGHT_LEGACY, 2);
	assert_int_equal(VGAPT_RIGHT_RESET, 4);
	assert_int_equal(VGAPT_RIGHT_RESET_OTHERS, 8);
	assert_int_equal(VGAPT_RIGHT_ADDRESSES, 16);
	assert_int_equal(VGAPT_RIGHT_HOLD, 32);
	assert_int_equal(VGAPT_RIGHT_MODEL, 64);
	assert_int_equal(VGAPT_RIGHT_ALL, 127);

	assert_int_equal(VGAPT_EVENT_REVOKED, 1);
	assert_int_equal(VGAPT_EVENT_DOMAIN_GONE, 2);
	assert_int_equal(VGAPT_EVENT_UNPLUG, 4);
	assert_int_equal(VGAPT_EVENT_RESET_DONE, 8);
	assert_int_equal(VGAPT_EVENT_TAKEN, 16);

	assert_int_equal(VGAPT_FEATURE_CAPABILITIES, 1);
	assert_int_equal(VGAPT_FEATURE_EVENTS, 2);
	assert_int_equal(VGAPT_FEATURE_ROM, 4);
	assert_int_equal(VGAPT_FEATURE_LEGACY, 8);
	assert_int_equal(VGAPT_FEATURE_RESET, 16);
	assert_int_equal(VGAPT_FEATURE_RESET_PROOFS, 32);
	assert_int_equal(VGAPT_FEATURE_MODEL, 64);
	assert_int_equal(VGAPT_FEATURE_TRAPS, 128);

	assert_int_equal(VGAPT_ATTACH_EXCLUSIVE, 1);

	assert_int_equal(VGAPT_CAPABILITY_EXCLUSIVE, 1);
	assert_int_equal(VGAPT_CAPABILITY_REVOKED, 2);
	assert_int_equal(VGAPT_CAPABILITY_DOMAIN_GONE, 4);
	assert_int_equal(VGAPT_CAPABILITY_UNPLUGGED, 8);
	assert_int_equal(VGAPT_CAPABILITY_RESETTING, 16);
	assert_int_equal(VGAPT_CAPABILITY_TAKEN, 32);

	assert_int_equal(VGAPT_RESET_START, 1);
	assert_int_equal(VGAPT_RESET_MAX_PROOFS, 8);
	assert_int_equal(VGAPT_RESET_MAX_HITS, 16);

	assert_int_equal(VGAPT_DEVICE_VGA, 1);
	assert_int_equal(VGAPT_DEVICE_PRIMARY, 2);
	assert_int_equal(VGAPT_DEVICE_SEIZED, 4);
	assert_int_equal(VGAPT_DEVICE_DISPLAY, 8);
	assert_int_equal(VGAPT_DEVICE_EXCLUSIVE, 16);

	assert_int_equal(VGAPT_ROM_NONE, 0);
	assert_int_equal(VGAPT_ROM_ROMBAR, 1);
	assert_int_equal(VGAPT_ROM_SHADOW, 2);
	assert_int_equal(VGAPT_ROM_EFI, 3);
	assert_int_equal(VGAPT_ROM_PLATFORM, 4);
	assert_int_equal(VGAPT_ROM_VFCT, 5);
	assert_int_equal(VGAPT_ROM_ATRM, 6);
	assert_int_equal(VGAPT_ROM_ACPI_ROM, 7);
	assert_int_equal(VGAPT_ROM_PROM, 8);
	assert_int_equal(VGAPT_ROM_PRAMIN, 9);
	assert_int_equal(VGAPT_ROM_SMC, 10);
	assert_int_equal(VGAPT_ROM_VRAM, 11);
	assert_int_equal(VGAPT_ROM_USER, 12);
	assert_true(VGAPT_ROM_NUM_SOURCES >= 13);

	assert_int_equal(VGAPT_ROM_STATUS_ABSENT, 0);
	assert_int_equal(VGAPT_ROM_STATUS_INVALID, 1);
	assert_int_equal(VGAPT_ROM_STATUS_UNVERIFIED, 2);
	assert_int_equal(VGAPT_ROM_STATUS_MODIFIED, 3);
	assert_int_equal(VGAPT_ROM_STATUS_PRISTINE, 4);
	/* which the kernel has as enumerations */
	assert_int_equal(VGAPT_ROM_STATUS_ABSENT, VGAPT_ROM_ABSENT);
	assert_int_equal(VGAPT_ROM_STATUS_INVALID, VGAPT_ROM_INVALID);
	assert_int_equal(VGAPT_ROM_STATUS_UNVERIFIED, VGAPT_ROM_UNVERIFIED);
	assert_int_equal(VGAPT_ROM_STATUS_MODIFIED, VGAPT_ROM_MODIFIED);
	assert_int_equal(VGAPT_ROM_STATUS_PRISTINE, VGAPT_ROM_PRISTINE);

	assert_int_equal(VGAPT_ROM_FAULT_NONE, 0);
	assert_int_equal(VGAPT_ROM_FAULT_EMPTY, 1);
	assert_int_equal(VGAPT_ROM_FAULT_SIGNATURE, 2);
	assert_int_equal(VGAPT_ROM_FAULT_PCIR, 3);
	assert_int_equal(VGAPT_ROM_FAULT_PCIR_OUTSIDE, 4);
	assert_int_equal(VGAPT_ROM_FAULT_ZERO_LENGTH, 5);
	assert_int_equal(VGAPT_ROM_FAULT_TOO_LONG, 6);
	assert_int_equal(VGAPT_ROM_FAULT_TOO_MANY, 7);
	assert_int_equal(VGAPT_ROM_FAULT_IDS, 8);
	assert_int_equal(VGAPT_ROM_FAULT_CHECKSUM, 9);
	assert_int_equal(VGAPT_ROM_FAULT_NONE, VGAPT_ROM_GOOD);
	assert_int_equal(VGAPT_ROM_FAULT_EMPTY, VGAPT_ROM_EMPTY);
	assert_int_equal(VGAPT_ROM_FAULT_SIGNATURE, VGAPT_ROM_NO_SIGNATURE);
	assert_int_equal(VGAPT_ROM_FAULT_PCIR, VGAPT_ROM_NO_PCIR);
	assert_int_equal(VGAPT_ROM_FAULT_PCIR_OUTSIDE, VGAPT_ROM_PCIR_OUTSIDE);
	assert_int_equal(VGAPT_ROM_FAULT_ZERO_LENGTH, VGAPT_ROM_ZERO_LENGTH);
	assert_int_equal(VGAPT_ROM_FAULT_TOO_LONG, VGAPT_ROM_TOO_LONG);
	assert_int_equal(VGAPT_ROM_FAULT_TOO_MANY, VGAPT_ROM_TOO_MANY_IMAGES);
	assert_int_equal(VGAPT_ROM_FAULT_IDS, VGAPT_ROM_WRONG_IDS);
	assert_int_equal(VGAPT_ROM_FAULT_CHECKSUM, VGAPT_ROM_BAD_CHECKSUM);

	assert_int_equal(VGAPT_REGION_BAR0, 0);
	assert_int_equal(VGAPT_REGION_ROM, 6);
	assert_int_equal(VGAPT_REGION_IO_MONO, 7);
	assert_int_equal(VGAPT_REGION_IO_COLOR, 8);
	assert_int_equal(VGAPT_REGION_MEM, 9);
	assert_int_equal(VGAPT_REGION_CONFIG, 10);
	assert_true(VGAPT_NUM_REGIONS >= 11);

	assert_int_equal(VGAPT_REGION_FLAG_IO, 0x01);
	assert_int_equal(VGAPT_REGION_FLAG_MEM, 0x02);
	assert_int_equal(VGAPT_REGION_FLAG_PREFETCH, 0x04);
	assert_int_equal(VGAPT_REGION_FLAG_MEM64, 0x08);
	assert_int_equal(VGAPT_REGION_FLAG_READ, 0x10);
	assert_int_equal(VGAPT_REGION_FLAG_MMAP, 0x20);
	assert_int_equal(VGAPT_REGION_FLAG_LEGACY, 0x40);
	assert_int_equal(VGAPT_REGION_FLAG_GRANTED, 0x80);
	assert_int_equal(VGAPT_REGION_FLAG_WRITE, 0x100);

	assert_int_equal(VGAPT_MAX_TRAPS, 8);
	assert_int_equal(VGAPT_MAX_MAPS, 256);

	assert_int_equal(VGAPT_NEWS_GIVEN, 1);
	assert_int_equal(VGAPT_NEWS_TAKEN, 2);
	assert_int_equal(VGAPT_NEWS_DOMAIN_GONE, 3);
	assert_int_equal(VGAPT_NEWS_STANDING, 1);
	assert_int_equal(VGAPT_NEWS_WAITS, 2);

	assert_int_equal(VGAPT_MAP_ADD, 1);
	assert_int_equal(VGAPT_MAP_REMOVE, 2);

	assert_int_equal(VGAPT_MSI_BIND, 1);
	assert_int_equal(VGAPT_MSI_UNBIND, 2);
	assert_int_equal(VGAPT_MSI_X, 4);
	assert_int_equal(VGAPT_MSI_ENABLE, 8);
	assert_int_equal(VGAPT_MSI_DISABLE, 16);
	assert_int_equal(VGAPT_MSI_MASK_ALL, 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_and_offsets),
		cmocka_unit_test(no_padding),
		cmocka_unit_test(argsz_and_flags_first),
		cmocka_unit_test(first_sizes),
		cmocka_unit_test(layout_for_32_bits),
		cmocka_unit_test(numbers),
		cmocka_unit_test(constants),
	};

	return cmocka_run_group_tests_name("uapi", tests, NULL, NULL);
}
