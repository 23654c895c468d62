/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Our ioreq server: which accesses of the guest come to us.
 */
#ifndef VGAPT_DM_SERVER_H
#define VGAPT_DM_SERVER_H

#include <xendevicemodel.h>

#include "pure/ops.h"
#include "pure/state.h"

/**
 * struct server - Xen's door
 * @xdm:   libxendevicemodel's handle
 * @state: holds the server's id
 */
struct server {
	xendevicemodel_handle *xdm;
	struct dm_state *state;
};

int server_open(struct server *server);
bool server_found(struct server *server, struct dm_state *state);
int server_make(struct server *server, struct dm_state *state);
int server_enable(struct server *server, bool enabled);
int server_act(struct server *server, const struct dm_action *action);
void server_destroy(struct server *server);

#endif /* VGAPT_DM_SERVER_H */
