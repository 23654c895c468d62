// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of PCI devices, from libpci's list.  Nothing here touches a device.
 */
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pci/pci.h>

#include "fs.h"
#include "msg.h"
#include "names.h"
#include "vgapt.h"

static struct pci_access *access_;
static int lookup_flags = PCI_LOOKUP_NO_NUMBERS;

static void __attribute__((noreturn)) names_error(char *fmt, ...)
{
	va_list ap;

	fputs("vgapt: libpci: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(EXIT_FAIL);
}

static void names_silent(char *fmt, ...)
{
	(void)fmt;
}

/*
 * pci_init() would look for a way to reach the devices, which is not wanted
 * here; the list needs only the callbacks that it would have set.
 */
static void names_open(void)
{
	char path[PATH_MAX];

	if (access_)
		return;
	access_ = must(pci_alloc());
	access_->error = names_error;
	access_->warning = names_silent;
	access_->debug = names_silent;
	access_->id_lookup_mode = 0;	/* no cache in the home folder */
	if (fake_root()) {
		path_of(path, sizeof(path), "/usr/share/misc/pci.ids");
		pci_set_name_list_path(access_, must(strdup(path)), 1);
		lookup_flags |= PCI_LOOKUP_NO_HWDB;
	}
}

void name_device(char *buf, size_t len, unsigned int vendor, unsigned int device)
{
	char text[256];
	size_t n;

	names_open();
	if (!pci_lookup_name(access_, text, sizeof(text),
			     PCI_LOOKUP_VENDOR | lookup_flags, vendor)) {
		snprintf(buf, len, "%04x:%04x", vendor, device);
		return;
	}
	snprintf(buf, len, "%s", text);
	n = strlen(buf);
	if (pci_lookup_name(access_, text, sizeof(text),
			    PCI_LOOKUP_DEVICE | lookup_flags, vendor, device))
		snprintf(buf + n, len - n, " %s", text);
	else
		snprintf(buf + n, len - n, " [%04x]", device);
}

void name_subsystem(char *buf, size_t len, unsigned int vendor,
		    unsigned int device, unsigned int subvendor,
		    unsigned int subdevice)
{
	names_open();
	if (!pci_lookup_name(access_, buf, len, PCI_LOOKUP_VENDOR |
			     PCI_LOOKUP_DEVICE | PCI_LOOKUP_SUBSYSTEM | lookup_flags,
			     vendor, device, subvendor, subdevice))
		snprintf(buf, len, "%04x:%04x", subvendor, subdevice);
}

void names_close(void)
{
	if (access_)
		pci_cleanup(access_);
	access_ = NULL;
}
