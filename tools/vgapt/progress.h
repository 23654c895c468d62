/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A word to those who wait.
 */
#ifndef VGAPT_PROGRESS_H
#define VGAPT_PROGRESS_H

void progress_begin(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void progress_end(void);

#endif /* VGAPT_PROGRESS_H */
