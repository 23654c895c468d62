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
#include <linux/jiffies.h>
#include <linux/vgaarb.h>

#include "assign/assign.h"
#include "bridges.h"
#include "legacy/route.h"
#include "pure/route_rules.h"
#include "vdev.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

/*
 * How long the ranges are offered back to the card that had them.  Whoever has the
 * arbiter's lock longer than that sees to the routing himself.
 */
#define VGAPT_RETURN_SECONDS	30

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
 * lock needed.
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

/* Whoever holds a device lock may do so for long: a driver's probe, say. */
static int vgapt_use_of(struct pci_dev *rival, enum vgapt_use *use)
{
	struct vgapt_assign assign;

	*use = VGAPT_USE_NONE;
	vgapt_assign_read(rival, &assign);
	if (vgapt_assign_in_use(&assign.is)) {
		*use = VGAPT_USE_GUEST;
		return 0;
	}
	if (vgapt_route_seized(rival))
		return 0;
	if (device_lock_interruptible(&rival->dev))
		return -EINTR;
	if (!vgapt_pciback_bound(rival)) {
		if (rival->dev.driver)
			*use = VGAPT_USE_DRIVER;
		else if (rival == vga_default_device())
			*use = VGAPT_USE_CONSOLE;
	}
	device_unlock(&rival->dev);
	return 0;
}

/* Has its driver given up legacy decoding? */
static int vgapt_undecoded(struct pci_dev *pdev, bool *undecoded)
{
	*undecoded = false;
	if (vgapt_route_seized(pdev))
		return 0;
	if (device_lock_interruptible(&pdev->dev))
		return -EINTR;
	*undecoded = pdev->dev.driver &&
		     vgapt_route_driver_undecodes(pdev->dev.driver->name);
	device_unlock(&pdev->dev);
	return 0;
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

static int vgapt_rival_look(struct pci_dev *pdev, struct vgapt_rival *rival)
{
	int rc;

	rc = vgapt_use_of(pdev, &rival->use);
	if (!rc)
		rc = vgapt_undecoded(pdev, &rival->undecoded);
	rival->own_bridge = vgapt_has_own_bridge(pdev);
	return rc;
}

/*
 * Find a card that must not lose the ranges to @pdev.  Returns it with a
 * reference, and why; or NULL, or an ERR_PTR().  Sleeps, interruptibly.
 */
static struct pci_dev *vgapt_route_rival(struct pci_dev *pdev,
					 enum vgapt_block *why)
{
	struct pci_dev *other = NULL;
	struct vgapt_rival rival;
	int rc;

	for_each_pci_dev(other) {
		if (other == pdev || !vgapt_is_vga(other))
			continue;
		rc = vgapt_rival_look(other, &rival);
		if (rc) {
			pci_dev_put(other);
			return ERR_PTR(rc);
		}
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
 * Sleeps, interruptibly but for xenstore.
 *
 * Return: 0; -EINTR if a signal came; or -EBUSY, and the log names the card that
 * would be switched off.
 */
int vgapt_route_check(struct pci_dev *pdev)
{
	enum vgapt_block why;
	struct pci_dev *rival;

	rival = vgapt_route_rival(pdev, &why);
	if (IS_ERR_OR_NULL(rival))
		return PTR_ERR_OR_ZERO(rival);
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
	bool undecoded;

	for_each_pci_dev(other) {
		if (other == pdev || !vgapt_is_vga(other))
			continue;
		/* Interrupted: nobody gets them back, the next step fails too. */
		if (!vgapt_undecoded(other, &undecoded) && !undecoded &&
		    vgapt_routed_to(other))
			return other;
	}
	return NULL;
}

/**
 * vgapt_route_take - route the legacy ranges to a card, and keep them there
 * @pdev:  the card
 * @still: as for vgapt_arbiter_get()
 * @data:  for @still
 *
 * Waits, interruptibly, for whoever has the VGA arbiter's lock.
 *
 * Return: as vgapt_arbiter_get().
 */
int vgapt_route_take(struct pci_dev *pdev, int (*still)(void *data), void *data)
{
	int rc;

	rc = vgapt_arbiter_get(pdev, still, data);
	pci_dbg(pdev, "route: taken: %d\n", rc);
	return rc;
}

/**
 * vgapt_route_drop - let go of the legacy ranges
 * @pdev: the card they are routed to
 *
 * They stay routed to it until somebody else wants them.  Does not sleep.
 */
void vgapt_route_drop(struct pci_dev *pdev)
{
	vgapt_arbiter_put(pdev);
	pci_dbg(pdev, "route: let go\n");
}

/**
 * vgapt_route_forget - no card is left to route the legacy ranges to
 * @pdev: a card that is being unplugged
 *
 * The arbiter forgets the card too, and with it the bridges above: were they
 * left to forward the ranges, they would do so beside those of the next card
 * that gets them.  Sleeps, for milliseconds: the bus tells that a function goes
 * without a lock of its own.
 */
void vgapt_route_forget(struct pci_dev *pdev)
{
	struct pci_bus *bus;
	u16 control;

	vgapt_bridges_lock();
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
	vgapt_bridges_unlock();
}

/* The way back: for how long, and to whom. */
struct vgapt_route_back {
	struct pci_dev *pdev;
	unsigned long end;
};

static int vgapt_route_still_back(void *data)
{
	struct vgapt_route_back *back = data;
	enum vgapt_block why;
	struct pci_dev *rival;

	if (time_after(jiffies, back->end))
		return -ETIMEDOUT;
	rival = vgapt_route_rival(back->pdev, &why);
	if (IS_ERR_OR_NULL(rival))
		return PTR_ERR_OR_ZERO(rival);
	dev_warn_ratelimited(&back->pdev->dev, "does not get the legacy ranges back, that would switch off %s\n",
			     pci_name(rival));
	pci_dev_put(rival);
	return -EBUSY;
}

/**
 * vgapt_route_return - route the legacy ranges back to the card that had them
 * @pdev: that card
 *
 * Asking for the lock and dropping it is how the arbiter is told to switch.
 * Sleeps as long as somebody else has the lock, whose business the routing then
 * is, but not for ever.  If it would switch off another card in use - the one the
 * ranges are coming from may still be a guest's - nothing is done.
 *
 * Return: 0 if they lead there; -EBUSY, or why the arbiter has not switched.
 */
int vgapt_route_return(struct pci_dev *pdev)
{
	struct vgapt_route_back back = {
		.pdev = pdev,
		.end = jiffies + VGAPT_RETURN_SECONDS * HZ,
	};
	int rc;

	rc = vgapt_route_still_back(&back);
	if (!rc)
		rc = vgapt_arbiter_get(pdev, vgapt_route_still_back, &back);
	if (!rc)
		vgapt_arbiter_put(pdev);
	pci_dbg(pdev, "route: back here: %d\n", rc);
	return rc;
}
