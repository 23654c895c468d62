// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's fault injection (its Documentation/fault-injection).
 *
 * Memory and copies: /proc/PID/fail-nth counts the fault points that a task
 * passes, and has the one fail at which it comes to 0.  Only what has the
 * module's code among its callers counts, by the stack filter.  A kernel worker is
 * a task, too.
 *
 * Xen: fail_function replaces the module's own functions for hypercalls; calls of any of
 * them are counted.  Without function tracing that is by a breakpoint, in what the kernel
 * takes for an NMI, where fail-nth does not count; "space" does, each call taking 1 from it.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "faults.h"

#define DEBUGFS		"/sys/kernel/debug/"
#define MAX_WORKERS	64

static const char *const xen_calls[] = { "vgapt_domctl_raw", "vgapt_physdev_raw" };
static const char *const memory[] = { "failslab", "fail_page_alloc", "fail_usercopy" };

static const struct {
	const char *name;
	int error;
	unsigned int times;
} kinds[NUM_FAULTS] = {
	[FAULT_ALLOC] = { "memory", ENOMEM },
	[FAULT_WORKER] = { "memory of workers", ENOMEM },
	[FAULT_XEN] = { "Xen, EIO", EIO, 1 },
	[FAULT_XEN_EINVAL] = { "Xen, EINVAL", EINVAL, 1 },
	[FAULT_XEN_TWICE] = { "Xen, EIO, twice", EIO, 2 },
};

static unsigned int armed;
static int self_fd = -1;
static int worker_fds[MAX_WORKERS];
static int workers;

/* set FOLDER FILE TEXT: in debugfs */
static int set(const char *folder, const char *file, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), DEBUGFS "%s/%s", folder, file);
	return file_write(path, text);
}

static void must_set(const char *folder, const char *file, const char *text)
{
	int rc = set(folder, file, text);

	if (rc) {
		errno = -rc;
		die(file);
	}
}

static unsigned int number_of(int fd)
{
	char text[32];
	ssize_t len = pread(fd, text, sizeof(text) - 1, 0);

	if (len < 0)
		return 0;
	text[len] = 0;
	return strtoul(text, NULL, 0);
}

static int set_number(int fd, unsigned int number)
{
	char text[16];

	return pwrite(fd, text, snprintf(text, sizeof(text), "%u", number), 0) < 0 ? -errno : 0;
}

/* Can this kernel do that? */
bool inject_has(enum fault fault)
{
	if (fault >= FAULT_XEN)
		return file_there(DEBUGFS "fail_function/inject");
	return file_there("/proc/thread-self/fail-nth") && file_there(DEBUGFS "failslab/stacktrace-depth");
}

const char *inject_name(enum fault fault)
{
	return kinds[fault].name;
}

int inject_errno(enum fault fault)
{
	return kinds[fault].error;
}

/* The text of the module, or of the function below which its init function runs. */
static void find_range(bool load, unsigned long *start, unsigned long *end)
{
	unsigned long address;
	char line[512], type, name[256], module[64];
	FILE *file = fopen("/proc/kallsyms", "r");
	int fields;

	*start = load ? 0 : ULONG_MAX;
	*end = load ? ULONG_MAX : 0;
	if (!file)
		die("/proc/kallsyms");
	while (fgets(line, sizeof(line), file)) {
		fields = sscanf(line, "%lx %c %255s %63s", &address, &type, name, module);
		if (load && fields >= 3 && !strcmp(name, "do_init_module"))
			*start = address;
		if (load || fields < 4 || strcmp(module, "[xen_vgapt]") || tolower(type) != 't')
			continue;
		if (address < *start)
			*start = address;
		/* The last function is not a page long. */
		if (address + 4096 > *end)
			*end = address + 4096;
	}
	/* Symbols are sorted by address only within the kernel proper: once more. */
	rewind(file);
	while (load && fgets(line, sizeof(line), file))
		if (sscanf(line, "%lx", &address) == 1 && address > *start && address < *end)
			*end = address;
	fclose(file);
	if (!*start || *start >= *end) {
		errno = ENOENT;
		die("the text of the module");
	}
}

/**
 * inject_within - have faults only below the module's code
 * @load: it is about to be loaded: below the kernel's do_init_module()
 */
void inject_within(bool load)
{
	char first[32], last[32];
	unsigned long start, end;
	size_t i;

	if (!inject_has(FAULT_ALLOC))
		return;
	find_range(load, &start, &end);
	snprintf(first, sizeof(first), "0x%lx", start);
	snprintf(last, sizeof(last), "0x%lx", end);
	for (i = 0; i < sizeof(memory) / sizeof(memory[0]); i++) {
		if (set(memory[i], "probability", "0"))
			continue;
		must_set(memory[i], "verbose", "0");
		must_set(memory[i], "stacktrace-depth", "32");
		must_set(memory[i], "require-start", first);
		must_set(memory[i], "require-end", last);
	}
	/* Also those that may wait for memory, and of any size. */
	must_set("failslab", "ignore-gfp-wait", "N");
	must_set("fail_page_alloc", "ignore-gfp-wait", "N");
	must_set("fail_page_alloc", "ignore-gfp-highmem", "N");
	must_set("fail_page_alloc", "min-order", "0");
	if (self_fd < 0)
		self_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (self_fd < 0)
		die("fail-nth");
}

/* Those that serve unbound workqueues, as the module's are. */
static void open_workers(void)
{
	DIR *proc = opendir("/proc");
	char path[300], name[32];
	struct dirent *entry;

	workers = 0;
	while (proc && (entry = readdir(proc)) && workers < MAX_WORKERS) {
		if (!isdigit(entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		if (file_read(path, name, sizeof(name)) < 0 || strncmp(name, "kworker/u", 9))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/fail-nth", entry->d_name);
		worker_fds[workers] = open(path, O_RDWR | O_CLOEXEC);
		if (worker_fds[workers] >= 0)
			workers++;
	}
	if (proc)
		closedir(proc);
}

static void arm_xen(unsigned int nth, int error, unsigned int times)
{
	char text[32], folder[64];
	size_t i;

	must_set("fail_function", "probability", "0");
	for (i = 0; i < sizeof(xen_calls) / sizeof(xen_calls[0]); i++) {
		/* fail_function does not know it. */
		if (set("fail_function", "inject", xen_calls[i]) == -EINVAL) {
			errno = EINVAL;
			die(xen_calls[i]);
		}
		snprintf(text, sizeof(text), "0x%llx", -(unsigned long long)error);
		snprintf(folder, sizeof(folder), "fail_function/%s", xen_calls[i]);
		must_set(folder, "retval", text);
	}
	must_set("fail_function", "verbose", "0");
	must_set("fail_function", "interval", "1");
	snprintf(text, sizeof(text), "%u", times);
	must_set("fail_function", "times", text);
	snprintf(text, sizeof(text), "%u", nth);
	must_set("fail_function", "space", text);
	must_set("fail_function", "probability", "100");
}

/**
 * inject_arm - have one fault point fail
 * @fault: of which kind
 * @nth:   which, from 1
 */
void inject_arm(enum fault fault, unsigned int nth)
{
	int i;

	armed = nth;
	switch (fault) {
	case FAULT_ALLOC:
		if (set_number(self_fd, nth))
			die("fail-nth");
		break;
	case FAULT_WORKER:
		open_workers();
		for (i = 0; i < workers; i++)
			set_number(worker_fds[i], nth);
		break;
	default:
		arm_xen(nth, kinds[fault].error, kinds[fault].times);
	}
}

/**
 * inject_quiet - wait until no worker that is armed gets on any more
 */
void inject_quiet(void)
{
	unsigned int sum, last = 0;
	int i, same = 0;

	while (workers && same < 5) {
		usleep(60000);
		for (sum = 0, i = 0; i < workers; i++)
			sum += number_of(worker_fds[i]);
		same = sum == last ? same + 1 : 0;
		last = sum;
	}
}

static enum injected disarm_workers(void)
{
	enum injected result = INJECTED_NOWHERE;
	unsigned int left;
	int i;

	for (i = 0; i < workers; i++) {
		left = number_of(worker_fds[i]);
		set_number(worker_fds[i], 0);
		close(worker_fds[i]);
		if (!left)
			result = INJECTED;
		else if (left < armed && result == INJECTED_NOWHERE)
			result = INJECTED_NOT;
	}
	workers = 0;
	return result;
}

/**
 * inject_disarm - no more faults
 * @fault: of the kind that was armed
 *
 * Return: whether there was one.
 */
enum injected inject_disarm(enum fault fault)
{
	unsigned int left;
	char text[32];
	size_t i;

	switch (fault) {
	case FAULT_ALLOC:
		left = number_of(self_fd);
		set_number(self_fd, 0);
		return left ? INJECTED_NOT : INJECTED;
	case FAULT_WORKER:
		return disarm_workers();
	default:
		set("fail_function", "probability", "0");
		if (file_read(DEBUGFS "fail_function/times", text, sizeof(text)) < 0)
			die("fail_function/times");
		left = strtoul(text, NULL, 0);
		/* Else it counts, and fails, by a task's fail-nth as well. */
		for (i = 0; i < sizeof(xen_calls) / sizeof(xen_calls[0]); i++) {
			snprintf(text, sizeof(text), "!%s", xen_calls[i]);
			set("fail_function", "inject", text);
		}
		return left == kinds[fault].times ? INJECTED_NOT : INJECTED;
	}
}
