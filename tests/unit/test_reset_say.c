// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/reset/say.c and pure/tokens.h: the lines of reset_plan and last_reset, and
 * every word that the module's files may say.
 */
#include "unit.h"
#include "pure/reset/say.h"
#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "pure/tokens.h"

/* Link Status: 8 GT/s, 16 lanes; and less than that */
#define GEN3_X16	0x0103
#define GEN3_X4		0x0043
#define GEN1_X16	0x0101
#define GEN1_X4		0x0041

#define TOKEN(symbol, token)	token,
static const char *const methods[] = { VGAPT_METHOD_TOKENS(TOKEN) };
static const char *const reasons[] = { VGAPT_REASON_TOKENS(TOKEN) };
static const char *const whys[] = { VGAPT_WHY_TOKENS(TOKEN) };
static const char *const sources[] = { VGAPT_SOURCE_TOKENS(TOKEN) };
static const char *const codes[] = { VGAPT_CODE_TOKENS(TOKEN) };
static const char *const statuses[] = { VGAPT_STATUS_TOKENS(TOKEN) };
static const char *const states[] = { VGAPT_STATE_TOKENS(TOKEN) };
static const char *const faults[] = { VGAPT_FAULT_TOKENS(TOKEN) };
static const char *const links[] = { VGAPT_TOKEN_LINK_NARROWER, VGAPT_TOKEN_LINK_SLOWER };

static const struct list {
	const char *name;
	const char *const *token;
	size_t num;
	bool sysfs;		/* the ABI page has to explain them */
} lists[] = {
	{ "method", methods, ARRAY_SIZE(methods), true },
	{ "reason", reasons, ARRAY_SIZE(reasons), true },
	{ "why", whys, ARRAY_SIZE(whys), true },
	{ "source", sources, ARRAY_SIZE(sources), true },
	{ "code", codes, ARRAY_SIZE(codes), true },
	{ "status", statuses, ARRAY_SIZE(statuses), true },
	{ "state", states, ARRAY_SIZE(states), true },
	{ "fault", faults, ARRAY_SIZE(faults), false },
	{ "link", links, ARRAY_SIZE(links), true },
};

static bool is_token(const char *text)
{
	return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(text);
}

static void tokens(void **state)
{
	const struct list *list;
	size_t i, j;

	(void)state;
	for (list = lists; list < lists + ARRAY_SIZE(lists); list++) {
		for (i = 0; i < list->num; i++) {
			check(is_token(list->token[i]), "%s: \"%s\" is no token", list->name,
			      list->token[i]);
			/* a reader has to tell what is not known from what it does not know */
			assert_string_not_equal(list->token[i], "unknown");
			for (j = 0; j < i; j++)
				check(strcmp(list->token[i], list->token[j]),
				      "%s: %s is there twice", list->name, list->token[i]);
		}
	}
}

/* Each value has its token, and what is no value has none. */
static void names(void **state)
{
	u32 i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(methods), VGAPT_RESET_NUM_METHODS);
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++)
		assert_string_equal(vgapt_reset_method_name(i), methods[i]);
	assert_int_equal(ARRAY_SIZE(reasons), VGAPT_REASON_NUM);
	for (i = 0; i < VGAPT_REASON_NUM; i++)
		assert_string_equal(vgapt_reset_reason_name(i), reasons[i]);
	assert_int_equal(ARRAY_SIZE(whys), VGAPT_WHY_NUM);
	for (i = 0; i < VGAPT_WHY_NUM; i++)
		assert_string_equal(vgapt_why_name(i), whys[i]);
	assert_int_equal(ARRAY_SIZE(statuses), VGAPT_ROM_NUM_STATUS);
	for (i = 0; i < VGAPT_ROM_NUM_STATUS; i++)
		assert_string_equal(vgapt_rom_status_name(i), statuses[i]);
	assert_int_equal(ARRAY_SIZE(faults), VGAPT_ROM_NUM_FAULTS);
	for (i = 0; i < VGAPT_ROM_NUM_FAULTS; i++)
		assert_string_equal(vgapt_rom_fault_name(i), faults[i]);

	assert_string_equal(vgapt_reset_method_name(VGAPT_RESET_NUM_METHODS), "unknown");
	assert_string_equal(vgapt_reset_method_name(-1), "unknown");
	assert_string_equal(vgapt_reset_reason_name(VGAPT_REASON_NUM), "unknown");
	assert_string_equal(vgapt_reset_reason_name(-1), "unknown");
	assert_string_equal(vgapt_why_name(VGAPT_WHY_NUM), "unknown");
	assert_string_equal(vgapt_why_name(-1), "unknown");
	/* what is zeroed says nothing */
	assert_int_equal(VGAPT_WHY_NONE, 0);
	assert_int_equal(VGAPT_REASON_IN, 0);
}

static const char *step(enum vgapt_reset_method method, enum vgapt_reset_reason reason,
			const char *sbdf, int domid)
{
	const struct vgapt_reset_step step = { .method = method, .reason = reason };
	static char line[VGAPT_SAY_MAX];
	int len = vgapt_reset_say_step(line, sizeof(line), &step, sbdf, domid);

	assert_int_equal(len, strlen(line));
	return line;
}

static void plan_lines(void **state)
{
	(void)state;
	assert_string_equal(step(VGAPT_RESET_BUS, VGAPT_REASON_IN, NULL, VGAPT_NO_DOMAIN),
			    "bus in");
	assert_string_equal(step(VGAPT_RESET_FLR, VGAPT_REASON_ABSENT, NULL, VGAPT_NO_DOMAIN),
			    "flr out absent");
	assert_string_equal(step(VGAPT_RESET_BUS, VGAPT_REASON_SIBLING_DRIVER,
				 "0000:01:00.1", VGAPT_NO_DOMAIN),
			    "bus out sibling-driver 0000:01:00.1");
	assert_string_equal(step(VGAPT_RESET_LINK, VGAPT_REASON_SIBLING_DOMAIN,
				 "0000:01:00.1", 5),
			    "link out sibling-domain 0000:01:00.1 5");
	/* the longest there is: every line has to fit */
	assert_string_equal(step(VGAPT_RESET_AF_FLR, VGAPT_REASON_SIBLING_DOMAIN,
				 "ffffffff:ff:1f.7", 32751),
			    "af_flr out sibling-domain ffffffff:ff:1f.7 32751");
}

static const char *last(const struct vgapt_reset_last *last)
{
	static char line[VGAPT_SAY_MAX];
	int len = vgapt_reset_say_last(line, sizeof(line), last);

	assert_int_equal(len, strlen(line));
	return line;
}

static void last_lines(void **state)
{
	struct vgapt_reset_last it = { 0 };
	u32 i;

	(void)state;
	assert_string_equal(last(&it), "none");
	it.done = true;
	it.method = VGAPT_RESET_BUS;
	it.ms = 312;
	it.running = true;
	assert_string_equal(last(&it), "bus running 312");
	it.running = false;
	assert_string_equal(last(&it), "bus ok 312");
	it.link_was = vgapt_link_of(GEN3_X16);
	it.link_is = it.link_was;
	assert_string_equal(last(&it), "bus ok 312");
	it.link_is = vgapt_link_of(GEN3_X4);
	assert_string_equal(last(&it), "bus ok 312 link-narrower x4 x16");
	it.link_is = vgapt_link_of(GEN1_X16);
	assert_string_equal(last(&it), "bus ok 312 link-slower 2.5 8");
	it.link_is = vgapt_link_of(GEN1_X4);
	assert_string_equal(last(&it), "bus ok 312 link-narrower x4 x16 link-slower 2.5 8");

	/* a failure is about the card, whatever the link is */
	it.rc = -ETIMEDOUT;
	for (i = VGAPT_WHY_NONE + 1; i < VGAPT_WHY_NUM; i++) {
		char expected[VGAPT_SAY_MAX];

		it.why = i;
		snprintf(expected, sizeof(expected), "bus failed 312 %s", whys[i]);
		assert_string_equal(last(&it), expected);
	}

	/* nothing was tried */
	memset(&it, 0, sizeof(it));
	it.done = true;
	it.method = VGAPT_RESET_NUM_METHODS;
	it.why = VGAPT_WHY_IDLE;
	assert_string_equal(last(&it), "none ok 0 idle");
	it.rc = -ENOTTY;
	it.why = VGAPT_WHY_NO_METHOD;
	assert_string_equal(last(&it), "none failed 0 no-method");
}

static void a_short_buffer(void **state)
{
	const struct vgapt_reset_step step = { .reason = VGAPT_REASON_ABSENT };
	const struct vgapt_reset_last it = { .done = true };
	char text[9] = "12345678";

	(void)state;
	vgapt_reset_say_step(text, sizeof(text) - 1, &step, NULL, VGAPT_NO_DOMAIN);
	assert_string_equal(text, "vendor ");
	vgapt_reset_say_last(text, sizeof(text) - 1, &it);
	assert_string_equal(text, "vendor ");
	assert_int_equal(text[8], 0);
}

/* Each token begins a line of a table in the ABI page. */
static void documented(void **state)
{
	static char page[65536];
	FILE *file = fopen(ABI_PAGE, "r");
	const struct list *list;
	char row[64];
	size_t i;

	(void)state;
	check(file, "%s cannot be opened", ABI_PAGE);
	assert_in_range(fread(page, 1, sizeof(page) - 1, file), 1, sizeof(page) - 2);
	fclose(file);
	for (list = lists; list < lists + ARRAY_SIZE(lists); list++) {
		for (i = 0; list->sysfs && i < list->num; i++) {
			snprintf(row, sizeof(row), "\n\t\t%s  ", list->token[i]);
			check(strstr(page, row), "%s %s is not in %s", list->name,
			      list->token[i], ABI_PAGE);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens),
		cmocka_unit_test(names),
		cmocka_unit_test(plan_lines),
		cmocka_unit_test(last_lines),
		cmocka_unit_test(a_short_buffer),
		cmocka_unit_test(documented),
	};

	return cmocka_run_group_tests_name("reset_say", tests, NULL, NULL);
}
