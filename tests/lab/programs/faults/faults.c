// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults: does the module bear it when something fails?
 *
 *   faults [-n] SBDF DOMID OPERATION...
 *
 * -n: each operation once, without a fault: where the kernel can't inject any.  DOMID is of no
 * account to a device model's operations, which have a domain of their own.
 *
 * Runs in dom0, for the jobs "faults", "faultsvendor" and "faultsmodel"; prints the lines the
 * lab counts.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "faults.h"

/* More points than any operation has. */
#define MAX_NTH		3000
/* A worker may be one that was not there to be armed. */
#define MAX_NOWHERE	4
#define MAX_SHOWN	12
/* The kernel's DEFAULT_RATELIMIT_INTERVAL; ten lines in that time. */
#define RATELIMIT_SECONDS 5

static char why[1024];

bool expect(bool good, const char *fmt, ...)
{
	size_t len = strlen(why);
	va_list ap;

	if (good || len + 2 >= sizeof(why))
		return good;
	if (len)
		len += sprintf(why + len, "; ");
	va_start(ap, fmt);
	vsnprintf(why + len, sizeof(why) - len, fmt, ap);
	va_end(ap);
	return false;
}

static bool sensible(const struct operation *op, enum fault fault, int rc)
{
	size_t i;

	if (-rc == ENOMEM || -rc == EFAULT || -rc == inject_errno(fault))
		return true;
	for (i = 0; i < sizeof(op->errnos) / sizeof(op->errnos[0]); i++)
		if (op->errnos[i] && op->errnos[i] == -rc)
			return true;
	return false;
}

static int run(const struct operation *op)
{
	int rc = op->run();

	if (op->settle)
		op->settle();
	return rc;
}

static void again(const struct operation *op)
{
	int rc;

	if (op->anew)
		op->anew();
	rc = run(op);
	expect(!rc, "the next attempt gives %s", strerrorname_np(-rc));
}

enum outcome { FAILED, BORNE, LESS };

/* A fault has hit: has all that follows from it been done right? */
static enum outcome judge(const struct operation *op, enum fault fault, int rc)
{
	char first[sizeof(why)];
	bool good;

	if (rc) {
		expect(sensible(op, fault, rc), "the error is %s", strerrorname_np(-rc));
		op->before();
		again(op);
		op->after();
		return FAILED;
	}
	good = op->after();
	if (good || !op->degraded)
		return BORNE;
	/* It has less than it should: what is missing has been noted already. */
	strcpy(first, why);
	why[0] = 0;
	if (!op->degraded()) {
		expect(false, "as if nothing had been, but %s", first);
		return LESS;
	}
	if (op->repair)
		op->repair();
	else
		again(op);
	op->after();
	return LESS;
}

/* Once, and everything goes well. */
static void smoothly(const struct operation *op)
{
	int rc;

	if (op->ready)
		op->ready();
	why[0] = 0;
	log_mark();
	rc = run(op);
	expect(!rc, "it gives %s", strerrorname_np(-rc));
	op->after();
	if (op->undo)
		op->undo();
	if (why[0])
		printf("    %s: %s\n", op->name, why);
	printf("%s - %s %s without a fault\n", why[0] ? "not ok" : "ok", op->name, card_sbdf);
	fflush(stdout);
}

static void suffer(const struct operation *op, enum fault fault)
{
	unsigned int nth, faults = 0, bad = 0, nowhere = 0, outcomes[3] = { 0 };
	enum injected injected;
	int rc;

	/* The module does not repeat itself too often in so many seconds. */
	if (op->degraded)
		sleep(RATELIMIT_SECONDS + 1);
	for (nth = 1; nth < MAX_NTH; nth++) {
		if (op->ready)
			op->ready();
		why[0] = 0;
		log_mark();
		inject_arm(fault, nth);
		rc = run(op);
		injected = inject_disarm(fault);
		if (injected == INJECTED) {
			faults++;
			outcomes[judge(op, fault, rc)]++;
		} else {
			expect(!rc, "without any fault it gives %s", strerrorname_np(-rc));
			op->after();
		}
		if (op->undo)
			op->undo();
		if (why[0] && ++bad <= MAX_SHOWN)
			printf("    %s %s, %s, point %u: %s\n", op->name, card_sbdf, inject_name(fault), nth, why);
		if (injected == INJECTED)
			continue;
		/* The worker may have been another one: that says nothing. */
		if (injected == INJECTED_NOT || ++nowhere == MAX_NOWHERE)
			break;
		nth--;
	}
	expect(nth < MAX_NTH, "there is no end");
	printf("# note: %u faults injected in %s %s (%s): %u failed it, %u it did without, %u left it with less\n",
	       faults, op->name, card_sbdf, inject_name(fault), outcomes[FAILED], outcomes[BORNE], outcomes[LESS]);
	printf("%s - %s %s, %s: each of %u points fails once, all or nothing%s\n",
	       bad || nth == MAX_NTH ? "not ok" : "ok", op->name, card_sbdf, inject_name(fault), faults,
	       bad ? " (see above)" : "");
	fflush(stdout);
}

static const struct operation *find_in(const struct operation *table, size_t num, const char *name)
{
	size_t i;

	for (i = 0; i < num; i++)
		if (!strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

static const struct operation *find(const char *name)
{
	const struct operation *op = find_in(operations, num_operations, name);

	if (!op)
		op = find_in(model_operations, num_model_operations, name);
	if (!op)
		op = find_in(news_operations, num_news_operations, name);
	if (op)
		return op;
	errno = ENOENT;
	die(name);
}

static void suffer_all(const char *name, bool smooth)
{
	const struct operation *op = find(name);
	enum fault fault;

	if (smooth) {
		smoothly(op);
		return;
	}
	inject_within(op->load);
	for (fault = 0; fault < NUM_FAULTS; fault++) {
		if (!(op->faults & 1U << fault))
			continue;
		if (!inject_has(fault)) {
			printf("ok - %s, %s # SKIP this kernel can't\n", name, inject_name(fault));
			continue;
		}
		suffer(op, fault);
	}
}

int main(int argc, char **argv)
{
	bool smooth = argc > 1 && !strcmp(argv[1], "-n");
	int i;

	argc -= smooth;
	argv += smooth;
	if (argc < 4) {
		fprintf(stderr, "usage: faults [-n] SBDF DOMID OPERATION...\n");
		return 2;
	}
	card_sbdf = argv[1];
	card_domid = strtoul(argv[2], NULL, 10);
	card_look();
	/* No page faults of our own among the points. */
	mlockall(MCL_CURRENT | MCL_FUTURE);
	for (i = 3; i < argc; i++)
		suffer_all(argv[i], smooth);
	return 0;
}
