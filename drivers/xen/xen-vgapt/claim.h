/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "Being reset" is a state of a function.
 */
#ifndef XEN_VGAPT_CLAIM_H
#define XEN_VGAPT_CLAIM_H

#include <linux/list.h>
#include <linux/types.h>

struct pci_dev;

/**
 * struct vgapt_claim - somebody is at work on a function
 * @node: entry in the list of claims, while @pdev is claimed by it
 * @pdev: the function; its claimer has a reference
 */
struct vgapt_claim {
	struct list_head node;
	struct pci_dev *pdev;
};

unsigned int vgapt_claims_dropped(void);
bool vgapt_claim_all(struct vgapt_claim *const claims[], u32 num);
bool vgapt_claim_one(struct vgapt_claim *claim, struct pci_dev *pdev);
bool vgapt_claim_await(struct vgapt_claim *claim, struct pci_dev *pdev, const bool *gone);
void vgapt_claim_drop(struct vgapt_claim *claim);
bool vgapt_claim_taken(const struct pci_dev *pdev);
long vgapt_claims_wait(unsigned int dropped, long timeout);
void vgapt_claims_urge(bool on);
bool vgapt_claims_urgent(void);
void vgapt_claims_wake(void);

#endif /* XEN_VGAPT_CLAIM_H */
