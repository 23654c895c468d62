// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzzdev: random calls of the running module through /dev/xen_vgapt and sysfs, by
 * several threads at a time, and whether what they answer is right.
 *
 *   fuzzdev --domain ID [--domain ID...] [OPTION...]
 *
 *   --ops N          operations, of all threads together (20000)
 *   --threads N      4
 *   --seed N         random unless given; printed
 *   --rounds N       after each of which all is closed, and looked at (4)
 *   --only-thread K  do what thread K does, and nothing else
 *   --no-kcov        do as if the kernel could not tell what is covered
 *   --trace FILE     write each operation's number there before it is done
 *   --replay FILE    do what such a file has, in the order each thread had
 *   --stall SECONDS  end with status 3 if a thread does not get on (600)
 *
 * The first --domain is one that has the cards; others may have none.  A thread's
 * sequence follows from seed, thread and position.  With KCOV half of it is made
 * from sequences that have come to something new, and only a trace has it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

#include "fuzz.h"

#define SEQUENCE	12	/* operations that are mutated together */
#define CORPUS_MAX	4096

struct config config = {
	.ops = 20000,
	.threads = 4,
	.rounds = 4,
	.only = -1,
	.stall = 600,
	.use_kcov = true,
};

struct thread *threads;
/* In every other round the administrator grants, too. */
bool admin_round;

static FILE *trace;
static pthread_mutex_t trace_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;
static _Atomic unsigned int running;
static unsigned int total_weight;

static struct {
	pthread_mutex_t lock;
	uint64_t (*list)[SEQUENCE];
	unsigned int num;
} corpus = { .lock = PTHREAD_MUTEX_INITIALIZER };

uint64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ULL + ts.tv_nsec / 1000;
}

uint64_t now_ms(void)
{
	return now_us() / 1000;
}

static const struct {
	const struct op *ops;
	const size_t *num;
} groups[] = {
	{ call_ops, &num_call_ops },
	{ fd_ops, &num_fd_ops },
	{ proc_ops, &num_proc_ops },
	{ sysfs_ops, &num_sysfs_ops },
};

unsigned int num_ops(void)
{
	unsigned int num = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(groups); i++)
		num += *groups[i].num;
	return num;
}

const struct op *op_of(unsigned int nr)
{
	size_t i;

	for (i = 0; nr >= *groups[i].num; i++)
		nr -= *groups[i].num;
	return &groups[i].ops[nr];
}

static unsigned int pick_op(struct rng *rng)
{
	int at = rng_below(rng, total_weight);
	unsigned int nr = 0;

	while ((at -= op_of(nr)->weight) >= 0)
		nr++;
	return nr;
}

/* Returns how much that was new it has come to. */
static unsigned int do_op(struct thread *th, uint64_t num)
{
	const struct op *op;
	unsigned int fresh;
	uint64_t start;

	th->num = num;
	rng_seed(&th->shape, num >> 32);
	rng_seed(&th->rng, num);
	th->op = pick_op(&th->shape);
	op = op_of(th->op);
	th->op_name = op->name;
	th->last[th->index % ARRAY_SIZE(th->last)] = num;
	__atomic_store_n(&th->index, th->index + 1, __ATOMIC_RELAXED);
	if (trace) {
		pthread_mutex_lock(&trace_lock);
		fprintf(trace, "%u %016llx %s\n", th->nr, (unsigned long long)num, op->name);
		fflush(trace);
		pthread_mutex_unlock(&trace_lock);
	}
	start = now_us();
	atomic_store_explicit(&th->since, start / 1000, memory_order_relaxed);
	kcov_op_begin(th);
	op->run(th);
	fresh = kcov_op_end(th);
	th->took[th->op] += now_us() - start;
	return fresh;
}

/* From what has come to something new: others in between, other details, two halves. */
static void mutate(struct thread *th, struct rng *rng, uint64_t seq[SEQUENCE])
{
	unsigned int i, other, times, from;

	(void)th;
	pthread_mutex_lock(&corpus.lock);
	if (!corpus.num || rng_once_in(rng, 2)) {
		pthread_mutex_unlock(&corpus.lock);
		return;
	}
	from = rng_below(rng, corpus.num);
	other = rng_below(rng, corpus.num);
	for (i = 0; i < SEQUENCE; i++)
		if (!rng_once_in(rng, 4))
			seq[i] = corpus.list[from][i];
	if (rng_once_in(rng, 3))
		for (i = rng_below(rng, SEQUENCE); i < SEQUENCE; i++)
			seq[i] = corpus.list[other][i];
	pthread_mutex_unlock(&corpus.lock);
	for (times = rng_below(rng, 4); times; times--) {
		i = rng_below(rng, SEQUENCE);
		/* The same thing, with other details. */
		seq[i] = (seq[i] & ~0xffffffffULL) | rng_next(rng) >> 32;
	}
}

static void remember(const uint64_t seq[SEQUENCE])
{
	pthread_mutex_lock(&corpus.lock);
	if (corpus.num < CORPUS_MAX)
		memcpy(corpus.list[corpus.num++], seq, sizeof(corpus.list[0]));
	pthread_mutex_unlock(&corpus.lock);
}

static void do_round(struct thread *th, uint64_t from, uint64_t to)
{
	uint64_t at, seq[SEQUENCE];
	unsigned int i, num, fresh;
	struct rng rng;

	for (at = from; at < to; at += num) {
		num = to - at < SEQUENCE ? to - at : SEQUENCE;
		for (i = 0; i < SEQUENCE; i++)
			seq[i] = th->ops && at + i < th->num_ops ? th->ops[at + i] :
				 rng_mix(config.seed, th->nr, at + i);
		if (!th->ops && kcov_there()) {
			rng_seed(&rng, seq[0] ^ at);
			mutate(th, &rng, seq);
		}
		for (i = 0, fresh = 0; i < num; i++)
			fresh += do_op(th, seq[i]);
		if (fresh && !th->ops)
			remember(seq);
	}
}

static void *run(void *arg)
{
	struct thread *th = arg;
	uint64_t each = th->ops ? th->num_ops : config.ops / config.threads;
	unsigned int round;

	kcov_thread_begin(th);
	for (round = 0; round < config.rounds; round++) {
		pthread_barrier_wait(&barrier);
		atomic_store(&th->idle, false);
		do_round(th, each * round / config.rounds, each * (round + 1) / config.rounds);
		atomic_store(&th->idle, true);
		pthread_barrier_wait(&barrier);
	}
	kcov_thread_end(th);
	atomic_fetch_sub(&running, 1);
	return NULL;
}

/* Who has been at the same operation for too long?  And a sign of life, each half minute. */
static void *watch(void *arg)
{
	uint64_t start = now_ms(), told = start;
	unsigned int t;

	(void)arg;
	while (atomic_load(&running)) {
		usleep(200000);
		if (now_ms() - told >= 30000) {
			uint64_t done = 0;

			for (t = 0; t < config.threads; t++)
				done += __atomic_load_n(&threads[t].index, __ATOMIC_RELAXED);
			told = now_ms();
			printf("fuzzdev: %llu operations, %llu s\n", (unsigned long long)done,
			       (unsigned long long)(told - start) / 1000);
		}
		for (t = 0; t < config.threads; t++) {
			uint64_t since = atomic_load(&threads[t].since), now = now_ms();

			if (atomic_load(&threads[t].idle) || !since || now < since + config.stall * 1000ULL)
				continue;
			printf("not ok - all threads get on (thread %u is at \"%s\", number %016llx, for %u s; seed %llu)\n",
			       t, threads[t].op_name, (unsigned long long)threads[t].num, config.stall,
			       (unsigned long long)config.seed);
			fflush(stdout);
			_exit(3);
		}
	}
	return NULL;
}

static void on_signal(int nr)
{
	(void)nr;
}

static void find_xen(void)
{
	struct vgapt_version version = { .argsz = sizeof(version) };
	int fd = open("/dev/xen_vgapt", O_RDWR | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, VGAPT_IOC_VERSION, &version)) {
		perror("fuzzdev: /dev/xen_vgapt");
		exit(2);
	}
	have_xen = version.flags & VGAPT_VERSION_XEN;
	close(fd);
}

/* The images that were given are taken back. */
static void roms_restore(void)
{
	unsigned int p;
	int device = open("/dev/xen_vgapt", O_RDWR | O_CLOEXEC), fd;

	for (p = 0; p < num_places; p++) {
		struct vgapt_rom_open args = {
			.argsz = sizeof(args),
			.segment = places[p].segment,
			.bus = places[p].bus,
			.devfn = places[p].devfn,
		};
		char path[160];
		ssize_t len;

		fd = ioctl(device, VGAPT_IOC_ROM_LOAD, &args);
		looked(NULL, RULE_RESTORED, fd >= 0 && !ioctl(fd, VGAPT_IOC_ROM_COMMIT, 0), "the image of %s", places[p].sbdf);
		close(fd);
		len = file_read(place_file(&places[p], "xen_vgapt/rom", path), (char *)threads[0].buf, ROM_MAX);
		looked(NULL, RULE_RESTORED, len < 0 ? !places[p].rom_size : (size_t)len == places[p].rom_size &&
		       !memcmp(threads[0].buf, places[p].rom, len), "the ROM of %s", places[p].sbdf);
	}
	close(device);
}

static void read_trace(const char *name)
{
	FILE *file = fopen(name, "r");
	unsigned long long num;
	char line[128];
	unsigned int t;

	if (!file) {
		perror(name);
		exit(2);
	}
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%u %llx", &t, &num) != 2 || t >= config.threads)
			continue;
		if (!(threads[t].num_ops % 1024))
			threads[t].ops = realloc(threads[t].ops, (threads[t].num_ops + 1024) * sizeof(num));
		if (!threads[t].ops)
			exit(2);
		threads[t].ops[threads[t].num_ops++] = num;
	}
	fclose(file);
}

enum { OPT_DOMAIN = 256, OPT_OPS, OPT_THREADS, OPT_SEED, OPT_ROUNDS, OPT_ONLY, OPT_NO_KCOV, OPT_TRACE, OPT_REPLAY, OPT_STALL };

static const struct option options[] = {
	{ "domain", required_argument, NULL, OPT_DOMAIN },
	{ "ops", required_argument, NULL, OPT_OPS },
	{ "threads", required_argument, NULL, OPT_THREADS },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "rounds", required_argument, NULL, OPT_ROUNDS },
	{ "only-thread", required_argument, NULL, OPT_ONLY },
	{ "no-kcov", no_argument, NULL, OPT_NO_KCOV },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "replay", required_argument, NULL, OPT_REPLAY },
	{ "stall", required_argument, NULL, OPT_STALL },
	{ NULL, 0, NULL, 0 }
};

static const char *parse(int argc, char **argv)
{
	const char *replay = NULL;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		switch (opt) {
		case OPT_DOMAIN: places_domain(optarg); break;
		case OPT_OPS: config.ops = strtoull(optarg, NULL, 0); break;
		case OPT_THREADS: config.threads = strtoul(optarg, NULL, 0); break;
		case OPT_SEED: config.seed = strtoull(optarg, NULL, 0); break;
		case OPT_ROUNDS: config.rounds = strtoul(optarg, NULL, 0); break;
		case OPT_ONLY: config.only = atoi(optarg); break;
		case OPT_NO_KCOV: config.use_kcov = false; break;
		case OPT_TRACE:
			trace = fopen(optarg, "w");
			if (!trace) {
				perror(optarg);
				exit(2);
			}
			break;
		case OPT_REPLAY: replay = optarg; break;
		case OPT_STALL: config.stall = strtoul(optarg, NULL, 0); break;
		default:
			exit(2);
		}
	}
	if (!num_domains || !config.threads || config.threads > MAX_THREADS || !config.rounds ||
	    config.only >= (int)config.threads || optind != argc) {
		fprintf(stderr, "usage: fuzzdev --domain ID... [--ops N] [--threads N] [--seed N] [--rounds N]\n");
		exit(2);
	}
	return replay;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };
	unsigned int t, round, active;
	const char *replay;
	pthread_t watcher;
	uint64_t start, done = 0;
	int rc;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (getrandom(&config.seed, sizeof(config.seed), 0) != sizeof(config.seed))
		config.seed = now_ms();
	config.seed &= 0xffffffff;
	replay = parse(argc, argv);
	sigaction(SIGUSR1, &action, NULL);
	places_find();
	if (!num_places) {
		fprintf(stderr, "fuzzdev: no display function that the module knows\n");
		return 2;
	}
	find_xen();
	sysfs_save();
	kcov_setup();
	for (t = 0; t < num_ops(); t++)
		total_weight += op_of(t)->weight;
	threads = calloc(config.threads, sizeof(*threads));
	corpus.list = calloc(CORPUS_MAX, sizeof(*corpus.list));
	if (!threads || !corpus.list)
		return 2;
	if (replay)
		read_trace(replay);
	printf("fuzzdev: seed %llu, %llu operations, %u threads, %u functions, %u domains%s\n",
	       (unsigned long long)config.seed, (unsigned long long)config.ops, config.threads, num_places, num_domains,
	       kcov_there() ? ", KCOV" : "");

	active = config.only < 0 ? config.threads : 1;
	pthread_barrier_init(&barrier, NULL, active + 1);
	atomic_store(&running, active);
	start = now_ms();
	for (t = 0; t < config.threads; t++) {
		threads[t].nr = t;
		threads[t].idle = true;
		threads[t].arena = arena_new();
		threads[t].buf = mmap(NULL, ROM_MAX + 2 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (threads[t].buf == MAP_FAILED)
			return 2;
		if ((config.only < 0 || (int)t == config.only) && pthread_create(&threads[t].id, NULL, run, &threads[t]))
			return 2;
	}
	pthread_create(&watcher, NULL, watch, NULL);
	for (round = 0; round < config.rounds; round++) {
		admin_round = round % 2;
		handles_open();
		pthread_barrier_wait(&barrier);
		pthread_barrier_wait(&barrier);
		mappings_drop();
		handles_close();
		sysfs_nobody(admin_round ? "after the administrator's \"none\"" : "after all was closed", admin_round);
		for (done = 0, t = 0; t < config.threads; t++)
			done += threads[t].index;
		printf("fuzzdev: round %u: %llu operations, %llu s, %llu bad\n", round, (unsigned long long)done,
		       (unsigned long long)(now_ms() - start) / 1000, (unsigned long long)atomic_load(&num_bad));
	}
	for (t = 0; t < config.threads; t++)
		if (config.only < 0 || (int)t == config.only)
			pthread_join(threads[t].id, NULL);
	pthread_join(watcher, NULL);
	roms_restore();
	sysfs_restore();
	report_counts();
	kcov_report();
	rc = report_rules();
	printf("# note: seed %llu: %llu operations in %llu ms, %llu bad\n", (unsigned long long)config.seed,
	       (unsigned long long)done, (unsigned long long)(now_ms() - start), (unsigned long long)atomic_load(&num_bad));
	return rc;
}
