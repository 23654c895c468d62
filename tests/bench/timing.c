// SPDX-License-Identifier: GPL-2.0-only
/*
 * timing: how long dom0's kernel takes for a thing, without the cost of
 * starting a process for it.
 *
 *   timing rom NAME OURS PCI REPETITIONS
 *       Read all of the file OURS; write 1 to the file PCI, read all of it,
 *       write 0 to it.  Who comes first alternates.  Sides ours and pci.
 *   timing load SIDE FILE MODULE REPETITIONS
 *       Load the module from FILE.  Its removal, as MODULE, is not timed, and
 *       the first time does not count.  Name load; name ready until it has read
 *       all ROMs, which who asks /dev/xen_vgapt something waits for.
 *   timing flash SIDE PATTERN REPETITIONS
 *       Of each file that PATTERN names, a function's configuration space: its
 *       ROM BAR on, where it is, the first image read by doublewords, as long
 *       as that says it is, and the BAR off again.  It is mapped beforehand.
 *       One figure for all of them.  Name flash.
 *
 * Figures in nanoseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xen/xen_vgapt.h>

#include "bench.h"

static int open_file(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		die("timing: %s: %s", path, strerror(errno));
	return fd;
}

static size_t read_all(int fd, const char *path)
{
	static char buf[65536];
	size_t have = 0;
	ssize_t got;

	while ((got = read(fd, buf, sizeof(buf))) > 0)
		have += got;
	if (got < 0)
		die("timing: %s: %s", path, strerror(errno));
	if (!have)
		die("timing: %s: nothing in it", path);
	return have;
}

static size_t read_ours(const char *path)
{
	int fd = open_file(path, O_RDONLY);
	size_t have = read_all(fd, path);

	close(fd);
	return have;
}

/* The PCI core counts both bytes: another length switches reading on. */
static void rom_switch(int fd, const char *path, const char *text)
{
	if (pwrite(fd, text, 2, 0) != 2)
		die("timing: %s: %s", path, strerror(errno));
}

static size_t read_pci(const char *path)
{
	int fd = open_file(path, O_RDWR);
	size_t have;

	rom_switch(fd, path, "1\n");
	have = read_all(fd, path);
	rom_switch(fd, path, "0\n");
	close(fd);
	return have;
}

static void rom(char **argv)
{
	static const struct {
		const char *name;
		size_t (*read)(const char *path);
	} sides[] = { { "ours", read_ours }, { "pci", read_pci } };
	unsigned int repetitions = number(argv[3]), i, j;
	size_t have[2];

	have[0] = read_ours(argv[1]);
	have[1] = read_pci(argv[2]);
	for (i = 0; i < repetitions; i++) {
		for (j = 0; j < 2; j++) {
			unsigned int side = (i ^ j) & 1;
			uint64_t start = now_ns();

			if (sides[side].read(argv[1 + side]) != have[side])
				die("timing: %s: its length has changed",
				    argv[1 + side]);
			figure(argv[0], sides[side].name, i + 1,
			       now_ns() - start);
		}
	}
}

static void load(char **argv)
{
	unsigned int repetitions = number(argv[3]), i;

	for (i = 0; i <= repetitions; i++) {
		int fd = open_file(argv[1], O_RDONLY);
		struct vgapt_version version = { .argsz = sizeof(version) };
		uint64_t start = now_ns(), end, ready;

		if (syscall(SYS_finit_module, fd, "", 0))
			die("timing: %s: %s", argv[1], strerror(errno));
		end = now_ns();
		close(fd);
		fd = open_file("/dev/xen_vgapt", O_RDWR);
		if (ioctl(fd, VGAPT_IOC_VERSION, &version))
			die("timing: /dev/xen_vgapt: %s", strerror(errno));
		ready = now_ns();
		close(fd);
		if (syscall(SYS_delete_module, argv[2], O_NONBLOCK))
			die("timing: unload %s: %s", argv[2], strerror(errno));
		if (i)
			figure("load", argv[0], i, end - start);
		if (i)
			figure("ready", argv[0], i, ready - start);
	}
}

/* PCI Local Bus Specification 3.0, 6.2.5.2: Expansion ROM Base Address, bit 0 enables it. */
#define ROM_BAR		0x30
#define ROM_ENABLE	1u
/* PCI Firmware Specification 3.0, 5.1.1: 55h AAh, and how many units the image has. */
#define ROM_SIGNATURE	0xaa55
#define ROM_UNIT	512
#define MAX_CARDS	64

struct flash {
	const char *path;
	int fd;
	uint32_t bar;
	const volatile uint32_t *rom;
	size_t size;
};

static void write_bar(const struct flash *flash, uint32_t enable)
{
	uint32_t value = (flash->bar & ~ROM_ENABLE) | enable;

	if (pwrite(flash->fd, &value, sizeof(value), ROM_BAR) != sizeof(value))
		die("timing: %s: %s", flash->path, strerror(errno));
}

static uint32_t read_rom(const struct flash *flash)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < flash->size / sizeof(*flash->rom); i++)
		sum += flash->rom[i];
	return sum;
}

static void find_rom(struct flash *flash, const char *path)
{
	static int memory = -1;
	void *map;

	flash->path = path;
	flash->fd = open_file(path, O_RDWR);
	if (pread(flash->fd, &flash->bar, sizeof(flash->bar), ROM_BAR) != sizeof(flash->bar) ||
	    flash->bar <= ROM_ENABLE)
		die("timing: %s: its ROM has no address", path);
	if (memory < 0)
		memory = open_file("/dev/mem", O_RDONLY | O_SYNC);
	/* An image of 255 units is the longest there is. */
	map = mmap(NULL, 0x100 * ROM_UNIT, PROT_READ, MAP_SHARED, memory, flash->bar & ~0x7ffu);
	if (map == MAP_FAILED)
		die("timing: %s: its ROM can't be mapped: %s", path, strerror(errno));
	flash->rom = map;
	write_bar(flash, ROM_ENABLE);
	if ((*flash->rom & 0xffff) != ROM_SIGNATURE)
		die("timing: %s: no ROM", path);
	flash->size = (*flash->rom >> 16 & 0xff) * ROM_UNIT;
	write_bar(flash, 0);
}

static void flash(char **argv)
{
	unsigned int repetitions = number(argv[2]), i;
	static struct flash cards[MAX_CARDS];
	volatile uint32_t sum = 0;
	glob_t found;
	size_t j;

	if (glob(argv[1], 0, NULL, &found) || found.gl_pathc > MAX_CARDS)
		die("timing: %s: no such files, or too many", argv[1]);
	for (j = 0; j < found.gl_pathc; j++)
		find_rom(&cards[j], found.gl_pathv[j]);
	for (i = 0; i < repetitions; i++) {
		uint64_t start = now_ns();

		for (j = 0; j < found.gl_pathc; j++) {
			write_bar(&cards[j], ROM_ENABLE);
			sum += read_rom(&cards[j]);
			write_bar(&cards[j], 0);
		}
		figure("flash", argv[0], i + 1, now_ns() - start);
	}
	globfree(&found);
}

int main(int argc, char **argv)
{
	if (argc == 6 && !strcmp(argv[1], "rom"))
		rom(argv + 2);
	else if (argc == 6 && !strcmp(argv[1], "load"))
		load(argv + 2);
	else if (argc == 5 && !strcmp(argv[1], "flash"))
		flash(argv + 2);
	else
		die("timing rom NAME OURS PCI REPETITIONS, timing load SIDE FILE MODULE REPETITIONS, or timing flash SIDE PATTERN REPETITIONS");
	return 0;
}
