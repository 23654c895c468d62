// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who has a capability: what the kernel tells of each process' descriptors.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "fs.h"
#include "holders.h"
#include "msg.h"
#include "pure/tokens.h"

/* The id in what the kernel tells of a descriptor, or 0 if it is no capability. */
static uint64_t id_of(const char *pid, const char *fd)
{
	static const char key[] = VGAPT_FDINFO_ID ":";
	char text[1024], *line;

	if (file_read(text, sizeof(text), "/proc/%s/fdinfo/%s", pid, fd) <= 0)
		return 0;
	line = strstr(text, key);
	return line ? strtoull(line + strlen(key), NULL, 10) : 0;
}

static void look_at(const char *pid, struct holder **list, int *count)
{
	char **fds;
	int i, last, n = dir_list(&fds, "/proc/%s/fdinfo", pid);
	uint64_t id;

	/* A process may have several descriptors of one: it is named once. */
	last = *count;
	for (i = 0; i < n; i++) {
		int j;

		id = id_of(pid, fds[i]);
		for (j = last; id && j < *count; j++)
			if ((*list)[j].id == id)
				id = 0;
		if (!id)
			continue;
		*list = must(realloc(*list, (*count + 1) * sizeof(**list)));
		(*list)[(*count)++] = (struct holder){ .id = id, .pid = atoi(pid) };
	}
	dir_free(fds, n);
}

static int by_pid(const void *a, const void *b)
{
	const struct holder *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

/**
 * holders_find - look for all capabilities in all processes
 * @list: they, in the order of their numbers; to be freed
 *
 * One that nobody has a descriptor of is kept by a mapping of its ROM, or is on its
 * way from one process to another.
 *
 * Return: how many there are.
 */
int holders_find(struct holder **list)
{
	char **pids;
	int i, count = 0, n = dir_list(&pids, "/proc");

	*list = NULL;
	for (i = 0; i < n; i++)
		if (isdigit((unsigned char)pids[i][0]))
			look_at(pids[i], list, &count);
	dir_free(pids, n);
	if (count)
		qsort(*list, count, sizeof(**list), by_pid);
	return count;
}
