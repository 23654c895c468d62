// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a link came back as.
 *
 * A reset makes the link train anew, and it may come to less than before: a card
 * with one lane of sixteen works, but a guest is slow, and nobody sees why.
 */
#include "pure/reset/link.h"
#include "pure/tokens.h"

/* PCI Express Base 6.0, 7.5.3.8: Link Status */
#define LNKSTA_SPEED		0x000f
#define LNKSTA_WIDTH		0x03f0
#define LNKSTA_WIDTH_SHIFT	4

/* GT/s, by the speed's number. */
static const char *const vgapt_link_speeds[] = {
	NULL, "2.5", "5", "8", "16", "32", "64",
};

/**
 * vgapt_link_of - what Link Status says
 * @status: the register, as read
 *
 * Return: speed and width; zeros if it says nothing that could be understood.
 */
struct vgapt_link vgapt_link_of(u16 status)
{
	struct vgapt_link link = { 0 };
	u8 speed = status & LNKSTA_SPEED;

	if (status == 0xffff || !speed ||
	    speed >= ARRAY_SIZE(vgapt_link_speeds) || !(status & LNKSTA_WIDTH))
		return link;
	link.speed = speed;
	link.width = (status & LNKSTA_WIDTH) >> LNKSTA_WIDTH_SHIFT;
	return link;
}

/**
 * vgapt_link_worse - is a link less than it was?
 * @was: before the reset
 * @is:  after it
 *
 * Return: true if both are known, and it is narrower or slower now.
 */
bool vgapt_link_worse(struct vgapt_link was, struct vgapt_link is)
{
	return was.width && is.width &&
	       (is.width < was.width || is.speed < was.speed);
}

/**
 * vgapt_link_text - say in what a link is less than it was, in tokens
 * @was:  before the reset
 * @is:   after it; vgapt_link_worse()
 * @buf:  where
 * @size: bytes there
 *
 * Return: as snprintf().
 */
int vgapt_link_text(struct vgapt_link was, struct vgapt_link is, char *buf,
		    size_t size)
{
	const char *was_speed = vgapt_link_speeds[was.speed];
	const char *is_speed = vgapt_link_speeds[is.speed];

	if (is.speed >= was.speed)
		return snprintf(buf, size, VGAPT_TOKEN_LINK_NARROWER " x%u x%u",
				is.width, was.width);
	if (is.width >= was.width)
		return snprintf(buf, size, VGAPT_TOKEN_LINK_SLOWER " %s %s",
				is_speed, was_speed);
	return snprintf(buf, size,
			VGAPT_TOKEN_LINK_NARROWER " x%u x%u " VGAPT_TOKEN_LINK_SLOWER " %s %s",
			is.width, was.width, is_speed, was_speed);
}
