// SPDX-License-Identifier: GPL-2.0-only
/*
 * The calls of the character device and of a capability; 0 or more, or a negative
 * errno.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xen/xen_vgapt.h>

#include "faults.h"

/* Where regions begin on a device model's capability: at their index << 40. */
#define REGION_SHIFT	40

static int device_fd(void)
{
	int fd = open("/dev/xen_vgapt", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int call(int fd, unsigned long nr, void *args)
{
	int rc = ioctl(fd, nr, args);

	return rc < 0 ? -errno : rc;
}

/* One of the device's, which is open no longer than that. */
static int device_call(unsigned long nr, void *args)
{
	int fd = device_fd(), rc;

	if (fd < 0)
		return fd;
	rc = call(fd, nr, args);
	close(fd);
	return rc;
}

static void place(uint32_t *segment, uint8_t *bus, uint8_t *devfn)
{
	unsigned int s, b, slot, function;

	if (sscanf(card_sbdf, "%x:%x:%x.%x", &s, &b, &slot, &function) != 4)
		die("an SBDF");
	*segment = s;
	*bus = b;
	*devfn = slot << 3 | function;
}

int call_attach_with(uint32_t rights)
{
	struct vgapt_attach args = { .argsz = sizeof(args), .domid = card_domid, .rights = rights };

	place(&args.segment, &args.bus, &args.devfn);
	return device_call(VGAPT_IOC_ATTACH, &args);
}

/* With all but a device model's rights. */
int call_attach(void)
{
	return call_attach_with(VGAPT_RIGHT_ALL & ~(VGAPT_RIGHT_HOLD | VGAPT_RIGHT_MODEL));
}

int call_grant(int cap, uint32_t ranges)
{
	struct vgapt_ranges args = { .argsz = sizeof(args), .ranges = ranges };

	return call(cap, VGAPT_IOC_GRANT, &args);
}

int call_revoke(int cap, uint32_t ranges)
{
	struct vgapt_ranges args = { .argsz = sizeof(args), .ranges = ranges };

	return call(cap, VGAPT_IOC_REVOKE, &args);
}

int call_reset(int cap)
{
	struct vgapt_reset args = { .argsz = sizeof(args) };

	return call(cap, VGAPT_IOC_RESET, &args);
}

static int device_info(int cap, struct vgapt_device_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	return call(cap, VGAPT_IOC_DEVICE_INFO, info);
}

/* As root does it, who knows no more than its id. */
int call_take_back(int cap)
{
	struct vgapt_capability_revoke args = { .argsz = sizeof(args) };
	struct vgapt_device_info info;
	int rc;

	rc = device_info(cap, &info);
	if (rc)
		return rc;
	args.id = info.id;
	return device_call(VGAPT_IOC_CAPABILITY_REVOKE, &args);
}

/* All that a capability tells: info calls, the ROM read and mapped. */
int call_info(int cap)
{
	struct vgapt_region_info region;
	struct vgapt_device_info info;
	static char rom[1 << 18];
	unsigned int i;
	void *map;
	int rc;

	rc = device_info(cap, &info);
	for (i = 0; !rc && i < info.num_regions; i++) {
		memset(&region, 0, sizeof(region));
		region.argsz = sizeof(region);
		region.index = i;
		rc = call(cap, VGAPT_IOC_REGION_INFO, &region);
	}
	if (rc)
		return rc;
	if (pread(cap, rom, sizeof(rom), 0) != (ssize_t)info.rom_size)
		return errno ? -errno : -EIO;
	map = mmap(NULL, info.rom_size, PROT_READ, MAP_SHARED, cap, 0);
	if (map == MAP_FAILED)
		return -errno;
	munmap(map, info.rom_size);
	return 0;
}

uint32_t call_held(int cap)
{
	struct vgapt_device_info info;

	return device_info(cap, &info) ? ~0U : info.held;
}

uint32_t call_granted(int cap)
{
	struct vgapt_device_info info;

	return device_info(cap, &info) ? ~0U : info.granted;
}

int call_rom_source(void)
{
	struct vgapt_rom_source_info args = { .argsz = sizeof(args), .source = VGAPT_ROM_ROMBAR };

	place(&args.segment, &args.bus, &args.devfn);
	return device_call(VGAPT_IOC_ROM_SOURCE, &args);
}

int call_rom_open(void)
{
	struct vgapt_rom_open args = { .argsz = sizeof(args), .source = VGAPT_ROM_ROMBAR };
	char byte;
	int fd, rc = 0;

	place(&args.segment, &args.bus, &args.devfn);
	fd = device_call(VGAPT_IOC_ROM_OPEN, &args);
	if (fd < 0)
		return fd;
	if (read(fd, &byte, 1) != 1)
		rc = -errno;
	close(fd);
	return rc;
}

/* An image from the administrator; of no size, it takes the last one back. */
int call_rom_load(const void *image, size_t size)
{
	struct vgapt_rom_open args = { .argsz = sizeof(args) };
	int fd, rc = 0;

	place(&args.segment, &args.bus, &args.devfn);
	fd = device_call(VGAPT_IOC_ROM_LOAD, &args);
	if (fd < 0)
		return fd;
	if (size && write(fd, image, size) != (ssize_t)size)
		rc = -errno;
	if (!rc)
		rc = call(fd, VGAPT_IOC_ROM_COMMIT, NULL);
	close(fd);
	return rc;
}

/* How many capabilities there are for the function. */
unsigned int call_capabilities(void)
{
	struct vgapt_capability_info args = { .argsz = sizeof(args) };
	uint32_t segment;
	uint8_t bus, devfn;
	unsigned int num = 0;

	place(&segment, &bus, &devfn);
	for (; !device_call(VGAPT_IOC_CAPABILITY_INFO, &args); args.id++)
		num += args.segment == segment && args.bus == bus && args.devfn == devfn;
	return num;
}

int call_hold(int cap)
{
	struct vgapt_hold args = { .argsz = sizeof(args) };

	return call(cap, VGAPT_IOC_HOLD, &args);
}

int call_release(int cap)
{
	struct vgapt_hold args = { .argsz = sizeof(args) };

	return call(cap, VGAPT_IOC_RELEASE, &args);
}

int call_map(int cap, uint32_t flags, uint32_t region, uint64_t offset, uint64_t length, uint64_t address)
{
	struct vgapt_map args = {
		.argsz = sizeof(args), .flags = flags, .region = region, .offset = offset, .length = length,
		.address = address,
	};

	return call(cap, VGAPT_IOC_MAP, &args);
}

int call_msi(int cap, uint32_t flags, uint32_t vector, uint64_t address, uint32_t data, uint64_t table)
{
	struct vgapt_msi args = {
		.argsz = sizeof(args), .flags = flags, .vector = vector, .data = data, .address = address,
		.table = table,
	};

	return call(cap, VGAPT_IOC_MSI, &args);
}

int call_grant_traps(int cap, uint32_t ranges, const struct vgapt_trap *traps, uint32_t num)
{
	struct vgapt_grant args = { .argsz = sizeof(args), .ranges = ranges, .num_traps = num };

	memcpy(args.traps, traps, num * sizeof(*traps));
	return call(cap, VGAPT_IOC_GRANT, &args);
}

/* Of a region, through a device model's capability. */
int call_read(int cap, uint32_t region, uint64_t offset, void *to, size_t size)
{
	ssize_t got = pread(cap, to, size, (off_t)((uint64_t)region << REGION_SHIFT | offset));

	return got < 0 ? -errno : got == (ssize_t)size ? 0 : -EIO;
}

int call_write(int cap, uint32_t region, uint64_t offset, const void *from, size_t size)
{
	ssize_t put = pwrite(cap, from, size, (off_t)((uint64_t)region << REGION_SHIFT | offset));

	return put < 0 ? -errno : put == (ssize_t)size ? 0 : -EIO;
}

/* What has ever come of what ends a capability's use. */
uint32_t call_events(int cap)
{
	struct vgapt_events args = { .argsz = sizeof(args) };

	return call(cap, VGAPT_IOC_EVENTS, &args) ? 0 : args.state;
}

/* A listener's file. */
int call_listen(void)
{
	struct vgapt_listen args = { .argsz = sizeof(args) };
	int fd = device_fd(), rc;

	if (fd < 0)
		return fd;
	rc = call(fd, VGAPT_IOC_LISTEN, &args);
	if (!rc)
		return fd;
	close(fd);
	return rc;
}

int call_answer(int listener, uint64_t id)
{
	struct vgapt_answer args = { .argsz = sizeof(args), .id = id };

	return call(listener, VGAPT_IOC_ANSWER, &args);
}
