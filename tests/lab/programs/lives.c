// SPDX-License-Identifier: GPL-2.0-only
/*
 * lives: each operation of the module, and in the middle of it something ends.
 *
 *   lives ROUNDS SEED BOUND SBDF...
 *   lives domain | reap              make such a domain as the rounds have, print its number; destroy all of them
 *
 * A round: a process prepares an operation and begins it; after a random time, up to what the operation takes, something
 * goes - the card, pciback, a module, the domain, xenstored's answer, the process.  Then the process has to end within
 * BOUND seconds, with one of the errors that are documented, all is put together again, and nothing may be left: no owner,
 * no reference on the module, a card that answers.  Every 100 rounds Xen is asked, too.
 *
 * The cards are mocks with "away 0 0x18", bound to pciback.  Domains are made by ourselves and never run (ops.c).
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ops.h"

#define MODULE		"/job/modules/xen_vgapt.ko"
#define MODULE_ARGS	"reset_timeout=2"
#define AWAY		0x18
#define PAGE		4096
#define MAX_CARDS	8
#define MAX_ERRORS	16
#define ROM_LIMIT	(4 << 20)

enum op { ATTACH, GRANT, REVOKE, CLOSE, READ, CAPTURE, RESET, FLR, CREATE, DESTROY, NUM_OPS };

static const char *const op_names[] = { "attach", "grant", "revoke", "close", "ROM read", "ROM capture", "reset", "do_flr",
					"create", "destroy" };

enum hit { REMOVE, UNBIND, AWAY_SHORT, AWAY_LONG, UNLOAD, UNLOAD_PCIBACK, DEATH, SILENCE, SILENT_STORE, KILL, NUM_HITS };

static const struct {
	const char *name;
	unsigned int weight;
} hits[] = {
	[REMOVE] = { "unplug", 8 },
	[UNBIND] = { "unbind", 12 },
	[AWAY_SHORT] = { "away a moment", 12 },
	[AWAY_LONG] = { "away for long", 2 },
	[UNLOAD] = { "unload", 12 },
	[UNLOAD_PCIBACK] = { "unload pciback", 2 },
	[DEATH] = { "domain's death", 24 },
	[SILENCE] = { "xenstored silent a moment", 12 },
	[SILENT_STORE] = { "xenstored silent", 2 },
	[KILL] = { "kill -9", 14 },
};

/* What an operation may end with; 0 always may. */
static const int allowed[NUM_OPS][MAX_ERRORS] = {
	[ATTACH] = { ENODEV, ESRCH, ENOENT, ENXIO },
	[GRANT] = { ENODEV, ESRCH, EPERM, EBUSY, EINTR, ENXIO },
	[REVOKE] = { 0 },
	[CLOSE] = { 0 },
	[READ] = { 0 },
	[CAPTURE] = { ENOENT, ENODEV },
	[RESET] = { ENODEV, ESRCH, EPERM, EBUSY, ENOTTY, EIO, ETIMEDOUT },
	[FLR] = { ENODEV, ESRCH, EPERM, EBUSY, ENOTTY, EIO, ETIMEDOUT, ENOENT, EINTR, ENXIO },
	[CREATE] = { ENODEV, ESRCH, EPERM, EBUSY, ENOENT, EINTR, ENXIO },
	[DESTROY] = { ENODEV, ENOENT },
};

/* Shared with the process of a round. */
static struct shared {
	uint64_t began, ended;
	uint32_t domid;
	int rc;
	int prepared;
} *sh;

static struct card cards[MAX_CARDS];
static unsigned int num_cards, bound_s;
static uint32_t dom;
static pid_t store;

static struct {
	unsigned int rounds, middle, killed;
	uint64_t typical, longest;
	unsigned int errors[256];
} stats[NUM_OPS];

static unsigned int hit_rounds[NUM_HITS], hit_middle[NUM_HITS], unloads, unloads_pciback, bad;
static unsigned int matrix[NUM_OPS][NUM_HITS];
static uint64_t silent_longest;
static unsigned int round_now;

static void complain(enum op op, enum hit hit, const char *what)
{
	printf("not ok - round %u, %s against %s: %s\n", round_now, op_names[op], hits[hit].name, what);
	fflush(stdout);
	if (++bad < 10)
		return;
	printf("not ok - ten rounds have gone wrong: this is the end\n");
	exit(1);
}

/* Whole again */

static bool module_there(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/module/%s/refcnt", name);
	return !access(path, F_OK);
}

static void module_insert(void)
{
	int fd = open(MODULE, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, MODULE_ARGS, 0))
		die("load " MODULE);
	close(fd);
}

static bool is_bound(const struct card *card)
{
	char *path = card_path(card, "driver"), link[256] = "";
	ssize_t len = readlink(path, link, sizeof(link) - 1);

	free(path);
	return len > 8 && !strcmp(link + len - 8, "/pciback");
}

static uint32_t config_read(const struct card *card, unsigned int at, unsigned int len)
{
	char *path = card_path(card, "config");
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint32_t val = 0xffffffff;

	free(path);
	if (fd < 0)
		return val;
	if (pread(fd, &val, len, at) != (ssize_t)len)
		val = 0xffffffff;
	close(fd);
	return val;
}

static bool answers(const struct card *card)
{
	return (config_read(card, 0, 4) & 0xffff) != 0xffff;
}

/* A bus reset that arrived while it was away has cleared it, and what the kernel wrote after that was lost. */
static bool has_bars(const struct card *card)
{
	return config_read(card, 0x10, 4) & ~0xfU;
}

/* A reset that it was away from has found it dead: nothing is granted through it until the next one. */
static bool is_dead(const struct card *card)
{
	char text[16];

	return !card_read(card, "xen_vgapt/state", text, sizeof(text)) && !strcmp(text, "dead");
}

static bool wait_until(bool (*what)(const struct card *card), const struct card *card, unsigned int seconds)
{
	uint64_t end = now_us() + seconds * 1000000ULL;

	while (!what(card)) {
		if (now_us() > end)
			return false;
		usleep(5000);
	}
	return true;
}

static bool known(const struct card *card)
{
	return card_exists(card, "xen_vgapt/owner");
}

static const char *make_whole(void)
{
	unsigned int i;

	if (!module_there("xen_vgapt"))
		module_insert();
	if (!module_there("xen_pciback")) {
		if (system("modprobe xen-pciback"))
			return "pciback can't be loaded again";
		for (i = 0; i < num_cards; i++)
			write_file(PCIBACK "new_slot", cards[i].sbdf);
	}
	for (i = 0; i < num_cards; i++) {
		const struct card *card = &cards[i];

		if (!card_exists(card, "config"))
			write_file("/sys/bus/pci/rescan", "1");
		if (!wait_until(known, card, 30))
			return "the card is not known again";
		if (!is_bound(card))
			write_file(PCIBACK "bind", card->sbdf);
		if (!wait_until(is_bound, card, 30))
			return "the card does not get back to pciback";
		if (!wait_until(answers, card, 30))
			return "the card does not answer again";
		if (!has_bars(card) || is_dead(card))
			card_write(card, "xen_vgapt/reset", "1");
		if (!has_bars(card) || is_dead(card))
			return "a reset does not restore the card";
	}
	return NULL;
}

/* Hits */

static sigjmp_buf no_page;

static void on_sigbus(int sig)
{
	(void)sig;
	siglongjmp(no_page, 1);
}

/* The card is told to go. It may be gone already, with its BARs. */
static void go_away(const struct card *card, unsigned int ms)
{
	char *path = card_path(card, "config");
	volatile uint32_t *map;
	uint16_t command = 0;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	free(path);
	if (fd < 0)
		return;
	if (pread(fd, &command, 2, 4) != 2 || command == 0xffff)
		goto out;
	if (!(command & 2)) {
		command |= 2;
		if (pwrite(fd, &command, 2, 4) != 2)
			goto out;
	}
	close(fd);
	path = card_path(card, "resource0");
	fd = open(path, O_RDWR | O_CLOEXEC);
	free(path);
	if (fd < 0)
		return;
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map != MAP_FAILED) {
		if (!sigsetjmp(no_page, 1))
			map[AWAY / 4] = ms;
		munmap((void *)map, PAGE);
	}
out:
	close(fd);
}

static void strike(enum op op, enum hit hit, const struct card *card, pid_t pid)
{
	uint64_t start, end;

	switch (hit) {
	case REMOVE:
		card_write(card, "remove", "1");
		break;
	case UNBIND:
		write_file(PCIBACK "unbind", card->sbdf);
		break;
	case AWAY_SHORT:
		go_away(card, 1 + below(80));
		break;
	case AWAY_LONG:
		go_away(card, 3000);
		break;
	case UNLOAD:
		if (!syscall(SYS_delete_module, "xen_vgapt", O_NONBLOCK))
			unloads++;
		else if (errno != EWOULDBLOCK && errno != EBUSY && errno != ENOENT)
			complain(op, hit, strerror(errno));
		break;
	case UNLOAD_PCIBACK:
		if (!syscall(SYS_delete_module, "xen_pciback", O_NONBLOCK))
			unloads_pciback++;
		break;
	case DEATH:
		/* The operation's own, if it has made one. */
		domain_destroy(sh->domid ? sh->domid : dom);
		break;
	case SILENCE:
		kill(store, SIGSTOP);
		usleep(1000 + below(30000));
		kill(store, SIGCONT);
		break;
	case SILENT_STORE:
		/* What takes away must not need xenstored. It may want to put the route back, and that it gives up. */
		kill(store, SIGSTOP);
		start = now_us();
		end = start + (op == REVOKE || op == CLOSE ? bound_s * 1000000ULL : 1000000);
		while (!sh->ended && now_us() < end)
			usleep(1000);
		if (op == REVOKE || op == CLOSE) {
			if (!sh->ended)
				complain(op, hit, "it waits for xenstored");
			if (now_us() - start > silent_longest)
				silent_longest = now_us() - start;
		}
		kill(store, SIGCONT);
		break;
	case KILL:
		kill(pid, SIGKILL);
		break;
	case NUM_HITS:
		break;
	}
}

/* Operations, in a process of their own */

static int go;

static void begin(void)
{
	sh->prepared = 1;
	sh->began = now_us();
	if (write(go, "r", 1) != 1)
		_exit(3);
}

static void __attribute__((noreturn)) end(int rc)
{
	sh->rc = rc;
	sh->ended = now_us();
	_exit(0);
}

static void unprepared(int rc)
{
	sh->rc = rc;
	_exit(2);
}

static int device(void)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		unprepared(errno);
	return fd;
}

static int capability(const struct card *card, uint32_t domid, bool granted)
{
	int dev = device(), cap = attach_call(dev, card, domid);

	if (cap < 0)
		unprepared(errno);
	close(dev);
	if (granted && ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_ALL))
		unprepared(errno);
	return cap;
}

static int read_rom(int cap, const struct card *card)
{
	static uint8_t buf[65536];
	struct vgapt_region_info region;
	off_t at = 0;
	ssize_t got;
	uint8_t *map;
	unsigned int sum = 0;

	if (region_info(cap, VGAPT_REGION_ROM, &region))
		return errno == ENODEV ? 0 : errno;
	while ((got = pread(cap, buf, sizeof(buf), region.offset + at)) > 0)
		at += got;
	/* After a guest, and a module that was loaded since, there is no copy before a reset. */
	if (got < 0)
		return errno == ENODATA && !region.size ? 0 : errno;
	if (at != (off_t)region.size)
		return EMSGSIZE;
	if (region.size) {
		map = mmap(NULL, region.size, PROT_READ, MAP_SHARED, cap, region.offset);
		if (map == MAP_FAILED)
			return errno;
		for (at = 0; at < (off_t)region.size; at += PAGE)
			sum += map[at];
		munmap(map, region.size);
	}
	/* This one may go under way, and says so then. */
	card_read(card, "xen_vgapt/rom", (char *)buf, sizeof(buf));
	return sum == 0xffffffff ? EILSEQ : 0;
}

static void __attribute__((noreturn)) child(enum op op, const struct card *card)
{
	char text[16];
	int cap, dev, rc = 0;
	uint32_t mine = 0;

	ops_forked();
	switch (op) {
	case ATTACH:
		begin();
		dev = open(DEVICE, O_RDWR | O_CLOEXEC);
		if (dev < 0)
			end(errno);
		cap = attach_call(dev, card, dom);
		rc = cap < 0 ? errno : 0;
		close(dev);
		close(cap);
		end(rc);
	case GRANT:
		cap = capability(card, dom, false);
		begin();
		end(ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_ALL) ? errno : 0);
	case REVOKE:
		cap = capability(card, dom, true);
		begin();
		end(ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_ALL) ? errno : 0);
	case CLOSE:
		cap = capability(card, dom, true);
		begin();
		close(cap);
		end(0);
	case READ:
		cap = capability(card, dom, false);
		begin();
		end(read_rom(cap, card));
	case CAPTURE:
		begin();
		rc = card_write(card, "remove", "1");
		if (!rc)
			rc = write_file("/sys/bus/pci/rescan", "1");
		/* The work that reads it is on its way now: look at what it does. */
		while (!rc && !card_exists(card, "xen_vgapt/rom_sha256") && now_us() < sh->began + 300000)
			usleep(1000);
		card_read(card, "xen_vgapt/rom_sha256", text, sizeof(text));
		end(rc);
	case RESET:
		cap = capability(card, dom, false);
		begin();
		end(reset_call(cap) ? errno : 0);
	case FLR:
		if (card_write(card, "xen_vgapt/primary", "1"))
			unprepared(errno);
		begin();
		end(write_file(PCIBACK "do_flr", card->sbdf));
	case CREATE:
		begin();
		rc = domain_create(&mine);
		if (rc)
			end(rc);
		sh->domid = mine;
		note_write(card, mine);
		snprintf(text, sizeof(text), "%u", mine);
		end(card_write(card, "xen_vgapt/owner", text));
	case DESTROY:
		rc = domain_create(&mine);
		if (rc)
			unprepared(rc);
		sh->domid = mine;
		note_write(card, mine);
		snprintf(text, sizeof(text), "%u", mine);
		rc = card_write(card, "xen_vgapt/owner", text);
		if (rc)
			unprepared(rc);
		begin();
		domain_destroy(mine);
		note_remove(card);
		end(0);
	case NUM_OPS:
		break;
	}
	_exit(4);
}

/* Where a process that does not end hangs. */
static void show_stack(pid_t pid)
{
	char path[64], stack[4096];

	snprintf(path, sizeof(path), "/proc/%d/stack", pid);
	if (!read_file(path, stack, sizeof(stack)))
		printf("%s\n", stack);
}

static bool wait_end(pid_t pid, int *status)
{
	uint64_t last = now_us() + bound_s * 1000000ULL;
	pid_t got;

	while ((got = waitpid(pid, status, WNOHANG)) == 0) {
		if (now_us() > last)
			return false;
		usleep(500);
	}
	return got == pid;
}

static bool ended_as_documented(enum op op, enum hit hit)
{
	int i;

	if (!sh->rc)
		return true;
	/* Xen's answer where it would map memory in a domain it is taking down, and does not say yet that it is. */
	if ((op == GRANT || op == FLR || op == CREATE) && hit == DEATH && sh->rc == ENOMEM)
		return true;
	for (i = 0; i < MAX_ERRORS; i++)
		if (allowed[op][i] == sh->rc)
			return true;
	return false;
}

static enum hit pick(void)
{
	unsigned int sum = 0, at, i;

	for (i = 0; i < NUM_HITS; i++)
		sum += hits[i].weight;
	at = below(sum);
	for (i = 0; at >= hits[i].weight; i++)
		at -= hits[i].weight;
	return i;
}

/* xenstored does not know our domains, and says nothing of their end: of this it does. */
static void remove_notes(void)
{
	unsigned int i;

	for (i = 0; i < num_cards; i++)
		note_remove(&cards[i]);
}

static void check_nothing_left(enum op op, enum hit hit)
{
	uint64_t last = now_us() + 20000000;
	char text[64];
	unsigned int i;

	/* What was granted in the administrator's name is his to take back; what a dead domain had goes by itself. */
	for (i = 0; i < num_cards; i++) {
		if (op == FLR || op == CREATE)
			card_write(&cards[i], "xen_vgapt/owner", "none");
		for (;;) {
			card_read(&cards[i], "xen_vgapt/owner", text, sizeof(text));
			if (!strcmp(text, "none"))
				break;
			if (now_us() > last) {
				strcat(text, " is the owner still");
				complain(op, hit, text);
				card_write(&cards[i], "xen_vgapt/owner", "none");
				break;
			}
			usleep(2000);
		}
	}
	read_file("/sys/module/xen_vgapt/refcnt", text, sizeof(text));
	/* As long as the domain lives that was given a card, it may have our copy of its ROM mapped. */
	if (strcmp(text, "0")) {
		if (domain_alive(dom))
			domain_destroy(dom);
		remove_notes();
	}
	for (;;) {
		read_file("/sys/module/xen_vgapt/refcnt", text, sizeof(text));
		if (!strcmp(text, "0"))
			break;
		if (now_us() > last) {
			strcat(text, " references on the module");
			complain(op, hit, text);
			break;
		}
		usleep(2000);
	}
}

static void one_round(void)
{
	enum op op = below(NUM_OPS);
	enum hit hit = pick();
	unsigned int which = below(num_cards), i;
	const struct card *card = &cards[which];
	const char *why;
	bool middle, fresh;
	int status, pipes[2];
	uint64_t took;
	char byte;
	pid_t pid;

	if (pipe(pipes))
		die("pipe");
	memset(sh, 0, sizeof(*sh));
	pid = fork();
	if (!pid) {
		close(pipes[0]);
		go = pipes[1];
		child(op, card);
	}
	close(pipes[1]);
	if (read(pipes[0], &byte, 1) == 1)
		usleep(below(stats[op].typical + stats[op].typical / 4 + 200));
	close(pipes[0]);
	middle = sh->prepared && !sh->ended;
	strike(op, hit, card, pid);
	if (!wait_end(pid, &status)) {
		complain(op, hit, "it does not end");
		show_stack(pid);
		exit(1);
	}
	if (!sh->prepared)
		complain(op, hit, strerrorname_np(sh->rc));
	took = sh->ended ? sh->ended - sh->began : now_us() - sh->began;
	stats[op].rounds++;
	stats[op].middle += middle;
	hit_rounds[hit]++;
	hit_middle[hit] += middle;
	matrix[op][hit] += middle;
	if (took > stats[op].longest)
		stats[op].longest = took;
	if (!sh->ended) {
		if (hit != KILL)
			complain(op, hit, "its process has died");
		stats[op].killed++;
	} else {
		/* The middle of what it takes: half of what was so far, half of this. */
		stats[op].typical = (stats[op].typical + took) / 2;
		stats[op].errors[sh->rc & 255]++;
		if (!ended_as_documented(op, hit))
			complain(op, hit, strerrorname_np(sh->rc));
	}

	if (hit == AWAY_LONG && !wait_until(answers, card, 30) && card_exists(card, "config"))
		complain(op, hit, "the card stays away");
	why = make_whole();
	if (why) {
		complain(op, hit, why);
		exit(1);
	}
	/* Who is killed before he destroys his domain leaves it alive, with what it has. */
	if (op == CREATE || op == DESTROY) {
		domains_reap(&dom, 1);
		remove_notes();
	}
	check_nothing_left(op, hit);
	fresh = !domain_alive(dom);
	if (fresh && domain_create(&dom))
		die("a new domain");
	if (fresh || hit == DEATH || op == CREATE || op == DESTROY)
		for (i = 0; i < num_cards; i++)
			note_write(&cards[i], dom);
	/* A note that is gone or names another makes the module look, which takes a moment. */
	if (round_now % 100 == 99 && !xen_allows_nothing(dom))
		complain(op, hit, "Xen lets the domain reach something");
}

static void report(unsigned int rounds, uint64_t start)
{
	unsigned int i, j, n, empty = 0, middle = 0, deaths;

	for (i = 0; i < NUM_OPS; i++) {
		printf("# note: %s: %u rounds, %u hit in the middle, longest %llu ms;", op_names[i], stats[i].rounds,
		       stats[i].middle, (unsigned long long)stats[i].longest / 1000);
		printf(" done %u", stats[i].errors[0]);
		for (j = 1; j < 256; j++)
			if (stats[i].errors[j])
				printf(", %s %u", strerrorname_np(j), stats[i].errors[j]);
		printf(", killed %u\n", stats[i].killed);
		middle += stats[i].middle;
	}
	for (i = 0; i < NUM_HITS; i++) {
		for (j = 0, n = 0; j < NUM_OPS; j++)
			n += !!matrix[j][i];
		printf("# note: %s: %u rounds, %u in the middle of something, of %u kinds\n", hits[i].name, hit_rounds[i],
		       hit_middle[i], n);
		/* A few can all have come too early or too late: six of 600 rounds did. */
		empty += hit_rounds[i] >= 10 && !hit_middle[i];
	}
	deaths = hit_rounds[DEATH] + stats[DESTROY].rounds;
	printf("# note: %u rounds survived in %llu s, %u hit in the middle; %u deaths of domains, module unloaded %u times, pciback %u\n",
	       rounds, (unsigned long long)(now_us() - start) / 1000000, middle, deaths, unloads, unloads_pciback);
	printf("# note: longest that taking away took while xenstored did not answer: %llu ms\n",
	       (unsigned long long)silent_longest / 1000);
	check(!bad, "lifetimes: %u rounds, nothing left behind in any", rounds);
	check(middle >= rounds / 4, "lifetimes: in a quarter of the rounds at least the operation was under way");
	check(rounds < 500 || !empty, "lifetimes: each kind of end has met an operation");
}

int main(int argc, char **argv)
{
	unsigned int rounds, i;
	char text[32];
	uint64_t start = now_us();
	struct sigaction action = { .sa_handler = on_sigbus };

	if (argc == 2 && !strcmp(argv[1], "domain")) {
		if (domain_create(&dom))
			die("a domain");
		printf("%u\n", dom);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "reap")) {
		domains_reap(NULL, 0);
		return 0;
	}
	if (argc < 5 || argc > 4 + MAX_CARDS) {
		fprintf(stderr, "usage: lives ROUNDS SEED BOUND SBDF... | domain | reap\n");
		return 2;
	}
	rounds = strtoul(argv[1], NULL, 10);
	seed_with(strtoull(argv[2], NULL, 0));
	bound_s = strtoul(argv[3], NULL, 10);
	num_cards = argc - 4;
	for (i = 0; i < num_cards; i++)
		if (card_parse(&cards[i], argv[4 + i]))
			return 2;
	if (read_file("/run/xenstored.pid", text, sizeof(text)))
		die("/run/xenstored.pid");
	store = strtoul(text, NULL, 10);
	sigaction(SIGBUS, &action, NULL);
	sh = mmap(NULL, sizeof(*sh), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sh == MAP_FAILED)
		die("mmap");
	if (domain_create(&dom))
		die("a domain");
	for (i = 0; i < num_cards; i++)
		note_write(&cards[i], dom);
	for (i = 0; i < NUM_OPS; i++)
		stats[i].typical = 2000;
	for (round_now = 0; round_now < rounds; round_now++) {
		one_round();
		if (round_now % 250 == 249) {
			printf("%u rounds, %llu s\n", round_now + 1, (unsigned long long)(now_us() - start) / 1000000);
			fflush(stdout);
		}
	}
	report(rounds, start);
	domain_destroy(dom);
	for (i = 0; i < num_cards; i++)
		note_remove(&cards[i]);
	return bad != 0;
}
