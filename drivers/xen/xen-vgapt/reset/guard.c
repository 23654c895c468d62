// SPDX-License-Identifier: GPL-2.0-only
/*
 * Before and after a reset, whatever the method: the functions quiet and their
 * state saved; then all of it back.
 */
#include <linux/slab.h>

#include "ports.h"
#include "reset/guard.h"
#include "reset/io.h"
#include "reset/presence.h"
#include "reset/saved.h"
#include "reset/scope.h"
#include "reset/wait.h"
#include "rom/bar.h"
#include "xen/pciback.h"
#include "xen/physdev.h"
#include "xen_vgapt.h"

/* PCI Power Management 1.2, 5.6.1: D0 to D3hot and back, each; Linux knows who needs more. */
#define VGAPT_PM_MS		10

/**
 * vgapt_reset_power - put a function into a power state
 * @pdev:  the function; it has the capability
 * @csr:   what its Power Management Control and Status says now
 * @state: PCI_D0 or PCI_D3hot
 *
 * Without the PCI core's knowing.  Sleeps, until the function may be used.
 */
void vgapt_reset_power(struct pci_dev *pdev, u16 csr, pci_power_t state)
{
	csr &= ~(PCI_PM_CTRL_STATE_MASK | PCI_PM_CTRL_PME_STATUS);
	pci_write_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL,
			      csr | (__force u16)state);
	vgapt_wait_ms(max_t(u32, VGAPT_PM_MS, pdev->d3hot_delay));
}

/*
 * To D0, whatever the PCI core thinks: a guest may have sent it to D3hot by a way
 * that nobody sees.
 */
static void vgapt_reset_wake(struct pci_dev *pdev)
{
	u16 csr;

	if (!pdev->pm_cap)
		return;
	pci_read_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, &csr);
	if (!PCI_POSSIBLE_ERROR(csr) && (csr & PCI_PM_CTRL_STATE_MASK))
		vgapt_reset_power(pdev, csr, PCI_D0);
}

/**
 * vgapt_reset_repair - wake a function, and give it back what it has lost
 * @pdev: the function; its device lock is held
 *
 * One that came back after its reset had been given up is blank, and so is one
 * that has been in D3hot: better what it had when it was seized.  Sleeps.
 */
void vgapt_reset_repair(struct pci_dev *pdev)
{
	device_lock_assert(&pdev->dev);
	if (!vgapt_reset_answers(pdev))
		return;
	vgapt_reset_wake(pdev);
	if (vgapt_reset_has_bars(pdev))
		return;
	if (vgapt_saved_recall(pdev))
		pci_restore_state(pdev);
	else
		vgapt_reset_place_bars(pdev);
}

/*
 * Keep its state, in a copy of our own: the PCI core has room for one, forgets it
 * when it has been restored, and xen-pciback puts there what it has saved itself.
 */
static void vgapt_reset_fn_save(struct vgapt_reset_fn *fn)
{
	struct pci_dev *pdev = fn->pdev;
	int i;

	/* A guest's is not what it had when it was seized. */
	if (!fn->held)
		vgapt_saved_keep(pdev);
	if (pci_save_state(pdev))
		return;
	kfree(fn->state);
	fn->state = pci_store_saved_state(pdev);
	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i,
				      &fn->bars[i]);
}

/* What its reset takes, and the PCI core does not save. */
static void vgapt_reset_fn_note(struct vgapt_reset_scope *scope,
				struct vgapt_reset_fn *fn)
{
	const struct vgapt_reset_vendor *vendor = vgapt_reset_vendor_for(fn);
	struct vgapt_reset_io io;

	if (!vendor || !vendor->before)
		return;
	vgapt_reset_io_config(&io, scope, fn);
	vgapt_vendor_before(vendor, &io.io, &fn->noted);
}

/* In D0, its state saved, and no more transactions from it. */
static void vgapt_reset_fn_quiet(struct vgapt_reset_scope *scope,
				 struct vgapt_reset_fn *fn)
{
	struct pci_dev *pdev = fn->pdev;
	u16 command;

	fn->canary = false;
	fn->owner = vgapt_pciback_owner(pdev);
	fn->held = vgapt_assign_has(pdev, scope->client->known);
	if (!vgapt_reset_answers(pdev)) {
		pci_dbg(pdev, "reset: it does not answer\n");
		return;
	}
	vgapt_reset_repair(pdev);
	pci_read_config_word(pdev, PCI_COMMAND, &fn->command);
	if (vgapt_reset_has_bars(pdev))
		vgapt_reset_fn_save(fn);
	vgapt_reset_fn_note(scope, fn);
	/*
	 * No bus mastering, no decoding, no INTx.  The last is also how a reset
	 * is told from a pretence: it clears the bit.
	 */
	pci_write_config_word(pdev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	fn->canary = command & PCI_COMMAND_INTX_DISABLE;
}

/**
 * vgapt_reset_before - make the functions that will be hit ready for it
 * @scope: locked; the functions that will be hit are marked
 *
 * To be undone by vgapt_reset_after().  Sleeps, for some ten milliseconds.
 */
void vgapt_reset_before(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	device_lock_assert(&scope->self->pdev->dev);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		if (fn->hit)
			vgapt_reset_fn_quiet(scope, fn);
}

/**
 * vgapt_reset_drain - wait until what the functions had begun is done
 * @scope: claimed; vgapt_reset_before() has been called
 *
 * Sleeps, up to a second for each.
 */
void vgapt_reset_drain(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit || !fn->canary)
			continue;
		if (!pci_wait_for_pending_transaction(fn->pdev))
			dev_warn_ratelimited(&fn->pdev->dev, "reset: transactions are still pending\n");
		/* So that what is latched afterwards is news. */
		if (pci_is_pcie(fn->pdev))
			pcie_capability_write_word(fn->pdev, PCI_EXP_DEVSTA,
						   VGAPT_DEVSTA_ERRORS);
		vgapt_reset_scope_tick(scope);
	}
}

/**
 * vgapt_reset_look_again - what has happened while nothing was locked?
 * @scope: locked again
 *
 * Where pciback has let go of a function, or its guest has been changed, it has
 * written to the function's configuration space, and reset it in its own way:
 * @scope->disturbed, and what is found there says nothing about our reset.  Whose it
 * is now is for vgapt_reset_scope_recheck() to see.
 *
 * Return: 0; -ENODEV if the function that is to be reset has left pciback.
 */
int vgapt_reset_look_again(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	device_lock_assert(&scope->self->pdev->dev);
	scope->disturbed = false;
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		if (fn->hit && (!vgapt_pciback_bound(fn->pdev) ||
				vgapt_pciback_owner(fn->pdev) != fn->owner))
			scope->disturbed = true;
	if (vgapt_pciback_bound(scope->self->pdev))
		return 0;
	scope->why = VGAPT_WHY_LEFT;
	return -ENODEV;
}

/*
 * What was saved is a guest's, and pciback has put the function in order since: with
 * COMMAND cleared, if nobody has got it, and all else as it was when it was seized.
 * Returns true if there is no more to do.
 */
static bool vgapt_reset_fn_superseded(struct vgapt_reset_fn *fn)
{
	struct pci_dev *pdev = fn->pdev;
	int owner = vgapt_pciback_owner(pdev);

	if (!vgapt_pciback_bound(pdev) || owner == fn->owner)
		return false;
	kfree(fn->state);
	fn->state = NULL;
	fn->command = 0;
	/* Unless our reset has hit it after that. */
	if (!vgapt_reset_has_bars(pdev))
		return false;
	if (owner == VGAPT_NO_DOMAIN)
		pci_write_config_word(pdev, PCI_COMMAND, 0);
	return true;
}

static void vgapt_reset_fn_restore(struct vgapt_reset_fn *fn)
{
	struct pci_dev *pdev = fn->pdev;

	if (!vgapt_reset_answers(pdev))
		return;
	/* A driver of dom0's that has it by now may have set it up already. */
	if (!vgapt_pciback_bound(pdev) &&
	    (pdev->dev.driver || vgapt_reset_has_bars(pdev)))
		return;
	if (vgapt_reset_fn_superseded(fn))
		return;
	vgapt_xen_tell_reset(pdev);
	if ((fn->state && !pci_load_saved_state(pdev, fn->state)) ||
	    vgapt_saved_recall(pdev)) {
		pci_restore_state(pdev);
	} else {
		vgapt_reset_place_bars(pdev);
		pci_write_config_word(pdev, PCI_COMMAND, fn->command);
	}
	if (fn->vdev && vgapt_pciback_bound(pdev))
		vgapt_rom_bar_expose(fn->vdev);
}

/**
 * vgapt_reset_after - put back what the functions had
 * @scope: as given to vgapt_reset_before(), locked again
 *
 * BARs with the sizes they were set to, and all else that the PCI core saves; the
 * ROM's resource.  A function that did not answer before gets what it had when
 * this request began, or when it was seized.  One that does not answer now is
 * left alone.
 */
void vgapt_reset_after(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	device_lock_assert(&scope->self->pdev->dev);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		if (fn->hit)
			vgapt_reset_fn_restore(fn);
}
