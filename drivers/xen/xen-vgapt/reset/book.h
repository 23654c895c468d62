/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who had a function last, and what was done for that domain.
 */
#ifndef XEN_VGAPT_RESET_BOOK_H
#define XEN_VGAPT_RESET_BOOK_H

#include <linux/types.h>

struct pci_dev;
struct vgapt_reset_scope;

void vgapt_reset_book_remember(struct pci_dev *pdev);
void vgapt_reset_book_forget(struct pci_dev *pdev);
void vgapt_reset_book_reap_later(void);
void vgapt_reset_book_exit(void);
void vgapt_reset_book_claim(struct pci_dev *pdev, int domid);
bool vgapt_reset_book_recall(struct pci_dev *pdev);
int vgapt_reset_book_claimed(struct pci_dev *pdev);
void vgapt_reset_book_done(struct vgapt_reset_scope *scope, bool round);
bool vgapt_reset_book_take(struct pci_dev *pdev, int domid);

#endif /* XEN_VGAPT_RESET_BOOK_H */
