// SPDX-License-Identifier: GPL-2.0-only
/*
 * Before and after a reset, whatever the method: the functions quiet and their
 * state saved, the ports above deaf for what a reset causes; then all of it back.
 */
#include <linux/delay.h>

#include "reset/saved.h"
#include "reset/guard.h"
#include "reset/look.h"
#include "reset/scope.h"
#include "rom/bar.h"
#include "xen/physdev.h"
#include "xen_vgapt.h"

/* Device Control: report correctable, non-fatal, fatal and unsupported. */
#define VGAPT_DEVCTL_REPORT	(PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE | \
				 PCI_EXP_DEVCTL_FERE | PCI_EXP_DEVCTL_URRE)
/* Device Status: that such a one was noticed; 1 clears. */
#define VGAPT_DEVSTA_ERRORS	(PCI_EXP_DEVSTA_CED | PCI_EXP_DEVSTA_NFED | \
				 PCI_EXP_DEVSTA_FED | PCI_EXP_DEVSTA_URD)
/* What a function that is away causes at the port above it. */
#define VGAPT_AER_MASK		(PCI_ERR_UNC_SURPDN | PCI_ERR_UNC_COMP_TIME | \
				 PCI_ERR_UNC_UNSUP | PCI_ERR_UNC_COMP_ABORT)

/* PCI Power Management 1.2, 5.6.1: D0 to D3hot and back, each; Linux knows who needs more. */
#define VGAPT_PM_MS		10

static int vgapt_reset_aer(struct pci_dev *port)
{
	return pci_find_ext_capability(port, PCI_EXT_CAP_ID_ERR);
}

/*
 * All ports up to the root: a card may have a switch of its own, and it is the
 * root port that waits for an answer.
 */
static void vgapt_reset_ports_quiet(struct vgapt_reset_scope *scope)
{
	struct pci_dev *pdev;

	if (scope->num_ports)
		return;
	for (pdev = scope->bridge; pdev && scope->num_ports < VGAPT_RESET_MAX_PORTS;
	     pdev = pci_upstream_bridge(pdev)) {
		struct vgapt_reset_port *port = &scope->ports[scope->num_ports];
		int aer = vgapt_reset_aer(pdev);

		if (!pci_is_pcie(pdev))
			continue;
		pcie_capability_read_word(pdev, PCI_EXP_DEVCTL, &port->devctl);
		if (PCI_POSSIBLE_ERROR(port->devctl))
			continue;
		port->pdev = pdev;
		scope->num_ports++;
		pcie_capability_clear_word(pdev, PCI_EXP_DEVCTL,
					   VGAPT_DEVCTL_REPORT);
		if (!aer)
			continue;
		pci_read_config_dword(pdev, aer + PCI_ERR_UNCOR_MASK,
				      &port->aer_mask);
		pci_write_config_dword(pdev, aer + PCI_ERR_UNCOR_MASK,
				       port->aer_mask | VGAPT_AER_MASK);
	}
}

static void vgapt_reset_ports_restore(struct vgapt_reset_scope *scope)
{
	while (scope->num_ports) {
		struct vgapt_reset_port *port = &scope->ports[--scope->num_ports];
		struct pci_dev *pdev = port->pdev;
		int aer = vgapt_reset_aer(pdev);

		/* What was latched meanwhile is our doing, not to be reported. */
		if (aer) {
			pci_write_config_dword(pdev, aer + PCI_ERR_UNCOR_STATUS,
					       VGAPT_AER_MASK & ~port->aer_mask);
			pci_write_config_dword(pdev, aer + PCI_ERR_UNCOR_MASK,
					       port->aer_mask);
		}
		pcie_capability_write_word(pdev, PCI_EXP_DEVSTA,
					   VGAPT_DEVSTA_ERRORS);
		pcie_capability_write_word(pdev, PCI_EXP_DEVCTL, port->devctl);
	}
}

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
	msleep(max_t(unsigned int, VGAPT_PM_MS, pdev->d3hot_delay));
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
	if (!vgapt_reset_has_bars(pdev) && vgapt_saved_recall(pdev))
		pci_restore_state(pdev);
}

/* In D0, its state saved, and no more transactions from it. */
static void vgapt_reset_fn_quiet(struct vgapt_reset_fn *fn)
{
	struct pci_dev *pdev = fn->pdev;
	u16 command;
	int i;

	fn->canary = false;
	if (!vgapt_reset_answers(pdev)) {
		pci_dbg(pdev, "reset: it does not answer\n");
		return;
	}
	vgapt_reset_repair(pdev);
	pci_read_config_word(pdev, PCI_COMMAND, &fn->command);
	if (vgapt_reset_has_bars(pdev)) {
		vgapt_saved_keep(pdev);
		fn->saved = !pci_save_state(pdev);
	}
	for (i = 0; i < PCI_STD_NUM_BARS; i++)
		pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i,
				      &fn->bars[i]);
	/*
	 * No bus mastering, no decoding, no INTx.  The last is also how a reset
	 * is told from a pretence: it clears the bit.
	 */
	pci_write_config_word(pdev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
	pci_read_config_word(pdev, PCI_COMMAND, &command);
	fn->canary = command & PCI_COMMAND_INTX_DISABLE;
	if (!pci_wait_for_pending_transaction(pdev))
		pci_warn(pdev, "reset: transactions are still pending\n");
	/* So that what is latched afterwards is news. */
	if (pci_is_pcie(pdev))
		pcie_capability_write_word(pdev, PCI_EXP_DEVSTA,
					   VGAPT_DEVSTA_ERRORS);
}

/**
 * vgapt_reset_before - make the functions that will be hit ready for it
 * @scope: locked; the functions that will be hit are marked
 *
 * To be undone by vgapt_reset_after().  Sleeps.
 */
void vgapt_reset_before(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;

	device_lock_assert(&scope->self->pdev->dev);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn))
		if (fn->hit)
			vgapt_reset_fn_quiet(fn);
	vgapt_reset_ports_quiet(scope);
}

/**
 * vgapt_reset_after - put back what the functions had
 * @scope: as given to vgapt_reset_before()
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
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit || !vgapt_reset_answers(fn->pdev))
			continue;
		vgapt_xen_tell_reset(fn->pdev);
		if (fn->saved || vgapt_saved_recall(fn->pdev))
			pci_restore_state(fn->pdev);
		else
			pci_write_config_word(fn->pdev, PCI_COMMAND, fn->command);
		if (fn->vdev)
			vgapt_rom_bar_expose(fn->vdev);
	}
	vgapt_reset_ports_restore(scope);
}
