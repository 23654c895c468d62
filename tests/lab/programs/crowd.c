// SPDX-License-Identifier: GPL-2.0-only
/*
 * crowd: many at the same time.
 *
 *   crowd SECONDS SEED BOUND SBDF...
 *
 * For each card two processes that attach, grant, revoke and close, one that resets it, and for all cards together two
 * that read, one administrator and one toolstack, which destroys and creates their domains.  How long the longest of each
 * operation took is told; none may take more than BOUND seconds, what needs no card a tenth of that, and nobody may
 * starve: everyone gets at least a tenth of what the average of his kind gets, and each card has its turn.
 *
 * Errors are those that are documented for two who want the same thing, or for a domain that is dying.
 *
 *   crowd -any SECONDS SEED BOUND SBDF...
 *
 * The same, and whatever error comes is taken: for a card that is unplugged meanwhile.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "ops.h"

#define MAX_CARDS	8
#define MAX_WORKERS	(3 * MAX_CARDS + 8)

enum op { ATTACH, INFO, READ, GRANT, REVOKE, CLOSE, RESET, FILES, PLAN, OWNER, CREATE, DESTROY, NUM_OPS };

static const struct {
	const char *name;
	bool quick;		/* needs neither card nor another domain's end */
	int allowed[10];
} ops[NUM_OPS] = {
	[ATTACH] = { "attach", true, { ESRCH } },
	[INFO] = { "info", true, { 0 } },
	[READ] = { "ROM read", true, { 0 } },
	[GRANT] = { "grant", false, { EBUSY, ESRCH, EPERM, ENOMEM } },
	[REVOKE] = { "revoke", false, { 0 } },
	[CLOSE] = { "close", false, { 0 } },
	[RESET] = { "reset", false, { ESRCH, EPERM } },
	[FILES] = { "files", true, { 0 } },
	[PLAN] = { "reset plan", false, { 0 } },
	[OWNER] = { "owner's file", false, { EBUSY, ESRCH, EPERM } },
	[CREATE] = { "create", true, { 0 } },
	[DESTROY] = { "destroy", true, { 0 } },
};

enum kind { HOLDER, RESETTER, READER, ADMIN, TOOLSTACK, NUM_KINDS };

static const char *const kind_names[] = { "holders", "resetters", "readers", "administrators", "toolstacks" };

struct worker {
	enum kind kind;
	unsigned int card;
	pid_t pid;
	volatile uint64_t since;	/* when it began what it is at, or 0 */
	volatile int at;
	struct {
		uint32_t done, failed;
		uint64_t longest, total;
		uint32_t errors[256];
	} op[NUM_OPS];
};

static struct shared {
	volatile bool stop;
	volatile uint32_t dom[MAX_CARDS];
	uint64_t foreign;		/* the error that was not to be, and whose */
	struct worker workers[MAX_WORKERS];
} *sh;

static struct card cards[MAX_CARDS];
static unsigned int num_cards, num_workers;
static bool any;
static struct worker *me;

static void start(enum op op)
{
	me->at = op;
	me->since = now_us();
}

static int stop(enum op op, int rc)
{
	uint64_t took = now_us() - me->since;

	me->since = 0;
	me->op[op].total += took;
	if (took > me->op[op].longest)
		me->op[op].longest = took;
	if (rc)
		me->op[op].failed++;
	else
		me->op[op].done++;
	me->op[op].errors[rc & 255]++;
	return rc;
}

static void hold(void)
{
	const struct card *card = &cards[me->card];
	struct vgapt_device_info info;
	static uint8_t rom[65536];
	int device, cap;

	start(ATTACH);
	device = open(DEVICE, O_RDWR | O_CLOEXEC);
	cap = device < 0 ? -1 : attach_call(device, card, sh->dom[me->card]);
	stop(ATTACH, cap < 0 ? errno : 0);
	if (device >= 0)
		close(device);
	if (cap < 0) {
		usleep(5000);
		return;
	}
	start(INFO);
	stop(INFO, device_info(cap, &info) ? errno : 0);
	if (!below(4)) {
		start(READ);
		stop(READ, pread(cap, rom, sizeof(rom), 0) < 0 ? errno : 0);
	}
	start(GRANT);
	if (!stop(GRANT, ranges_call(cap, VGAPT_IOC_GRANT, 1 + below(VGAPT_RANGE_ALL)) ? errno : 0)) {
		usleep(below(3000));
		if (below(2)) {
			start(REVOKE);
			stop(REVOKE, ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_ALL) ? errno : 0);
		}
	}
	start(CLOSE);
	close(cap);
	stop(CLOSE, 0);
	usleep(below(2000));
}

static void reset(void)
{
	int device, cap;

	if (below(2)) {
		start(RESET);
		stop(RESET, card_write(&cards[me->card], "xen_vgapt/reset", "1"));
	} else {
		device = open(DEVICE, O_RDWR | O_CLOEXEC);
		cap = device < 0 ? -1 : attach_call(device, &cards[me->card], sh->dom[me->card]);
		close(device);
		if (cap < 0) {
			usleep(5000);
			return;
		}
		start(RESET);
		stop(RESET, reset_call(cap) ? errno : 0);
		close(cap);
	}
	usleep(below(30000));
}

static void read_files(void)
{
	static const char *const files[] = { "xen_vgapt/owner", "xen_vgapt/rom", "xen_vgapt/rom_sha256",
					     "xen_vgapt/rom_images", "xen_vgapt/last_reset", "xen_vgapt/reset_method", "xen_vgapt/state" };
	static char buf[4096];
	const struct card *card = &cards[below(num_cards)];
	unsigned int i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		start(FILES);
		stop(FILES, card_read(card, files[i], buf, sizeof(buf)));
	}
	start(PLAN);
	stop(PLAN, card_read(card, "xen_vgapt/reset_plan", buf, sizeof(buf)));
	usleep(below(3000));
}

static void administrate(void)
{
	unsigned int i = below(num_cards);
	char text[16] = "none";

	if (below(2))
		snprintf(text, sizeof(text), "%u", sh->dom[i]);
	start(OWNER);
	stop(OWNER, card_write(&cards[i], "xen_vgapt/owner", text));
	usleep(below(2000));
	start(OWNER);
	stop(OWNER, card_write(&cards[i], "xen_vgapt/owner", "none"));
	start(FILES);
	stop(FILES, card_write(&cards[i], "xen_vgapt/primary", below(2) ? "1" : "0"));
	start(FILES);
	stop(FILES, card_write(&cards[i], "xen_vgapt/reset_method", "default"));
	usleep(below(20000));
}

static void build(void)
{
	unsigned int i = below(num_cards);
	uint32_t domid;

	start(DESTROY);
	stop(DESTROY, domain_destroy(sh->dom[i]));
	note_remove(&cards[i]);
	start(CREATE);
	if (!stop(CREATE, domain_create(&domid))) {
		note_write(&cards[i], domid);
		sh->dom[i] = domid;
	}
	usleep(100000 + below(300000));
}

static void __attribute__((noreturn)) work(uint64_t seed)
{
	static void (*const works[])(void) = { hold, reset, read_files, administrate, build };

	ops_forked();
	seed_with(seed);
	while (!sh->stop)
		works[me->kind]();
	_exit(0);
}

static void add_worker(enum kind kind, unsigned int card, uint64_t seed)
{
	struct worker *worker = &sh->workers[num_workers++];
	pid_t pid;

	worker->kind = kind;
	worker->card = card;
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid) {
		me = worker;
		work(seed + 7919 * num_workers);
	}
	worker->pid = pid;
}

static bool is_allowed(enum op op, int rc)
{
	unsigned int i;

	for (i = 0; i < sizeof(ops[op].allowed) / sizeof(ops[op].allowed[0]); i++)
		if (ops[op].allowed[i] == rc)
			return true;
	return !rc;
}

static void report_ops(unsigned int bound_s)
{
	unsigned int op, w, i;

	for (op = 0; op < NUM_OPS; op++) {
		uint64_t longest = 0, total = 0, limit = bound_s * 1000000ULL / (ops[op].quick ? 10 : 1);
		unsigned int errors[256] = { 0 }, n = 0, foreign = 0;

		for (w = 0; w < num_workers; w++) {
			struct worker *worker = &sh->workers[w];

			if (worker->op[op].longest > longest)
				longest = worker->op[op].longest;
			total += worker->op[op].total;
			for (i = 0; i < 256; i++) {
				errors[i] += worker->op[op].errors[i];
				n += worker->op[op].errors[i];
			}
		}
		printf("# note: %s: %u times, average %llu us, longest wait %llu ms; done %u", ops[op].name, n,
		       (unsigned long long)(n ? total / n : 0), (unsigned long long)longest / 1000, errors[0]);
		for (i = 1; i < 256; i++) {
			if (!errors[i])
				continue;
			printf(", %s %u", strerrorname_np(i), errors[i]);
			if (!is_allowed(op, i))
				foreign += errors[i];
		}
		printf("\n");
		check(any || (n && errors[0]), "crowd: %s has been done", ops[op].name);
		check(any || !foreign, "crowd: %s: no error but those that are documented", ops[op].name);
		check(longest < limit, "crowd: %s: longest wait below %llu ms", ops[op].name, (unsigned long long)limit / 1000);
	}
}

/* Turns of a worker: what it is there for. */
static uint32_t turns(const struct worker *worker)
{
	static const enum op of[] = { ATTACH, RESET, PLAN, OWNER, DESTROY };

	return worker->op[of[worker->kind]].done + worker->op[of[worker->kind]].failed;
}

static void report_fairness(void)
{
	unsigned int kind, w, i;

	for (kind = HOLDER; kind <= READER; kind++) {
		uint32_t sum = 0, fewest = ~0U, n = 0;

		for (w = 0; w < num_workers; w++) {
			if (sh->workers[w].kind != kind)
				continue;
			sum += turns(&sh->workers[w]);
			n++;
			if (turns(&sh->workers[w]) < fewest)
				fewest = turns(&sh->workers[w]);
		}
		printf("# note: %u %s: %u turns, the fewest of one %u\n", n, kind_names[kind], sum, fewest);
		check(any || (fewest && fewest * 10 * n >= sum), "crowd: of the %s none starves", kind_names[kind]);
	}
	for (i = 0; i < num_cards; i++) {
		uint32_t granted = 0;

		for (w = 0; w < num_workers; w++)
			if (sh->workers[w].kind == HOLDER && sh->workers[w].card == i)
				granted += sh->workers[w].op[GRANT].done;
		printf("# note: %s had the ranges %u times\n", cards[i].sbdf, granted);
		check(any || granted, "crowd: %s has its turn", cards[i].sbdf);
	}
}

/* Who is at something for longer than anybody may be: shown while it lasts, with its stack. */
static bool overdue(unsigned int bound_s)
{
	char path[64], stack[4096];
	unsigned int w;
	bool is = false;

	for (w = 0; w < num_workers; w++) {
		struct worker *worker = &sh->workers[w];
		uint64_t since = worker->since;

		if (!since || now_us() < since + bound_s * 1000000ULL)
			continue;
		is = true;
		snprintf(path, sizeof(path), "/proc/%d/stack", worker->pid);
		if (!read_file(path, stack, sizeof(stack)))
			printf("%s of %s for %u s:\n%s\n", ops[worker->at].name, kind_names[worker->kind], bound_s, stack);
	}
	return is;
}

int main(int argc, char **argv)
{
	unsigned int seconds, bound_s, i, w;
	uint64_t seed, end;
	bool late = false;

	if (argc > 1 && !strcmp(argv[1], "-any")) {
		any = true;
		argv++;
		argc--;
	}
	if (argc < 5 || argc > 4 + MAX_CARDS) {
		fprintf(stderr, "usage: crowd [-any] SECONDS SEED BOUND SBDF...\n");
		return 2;
	}
	seconds = strtoul(argv[1], NULL, 10);
	seed = strtoull(argv[2], NULL, 0);
	seed_with(seed);
	bound_s = strtoul(argv[3], NULL, 10);
	num_cards = argc - 4;
	sh = mmap(NULL, sizeof(*sh), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sh == MAP_FAILED)
		die("mmap");
	for (i = 0; i < num_cards; i++) {
		uint32_t domid;

		if (card_parse(&cards[i], argv[4 + i]) || domain_create(&domid))
			die("a domain");
		sh->dom[i] = domid;
		note_write(&cards[i], domid);
	}
	for (i = 0; i < num_cards; i++) {
		add_worker(HOLDER, i, seed);
		add_worker(HOLDER, i, seed);
		add_worker(RESETTER, i, seed);
	}
	add_worker(READER, 0, seed);
	add_worker(READER, 0, seed);
	add_worker(ADMIN, 0, seed);
	add_worker(TOOLSTACK, 0, seed);

	end = now_us() + seconds * 1000000ULL;
	while (now_us() < end && !late) {
		usleep(200000);
		late = overdue(bound_s);
	}
	sh->stop = true;
	for (w = 0; w < num_workers; w++) {
		uint64_t last = now_us() + bound_s * 1000000ULL;
		int status;
		pid_t got;

		while ((got = waitpid(sh->workers[w].pid, &status, WNOHANG)) == 0 && now_us() < last)
			usleep(2000);
		if (got == sh->workers[w].pid && WIFEXITED(status) && !WEXITSTATUS(status))
			continue;
		late = true;
		overdue(bound_s);
		check(0, "crowd: one of the %s has not ended, or badly", kind_names[sh->workers[w].kind]);
		kill(sh->workers[w].pid, SIGKILL);
	}
	check(!late, "crowd: %u processes for %u s, and all could end", num_workers, seconds);
	report_ops(bound_s);
	report_fairness();
	domains_reap(NULL, 0);
	for (i = 0; i < num_cards; i++) {
		note_remove(&cards[i]);
		card_write(&cards[i], "xen_vgapt/owner", "none");
	}
	return 0;
}
