// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was found: the rules, and how often each was looked at; the calls, and
 * what they answered.
 */
#define _GNU_SOURCE
#include <stdarg.h>

#include "fuzz.h"

#define SHOWN_MAX	40

static const char *const rule_texts[NUM_RULES] = {
	[RULE_ERRNO] = "a call answers nothing but what is documented for it",
	[RULE_SIZE] = "argsz below the structure's size: EINVAL; above a page: E2BIG",
	[RULE_TAIL] = "bytes beyond the structure: E2BIG if there is one that is not zero, else no matter",
	[RULE_PADDING] = "flags, reserved and output fields that are not zero: EINVAL",
	[RULE_POINTER] = "a structure that is not there, or not all of it, or can't be written: EFAULT",
	[RULE_NUMBER] = "unknown calls, and calls on the wrong kind of descriptor: ENOTTY",
	[RULE_OUTPUT] = "what comes back is within its limits, and argsz is set",
	[RULE_BEYOND] = "nothing else is written, nor anything behind it",
	[RULE_ROM] = "a descriptor's ROM is always the same, and ends at its end",
	[RULE_MAPPING] = "mappings: never writable, zero behind the ROM's end, the same as long as they are there",
	[RULE_TEXT] = "what is read in sysfs has the documented form",
	[RULE_GARBAGE] = "garbage written to sysfs is refused with EINVAL",
	[RULE_KEPT] = "and changes nothing",
	[RULE_CLOSED] = "when all is closed, nothing is granted any more",
	[RULE_RESTORED] = "files take their old values again",
};

static _Atomic uint64_t seen[NUM_RULES], bad[NUM_RULES];
_Atomic uint64_t num_bad;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

const char *errno_text(int err)
{
	const char *name = err ? strerrorname_np(err) : "success";

	return name ? name : "an unknown error";
}

/* With what is needed to do it again. */
static void tell(struct thread *th, enum rule rule, const char *text)
{
	size_t i;

	printf("bad: %s: %s\n", rule_texts[rule], text);
	if (!th)
		goto out;
	printf("     thread %u, operation %llu (%s), number %016llx; before it:", th->nr,
	       (unsigned long long)th->index, th->op_name, (unsigned long long)th->num);
	for (i = 1; i < ARRAY_SIZE(th->last) && i < th->index; i++)
		printf(" %016llx", (unsigned long long)th->last[(th->index - i - 1) % ARRAY_SIZE(th->last)]);
	printf("\n");
out:
	fflush(stdout);
}

void looked(struct thread *th, enum rule rule, bool good, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	atomic_fetch_add_explicit(&seen[rule], 1, memory_order_relaxed);
	if (good)
		return;
	atomic_fetch_add(&bad[rule], 1);
	pthread_mutex_lock(&lock);
	if (atomic_fetch_add(&num_bad, 1) < SHOWN_MAX) {
		va_start(ap, fmt);
		vsnprintf(text, sizeof(text), fmt, ap);
		va_end(ap);
		tell(th, rule, text);
	}
	pthread_mutex_unlock(&lock);
}

void expect(struct thread *th, enum rule rule, const struct errs *want, int err, const char *what)
{
	char text[256] = "";
	size_t len = 0;
	int i;

	if (errs_has(want, err)) {
		looked(th, rule, true, " ");
		return;
	}
	for (i = 0; i < MAX_ERRNO; i++)
		if (errs_has(want, i) && len < sizeof(text))
			len += snprintf(text + len, sizeof(text) - len, "%s%s", len ? ", " : "", errno_text(i));
	looked(th, rule, false, "%s: %s, not %s", what, errno_text(err), text);
}

void count(struct thread *th, int err)
{
	th->counts[th->op][err >= 0 && err < MAX_ERRNO ? err : MAX_ERRNO - 1]++;
}

int report_rules(void)
{
	int rc = 0, i;

	for (i = 0; i < NUM_RULES; i++) {
		uint64_t have = atomic_load(&seen[i]), wrong = atomic_load(&bad[i]);

		if (have && !wrong)
			printf("ok - %s (%llu times)\n", rule_texts[i], (unsigned long long)have);
		else if (have)
			printf("not ok - %s (%llu of %llu times it was not so)\n", rule_texts[i],
			       (unsigned long long)wrong, (unsigned long long)have);
		else
			printf("not ok - %s (it was never looked at)\n", rule_texts[i]);
		rc |= !have || wrong;
	}
	return rc;
}

void report_counts(void)
{
	uint64_t total = 0, each, took;
	unsigned int i, t;
	int err;

	for (i = 0; i < num_ops(); i++) {
		for (took = 0, t = 0; t < config.threads; t++)
			took += threads[t].took[i];
		printf("count: %s (%llu ms):", op_of(i)->name, (unsigned long long)took / 1000);
		for (err = 0; err < MAX_ERRNO; err++) {
			for (each = 0, t = 0; t < config.threads; t++)
				each += threads[t].counts[i][err];
			total += each;
			if (each)
				printf(" %s %llu", errno_text(err), (unsigned long long)each);
		}
		printf("\n");
	}
	printf("count: %llu answers in all\n", (unsigned long long)total);
}
