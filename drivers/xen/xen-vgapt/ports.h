/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Error reporting of the ports above a function that is being reset, or looked at.
 */
#ifndef XEN_VGAPT_PORTS_H
#define XEN_VGAPT_PORTS_H

#include <linux/pci.h>

struct vgapt_port;

/* Device Status: that an error was noticed, of each kind; 1 clears. */
#define VGAPT_DEVSTA_ERRORS	(PCI_EXP_DEVSTA_CED | PCI_EXP_DEVSTA_NFED | \
				 PCI_EXP_DEVSTA_FED | PCI_EXP_DEVSTA_URD)

/*
 * From a card's own switch to the root port there are three or four; in an enclosure at the
 * end of a cable seven or more.
 */
#define VGAPT_MAX_PORTS	16

/**
 * struct vgapt_ports - the ports that are kept quiet
 * @port: each
 * @num:  how many
 */
struct vgapt_ports {
	struct vgapt_port *port[VGAPT_MAX_PORTS];
	u32 num;
};

int vgapt_ports_quiet(struct vgapt_ports *ports, struct pci_dev *bridge);
void vgapt_ports_restore(struct vgapt_ports *ports);

#endif /* XEN_VGAPT_PORTS_H */
