// SPDX-License-Identifier: GPL-2.0-only
/*
 * A register of a card, from dom0: what a guest's driver would do to it.
 *
 *   bar SBDF BAR OFFSET          print 32 bits
 *   bar SBDF BAR OFFSET VALUE    write them
 *   bar -                        such lines from standard input, without "bar":
 *                                a process costs dom0 more than an access
 *
 * Memory decoding is switched on for it, and back as it was.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMMAND		4
#define COMMAND_MEMORY	0x0002

static int open_file(const char *sbdf, const char *name, int flags)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/%s", sbdf, name);
	fd = open(path, flags);
	if (fd < 0)
		err(2, "%s", path);
	return fd;
}

static uint16_t command(int config, const uint16_t *set)
{
	uint16_t val = 0;

	if (set && pwrite(config, set, 2, COMMAND) != 2)
		err(2, "COMMAND");
	if (pread(config, &val, 2, COMMAND) != 2)
		err(2, "COMMAND");
	return val;
}

/* One access; a value is read if @value is NULL. */
static void access_bar(const char *sbdf, const char *bar, const char *off, const char *value)
{
	volatile uint32_t *map;
	uint16_t before, with;
	unsigned long offset;
	char name[16];
	int config, fd;
	long page;

	page = sysconf(_SC_PAGESIZE);
	offset = strtoul(off, NULL, 0);
	snprintf(name, sizeof(name), "resource%s", bar);
	config = open_file(sbdf, "config", O_RDWR);
	fd = open_file(sbdf, name, O_RDWR);
	map = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		   offset & ~(page - 1));
	if (map == MAP_FAILED)
		err(2, "%s", name);
	before = command(config, NULL);
	with = before | COMMAND_MEMORY;
	if (with != before)
		command(config, &with);
	if (value)
		map[(offset & (page - 1)) / 4] = strtoul(value, NULL, 0);
	else
		printf("%08x\n", map[(offset & (page - 1)) / 4]);
	if (with != before)
		command(config, &before);
	munmap((void *)map, page);
	close(fd);
	close(config);
}

int main(int argc, char **argv)
{
	char sbdf[16], bar[4], off[16], value[16], line[80];
	int n;

	if (argc == 2 && !strcmp(argv[1], "-")) {
		while (fgets(line, sizeof(line), stdin)) {
			n = sscanf(line, "%15s %3s %15s %15s", sbdf, bar, off, value);
			if (n < 3)
				errx(2, "not an access: %s", line);
			access_bar(sbdf, bar, off, n == 4 ? value : NULL);
		}
		return 0;
	}
	if (argc < 4 || argc > 5)
		errx(2, "usage: bar SBDF BAR OFFSET [VALUE]");
	access_bar(argv[1], argv[2], argv[3], argc == 5 ? argv[4] : NULL);
	return 0;
}
