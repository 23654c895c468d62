// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sysfs.h"
#include "vgapt.h"

static int write_all(int fd, const unsigned char *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= n;
	}
	return 0;
}

/* Whoever looks at @file sees what was there before, or all of the ROM. */
static int write_file(const char *file, const unsigned char *data, size_t len)
{
	char real[PATH_MAX], temp[PATH_MAX + 8];
	mode_t mask = umask(0);
	struct stat st;
	int fd, ret;

	umask(mask);
	/* Through a symbolic link, not over it; and never over a device. */
	if (!realpath(file, real))
		snprintf(real, sizeof(real), "%s", file);
	if (!stat(real, &st) && !S_ISREG(st.st_mode))
		return fail("give a new or an ordinary file, or - for standard output",
			    "%s is not an ordinary file", file);

	snprintf(temp, sizeof(temp), "%s.XXXXXX", real);
	fd = mkstemp(temp);
	if (fd < 0)
		return fail(NULL, "cannot write to the folder of %s: %s", file,
			    strerror(errno));
	ret = write_all(fd, data, len);
	if (!ret && (fchmod(fd, 0666 & ~mask) || fsync(fd)))
		ret = -errno;
	if (close(fd) && !ret)
		ret = -errno;
	if (!ret && rename(temp, real))
		ret = -errno;
	if (!ret)
		return EXIT_SUCCESS;
	unlink(temp);
	return fail(NULL, "cannot write %s: %s", file, strerror(-ret));
}

static int save(const struct card *card, const char *file)
{
	char hex[SHA256_HEX + 1];
	unsigned char *data;
	size_t len;
	int ret;

	if (!card->vgapt)
		return fail(hint_for(ENOENT, &card->at),
			    "there is no copy of %s's ROM", card->at.text);
	ret = rom_read(&card->at, &data, &len);
	if (ret == -ENODATA)
		return fail("load xen_vgapt from the initramfs, before any driver takes "
			    "the card; the kernel log says where it looked",
			    "no ROM was found for %s", card->at.text);
	if (ret)
		return fail(hint_for(-ret, &card->at), "cannot read the ROM of %s: %s",
			    card->at.text, strerror(-ret));

	rom_sha256(data, len, hex);
	if (strcmp(hex, card->rom_sha256)) {
		ret = fail("try again; if it stays, the module was reloaded or is broken",
			   "what was read of %s's ROM is not what the module "
			   "captured:\nvgapt: %s was read, %s expected", card->at.text,
			   hex, card->rom_sha256[0] ? card->rom_sha256 : "nothing");
	} else if (!strcmp(file, "-")) {
		ret = write_all(STDOUT_FILENO, data, len);
		if (ret)
			ret = fail(NULL, "cannot write to standard output: %s",
				   strerror(-ret));
	} else {
		ret = write_file(file, data, len);
	}
	free(data);
	if (!ret && !strcmp(card->rom_source, "shadow"))
		note("this is the firmware's copy at C0000h, which the card's own "
		     "start-up code may have changed");
	return ret;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	const char *file = NULL;
	struct card card;
	int opt, status;

	while ((opt = next_option(cmd, argc, argv, "ho:", longs, &status)) != -1) {
		if (opt == -2)
			return status;
		file = optarg;
	}
	if (argc - optind != 1)
		return usage(cmd, "one SBDF is needed");
	if (!file || !*file)
		return usage(cmd, "where to? Give -o FILE");
	if (!strcmp(file, "-") && isatty(STDOUT_FILENO))
		return usage(cmd, "a ROM is not for a terminal; redirect it, "
			     "or give -o FILE");
	status = find_card(argv[optind], &card);
	return status ? status : save(&card, file);
}

const struct command cmd_rom = {
	.name = "rom",
	.args = "SBDF -o FILE",
	.what = "Save the copy of a display adapter's ROM",
	.help = "  -o, --output FILE\n"
		"                 where to; - is standard output\n",
	.run = run,
};
