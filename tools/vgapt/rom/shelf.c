// SPDX-License-Identifier: GPL-2.0-only
/*
 * The folder of stored ROMs: NAME.rom and, beside it, NAME.json with where it came
 * from.
 *
 * Two files can't be replaced in one step.  So the old image stays as NAME.old
 * until both of the new ones are in place; whoever finds it, after a crash, looks
 * which image the provenance is of.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-c/json.h>

#include "fs.h"
#include "msg.h"
#include "out.h"
#include "progress.h"
#include "rom/read.h"
#include "rom/shelf.h"

#define FOLDER	"/var/lib/xen-vgapt"

/**
 * shelf_path - where the folder is
 *
 * Return: its path.
 */
const char *shelf_path(void)
{
	const char *path = getenv("VGAPT_STORE");
	static char buf[PATH_MAX];

	if (path && *path)
		return path;
	path_of(buf, sizeof(buf), FOLDER);
	return buf;
}

/**
 * shelf_open - open the folder, for nobody else at the same time
 * @make: to be written to; make it if it is not there
 *
 * Return: a descriptor for shelf_close(), or -errno.
 */
int shelf_open(bool make)
{
	int dir, ret = 0;

	if (make && mkdir(shelf_path(), 0700) && errno != EEXIST)
		return -errno;
	dir = open(shelf_path(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	progress_begin("waiting for another 'vgapt rom store'");
	while (!ret && flock(dir, make ? LOCK_EX : LOCK_SH))
		if (errno != EINTR)
			ret = -errno;
	progress_end();
	if (!ret)
		return dir;
	close(dir);
	return ret;
}

/**
 * shelf_close - close the folder
 * @dir: its descriptor
 */
void shelf_close(int dir)
{
	close(dir);
}

static int is_rom(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 4 &&
	       !strcmp(entry->d_name + len - 4, ".rom");
}

/**
 * shelf_list - the names of all that is stored
 * @dir:   the folder
 * @names: they, sorted, for dir_free()
 *
 * Return: how many, or -errno.
 */
int shelf_list(int dir, char ***names)
{
	struct dirent **entries;
	int i, count;

	count = scandirat(dir, ".", &entries, is_rom, alphasort);
	if (count < 0)
		return -errno;
	*names = must(calloc(count + 1, sizeof(**names)));
	for (i = 0; i < count; i++) {
		(*names)[i] = must(strndup(entries[i]->d_name,
					   strlen(entries[i]->d_name) - 4));
		free(entries[i]);
	}
	free(entries);
	return count;
}

static const char *file_name(char *buf, size_t len, const char *name, const char *suffix)
{
	snprintf(buf, len, "%s%s", name, suffix);
	return buf;
}

static int read_at(int dir, const char *name, const char *suffix, unsigned char **data,
		   size_t *len)
{
	char file[96];
	int fd;

	fd = openat(dir, file_name(file, sizeof(file), name, suffix),
		    O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	return fd < 0 ? -errno : rom_read_fd(fd, data, len);
}

static struct json_object *read_provenance(int dir, const char *name)
{
	struct json_tokener *parser;
	struct json_object *obj = NULL;
	unsigned char *data;
	size_t len;

	if (read_at(dir, name, ".json", &data, &len))
		return NULL;
	parser = must(json_tokener_new());
	if (len < INT_MAX)
		obj = json_tokener_parse_ex(parser, (char *)data, len);
	json_tokener_free(parser);
	free(data);
	if (obj && !json_object_is_type(obj, json_type_object)) {
		json_object_put(obj);
		obj = NULL;
	}
	return obj;
}

static bool is_of(const struct shelf_item *item, const char *sha256)
{
	const char *text = shelf_text(item, "sha256");

	return text && !strcmp(text, sha256);
}

/* What a crash has left between two steps of shelf_put(). */
static void recover(int dir, struct shelf_item *item)
{
	char old[96], rom[96], hex[SHA256_HEX + 1];
	unsigned char *data;
	size_t len;

	if (item->data && is_of(item, item->sha256))
		return;
	if (read_at(dir, item->name, ".old", &data, &len))
		return;
	rom_sha256(data, len, hex);
	if (!is_of(item, hex)) {
		free(data);
		return;
	}
	free(item->data);
	item->data = data;
	item->len = len;
	memcpy(item->sha256, hex, sizeof(hex));
	/* If it may not be written to, it will be the next time. */
	renameat(dir, file_name(old, sizeof(old), item->name, ".old"), dir,
		 file_name(rom, sizeof(rom), item->name, ".rom"));
}

/**
 * shelf_get - read what is stored under a name
 * @dir:  the folder
 * @name: the name
 * @item: filled; for shelf_drop()
 */
void shelf_get(int dir, const char *name, struct shelf_item *item)
{
	memset(item, 0, sizeof(*item));
	snprintf(item->name, sizeof(item->name), "%s", name);
	if (!read_at(dir, name, ".rom", &item->data, &item->len))
		rom_sha256(item->data, item->len, item->sha256);
	item->provenance = read_provenance(dir, name);
	if (!item->data && !item->provenance)
		return;
	recover(dir, item);
	item->state = item->data && is_of(item, item->sha256) &&
		      shelf_text(item, "status") ? SHELF_INTACT : SHELF_DAMAGED;
}

/**
 * shelf_glance - read only where what is stored under a name is from
 * @name: the name
 * @item: filled, but for the image; for shelf_drop()
 *
 * Waits for nobody: who replaces it does so in one step.
 *
 * Return: 0; -ENOENT if nothing is stored; or -errno.
 */
int shelf_glance(const char *name, struct shelf_item *item)
{
	int dir;

	memset(item, 0, sizeof(*item));
	snprintf(item->name, sizeof(item->name), "%s", name);
	dir = open(shelf_path(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -errno;
	item->provenance = read_provenance(dir, name);
	close(dir);
	return item->provenance ? 0 : -ENOENT;
}

/**
 * shelf_drop - free what an item holds
 * @item: the item
 */
void shelf_drop(struct shelf_item *item)
{
	free(item->data);
	json_object_put(item->provenance);
	memset(item, 0, sizeof(*item));
}

/**
 * shelf_text - a word of an item's provenance
 * @item: the item
 * @key:  which
 *
 * Return: the word, as long as the item lasts; NULL if there is none.
 */
const char *shelf_text(const struct shelf_item *item, const char *key)
{
	struct json_object *value;

	if (!item->provenance ||
	    !json_object_object_get_ex(item->provenance, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

/**
 * shelf_set_aside - make room for a new image where a damaged one is
 * @dir:  the folder, opened to be written to
 * @name: its name; the image is NAME.damaged then
 *
 * Return: 0 or -errno.
 */
int shelf_set_aside(int dir, const char *name)
{
	char rom[96], aside[96];

	file_name(rom, sizeof(rom), name, ".rom");
	file_name(aside, sizeof(aside), name, ".damaged");
	return renameat(dir, rom, dir, aside) && errno != ENOENT ? -errno : 0;
}

static int write_at(int dir, const char *file, const void *data, size_t len)
{
	int fd, ret;

	unlinkat(dir, file, 0);
	fd = openat(dir, file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	ret = write_all(fd, data, len);
	if (!ret && fsync(fd))
		ret = -errno;
	if (close(fd) && !ret)
		ret = -errno;
	return ret;
}

/* Both are written; from here on nothing takes room on the disk. */
static int put_in_place(int dir, const char *name, const char *new_rom,
			const char *new_json)
{
	char rom[96], json[96], old[96];
	bool kept;
	int ret;

	file_name(rom, sizeof(rom), name, ".rom");
	file_name(json, sizeof(json), name, ".json");
	file_name(old, sizeof(old), name, ".old");
	unlinkat(dir, old, 0);
	kept = !linkat(dir, rom, dir, old, 0);
	if (!kept && errno != ENOENT)
		return -errno;
	if (renameat(dir, new_rom, dir, rom)) {
		ret = -errno;
		unlinkat(dir, old, 0);
		return ret;
	}
	if (renameat(dir, new_json, dir, json)) {
		ret = -errno;
		if (!kept)
			unlinkat(dir, rom, 0);
		else
			renameat(dir, old, dir, rom);
		return ret;
	}
	ret = fsync(dir) ? -errno : 0;
	unlinkat(dir, old, 0);
	return ret;
}

/**
 * shelf_put - store a ROM
 * @dir:        the folder, opened to be written to
 * @name:       under which name
 * @data:       the image
 * @len:        bytes of it
 * @provenance: where it came from
 *
 * What was there before is replaced when all has been written, or not at all.
 * It must not be damaged: what is worth keeping of that is the caller's to know.
 *
 * Return: 0 or -errno.
 */
int shelf_put(int dir, const char *name, const unsigned char *data, size_t len,
	      struct json_object *provenance)
{
	char new_rom[96], new_json[96], *text;
	const char *json;
	int ret;

	json = json_object_to_json_string_ext(provenance, JSON_C_TO_STRING_PRETTY |
					      JSON_C_TO_STRING_SPACED |
					      JSON_C_TO_STRING_NOSLASHESCAPE);
	if (asprintf(&text, "%s\n", json) < 0)
		return -ENOMEM;
	snprintf(new_rom, sizeof(new_rom), ".%s.rom.tmp", name);
	snprintf(new_json, sizeof(new_json), ".%s.json.tmp", name);
	ret = write_at(dir, new_rom, data, len);
	if (!ret)
		ret = write_at(dir, new_json, text, strlen(text));
	free(text);
	if (!ret)
		ret = put_in_place(dir, name, new_rom, new_json);
	if (ret) {
		unlinkat(dir, new_rom, 0);
		unlinkat(dir, new_json, 0);
	}
	return ret;
}

/**
 * shelf_remove - take a ROM off the shelf
 * @dir:  the folder, opened to be written to
 * @name: its name
 *
 * The provenance goes first: an image without one is never used.
 *
 * Return: 0 or -errno.
 */
int shelf_remove(int dir, const char *name)
{
	static const char * const suffixes[] = { ".json", ".rom", ".old" };
	char file[96];
	size_t i;

	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (unlinkat(dir, file_name(file, sizeof(file), name, suffixes[i]), 0) &&
		    errno != ENOENT)
			return -errno;
	return fsync(dir) ? -errno : 0;
}
