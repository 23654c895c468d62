/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Configuration spaces of real cards.
 */
#ifndef VGAPT_DM_TEST_DUMPS_H
#define VGAPT_DM_TEST_DUMPS_H

#include "build.h"

/**
 * struct dump - a card
 * @name:   for messages
 * @source: where its bytes were published
 * @config: the first 256 bytes of its configuration space
 * @bars:   its BARs, as lspci or the BARs' own bits tell
 * @rom:    bytes of its ROM, as we have a copy of it
 */
struct dump {
	const char *name;
	const char *source;
	u8 config[DM_CONFIG_BYTES];
	struct dm_region bars[DM_NUM_BARS];
	u64 rom;
};

extern const struct dump dump_fiji, dump_mx250, dump_7265, dump_virtio, dump_nvme;
extern const struct dump * const dumps[];
extern const u32 num_dumps;

#endif /* VGAPT_DM_TEST_DUMPS_H */
