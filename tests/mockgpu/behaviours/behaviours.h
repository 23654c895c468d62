/* SPDX-License-Identifier: GPL-2.0-only */
/* All behaviours, for the table in device.c. */
#ifndef MOCK_BEHAVIOURS_H
#define MOCK_BEHAVIOURS_H

#include "../mock.h"

extern const struct mock_behaviour mock_rombar;
extern const struct mock_behaviour mock_rom_ff_first;
extern const struct mock_behaviour mock_rom_slow;
extern const struct mock_behaviour mock_rom_veiled;
extern const struct mock_behaviour mock_shared_decoder;
extern const struct mock_behaviour mock_nvidia_prom;
extern const struct mock_behaviour mock_nvidia_pramin;
extern const struct mock_behaviour mock_amd_smc;
extern const struct mock_behaviour mock_vram_rom;
extern const struct mock_behaviour mock_igd;
extern const struct mock_behaviour mock_dead;
extern const struct mock_behaviour mock_resets;
extern const struct mock_behaviour mock_dirty;
extern const struct mock_behaviour mock_once_only;
extern const struct mock_behaviour mock_generation;
extern const struct mock_behaviour mock_slow_return;
extern const struct mock_behaviour mock_never_return;
extern const struct mock_behaviour mock_link_after;
extern const struct mock_behaviour mock_away;
extern const struct mock_behaviour mock_card;
extern const struct mock_behaviour mock_amd_cik_reset;
extern const struct mock_behaviour mock_amd_polaris_reset;
extern const struct mock_behaviour mock_amd_vega10_reset;
extern const struct mock_behaviour mock_amd_vega20_reset;
extern const struct mock_behaviour mock_amd_navi_reset;
extern const struct mock_behaviour mock_nvidia_boot0;
extern const struct mock_behaviour mock_nvidia_boot0_only;
extern const struct mock_behaviour mock_nvidia_hda;
extern const struct mock_behaviour mock_amd_navi31_reset;
extern const struct mock_behaviour mock_amd_navi48_reset;
extern const struct mock_behaviour mock_amd_renoir_reset;
extern const struct mock_behaviour mock_amd_vega12_reset;
extern const struct mock_behaviour mock_amd_mi100_reset;
extern const struct mock_behaviour mock_amd_navi21_reset;
extern const struct mock_behaviour mock_amd_navi32_reset;
extern const struct mock_behaviour mock_amd_navi33_reset;
extern const struct mock_behaviour mock_amd_rembrandt_reset;
extern const struct mock_behaviour mock_operator;
extern const struct mock_behaviour mock_fatal_when_gone;

#endif /* MOCK_BEHAVIOURS_H */
