/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The files that a ROM is made from.
 */
#ifndef VGAPT_ROM_FILES_H
#define VGAPT_ROM_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "pure/rom/assemble.h"

#define MAX_FILES	VGAPT_ROM_MAX_IMAGES	/* each has one image at least */

struct json_object;

/**
 * struct rom_files - files, and the ROM that they are
 * @names:    the files' names
 * @count:    how many they are
 * @pieces:   what is in each
 * @assembly: what became of their images
 * @made:     the ROM was put together; else it is the one file as it is
 * @data:     the ROM
 * @len:      bytes of it
 * @text:     the names, for messages
 */
struct rom_files {
	char **names;
	int count;
	struct vgapt_rom_piece pieces[MAX_FILES];
	struct vgapt_rom_assembly assembly;
	bool made;
	unsigned char *data;
	size_t len;
	char text[256];
};

int rom_files_read(struct rom_files *files, char **names, int count);
void rom_files_drop(struct rom_files *files);
void rom_files_print(const struct rom_files *files);
struct json_object *rom_files_describe(const struct rom_files *files);
struct json_object *rom_files_list(const struct rom_files *files);

#endif /* VGAPT_ROM_FILES_H */
