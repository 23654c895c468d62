/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that are there when the module is loaded.
 */
#ifndef XEN_VGAPT_LOAD_H
#define XEN_VGAPT_LOAD_H

void vgapt_load_add(void);
void vgapt_load_locked(void);
void vgapt_load_done(void);
void vgapt_load_await_locks(void);
void vgapt_load_end(void);
void vgapt_load_exit(void);
int vgapt_load_wait(void);

#endif /* XEN_VGAPT_LOAD_H */
