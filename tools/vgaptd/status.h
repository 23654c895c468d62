/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The status: a file for the command, and for the next daemon.
 */
#ifndef VGAPTD_STATUS_H
#define VGAPTD_STATUS_H

#define STATUS_FILE	"vgaptd.json"

void status_read(const char *folder);
int status_write(const char *folder);

#endif /* VGAPTD_STATUS_H */
