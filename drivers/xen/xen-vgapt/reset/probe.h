/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vendor's word on whether its method is usable now.
 */
#ifndef XEN_VGAPT_RESET_PROBE_H
#define XEN_VGAPT_RESET_PROBE_H

struct vgapt_reset_facts;
struct vgapt_reset_scope;

void vgapt_reset_probe(struct vgapt_reset_scope *scope,
		       struct vgapt_reset_facts *facts);

#endif /* XEN_VGAPT_RESET_PROBE_H */
