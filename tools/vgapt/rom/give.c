// SPDX-License-Identifier: GPL-2.0-only
/*
 * An image becomes a card's ROM.  The card itself is not written to.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "card.h"
#include "dev.h"
#include "hint.h"
#include "msg.h"
#include "out.h"
#include "progress.h"
#include "pure/rom/report.h"
#include "rom/roms.h"

/**
 * rom_give - make an image a card's ROM
 * @card: the card
 * @what: the image's name, for messages; NULL if it is taken back
 * @data: the image
 * @len:  bytes of it; 0 takes an earlier one back
 *
 * Return: the exit status, after a message if it is not 0.
 */
int rom_give(const struct card *card, const char *what, const unsigned char *data,
	     size_t len)
{
	struct vgapt_rom_report report;
	struct finding findings[MAX_FINDINGS];
	const char *why;
	int fd, ret;

	if (len > ROM_LOAD_MAX)
		return fail(hint_for_rom(EFBIG, card),
			    "%s has %zu bytes, and xen_vgapt takes 4 MiB at most", what, len);
	progress_begin("handing %s's ROM to xen_vgapt", card->at.text);
	fd = dev_rom_load(&card->at);
	ret = fd < 0 ? fd : write_all(fd, data, len);
	if (!ret)
		ret = dev_rom_commit(fd);
	if (fd >= 0)
		close(fd);
	progress_end();
	if (!ret)
		return EXIT_SUCCESS;
	if (!what || (ret != -EBADMSG && ret != -EXDEV))
		return fail(hint_for_rom(-ret, card), "cannot %s %s's ROM: %s",
			    what ? "load" : "clear", card->at.text, strerror(-ret));

	rom_judge(data, len, card, &report, findings);
	if (findings[0].status == FAIL)
		why = findings[0].text;
	else
		why = ret == -EXDEV ? "it is for a card of another vendor" :
				      "it is not a ROM";
	return fail(hint_for_rom(-ret, card), "xen_vgapt refuses %s for %s: %s",
		    what, card->at.text, why);
}
