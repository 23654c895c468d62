/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Resetting what a dead domain had.
 */
#ifndef XEN_VGAPT_RESET_REAP_H
#define XEN_VGAPT_RESET_REAP_H

void vgapt_reset_reap_later(void);
void vgapt_reset_reap_exit(void);

#endif /* XEN_VGAPT_RESET_REAP_H */
