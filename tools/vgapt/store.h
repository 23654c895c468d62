/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What xenstore knows of domains.
 */
#ifndef VGAPT_STORE_H
#define VGAPT_STORE_H

#include <stdbool.h>
#include <stddef.h>

struct sbdf;

bool store_reachable(void);
int store_pci_domid(const struct sbdf *at);
int store_pci_backend(const struct sbdf *at);
int store_pci_place(const struct sbdf *at, int domid);
bool store_domain_name(int domid, char *buf, size_t len);
int store_find_domain(const char *name);
void store_close(void);

#endif /* VGAPT_STORE_H */
