// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer of what is written to reset_method: the order of a function's resets.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "pure/reset/say.h"

#define NUM	VGAPT_RESET_NUM_METHODS

#define must(cond)						\
	do {							\
		if (!(cond)) {					\
			fprintf(stderr, "%s:%d: not so: %s\n",	\
				__FILE__, __LINE__, #cond);	\
			abort();				\
		}						\
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vgapt_reset_facts facts = { .seized = true, .present = BIT(NUM) - 1 };
	struct vgapt_reset_step plan[NUM];
	u8 order[NUM], again[NUM], untouched[NUM];
	u32 i, num = 99, num_again = 99, told = 0;
	char text[NUM * 8], *copy = malloc(size + !size);
	size_t len = 0;
	int rc;

	must(copy);
	if (size)
		memcpy(copy, data, size);
	memset(order, 0xa5, sizeof(order));
	memset(untouched, 0xa5, sizeof(untouched));
	rc = vgapt_reset_parse_order(copy, size, order, &num);
	free(copy);
	if (rc) {
		must(rc == -EINVAL && num == 99);
		must(!memcmp(order, untouched, sizeof(order)));
		return 0;
	}

	/* Nobody has chosen: the default, in which all are. */
	if (!num)
		vgapt_reset_default_order(order, &num);
	must(num >= 1 && num <= NUM);
	for (i = 0; i < num; i++) {
		must(order[i] < NUM && !(told & BIT(order[i])));
		told |= BIT(order[i]);
		len += sprintf(text + len, "%s ", vgapt_reset_method_name(order[i]));
	}
	/* what it is written as means the same */
	must(!vgapt_reset_parse_order(text, len, again, &num_again));
	must(num_again == num && !memcmp(again, order, num));

	memcpy(facts.order, order, num);
	facts.num_order = num;
	vgapt_reset_make_plan(&facts, plan);
	for (i = 0; i < NUM; i++) {
		must(i >= num || plan[i].method == order[i]);
		must((plan[i].reason == VGAPT_REASON_NOT_LISTED) ==
		     (!(told & BIT(plan[i].method)) &&
		      plan[i].reason != VGAPT_REASON_SAFER));
	}
	return 0;
}
