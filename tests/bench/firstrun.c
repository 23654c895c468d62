// SPDX-License-Identifier: GPL-2.0-only
/*
 * firstrun: how long it takes until a new domain runs for the first time.
 *
 *   firstrun COMMAND [ARGUMENT...]
 *       Start COMMAND, which creates a domain, and wait until that has used any
 *       processor time; and for COMMAND.  Prints the nanoseconds from its start
 *       to then, and when that was, in microseconds since 1970.
 *
 * It asks Xen every two milliseconds, and does not give up.  COMMAND's standard output is our standard
 * error.  It ends with COMMAND's status if that is not 0.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xenctrl.h>

#include "bench.h"

#define MOST	64

/* Domains from @first on; what is told of them is in @infos. */
static int domains(xc_interface *xch, uint32_t first, xc_domaininfo_t *infos)
{
	int num = xc_domain_getinfolist(xch, first, MOST, infos);

	if (num < 0)
		die("firstrun: xc_domain_getinfolist: %s", strerror(errno));
	return num;
}

static pid_t start(char **argv)
{
	pid_t pid = fork();

	if (pid < 0)
		die("firstrun: fork: %s", strerror(errno));
	if (pid)
		return pid;
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execvp(argv[0], argv);
	die("firstrun: %s: %s", argv[0], strerror(errno));
}

/* Ends with us if it was not good. */
static bool ended(pid_t pid, int flags)
{
	int status;

	if (waitpid(pid, &status, flags) != pid)
		return false;
	if (!WIFEXITED(status))
		die("firstrun: the command was ended by signal %d", WTERMSIG(status));
	if (WEXITSTATUS(status))
		exit(WEXITSTATUS(status));
	return true;
}

int main(int argc, char **argv)
{
	const struct timespec pause = { .tv_nsec = 2000000 };
	static xc_domaininfo_t infos[MOST];
	bool gone = false, runs = false;
	uint32_t first = 1;
	uint64_t begin, now;
	struct timespec at;
	xc_interface *xch;
	pid_t pid;
	int num;

	if (argc < 2)
		die("firstrun COMMAND [ARGUMENT...]");
	xch = xc_interface_open(NULL, NULL, 0);
	if (!xch)
		die("firstrun: xc_interface_open: %s", strerror(errno));
	/* Not one that there is already, be it on its way out. */
	num = domains(xch, first, infos);
	if (num)
		first = infos[num - 1].domain + 1;
	begin = now_ns();
	pid = start(argv + 1);
	do {
		nanosleep(&pause, NULL);
		num = domains(xch, first, infos);
		now = now_ns();
		clock_gettime(CLOCK_REALTIME, &at);
		runs = num > 0 && infos[0].cpu_time;
		if (!gone)
			gone = ended(pid, WNOHANG);
	} while (!runs);
	if (!gone)
		ended(pid, 0);
	printf("%" PRIu64 " %" PRIu64 "\n", now - begin,
	       (uint64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000);
	return 0;
}
