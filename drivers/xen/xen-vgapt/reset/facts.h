/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What can be told of a function: its plan's facts.
 */
#ifndef XEN_VGAPT_RESET_FACTS_H
#define XEN_VGAPT_RESET_FACTS_H

#include "pure/reset/plan.h"

struct vgapt_reset_scope;

void vgapt_reset_collect_facts(struct vgapt_reset_scope *scope,
			       struct vgapt_reset_facts *facts);

#endif /* XEN_VGAPT_RESET_FACTS_H */
