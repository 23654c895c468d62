// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables for people.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "msg.h"
#include "table.h"

/**
 * table_add - fill the next cell, from left to right and from top to bottom
 * @table: the table; all zero but for its number of columns in the beginning
 * @fmt:   what is in the cell
 */
void table_add(struct table *table, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		text = NULL;
	va_end(ap);
	table->cells = must(realloc(table->cells,
				    (table->count + 1) * sizeof(*table->cells)));
	table->cells[table->count++] = must(text);
}

/**
 * table_free - free what it holds
 * @table: the table
 */
void table_free(struct table *table)
{
	while (table->count)
		free(table->cells[--table->count]);
	free(table->cells);
	table->cells = NULL;
}

/**
 * table_print - print it and free what it holds
 * @table: the table
 */
void table_print(struct table *table)
{
	size_t i, column, len, width[TABLE_COLUMNS] = { 0 };

	for (i = 0; i < table->count; i++) {
		len = strlen(table->cells[i]);
		if (width[i % table->columns] < len)
			width[i % table->columns] = len;
	}
	for (i = 0; i < table->count; i++) {
		column = i % table->columns;
		if (column + 1 < table->columns)
			printf("%-*s  ", (int)width[column], table->cells[i]);
		else
			puts(table->cells[i]);
	}
	table_free(table);
}
