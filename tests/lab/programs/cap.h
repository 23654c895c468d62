/* SPDX-License-Identifier: GPL-2.0-only */
/* What the test programs of the jobs share: lines the lab counts, and the calls of /dev/xen_vgapt. */
#ifndef CAP_H
#define CAP_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <xen/xen_vgapt.h>

#define DEVICE "/dev/xen_vgapt"
#define NOBODY 65534

/**
 * struct card - a function by its place
 * @sbdf:    as text
 * @segment: PCI segment
 * @bus:     bus number
 * @devfn:   device number << 3 | function number
 */
struct card {
	char sbdf[16];
	uint32_t segment;
	uint8_t bus;
	uint8_t devfn;
};

static inline __attribute__((noreturn)) void die(const char *what)
{
	printf("not ok - %s (%s)\n", what, strerror(errno));
	exit(1);
}

static inline void __attribute__((format(printf, 2, 3)))
check(int good, const char *fmt, ...)
{
	char name[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	printf("%s - %s\n", good ? "ok" : "not ok", name);
	fflush(stdout);
}

static inline int card_parse(struct card *card, const char *text)
{
	unsigned int segment, bus, slot, function;

	if (strlen(text) >= sizeof(card->sbdf) ||
	    sscanf(text, "%x:%x:%x.%x", &segment, &bus, &slot, &function) != 4)
		return -1;
	strcpy(card->sbdf, text);
	card->segment = segment;
	card->bus = bus;
	card->devfn = slot << 3 | function;
	return 0;
}

/* The path of one of a function's files; from malloc(). */
static inline char *card_path(const struct card *card, const char *file)
{
	char *path;

	if (asprintf(&path, "/sys/bus/pci/devices/%s/%s", card->sbdf, file) < 0)
		exit(1);
	return path;
}

static inline int open_device(void)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		die("open " DEVICE);
	return fd;
}

static inline int attach_with(int device, const struct card *card, unsigned int domid, uint32_t rights, uint32_t flags)
{
	struct vgapt_attach args = {
		.argsz = sizeof(args),
		.flags = flags,
		.segment = card->segment,
		.bus = card->bus,
		.devfn = card->devfn,
		.domid = domid,
		.rights = rights,
	};

	return ioctl(device, VGAPT_IOC_ATTACH, &args);
}

/* All but a device model's: with that, the ROM is elsewhere on the descriptor. */
#define RIGHTS_PLAIN	(VGAPT_RIGHT_ALL & ~(VGAPT_RIGHT_HOLD | VGAPT_RIGHT_MODEL))

/* With all of these rights that this card has a use for. */
static inline int attach_call(int device, const struct card *card, unsigned int domid)
{
	int cap = attach_with(device, card, domid, RIGHTS_PLAIN, 0);

	if (cap < 0 && errno == EOPNOTSUPP)
		cap = attach_with(device, card, domid, RIGHTS_PLAIN & ~VGAPT_RIGHT_LEGACY, 0);
	return cap;
}

static inline int ranges_call(int cap, unsigned long call, uint32_t ranges)
{
	struct vgapt_ranges args = { .argsz = sizeof(args), .ranges = ranges };

	return ioctl(cap, call, &args);
}

static inline int reset_call(int cap)
{
	struct vgapt_reset args = { .argsz = sizeof(args) };

	return ioctl(cap, VGAPT_IOC_RESET, &args);
}

static inline int device_info(int cap, struct vgapt_device_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	return ioctl(cap, VGAPT_IOC_DEVICE_INFO, info);
}

static inline int region_info(int cap, uint32_t index, struct vgapt_region_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->index = index;
	return ioctl(cap, VGAPT_IOC_REGION_INFO, info);
}

static inline int events_call(int cap, struct vgapt_events *events)
{
	memset(events, 0, sizeof(*events));
	events->argsz = sizeof(*events);
	return ioctl(cap, VGAPT_IOC_EVENTS, events);
}

#endif /* CAP_H */
