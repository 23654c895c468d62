// SPDX-License-Identifier: GPL-2.0-only
/*
 * grantbench: giving a running HVM guest all three legacy VGA ranges and taking
 * them back, through a capability of xen_vgapt and through libxenctrl.
 *
 *   grantbench SBDF DOMID ROUNDS
 *
 * Runs in dom0.  Each round does both, and who comes first alternates.  Figures,
 * in nanoseconds: grant, revoke and both, sides ioctl and libxenctrl.  Their
 * repetition is the tenth of the rounds that they are from.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <xenctrl.h>
#include <xen/xen_vgapt.h>

#include "bench.h"

#define PARTS 10
/* A capability may grant 64 times in a row, then has to wait; a new one may again. */
#define FRESH 32

/* 3B0h-3BBh, 3C0h-3DFh, A0000h-BFFFFh in pages */
static const struct {
	uint32_t first, count;
} ports[] = { { 0x3b0, 12 }, { 0x3c0, 32 } };

#define NUM_PORTS	(sizeof(ports) / sizeof(ports[0]))
#define FIRST_PAGE	0xa0
#define NUM_PAGES	0x20

static xc_interface *xch;
static uint32_t domid;
static int capability;

static void must(int rc, const char *what)
{
	if (rc < 0)
		die("grantbench: %s: %s", what, strerror(errno));
}

static int attach(const char *sbdf)
{
	struct vgapt_attach args = {
		.argsz = sizeof(args),
		.domid = domid,
		.rights = VGAPT_RIGHT_LEGACY,
	};
	unsigned int segment, bus, slot, function;
	int device, fd;

	if (sscanf(sbdf, "%x:%x:%x.%x", &segment, &bus, &slot, &function) != 4)
		die("grantbench: no SBDF: %s", sbdf);
	args.segment = segment;
	args.bus = bus;
	args.devfn = slot << 3 | function;
	device = open("/dev/xen_vgapt", O_RDWR | O_CLOEXEC);
	must(device, "/dev/xen_vgapt");
	fd = ioctl(device, VGAPT_IOC_ATTACH, &args);
	must(fd, "VGAPT_IOC_ATTACH");
	close(device);
	return fd;
}

static uint32_t granted(void)
{
	struct vgapt_device_info info = { .argsz = sizeof(info) };

	must(ioctl(capability, VGAPT_IOC_DEVICE_INFO, &info),
	     "VGAPT_IOC_DEVICE_INFO");
	return info.granted;
}

static void ioctl_do(bool grant)
{
	struct vgapt_ranges args = {
		.argsz = sizeof(args),
		.ranges = VGAPT_RANGE_ALL,
	};

	if (grant)
		must(ioctl(capability, VGAPT_IOC_GRANT, &args),
		     "VGAPT_IOC_GRANT");
	else
		must(ioctl(capability, VGAPT_IOC_REVOKE, &args),
		     "VGAPT_IOC_REVOKE");
}

static void libxenctrl_permission(bool allow)
{
	size_t i;

	for (i = 0; i < NUM_PORTS; i++)
		must(xc_domain_ioport_permission(xch, domid, ports[i].first,
						 ports[i].count, allow),
		     "xc_domain_ioport_permission");
	must(xc_domain_iomem_permission(xch, domid, FIRST_PAGE, NUM_PAGES,
					allow),
	     "xc_domain_iomem_permission");
}

static void libxenctrl_mapping(bool add)
{
	size_t i;

	for (i = 0; i < NUM_PORTS; i++)
		must(xc_domain_ioport_mapping(xch, domid, ports[i].first,
					      ports[i].first, ports[i].count,
					      add),
		     "xc_domain_ioport_mapping");
	must(xc_domain_memory_mapping(xch, domid, FIRST_PAGE, FIRST_PAGE,
				      NUM_PAGES, add),
	     "xc_domain_memory_mapping");
}

/* The order that suits every release of Xen; it is the module's, too. */
static void libxenctrl_do(bool grant)
{
	if (grant) {
		libxenctrl_permission(true);
		libxenctrl_mapping(true);
	} else {
		libxenctrl_mapping(false);
		libxenctrl_permission(false);
	}
}

static const struct side {
	const char *name;
	void (*run)(bool grant);
} sides[] = {
	{ "ioctl", ioctl_do },
	{ "libxenctrl", libxenctrl_do },
};

static void measure(const struct side *side, unsigned int part, bool tell)
{
	uint64_t start, middle, end;

	start = now_ns();
	side->run(true);
	middle = now_ns();
	side->run(false);
	end = now_ns();
	if (!tell)
		return;
	figure("grant", side->name, part, middle - start);
	figure("revoke", side->name, part, end - middle);
	figure("both", side->name, part, end - start);
}

int main(int argc, char **argv)
{
	unsigned int rounds, i;

	if (argc != 4)
		die("grantbench SBDF DOMID ROUNDS");
	domid = number(argv[2]);
	rounds = number(argv[3]);
	if (rounds < PARTS)
		die("grantbench: fewer rounds than %d", PARTS);
	xch = xc_interface_open(NULL, NULL, 0);
	if (!xch)
		die("grantbench: xc_interface_open: %s", strerror(errno));
	capability = attach(argv[1]);

	/* Both once without the clock, to see that they do what they say. */
	if (granted())
		die("grantbench: the domain has the ranges already");
	ioctl_do(true);
	if (granted() != VGAPT_RANGE_ALL)
		die("grantbench: granted %#x, not all", granted());
	ioctl_do(false);
	if (granted())
		die("grantbench: %#x is left after revoke", granted());
	measure(&sides[1], 0, false);

	for (i = 0; i < rounds; i++) {
		unsigned int part = i / ((rounds + PARTS - 1) / PARTS) + 1;

		if (i % FRESH == FRESH - 1) {
			close(capability);
			capability = attach(argv[1]);
		}
		measure(&sides[i & 1], part, true);
		measure(&sides[!(i & 1)], part, true);
	}
	close(capability);
	xc_interface_close(xch);
	return 0;
}
