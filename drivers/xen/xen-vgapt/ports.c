// SPDX-License-Identifier: GPL-2.0-only
/*
 * Error reporting of the ports above a function that is being reset, or looked at:
 * masked for what a function that is away causes, and then put back.  Where it is not
 * masked, one access to a dead card can take the host down (vendor-reset, issue 72).
 *
 * Two cards below one switch share the ports above it, and what is done to them may
 * overlap in any order.  So those at work below a port are counted: the first one
 * masks, the last one puts back what the first one found.
 */
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "ports.h"

/* Device Control: report correctable, non-fatal, fatal and unsupported. */
#define VGAPT_DEVCTL_REPORT	(PCI_EXP_DEVCTL_CERE | PCI_EXP_DEVCTL_NFERE | \
				 PCI_EXP_DEVCTL_FERE | PCI_EXP_DEVCTL_URRE)
/* What a function that is away causes at the port above it. */
#define VGAPT_AER_MASK		(PCI_ERR_UNC_SURPDN | PCI_ERR_UNC_COMP_TIME | \
				 PCI_ERR_UNC_UNSUP | PCI_ERR_UNC_COMP_ABORT)

/**
 * struct vgapt_port - a port that is kept quiet
 * @node:     in the list
 * @pdev:     the port; referenced
 * @users:    resets and looks below it
 * @devctl:   Device Control's report bits before the first of them
 * @aer_mask: bits of %VGAPT_AER_MASK that were set in AER's Uncorrectable Error
 *            Mask before
 */
struct vgapt_port {
	struct list_head node;
	struct pci_dev *pdev;
	u32 users;
	u16 devctl;
	u32 aer_mask;
};

static LIST_HEAD(vgapt_ports_list);
/* Held over the few register accesses, so that counting and masking are one. */
static DEFINE_SPINLOCK(vgapt_ports_lock);

static int vgapt_port_aer(struct pci_dev *pdev)
{
	return pci_find_ext_capability(pdev, PCI_EXT_CAP_ID_ERR);
}

static void vgapt_port_mask(struct vgapt_port *port)
	__must_hold(&vgapt_ports_lock)
{
	int aer = vgapt_port_aer(port->pdev);
	u32 mask;

	lockdep_assert_held(&vgapt_ports_lock);
	pcie_capability_clear_word(port->pdev, PCI_EXP_DEVCTL,
				   VGAPT_DEVCTL_REPORT);
	if (!aer)
		return;
	pci_read_config_dword(port->pdev, aer + PCI_ERR_UNCOR_MASK, &mask);
	port->aer_mask = mask & VGAPT_AER_MASK;
	pci_write_config_dword(port->pdev, aer + PCI_ERR_UNCOR_MASK,
			       mask | VGAPT_AER_MASK);
}

static void vgapt_port_unmask(struct vgapt_port *port)
	__must_hold(&vgapt_ports_lock)
{
	int aer = vgapt_port_aer(port->pdev);
	u32 mask;

	lockdep_assert_held(&vgapt_ports_lock);
	/* What was latched meanwhile is our doing, not to be reported. */
	if (aer) {
		pci_write_config_dword(port->pdev, aer + PCI_ERR_UNCOR_STATUS,
				       VGAPT_AER_MASK & ~port->aer_mask);
		pci_read_config_dword(port->pdev, aer + PCI_ERR_UNCOR_MASK,
				      &mask);
		pci_write_config_dword(port->pdev, aer + PCI_ERR_UNCOR_MASK,
				       (mask & ~VGAPT_AER_MASK) |
				       port->aer_mask);
	}
	pcie_capability_write_word(port->pdev, PCI_EXP_DEVSTA,
				   VGAPT_DEVSTA_ERRORS);
	pcie_capability_set_word(port->pdev, PCI_EXP_DEVCTL, port->devctl);
}

/* One more at work below @pdev.  @fresh is used if it is the first one. */
static struct vgapt_port *vgapt_port_get(struct pci_dev *pdev,
					 struct vgapt_port **fresh)
	__must_hold(&vgapt_ports_lock)
{
	struct vgapt_port *port;
	u16 devctl;

	lockdep_assert_held(&vgapt_ports_lock);
	list_for_each_entry(port, &vgapt_ports_list, node) {
		if (port->pdev != pdev)
			continue;
		port->users++;
		return port;
	}
	pcie_capability_read_word(pdev, PCI_EXP_DEVCTL, &devctl);
	if (PCI_POSSIBLE_ERROR(devctl))
		return NULL;
	port = *fresh;
	*fresh = NULL;
	port->pdev = pci_dev_get(pdev);
	port->users = 1;
	port->devctl = devctl & VGAPT_DEVCTL_REPORT;
	list_add_tail(&port->node, &vgapt_ports_list);
	vgapt_port_mask(port);
	return port;
}

/**
 * vgapt_ports_quiet - mask what a function that is away causes at the ports above
 * @ports:  result, to be given to vgapt_ports_restore(), also after an error
 * @bridge: the nearest one, or NULL
 *
 * All ports up to the root: a card may have a switch of its own, and it is the
 * root port that waits for an answer.  Sleeps.
 *
 * Return: 0; -ENOMEM.
 */
int vgapt_ports_quiet(struct vgapt_ports *ports, struct pci_dev *bridge)
{
	struct vgapt_port *fresh, *port;
	struct pci_dev *pdev;

	ports->num = 0;
	for (pdev = bridge; pdev && ports->num < VGAPT_MAX_PORTS;
	     pdev = pci_upstream_bridge(pdev)) {
		if (!pci_is_pcie(pdev))
			continue;
		fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
		if (!fresh)
			return -ENOMEM;
		spin_lock(&vgapt_ports_lock);
		port = vgapt_port_get(pdev, &fresh);
		spin_unlock(&vgapt_ports_lock);
		kfree(fresh);
		if (port)
			ports->port[ports->num++] = port;
	}
	return 0;
}

/**
 * vgapt_ports_restore - undo vgapt_ports_quiet()
 * @ports: what that gave; empty afterwards
 *
 * A port below which somebody else is still at work stays quiet.
 */
void vgapt_ports_restore(struct vgapt_ports *ports)
{
	struct vgapt_port *port;

	while (ports->num) {
		port = ports->port[--ports->num];
		spin_lock(&vgapt_ports_lock);
		if (--port->users) {
			port = NULL;
		} else {
			list_del(&port->node);
			vgapt_port_unmask(port);
		}
		spin_unlock(&vgapt_ports_lock);
		if (!port)
			continue;
		pci_dev_put(port->pdev);
		kfree(port);
	}
}
