// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of the module's instructions an operation has come to, from a kernel that
 * has KCOV.  Only the module's own are counted as news: in the rest of the
 * kernel there always are some.
 */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "fuzz.h"

#define KCOV_FILE	"/sys/kernel/debug/kcov"
#define KCOV_INIT	_IOR('c', 1, unsigned long)
#define KCOV_ON		_IO('c', 100)
#define KCOV_OFF	_IO('c', 101)
#define KCOV_PCS	0
#define WORDS		(64U << 10)
/* Where x86's linker puts _text. */
#define START_KERNEL	0xffffffff81000000ULL

struct kcov {
	int fd;
	uint64_t *area;		/* how many, then the addresses */
};

static bool there;
static uint64_t base, size;
/* A bit for each byte of the module. */
static _Atomic uint8_t *covered;
static _Atomic uint64_t num_covered, all_pcs;

/*
 * How far the kernel has been moved at boot: KCOV takes that off all addresses, off
 * modules' too, which /proc/modules has as they are.
 */
static uint64_t moved(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	unsigned long long at = 0, found = 0;
	char name[256];

	while (file && !found && fscanf(file, "%llx %*s %255s%*[^\n]", &at, name) == 2)
		if (!strcmp(name, "_text"))
			found = at;
	if (file)
		fclose(file);
	return found ? found - START_KERNEL : 0;
}

static bool module_range(void)
{
	char name[64], line[512];
	unsigned long long at = 0;
	unsigned long bytes;
	FILE *file = fopen("/proc/modules", "r");

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %lu %*s %*s %*s %llx", name, &bytes, &at) == 3 && !strcmp(name, "xen_vgapt")) {
			base = at - moved();
			size = bytes;
			break;
		}
	if (file)
		fclose(file);
	return base && size;
}

void kcov_setup(void)
{
	/* What it counts in is larger than the code; the text may be anywhere in it. */
	if (!config.use_kcov || access(KCOV_FILE, R_OK | W_OK) || !module_range())
		return;
	covered = calloc((size + 7) / 8, 1);
	there = covered;
}

bool kcov_there(void)
{
	return there;
}

void kcov_thread_begin(struct thread *th)
{
	struct kcov *kcov;

	if (!there)
		return;
	kcov = calloc(1, sizeof(*kcov));
	if (!kcov)
		exit(2);
	kcov->fd = open(KCOV_FILE, O_RDWR | O_CLOEXEC);
	if (kcov->fd >= 0 && !ioctl(kcov->fd, KCOV_INIT, (unsigned long)WORDS)) {
		kcov->area = mmap(NULL, WORDS * 8, PROT_READ | PROT_WRITE, MAP_SHARED, kcov->fd, 0);
		if (kcov->area != MAP_FAILED && !ioctl(kcov->fd, KCOV_ON, KCOV_PCS)) {
			th->kcov = kcov;
			return;
		}
	}
	perror("fuzzdev: " KCOV_FILE);
	exit(2);
}

void kcov_thread_end(struct thread *th)
{
	if (!th->kcov)
		return;
	ioctl(th->kcov->fd, KCOV_OFF, 0);
	munmap(th->kcov->area, WORDS * 8);
	close(th->kcov->fd);
	free(th->kcov);
	th->kcov = NULL;
}

void kcov_op_begin(struct thread *th)
{
	if (th->kcov)
		__atomic_store_n(th->kcov->area, 0, __ATOMIC_RELAXED);
}

/* How many of the module's places are new. */
unsigned int kcov_op_end(struct thread *th)
{
	unsigned int fresh = 0;
	uint64_t i, have;

	if (!th->kcov)
		return 0;
	have = __atomic_load_n(th->kcov->area, __ATOMIC_RELAXED);
	if (have >= WORDS)
		have = WORDS - 1;
	for (i = 1; i <= have; i++) {
		uint64_t at = th->kcov->area[i] - base;
		uint8_t bit = 1 << (at % 8);

		if (at >= size)
			continue;
		if (covered[at / 8] & bit)
			continue;
		if (!(atomic_fetch_or(&covered[at / 8], bit) & bit))
			fresh++;
	}
	atomic_fetch_add_explicit(&all_pcs, have, memory_order_relaxed);
	if (fresh)
		atomic_fetch_add(&num_covered, fresh);
	return fresh;
}

void kcov_report(void)
{
	if (there)
		printf("# note: kcov: %llu places of the module, in %llu of the kernel that were passed\n",
		       (unsigned long long)atomic_load(&num_covered), (unsigned long long)atomic_load(&all_pcs));
	else
		printf("kcov: none\n");
}
