// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/reset/plan.c: which methods are usable, in which order, and why not.
 */
#include "unit.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/reset/say.h"

#define NUM	VGAPT_RESET_NUM_METHODS
#define ALL	((u32)BIT(NUM) - 1)

/* Nothing is against any method, but for bus and link below a slot. */
static struct vgapt_reset_facts good(void)
{
	struct vgapt_reset_facts facts = {
		.seized = true,
		.present = ALL,
		.vendor = VGAPT_REASON_IN,
		.vendor_whole = true,
		.card = VGAPT_REASON_IN,
		.bus = VGAPT_REASON_IN,
	};

	vgapt_reset_default_order(facts.order, &facts.num_order);
	return facts;
}

/* From the strongest to the weakest: the task's own list. */
static const enum vgapt_reset_reason precedence[] = {
	VGAPT_REASON_NOT_SEIZED, VGAPT_REASON_FOREIGN,
	VGAPT_REASON_BEING_RESET, VGAPT_REASON_ABSENT,
	VGAPT_REASON_SAFER, VGAPT_REASON_OPTED_OUT, VGAPT_REASON_NOT_LISTED,
	VGAPT_REASON_QUIRK, VGAPT_REASON_USELESS, VGAPT_REASON_NO_SOFT_RESET,
	VGAPT_REASON_HOTPLUG, VGAPT_REASON_EXPERIMENTAL,
	VGAPT_REASON_NO_REGISTERS, VGAPT_REASON_NO_MEMORY,
	VGAPT_REASON_IDLE, VGAPT_REASON_HUNG,
	VGAPT_REASON_SIBLING_DRIVER, VGAPT_REASON_SIBLING_DOMAIN,
	VGAPT_REASON_SIBLING_RIGHT,
};

static bool is_listed(const struct vgapt_reset_facts *facts, u32 method)
{
	u32 i;

	for (i = 0; i < facts->num_order; i++)
		if (facts->order[i] == method)
			return true;
	return false;
}

/* All that speaks against a method, as BIT(reason), in whatever order. */
static u32 against(const struct vgapt_reset_facts *f, u32 method)
{
	u32 bit = BIT(method), all = 0;
	bool port = method == VGAPT_RESET_BUS || method == VGAPT_RESET_LINK;
	bool slot = f->present & BIT(VGAPT_RESET_SLOT);

	all |= !f->seized ? BIT(VGAPT_REASON_NOT_SEIZED) : 0;
	all |= f->foreign ? BIT(VGAPT_REASON_FOREIGN) : 0;
	all |= f->being_reset ? BIT(VGAPT_REASON_BEING_RESET) : 0;
	all |= ~f->present & bit ? BIT(VGAPT_REASON_ABSENT) : 0;
	all |= f->quirk & bit ? BIT(VGAPT_REASON_QUIRK) : 0;
	all |= f->useless & bit ? BIT(VGAPT_REASON_USELESS) : 0;
	all |= f->opted_out & bit ? BIT(VGAPT_REASON_OPTED_OUT) : 0;
	all |= !is_listed(f, method) ? BIT(VGAPT_REASON_NOT_LISTED) : 0;
	all |= port && slot ? BIT(VGAPT_REASON_SAFER) : 0;
	all |= port && !slot && f->hotplug ? BIT(VGAPT_REASON_HOTPLUG) : 0;
	if (method == VGAPT_RESET_PM && f->no_soft_reset)
		all |= BIT(VGAPT_REASON_NO_SOFT_RESET);
	if (method == VGAPT_RESET_VENDOR) {
		all |= f->experimental ? BIT(VGAPT_REASON_EXPERIMENTAL) : 0;
		all |= BIT(f->vendor);
		all |= f->vendor_whole ? BIT(f->card) : 0;
	}
	if (port || method == VGAPT_RESET_SLOT)
		all |= BIT(f->bus);
	return all & ~BIT(VGAPT_REASON_IN);
}

static enum vgapt_reset_reason strongest(u32 reasons)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(precedence); i++)
		if (reasons & BIT(precedence[i]))
			return precedence[i];
	return VGAPT_REASON_IN;
}

static u32 seen_reasons;

/* What holds for any plan. */
static void check_plan(const struct vgapt_reset_facts *facts)
{
	struct vgapt_reset_step plan[NUM];
	u32 i, seen = 0, others = 0;

	memset(plan, 0xa5, sizeof(plan));
	vgapt_reset_make_plan(facts, plan);
	for (i = 0; i < NUM; i++) {
		u32 method = plan[i].method, all;

		check(method < NUM, "line %u is of no method", i);
		check(!(seen & BIT(method)), "%s is there twice",
		      vgapt_reset_method_name(method));
		seen |= BIT(method);
		if (i < facts->num_order) {
			check(method == facts->order[i], "line %u is %s, not %s", i,
			      vgapt_reset_method_name(method),
			      vgapt_reset_method_name(facts->order[i]));
		} else {
			check(method >= others, "those not listed are out of order");
			others = method;
		}
		all = against(facts, method);
		check(plan[i].reason == strongest(all), "%s: reason %d, not %d, of %#x",
		      vgapt_reset_method_name(method), plan[i].reason,
		      strongest(all), all);
		/* the one that matters, once more, by itself */
		check(plan[i].reason != VGAPT_REASON_IN || !all,
		      "%s is in, with %#x against it",
		      vgapt_reset_method_name(method), all);
		seen_reasons |= BIT(plan[i].reason);
	}
	assert_int_equal(seen, ALL);
}

/* The reason for one method */
static enum vgapt_reset_reason reason(const struct vgapt_reset_facts *facts,
				      u32 method)
{
	struct vgapt_reset_step plan[NUM];
	u32 i;

	vgapt_reset_make_plan(facts, plan);
	for (i = 0; plan[i].method != method; i++)
		;
	return plan[i].reason;
}

static void all_in(void **state)
{
	struct vgapt_reset_facts facts = good();
	u32 method;

	(void)state;
	check_plan(&facts);
	for (method = 0; method < VGAPT_RESET_BUS; method++)
		assert_int_equal(reason(&facts, method), VGAPT_REASON_IN);
	assert_int_equal(reason(&facts, VGAPT_RESET_BUS), VGAPT_REASON_SAFER);
	assert_int_equal(reason(&facts, VGAPT_RESET_LINK), VGAPT_REASON_SAFER);
	facts.present &= ~BIT(VGAPT_RESET_SLOT);
	assert_int_equal(reason(&facts, VGAPT_RESET_SLOT), VGAPT_REASON_ABSENT);
	assert_int_equal(reason(&facts, VGAPT_RESET_BUS), VGAPT_REASON_IN);
	assert_int_equal(reason(&facts, VGAPT_RESET_LINK), VGAPT_REASON_IN);
}

#define M(method)	BIT(VGAPT_RESET_##method)
#define NO_SLOT		(ALL & ~M(SLOT))

/* Cards as they come, and what each method's answer is for them. */
static const struct {
	const char *name;
	struct vgapt_reset_facts facts;
	u32 in;			/* BIT(method) of those that are in */
	enum vgapt_reset_method method;
	enum vgapt_reset_reason reason;
} cards[] = {
	{ "a card of dom0", { .present = ALL }, 0,
	  VGAPT_RESET_FLR, VGAPT_REASON_NOT_SEIZED },
	{ "another guest's", { .seized = true, .present = ALL, .foreign = true }, 0,
	  VGAPT_RESET_FLR, VGAPT_REASON_FOREIGN },
	{ "one that is being reset", { .seized = true, .being_reset = true }, 0,
	  VGAPT_RESET_FLR, VGAPT_REASON_BEING_RESET },
	{ "GPU with HDMI audio, both on xen-pciback",
	  { .seized = true, .present = M(BUS) | M(PM), .no_soft_reset = true },
	  M(BUS), VGAPT_RESET_PM, VGAPT_REASON_NO_SOFT_RESET },
	{ "its HDMI audio still with dom0's driver",
	  { .seized = true, .present = M(BUS) | M(PM), .no_soft_reset = true,
	    .card = VGAPT_REASON_SIBLING_DRIVER, .bus = VGAPT_REASON_SIBLING_DRIVER },
	  0, VGAPT_RESET_BUS, VGAPT_REASON_SIBLING_DRIVER },
	{ "its HDMI audio with another guest",
	  { .seized = true, .present = M(BUS), .bus = VGAPT_REASON_SIBLING_DOMAIN },
	  0, VGAPT_RESET_BUS, VGAPT_REASON_SIBLING_DOMAIN },
	{ "its HDMI audio is not for the asking",
	  { .seized = true, .present = M(VENDOR) | M(FLR) | M(BUS), .vendor_whole = true,
	    .card = VGAPT_REASON_SIBLING_RIGHT, .bus = VGAPT_REASON_SIBLING_RIGHT },
	  M(FLR), VGAPT_RESET_BUS, VGAPT_REASON_SIBLING_RIGHT },
	{ "audio with dom0, but the function can be reset by itself",
	  { .seized = true, .present = M(FLR) | M(BUS),
	    .card = VGAPT_REASON_SIBLING_DRIVER, .bus = VGAPT_REASON_SIBLING_DRIVER },
	  M(FLR), VGAPT_RESET_BUS, VGAPT_REASON_SIBLING_DRIVER },
	{ "another card below the same bridge",
	  { .seized = true, .present = M(VENDOR) | M(BUS), .vendor_whole = true,
	    .bus = VGAPT_REASON_SIBLING_DOMAIN },
	  M(VENDOR), VGAPT_RESET_BUS, VGAPT_REASON_SIBLING_DOMAIN },
	{ "a vendor's method of this function only",
	  { .seized = true, .present = M(VENDOR), .card = VGAPT_REASON_SIBLING_DOMAIN,
	    .bus = VGAPT_REASON_SIBLING_DOMAIN },
	  M(VENDOR), VGAPT_RESET_BUS, VGAPT_REASON_ABSENT },
	{ "a vendor's method of the whole card",
	  { .seized = true, .present = M(VENDOR), .vendor_whole = true,
	    .card = VGAPT_REASON_SIBLING_DRIVER },
	  0, VGAPT_RESET_VENDOR, VGAPT_REASON_SIBLING_DRIVER },
	{ "Polaris that nobody has started",
	  { .seized = true, .present = M(VENDOR) | M(BUS), .vendor = VGAPT_REASON_IDLE },
	  M(BUS), VGAPT_RESET_VENDOR, VGAPT_REASON_IDLE },
	{ "Polaris that is hung",
	  { .seized = true, .present = M(VENDOR) | M(BUS), .vendor = VGAPT_REASON_HUNG },
	  M(BUS), VGAPT_RESET_VENDOR, VGAPT_REASON_HUNG },
	{ "a card that is dead",
	  { .seized = true, .present = M(VENDOR) | M(BUS),
	    .vendor = VGAPT_REASON_NO_REGISTERS },
	  M(BUS), VGAPT_RESET_VENDOR, VGAPT_REASON_NO_REGISTERS },
	{ "Navi 2x, not switched on",
	  { .seized = true, .present = M(VENDOR) | M(FLR), .experimental = true },
	  M(FLR), VGAPT_RESET_VENDOR, VGAPT_REASON_EXPERIMENTAL },
	{ "NVIDIA that must not be reset by the bus",
	  { .seized = true, .present = M(FLR) | M(BUS), .quirk = M(BUS) },
	  M(FLR), VGAPT_RESET_BUS, VGAPT_REASON_QUIRK },
	{ "a BMC's VGA",
	  { .seized = true, .present = M(PM) | M(BUS), .useless = ALL },
	  0, VGAPT_RESET_BUS, VGAPT_REASON_USELESS },
	{ "switched off by the user",
	  { .seized = true, .present = M(FLR) | M(BUS), .opted_out = M(FLR) },
	  M(BUS), VGAPT_RESET_FLR, VGAPT_REASON_OPTED_OUT },
	{ "a hot-plug port without a slot method",
	  { .seized = true, .present = M(BUS) | M(LINK), .hotplug = true },
	  0, VGAPT_RESET_LINK, VGAPT_REASON_HOTPLUG },
	{ "a hot-plug slot",
	  { .seized = true, .present = M(SLOT) | M(BUS) | M(LINK), .hotplug = true },
	  M(SLOT), VGAPT_RESET_LINK, VGAPT_REASON_SAFER },
	{ "a hot-plug slot with somebody else below it",
	  { .seized = true, .present = M(SLOT) | M(BUS), .hotplug = true,
	    .bus = VGAPT_REASON_SIBLING_DOMAIN },
	  0, VGAPT_RESET_SLOT, VGAPT_REASON_SIBLING_DOMAIN },
	{ "a hot-plug slot that was switched off opens no way around it",
	  { .seized = true, .present = M(SLOT) | M(BUS), .opted_out = M(SLOT) },
	  0, VGAPT_RESET_BUS, VGAPT_REASON_SAFER },
	{ "nothing there", { .seized = true }, 0,
	  VGAPT_RESET_KERNEL, VGAPT_REASON_ABSENT },
	{ "what is not there is not told as switched off",
	  { .seized = true, .opted_out = ALL, .quirk = ALL }, 0,
	  VGAPT_RESET_AF_FLR, VGAPT_REASON_ABSENT },
};

static void every_card(void **state)
{
	size_t i;
	u32 method;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cards); i++) {
		struct vgapt_reset_facts facts = cards[i].facts;

		vgapt_reset_default_order(facts.order, &facts.num_order);
		check_plan(&facts);
		for (method = 0; method < NUM; method++)
			check((reason(&facts, method) == VGAPT_REASON_IN) ==
			      !!(cards[i].in & BIT(method)), "%s: %s: reason %d",
			      cards[i].name, vgapt_reset_method_name(method),
			      reason(&facts, method));
		check(reason(&facts, cards[i].method) == cards[i].reason,
		      "%s: %s: reason %d, not %d", cards[i].name,
		      vgapt_reset_method_name(cards[i].method),
		      reason(&facts, cards[i].method), cards[i].reason);
	}
}

static const enum vgapt_reset_reason answers[] = {
	VGAPT_REASON_IN, VGAPT_REASON_IDLE, VGAPT_REASON_HUNG,
	VGAPT_REASON_NO_REGISTERS, VGAPT_REASON_NO_MEMORY,
};

static const enum vgapt_reset_reason worsts[] = {
	VGAPT_REASON_IN, VGAPT_REASON_SIBLING_DRIVER, VGAPT_REASON_SIBLING_DOMAIN,
	VGAPT_REASON_SIBLING_RIGHT,
};

/* Each fact on and off, for all methods at once; each reason has to come up. */
static void every_fact(void **state)
{
	u32 bits, vendor, card, bus;

	(void)state;
	seen_reasons = 0;
	for (bits = 0; bits < BIT(13); bits++) {
		struct vgapt_reset_facts facts = good();

		facts.seized = bits & BIT(0);
		facts.foreign = bits & BIT(1);
		facts.present = bits & BIT(2) ? ALL : 0;
		facts.present &= bits & BIT(3) ? ALL : NO_SLOT;
		facts.quirk = bits & BIT(4) ? ALL : 0;
		facts.useless = bits & BIT(5) ? ALL : 0;
		facts.opted_out = bits & BIT(6) ? ALL : 0;
		facts.no_soft_reset = bits & BIT(7);
		facts.hotplug = bits & BIT(8);
		facts.experimental = bits & BIT(9);
		facts.vendor_whole = bits & BIT(10);
		facts.num_order = bits & BIT(11) ? NUM : 0;
		facts.being_reset = bits & BIT(12);
		for (vendor = 0; vendor < ARRAY_SIZE(answers); vendor++) {
			for (card = 0; card < ARRAY_SIZE(worsts); card++) {
				for (bus = 0; bus < ARRAY_SIZE(worsts); bus++) {
					facts.vendor = answers[vendor];
					facts.card = worsts[card];
					facts.bus = worsts[bus];
					check_plan(&facts);
				}
			}
		}
	}
	assert_int_equal(seen_reasons, BIT(VGAPT_REASON_NUM) - 1);
}

/* Every method there or not, each with every other one forbidden or not. */
static void every_mask(void **state)
{
	struct vgapt_reset_facts facts = good();
	u32 present, mask;

	(void)state;
	for (present = 0; present <= ALL; present++) {
		for (mask = 0; mask <= ALL; mask++) {
			facts.present = present;
			facts.quirk = mask;
			facts.useless = 0;
			facts.opted_out = 0;
			check_plan(&facts);
			facts.quirk = mask & 0x55;
			facts.useless = mask & 0xaa;
			facts.opted_out = mask & 0x66;
			check_plan(&facts);
		}
	}
}

static u32 draw(void)
{
	static u64 seed = 20261125;

	/* constants of Knuth's MMIX generator */
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return seed >> 33;
}

/* Any mixture, the order included. */
static void random_facts(void **state)
{
	u32 round, i, j;
	u8 swap;

	(void)state;
	for (round = 0; round < 100000; round++) {
		struct vgapt_reset_facts facts = good();

		facts.seized = draw() % 16;
		facts.foreign = !(draw() % 16);
		facts.being_reset = !(draw() % 16);
		facts.present = draw() & ALL;
		facts.quirk = draw() & draw() & ALL;
		facts.useless = draw() & draw() & ALL;
		facts.opted_out = draw() & draw() & ALL;
		facts.no_soft_reset = draw() & 1;
		facts.hotplug = draw() & 1;
		facts.experimental = draw() & 1;
		facts.vendor_whole = draw() & 1;
		facts.vendor = answers[draw() % ARRAY_SIZE(answers)];
		facts.card = worsts[draw() % ARRAY_SIZE(worsts)];
		facts.bus = worsts[draw() % ARRAY_SIZE(worsts)];
		for (i = NUM - 1; i; i--) {
			j = draw() % (i + 1);
			swap = facts.order[i];
			facts.order[i] = facts.order[j];
			facts.order[j] = swap;
		}
		facts.num_order = draw() % (NUM + 1);
		check_plan(&facts);
	}
}

/* Next permutation in lexical order; false after the last. */
static bool permute(u8 order[NUM])
{
	u32 i = NUM - 1, j = NUM - 1;
	u8 swap;

	while (i && order[i - 1] >= order[i])
		i--;
	if (!i)
		return false;
	while (order[j] <= order[i - 1])
		j--;
	swap = order[i - 1];
	order[i - 1] = order[j];
	order[j] = swap;
	for (j = NUM - 1; i < j; i++, j--) {
		swap = order[i];
		order[i] = order[j];
		order[j] = swap;
	}
	return true;
}

/* The parser on a copy that ends where it ends, for ASan to see. */
static int parse(const char *text, size_t len, u8 order[NUM], u32 *num)
{
	char *copy = malloc(len + !len);
	int rc;

	assert_non_null(copy);
	memcpy(copy, text, len);
	rc = vgapt_reset_parse_order(copy, len, order, num);
	free(copy);
	return rc;
}

/* Every order, of so many methods, in the plan and through the parser. */
static void every_order(void **state)
{
	struct vgapt_reset_facts facts = good();
	static const char separators[] = " ,\n\t";
	u8 order[NUM];
	u32 i, num, count = 0;
	char text[96];
	int len;

	(void)state;
	do {
		facts.num_order = 1 + count % NUM;
		check_plan(&facts);
		for (i = 0, len = 0; i < facts.num_order; i++)
			len += sprintf(text + len, "%s%c",
				       vgapt_reset_method_name(facts.order[i]),
				       separators[(count + i) % 4]);
		memset(order, 0xa5, sizeof(order));
		num = 99;
		assert_int_equal(parse(text, len, order, &num), 0);
		assert_int_equal(num, facts.num_order);
		assert_memory_equal(order, facts.order, num);
		for (i = num; i < NUM; i++)
			assert_int_equal(order[i], 0xa5);
		count++;
	} while (permute(facts.order));
	assert_int_equal(count, 40320);
}

/* An order that nobody can have given does no harm. */
static void broken_order(void **state)
{
	struct vgapt_reset_facts facts = good();
	struct vgapt_reset_step plan[NUM];
	u32 i, seen = 0;

	(void)state;
	memset(facts.order, VGAPT_RESET_BUS, sizeof(facts.order));
	facts.order[1] = 0xff;
	facts.order[2] = NUM;
	facts.order[3] = VGAPT_RESET_FLR;
	facts.num_order = ~0U;
	vgapt_reset_make_plan(&facts, plan);
	assert_int_equal(plan[0].method, VGAPT_RESET_BUS);
	assert_int_equal(plan[1].method, VGAPT_RESET_FLR);
	assert_int_equal(plan[1].reason, VGAPT_REASON_IN);
	assert_int_equal(plan[2].method, VGAPT_RESET_VENDOR);
	assert_int_equal(plan[2].reason, VGAPT_REASON_NOT_LISTED);
	for (i = 0; i < NUM; i++)
		seen |= BIT(plan[i].method);
	assert_int_equal(seen, ALL);
}

static void hits_others(void **state)
{
	struct vgapt_reset_facts facts = good();
	u32 method;

	(void)state;
	for (method = 0; method < NUM; method++) {
		facts.vendor_whole = true;
		assert_int_equal(vgapt_reset_hits_others(method, &facts),
				 method == VGAPT_RESET_VENDOR ||
				 method >= VGAPT_RESET_SLOT);
		facts.vendor_whole = false;
		assert_int_equal(vgapt_reset_hits_others(method, &facts),
				 method >= VGAPT_RESET_SLOT);
	}
	/* whoever is out because of others would have hit them */
	facts = good();
	facts.present = NO_SLOT;
	facts.card = VGAPT_REASON_SIBLING_DRIVER;
	facts.bus = VGAPT_REASON_SIBLING_DRIVER;
	for (method = 0; method < NUM; method++)
		if (facts.present & BIT(method))
			assert_int_equal(vgapt_reset_hits_others(method, &facts),
					 reason(&facts, method) ==
					 VGAPT_REASON_SIBLING_DRIVER);
}

/* Who names a method does not know better than Linux, nor than others. */
static void named(void **state)
{
	struct vgapt_reset_facts facts = {
		.seized = true, .present = BIT(VGAPT_RESET_FLR) | BIT(VGAPT_RESET_BUS),
		.useless = BIT(VGAPT_RESET_FLR) | BIT(VGAPT_RESET_BUS),
		.vendor = VGAPT_REASON_ABSENT,
	};
	struct vgapt_reset_step plan[NUM];
	u32 i;

	(void)state;
	vgapt_reset_default_order(facts.order, &facts.num_order);
	vgapt_reset_make_plan(&facts, plan);
	for (i = 0; i < NUM; i++)
		check(plan[i].reason != VGAPT_REASON_IN, "%u", plan[i].method);

	facts.num_order = 1;
	facts.order[0] = VGAPT_RESET_BUS;
	facts.useless = BIT(VGAPT_RESET_FLR);
	vgapt_reset_make_plan(&facts, plan);
	assert_int_equal(plan[0].method, VGAPT_RESET_BUS);
	assert_int_equal(plan[0].reason, VGAPT_REASON_IN);
	for (i = 1; i < NUM; i++)
		check(plan[i].reason != VGAPT_REASON_IN, "%u", plan[i].method);

	facts.bus = VGAPT_REASON_SIBLING_DOMAIN;
	vgapt_reset_make_plan(&facts, plan);
	assert_int_equal(plan[0].reason, VGAPT_REASON_SIBLING_DOMAIN);
	facts.bus = VGAPT_REASON_IN;
	facts.quirk = BIT(VGAPT_RESET_BUS);
	vgapt_reset_make_plan(&facts, plan);
	assert_int_equal(plan[0].reason, VGAPT_REASON_QUIRK);
}

static void default_order(void **state)
{
	u8 order[NUM] = { 7, 7, 7, 7, 7, 7, 7, 7 };
	u32 i, num = 0;

	(void)state;
	vgapt_reset_default_order(order, &num);
	assert_int_equal(num, NUM);
	for (i = 0; i < NUM; i++)
		assert_int_equal(order[i], i);
}

static void orders(void **state)
{
	static const struct {
		const char *text;
		u32 num;
		u8 order[NUM];
	} texts[] = {
		{ "flr", 1, { VGAPT_RESET_FLR } },
		{ "flr\n", 1, { VGAPT_RESET_FLR } },
		{ " flr ", 1, { VGAPT_RESET_FLR } },
		{ "bus flr", 2, { VGAPT_RESET_BUS, VGAPT_RESET_FLR } },
		{ "bus,flr", 2, { VGAPT_RESET_BUS, VGAPT_RESET_FLR } },
		{ ",,bus , flr,\n\n", 2, { VGAPT_RESET_BUS, VGAPT_RESET_FLR } },
		{ "af_flr flr", 2, { VGAPT_RESET_AF_FLR, VGAPT_RESET_FLR } },
		{ "link bus slot pm af_flr flr kernel vendor", 8, { 7, 6, 5, 4, 3, 2, 1, 0 } },
		/* nobody has chosen: not the same as naming them all */
		{ "default", 0, { 0 } },
		{ " default,\n", 0, { 0 } },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		u8 order[NUM];
		u32 num = 99;

		check(!parse(texts[i].text, strlen(texts[i].text), order, &num),
		      "\"%s\" is refused", texts[i].text);
		check(num == texts[i].num, "\"%s\": %u", texts[i].text, num);
		check(!memcmp(order, texts[i].order, num), "\"%s\"", texts[i].text);
	}
}

static void refuse(const char *text, size_t len)
{
	u8 order[NUM], before[NUM];
	u32 num = 3;

	memset(order, 0x5a, sizeof(order));
	memcpy(before, order, sizeof(before));
	check(parse(text, len, order, &num) == -EINVAL, "\"%.*s\" is taken",
	      (int)len, text);
	check(!memcmp(order, before, sizeof(order)) && num == 3,
	      "\"%.*s\" changes something", (int)len, text);
}

static void refusals(void **state)
{
	static const char * const texts[] = {
		"", " ", "\n", ",,, \t\n", "FLR", "fl", "flrr", "flr;bus", "flr.bus",
		"flr flr", "bus flr,bus", "flr none", "none", "default flr",
		"flr default", "default default", "defaults", "Default", "0",
		"vendor kernel flr af_flr pm slot bus link vendor",
		"vendor kernel flr af_flr pm slot bus link more", "flr\rbus", "in",
		"unknown",
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		refuse(texts[i], strlen(texts[i]));
	refuse("flr\0", 4);
	refuse("flr bus", 2);
	refuse("\0", 1);
}

/* Each byte between two names: exactly the separators keep them apart. */
static void every_separator(void **state)
{
	int c;

	(void)state;
	for (c = 0; c < 256; c++) {
		char text[] = "flr?bus";
		u8 order[NUM];
		u32 num = 0;

		text[3] = (char)c;
		if (c == ' ' || c == '\t' || c == ',' || c == '\n') {
			assert_int_equal(parse(text, 7, order, &num), 0);
			assert_int_equal(num, 2);
		} else {
			refuse(text, 7);
		}
	}
}

/*
 * The probe is asked if its answer decides, and only then; and with the answer
 * there is nothing more to ask.
 */
static void check_probe(struct vgapt_reset_facts facts)
{
	static const enum vgapt_reset_reason answers[] = {
		VGAPT_REASON_IN, VGAPT_REASON_IDLE, VGAPT_REASON_HUNG,
		VGAPT_REASON_NO_REGISTERS, VGAPT_REASON_NO_MEMORY,
	};
	struct vgapt_reset_step plan[NUM];
	bool wants;
	size_t i;

	facts.vendor = VGAPT_REASON_IN;
	facts.unprobed = true;
	vgapt_reset_make_plan(&facts, plan);
	wants = vgapt_reset_wants_probe(&facts, plan);
	check(wants == !against(&facts, VGAPT_RESET_VENDOR),
	      "wanted %d, with %#x against the method", wants,
	      against(&facts, VGAPT_RESET_VENDOR));
	facts.unprobed = false;
	assert_false(vgapt_reset_wants_probe(&facts, plan));
	for (i = 0; wants && i < ARRAY_SIZE(answers); i++) {
		facts.vendor = answers[i];
		assert_int_equal(reason(&facts, VGAPT_RESET_VENDOR), answers[i]);
	}
}

static void probes(void **state)
{
	struct vgapt_reset_facts facts;
	size_t i;

	(void)state;
	check_probe(good());
	for (i = 0; i < ARRAY_SIZE(cards); i++)
		check_probe(cards[i].facts);
	facts = good();
	facts.seized = false;
	check_probe(facts);
	facts = good();
	facts.foreign = true;
	check_probe(facts);
	facts = good();
	facts.present &= ~BIT(VGAPT_RESET_VENDOR);
	check_probe(facts);
	facts = good();
	facts.opted_out = BIT(VGAPT_RESET_VENDOR);
	check_probe(facts);
	facts = good();
	facts.useless = BIT(VGAPT_RESET_VENDOR);
	check_probe(facts);
	facts = good();
	facts.experimental = true;
	check_probe(facts);
	facts = good();
	facts.card = VGAPT_REASON_SIBLING_DRIVER;
	check_probe(facts);
	facts.vendor_whole = false;
	check_probe(facts);
	/* not listed */
	facts = good();
	facts.order[0] = VGAPT_RESET_BUS;
	facts.num_order = 1;
	check_probe(facts);
}

/* A name is read back as the method it is of. */
static void names(void **state)
{
	u8 order[NUM];
	u32 i, num;

	(void)state;
	for (i = 0; i < NUM; i++) {
		const char *name = vgapt_reset_method_name(i);

		assert_int_equal(parse(name, strlen(name), order, &num), 0);
		assert_int_equal(num, 1);
		assert_int_equal(order[0], i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_in),
		cmocka_unit_test(every_card),
		cmocka_unit_test(every_fact),
		cmocka_unit_test(every_mask),
		cmocka_unit_test(random_facts),
		cmocka_unit_test(every_order),
		cmocka_unit_test(broken_order),
		cmocka_unit_test(hits_others),
		cmocka_unit_test(named),
		cmocka_unit_test(default_order),
		cmocka_unit_test(orders),
		cmocka_unit_test(refusals),
		cmocka_unit_test(every_separator),
		cmocka_unit_test(probes),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("reset_plan", tests, NULL, NULL);
}
