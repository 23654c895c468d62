// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen's ioreq servers: what a worker leaves behind that does not end in an orderly way.
 */
#include <errno.h>
#include <stddef.h>

#include <xendevicemodel.h>

#include "servers.h"

/**
 * servers_have - does Xen have that ioreq server?
 * @domid: the domain
 * @id:    the server's number
 *
 * Return: 1 if so, 0 if not; -errno if that cannot be learned.
 */
int servers_have(unsigned int domid, int id)
{
	xendevicemodel_handle *xdm = xendevicemodel_open(NULL, 0);
	int ret;

	if (!xdm)
		return errno ? -errno : -EIO;
	ret = xendevicemodel_get_ioreq_server_info(xdm, domid, id, NULL, NULL, NULL) ? -errno : 1;
	xendevicemodel_close(xdm);
	return ret == -ENOENT || ret == -ESRCH ? 0 : ret;
}
