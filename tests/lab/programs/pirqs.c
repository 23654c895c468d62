// SPDX-License-Identifier: GPL-2.0-only
/*
 * pirqs: what if a guest chooses for its MSI a pirq that is somebody else's?
 *
 *   pirqs SBDF
 *
 * The function has MSI-X.  A domain of our own gets it, with the function's INTx bound as
 * QEMU binds it, and a vector of its MSI-X likewise.  A device model that does what its guest
 * says asks for these pirqs, one by one.  Xen (4.20, map_domain_pirq()) says yes to each and
 * has done nothing; who unmaps it then takes the other's interrupt away, and after the second
 * time Xen stops at the domain's end ("Xen BUG at arch/x86/irq.c").
 */
#define _GNU_SOURCE
#include <linux/pci_regs.h>
#include <xenctrl.h>

#include "ops.h"

#define GUEST_TABLE	0xf1000000ULL
#define MSI_ADDRESS	0xfee00000ULL
#define GUEST_VECTOR	0x41
/* Of QEMU's place for a passed-through function. */
#define SLOT		5
/* Entries of the MSI-X table: the device model's two, and QEMU's. */
#define OURS		0
#define ALSO_OURS	1
#define QEMUS		2
/* No pirq: more than any domain has. */
#define NO_PIRQ		0x7000
/* More interrupts than Xen has here, were one lost with each; fewer calls than a capability may make in one go. */
#define MANY		300
/* INTx' numbers, as IO-APICs count them: here. Xen gives a domain's MSIs what is above. */
#define FIRST_GSI	16
#define MANY_GSIS	24

static xc_interface *xch;
static struct card card;
static uint32_t domid;
static int cap = -1;

static void must(int rc, const char *what)
{
	if (rc)
		die(what);
}

/* The first number in a line of one of its files. */
static unsigned long number(const char *file, unsigned int line)
{
	char *path = card_path(&card, file), text[256];
	FILE *in = fopen(path, "re");
	unsigned int i;

	if (!in)
		die(path);
	for (i = 0; i <= line; i++)
		if (!fgets(text, sizeof(text), in))
			die(path);
	fclose(in);
	free(path);
	return strtoull(text, NULL, 0);
}

/* Of its configuration space; the function is on pciback. */
static uint32_t config(unsigned int at, unsigned int size, const uint32_t *write)
{
	char *path = card_path(&card, "config");
	int fd = open(path, O_RDWR | O_CLOEXEC);
	uint32_t value = 0;

	if (fd < 0)
		die(path);
	if (write)
		must(pwrite(fd, write, size, at) != (ssize_t)size, path);
	else
		must(pread(fd, &value, size, at) != (ssize_t)size, path);
	close(fd);
	free(path);
	return value;
}

static unsigned int msix(void)
{
	unsigned int at = config(PCI_CAPABILITY_LIST, 1, NULL);

	while (at && config(at, 1, NULL) != PCI_CAP_ID_MSIX)
		at = config(at + 1, 1, NULL);
	if (!at) {
		errno = EOPNOTSUPP;
		die("MSI-X");
	}
	return at;
}

static int msi(uint32_t what, uint32_t vector, uint64_t address, uint32_t data)
{
	struct vgapt_msi args = {
		.argsz = sizeof(args),
		.flags = what | VGAPT_MSI_X,
		.vector = vector,
		.address = address,
		.data = data,
		.table = what == VGAPT_MSI_BIND ? GUEST_TABLE : 0,
	};

	return ioctl(cap, VGAPT_IOC_MSI, &args) ? errno : 0;
}

/* As a guest that takes its interrupts by event channels: vector 0, and the pirq in the address. */
static int choose(uint32_t vector, unsigned int pirq)
{
	return msi(VGAPT_MSI_BIND, vector,
		   MSI_ADDRESS | (pirq & 0xff) << 12 | (uint64_t)(pirq & ~0xffU) << 32, 0);
}

/* So many times: what would be lost with one would be gone after that. */
static void refused(unsigned int pirq, unsigned int times, const char *what)
{
	unsigned int i, wrong = 0;
	int rc, last = 0;

	for (i = 0; i < times; i++) {
		rc = choose(OURS, pirq);
		if (rc != EINVAL) {
			wrong++;
			last = rc;
		}
	}
	check(!wrong, "a guest can't have for its MSI %s: pirq %u, %u times, %u not refused%s%s", what, pirq, times,
	      wrong, last ? ": " : "", last ? strerrorname_np(last) : "");
}

static void set_up(void)
{
	uint32_t command = PCI_COMMAND_MEMORY;

	errno = domain_create_with_card(&domid, &card);
	must(errno, "a domain with the function");
	errno = note_write(&card, domid);
	must(errno, "libxl's note");
	/* The watch has told of it by then, and all has been done that follows. */
	sleep(1);
	config(PCI_COMMAND, 2, &command);
	cap = attach_with(open_device(), &card, domid, VGAPT_RIGHT_MODEL, 0);
	must(cap < 0, "attach");
}

int main(int argc, char **argv)
{
	uint32_t table;
	int gsi, intx, qemus = -1, rc, pirq;
	uint64_t bar;

	if (argc != 2 || card_parse(&card, argv[1]))
		die("usage: pirqs SBDF");
	xch = xc_interface_open(NULL, NULL, 0);
	if (!xch)
		die("xc_interface_open");
	table = config(msix() + PCI_MSIX_TABLE, 4, NULL);
	bar = number("resource", table & PCI_MSIX_TABLE_BIR);
	gsi = number("irq", 0);
	set_up();

	/* libxl and QEMU. */
	intx = gsi;
	must(xc_physdev_map_pirq(xch, domid, gsi, &intx), "INTx");
	must(xc_domain_bind_pt_pci_irq(xch, domid, intx, 0, SLOT, 0), "INTx");
	must(xc_physdev_map_pirq_msi(xch, domid, -1, &qemus, card.devfn, card.segment << 16 | card.bus, QEMUS, bar),
	     "QEMU's MSI");
	must(xc_domain_update_msi_irq(xch, domid, GUEST_VECTOR, qemus, 0, GUEST_TABLE), "QEMU's MSI");

	refused(intx, 2, "its INTx");
	refused(intx == FIRST_GSI ? FIRST_GSI + 1 : FIRST_GSI, 2, "an INTx that is nobody's yet");
	refused(qemus, MANY, "an MSI of QEMU's");
	refused(NO_PIRQ, MANY, "what is none");

	/* What nobody has is a guest's to choose. */
	check(!msi(VGAPT_MSI_BIND, ALSO_OURS, MSI_ADDRESS, GUEST_VECTOR), "a vector that Xen has the choice of");
	for (pirq = MANY_GSIS, rc = EINVAL; rc && pirq < MANY_GSIS + 0x200; pirq++)
		rc = choose(OURS, pirq);
	pirq--;
	check(!rc, "a pirq of the guest's own choice: %d%s%s", pirq, rc ? ": " : "", rc ? strerrorname_np(rc) : "");
	check(choose(ALSO_OURS, pirq) == EINVAL, "not for two vectors at a time");
	check(!choose(OURS, pirq), "the same one again");
	check(!msi(VGAPT_MSI_UNBIND, OURS, 0, 0) && !choose(OURS, pirq), "unbound, and chosen once more");
	rc = msi(VGAPT_MSI_UNBIND, ALSO_OURS, 0, 0);
	if (!rc)
		rc = choose(ALSO_OURS, pirq + 1);
	check(!rc, "and the one beside it%s%s", rc ? ": " : "", rc ? strerrorname_np(rc) : "");

	/* They have what they had. */
	check(!xc_domain_unbind_msi_irq(xch, domid, GUEST_VECTOR, qemus, 0) && !xc_physdev_unmap_pirq(xch, domid, qemus),
	      "QEMU has its MSI still");
	close(cap);
	errno = domain_destroy(domid);
	check(!errno, "the domain is destroyed, and Xen lives");
	note_remove(&card);
	return 0;
}
