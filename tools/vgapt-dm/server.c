// SPDX-License-Identifier: GPL-2.0-only
/*
 * Our ioreq server (libxendevicemodel).
 *
 * Of all servers of a domain the one with the highest id that has a range gets the
 * access: so ours takes the function from QEMU, and when it is destroyed QEMU has it
 * back.  A server outlives the process that made it.
 */
#include <errno.h>
#include <string.h>

#include "log.h"
#include "server.h"

static u32 slot_bus(const struct dm_state *state)
{
	return state->slot >> 8 & 0xff;
}

static u32 slot_device(const struct dm_state *state)
{
	return state->slot >> 3 & 0x1f;
}

static u32 slot_function(const struct dm_state *state)
{
	return state->slot & 7;
}

/**
 * server_open - open the handle
 * @server: is filled
 *
 * Return: 0 or -errno, all being said.
 */
int server_open(struct server *server)
{
	server->xdm = xendevicemodel_open(NULL, 0);
	if (server->xdm)
		return 0;
	say("libxendevicemodel: %s", strerror(errno));
	return -errno;
}

/**
 * server_found - is the server there that the last worker has made?
 * @server: opened
 * @state:  the state
 *
 * Return: true if so.
 */
bool server_found(struct server *server, struct dm_state *state)
{
	return state->server_state == DM_SERVER_THERE &&
	       !xendevicemodel_get_ioreq_server_info(server->xdm, state->domid, state->server,
						     NULL, NULL, NULL);
}

/*
 * A worker that died right after Xen has made one leaves a server that nobody knows:
 * it is not enabled, has no ranges, and takes one of eight places.
 */
static int create(struct server *server)
{
	struct dm_state *state = server->state;
	ioservid_t id;
	u32 i;

	if (state->server_state == DM_SERVER_MAKING)
		say("a worker died as it made its server: one may be left over");
	/* With a new one nothing is registered. */
	for (i = 0; i < DM_NUM_RANGES; i++)
		state->range[i].state = DM_FREE;
	state->dirty = 1;
	dm_order();
	state->server_state = DM_SERVER_MAKING;
	dm_order();
	if (xendevicemodel_create_ioreq_server(server->xdm, state->domid,
					       HVM_IOREQSRV_BUFIOREQ_OFF, &id)) {
		say("no ioreq server: %s", strerror(errno));
		return -errno;
	}
	state->server = id;
	dm_order();
	state->server_state = DM_SERVER_THERE;
	return 0;
}

/**
 * server_make - make a server for the slot, or go on with the one there is
 * @server: opened
 * @state:  the state
 *
 * Return: 0 or -errno, all being said.
 */
int server_make(struct server *server, struct dm_state *state)
{
	int rc = 0;

	server->state = state;
	if (!server_found(server, state))
		rc = create(server);
	if (rc)
		return rc;
	/* It has it already if it is not new. */
	if (!xendevicemodel_map_pcidev_to_ioreq_server(server->xdm, state->domid, state->server, 0,
						       slot_bus(state), slot_device(state),
						       slot_function(state)) || errno == EEXIST)
		return 0;
	say("ioreq server %u: the slot's configuration space: %s", state->server, strerror(errno));
	return -errno;
}

/**
 * server_enable - begin or end to get requests
 * @server:  it
 * @enabled: begin
 *
 * Return: 0 or -errno, all being said.
 */
int server_enable(struct server *server, bool enabled)
{
	struct dm_state *state = server->state;

	if (!xendevicemodel_set_ioreq_server_state(server->xdm, state->domid, state->server,
						   enabled))
		return 0;
	say("ioreq server %u: %s: %s", state->server, enabled ? "enable" : "disable",
	    strerror(errno));
	return -errno;
}

/**
 * server_act - register a range, or take it back
 * @server: it
 * @action: DM_REGISTER or DM_UNREGISTER
 *
 * Return: 0 or -errno.
 */
int server_act(struct server *server, const struct dm_action *action)
{
	struct dm_state *state = server->state;
	u64 last = action->address + action->length - 1;
	int rc;

	if (action->verb == DM_REGISTER)
		rc = xendevicemodel_map_io_range_to_ioreq_server(server->xdm, state->domid,
								 state->server, !action->io,
								 action->address, last);
	else
		rc = xendevicemodel_unmap_io_range_from_ioreq_server(server->xdm, state->domid,
								     state->server, !action->io,
								     action->address, last);
	return rc ? -errno : 0;
}

/**
 * server_destroy - give the function back to QEMU
 * @server: it; no request may be pending, or the vCPU hangs for good
 */
void server_destroy(struct server *server)
{
	struct dm_state *state = server->state;

	if (xendevicemodel_destroy_ioreq_server(server->xdm, state->domid, state->server)) {
		say("ioreq server %u: destroy: %s", state->server, strerror(errno));
		return;
	}
	state->server_state = DM_SERVER_NONE;
}
