/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages, and what ends the program.
 */
#ifndef VGAPT_MSG_H
#define VGAPT_MSG_H

/* What is said of a failure; returns EXIT_FAIL. */
int fail(const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void *must(void *ptr);

#endif /* VGAPT_MSG_H */
