/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What follows when display functions come and go.
 */
#ifndef XEN_VGAPT_HOTPLUG_H
#define XEN_VGAPT_HOTPLUG_H

int vgapt_devices_init(void);
void vgapt_devices_exit(void);

#endif /* XEN_VGAPT_HOTPLUG_H */
