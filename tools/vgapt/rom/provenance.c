// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is written beside a stored ROM: whose it is, and from where.
 */
#include <stdio.h>
#include <sys/utsname.h>
#include <time.h>

#include "card.h"
#include "fs.h"
#include "json.h"
#include "rom/roms.h"
#include "vgapt.h"

static void add_xen(struct json_object *obj)
{
	char major[16], minor[16], extra[32], buf[80];

	if (file_read(major, sizeof(major), "/sys/hypervisor/version/major") <= 0 ||
	    file_read(minor, sizeof(minor), "/sys/hypervisor/version/minor") <= 0) {
		json_add_string(obj, "xen", NULL);
		return;
	}
	file_read(extra, sizeof(extra), "/sys/hypervisor/version/extra");
	snprintf(buf, sizeof(buf), "%s.%s%s", major, minor, extra);
	json_add_string(obj, "xen", buf);
}

/**
 * rom_provenance - where a ROM is from
 * @card:   whose it is
 * @source: who gave it
 * @status: what it is worth
 * @len:    bytes of it
 * @sha256: SHA-256 of it
 *
 * Return: an object.
 */
struct json_object *rom_provenance(const struct card *card, const char *source,
				   const char *status, size_t len, const char *sha256)
{
	struct json_object *obj = json_object_new_object();
	time_t now = time(NULL);
	struct utsname uts;
	struct tm tm;
	char buf[32];

	json_add_number(obj, "format", 1);
	json_add_string(obj, "sbdf", card->at.text);
	json_add_string(obj, "name", card->name);
	json_add_hex(obj, "vendor_id", card->vendor, 4);
	json_add_hex(obj, "device_id", card->device, 4);
	json_add_hex(obj, "subvendor_id", card->subvendor, 4);
	json_add_hex(obj, "subdevice_id", card->subdevice, 4);
	json_add_string(obj, "source", source);
	json_add_string(obj, "status", status);
	json_add_number(obj, "size", len);
	json_add_string(obj, "sha256", sha256);
	json_add_string(obj, "kernel", uname(&uts) ? NULL : uts.release);
	add_xen(obj);
	strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	json_add_string(obj, "date", buf);
	json_add_string(obj, "vgapt", VGAPT_VERSION);
	return obj;
}
