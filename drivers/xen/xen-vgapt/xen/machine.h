/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where memory of dom0 lies in the machine, and the machine's in dom0.
 */
#ifndef XEN_VGAPT_XEN_MACHINE_H
#define XEN_VGAPT_XEN_MACHINE_H

#include <linux/types.h>

int vgapt_xen_machine_address(dma_addr_t dma, u64 *maddr);
int vgapt_xen_map_own(u64 start, u64 size);
void vgapt_xen_unmap_own(u64 start, u64 size);

#endif /* XEN_VGAPT_XEN_MACHINE_H */
