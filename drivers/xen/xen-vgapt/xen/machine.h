/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where memory of dom0 lies in the machine.
 */
#ifndef XEN_VGAPT_XEN_MACHINE_H
#define XEN_VGAPT_XEN_MACHINE_H

#include <linux/types.h>

int vgapt_xen_machine_address(dma_addr_t dma, u64 *maddr);

#endif /* XEN_VGAPT_XEN_MACHINE_H */
