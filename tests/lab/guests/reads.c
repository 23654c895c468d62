// SPDX-License-Identifier: GPL-2.0-only
/*
 * reads: how long a guest has to wait for its disks and for its functions' configuration
 * space, and whether what it reads is right.
 *
 *   reads SECONDS DISK=FILE...
 *
 * One thread for each disk reads it past all caches, from its beginning to its end and
 * again, and compares with FILE.  One thread on each processor reads the ids of all
 * functions on bus 0 that are there in the beginning; the first of them also leaves a
 * note in the interrupt line of the displays, and looks whether it is still there.  Each
 * second it says
 *
 *   VGAPT passes=N wrong=N failed=N disk=MS bad=N config=MS cpus=N at=S
 *
 * passes: whole readings of a disk; wrong: blocks that were not as FILE has them; failed:
 * reads that were refused; bad: accesses to configuration space that gave what they
 * should not; disk and config: the longest wait in this second, which counts when it is
 * over; cpus: processors on which something was read in it.  Of a thread that has waited
 * for configuration space for more than three seconds, and still does:
 *
 *   VGAPT stuck cpu=N function=BDF since=MS
 *
 * At the end: "VGAPT reads=done".
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BLOCK		65536
#define MAX_DISKS	4
#define MAX_CPUS	8
#define MAX_FUNCTIONS	32
#define CLASS		11		/* its upper byte */
#define DISPLAY		3
#define INTERRUPT_LINE	0x3c
#define STUCK_MS	3000

struct disk {
	int fd;
	uint8_t *want;
	size_t size;
};

struct function {
	char name[16];
	int fd;
	uint32_t id;
	bool display;
};

static struct function functions[MAX_FUNCTIONS];
static int num_functions;
static unsigned long passes, wrong, failed, bad, longest_disk, longest_config;
static unsigned long turns[MAX_CPUS];
/* What each processor's thread waits for, if it does, and since when. */
static unsigned long since[MAX_CPUS];
static const struct function *waits_for[MAX_CPUS];
static bool over;

static unsigned long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000UL + now.tv_nsec / 1000000;
}

static void count(unsigned long *what)
{
	__atomic_fetch_add(what, 1, __ATOMIC_RELAXED);
}

static void longest(unsigned long *max, unsigned long start)
{
	unsigned long ms = now_ms() - start, was = __atomic_load_n(max, __ATOMIC_RELAXED);

	while (ms > was && !__atomic_compare_exchange_n(max, &was, ms, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
}

static bool is_over(void)
{
	return __atomic_load_n(&over, __ATOMIC_RELAXED);
}

static void die(const char *what)
{
	printf("VGAPT reads=%s error=%s\n", what, strerror(errno));
	exit(1);
}

/* DISK=FILE */
static void open_disk(struct disk *disk, char *text)
{
	char *file = strchr(text, '=');
	struct stat st;
	size_t have = 0;
	ssize_t got;
	int fd;

	if (!file)
		die("usage");
	*file++ = 0;
	disk->fd = open(text, O_RDONLY | O_DIRECT);
	fd = open(file, O_RDONLY);
	if (disk->fd < 0 || fd < 0 || fstat(fd, &st))
		die(text);
	disk->size = st.st_size - st.st_size % BLOCK;
	disk->want = malloc(disk->size);
	while (disk->want && have < disk->size && (got = read(fd, disk->want + have, disk->size - have)) > 0)
		have += got;
	close(fd);
	if (!disk->size || have < disk->size)
		die(file);
}

static void *reading(void *arg)
{
	const struct disk *disk = arg;
	unsigned long start;
	ssize_t got;
	size_t at;
	void *buf;

	if (posix_memalign(&buf, 4096, BLOCK))
		die("memory");
	for (at = 0; !is_over(); ) {
		start = now_ms();
		got = pread(disk->fd, buf, BLOCK, at);
		longest(&longest_disk, start);
		if (got != BLOCK)
			count(&failed);
		else if (memcmp(buf, disk->want + at, BLOCK))
			count(&wrong);
		at += BLOCK;
		if (at >= disk->size) {
			count(&passes);
			at = 0;
		}
	}
	return NULL;
}

static void open_functions(void)
{
	uint8_t class = 0;
	glob_t found;
	size_t i;

	if (glob("/sys/bus/pci/devices/0000:00:*/config", 0, NULL, &found))
		die("functions");
	for (i = 0; i < found.gl_pathc && num_functions < MAX_FUNCTIONS; i++) {
		struct function *fn = &functions[num_functions];

		fn->fd = open(found.gl_pathv[i], O_RDWR);
		if (fn->fd < 0 || pread(fn->fd, &fn->id, 4, 0) != 4 || pread(fn->fd, &class, 1, CLASS) != 1)
			die(found.gl_pathv[i]);
		fn->display = class == DISPLAY;
		/* It ends in BB:DD.F/config. */
		snprintf(fn->name, sizeof(fn->name), "%.7s", found.gl_pathv[i] + strlen(found.gl_pathv[i]) - 14);
		num_functions++;
	}
	globfree(&found);
}

static void ask(const struct function *fn)
{
	unsigned long start = now_ms();
	uint32_t id = 0;

	if (pread(fn->fd, &id, 4, 0) != 4 || id != fn->id)
		count(&bad);
	longest(&longest_config, start);
}

/* Nobody else writes there once the guest is up. */
static void leave_note(const struct function *fn, uint8_t note)
{
	unsigned long start = now_ms();
	uint8_t is = ~note;

	if (pwrite(fn->fd, &note, 1, INTERRUPT_LINE) != 1 || pread(fn->fd, &is, 1, INTERRUPT_LINE) != 1 || is != note)
		count(&bad);
	longest(&longest_config, start);
}

static void *asking(void *arg)
{
	long cpu = (long)arg;
	uint8_t note = 0;
	cpu_set_t set;
	int i;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("affinity");
	while (!is_over()) {
		for (i = 0; i < num_functions; i++) {
			waits_for[cpu] = &functions[i];
			__atomic_store_n(&since[cpu], now_ms(), __ATOMIC_RELEASE);
			ask(&functions[i]);
			if (!cpu && functions[i].display)
				leave_note(&functions[i], ++note);
			__atomic_store_n(&since[cpu], 0, __ATOMIC_RELEASE);
		}
		count(&turns[cpu]);
		usleep(20000);
	}
	return NULL;
}

/* Since it was asked last. */
static unsigned long taken(unsigned long *what)
{
	return __atomic_exchange_n(what, 0, __ATOMIC_RELAXED);
}

static void tell(int cpus)
{
	int i, alive = 0;

	for (i = 0; i < cpus; i++)
		alive += !!taken(&turns[i]);
	printf("VGAPT passes=%lu wrong=%lu failed=%lu disk=%lu bad=%lu config=%lu cpus=%d at=%lu\n", passes, wrong, failed,
	       taken(&longest_disk), bad, taken(&longest_config), alive, now_ms() / 1000);
	for (i = 0; i < cpus; i++) {
		unsigned long start = __atomic_load_n(&since[i], __ATOMIC_ACQUIRE), ms = now_ms() - start;

		if (start && ms > STUCK_MS)
			printf("VGAPT stuck cpu=%d function=%s since=%lu\n", i, waits_for[i]->name, ms);
	}
	fflush(stdout);
}

int main(int argc, char **argv)
{
	pthread_t threads[MAX_DISKS + MAX_CPUS];
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), num = 0, i;
	static struct disk disks[MAX_DISKS];
	unsigned long end;

	if (argc < 3 || argc > 2 + MAX_DISKS) {
		fprintf(stderr, "usage: reads SECONDS DISK=FILE...\n");
		return 2;
	}
	if (cpus > MAX_CPUS)
		cpus = MAX_CPUS;
	open_functions();
	for (i = 2; i < argc; i++)
		open_disk(&disks[i - 2], argv[i]);
	for (i = 2; i < argc; i++)
		if (pthread_create(&threads[num++], NULL, reading, &disks[i - 2]))
			die("thread");
	for (i = 0; i < cpus; i++)
		if (pthread_create(&threads[num++], NULL, asking, (void *)(long)i))
			die("thread");
	end = now_ms() + strtoul(argv[1], NULL, 10) * 1000;
	while (now_ms() < end) {
		sleep(1);
		tell(cpus);
	}
	__atomic_store_n(&over, true, __ATOMIC_RELAXED);
	for (i = 0; i < num; i++)
		pthread_join(threads[i], NULL);
	printf("VGAPT reads=done\n");
	return 0;
}
