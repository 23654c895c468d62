/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /dev/xen_vgapt and its capabilities: calls.  All return 0 or more, or -errno.
 */
#ifndef VGAPTD_CAPABILITY_H
#define VGAPTD_CAPABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xen/xen_vgapt.h>

/**
 * struct place - a function and the domain that has it
 * @segment: PCI segment
 * @bus:     bus number
 * @devfn:   device number << 3 | function number
 * @domid:   the domain
 */
struct place {
	uint32_t segment;
	uint8_t bus;
	uint8_t devfn;
	uint16_t domid;
};

#define PLACE_TEXT	20	/* dddd:bb:dd.f and its end; a segment may be longer */

void place_text(const struct place *place, char *buf, size_t len);
bool place_same(const struct place *a, const struct place *b);

int device_open(const char *path);
int device_listen(int dev);
int device_answer(int dev, uint64_t id, int error);
int attach_hold(int dev, const struct place *place);
int attach_model(int dev, const struct place *place);
int capability_hold(int cap);
int capability_release(int cap);
int capability_state(int cap);
int capability_is_for(int cap, const struct place *place);
bool descriptor_is_capability(const char *path);

#endif /* VGAPTD_CAPABILITY_H */
