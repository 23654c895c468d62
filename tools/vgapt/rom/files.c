// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files that a ROM is made from: a VGA BIOS from here, a driver for UEFI from
 * there.  How they become one chain, the module's own parts know.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "msg.h"
#include "progress.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "rom/files.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "vgapt.h"
#include "words.h"

static const char *reader(const struct vgapt_rom_joined *it, char *buf, size_t len)
{
	if (it->efi)
		snprintf(buf, len, "UEFI on %s", rom_machine(it->efi_machine));
	else
		snprintf(buf, len, "a BIOS (x86)");
	return buf;
}

static int refuse(const struct rom_files *files)
{
	const struct vgapt_rom_assembly *done = &files->assembly;
	const char *name = files->names[done->piece];
	const struct vgapt_rom_joined *other = &done->images[done->other];
	struct finding findings[MAX_FINDINGS];
	struct vgapt_rom_report report;
	char text[64];

	switch (done->why) {
	case VGAPT_ROM_JOIN_OWN_WAY:
		return fail("give this file as the last one", "images for NVIDIA's driver alone "
			    "follow in %s (behind the one at %#x), and no firmware would find "
			    "what comes behind them", name, done->at);
	case VGAPT_ROM_JOIN_OVERLAP:
		return fail("get the image from the card again, or give this file as the last "
			    "one", "in %s, the image at %#x has firmware run more than it "
			    "has: the next file would be taken for a part of it", name,
			    done->at);
	case VGAPT_ROM_JOIN_TWICE:
		return fail("leave one of them out; 'vgapt rom show FILE' shows where the "
			    "images of a chain are, and dd cuts one out: dd if=FILE of=IMAGE "
			    "iflag=skip_bytes,count_bytes skip=OFFSET count=LENGTH",
			    "%s (at %#x) and %s (at %#x) both have an image for %s, which uses "
			    "only the first", files->names[other->piece], other->from, name,
			    done->at, reader(other, text, sizeof(text)));
	case VGAPT_ROM_JOIN_MANY:
		return fail("leave some out", "up to %s, there are more than %d images, and "
			    "xen_vgapt takes no more", name, VGAPT_ROM_MAX_IMAGES);
	case VGAPT_ROM_JOIN_LARGE:
		return fail("leave some out", "with %s it is more than the 4 MiB that xen_vgapt "
			    "takes", name);
	default:
		rom_judge(files->pieces[done->piece].data, files->pieces[done->piece].size,
			  NULL, &report, findings);
		return fail(findings[0].action, "%s: %s", name, findings[0].text);
	}
}

/* One file stays as it is, but for a vendor's container before it. */
static bool is_alone(const struct rom_files *files)
{
	struct vgapt_rom_report report;

	if (files->count > 1)
		return false;
	vgapt_rom_examine(files->pieces[0].data, files->pieces[0].size, NULL, &report);
	return !report.container || !vgapt_rom_usable(report.fault);
}

static int make(struct rom_files *files)
{
	struct vgapt_rom_report report;
	size_t room = 0;
	int i;

	for (i = 0; i < files->count; i++)
		room += files->pieces[i].size;
	if (room > ROM_LOAD_MAX)
		room = ROM_LOAD_MAX;
	files->data = must(malloc(room));
	files->made = vgapt_rom_assemble(files->pieces, files->count, files->data, room,
					 &report, &files->assembly);
	files->len = files->assembly.length;
	return files->made ? 0 : refuse(files);
}

/**
 * rom_files_read - read files, and put a ROM together
 * @files: filled; for rom_files_drop(), whatever is returned
 * @names: the files' names
 * @count: how many they are, MAX_FILES at most
 *
 * Return: 0, or the exit status after a message.
 */
int rom_files_read(struct rom_files *files, char **names, int count)
{
	struct finding findings[MAX_FINDINGS];
	struct vgapt_rom_report report;
	unsigned char *data;
	size_t len, used = 0;
	int i, status;

	memset(files, 0, sizeof(*files));
	files->names = names;
	for (i = 0; i < count; i++) {
		progress_begin("reading %s", names[i]);
		status = rom_fetch_file(names[i], &data, &len);
		progress_end();
		if (status)
			return status;
		files->pieces[i].data = data;
		files->pieces[i].size = len;
		files->count++;
		if (used < sizeof(files->text))
			used += snprintf(files->text + used, sizeof(files->text) - used, "%s%s",
					 i ? " + " : "", names[i]);
		if (vgapt_rom_bare_efi(data, len)) {
			rom_judge(data, len, NULL, &report, findings);
			return fail(findings[0].action, "%s: %s", names[i], findings[0].text);
		}
	}
	if (!is_alone(files))
		return make(files);
	files->len = files->pieces[0].size;
	files->data = must(malloc(files->len));
	memcpy(files->data, files->pieces[0].data, files->len);
	return 0;
}

/**
 * rom_files_drop - free what was read
 * @files: the files
 */
void rom_files_drop(struct rom_files *files)
{
	int i;

	for (i = 0; i < files->count; i++)
		free((void *)files->pieces[i].data);
	free(files->data);
}

/**
 * rom_files_print - say how the ROM was put together, if it was
 * @files: the files
 */
void rom_files_print(const struct rom_files *files)
{
	const struct vgapt_rom_joined *it = files->assembly.images;
	const struct vgapt_rom_joined *end = it + files->assembly.num_images;

	for (; files->made && it < end; it++) {
		printf("Image at %#x: %s, %u bytes, from %s at %#x%s.\n", it->offset,
		       word_meaning(&words_codes, it->code_type), it->length,
		       files->names[it->piece], it->from,
		       it->marked ? ", marked as the last" :
		       it->unmarked ? ", no longer marked as the last" : "");
		if (it->sum_before != it->sum_after)
			printf("Image at %#x: checksum byte at %#x: %02x became %02x.\n",
			       it->offset, it->sum_at, it->sum_before, it->sum_after);
	}
}

static struct json_object *describe(const struct rom_files *files,
				    const struct vgapt_rom_joined *it)
{
	struct json_object *obj = json_object_new_object(), *sum = NULL;

	json_add_number(obj, "offset", it->offset);
	json_add_number(obj, "length", it->length);
	json_add_string(obj, "type", word_token(&words_codes, it->code_type));
	json_add_string(obj, "machine", it->efi ? rom_machine(it->efi_machine) : NULL);
	json_add_string(obj, "file", files->names[it->piece]);
	json_add_number(obj, "offset_in_file", it->from);
	json_add_string(obj, "last_mark", it->marked ? "set" : it->unmarked ? "removed" : NULL);
	if (it->sum_before != it->sum_after) {
		sum = json_object_new_object();
		json_add_number(sum, "at", it->sum_at);
		json_add_hex(sum, "before", it->sum_before, 2);
		json_add_hex(sum, "after", it->sum_after, 2);
	}
	json_object_object_add(obj, "checksum", sum);
	return obj;
}

/**
 * rom_files_describe - how the ROM was put together, as JSON
 * @files: the files
 *
 * Return: an array; NULL if it was not.
 */
struct json_object *rom_files_describe(const struct rom_files *files)
{
	struct json_object *list;
	unsigned int i;

	if (!files->made)
		return NULL;
	list = json_object_new_array();
	for (i = 0; i < files->assembly.num_images; i++)
		json_object_array_add(list, describe(files, &files->assembly.images[i]));
	return list;
}

/**
 * rom_files_list - the files, as JSON
 * @files: the files
 *
 * Return: an array.
 */
struct json_object *rom_files_list(const struct rom_files *files)
{
	struct json_object *list = json_object_new_array(), *item;
	char path[PATH_MAX], hex[SHA256_HEX + 1];
	int i;

	for (i = 0; i < files->count; i++) {
		item = json_object_new_object();
		json_add_string(item, "file", realpath(files->names[i], path) ? path :
				files->names[i]);
		json_add_number(item, "size", files->pieces[i].size);
		rom_sha256(files->pieces[i].data, files->pieces[i].size, hex);
		json_add_string(item, "sha256", hex);
		json_object_array_add(list, item);
	}
	return list;
}
