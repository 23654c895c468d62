/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the daemon tells: the journal or standard error, the system's log, the service manager.
 */
#ifndef VGAPTD_LOG_H
#define VGAPTD_LOG_H

#include <stdbool.h>
#include <syslog.h>

void log_open(bool to_syslog);
void tell(int priority, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void notify_manager(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* VGAPTD_LOG_H */
