/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ROMs: where they come from and what there is to say of them.
 */
#ifndef VGAPT_ROMS_H
#define VGAPT_ROMS_H

#include <stdbool.h>
#include <stddef.h>

#include <xen/xen_vgapt.h>

#include "vgapt.h"

struct card;
struct vgapt_rom_ids;
struct vgapt_rom_report;

/* As much as the module takes: VGAPT_IOC_ROM_LOAD */
#define ROM_LOAD_MAX	(4UL << 20)

/* names.c */

/**
 * struct rom_source - a place where the module looks for a ROM
 * @id:   VGAPT_ROM_*
 * @name: as in rom_source
 * @what: for people
 */
struct rom_source {
	unsigned int id;
	const char *name;
	const char *what;
};

#define NUM_ROM_SOURCES	(VGAPT_ROM_NUM_SOURCES - 1)	/* but for "none" */

extern const struct rom_source * const rom_sources;

const struct rom_source *rom_source_named(const char *name);
void rom_firmware_name(const struct card *card, char *buf, size_t len);

/* What the name of an image begins with that the administrator gave */
#define GIVEN	"given-"

void rom_shelf_name(const struct card *card, bool given, char *buf, size_t len);
const char *rom_machine(unsigned int type);

/* judge.c */

#define MAX_FINDINGS	4

/**
 * struct finding - something to say of a ROM
 * @status: how bad it is
 * @text:   what it is
 * @action: what to do about it, or NULL
 * @mendable: 'rom strip' or 'rom load --adapt' would help
 */
struct finding {
	enum status status;
	char text[200];
	const char *action;
	bool mendable;
};

void rom_ids(const struct card *card, struct vgapt_rom_ids *ids);
int rom_judge(const unsigned char *data, size_t len, const struct card *card,
	      struct vgapt_rom_report *report, struct finding *findings);

/* describe.c: of enum status */
extern const char * const finding_words[];

struct json_object;

struct json_object *rom_describe(const char *file, const struct card *card,
				 const unsigned char *data, size_t len);
const char *rom_match(const struct card *card, unsigned int flags);
void rom_add_findings(struct json_object *obj, const struct finding *findings, int count);

/* provenance.c */
struct json_object *rom_provenance(const struct card *card, const char *source,
				   const char *status, size_t len, const char *sha256);

/* fetch.c */
int rom_fetch(const struct card *card, unsigned char **data, size_t *len);
int rom_fetch_file(const char *file, unsigned char **data, size_t *len);
int rom_fetch_source(const struct card *card, const struct rom_source *source,
		     unsigned char **data, size_t *len);

/* give.c */
int rom_give(const struct card *card, const char *what, const unsigned char *data,
	     size_t len);

/* served.c */
void rom_note_served(const struct card *card, int mode, const char *who);

#endif /* VGAPT_ROMS_H */
