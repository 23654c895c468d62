/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of sysfs, proc and dev, and what they tell of PCI functions.
 */
#ifndef VGAPT_SYSFS_H
#define VGAPT_SYSFS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PCI_DEVICES	"/sys/bus/pci/devices"
#define PCIBACK		"/sys/bus/pci/drivers/pciback"
#define MODULE		"/sys/module/xen_vgapt"

#define SBDF_LEN	16	/* dddd:bb:dd.f and its end, rounded up */
#define MAX_BRIDGES	16
#define SHA256_HEX	64

/* What an int that is a domid, a boolean or a size may be besides. */
#define NONE		(-1)
#define UNKNOWN		(-2)

/* Base class and sub-class of a VGA compatible display adapter */
#define CLASS_VGA	0x0300
#define BASE_DISPLAY	0x03

struct sbdf {
	unsigned int seg, bus, dev, fn;
	char text[SBDF_LEN];
};

/**
 * struct card - a PCI function
 * @at:          where it sits
 * @class:       class code, 24 bits
 * @vendor:      PCI vendor id; the other ids likewise
 * @boot_vga:    firmware's boot display
 * @driver:      driver bound to it, or ""
 * @vgapt:       it has xen_vgapt's folder
 * @primary:     0, 1, NONE if it has no such attribute
 * @owner:       domid, NONE, or UNKNOWN without the attribute
 * @rom_source:  "" without the attribute
 * @rom_status:  what it is worth, or "" without the attribute
 * @rom_size:    bytes, or UNKNOWN where they could not be read
 * @domid:       domain that has it, NONE, or UNKNOWN without xenstore
 * @bridges:     those upstream of it, outermost first
 * @num_bridges: how many they are
 * @name:        vendor's and device's name
 */
struct card {
	struct sbdf at;
	unsigned int class, vendor, device, subvendor, subdevice, revision;
	bool boot_vga;
	char driver[64];
	bool vgapt;
	int primary;
	int owner;
	char rom_source[16];
	char rom_status[16];
	char rom_sha256[SHA256_HEX + 1];
	long rom_size;
	int domid;
	struct sbdf bridges[MAX_BRIDGES];
	int num_bridges;
	char name[160];
};

/* Every path of the system goes through these: see VGAPT_ROOT in vgapt(8). */
const char *fake_root(void);
void path_of(char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
ssize_t file_read(char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int file_write(const char *text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool file_exists(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
bool link_target(char *buf, size_t len, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int dir_list(char ***names, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void dir_free(char **names, int count);

bool sbdf_parse(const char *text, struct sbdf *at);
bool card_read(const struct sbdf *at, struct card *card);
int cards_scan(struct card **cards);
bool on_pciback(const struct card *card);
const char *card_class(const struct card *card);
const char *card_state(const struct card *card);
bool module_loaded(void);
const char *hint_for(int err, const struct sbdf *at);

/* What commands begin with: the function named on the command line */
int find_card(const char *arg, struct card *card);

/* rom.c */
int rom_read_fd(int fd, unsigned char **data, size_t *len);
int rom_read_file(const char *path, unsigned char **data, size_t *len);
int rom_read(const struct sbdf *at, unsigned char **data, size_t *len);
void rom_sha256(const unsigned char *data, size_t len, char *hex);

#endif /* VGAPT_SYSFS_H */
