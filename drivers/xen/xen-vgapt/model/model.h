/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a device model does with a function, through its capability.
 */
#ifndef XEN_VGAPT_MODEL_MODEL_H
#define XEN_VGAPT_MODEL_MODEL_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "pure/model/config_rules.h"
#include "pure/model/maps.h"
#include "pure/model/msi.h"
#include "xen/calls.h"

struct pci_dev;
struct vgapt_book;
struct vgapt_claim;
struct vgapt_dev;

/* Pages of BARs, and of A0000h-BFFFFh, that are kept mapped for pread and pwrite. */
#define VGAPT_MODEL_PAGES	16

/**
 * struct vgapt_model_page - a page of the function's that dom0 has mapped
 * @at:  machine address
 * @mem: where, or NULL
 */
struct vgapt_model_page {
	u64 at;
	void __iomem *mem;
};

/**
 * struct vgapt_binding - an interrupt of the function's that is the domain's
 * @mapped: it is; what follows is of account
 * @bound: and Xen leads it to the domain's vCPUs
 * @own:   the guest has chosen @pirq
 * @pirq:  Xen's number for it
 * @route: where it goes
 * @table: guest-physical address of the MSI-X table, or 0
 */
struct vgapt_binding {
	bool mapped;
	bool bound;
	bool own;
	int pirq;
	struct vgapt_msi_route route;
	u64 table;
};

/**
 * struct vgapt_model - what hangs on a capability that may HOLD, or be the device model
 * @pdev:   the function; the capability has a reference
 * @vdev:   what we know of it, or NULL; likewise
 * @dom:    the domain
 * @asked:  the toolstack has been asked whether the function is the domain's: something
 *          may have been done; plain word, READ_ONCE(); once set it stays
 * @meant:  and it has said yes; likewise
 * @lock:   protects all below, but @closed where it is only looked at
 * @closed: it has ended: nothing is done any more; once set it stays
 * @confirmed: pciback has known the domain as its owner; for the watches' work alone
 * @held:   it has paused the domain
 * @book:   what is mapped into the domain, or NULL; see map.c
 * @caps:   the function's configuration space; see vgapt_model_learn()
 * @table_bar: the BAR with the MSI-X table, or -1
 * @table_offset: where it begins there
 * @vectors: how many entries it has; 0 without MSI-X
 * @x:      @binding is about MSI-X
 * @enabled: we have set the card's enable bit
 * @mapped: how many of @binding are mapped
 * @binding: one for each vector, or NULL
 * @page:   what is mapped for access
 * @next:   which of them goes next
 */
struct vgapt_model {
	struct pci_dev *pdev;
	struct vgapt_dev *vdev;
	struct vgapt_xen_domain dom;
	bool asked;
	bool meant;
	struct mutex lock;		/* protects what follows */
	bool closed;
	bool confirmed;
	bool held;
	struct vgapt_book *book;
	struct vgapt_config_caps caps;
	int table_bar;
	u32 table_offset;
	u32 vectors;
	bool x;
	bool enabled;
	u32 mapped;
	struct vgapt_binding *binding;
	struct vgapt_model_page page[VGAPT_MODEL_PAGES];
	u32 next;
};

/* model.c */
struct vgapt_model *vgapt_model_new(struct pci_dev *pdev, struct vgapt_dev *vdev,
				    const struct vgapt_xen_domain *dom);
void vgapt_model_free(struct vgapt_model *model);
int vgapt_model_ready(struct vgapt_model *model);
int vgapt_model_enter(struct vgapt_model *model);
void vgapt_model_leave(struct vgapt_model *model);
int vgapt_model_enter_claimed(struct vgapt_model *model, struct vgapt_claim *claim);
void vgapt_model_leave_claimed(struct vgapt_model *model, struct vgapt_claim *claim);
int vgapt_model_learn(struct vgapt_model *model);
int vgapt_model_bar(struct vgapt_model *model, u32 bar, struct vgapt_bar *info);
int vgapt_model_astray(struct vgapt_model *model);

/* end.c */
void vgapt_model_end(struct vgapt_model *model);

/* hold.c */
int vgapt_model_hold(struct vgapt_model *model, bool hold);
void vgapt_model_hold_end(struct vgapt_model *model, bool lives);

/* map.c */
int vgapt_model_map(struct vgapt_model *model, const struct vgapt_map *map);
void vgapt_model_map_end(struct vgapt_model *model, bool lives);
void vgapt_model_map_exit(void);

/* msi.c */
int vgapt_model_msi(struct vgapt_model *model, const struct vgapt_msi *msi);
void vgapt_model_msi_end(struct vgapt_model *model, bool lives);

#endif /* XEN_VGAPT_MODEL_MODEL_H */
