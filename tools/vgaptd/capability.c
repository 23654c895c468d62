// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen_vgapt and its capabilities: calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "capability.h"

static int call(int fd, unsigned long request, void *arg)
{
	int ret = ioctl(fd, request, arg);

	return ret < 0 ? -errno : ret;
}

/**
 * place_text - where a function is, for people
 * @place: the function
 * @buf:   where to
 * @len:   size of @buf, PLACE_TEXT is enough
 */
void place_text(const struct place *place, char *buf, size_t len)
{
	snprintf(buf, len, "%04x:%02x:%02x.%x", place->segment, place->bus,
		 place->devfn >> 3, place->devfn & 7);
}

/**
 * place_same - are these one function, and one domain's?
 * @a: one
 * @b: the other
 *
 * Return: whether they are.
 */
bool place_same(const struct place *a, const struct place *b)
{
	return a->segment == b->segment && a->bus == b->bus && a->devfn == b->devfn &&
	       a->domid == b->domid;
}

/**
 * device_open - open the module's device
 * @path: where it is
 *
 * Return: its descriptor, which never waits, or -errno.
 */
int device_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

	return fd < 0 ? -errno : fd;
}

/**
 * device_listen - hear the news on it
 * @dev: the device
 *
 * Return: 0 or -errno; -EBUSY: somebody else does.
 */
int device_listen(int dev)
{
	struct vgapt_listen listen = { .argsz = sizeof(listen) };

	return call(dev, VGAPT_IOC_LISTEN, &listen);
}

/**
 * device_answer - what waits for an answer is over
 * @dev:   the device
 * @id:    of the news
 * @error: 0, or an errno
 *
 * Return: 0 or -errno; -ENOENT: it has not waited so long.
 */
int device_answer(int dev, uint64_t id, int error)
{
	struct vgapt_answer answer = { .argsz = sizeof(answer), .id = id, .error = error };

	return call(dev, VGAPT_IOC_ANSWER, &answer);
}

static int attach(int dev, const struct place *place, uint32_t rights)
{
	struct vgapt_attach at = {
		.argsz = sizeof(at),
		.segment = place->segment,
		.bus = place->bus,
		.devfn = place->devfn,
		.domid = place->domid,
		.rights = rights,
	};

	return call(dev, VGAPT_IOC_ATTACH, &at);
}

/**
 * attach_hold - the capability that the daemon keeps to itself
 * @dev:   the device
 * @place: the function, and its domain
 *
 * Return: a descriptor or -errno.
 */
int attach_hold(int dev, const struct place *place)
{
	return attach(dev, place, VGAPT_RIGHT_HOLD);
}

/**
 * attach_model - the capability that the worker gets
 * @dev:   the device
 * @place: the function, and its domain
 *
 * A function that is no display adapter has no use for the legacy ranges, nor for a copy of
 * the ROM; the call says so.
 *
 * Return: a descriptor or -errno.
 */
int attach_model(int dev, const struct place *place)
{
	static const uint32_t more[] = {
		VGAPT_RIGHT_ROM | VGAPT_RIGHT_LEGACY, VGAPT_RIGHT_ROM, 0,
	};
	size_t i;
	int cap = -EOPNOTSUPP;

	for (i = 0; i < sizeof(more) / sizeof(more[0]) && cap == -EOPNOTSUPP; i++)
		cap = attach(dev, place, VGAPT_RIGHT_MODEL | VGAPT_RIGHT_RESET | more[i]);
	return cap;
}

/**
 * capability_hold - pause the domain
 * @cap: a capability with the right for it
 *
 * Return: 0 or -errno; 0 also if it has paused it before.
 */
int capability_hold(int cap)
{
	struct vgapt_hold hold = { .argsz = sizeof(hold) };
	int ret = call(cap, VGAPT_IOC_HOLD, &hold);

	return ret == -EALREADY ? 0 : ret;
}

/**
 * capability_release - let the domain go
 * @cap: a capability with the right for it
 *
 * Return: 0 or -errno; 0 also if it has not paused it.
 */
int capability_release(int cap)
{
	struct vgapt_hold hold = { .argsz = sizeof(hold) };
	int ret = call(cap, VGAPT_IOC_RELEASE, &hold);

	return ret == -EALREADY ? 0 : ret;
}

/**
 * capability_state - why is it of no use any more?
 * @cap: a capability
 *
 * Return: VGAPT_EVENT_*, or -errno.
 */
int capability_state(int cap)
{
	struct vgapt_events events = { .argsz = sizeof(events) };
	int ret = call(cap, VGAPT_IOC_EVENTS, &events);

	return ret < 0 ? ret : (int)events.state;
}

/**
 * descriptor_is_capability - is that a capability, of whatever function?
 * @path: the descriptor, in /proc
 *
 * A call to a file of another kind could do anything; so its name is looked at first.
 *
 * Return: whether it is one; if not, errno is 0 if it is something else.
 */
bool descriptor_is_capability(const char *path)
{
	static const char name[] = "anon_inode:[xen_vgapt]";
	char target[sizeof(name)];
	ssize_t len = readlink(path, target, sizeof(target));

	if (len < 0)
		return false;
	errno = 0;
	return len == sizeof(name) - 1 && !memcmp(target, name, len);
}

/**
 * capability_is_for - is this a device model's capability for that function and that domain?
 * @cap:   a descriptor of whatever kind
 * @place: the function, and its domain
 *
 * One that is of no use any more tells no more than that it is one.
 *
 * Return: 0, or -errno; -EXDEV, -ENOTTY: it is none, or another's.
 */
int capability_is_for(int cap, const struct place *place)
{
	struct vgapt_device_info info = { .argsz = sizeof(info) };
	struct place its;
	char path[32];
	int ret;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", cap);
	if (!descriptor_is_capability(path))
		return errno ? -errno : -ENOTTY;
	ret = call(cap, VGAPT_IOC_DEVICE_INFO, &info);
	if (ret == -EIDRM || ret == -ENODEV || ret == -ESRCH)
		return 0;
	if (ret < 0)
		return ret;
	its = (struct place){ info.segment, info.bus, info.devfn, info.domid };
	return place_same(&its, place) && info.rights & VGAPT_RIGHT_MODEL ? 0 : -EXDEV;
}
