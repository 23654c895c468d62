// SPDX-License-Identifier: GPL-2.0-only
/*
 * Routing the legacy ranges to a card: the VGA arbiter and the bridges.
 *
 * The ranges are fixed addresses, so below one host bridge they can lead to one
 * card only.  A PC has but one A0000 and one 3C0, whatever the number of its
 * host bridges, so here the whole machine is one routing domain; the arbiter
 * sees it the same way.
 *
 * The arbiter's lock is held as long as a guest has the ranges.  Without it
 * anybody in dom0 could have them routed elsewhere, under the guest's feet.
 */
#include <linux/vgaarb.h>

#include "assign/assign.h"
#include "legacy/route.h"
#include "pure/route_rules.h"
#include "vdev.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

#define VGAPT_LEGACY	(VGA_RSRC_LEGACY_IO | VGA_RSRC_LEGACY_MEM)

static bool vgapt_is_vga(struct pci_dev *pdev)
{
	return pdev->class >> 8 == PCI_CLASS_DISPLAY_VGA;
}

static bool vgapt_below(struct pci_dev *bridge, struct pci_dev *pdev)
{
	struct pci_bus *bus;

	for (bus = pdev->bus; bus; bus = bus->parent)
		if (bus->self == bridge)
			return true;
	return false;
}

/* Is @pdev the only VGA adapter below a bridge? */
static bool vgapt_only_below(struct pci_dev *bridge, struct pci_dev *pdev)
{
	struct pci_dev *other = NULL;

	for_each_pci_dev(other) {
		if (other != pdev && vgapt_is_vga(other) &&
		    vgapt_below(bridge, other)) {
			pci_dev_put(other);
			return false;
		}
	}
	return true;
}

/*
 * Is there a bridge above @rival that is not above any other VGA adapter?  If
 * any is, the nearest one is.  It is how the arbiter tells.
 */
static bool vgapt_has_own_bridge(struct pci_dev *rival)
{
	return rival->bus->self && vgapt_only_below(rival->bus->self, rival);
}

/*
 * Has xen-pciback seized it?  Then no driver needs looking at, nor is the device
 * lock needed, which a reset may hold for minutes: a card that does not come back
 * must not keep the ranges from all others.
 */
static bool vgapt_route_seized(struct pci_dev *pdev)
{
	struct vgapt_dev *vdev = vgapt_dev_find(pdev);
	bool seized;

	if (!vdev)
		return false;
	seized = vgapt_dev_is_seized(vdev);
	vgapt_dev_put(vdev);
	return seized;
}

static enum vgapt_use vgapt_use_of(struct pci_dev *rival)
{
	enum vgapt_use use = VGAPT_USE_NONE;
	struct vgapt_assign assign;

	vgapt_assign_read(rival, &assign);
	if (vgapt_assign_in_use(&assign.is))
		return VGAPT_USE_GUEST;
	if (vgapt_route_seized(rival))
		return VGAPT_USE_NONE;

	device_lock(&rival->dev);
	if (!vgapt_pciback_bound(rival)) {
		if (rival->dev.driver)
			use = VGAPT_USE_DRIVER;
		else if (rival == vga_default_device())
			use = VGAPT_USE_CONSOLE;
	}
	device_unlock(&rival->dev);
	return use;
}

/* Has its driver given up legacy decoding? */
static bool vgapt_undecoded(struct pci_dev *pdev)
{
	bool undecoded;

	if (vgapt_route_seized(pdev))
		return false;
	device_lock(&pdev->dev);
	undecoded = pdev->dev.driver &&
		    vgapt_route_driver_undecodes(pdev->dev.driver->name);
	device_unlock(&pdev->dev);
	return undecoded;
}

static const char *vgapt_block_text(enum vgapt_block block)
{
	switch (block) {
	case VGAPT_BLOCK_DRIVER:
		return "a dom0 driver uses it, and it has no bridge of its own";
	case VGAPT_BLOCK_CONSOLE:
		return "it is dom0's boot display, and it has no bridge of its own";
	case VGAPT_BLOCK_GUEST:
		return "another guest uses it, and it has no bridge of its own";
	case VGAPT_BLOCK_NONE:
		break;
	}
	return "it is free";
}

/*
 * Find a card that must not lose the ranges to @pdev.  Returns it with a
 * reference, and why; or NULL.  Sleeps.
 */
static struct pci_dev *vgapt_route_rival(struct pci_dev *pdev,
					 enum vgapt_block *why)
{
	struct pci_dev *other = NULL;

	for_each_pci_dev(other) {
		struct vgapt_rival rival;

		if (other == pdev || !vgapt_is_vga(other))
			continue;
		rival.use = vgapt_use_of(other);
		rival.undecoded = vgapt_undecoded(other);
		rival.own_bridge = vgapt_has_own_bridge(other);

		*why = vgapt_route_blocked(&rival);
		if (*why != VGAPT_BLOCK_NONE)
			return other;
	}
	return NULL;
}

/**
 * vgapt_route_check - may the legacy ranges be routed to a card?
 * @pdev: the card
 *
 * Sleeps.
 *
 * Return: 0; or -EBUSY, and the log names the card that would be switched off.
 */
int vgapt_route_check(struct pci_dev *pdev)
{
	enum vgapt_block why;
	struct pci_dev *rival;

	rival = vgapt_route_rival(pdev, &why);
	if (!rival)
		return 0;
	dev_err_ratelimited(&pdev->dev, "legacy ranges refused, routing them here would switch off %s: %s\n",
			    pci_name(rival), vgapt_block_text(why));
	pci_dev_put(rival);
	return -EBUSY;
}

/* Do the legacy ranges lead to this card? */
static bool vgapt_routed_to(struct pci_dev *pdev)
{
	struct pci_bus *bus;
	u16 word;

	pci_read_config_word(pdev, PCI_COMMAND, &word);
	if (PCI_POSSIBLE_ERROR(word) ||
	    (word & (PCI_COMMAND_IO | PCI_COMMAND_MEMORY)) !=
	    (PCI_COMMAND_IO | PCI_COMMAND_MEMORY))
		return false;
	for (bus = pdev->bus; bus; bus = bus->parent) {
		if (!bus->self)
			continue;
		pci_read_config_word(bus->self, PCI_BRIDGE_CONTROL, &word);
		if (!(word & PCI_BRIDGE_CTL_VGA))
			return false;
	}
	return true;
}

/**
 * vgapt_route_holder - find the card that has the legacy ranges now
 * @pdev: a card that does not count
 *
 * Return: the card with a reference for the caller, or NULL.
 */
struct pci_dev *vgapt_route_holder(struct pci_dev *pdev)
{
	struct pci_dev *other = NULL;

	for_each_pci_dev(other) {
		if (other == pdev || !vgapt_is_vga(other))
			continue;
		if (!vgapt_undecoded(other) && vgapt_routed_to(other))
			return other;
	}
	return NULL;
}

/**
 * vgapt_route_take - route the legacy ranges to a card, and keep them there
 * @pdev: the card
 *
 * Waits, interruptibly, for whoever has the VGA arbiter's lock.
 *
 * Return: 0; -EINTR if a signal came; -ENODEV if the arbiter does not know the
 * card; -EIO if a bridge does not take the setting.
 */
int vgapt_route_take(struct pci_dev *pdev)
{
	struct pci_bus *bus;
	u16 control;
	int rc;

	rc = vga_get_interruptible(pdev, VGAPT_LEGACY);
	if (rc)
		return rc == -ERESTARTSYS ? -EINTR : rc;

	/*
	 * The arbiter writes to the bridges only if by its book the card does
	 * not have the ranges yet.  The book may be wrong: a bus reset clears
	 * Bridge Control of the bridges below.
	 */
	for (bus = pdev->bus; bus; bus = bus->parent) {
		if (!bus->self)
			continue;
		pci_read_config_word(bus->self, PCI_BRIDGE_CONTROL, &control);
		if (!(control & PCI_BRIDGE_CTL_VGA)) {
			pci_write_config_word(bus->self, PCI_BRIDGE_CONTROL,
					      control | PCI_BRIDGE_CTL_VGA);
			pci_read_config_word(bus->self, PCI_BRIDGE_CONTROL,
					     &control);
		}
		if (!(control & PCI_BRIDGE_CTL_VGA)) {
			pci_err(pdev, "bridge %s does not forward the legacy ranges\n",
				pci_name(bus->self));
			vga_put(pdev, VGAPT_LEGACY);
			return -EIO;
		}
	}
	pci_dbg(pdev, "route: taken\n");
	return 0;
}

/**
 * vgapt_route_drop - let go of the legacy ranges
 * @pdev: the card they are routed to
 *
 * They stay routed to it until somebody else wants them.  Does not sleep.
 */
void vgapt_route_drop(struct pci_dev *pdev)
{
	vga_put(pdev, VGAPT_LEGACY);
	pci_dbg(pdev, "route: let go\n");
}

/**
 * vgapt_route_forget - no card is left to route the legacy ranges to
 * @pdev: a card that is being unplugged
 *
 * The arbiter forgets the card too, and with it the bridges above: were they
 * left to forward the ranges, they would do so beside those of the next card
 * that gets them.  Does not sleep.
 */
void vgapt_route_forget(struct pci_dev *pdev)
{
	struct pci_bus *bus;
	u16 control;

	for (bus = pdev->bus; bus; bus = bus->parent) {
		if (!bus->self)
			continue;
		if (!vgapt_only_below(bus->self, pdev))
			break;
		pci_read_config_word(bus->self, PCI_BRIDGE_CONTROL, &control);
		if (PCI_POSSIBLE_ERROR(control) ||
		    !(control & PCI_BRIDGE_CTL_VGA))
			continue;
		pci_write_config_word(bus->self, PCI_BRIDGE_CONTROL,
				      control & ~PCI_BRIDGE_CTL_VGA);
		pci_dbg(pdev, "route: %s no longer forwards\n",
			pci_name(bus->self));
	}
}

/**
 * vgapt_route_return - route the legacy ranges back to the card that had them
 * @pdev: that card
 *
 * Asking for the lock and dropping it is how the arbiter is told to switch.
 * Sleeps as long as somebody else has the lock, whose business the routing then
 * is.  If it would switch off another card in use - the one the ranges are
 * coming from may still be a guest's - nothing is done.
 */
void vgapt_route_return(struct pci_dev *pdev)
{
	enum vgapt_block why;
	struct pci_dev *rival;

	rival = vgapt_route_rival(pdev, &why);
	if (rival) {
		pci_warn(pdev, "does not get the legacy ranges back, that would switch off %s\n",
			 pci_name(rival));
		pci_dev_put(rival);
		return;
	}
	if (vga_get_interruptible(pdev, VGAPT_LEGACY))
		return;
	vga_put(pdev, VGAPT_LEGACY);
	pci_dbg(pdev, "route: back here\n");
}
