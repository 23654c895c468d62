/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vgapt doctor: how its checks report.
 */
#ifndef VGAPT_DOCTOR_H
#define VGAPT_DOCTOR_H

#include <stdbool.h>

#include "vgapt.h"

struct card;

void report(enum status status, const struct card *card, const char *check,
	    const char *action, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

void check_host(void);
void check_card(const struct card *card, const struct card *cards, int count,
		bool wanted);
void check_rom(const struct card *card);
void check_served(const struct card *card);
void check_flash(const struct card *card);
void check_model(const struct card *card);

#endif /* VGAPT_DOCTOR_H */
