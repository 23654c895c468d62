/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is given to domains and taken from them: told to one who listens.
 */
#ifndef XEN_VGAPT_MODEL_NEWS_H
#define XEN_VGAPT_MODEL_NEWS_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "pure/pure.h"

struct pci_dev;
struct vgapt_xen_domain;

/**
 * struct vgapt_listener - who listens
 * @reading: one reads at a time, so that what can't be handed over stays
 * @news:    what has not been read, the oldest first
 * @num:     how much
 * @wait:    woken up by each
 *
 * @news and @num under vgapt_news_lock.
 */
struct vgapt_listener {
	struct mutex reading;		/* one reads at a time */
	struct list_head news;
	u32 num;
	wait_queue_head_t wait;
};

struct vgapt_listener *vgapt_news_listen(void);
void vgapt_news_close(struct vgapt_listener *listener);
bool vgapt_news_first(struct vgapt_listener *listener, struct vgapt_news *news);
void vgapt_news_read(struct vgapt_listener *listener);
bool vgapt_news_any(struct vgapt_listener *listener);
int vgapt_news_answer(u64 id, u32 error);
void vgapt_news_given(struct pci_dev *pdev, const struct vgapt_xen_domain *dom);
void vgapt_news_taken(struct pci_dev *pdev, int domid);
void vgapt_news_look(void);
void vgapt_news_exit(void);

#endif /* XEN_VGAPT_MODEL_NEWS_H */
