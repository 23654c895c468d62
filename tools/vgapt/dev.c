// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen_vgapt and the capabilities it gives.  All return 0 or more, or
 * -errno; none writes a message.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "dev.h"
#include "fs.h"
#include "sbdf.h"

/*
 * Whoever has not CAP_SYS_ADMIN gets EPERM here, whatever the node's mode is.  The calls
 * mean something else by it: that a domain may not.
 */
static int dev_open(void)
{
	char path[PATH_MAX];
	int fd;

	path_of(path, sizeof(path), "/dev/xen_vgapt");
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno == EPERM ? -EACCES : -errno;
	return fd;
}

static int call(int fd, unsigned long request, void *arg)
{
	int ret = ioctl(fd, request, arg);

	return ret < 0 ? -errno : ret;
}

int dev_version(struct vgapt_version *version)
{
	int ret, fd = dev_open();

	if (fd < 0)
		return fd;
	memset(version, 0, sizeof(*version));
	version->argsz = sizeof(*version);
	ret = call(fd, VGAPT_IOC_VERSION, version);
	close(fd);
	return ret;
}

/* Returns the capability's descriptor, close-on-exec. */
int dev_attach(const struct sbdf *at, int domid, uint32_t rights, bool exclusive)
{
	struct vgapt_attach attach = {
		.argsz = sizeof(attach),
		.flags = exclusive ? VGAPT_ATTACH_EXCLUSIVE : 0,
		.rights = rights,
		.segment = at->seg,
		.bus = at->bus,
		.devfn = at->dev << 3 | at->fn,
		.domid = domid,
	};
	int ret, fd = dev_open();

	if (fd < 0)
		return fd;
	ret = call(fd, VGAPT_IOC_ATTACH, &attach);
	close(fd);
	return ret;
}

/* The open capability with the least id from @id on: 1 if there is one, 0 if none. */
int dev_capability(uint64_t id, struct vgapt_capability_info *info)
{
	int ret, fd = dev_open();

	if (fd < 0)
		return fd;
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->id = id;
	ret = call(fd, VGAPT_IOC_CAPABILITY_INFO, info);
	close(fd);
	return !ret ? 1 : ret == -ENOENT ? 0 : ret;
}

/* 1 if it is revoked now, 0 if there is none of that id.  @asked: it came to the call. */
int dev_capability_revoke(uint64_t id, bool *asked)
{
	struct vgapt_capability_revoke revoke = {
		.argsz = sizeof(revoke),
		.id = id,
	};
	int ret, fd = dev_open();

	*asked = fd >= 0;
	if (fd < 0)
		return fd;
	ret = call(fd, VGAPT_IOC_CAPABILITY_REVOKE, &revoke);
	close(fd);
	return !ret ? 1 : ret == -ENOENT ? 0 : ret;
}

int dev_grant_all(int cap)
{
	struct vgapt_ranges ranges = {
		.argsz = sizeof(ranges),
		.ranges = VGAPT_RANGE_ALL,
	};

	return call(cap, VGAPT_IOC_GRANT, &ranges);
}

int dev_reset(int cap)
{
	struct vgapt_reset reset = { .argsz = sizeof(reset) };

	return call(cap, VGAPT_IOC_RESET, &reset);
}

/* What a source of a card's ROM gave. */
int dev_rom_source(const struct sbdf *at, unsigned int source,
		   struct vgapt_rom_source_info *info)
{
	int ret, fd = dev_open();

	if (fd < 0)
		return fd;
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->segment = at->seg;
	info->bus = at->bus;
	info->devfn = at->dev << 3 | at->fn;
	info->source = source;
	ret = call(fd, VGAPT_IOC_ROM_SOURCE, info);
	close(fd);
	return ret;
}

static int dev_rom_file(const struct sbdf *at, unsigned long request,
			unsigned int source)
{
	struct vgapt_rom_open rom = {
		.argsz = sizeof(rom),
		.segment = at->seg,
		.bus = at->bus,
		.devfn = at->dev << 3 | at->fn,
		.source = source,
	};
	int ret, fd = dev_open();

	if (fd < 0)
		return fd;
	ret = call(fd, request, &rom);
	close(fd);
	return ret;
}

/* Returns a descriptor from which a source's copy can be read. */
int dev_rom_open(const struct sbdf *at, unsigned int source)
{
	return dev_rom_file(at, VGAPT_IOC_ROM_OPEN, source);
}

/* Returns a descriptor that takes an image by write(). */
int dev_rom_load(const struct sbdf *at)
{
	return dev_rom_file(at, VGAPT_IOC_ROM_LOAD, 0);
}

/* What was written to it becomes the card's ROM; if that is nothing, it has none. */
int dev_rom_commit(int fd)
{
	return call(fd, VGAPT_IOC_ROM_COMMIT, NULL);
}
