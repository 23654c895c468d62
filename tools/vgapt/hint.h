/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What to do about an error.
 */
#ifndef VGAPT_HINT_H
#define VGAPT_HINT_H

struct card;
struct sbdf;

const char *hint_for_device(int err);
const char *hint_for(int err, const struct sbdf *at);
const char *hint_for_file(const struct card *card);
const char *hint_for_folder(int err);
const char *hint_for_rom(int err, const struct card *card);

#endif /* VGAPT_HINT_H */
