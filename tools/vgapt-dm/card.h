/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The capability: what the module lets us do with the card.
 */
#ifndef VGAPT_DM_CARD_H
#define VGAPT_DM_CARD_H

#include "pure/build.h"

/**
 * struct card - a capability
 * @fd:      its descriptor
 * @info:    whose it is
 * @regions: how large regions are
 * @offsets: where they are on the descriptor
 * @used:    which of them can be read there
 */
struct card {
	int fd;
	struct vgapt_device_info info;
	struct dm_region regions[DM_NUM_REGIONS];
	u64 offsets[DM_NUM_REGIONS];
	bool used[DM_NUM_REGIONS];
};

int card_open(struct card *card, int fd, unsigned int domid);
bool card_is_over(int rc);
void card_facts(const struct card *card, struct dm_facts *facts);
bool card_has_ports(const struct card *card);
int card_grant(struct card *card, const struct dm_state *state);
u32 card_events(const struct card *card);
int card_act(struct card *card, const struct dm_action *action);

int card_config_read(const struct card *card, u32 offset, u32 size, u32 *value);
int card_config_write(const struct card *card, u32 offset, u32 size, u32 value);
int card_region_read(const struct card *card, u32 region, u64 offset, u32 size, u64 *value);
int card_region_write(const struct card *card, u32 region, u64 offset, u32 size, u64 value);

#endif /* VGAPT_DM_CARD_H */
