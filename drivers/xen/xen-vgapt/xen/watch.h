/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The watches in xenstore.
 */
#ifndef XEN_VGAPT_XEN_WATCH_H
#define XEN_VGAPT_XEN_WATCH_H

int vgapt_watch_init(void);
void vgapt_watch_exit(void);

#endif /* XEN_VGAPT_XEN_WATCH_H */
