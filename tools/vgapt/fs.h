/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of sysfs, proc and dev.
 */
#ifndef VGAPT_FS_H
#define VGAPT_FS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define PCI_DEVICES	"/sys/bus/pci/devices"
#define PCIBACK		"/sys/bus/pci/drivers/pciback"
#define MODULE		"/sys/module/xen_vgapt"

/* Every path of the system goes through these: see VGAPT_ROOT in vgapt(8). */
const char *fake_root(void);
void path_of(char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
ssize_t file_read(char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int file_write(const char *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool file_exists(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
bool link_target(char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int dir_list(char ***names, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void dir_free(char **names, int count);

#endif /* VGAPT_FS_H */
