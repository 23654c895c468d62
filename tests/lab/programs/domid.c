// SPDX-License-Identifier: GPL-2.0-only
/*
 * The number of a domain: what "xl domid NAME" prints, and its status, for those
 * who ask again and again.  xl takes half a second of dom0's processor for it,
 * most of that for its libraries.
 *
 *   domid NAME
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>
#include <xenstore.h>

#define MOST	256

int main(int argc, char **argv)
{
	static xc_domaininfo_t infos[MOST];
	struct xs_handle *xsh;
	xc_interface *xch;
	char path[48];
	char *name;
	int i, num;

	if (argc != 2)
		errx(2, "usage: domid NAME");
	xch = xc_interface_open(NULL, NULL, 0);
	if (!xch)
		err(2, "xc_interface_open");
	xsh = xs_open(0);
	if (!xsh)
		err(2, "xs_open");
	num = xc_domain_getinfolist(xch, 0, MOST, infos);
	if (num < 0)
		err(2, "xc_domain_getinfolist");
	for (i = 0; i < num; i++) {
		snprintf(path, sizeof(path), "/local/domain/%u/name", infos[i].domain);
		name = xs_read(xsh, XBT_NULL, path, NULL);
		if (name && !strcmp(name, argv[1])) {
			printf("%u\n", infos[i].domain);
			return 0;
		}
		free(name);
	}
	fprintf(stderr, "Can't get domid of domain name '%s', maybe this domain does not exist.\n", argv[1]);
	return 1;
}
