// SPDX-License-Identifier: GPL-2.0-only
/*
 * sbdf.c: what is an SBDF, what is not, and that nothing beyond the text is
 * read.
 */
#include "pure/sbdf.h"
#include "unit.h"

typedef int (*parser)(const char *text, size_t len, struct vgapt_sbdf *sbdf);

/* Parse from a block that ends where the text ends: ASan sees a byte too many. */
static int parse(parser fn, const char *text, size_t len,
		 struct vgapt_sbdf *sbdf)
{
	char *block = malloc(len ? len : 1);
	int rc;

	assert_non_null(block);
	memcpy(block, text, len);
	rc = fn(len ? block : block + 1, len, sbdf);
	free(block);
	return rc;
}

static void good(parser fn, const char *text, u32 segment, u8 bus, u8 dev,
		 u8 fn_no)
{
	struct vgapt_sbdf out = { 0xdead, 0xde, 0xad };
	int rc = parse(fn, text, strlen(text), &out);

	check(!rc, "\"%s\" refused: %d", text, rc);
	check(out.segment == segment && out.bus == bus &&
	      out.devfn == (dev << 3 | fn_no),
	      "\"%s\" read as %x:%x:%x", text, out.segment, out.bus, out.devfn);
}

static void bad_len(parser fn, const char *text, size_t len)
{
	struct vgapt_sbdf out = { 0xdead, 0xde, 0xad };
	int rc = parse(fn, text, len, &out);

	check(rc == -EINVAL, "\"%.*s\" gives %d", (int)len, text, rc);
	check(out.segment == 0xdead && out.bus == 0xde && out.devfn == 0xad,
	      "\"%.*s\" is refused but leaves a result", (int)len, text);
}

static void bad(parser fn, const char *text)
{
	bad_len(fn, text, strlen(text));
}

static void full_forms(void **state)
{
	(void)state;
	good(vgapt_sbdf_parse, "0000:00:00.0", 0, 0, 0, 0);
	good(vgapt_sbdf_parse, "0000:01:00.0", 0, 1, 0, 0);
	good(vgapt_sbdf_parse, "0000:00:10.0", 0, 0, 0x10, 0);
	good(vgapt_sbdf_parse, "0000:ff:1f.7", 0, 0xff, 0x1f, 7);
	good(vgapt_sbdf_parse, "ffff:AB:1F.5", 0xffff, 0xab, 0x1f, 5);
	good(vgapt_sbdf_parse, "fFfF:aB:0a.1", 0xffff, 0xab, 0x0a, 1);
	good(vgapt_sbdf_parse, "10000:e1:00.0", 0x10000, 0xe1, 0, 0);
	good(vgapt_sbdf_parse, "123456:00:00.0", 0x123456, 0, 0, 0);
	good(vgapt_sbdf_parse, "1234567:00:00.0", 0x1234567, 0, 0, 0);
	good(vgapt_sbdf_parse, "ffffffff:00:00.0", 0xffffffff, 0, 0, 0);
}

static void one_newline(void **state)
{
	(void)state;
	good(vgapt_sbdf_parse, "0000:01:02.3\n", 0, 1, 2, 3);
	good(vgapt_sbdf_parse, "10000:01:02.3\n", 0x10000, 1, 2, 3);
	bad(vgapt_sbdf_parse, "0000:01:02.3\n\n");
	bad(vgapt_sbdf_parse, "0000:01:02.3\r\n");
	bad(vgapt_sbdf_parse, "\n0000:01:02.3");
	bad(vgapt_sbdf_parse, "\n");
}

static void full_form_refusals(void **state)
{
	static const char * const texts[] = {
		"", "0", "0000", "0000:", "0000:0", "0000:00", "0000:00:",
		"0000:00:0", "0000:00:00", "0000:00:00.",
		/* fields too short or too long */
		"000:00:00.0", "00:00.0", "000000000:00:00.0",
		"123456789:00:00.0", "0000:0:00.0", "0000:000:00.0",
		"0000:00:0.0", "0000:00:000.0", "0000:00:00.00",
		/* out of range */
		"0000:00:20.0", "0000:00:ff.0", "0000:00:00.8", "0000:00:00.f",
		/* other separators, other signs */
		"0000-00-00-0", "0000:00.00.0", "0000:00:00:0", "0000.00:00.0",
		"0000::00:00.0", " 0000:00:00.0", "0000:00:00.0 ",
		"0000: 0:00.0", "+000:00:00.0", "-000:00:00.0", "0x00:00:00.0",
		"0000:0x:00.0", "g000:00:00.0", "0000:g0:00.0", "0000:00:g0.0",
		"0000:00:00.g", "0000:00:00.*", "*:00:00.0", "0000:00:00.0x",
		"0000:00:00.0,0000:01:00.0", "0000:00:00.0@5", "/:@`G:00:00.0",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		bad(vgapt_sbdf_parse, texts[i]);
}

static void short_forms(void **state)
{
	(void)state;
	good(vgapt_sbdf_parse_short, "00:00.0", 0, 0, 0, 0);
	good(vgapt_sbdf_parse_short, "01:00.0", 0, 1, 0, 0);
	good(vgapt_sbdf_parse_short, "Fe:1f.7", 0, 0xfe, 0x1f, 7);
	good(vgapt_sbdf_parse_short, "0000:01:00.0", 0, 1, 0, 0);
	good(vgapt_sbdf_parse_short, "0001:01:00.0", 1, 1, 0, 0);
	good(vgapt_sbdf_parse_short, "0001:01:00.0\n", 1, 1, 0, 0);
	good(vgapt_sbdf_parse_short, "10000:e1:00.0", 0x10000, 0xe1, 0, 0);
}

/* "As vgapt_sbdf_parse()", says its comment, and that passes over a newline. */
static void short_form_newline(void **state)
{
	(void)state;
	good(vgapt_sbdf_parse_short, "01:02.3\n", 0, 1, 2, 3);
	bad(vgapt_sbdf_parse_short, "01:02.3\n\n");
}

static void short_form_refusals(void **state)
{
	static const char * const texts[] = {
		"", ":00:00.0", "0:00.0", "000:00.0", "00:0.0", "00:000.0",
		"00:00.8", "00:20.0", "00:00", "00:00.", "00-00.0", "00:00:0",
		"00:00.0 ", " 00:00.0", "00:00.00", "0:00:00.0", "xx:00.0",
		"00:xx.0", "00:00.x", "00:00.*",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		bad(vgapt_sbdf_parse_short, texts[i]);
}

static void length_counts_not_the_end_mark(void **state)
{
	struct vgapt_sbdf out;

	(void)state;
	/* what follows the text is none of the parser's business */
	assert_int_equal(vgapt_sbdf_parse("0000:01:02.3junk", 12, &out), 0);
	assert_int_equal(out.bus, 1);
	bad_len(vgapt_sbdf_parse, "0000:01:02.3", 13);	/* the zero counts */
	bad_len(vgapt_sbdf_parse, "0000\0000:01.2", 12);
	bad_len(vgapt_sbdf_parse_short, "01:02.3", 8);
}

/* Every beginning of a good text, and no byte beyond it is looked at. */
static void truncated_everywhere(void **state)
{
	static const char text[] = "12345678:ab:1c.5";
	size_t len;

	(void)state;
	for (len = 0; len < sizeof(text) - 1; len++) {
		bad_len(vgapt_sbdf_parse, text, len);
		bad_len(vgapt_sbdf_parse_short, text, len);
	}
	/* beginnings that end within the short form */
	for (len = 0; len < 7; len++)
		bad_len(vgapt_sbdf_parse_short, "ab:1c.5", len);
}

/* Each byte value in each place: exactly the hexadecimal digits that fit pass. */
static void every_byte_in_every_place(void **state)
{
	static const char form[] = "dddd:bb:De.f";	/* D: 0 or 1; f: 0..7 */
	size_t at;
	int c;

	(void)state;
	for (at = 0; at < sizeof(form) - 1; at++) {
		for (c = 0; c < 256; c++) {
			char text[] = "0000:00:00.0";
			struct vgapt_sbdf out;
			bool digit = (c >= '0' && c <= '9') ||
				     (c >= 'a' && c <= 'f') ||
				     (c >= 'A' && c <= 'F');
			bool fits;
			int rc;

			switch (form[at]) {
			case ':':
			case '.':
				fits = c == form[at];
				break;
			case 'D':
				fits = c == '0' || c == '1';
				break;
			case 'f':
				fits = c >= '0' && c <= '7';
				break;
			default:
				fits = digit;
			}
			text[at] = (char)c;
			rc = parse(vgapt_sbdf_parse, text, sizeof(text) - 1,
				   &out);
			check(rc == (fits ? 0 : -EINVAL),
			      "byte %#x at %zu gives %d", c, at, rc);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(full_forms),
		cmocka_unit_test(one_newline),
		cmocka_unit_test(full_form_refusals),
		cmocka_unit_test(short_forms),
		cmocka_unit_test(short_form_newline),
		cmocka_unit_test(short_form_refusals),
		cmocka_unit_test(length_counts_not_the_end_mark),
		cmocka_unit_test(truncated_everywhere),
		cmocka_unit_test(every_byte_in_every_place),
	};

	return cmocka_run_group_tests_name("sbdf", tests, NULL, NULL);
}
