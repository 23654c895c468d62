/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lives and crowd share: domains that are nothing but a number to Xen and cost a millisecond, libxl's notes, and
 * files. Not for two threads.
 */
#ifndef OPS_H
#define OPS_H

#include <stdbool.h>

#include "cap.h"

#define PCIBACK		"/sys/bus/pci/drivers/pciback/"
#define VERSION_MINOR	"/sys/hypervisor/version/minor"

uint64_t now_us(void);
uint32_t below(uint32_t limit);
void seed_with(uint64_t seed);

int write_file(const char *path, const char *text);
int read_file(const char *path, char *buf, size_t size);
int card_write(const struct card *card, const char *file, const char *text);
int card_read(const struct card *card, const char *file, char *buf, size_t size);
bool card_exists(const struct card *card, const char *file);

void ops_forked(void);
int domain_create(uint32_t *domid);
int domain_create_with(uint32_t *domid, uint32_t flags);
int domain_create_with_card(uint32_t *domid, const struct card *card);
int domain_destroy(uint32_t domid);
bool domain_alive(uint32_t domid);
int domains_reap(const uint32_t *keep, unsigned int num_keep);
int note_write(const struct card *card, uint32_t domid);
int note_remove(const struct card *card);
bool xen_allows_nothing(uint32_t domid);

#endif /* OPS_H */
