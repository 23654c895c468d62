// SPDX-License-Identifier: GPL-2.0-only
/*
 * The capability: all that is done to the card is asked of the module, which looks at
 * each word.  What hangs on it (mappings, vectors) stays when a worker dies.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "card.h"
#include "log.h"

/* x86 is as little-endian as PCI, and a value lies at its beginning. */
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "Xen's HVM guests are x86's"
#endif

static int call(const struct card *card, unsigned long request, void *arg)
{
	int rc;

	do {
		rc = ioctl(card->fd, request, arg);
	} while (rc < 0 && errno == EINTR);
	return rc < 0 ? -errno : 0;
}

static int open_region(struct card *card, u32 index)
{
	struct vgapt_region_info info = { .argsz = sizeof(info), .index = index };
	int rc = call(card, VGAPT_IOC_REGION_INFO, &info);

	if (rc)
		return rc;
	card->regions[index].size = info.size;
	card->regions[index].flags = info.flags;
	card->offsets[index] = info.offset;
	card->used[index] = info.size && info.flags & VGAPT_REGION_FLAG_READ;
	return 0;
}

/**
 * card_open - ask what a capability is for
 * @card:  is filled
 * @fd:    the descriptor
 * @domid: whose it has to be
 *
 * Return: 0, or -errno, all being said; see card_is_over().
 */
int card_open(struct card *card, int fd, unsigned int domid)
{
	u32 i;
	int rc;

	memset(card, 0, sizeof(*card));
	card->fd = fd;
	card->info.argsz = sizeof(card->info);
	rc = call(card, VGAPT_IOC_DEVICE_INFO, &card->info);
	if (rc) {
		say("capability: %s", strerror(-rc));
		return rc;
	}
	if (card->info.domid != domid || !(card->info.rights & VGAPT_RIGHT_MODEL)) {
		say("capability: for domain %u, rights %#x: not to be its device model",
		    card->info.domid, card->info.rights);
		return -EACCES;
	}
	for (i = 0; i < DM_NUM_REGIONS; i++) {
		rc = open_region(card, i);
		/* The ROM wants a right of its own: without it there is none. */
		if (rc && i != DM_ROM) {
			say("capability: region %u: %s", i, strerror(-rc));
			return rc;
		}
	}
	if (!card->used[VGAPT_REGION_CONFIG]) {
		say("capability: no configuration space");
		return -EOPNOTSUPP;
	}
	return 0;
}

/**
 * card_is_over - is a capability of no use any more?
 * @rc: what card_open() has said
 *
 * All that hung on it is undone by the module then, and VGAPT_IOC_EVENTS says why.
 *
 * Return: true if it was revoked, or its function or its domain has gone.
 */
bool card_is_over(int rc)
{
	return rc == -EIDRM || rc == -ENODEV || rc == -ESRCH;
}

/**
 * card_has_ports - are there legacy ranges for the guest?
 * @card: the capability
 *
 * Whether the card is to be the guest's primary display is the administrator's word.
 *
 * Return: true if so.
 */
bool card_has_ports(const struct card *card)
{
	const u32 flags = VGAPT_DEVICE_VGA | VGAPT_DEVICE_PRIMARY;

	return (card->info.flags & flags) == flags && card->info.rights & VGAPT_RIGHT_LEGACY;
}

/**
 * card_facts - what a state is made of
 * @card:  the capability
 * @facts: regions and rights are filled in
 */
void card_facts(const struct card *card, struct dm_facts *facts)
{
	facts->may_reset = card->info.rights & VGAPT_RIGHT_RESET;
	facts->ports = card_has_ports(card);
	memcpy(facts->regions, card->regions, sizeof(facts->regions));
}

/**
 * card_grant - have the legacy ranges, but for what is trapped
 * @card:  the capability
 * @state: with its windows
 *
 * Return: 0, also if they are held already; or -errno.
 */
int card_grant(struct card *card, const struct dm_state *state)
{
	struct vgapt_grant grant = { .argsz = sizeof(grant), .ranges = VGAPT_RANGE_ALL };
	u32 i;
	int rc;

	if (card->info.held & VGAPT_RANGE_IO_COLOR)
		return 0;
	for (i = 0; i < state->num_windows && grant.num_traps < VGAPT_MAX_TRAPS; i++) {
		const struct dm_window *window = &state->windows[i];
		struct vgapt_trap *trap = &grant.traps[grant.num_traps];

		if (window->region != VGAPT_REGION_IO_COLOR)
			continue;
		trap->range = VGAPT_RANGE_IO_COLOR;
		trap->first = 0x3c0 + window->offset;
		trap->count = window->length;
		grant.num_traps++;
	}
	rc = call(card, VGAPT_IOC_GRANT, &grant);
	say("legacy ranges, %u trapped: %s", grant.num_traps, rc ? strerror(-rc) : "granted");
	return rc;
}

/**
 * card_events - what has come to pass
 * @card: the capability
 *
 * Return: VGAPT_EVENT_* that have ever come; that it was revoked if it can't be asked.
 */
u32 card_events(const struct card *card)
{
	struct vgapt_events events = { .argsz = sizeof(events) };

	if (call(card, VGAPT_IOC_EVENTS, &events))
		return VGAPT_EVENT_REVOKED;
	return events.state | events.events;
}

static int transfer_in(const struct card *card, u32 region, u64 offset, u32 size, void *to)
{
	ssize_t got;

	if (!card->used[region])
		return -EOPNOTSUPP;
	do {
		got = pread(card->fd, to, size, (off_t)(card->offsets[region] + offset));
	} while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : (size_t)got == size ? 0 : -EIO;
}

static int transfer_out(const struct card *card, u32 region, u64 offset, u32 size,
			const void *from)
{
	ssize_t put;

	if (!card->used[region])
		return -EOPNOTSUPP;
	do {
		put = pwrite(card->fd, from, size, (off_t)(card->offsets[region] + offset));
	} while (put < 0 && errno == EINTR);
	return put < 0 ? -errno : (size_t)put == size ? 0 : -EIO;
}

/**
 * card_config_read - read the card's configuration space
 * @card:   the capability
 * @offset: byte
 * @size:   1, 2, 4
 * @value:  is set
 *
 * Return: 0 or -errno.
 */
int card_config_read(const struct card *card, u32 offset, u32 size, u32 *value)
{
	*value = 0;
	return transfer_in(card, VGAPT_REGION_CONFIG, offset, size, value);
}

/**
 * card_config_write - write to it
 * @card:   the capability
 * @offset: byte
 * @size:   1, 2, 4
 * @value:  what
 *
 * Return: 0 or -errno.
 */
int card_config_write(const struct card *card, u32 offset, u32 size, u32 value)
{
	int rc = transfer_out(card, VGAPT_REGION_CONFIG, offset, size, &value);

	if (rc)
		say_often("configuration space %02x, %u bytes, %#x: %s", offset, size, value,
			  strerror(-rc));
	return rc;
}

/**
 * card_region_read - read a region
 * @card:   the capability
 * @region: which
 * @offset: in it
 * @size:   1, 2, 4, 8
 * @value:  is set
 *
 * Return: 0 or -errno.
 */
int card_region_read(const struct card *card, u32 region, u64 offset, u32 size, u64 *value)
{
	*value = 0;
	return transfer_in(card, region, offset, size, value);
}

/**
 * card_region_write - write to a region
 * @card:   the capability
 * @region: which
 * @offset: in it
 * @size:   1, 2, 4, 8
 * @value:  what
 *
 * Return: 0 or -errno.
 */
int card_region_write(const struct card *card, u32 region, u64 offset, u32 size, u64 value)
{
	return transfer_out(card, region, offset, size, &value);
}

static int act_map(struct card *card, const struct dm_action *action)
{
	struct vgapt_map map = {
		.argsz = sizeof(map),
		.flags = action->verb == DM_MAP ? VGAPT_MAP_ADD : VGAPT_MAP_REMOVE,
		.region = action->region,
		.offset = action->offset,
		.length = action->length,
		.address = action->address + action->offset,
	};

	return call(card, VGAPT_IOC_MAP, &map);
}

static int act_msi(struct card *card, const struct dm_action *action)
{
	struct vgapt_msi msi = { .argsz = sizeof(msi), .flags = action->msix ? VGAPT_MSI_X : 0 };

	switch (action->verb) {
	case DM_MSI_BIND:
		msi.flags |= VGAPT_MSI_BIND;
		msi.vector = action->vector;
		msi.address = action->address;
		msi.data = action->data;
		msi.table = action->table;
		break;
	case DM_MSI_UNBIND:
		msi.flags |= VGAPT_MSI_UNBIND;
		msi.vector = action->vector;
		break;
	case DM_MSI_ENABLE:
		msi.flags |= VGAPT_MSI_ENABLE | (action->mask_all ? VGAPT_MSI_MASK_ALL : 0);
		break;
	default:
		msi.flags |= VGAPT_MSI_DISABLE;
		break;
	}
	return call(card, VGAPT_IOC_MSI, &msi);
}

/* Bits that are not the plan's stay as they are. */
static int act_command(struct card *card, const struct dm_action *action)
{
	u32 ours = PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER |
		   PCI_COMMAND_INTX_DISABLE, was;
	int rc = card_config_read(card, PCI_COMMAND, 2, &was);

	if (rc)
		return rc;
	return card_config_write(card, PCI_COMMAND, 2, (was & ~ours) | (action->data & ours));
}

static int act_reset(struct card *card)
{
	struct vgapt_reset reset = { .argsz = sizeof(reset) };
	int rc = call(card, VGAPT_IOC_RESET, &reset);

	say_often("reset, as the guest wants: %s", rc ? strerror(-rc) : "done");
	return rc;
}

/**
 * card_act - do something by the capability
 * @card:   the capability
 * @action: what
 *
 * Return: 0 or -errno.
 */
int card_act(struct card *card, const struct dm_action *action)
{
	switch (action->verb) {
	case DM_MAP:
	case DM_UNMAP:
		return act_map(card, action);
	case DM_MSI_BIND:
	case DM_MSI_UNBIND:
	case DM_MSI_ENABLE:
	case DM_MSI_DISABLE:
		return act_msi(card, action);
	case DM_COMMAND:
		return act_command(card, action);
	case DM_RESET:
		return act_reset(card);
	}
	return -EINVAL;
}
