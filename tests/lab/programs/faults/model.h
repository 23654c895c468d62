/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a device model may have of its function, for its domain.
 */
#ifndef VGAPT_FAULTS_MODEL_H
#define VGAPT_FAULTS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "faults.h"

#define PAGE		4096UL
/* Where the BAR's second page and those that follow are mapped; at no boundary of 2 MiB. */
#define GUEST_PAGE	0xf0001UL
#define NO_REGION	~0U

/* What there may be of a device model's. */
#define HAS_HOLD	BIT(0)
#define HAS_BAR		BIT(1)	/* all pages that are to be mapped */
#define HAS_GAP		BIT(2)	/* all but one */
#define BAR_PART	BIT(3)	/* some other part of them */
#define HAS_PORTS	BIT(4)	/* permission on the ports; mapped or not */
#define HAS_IRQ		BIT(5)
#define MORE_IRQS	BIT(6)
#define HAS_BOUND	BIT(7)
#define HAS_ENABLED	BIT(8)
#define HAS_RANGES	BIT(9)	/* all of the legacy ranges */
#define HAS_TRAPS	BIT(10)	/* all but what is trapped */
#define RANGES_PART	BIT(11)
#define HAS_STRAY	BIT(12)	/* pages that are none of these */

/**
 * struct function - the card's function
 * @vga:    it has legacy ranges
 * @memory: the BAR of which is mapped
 * @frame:  the first page of the machine's that is
 * @pages:  how many
 * @ports:  the BAR of ports, or NO_REGION
 * @first_port: its first
 * @num_ports: how many; 0 without it
 * @x:      it has MSI-X
 * @msi:    where the flags of that are, or of MSI; 0 without both
 */
struct function {
	bool vga;
	uint32_t memory;
	unsigned long frame;
	unsigned int pages;
	uint32_t ports;
	unsigned long first_port;
	unsigned int num_ports;
	bool x;
	unsigned int msi;
};

extern struct function fn;
extern uint32_t has_left;

void has_look_at_card(void);
void has_nothing_yet(void);
unsigned int has(void);
unsigned int has_base(void);
bool has_msi_enabled(void);
const char *has_words(unsigned int bits);

#endif /* VGAPT_FAULTS_MODEL_H */
