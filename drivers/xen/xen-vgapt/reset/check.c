// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the function back, and was it a reset?
 *
 * A reset that did nothing is a failure: the next guest would inherit what the
 * last one left.
 */
#include <linux/delay.h>

#include "pure/reset/ids.h"
#include "pure/reset/link.h"
#include "pure/reset/method.h"
#include "pure/reset/say.h"
#include "pure/reset/vendor.h"
#include "reset/check.h"
#include "reset/io.h"
#include "reset/presence.h"
#include "reset/scope.h"
#include "reset/wait.h"
#include "xen_vgapt.h"

/* After that a note in the log: somebody is waiting. */
#define VGAPT_READY_NOTE_MS	2000
/* A link that trains to its full speed, or width, does so within that. */
#define VGAPT_LINK_TRAIN_MS	200

static bool vgapt_reset_is_config(enum vgapt_reset_method method)
{
	/* The others need not touch configuration space. */
	return method != VGAPT_RESET_VENDOR && method != VGAPT_RESET_KERNEL;
}

static int vgapt_reset_wait_fn(struct vgapt_reset_scope *scope,
			       struct vgapt_reset_fn *fn)
{
	unsigned long start = jiffies;
	bool noted = false;
	unsigned int ms;
	int rc;

	while (!vgapt_reset_answers(fn->pdev)) {
		ms = jiffies_to_msecs(jiffies - start);
		rc = vgapt_reset_scope_stop(scope);
		if (rc) {
			scope->why = rc == -EINTR ? VGAPT_WHY_STOPPED :
						    VGAPT_WHY_NO_ANSWER;
			return rc;
		}
		if (time_after(jiffies, scope->until) ||
		    vgapt_reset_lost(fn->pdev)) {
			scope->why = VGAPT_WHY_NO_ANSWER;
			return -ETIMEDOUT;
		}
		if (ms > VGAPT_READY_NOTE_MS && !noted) {
			dev_info_ratelimited(&fn->pdev->dev, "reset: waiting for it to answer, up to %u s\n",
					     jiffies_to_msecs(scope->until - jiffies) / 1000 + 1);
			noted = true;
		}
		vgapt_reset_scope_tick(scope);
		/* What is slow need not be asked every millisecond. */
		vgapt_wait_ms(ms < 1000 ? 1 : 3);
	}
	return 0;
}

/*
 * What the vendor's card needs in configuration space, before its other functions
 * are waited for: one of them may not be there without.
 */
static void vgapt_reset_give_back(struct vgapt_reset_scope *scope,
				  struct vgapt_reset_fn *fn)
{
	const struct vgapt_reset_vendor *vendor = vgapt_reset_vendor_for(fn);
	struct vgapt_reset_io io;

	if (!vendor || !vendor->after)
		return;
	vgapt_reset_io_config(&io, scope, fn);
	vgapt_vendor_after(vendor, &io.io, &fn->noted);
}

/**
 * vgapt_reset_wait - wait until the functions that were hit are back
 * @scope:  claimed, not locked
 *
 * In the order of the bus, so that a card's first function comes before the others.
 * Sleeps, until @scope->until at most.
 *
 * Return: 0; -ETIMEDOUT, -EINTR, -ENODEV, with @scope->why.
 */
int vgapt_reset_wait(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;
	int rc;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit)
			continue;
		rc = vgapt_reset_wait_fn(scope, fn);
		if (rc)
			return rc;
		vgapt_reset_give_back(scope, fn);
	}
	return 0;
}

/**
 * vgapt_reset_happened - was it a reset?
 * @scope:  locked; all that were hit are back, nothing has been restored yet
 * @method: what has hit them
 *
 * A guest that still has the function can have changed what tells: then the
 * answer is worth nothing, and the function is reset again before the next guest
 * gets it.
 *
 * Return: 0; -EIO, with @scope->why.
 */
int vgapt_reset_happened(struct vgapt_reset_scope *scope,
			 enum vgapt_reset_method method)
{
	struct vgapt_reset_fn *fn;
	u16 command;

	device_lock_assert(&scope->self->pdev->dev);
	if (!vgapt_reset_is_config(method))
		return 0;
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		if (!fn->hit || !fn->canary)
			continue;
		pci_read_config_word(fn->pdev, PCI_COMMAND, &command);
		if (command & PCI_COMMAND_INTX_DISABLE) {
			scope->why = VGAPT_WHY_NOT_RESET;
			return -EIO;
		}
	}
	return 0;
}

static int vgapt_reset_check_fn(struct vgapt_reset_scope *scope,
				struct vgapt_reset_fn *fn)
{
	struct pci_dev *pdev = fn->pdev;
	u16 status = 0;
	u32 val;
	int i;

	pci_read_config_dword(pdev, PCI_VENDOR_ID, &val);
	if (val != (pdev->vendor | (u32)pdev->device << 16)) {
		scope->why = VGAPT_WHY_OTHER_IDS;
		return -EIO;
	}
	pci_read_config_dword(pdev, PCI_CLASS_REVISION, &val);
	if (val >> 8 != pdev->class) {
		scope->why = VGAPT_WHY_OTHER_CLASS;
		return -EIO;
	}
	if (!vgapt_reset_has_bars(pdev)) {
		scope->why = VGAPT_WHY_BARS_LOST;
		return -EIO;
	}
	for (i = 0; i < PCI_STD_NUM_BARS && fn->state; i++) {
		pci_read_config_dword(pdev, PCI_BASE_ADDRESS_0 + 4 * i, &val);
		if (val != fn->bars[i]) {
			scope->why = VGAPT_WHY_BARS_LOST;
			return -EIO;
		}
	}
	if (pci_is_pcie(pdev))
		pcie_capability_read_word(pdev, PCI_EXP_DEVSTA, &status);
	if (status & PCI_EXP_DEVSTA_FED) {
		scope->why = VGAPT_WHY_FATAL_ERROR;
		return -EIO;
	}
	return 0;
}

/* Ask the vendor's sign of life until it is given. */
static int vgapt_reset_check_alive(struct vgapt_reset_scope *scope,
				   struct vgapt_reset_fn *fn)
{
	const struct vgapt_reset_vendor *vendor = vgapt_reset_vendor_for(fn);
	struct vgapt_reset_io io;
	unsigned long end;
	int rc;

	if (!vendor || !vendor->alive)
		return 0;
	rc = vgapt_reset_io_open(&io, scope, fn, vendor);
	if (rc == -ENOMEM) {
		scope->why = VGAPT_WHY_NO_MEMORY;
		return rc;
	}
	if (rc == -ENXIO) {
		scope->why = VGAPT_WHY_NO_ANSWER;
		return -EIO;
	}
	/* Without registers there is nothing to ask. */
	if (rc)
		return 0;
	end = jiffies + msecs_to_jiffies(vendor->deadline_ms);
	while ((rc = vgapt_vendor_alive(vendor, &io.io, &scope->why)) == -EAGAIN) {
		if (time_after(jiffies, end)) {
			if (scope->why == VGAPT_WHY_NONE)
				scope->why = VGAPT_WHY_NO_SIGN_OF_LIFE;
			rc = -ETIMEDOUT;
			break;
		}
		rc = vgapt_reset_scope_stop(scope);
		if (rc) {
			scope->why = VGAPT_WHY_STOPPED;
			break;
		}
		usleep_range(1000, 2000);
	}
	vgapt_reset_io_close(&io);
	return rc;
}

/**
 * vgapt_reset_check - are the functions that were hit as they should be?
 * @scope: locked; states have been restored
 *
 * Return: 0; -EIO, with @scope->why.
 */
int vgapt_reset_check(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;
	int rc;

	device_lock_assert(&scope->self->pdev->dev);
	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		rc = fn->hit ? vgapt_reset_check_fn(scope, fn) : 0;
		if (rc)
			return rc;
	}
	return 0;
}

/**
 * vgapt_reset_await_life - wait for the vendor's sign of life
 * @scope: claimed, not locked; the functions are as they should be
 *
 * Sleeps, as long as that may take.
 *
 * Return: 0; -EIO, -ETIMEDOUT, -EINTR, -ENODEV, -ENOMEM, with @scope->why.
 */
int vgapt_reset_await_life(struct vgapt_reset_scope *scope)
{
	struct vgapt_reset_fn *fn;
	int rc;

	for (fn = vgapt_reset_next(scope, NULL); fn; fn = vgapt_reset_next(scope, fn)) {
		rc = fn->hit ? vgapt_reset_check_alive(scope, fn) : 0;
		if (rc)
			return rc;
	}
	return 0;
}

/**
 * vgapt_reset_link_look - what is the link below a bridge?
 * @bridge: the bridge, or NULL
 *
 * The bridge has the other end of it, and answers in any case.
 *
 * Return: speed and width; zeros if there is no link, or it is down.
 */
struct vgapt_link vgapt_reset_link_look(struct pci_dev *bridge)
{
	u16 status = 0;

	if (bridge && pci_is_pcie(bridge))
		pcie_capability_read_word(bridge, PCI_EXP_LNKSTA, &status);
	return vgapt_link_of(status);
}

/**
 * vgapt_reset_link_check - has the link come back as it was?
 * @scope: claimed, not locked; the functions are back
 *
 * One that has not is no failure: the card works.  Narrower is worth a warning;
 * slower may be what the card does until its driver asks for more.  Sleeps.
 */
void vgapt_reset_link_check(struct vgapt_reset_scope *scope)
{
	unsigned long end = jiffies + msecs_to_jiffies(VGAPT_LINK_TRAIN_MS);
	struct pci_dev *pdev = scope->self->pdev;
	char text[VGAPT_SAY_MAX];

	scope->link_is = vgapt_reset_link_look(scope->bridge);
	while (vgapt_link_worse(scope->link_was, scope->link_is)) {
		if (time_after(jiffies, end)) {
			vgapt_link_text(scope->link_was, scope->link_is, text,
					sizeof(text));
			if (scope->link_is.width < scope->link_was.width)
				dev_warn_ratelimited(&pdev->dev, "reset: %s\n", text);
			else
				dev_info_ratelimited(&pdev->dev, "reset: %s\n", text);
			return;
		}
		usleep_range(5000, 10000);
		scope->link_is = vgapt_reset_link_look(scope->bridge);
	}
}
