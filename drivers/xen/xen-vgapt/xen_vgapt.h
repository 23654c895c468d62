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
 *   device_lock(function)     which driver is bound; vgapt_dev.rom_bar; held by
 *                             the driver core in BOUND and UNBIND notifiers
 *   vgapt_legacy.lock         spinlock: who holds what; hypercalls are made
 *                             under it, so that withdrawing never sleeps
 *   vgapt_dev.rom_lock        spinlock: the pointer to the ROM's copy
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

#include "pure.h"
#include "xen_calls.h"

#define VGAPT_NAME	"xen_vgapt"

/* rom.c */

/**
 * struct vgapt_rom - a copy of an option ROM; never changed once published
 * @kref:   readers' and mappers' references
 * @data:   @size bytes, from vmalloc_user(), so that it can be mapped
 * @size:   bytes, above 0
 * @source: VGAPT_ROM_ROMBAR or _SHADOW
 * @sha256: digest of @data
 */
struct vgapt_rom {
	struct kref kref;
	u8 *data;
	u32 size;
	u32 source;
	u8 sha256[SHA256_DIGEST_SIZE];
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

/**
 * struct vgapt_dev - a display function
 * @node:       entry in the list of functions
 * @kref:       the list's reference, and one for each user
 * @pdev:       the function; referenced
 * @vga:        VGA compatible (class 0300h); set once
 * @primary:    to be the guest's primary display; plain word, READ_ONCE()
 * @seized:     bound to xen-pciback; under vgapt_legacy.lock
 * @gone:       unplugged, or the module is going; under vgapt_legacy.lock
 * @rom_lock:   protects @rom
 * @rom:        the copy of its ROM, or NULL
 * @rom_bar:    under the device lock
 * @seize_work: what seizure entails and may sleep: firmware framebuffer
 * @late_work:  ROM capture after hot-add
 */
struct vgapt_dev {
	struct list_head node;
	struct kref kref;
	struct pci_dev *pdev;
	bool vga;
	bool primary;
	bool seized;
	bool gone;
	spinlock_t rom_lock;		/* protects rom */
	struct vgapt_rom *rom;
	struct vgapt_rom_bar rom_bar;
	struct work_struct seize_work;
	struct work_struct late_work;
};

/* device.c */
int vgapt_devices_init(void);
void vgapt_devices_exit(void);
struct vgapt_dev *vgapt_dev_find(struct pci_dev *pdev);
struct vgapt_dev *vgapt_dev_find_sbdf(const struct vgapt_sbdf *sbdf);
void vgapt_dev_get(struct vgapt_dev *vdev);
void vgapt_dev_put(struct vgapt_dev *vdev);
void vgapt_dev_settle(struct vgapt_dev *vdev);

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

/**
 * struct vgapt_rom_source - a place where a ROM may be found
 * @id:   VGAPT_ROM_*
 * @name: as shown in sysfs
 * @read: read the ROM into @buf, at most @size bytes; returns its length, or
 *        -ENODATA if there is none, or another error.  Called with the device
 *        lock held, may sleep, leaves the card as it was.
 */
struct vgapt_rom_source {
	u32 id;
	const char *name;
	int (*read)(struct pci_dev *pdev, u8 *buf, u32 size);
};

extern const struct vgapt_rom_source vgapt_rom_source_rombar;
extern const struct vgapt_rom_source vgapt_rom_source_shadow;

int vgapt_rom_copy(u8 *buf, u32 size, const void __iomem *rom, u32 limit);

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
int vgapt_legacy_release(struct vgapt_holder *holder, u32 ranges);
int vgapt_legacy_revoke(struct vgapt_dev *vdev);
bool vgapt_legacy_meant(struct vgapt_dev *vdev, u16 domid);
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
int vgapt_store_named(struct pci_dev *pdev);

/* pciback.c */
int vgapt_pciback_init(void);
void vgapt_pciback_exit(void);
bool vgapt_pciback_bound(struct pci_dev *pdev);
int vgapt_pciback_owner(struct pci_dev *pdev);

/* reset.c */
int vgapt_reset(struct pci_dev *pdev);

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

/* argsz.c */
int vgapt_args_in(void __user *arg, void *args, size_t size, size_t min_size);
int vgapt_args_out(void __user *arg, const void *args, size_t size);

#endif /* XEN_VGAPT_H */
