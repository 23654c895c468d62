// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be seen of the card, the module and dom0's log.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "faults.h"

#define KMSG_WARNING 4

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

/* Before anything fails: where does its ROM come from? */
void card_look(void)
{
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
