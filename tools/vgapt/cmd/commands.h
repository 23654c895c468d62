/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All commands.
 */
#ifndef VGAPT_CMD_COMMANDS_H
#define VGAPT_CMD_COMMANDS_H

#include "command.h"

extern const struct command cmd_list;
extern const struct command cmd_show;
extern const struct command cmd_rom;
extern const struct command cmd_acpi_tables;
extern const struct command cmd_attach;
extern const struct command cmd_capabilities;
extern const struct command cmd_capability_revoke;
extern const struct command cmd_grant;
extern const struct command cmd_revoke;
extern const struct command cmd_reset;
extern const struct command cmd_reset_plan;
extern const struct command cmd_reset_method;
extern const struct command cmd_doctor;
extern const struct command cmd_dm;

/* Those of "dm" */
extern const struct command cmd_dm_status;
extern const struct command cmd_dm_on;
extern const struct command cmd_dm_off;

/* Those of "rom" */
extern const struct command cmd_rom_show;
extern const struct command cmd_rom_save;
extern const struct command cmd_rom_verify;
extern const struct command cmd_rom_diff;
extern const struct command cmd_rom_load;
extern const struct command cmd_rom_mode;
extern const struct command cmd_rom_strip;
extern const struct command cmd_rom_sources;
extern const struct command cmd_rom_store;

#endif /* VGAPT_CMD_COMMANDS_H */
