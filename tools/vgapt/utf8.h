/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * UTF-8, which JSON has to be.
 */
#ifndef VGAPT_UTF8_H
#define VGAPT_UTF8_H

char *utf8_mended(const char *text);

#endif /* VGAPT_UTF8_H */
