/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of vgapt-dm.
 */
#ifndef VGAPT_DM_ARGS_H
#define VGAPT_DM_ARGS_H

#include "sandbox.h"

/**
 * struct args - the command line
 * @sandbox:    domain, user, root
 * @slot:       the guest's place for the function: bus << 8 | devfn
 * @capability: descriptors
 * @state:      likewise
 * @ready:      likewise
 */
struct args {
	struct sandbox sandbox;
	unsigned int slot;
	int capability;
	int state;
	int ready;
};

int args_parse(struct args *args, int argc, char **argv);

#endif /* VGAPT_DM_ARGS_H */
