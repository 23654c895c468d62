/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables for people.
 */
#ifndef VGAPT_TABLE_H
#define VGAPT_TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS	8	/* at most */

/**
 * struct table - a table that is being filled
 * @columns: how many it has
 * @count:   cells filled so far
 * @cells:   they
 */
struct table {
	size_t columns;
	size_t count;
	char **cells;
};

void table_add(struct table *table, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void table_free(struct table *table);
void table_print(struct table *table);

#endif /* VGAPT_TABLE_H */
