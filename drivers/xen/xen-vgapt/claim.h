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

/* At most so many are claimed at once. */
#define VGAPT_CLAIM_MAX	16

/**
 * struct vgapt_urgent - somebody waits who must not be kept waiting
 * @node: entry in the list of these
 * @num:  how many functions it waits for
 * @pdev: which; not referenced, only compared
 */
struct vgapt_urgent {
	struct list_head node;
	u32 num;
	const struct pci_dev *pdev[VGAPT_CLAIM_MAX];
};

unsigned int vgapt_claims_woken(void);
const struct pci_dev *vgapt_claim_all(struct vgapt_claim *const claims[], u32 num,
				      struct vgapt_urgent *urgent);
bool vgapt_claim_one(struct vgapt_claim *claim, struct pci_dev *pdev);
bool vgapt_claim_await(struct vgapt_claim *claim, struct pci_dev *pdev, const bool *gone);
void vgapt_claim_drop(struct vgapt_claim *claim);
bool vgapt_claim_taken(const struct pci_dev *pdev);
long vgapt_claims_wait(unsigned int woken, const struct pci_dev *by, long timeout);
void vgapt_claims_urge(struct vgapt_urgent *urgent);
void vgapt_claims_calm(struct vgapt_urgent *urgent);
bool vgapt_claims_urgent(const struct pci_dev *pdev);
void vgapt_claims_wake(void);

#endif /* XEN_VGAPT_CLAIM_H */
