/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages of vgapt-dm, on standard error: the daemon's journal.
 */
#ifndef VGAPT_DM_LOG_H
#define VGAPT_DM_LOG_H

void log_name(unsigned int domid, unsigned int slot);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_often(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif /* VGAPT_DM_LOG_H */
