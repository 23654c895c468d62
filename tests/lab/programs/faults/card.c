// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be seen of the card, the module and dom0's log.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "faults.h"

#define KMSG_WARNING	4
#define CLASS_DISPLAY	3
/* linux/ioport.h */
#define RESOURCE_IO	0x100
#define RESOURCE_MEM	0x200

const char *card_sbdf;
char card_source[32];
unsigned int card_domid;

static int kmsg = -1;
static char heard[1 << 16];
static size_t heard_len;
static bool complained;

void die(const char *what)
{
	printf("not ok - %s (%s)\n", what, strerror(errno));
	exit(1);
}

/* In one call. */
int file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* As a text without its last line's end. */
int file_read(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	if (fd < 0)
		return -errno;
	len = read(fd, buf, size - 1);
	if (len < 0)
		len = -errno;
	close(fd);
	if (len < 0)
		return len;
	if (len && buf[len - 1] == '\n')
		len--;
	buf[len] = 0;
	return len;
}

bool file_there(const char *path)
{
	return !access(path, F_OK);
}

const char *card_path(const char *file)
{
	static char path[256];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", card_sbdf, file);
	return path;
}

/* A file of the module's, or "-" if it can't be read. */
const char *card_attr(const char *file)
{
	static char text[8192];
	char path[256];

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/xen_vgapt/%s", card_sbdf, file);
	return file_read(path, text, sizeof(text)) < 0 ? "-" : text;
}

/* Before anything fails: where does its ROM come from?  A card's other functions have none. */
void card_look(void)
{
	if (card_class() && card_class() >> 16 != CLASS_DISPLAY)
		return;
	snprintf(card_source, sizeof(card_source), "%.31s", card_attr("rom_source"));
	if (strcmp(card_source, "-") && strcmp(card_source, "none"))
		return;
	errno = ENODATA;
	die("the ROM, to begin with");
}

bool card_bound(void)
{
	char to[256];
	ssize_t len = readlink(card_path("driver"), to, sizeof(to) - 1);

	if (len < 0)
		return false;
	to[len] = 0;
	return strstr(to, "/pciback");
}

/* Base class, sub-class, interface; 0 if it is not there. */
uint32_t card_class(void)
{
	char text[16];

	return file_read(card_path("class"), text, sizeof(text)) < 0 ? 0 : strtoul(text, NULL, 16);
}

static void config(unsigned int at, void *value, size_t size, bool write)
{
	int fd = open(card_path("config"), O_RDWR | O_CLOEXEC);
	ssize_t done;

	if (fd < 0)
		die("config");
	done = write ? pwrite(fd, value, size, at) : pread(fd, value, size, at);
	if (done != (ssize_t)size)
		die("configuration space");
	close(fd);
}

/* 16 bits of configuration space. */
uint16_t card_config(unsigned int at)
{
	uint16_t value;

	config(at, &value, sizeof(value), false);
	return value;
}

/* Where a capability is; 0 if it has none of these. */
unsigned int card_cap(uint8_t id)
{
	unsigned int at = 0;
	int i;

	if (card_config(PCI_STATUS) & PCI_STATUS_CAP_LIST)
		at = card_config(PCI_CAPABILITY_LIST) & 0xfc;
	for (i = 0; at && i < 48; i++) {
		if ((card_config(at) & 0xff) == id)
			return at;
		at = card_config(at) >> 8 & 0xfc;
	}
	return 0;
}

/* Have the card decode memory and ports, or not. */
void card_command(uint16_t bits)
{
	uint16_t value = card_config(PCI_COMMAND) & ~(PCI_COMMAND_IO | PCI_COMMAND_MEMORY);

	value |= bits;
	config(PCI_COMMAND, &value, sizeof(value), true);
}

/* False: there is no such BAR. */
bool card_bar(unsigned int bar, struct card_bar *info)
{
	unsigned long long start = 0, end = 0, flags = 0;
	FILE *file = fopen(card_path("resource"), "re");
	unsigned int i;

	if (!file)
		die("resource");
	for (i = 0; i <= bar; i++)
		if (fscanf(file, "%llx %llx %llx", &start, &end, &flags) != 3)
			die("resource");
	fclose(file);
	info->io = flags & RESOURCE_IO;
	info->start = start;
	info->size = end - start + 1;
	return start && flags & (RESOURCE_IO | RESOURCE_MEM);
}

/* 32 bits of a BAR, as the kernel's own files show them. */
uint32_t card_peek(unsigned int bar, unsigned int offset)
{
	const long page = sysconf(_SC_PAGESIZE);
	struct card_bar info;
	uint32_t value = 0;
	char name[16];
	void *map;
	int fd;

	snprintf(name, sizeof(name), "resource%u", bar);
	fd = open(card_path(name), O_RDWR | O_CLOEXEC);
	if (fd < 0 || !card_bar(bar, &info))
		die(name);
	if (info.io) {
		if (pread(fd, &value, sizeof(value), offset) != sizeof(value))
			die(name);
	} else {
		map = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, offset & ~(page - 1));
		if (map == MAP_FAILED)
			die(name);
		value = *(volatile uint32_t *)((char *)map + (offset & (page - 1)));
		munmap(map, page);
	}
	close(fd);
	return value;
}

/**
 * log_mark - listen to dom0's log, from now on
 */
void log_mark(void)
{
	if (kmsg < 0)
		kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kmsg < 0)
		die("/dev/kmsg");
	lseek(kmsg, 0, SEEK_END);
	heard_len = 0;
	heard[0] = 0;
	complained = false;
}

static void log_hear(void)
{
	char record[4096], *text;
	ssize_t len;

	for (;;) {
		len = read(kmsg, record, sizeof(record) - 1);
		/* Older ones have been overwritten meanwhile: go on. */
		if (len < 0 && errno == EPIPE)
			continue;
		if (len <= 0)
			return;
		record[len] = 0;
		text = strchr(record, ';');
		if (!text || !strstr(text, "xen_vgapt"))
			continue;
		if ((strtoul(record, NULL, 10) & 7) <= KMSG_WARNING)
			complained = true;
		if (heard_len + strlen(text) + 1 > sizeof(heard))
			heard_len = 0;
		heard_len += sprintf(heard + heard_len, "%s", text);
	}
}

/* Wait for a line of the module's. */
bool log_wait(const char *what, unsigned int ms)
{
	struct timespec now, end;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += ms / 1000;
	for (;;) {
		log_hear();
		if (strstr(heard, what))
			return true;
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > end.tv_sec)
			return false;
		usleep(20000);
	}
}

/* Has the module complained? */
bool log_complains(void)
{
	log_hear();
	return complained;
}
