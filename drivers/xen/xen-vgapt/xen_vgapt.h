/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen-vgapt's private header: what its files need of each other.
 *
 * Locks, outermost first.  Documentation/design.rst has the reasons.
 *
 *   vgapt_pciback_lock        mutex: whether do_flr is in pciback's folder
 *   pci_lock_rescan_remove()  functions neither come nor go; load, unload and
 *                             late capture take it, notifiers may find it taken
 *   vgapt_legacy.grant_lock   mutex: one grant at a time; may be held while
 *                             waiting for the VGA arbiter or xenstored
 *   device_lock(bridge)       during a reset of what is below it
 *   device_lock(function)     which driver is bound; vgapt_dev.rom_bar; held by
 *                             the driver core in BOUND and UNBIND notifiers; a
 *                             reset holds those of all functions it may hit, in
 *                             the order of their bus
 *   vgapt_legacy.lock         spinlock: who holds what; hypercalls are made
 *                             under it, so that withdrawing never sleeps
 *   vgapt_dev.rom_lock        spinlock: the pointers to the ROM's copies
 *   vgapt_dev.reset.lock      spinlock: what the last reset came to
 *   vgapt_reset_book_lock     spinlock: reset_book.c
 *   vgapt_devs_lock           spinlock: the list of functions
 *
 * Notifiers and xenwatch callbacks take the spinlocks only.
 */
#ifndef XEN_VGAPT_H
#define XEN_VGAPT_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <crypto/sha2.h>

#include "pure/pure.h"
#include "pure/reset/plan.h"
#include "xen/calls.h"

#define VGAPT_NAME	"xen_vgapt"

/* rom.c */

/**
 * struct vgapt_rom - a copy of an option ROM; never changed once published
 * @kref:         readers' and mappers' references
 * @data:         @size bytes, from vmalloc_user(), so that it can be mapped
 * @size:         bytes, above 0
 * @source:       VGAPT_ROM_*
 * @fault:        what the parser has found wrong with it
 * @fault_offset: byte at which the faulty image begins
 * @flags:        VGAPT_ROM_HAS_X86 and so on
 * @num_images:   how many images its chain has
 * @types:        their code types
 * @sha256:       digest of @data
 */
struct vgapt_rom {
	struct kref kref;
	u8 *data;
	u32 size;
	u32 source;
	enum vgapt_rom_fault fault;
	u32 fault_offset;
	u32 flags;
	u32 num_images;
	u8 types[VGAPT_ROM_MAX_IMAGES];
	u8 sha256[SHA256_DIGEST_SIZE];
};

/**
 * struct vgapt_rom_found - what a source has given
 * @rom:    the copy, also of a broken ROM, or NULL
 * @result: 0; -ENODATA: nothing there; -EBUSY: not asked, as a driver of dom0 has
 *          the function; -EALREADY: not asked, as it was not needed; or what went
 *          wrong
 */
struct vgapt_rom_found {
	struct vgapt_rom *rom;
	int result;
};

/* rom_bar.c */

/**
 * struct vgapt_rom_bar - what has been done to a function's ROM resource
 * @exposed:  the resource names the real BAR because of us
 * @reg:      ROM register before that
 * @original: the resource before that
 * @parent:   parent of @original, or NULL
 */
struct vgapt_rom_bar {
	bool exposed;
	u32 reg;
	struct resource original;
	struct resource *parent;
};

/* reset.c */

/**
 * struct vgapt_reset_last - what a reset came to
 * @done:   there was one
 * @method: by what; VGAPT_RESET_NUM_METHODS if nothing was in question
 * @rc:     0, or what went wrong
 * @ms:     how long it took, all methods that were tried together
 * @why:    what went wrong, in words; a constant
 * @link_was: the link before
 * @link_is:  and after, if it is known
 */
struct vgapt_reset_last {
	bool done;
	enum vgapt_reset_method method;
	int rc;
	unsigned int ms;
	const char *why;
	struct vgapt_link link_was;
	struct vgapt_link link_is;
};

/**
 * struct vgapt_reset_state - what the reset engine keeps of a display function
 * @lock:      protects @last
 * @last:      the last reset
 * @order:     the administrator's order of methods; under the device lock
 * @num_order: how many, 0 for the default
 */
struct vgapt_reset_state {
	spinlock_t lock;		/* protects last */
	struct vgapt_reset_last last;
	u8 order[VGAPT_RESET_NUM_METHODS];
	u32 num_order;
};

/**
 * struct vgapt_dev - a display function
 * @node:       entry in the list of functions
 * @kref:       the list's reference, and one for each user
 * @pdev:       the function; referenced
 * @vga:        VGA compatible (class 0300h); set once
 * @primary:    to be the guest's primary display; plain word, READ_ONCE()
 * @seized:     bound to xen-pciback; under vgapt_legacy.lock
 * @gone:       unplugged, or the module is going; under vgapt_legacy.lock
 * @rom_lock:   protects the pointers to copies
 * @rom:        the copy of its ROM that was chosen, or NULL
 * @rom_found:  what each source gave, by VGAPT_ROM_*; changed under the device
 *              lock and, the pointers, @rom_lock too; read under either
 * @opregion:   Intel: copy of the OpRegion, or NULL
 * @vbt:        Intel: copy of the video BIOS table, or NULL
 * @rom_status: verdict on @rom; plain word, READ_ONCE()
 * @rom_complete: no source is left that could not be asked; under the device lock
 * @rom_bar:    under the device lock
 * @reset:      for the reset engine
 * @seize_work: what seizure entails and may sleep: firmware framebuffer, ROM
 * @late_work:  ROM capture after hot-add
 * @load_work:  ROM capture at load, beside that of the others
 */
struct vgapt_dev {
	struct list_head node;
	struct kref kref;
	struct pci_dev *pdev;
	bool vga;
	bool primary;
	bool seized;
	bool gone;
	spinlock_t rom_lock;		/* protects pointers to copies */
	struct vgapt_rom *rom;
	struct vgapt_rom_found rom_found[VGAPT_ROM_NUM_SOURCES];
	struct vgapt_rom *opregion;
	struct vgapt_rom *vbt;
	enum vgapt_rom_status rom_status;
	bool rom_complete;
	struct vgapt_rom_bar rom_bar;
	struct vgapt_reset_state reset;
	struct work_struct seize_work;
	struct work_struct late_work;
	struct work_struct load_work;
};

/* device.c */
int vgapt_devices_init(void);
void vgapt_devices_exit(void);
struct vgapt_dev *vgapt_dev_find(struct pci_dev *pdev);
struct vgapt_dev *vgapt_dev_find_sbdf(const struct vgapt_sbdf *sbdf);
void vgapt_dev_get(struct vgapt_dev *vdev);
void vgapt_dev_put(struct vgapt_dev *vdev);
void vgapt_dev_settle(struct vgapt_dev *vdev);
int vgapt_devices_generation(void);

/* main.c */
extern struct workqueue_struct *vgapt_wq;
bool vgapt_param_primary(struct pci_dev *pdev);

/* sysfs.c */
extern const struct attribute_group *vgapt_dev_groups[];

/* rom.c */
void vgapt_rom_capture(struct vgapt_dev *vdev);
struct vgapt_rom *vgapt_rom_get(struct vgapt_dev *vdev);
void vgapt_rom_put(struct vgapt_rom *rom);
void vgapt_rom_forget(struct vgapt_dev *vdev);
const char *vgapt_rom_source_name(u32 source);

enum vgapt_rom_status vgapt_rom_status(struct vgapt_dev *vdev);
struct vgapt_rom *vgapt_rom_get_opregion(struct vgapt_dev *vdev, bool vbt);
int vgapt_rom_load(struct vgapt_dev *vdev, const u8 *data, u32 size);
struct vgapt_rom *vgapt_rom_source_info(struct vgapt_dev *vdev, u32 id,
					struct vgapt_rom_source_info *info);

/* rom_bar.c */
void vgapt_rom_bar_expose(struct vgapt_dev *vdev);
void vgapt_rom_bar_restore(struct vgapt_dev *vdev);

/* legacy.c */

/**
 * struct vgapt_holder - somebody through whom ranges were granted
 * @node:   entry in the owner's list of holders while @ranges is not 0
 * @ranges: VGAPT_RANGE_* granted through it
 *
 * Both under vgapt_legacy.lock.  The domain has what its holders have
 * together, so a range goes when the last of them lets go of it.
 */
struct vgapt_holder {
	struct list_head node;
	u32 ranges;
};

void vgapt_holder_init(struct vgapt_holder *holder);
extern struct vgapt_holder vgapt_admin;

int vgapt_legacy_grant(struct vgapt_dev *vdev,
		       const struct vgapt_xen_domain *dom,
		       struct vgapt_holder *holder, u32 ranges);
int vgapt_legacy_release(struct vgapt_dev *vdev, struct vgapt_holder *holder,
			 u32 ranges);
int vgapt_legacy_revoke(struct vgapt_dev *vdev);
int vgapt_legacy_meant(struct vgapt_dev *vdev, u16 domid);
int vgapt_legacy_owner(struct vgapt_dev *vdev, bool *confirmed);
u32 vgapt_legacy_granted(struct vgapt_dev *vdev,
			 const struct vgapt_xen_domain *dom);
u32 vgapt_legacy_held(struct vgapt_holder *holder);
void vgapt_legacy_seized(struct vgapt_dev *vdev, bool seized);
bool vgapt_legacy_is_seized(struct vgapt_dev *vdev);
void vgapt_legacy_gone(struct vgapt_dev *vdev);
void vgapt_legacy_reap(void);
void vgapt_legacy_reap_later(void);
void vgapt_legacy_exit(void);

/* route.c */
int vgapt_route_check(struct pci_dev *pdev);
struct pci_dev *vgapt_route_holder(struct pci_dev *pdev);
int vgapt_route_take(struct pci_dev *pdev);
void vgapt_route_drop(struct pci_dev *pdev);
void vgapt_route_forget(struct pci_dev *pdev);
void vgapt_route_return(struct pci_dev *pdev);

/* store.c */
int vgapt_store_init(void);
void vgapt_store_exit(void);
int vgapt_store_named(struct pci_dev *pdev, int *named);

/* pciback.c */
int vgapt_pciback_init(void);
void vgapt_pciback_exit(void);
bool vgapt_pciback_bound(struct pci_dev *pdev);
int vgapt_pciback_owner(struct pci_dev *pdev);

/* reset.c */
int vgapt_reset(struct pci_dev *pdev, int domid);
int vgapt_reset_round(struct pci_dev *pdev, int domid);
ssize_t vgapt_reset_show_plan(struct vgapt_dev *vdev, char *buf);
ssize_t vgapt_reset_show_last(struct vgapt_dev *vdev, char *buf);

/* reset_book.c */
void vgapt_reset_book_remember(struct pci_dev *pdev);
void vgapt_reset_book_forget(struct pci_dev *pdev);
void vgapt_reset_book_reap_later(void);
void vgapt_reset_book_exit(void);

/* flr.c */
int vgapt_flr(const struct vgapt_sbdf *sbdf);

/* aperture.c */
void vgapt_aperture_release(struct pci_dev *pdev);
bool vgapt_text_console_suspend(void);
void vgapt_text_console_resume(void);

/* chardev.c */
int vgapt_chardev_init(void);
void vgapt_chardev_exit(void);

/* capability.c */
int vgapt_capability_create(struct vgapt_dev *vdev,
			    const struct vgapt_xen_domain *dom);

/* rom_file.c */
int vgapt_rom_file_open(struct vgapt_rom *rom);
int vgapt_rom_file_load(struct vgapt_dev *vdev);

/* argsz.c */
int vgapt_args_in(void __user *arg, void *args, size_t size, size_t min_size);
int vgapt_args_out(void __user *arg, const void *args, size_t size);

#endif /* XEN_VGAPT_H */
