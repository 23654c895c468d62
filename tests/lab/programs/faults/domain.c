// SPDX-License-Identifier: GPL-2.0-only
/*
 * A domain that has the function: with what libxl gives it, permission on its BARs, the
 * function itself and the note in xenstore, and nothing else.
 *
 * It has one vCPU, to which interrupts can be led, and that never runs; no memory and no
 * device model.  So what Xen has mapped into it is what the module has had mapped, it costs
 * some milliseconds, and it can be ended at any moment.
 */
#define _GNU_SOURCE
#include <xenctrl.h>

#include "../ops.h"
#include "domain.h"

#define NUM_BARS	6
/* linux/ioport.h */
#define RESOURCE_IO	0x100
#define RESOURCE_MEM	0x200

static xc_interface *xch;
static struct card card;
static uint32_t domid;
/* Another one, that has nothing. */
static uint32_t other;

static void must(int rc, const char *what)
{
	if (rc)
		die(what);
}

/* Ports' permission goes with their mapping: what was taken is given again. */
static void permit(void)
{
	unsigned long long start, last, flags;
	char *path = card_path(&card, "resource");
	FILE *file = fopen(path, "re");
	int i;

	if (!file)
		die(path);
	for (i = 0; i < NUM_BARS && fscanf(file, "%llx %llx %llx", &start, &last, &flags) == 3; i++) {
		if (start && flags & RESOURCE_IO)
			must(xc_domain_ioport_permission(xch, domid, start, last - start + 1, 1), "ports");
		if (start && flags & RESOURCE_MEM)
			must(xc_domain_iomem_permission(xch, domid, start >> 12,
							(last >> 12) - (start >> 12) + 1, 1), "memory");
	}
	fclose(file);
	free(path);
}

/* The program's end. */
static void end(void)
{
	domain_kill();
	if (other)
		domain_destroy(other);
	note_remove(&card);
}

/**
 * domain_note - let libxl's note name a domain
 * @number: its number
 */
void domain_note(uint32_t number)
{
	errno = note_write(&card, number);
	must(errno, "libxl's note");
}

static void make(void)
{
	errno = domain_create_with_card(&domid, &card);
	must(errno, "a domain with the function");
	permit();
	domain_note(domid);
	/* The watch has told of it by then, and all has been done that follows. */
	sleep(1);
}

/**
 * domain_have - have there be a domain with the function
 * @sbdf: the function, the same each time
 *
 * Return: its number.
 */
uint32_t domain_have(const char *sbdf)
{
	if (!xch) {
		xch = xc_interface_open(NULL, NULL, 0);
		if (!xch || card_parse(&card, sbdf))
			die("xc_interface_open");
		atexit(end);
	}
	if (domid)
		permit();
	else
		make();
	return domid;
}

/**
 * domain_kill - destroy it
 */
void domain_kill(void)
{
	if (domid)
		domain_destroy(domid);
	domid = 0;
}

/**
 * domain_other - have there be another domain, without the function
 *
 * Only while there is one that has it, or was.
 *
 * Return: its number.
 */
uint32_t domain_other(void)
{
	if (!other) {
		errno = domain_create(&other);
		must(errno, "another domain");
	}
	return other;
}

/**
 * domain_known - does Xen know a domain of that number?
 * @number: it
 *
 * Also one that is dying, and of which somebody still holds something.
 *
 * Return: true if so.
 */
bool domain_known(uint32_t number)
{
	xc_domaininfo_t info;

	return xc_domain_getinfolist(xch, number, 1, &info) == 1 && info.domain == number;
}
