// SPDX-License-Identifier: GPL-2.0-only
/*
 * Module parameters.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/pci.h>

#include "params.h"
#include "pure/reset/off.h"
#include "pure/sbdf.h"

/* More display adapters than any machine has. */
#define VGAPT_PRIMARY_MAX	16

static char *primary[VGAPT_PRIMARY_MAX];
static int primary_count;
module_param_array(primary, charp, &primary_count, 0444);
MODULE_PARM_DESC(primary, "Cards that are to be primary displays: SBDF[,SBDF...]");

/* Ids whose methods may be switched off one by one. */
#define VGAPT_RESET_OFF_MAX	32

static char *reset_off[VGAPT_RESET_OFF_MAX];
static int reset_off_count;
module_param_array(reset_off, charp, &reset_off_count, 0444);
MODULE_PARM_DESC(reset_off, "Reset methods not to be used: VVVV:DDDD[+METHOD...][,...]; without a method, the vendor's");

bool vgapt_param_experimental;
module_param_named(reset_experimental, vgapt_param_experimental, bool, 0444);
MODULE_PARM_DESC(reset_experimental, "Use vendors' reset methods that have not been proved");

/* PCI Express asks for a second; some cards load their firmware anew. */
uint vgapt_param_timeout = 60;

/* None at all would fail what works; and somebody waits for the end of it. */
static int vgapt_param_timeout_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, 600);
}

static const struct kernel_param_ops vgapt_param_timeout_ops = {
	.set = vgapt_param_timeout_set,
	.get = param_get_uint,
};

module_param_cb(reset_timeout, &vgapt_param_timeout_ops, &vgapt_param_timeout, 0644);
__MODULE_PARM_TYPE(reset_timeout, "uint");
MODULE_PARM_DESC(reset_timeout, "Seconds that a function may take to answer after a reset, 1 to 600 (60); all methods together twice that");

bool vgapt_param_device_model;
module_param_named(device_model, vgapt_param_device_model, bool, 0444);
MODULE_PARM_DESC(device_model, "Guests' cards are served by a device model of xen-vgapt's, unless their device_model says otherwise: needs its daemon (default: no)");

/* A daemon that lives answers at once; and somebody waits for it. */
uint vgapt_param_model_wait = 5;

static int vgapt_param_model_wait_set(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 1, 60);
}

static const struct kernel_param_ops vgapt_param_model_wait_ops = {
	.set = vgapt_param_model_wait_set,
	.get = param_get_uint,
};

module_param_cb(model_wait, &vgapt_param_model_wait_ops, &vgapt_param_model_wait, 0644);
__MODULE_PARM_TYPE(model_wait, "uint");
MODULE_PARM_DESC(model_wait, "Seconds that do_flr waits for the device model's daemon, 1 to 60 (5)");

static enum vgapt_rom_mode vgapt_rom_mode;

static int vgapt_param_rom_mode_set(const char *val, const struct kernel_param *kp)
{
	return vgapt_rom_mode_parse(val, strlen(val), &vgapt_rom_mode);
}

static int vgapt_param_rom_mode_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", vgapt_rom_mode_name(vgapt_rom_mode));
}

static const struct kernel_param_ops vgapt_param_rom_mode_ops = {
	.set = vgapt_param_rom_mode_set,
	.get = vgapt_param_rom_mode_get,
};

module_param_cb(rom_mode, &vgapt_param_rom_mode_ops, NULL, 0444);
__MODULE_PARM_TYPE(rom_mode, "string");
MODULE_PARM_DESC(rom_mode, "What guests get for a card's ROM unless its rom_mode says otherwise: copy (default), flash or none");

static uint domctl_version;
module_param(domctl_version, uint, 0444);
MODULE_PARM_DESC(domctl_version, "Xen domctl interface version to use, for a Xen newer than this module; default: found out");

static struct vgapt_reset_off vgapt_reset_off[VGAPT_RESET_OFF_MAX];
static struct vgapt_sbdf vgapt_primary[VGAPT_PRIMARY_MAX];

/**
 * vgapt_param_primary - does the module parameter name a function?
 * @pdev: the function
 *
 * Return: true if so.
 */
bool vgapt_param_primary(struct pci_dev *pdev)
{
	int i;

	for (i = 0; i < primary_count; i++)
		if (vgapt_primary[i].segment == pci_domain_nr(pdev->bus) &&
		    vgapt_primary[i].bus == pdev->bus->number &&
		    vgapt_primary[i].devfn == pdev->devfn)
			return true;
	return false;
}

/**
 * vgapt_param_reset_off - methods that the module parameter forbids
 * @pdev: for this function
 *
 * Return: BIT(method) of each.
 */
u32 vgapt_param_reset_off(struct pci_dev *pdev)
{
	u32 off = 0;
	int i;

	for (i = 0; i < reset_off_count; i++)
		if (vgapt_reset_off[i].vendor == pdev->vendor &&
		    vgapt_reset_off[i].device == pdev->device)
			off |= vgapt_reset_off[i].methods;
	return off;
}

static int __init vgapt_parse_reset_off(void)
{
	int i, rc;

	for (i = 0; i < reset_off_count; i++) {
		rc = vgapt_reset_parse_off(reset_off[i], strlen(reset_off[i]),
					   &vgapt_reset_off[i]);
		if (rc) {
			pr_err("parameter reset_off: \"%s\" is not VVVV:DDDD[+METHOD...]\n",
			       reset_off[i]);
			return rc;
		}
	}
	return 0;
}

static int __init vgapt_parse_primary(void)
{
	int i, rc;

	for (i = 0; i < primary_count; i++) {
		rc = vgapt_sbdf_parse_short(primary[i], strlen(primary[i]),
					    &vgapt_primary[i]);
		if (rc) {
			pr_err("parameter primary: \"%s\" is not an SBDF (dddd:bb:dd.f)\n",
			       primary[i]);
			return rc;
		}
	}
	return 0;
}

/**
 * vgapt_params_parse - read the parameters that have a form of their own
 *
 * Return: 0, or -EINVAL after a line in the log.
 */
int __init vgapt_params_parse(void)
{
	int rc = vgapt_parse_primary();

	return rc ? rc : vgapt_parse_reset_off();
}

/**
 * vgapt_param_primary_at - functions that the parameter primary names
 * @i: number of the entry
 *
 * Return: where the function sits, or NULL after the last entry.
 */
const struct vgapt_sbdf *__init vgapt_param_primary_at(int i)
{
	return i < primary_count ? &vgapt_primary[i] : NULL;
}

/**
 * vgapt_param_rom_mode - what guests are to get for a card's ROM, to begin with
 * @pdev: the card
 *
 * With gfx_passthru, which is for Intel's graphics at 00:02.0 alone, QEMU reads the ROM
 * from the PCI core's file itself; that can read the shadow, but no memory of dom0's that
 * is not the firmware's.
 *
 * Return: the mode.
 */
enum vgapt_rom_mode vgapt_param_rom_mode(struct pci_dev *pdev)
{
	if (vgapt_rom_mode == VGAPT_ROM_MODE_COPY && pdev->vendor == PCI_VENDOR_ID_INTEL &&
	    pci_is_root_bus(pdev->bus) && pdev->devfn == PCI_DEVFN(2, 0))
		return VGAPT_ROM_MODE_FLASH;
	return vgapt_rom_mode;
}

/**
 * vgapt_param_domctl_version - the interface version that the user asks for
 *
 * Return: the version, or 0 if it is to be found out.
 */
u32 vgapt_param_domctl_version(void)
{
	return domctl_version;
}
