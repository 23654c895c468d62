/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What most commands take from the command line.
 */
#ifndef VGAPT_ARGS_H
#define VGAPT_ARGS_H

#include <stdbool.h>

#include "command.h"

struct card;

#define GO_ON		(-1)	/* no exit status */
#define MAX_FLAGS	6

/**
 * struct flag - an option
 * @letter: its short form
 * @name:   its long form
 * @set:    set to true, if it takes no argument
 * @value:  where its argument goes, if it takes one
 */
struct flag {
	char letter;
	const char *name;
	bool *set;
	const char **value;
};

int parse_flags(const struct command *cmd, int argc, char **argv,
		const struct flag *flags);
int find_card(const char *arg, struct card *card);
int find_in_slot(const char *arg, struct card *card);
int find_domain(const struct command *cmd, const char *arg, int *domid);
int take_card(const struct command *cmd, int argc, char **argv, struct card *card);
int take_card_domain(const struct command *cmd, int argc, char **argv,
		     struct card *card, int *domid);

#endif /* VGAPT_ARGS_H */
