/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * xen-vgapt: a display function, and the order of the locks.
 *
 * Locks, outermost first.  Documentation/design.rst has the reasons.
 *
 *   vgapt_do_flr_lock         mutex: whether do_flr is in pciback's folder
 *   pci_lock_rescan_remove()  functions neither come nor go; load, unload and
 *                             late capture take it, notifiers may find it taken; load
 *                             waits under it for device locks (load.c)
 *   vgapt_legacy.grant_lock   mutex: one grant at a time; may be held while
 *                             waiting for the VGA arbiter or xenstored
 *   vgapt_mapping.lock        mutex: whether a ROM's pages may be mapped; taken in
 *                             page faults, so with any process' mmap_lock held
 *   claims (claim.c)          no lock, but a state: one reset, or look at the ROM,
 *                             at a time; waited for with nothing held but
 *                             pciback's or sysfs' reference on a file
 *   vgapt_listener.reading    mutex: one reads news at a time; user memory is
 *                             written under it
 *   device_lock(bridge)       around what Linux resets itself: by its own method,
 *                             by the slot
 *   device_lock(function)     which driver is bound; vgapt_dev.rom_bar; held by
 *                             the driver core in BOUND and UNBIND notifiers, and by
 *                             pciback in xenwatch: never while waiting for a card.
 *                             A reset holds those of all functions it may hit, in
 *                             the order of their bus
 *   vgapt_bridges (bridges.c) mutex: Bridge Control; milliseconds, but a thread that
 *                             waits for the VGA arbiter can be made to let go
 *   vgapt_life_lock           mutex: vgapt_dev.ports; register accesses
 *   vgapt_model.lock          mutex: what a device model does through its capability;
 *                             hypercalls and register accesses; taken in UNBIND
 *                             notifiers, so nothing below waits for a device lock or
 *                             a claim
 *   vgapt_maps_lock           mutex: what of all functions is mapped into domains;
 *                             hypercalls
 *   vgapt_pirqs_lock          mutex: which pirqs domains have by us; hypercalls
 *   vgapt_news_lock           spinlock: model/news.c
 *   vgapt_registry_lock       spinlock: the list of capabilities
 *   vgapt_capability.lock     spinlock: a capability's events, budgets and last
 *                             reset
 *   vgapt_legacy.lock         spinlock: who holds what; hypercalls are made
 *                             under it, so that withdrawing never sleeps
 *   vgapt_dev.reset.lock      spinlock: what the last reset came to, and the order
 *                             of methods
 *   vgapt_rounds_lock         spinlock: reset/rounds.c
 *   vgapt_record_lock         spinlock: assign/record.c
 *   vgapt_saved_lock          spinlock: reset/saved.c
 *   vgapt_forbid_lock         spinlock: reset/forbid.c
 *   vgapt_store_lock          spinlock: what xen/store.c has read
 *   vgapt_devs_lock           spinlock: the list of functions
 *   vgapt_dev.rom_lock        spinlock: the pointers to the ROM's copies
 *   vgapt_pages_lock          spinlock: rom/pages.c; Xen is asked under it
 *   vgapt_claim_lock          spinlock: claim.c
 *   vgapt_ports_lock          spinlock: ports.c
 *   vgapt_asker_lock          spinlock: bridges.c
 *
 * Notifiers and xenwatch callbacks take the spinlocks only; but that of a function
 * that comes, before anybody knows it, takes its device lock, that of one that
 * goes may sleep, and that of one that leaves pciback takes vgapt_model.lock, if
 * somebody has a capability for it that is a device model's.
 */
#ifndef XEN_VGAPT_H
#define XEN_VGAPT_H

#include <linux/completion.h>
#include <linux/kobject.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/pci.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "ports.h"
#include "pure/rom/mode.h"
#include "pure/state.h"
#include "reset/last.h"
#include "rom/bar.h"
#include "rom/copy.h"

#define VGAPT_NAME	"xen_vgapt"

struct vgapt_rom_pages;

/* For all that may sleep and nobody waits for.  vdev.c has it, main.c makes it. */
extern struct workqueue_struct *vgapt_wq;

/**
 * struct vgapt_dev - a display function
 * @node:       entry in the list of functions
 * @kref:       the list's reference, and one for each user
 * @folder:     its folder in sysfs; does not keep the function, see uapi/sysfs.c
 * @folder_released: sysfs and the driver core are done with @folder
 * @pdev:       the function; referenced
 * @vga:        VGA compatible (class 0300h); set once
 * @primary:    to be the guest's primary display; plain word, READ_ONCE()
 * @seized:     bound to xen-pciback; see vgapt_dev_is_seized()
 * @gone:       unplugged, or the module is going; likewise
 * @had_guest:  a guest has had it since it was powered on, or may have; plain word,
 *              READ_ONCE(); see vgapt_dev_used()
 * @dirty:      a guest has had it since it was reset; likewise
 * @noted:      pciback's owner when xenstore's watches have fired last; for these alone
 * @state:      what is known against it; changed with it claimed, or when it is seized;
 *              plain word, READ_ONCE()
 * @awake:      we keep it from D3cold; under the device lock
 * @ports:      those above, kept quiet while it is dead; vgapt_life_lock
 * @rom_lock:   protects the pointers to copies
 * @rom:        the copy of its ROM that was chosen, or NULL
 * @rom_found:  what each source gave, by VGAPT_ROM_*; changed under the device
 *              lock and, the pointers, @rom_lock too; read under either
 * @opregion:   Intel: copy of the OpRegion, or NULL
 * @vbt:        Intel: copy of the video BIOS table, or NULL
 * @rom_status: verdict on @rom; plain word, READ_ONCE()
 * @rom_complete: no source is left that could not be asked; under the device lock
 * @rom_bar:    under the device lock
 * @device_model: guests' device model for it is to be xen-vgapt's; plain word,
 *              READ_ONCE(); see vgapt_dev_modelled()
 * @rom_mode:   what guests are to get for its ROM; plain word, READ_ONCE()
 * @rom_pages:  memory with the guest's copy, or NULL; changed under the device lock and
 *              @rom_lock; read under either
 * @rom_serve_error: why guests do not get the copy, or 0; under the device lock
 * @rom_serve_failed: since there was no memory for it, or no way to show it; likewise
 * @rom_flash:  what its flash holds, compared with before a guest had it; plain word,
 *              READ_ONCE()
 * @rom_flash_due: that is to be looked at; likewise
 * @reset:      for the reset engine
 * @seize_work: what seizure entails and may sleep: firmware framebuffer, ROM
 * @late_work:  ROM capture after hot-add
 * @load_work:  ROM capture at load, beside that of the others
 * @look_work:  it has changed hands: a look whether it still answers
 */
struct vgapt_dev {
	struct list_head node;
	struct kref kref;
	struct kobject folder;
	struct completion folder_released;
	struct pci_dev *pdev;
	bool vga;
	bool primary;
	bool seized;
	bool gone;
	bool had_guest;
	bool dirty;
	int noted;
	enum vgapt_state state;
	bool awake;
	struct vgapt_ports ports;
	spinlock_t rom_lock;		/* protects pointers to copies */
	struct vgapt_rom *rom;
	struct vgapt_rom_found rom_found[VGAPT_ROM_NUM_SOURCES];
	struct vgapt_rom *opregion;
	struct vgapt_rom *vbt;
	enum vgapt_rom_status rom_status;
	bool rom_complete;
	struct vgapt_rom_bar rom_bar;
	bool device_model;
	enum vgapt_rom_mode rom_mode;
	struct vgapt_rom_pages *rom_pages;
	int rom_serve_error;
	bool rom_serve_failed;
	enum vgapt_rom_flash rom_flash;
	bool rom_flash_due;
	struct vgapt_reset_state reset;
	struct work_struct seize_work;
	struct work_struct late_work;
	struct work_struct load_work;
	struct work_struct look_work;
};

#endif /* XEN_VGAPT_H */
