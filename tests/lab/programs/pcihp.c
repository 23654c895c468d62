// SPDX-License-Identifier: GPL-2.0-only
/*
 * pcihp: eject what QEMU has been told to unplug, in place of Linux.
 *
 * As QEMU's docs/specs/acpi_pci_hotplug.rst describes it: registers of 32 bits, from
 * port CC0h on q35.  A bus is chosen by its number at 10h; then 4h has a bit for each
 * slot that is to go, and a bit written to 8h ejects that slot's device.
 */
#include <stdio.h>
#include <sys/io.h>

#define PCIHP		0xcc0
#define   DOWN		0x4
#define   EJECT		0x8
#define   SELECT	0x10
#define BUSES		32

int main(void)
{
	unsigned int bus, down, ejected = 0;

	if (iopl(3)) {
		perror("pcihp: iopl");
		return 1;
	}
	for (bus = 0; bus < BUSES; bus++) {
		outl(bus, PCIHP + SELECT);
		down = inl(PCIHP + DOWN);
		if (!down || down == ~0u)
			continue;
		printf("bus %u, slots %#x\n", bus, down);
		outl(down, PCIHP + EJECT);
		ejected++;
	}
	return ejected ? 0 : 2;
}
