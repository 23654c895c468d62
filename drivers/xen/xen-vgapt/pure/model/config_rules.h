/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which bits of configuration space a device model may write.
 */
#ifndef XEN_VGAPT_PURE_MODEL_CONFIG_RULES_H
#define XEN_VGAPT_PURE_MODEL_CONFIG_RULES_H

#include "pure/pure.h"

#define VGAPT_CONFIG_SIZE	256
#define VGAPT_CONFIG_EXT_SIZE	4096

/* A list of dwords has no more than that: 192 bytes in the first space. */
#define VGAPT_CONFIG_CAPS	64

/**
 * struct vgapt_config_cap - a capability in configuration space
 * @at:     its first byte
 * @length: its bytes, as far as they may be written: only vendor-specific ones say
 * @id:     its id
 * @ext:    it is an extended one: from byte 256 on
 */
struct vgapt_config_cap {
	u16 at;
	u16 length;
	u16 id;
	bool ext;
};

/**
 * struct vgapt_config_caps - what a function has
 * @known:  it has been looked at
 * @normal: its header is that of an ordinary function, not of a bridge
 * @num:    how many
 * @cap:    they
 */
struct vgapt_config_caps {
	bool known;
	bool normal;
	u32 num;
	struct vgapt_config_cap cap[VGAPT_CONFIG_CAPS];
};

int vgapt_config_learn(struct vgapt_config_caps *caps, u32 (*read)(void *data, u32 at),
		       void *data, u32 size);
int vgapt_config_write(const struct vgapt_config_caps *caps, u32 at, u32 length, u32 old, u32 val,
		       u32 *out);

#endif /* XEN_VGAPT_PURE_MODEL_CONFIG_RULES_H */
