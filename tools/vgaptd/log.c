// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the daemon tells: the journal or standard error, the system's log, the service manager.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "log.h"

static bool with_syslog, with_journal;
static struct sockaddr_un manager;
static socklen_t manager_len;

/* NOTIFY_SOCKET is a path, or a name without a file if it begins with @. */
static void find_manager(void)
{
	const char *name = getenv("NOTIFY_SOCKET");
	size_t len = name ? strlen(name) : 0;

	if (!len || len >= sizeof(manager.sun_path) || (*name != '/' && *name != '@'))
		return;
	manager.sun_family = AF_UNIX;
	memcpy(manager.sun_path, name, len);
	if (*name == '@')
		manager.sun_path[0] = '\0';
	manager_len = offsetof(struct sockaddr_un, sun_path) + len;
}

/**
 * log_open - find out where to tell things
 * @to_syslog: to the system's log, too
 *
 * Workers do not speak with the service manager, so they do not learn where it is.
 */
void log_open(bool to_syslog)
{
	with_syslog = to_syslog;
	with_journal = getenv("JOURNAL_STREAM");
	if (with_syslog)
		openlog("vgaptd", LOG_PID, LOG_DAEMON);
	find_manager();
	unsetenv("NOTIFY_SOCKET");
	unsetenv("WATCHDOG_PID");
	unsetenv("WATCHDOG_USEC");
}

/**
 * tell - write a line to the log
 * @priority: LOG_ERR and so on
 * @fmt:      the line
 */
void tell(int priority, const char *fmt, ...)
{
	char line[640];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	/* The journal takes the priority from the line's beginning, see sd-daemon(3). */
	if (with_journal)
		fprintf(stderr, "<%d>%s\n", priority, line);
	else
		fprintf(stderr, "vgaptd: %s\n", line);
	if (with_syslog)
		syslog(priority, "%s", line);
}

/**
 * notify_manager - tell the service manager, if there is one
 * @fmt: assignments as in sd_notify(3), a line each
 */
void notify_manager(const char *fmt, ...)
{
	char text[256];
	va_list ap;
	int fd;

	if (!manager_len)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	if (sendto(fd, text, strlen(text), MSG_NOSIGNAL, (struct sockaddr *)&manager,
		   manager_len) < 0)
		tell(LOG_WARNING, "the service manager cannot be told: %m");
	close(fd);
}
