// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of sysfs, proc and dev, and what they tell of PCI functions.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store.h"
#include "sysfs.h"
#include "vgapt.h"

/* The root of a made-up tree that tests put in the place of the system, or NULL */
const char *fake_root(void)
{
	const char *root = getenv("VGAPT_ROOT");

	return root && *root ? root : NULL;
}

static void vpath_of(char *buf, size_t len, const char *fmt, va_list ap)
{
	int n = snprintf(buf, len, "%s", fake_root() ? fake_root() : "");

	if (n < 0 || (size_t)n >= len)
		n = 0;
	vsnprintf(buf + n, len - n, fmt, ap);
}

/* The caller's format is its last named parameter, fmt. */
#define FORMAT_PATH(path)				\
	do {						\
		va_list ap;				\
		va_start(ap, fmt);			\
		vpath_of(path, sizeof(path), fmt, ap);	\
		va_end(ap);				\
	} while (0)

void path_of(char *buf, size_t len, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vpath_of(buf, len, fmt, ap);
	va_end(ap);
}

/**
 * file_read - read a small text file
 * @buf: where to; always ended, and without white space at its end
 * @len: size of @buf
 * @fmt: path, without VGAPT_ROOT
 *
 * Return: length of the text, or -errno.
 */
ssize_t file_read(char *buf, size_t len, const char *fmt, ...)
{
	char path[PATH_MAX];
	size_t n = 0;
	ssize_t got;
	int fd;

	FORMAT_PATH(path);
	buf[0] = '\0';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while (n < len - 1 && (got = read(fd, buf + n, len - 1 - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			got = -errno;
			buf[0] = '\0';
			close(fd);
			return got;
		}
		n += got;
	}
	close(fd);
	while (n && isspace((unsigned char)buf[n - 1]))
		n--;
	buf[n] = '\0';
	return n;
}

/* Writes all of @text at once, as attributes want it.  Returns 0 or -errno. */
int file_write(const char *text, const char *fmt, ...)
{
	char path[PATH_MAX];
	ssize_t n;
	int fd;

	FORMAT_PATH(path);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	n = n < 0 ? -errno : 0;
	close(fd);
	return n;
}

bool file_exists(const char *fmt, ...)
{
	char path[PATH_MAX];

	FORMAT_PATH(path);
	return !access(path, F_OK);
}

/* The resolved path, if there is one. */
bool link_target(char *buf, size_t len, const char *fmt, ...)
{
	char path[PATH_MAX], real[PATH_MAX];

	FORMAT_PATH(path);
	if (!realpath(path, real))
		return false;
	snprintf(buf, len, "%s", real);
	return true;
}

static int not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/**
 * dir_list - names in a folder, sorted
 * @names: they; given back with dir_free()
 * @fmt:   path of the folder, without VGAPT_ROOT
 *
 * Return: how many; 0 if it can't be read.
 */
int dir_list(char ***names, const char *fmt, ...)
{
	struct dirent **entries;
	char path[PATH_MAX];
	int i, count;

	FORMAT_PATH(path);
	*names = NULL;
	count = scandir(path, &entries, not_hidden, alphasort);
	if (count < 0)
		return 0;
	*names = must(calloc(count + 1, sizeof(**names)));
	for (i = 0; i < count; i++) {
		(*names)[i] = must(strdup(entries[i]->d_name));
		free(entries[i]);
	}
	free(entries);
	return count;
}

void dir_free(char **names, int count)
{
	while (count-- > 0)
		free(names[count]);
	free(names);
}

/* One hexadecimal number of exactly @digits digits, followed by @end. */
static const char *hex_field(const char *text, int digits, char end,
			     unsigned int *value)
{
	int i;

	*value = 0;
	for (i = 0; i < digits; i++) {
		if (!isxdigit((unsigned char)text[i]))
			return NULL;
		*value = *value * 16 + (isdigit((unsigned char)text[i]) ?
					text[i] - '0' :
					tolower((unsigned char)text[i]) - 'a' + 10);
	}
	return text[i] == end ? text + i + 1 : NULL;
}

/* Takes dddd:bb:dd.f, and bb:dd.f as a function of segment 0. */
bool sbdf_parse(const char *text, struct sbdf *at)
{
	const char *rest = hex_field(text, 4, ':', &at->seg);

	if (!rest) {
		at->seg = 0;
		rest = text;
	}
	rest = hex_field(rest, 2, ':', &at->bus);
	if (rest)
		rest = hex_field(rest, 2, '.', &at->dev);
	if (rest)
		rest = hex_field(rest, 1, '\0', &at->fn);
	if (!rest || at->dev > 0x1f || at->fn > 7)
		return false;
	snprintf(at->text, sizeof(at->text), "%04x:%02x:%02x.%x",
		 at->seg & 0xffff, at->bus & 0xff, at->dev & 0x1f, at->fn & 7);
	return true;
}

static unsigned int attr_hex(const struct sbdf *at, const char *attr)
{
	char buf[32];

	if (file_read(buf, sizeof(buf), PCI_DEVICES "/%s/%s", at->text, attr) < 0)
		return 0;
	return strtoul(buf, NULL, 16);
}

static void read_vgapt(struct card *card)
{
	const char *at = card->at.text;
	unsigned char *data;
	char buf[32];
	size_t len;

	card->vgapt = file_exists(PCI_DEVICES "/%s/xen_vgapt", at);
	card->primary = NONE;
	card->owner = UNKNOWN;
	card->rom_size = UNKNOWN;
	if (!card->vgapt)
		return;

	if (file_read(buf, sizeof(buf), PCI_DEVICES "/%s/xen_vgapt/primary", at) > 0)
		card->primary = buf[0] == '1' || tolower((unsigned char)buf[0]) == 'y';
	if (file_read(buf, sizeof(buf), PCI_DEVICES "/%s/xen_vgapt/owner", at) > 0)
		card->owner = isdigit((unsigned char)buf[0]) ? atoi(buf) : NONE;
	file_read(card->rom_source, sizeof(card->rom_source),
		  PCI_DEVICES "/%s/xen_vgapt/rom_source", at);
	file_read(card->rom_status, sizeof(card->rom_status),
		  PCI_DEVICES "/%s/xen_vgapt/rom_status", at);
	file_read(card->rom_sha256, sizeof(card->rom_sha256),
		  PCI_DEVICES "/%s/xen_vgapt/rom_sha256", at);
	if (!strcmp(card->rom_source, "none")) {
		card->rom_size = 0;
	} else if (!rom_read(&card->at, &data, &len)) {
		card->rom_size = len;
		free(data);
	}
}

/* A device's folder lies in that of the bridge it is behind. */
static void read_bridges(struct card *card)
{
	char path[PATH_MAX], *part, *save;
	struct sbdf at;

	if (!link_target(path, sizeof(path), PCI_DEVICES "/%s", card->at.text))
		return;
	for (part = strtok_r(path, "/", &save); part;
	     part = strtok_r(NULL, "/", &save))
		if (strlen(part) == 12 && sbdf_parse(part, &at) &&
		    strcmp(at.text, card->at.text) &&
		    card->num_bridges < MAX_BRIDGES)
			card->bridges[card->num_bridges++] = at;
}

/**
 * card_read - gather what is to be known of a function
 * @at:   where it sits
 * @card: filled
 *
 * Return: false if there is no such function.
 */
bool card_read(const struct sbdf *at, struct card *card)
{
	char buf[PATH_MAX];

	memset(card, 0, sizeof(*card));
	card->at = *at;
	if (!file_exists(PCI_DEVICES "/%s", at->text))
		return false;
	card->class = attr_hex(at, "class");
	card->vendor = attr_hex(at, "vendor");
	card->device = attr_hex(at, "device");
	card->subvendor = attr_hex(at, "subsystem_vendor");
	card->subdevice = attr_hex(at, "subsystem_device");
	card->revision = attr_hex(at, "revision");
	card->boot_vga = attr_hex(at, "boot_vga") == 1;
	if (link_target(buf, sizeof(buf), PCI_DEVICES "/%s/driver", at->text))
		snprintf(card->driver, sizeof(card->driver), "%.63s",
			 strrchr(buf, '/') + 1);
	read_vgapt(card);
	read_bridges(card);
	card->domid = on_pciback(card) ? store_pci_domid(at) : NONE;
	name_device(card->name, sizeof(card->name), card->vendor, card->device);
	return true;
}

/* All display adapters, in order of SBDF.  Returns how many; *@cards is freed. */
int cards_scan(struct card **cards)
{
	int i, found = 0, count;
	struct sbdf at;
	char **names;

	count = dir_list(&names, PCI_DEVICES);
	*cards = must(calloc(count + 1, sizeof(**cards)));
	for (i = 0; i < count; i++)
		if (sbdf_parse(names[i], &at) &&
		    attr_hex(&at, "class") >> 16 == BASE_DISPLAY &&
		    card_read(&at, *cards + found))
			found++;
	dir_free(names, count);
	return found;
}

bool on_pciback(const struct card *card)
{
	return !strcmp(card->driver, "pciback");
}

const char *card_class(const struct card *card)
{
	switch (card->class >> 8) {
	case CLASS_VGA:
		return "VGA";
	case 0x0301:
		return "XGA";
	case 0x0302:
		return "3D";
	}
	return card->class >> 16 == BASE_DISPLAY ? "display" : "other";
}

const char *card_state(const struct card *card)
{
	if (card->owner >= 0)
		return "primary";
	if (card->domid >= 0)
		return "assigned";
	if (on_pciback(card))
		return "assignable";
	return card->driver[0] ? "dom0" : "free";
}

bool module_loaded(void)
{
	return file_exists(MODULE) || file_exists("/dev/xen_vgapt");
}

/* What to do about an errno of the module.  The text lasts until the next call. */
const char *hint_for(int err, const struct sbdf *at)
{
	static char text[160];

	switch (err) {
	case ENOENT:
		if (!module_loaded())
			return "load the module: modprobe xen_vgapt";
		return "xen_vgapt is loaded but does not offer this: see 'vgapt doctor'";
	case EBUSY:
		return "the kernel log (dmesg) names who holds the ranges or the card";
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
	case ENOTTY:
		snprintf(text, sizeof(text), "nothing can reset this card by itself: "
			 "see 'vgapt doctor %s'", at->text);
		return text;
	}
	return "the kernel log (dmesg) may say more";
}

/* Returns 0, or the exit status after a message. */
int find_card(const char *arg, struct card *card)
{
	struct sbdf at;

	if (!sbdf_parse(arg, &at)) {
		fail("write it as dddd:bb:dd.f or bb:dd.f, as 'vgapt list' does",
		     "'%s' is not the address of a PCI function", arg);
		return EXIT_USAGE;
	}
	if (!card_read(&at, card))
		return fail("see 'vgapt list'", "there is no PCI function %s", at.text);
	if (card->class >> 16 != BASE_DISPLAY)
		return fail("see 'vgapt list'", "%s (%s) is not a display adapter, "
			    "its class is %04x", at.text, card->name, card->class >> 8);
	return 0;
}
