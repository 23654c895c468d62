// SPDX-License-Identifier: GPL-2.0-only
/*
 * What to do about an error.
 */
#include <errno.h>
#include <stdio.h>

#include "card.h"
#include "hint.h"
#include "sbdf.h"

/* It is loaded, and speaks another language. */
#define INSTALL	"install the xen_vgapt that belongs to this vgapt, and reload it"

/* It is loaded, and has not taken the card, or not kept it. */
#define UNKNOWN_CARD	"see the kernel log (dmesg) for why xen_vgapt does not know the card, " \
			"then load it again: rmmod xen_vgapt; modprobe xen_vgapt"

/**
 * hint_for_file - what to do if a file of the module's is not there, or not as it should be
 * @card: the card whose file it is
 *
 * Return: a text.
 */
const char *hint_for_file(const struct card *card)
{
	if (card->vgapt)
		return INSTALL;
	return module_loaded() ? UNKNOWN_CARD : "load the module: modprobe xen_vgapt";
}

/**
 * hint_for_device - what to do if /dev/xen_vgapt, or a call on it, fails
 * @err: errno
 *
 * Return: a text.
 */
const char *hint_for_device(int err)
{
	switch (err) {
	case ENOENT:
		return module_loaded() ? INSTALL : "load the module: modprobe xen_vgapt";
	case ENOTTY:
	case EINVAL:
		return INSTALL;
	case EACCES:
	case EPERM:
		return "run it as root";
	}
	return "the kernel log (dmesg) may say more";
}

/**
 * hint_for - what to do about an errno of the module
 * @err: errno
 * @at:  the function
 *
 * Return: a text that lasts until the next call.
 */
const char *hint_for(int err, const struct sbdf *at)
{
	static char text[160];

	switch (err) {
	case ENOENT:
		return module_loaded() ? INSTALL : "load the module: modprobe xen_vgapt";
	case EBUSY:
		return "the kernel log (dmesg) names who holds the ranges or the card, 'vgapt "
		       "capabilities' the programs that may";
	case EPERM:
		snprintf(text, sizeof(text), "not given to that domain: is %s in "
			 "the guest's pci= list (xl pci-list DOMAIN)?", at->text);
		return text;
	case ENODEV:
		snprintf(text, sizeof(text), "hand it to xen-pciback first: "
			 "xl pci-assignable-add %s", at->text);
		return text;
	case EACCES:
		return "run it as root";
	case ESRCH:
		return "there is no such domain: see 'xl list'";
	case EOPNOTSUPP:
		return "the card has no legacy ranges, or xen_vgapt can't use Xen's "
		       "control interface: see 'vgapt doctor'";
	case ENXIO:
		snprintf(text, sizeof(text), "it is dead: try 'vgapt reset %s'; if that does not "
			 "help, switch the machine off and on", at->text);
		return text;
	case ENOTTY:
		snprintf(text, sizeof(text), "no method can reset this card: "
			 "see 'vgapt reset-plan %s'", at->text);
		return text;
	}
	return "the kernel log (dmesg) may say more";
}

/**
 * hint_for_rom - what to do about an errno of the calls about ROMs
 * @err:  errno
 * @card: the card
 *
 * Return: a text that lasts until the next call, or NULL.
 */
const char *hint_for_rom(int err, const struct card *card)
{
	switch (err) {
	case ENOTTY:
	case EINVAL:
		return INSTALL;
	case ENODEV:
		return "xen_vgapt does not know this card: was it unplugged? See "
		       "'vgapt list'";
	case EBADMSG:
		return "'vgapt rom verify' says what is wrong with it; get another copy";
	case EXDEV:
		return "get the image of this very card: from its maker, or from the same "
		       "card in another machine ('vgapt rom save')";
	case EFBIG:
		return "give the ROM alone: 'vgapt rom strip' drops what is not of it";
	case EPERM:
		return "run it as root";
	case ENOMEM:
		return "dom0 is short of memory: give it more, and try again";
	}
	return hint_for(err, &card->at);
}

/**
 * hint_for_folder - what to do if the folder of stored ROMs refuses
 * @err: errno
 *
 * Return: a text.
 */
const char *hint_for_folder(int err)
{
	switch (err) {
	case ENOSPC:
	case EDQUOT:
		return "make room; what was stored before is as it was";
	case EACCES:
	case EPERM:
		return "run it as root";
	case EROFS:
		return "it is on a file system that is read-only: mount it to be written to";
	case ENOENT:
		return "make the folder it is in";
	case ENOTDIR:
		return "something else is there: move it away";
	}
	return "the kernel log (dmesg) may say more; what was stored before is as it was";
}
