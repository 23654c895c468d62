// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line of vgapt-dm.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"

#define DOMID_LAST	0x7fefUL	/* Xen keeps those from 7FF0h to itself */

static const struct option options[] = {
	{ "domid", required_argument, NULL, 'd' },
	{ "slot", required_argument, NULL, 's' },
	{ "capability", required_argument, NULL, 'c' },
	{ "state", required_argument, NULL, 't' },
	{ "ready", required_argument, NULL, 'r' },
	{ "user", required_argument, NULL, 'u' },
	{ "root", required_argument, NULL, 'o' },
	{ }
};

static bool number(const char *text, const char **end, int base, unsigned long most,
		   unsigned long *value)
{
	char *stop;

	/* strtoul() takes signs and blanks. */
	if (!strchr("0123456789abcdefABCDEF", text[0]) || !text[0])
		return false;
	errno = 0;
	*value = strtoul(text, &stop, base);
	if (stop == text || errno || *value > most)
		return false;
	*end = stop;
	return true;
}

static bool whole(const char *text, unsigned long most, unsigned long *value)
{
	const char *end;

	return number(text, &end, 10, most, value) && !*end;
}

/* A descriptor that is open; 0 to 2 are not ours. */
static bool descriptor(const char *text, int *fd)
{
	unsigned long value;

	if (!whole(text, 1 << 20, &value) || value < 3 || fcntl(value, F_GETFD) < 0)
		return false;
	*fd = value;
	return true;
}

/* BB:DD.F */
static bool slot(const char *text, unsigned int *place)
{
	unsigned long bus, device, function;

	if (!number(text, &text, 16, 0xff, &bus) || *text++ != ':' ||
	    !number(text, &text, 16, 0x1f, &device) || *text++ != '.' ||
	    !number(text, &text, 8, 7, &function) || *text)
		return false;
	*place = bus << 8 | device << 3 | function;
	return true;
}

/* UID:GID, by number: there is no file system to look names up in. */
static bool user(const char *text, struct sandbox *sandbox)
{
	unsigned long uid, gid;

	if (!number(text, &text, 10, 0xfffffffeUL, &uid) || *text++ != ':' ||
	    !whole(text, 0xfffffffeUL, &gid) || !uid || !gid)
		return false;
	sandbox->has_user = true;
	sandbox->uid = uid;
	sandbox->gid = gid;
	return true;
}

static bool one(struct args *args, int letter, const char *text)
{
	unsigned long value;

	switch (letter) {
	case 'd':
		if (!whole(text, DOMID_LAST, &value) || !value)
			return false;
		args->sandbox.domid = value;
		return true;
	case 's':
		return slot(text, &args->slot);
	case 'c':
		return descriptor(text, &args->capability);
	case 't':
		return descriptor(text, &args->state);
	case 'r':
		return descriptor(text, &args->ready);
	case 'u':
		return user(text, &args->sandbox);
	case 'o':
		args->sandbox.root = text;
		return true;
	}
	return false;
}

/**
 * args_parse - read the command line
 * @args: is filled
 * @argc: as main() has it
 * @argv: as main() has it
 *
 * Return: 0, or -EINVAL, all being said.
 */
int args_parse(struct args *args, int argc, char **argv)
{
	int letter, index = 0;

	memset(args, 0, sizeof(*args));
	args->capability = -1;
	args->state = -1;
	args->ready = -1;
	args->slot = ~0U;
	while ((letter = getopt_long(argc, argv, "", options, &index)) != -1) {
		if (letter == '?')
			return -EINVAL;
		if (!one(args, letter, optarg)) {
			fprintf(stderr, "vgapt-dm: --%s %s: not a value for it\n",
				options[index].name, optarg);
			return -EINVAL;
		}
	}
	if (optind == argc && args->sandbox.domid && args->slot != ~0U && args->capability >= 0 &&
	    args->state >= 0 && args->ready >= 0)
		return 0;
	fprintf(stderr, "Usage: vgapt-dm --domid N --slot BB:DD.F --capability FD --state FD\n"
		"                --ready FD [--user UID:GID] [--root DIR]\n"
		"Is started by vgaptd(8).  See vgapt-dm(8).\n");
	return -EINVAL;
}
