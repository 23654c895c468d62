/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names of PCI devices.
 */
#ifndef VGAPT_NAMES_H
#define VGAPT_NAMES_H

#include <stddef.h>

void name_device(char *buf, size_t len, unsigned int vendor, unsigned int device);
void name_subsystem(char *buf, size_t len, unsigned int vendor,
		    unsigned int device, unsigned int subvendor,
		    unsigned int subdevice);
void names_close(void);

#endif /* VGAPT_NAMES_H */
