/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Both parts of 'vgapt rom store'.
 */
#ifndef VGAPT_CMD_ROM_STORE_H
#define VGAPT_CMD_ROM_STORE_H

#include <stdbool.h>

int rom_store_list(char **args, int num_args, bool json);

#endif /* VGAPT_CMD_ROM_STORE_H */
