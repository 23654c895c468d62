/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/xen_vgapt as a listener's file.
 */
#ifndef XEN_VGAPT_UAPI_LISTENER_H
#define XEN_VGAPT_UAPI_LISTENER_H

#include <linux/poll.h>
#include <linux/types.h>

struct file;

int vgapt_ioc_listen(struct file *file, void __user *arg);
int vgapt_ioc_answer(struct file *file, void __user *arg);
ssize_t vgapt_listener_read(struct file *file, char __user *buf, size_t count, loff_t *pos);
__poll_t vgapt_listener_poll(struct file *file, poll_table *wait);
void vgapt_listener_release(struct file *file);

#endif /* XEN_VGAPT_UAPI_LISTENER_H */
