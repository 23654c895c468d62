// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether a card is dead, and what follows from it.
 *
 * It is said, and nobody is granted anything through it.  libxl does not ask, and gives
 * it to a guest all the same: so the ports above stay quiet as long as it is dead, or
 * that guest's first access would take down a host whose ports report that as fatal.
 *
 * And it stays awake from then on: cards that do not come back from D3cold are a common
 * complaint (qubes-issues 10036; vendor-reset, issue 76).  While xen-pciback has it, it is
 * in D0: the PCI core counts one more user of a function that has a driver, unless that
 * does runtime PM.  But who takes it back from pciback may let it, or the port above it,
 * sleep.
 */
#include <linux/pci.h>

#include "life.h"
#include "ports.h"
#include "reset/presence.h"

/* Protects the functions' ports. */
static DEFINE_MUTEX(vgapt_life_lock);

/* Quiet or not: the last one who puts a port back finds what the first one found. */
static void vgapt_life_ports(struct vgapt_dev *vdev, bool quiet)
{
	mutex_lock(&vgapt_life_lock);
	/* Nobody would put them back. */
	if (!quiet || READ_ONCE(vdev->gone))
		vgapt_ports_restore(&vdev->ports);
	else if (!vdev->ports.num &&
		 vgapt_ports_quiet(&vdev->ports, pci_upstream_bridge(vdev->pdev)))
		vgapt_ports_restore(&vdev->ports);
	mutex_unlock(&vgapt_life_lock);
}

static void vgapt_life_stay_awake(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev;

	device_lock(&pdev->dev);
	/* Once it is gone nobody would take that back. */
	if (!READ_ONCE(vdev->gone) && !pdev->no_d3cold) {
		pci_d3cold_disable(pdev);
		vdev->awake = true;
	}
	device_unlock(&pdev->dev);
}

/**
 * vgapt_life_note - take note of what a look at a function has found
 * @vdev:    the function, claimed
 * @answers: its configuration space does, after it has been waited for
 * @reset:   it has just been reset, and that has been seen
 *
 * Sleeps; takes the device lock.
 */
void vgapt_life_note(struct vgapt_dev *vdev, bool answers, bool reset)
{
	enum vgapt_state was = READ_ONCE(vdev->state), is;

	is = vgapt_state_next(was, answers, reset);
	/* One that is unplugged need not answer. */
	if (READ_ONCE(vdev->gone))
		return;
	vgapt_life_ports(vdev, is == VGAPT_STATE_DEAD);
	if (is == was)
		return;
	WRITE_ONCE(vdev->state, is);
	if (is == VGAPT_STATE_DEAD) {
		dev_err_ratelimited(&vdev->pdev->dev, "it is dead: it does not answer, and nothing is granted through it before a reset has brought it back\n");
		vgapt_life_stay_awake(vdev);
	} else {
		dev_info_ratelimited(&vdev->pdev->dev, "it is no longer dead\n");
	}
}

/**
 * vgapt_life_look - look at a function that has changed hands
 * @vdev: the function, claimed
 *
 * Whatever has been done to it meanwhile, it is a new start, if it answers.  Sleeps,
 * up to a second; takes the device lock.
 */
void vgapt_life_look(struct vgapt_dev *vdev)
{
	bool answers;

	/* For the look, and for as long as it is dead. */
	vgapt_life_ports(vdev, true);
	answers = !vgapt_reset_silent(vdev->pdev);
	vgapt_life_note(vdev, answers, answers);
}

/**
 * vgapt_life_end - be done with a function that is gone
 * @vdev: the function, off the list
 *
 * The ports above it report errors again.  Sleeps.
 */
void vgapt_life_end(struct vgapt_dev *vdev)
{
	vgapt_life_ports(vdev, false);
}

/**
 * vgapt_life_forget - let a function sleep again
 * @vdev: the function; its device lock is held
 */
void vgapt_life_forget(struct vgapt_dev *vdev)
{
	device_lock_assert(&vdev->pdev->dev);
	if (vdev->awake)
		pci_d3cold_enable(vdev->pdev);
	vdev->awake = false;
}
