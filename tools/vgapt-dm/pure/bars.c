// SPDX-License-Identifier: GPL-2.0-only
/*
 * Base address registers (PCI 3.0, 6.2.5).
 *
 * Sizing needs nothing of its own: a register keeps the bits of an address that is a
 * multiple of the size, so after ones it reads as the mask.  What must not happen is
 * that the mask is taken for an address while decoding is on (SeaBIOS sizes so, and
 * the lower half of a 64-bit BAR of 256 MiB then says F0000000h, a fine address): so
 * each register remembers whether ones were the last thing written to it.
 */
#include <linux/pci_regs.h>

#include "bars.h"

/*
 * Where a memory BAR of a guest can be.  Below 1 MiB is RAM and what stands there for
 * ages.  hvmloader keeps FC000000h up to 4 GiB for itself (special pages, IOAPIC,
 * LAPIC, the BIOS), and tells so in ACPI.  Above 2^52 there are no addresses.
 */
#define MEM_LOWEST		0x100000ULL
#define MEM_RESERVED		0xfc000000ULL
#define MEM_4G			0x100000000ULL
#define MEM_END			0x10000000000000ULL

/*
 * Ports below 1000h are the chipset's: PIC, PIT, VGA, CF8h.  A mapping would come before
 * all emulation, in Xen itself.  hvmloader starts at C000h, Linux at 1000h.
 */
#define IO_LOWEST		0x1000ULL
#define IO_END			0x10000ULL

#define SIZING_LOWEST_ROM	0x7ffU	/* enable, and reserved bits */

static u32 bar_register(u32 bar)
{
	return bar == DM_ROM ? PCI_ROM_ADDRESS : PCI_BASE_ADDRESS_0 + 4 * bar;
}

/* Index of the BAR that owns this register, or DM_NUM_RANGES. */
static u32 register_bar(u32 at)
{
	if (at >= PCI_BASE_ADDRESS_0 && at < PCI_BASE_ADDRESS_0 + 4 * DM_NUM_BARS)
		return (at - PCI_BASE_ADDRESS_0) / 4;
	if (at >= PCI_ROM_ADDRESS && at < PCI_ROM_ADDRESS + 4)
		return DM_ROM;
	return DM_NUM_RANGES;
}

static void set_register(struct dm_state *state, u32 at, u32 value, u32 writable)
{
	u32 i;

	for (i = 0; i < 4; i++) {
		state->emulated[at + i] = 0xff;
		state->value[at + i] = value >> 8 * i;
		state->writable[at + i] = writable >> 8 * i;
	}
}

static bool wide(const struct dm_region *region)
{
	return region->flags & VGAPT_REGION_FLAG_MEM64;
}

/* Can a register be made for it?  Else it is hidden, and nobody is worse off than hidden. */
static bool bar_good(const struct dm_state *state, u32 bar)
{
	const struct dm_region *region = &state->regions[bar];

	if (!dm_power_of_two(region->size))
		return false;
	if (region->flags & VGAPT_REGION_FLAG_IO)
		return region->size >= 4 && region->size < IO_END;
	if (!(region->flags & VGAPT_REGION_FLAG_MEM) || region->size < 16)
		return false;
	if (wide(region))
		return bar + 1 < DM_NUM_BARS && !state->regions[bar + 1].size &&
		       region->size < MEM_END;
	return region->size <= 1U << 31;
}

static void build_bar(struct dm_state *state, u32 bar)
{
	const struct dm_region *region = &state->regions[bar];
	u64 mask = ~(region->size - 1);
	u32 at = bar_register(bar), kind = 0;

	if (region->flags & VGAPT_REGION_FLAG_IO) {
		set_register(state, at, PCI_BASE_ADDRESS_SPACE_IO, mask & PCI_BASE_ADDRESS_IO_MASK);
		return;
	}
	if (region->flags & VGAPT_REGION_FLAG_PREFETCH)
		kind |= PCI_BASE_ADDRESS_MEM_PREFETCH;
	if (wide(region))
		kind |= PCI_BASE_ADDRESS_MEM_TYPE_64;
	set_register(state, at, kind, mask & PCI_BASE_ADDRESS_MEM_MASK);
	if (wide(region))
		set_register(state, at + 4, 0, mask >> 32);
}

/* Large enough for the copy; the least that a ROM BAR can be is 2 KiB. */
static void build_rom(struct dm_state *state)
{
	u64 size = state->regions[DM_ROM].size;
	u32 window = DM_PAGE;

	set_register(state, PCI_ROM_ADDRESS, 0, 0);
	if (!size || size > 1U << 24)	/* PCI 3.0, 6.2.5.2: at most 16 MiB */
		return;
	while (window < size)
		window <<= 1;
	state->rom_window = window;
	set_register(state, PCI_ROM_ADDRESS, 0, ~(window - 1) | PCI_ROM_ADDRESS_ENABLE);
}

/**
 * dm_bars_build - make the registers from the regions
 * @state: with its regions
 *
 * A region of which no register can be made is hidden: its size is 0 then.
 */
void dm_bars_build(struct dm_state *state)
{
	u32 bar;

	for (bar = 0; bar < DM_NUM_BARS; bar++)
		set_register(state, bar_register(bar), 0, 0);
	for (bar = 0; bar < DM_NUM_BARS; bar++) {
		if (bar_good(state, bar))
			build_bar(state, bar);
		else
			memset(&state->regions[bar], 0, sizeof(state->regions[bar]));
	}
	build_rom(state);
}

static u32 not_address(const struct dm_state *state, u32 bar)
{
	if (bar == DM_ROM)
		return SIZING_LOWEST_ROM;
	if (state->regions[bar].flags & VGAPT_REGION_FLAG_IO)
		return ~PCI_BASE_ADDRESS_IO_MASK;
	/* Upper halves have no such bits, but ones in all others are no address either. */
	return ~PCI_BASE_ADDRESS_MEM_MASK;
}

/**
 * dm_bars_written - note whether a BAR is being sized
 * @state: of which @at was written
 * @at:    byte of configuration space
 * @size:  1, 2 or 4
 * @value: what was written
 */
void dm_bars_written(struct dm_state *state, u32 at, u32 size, u32 value)
{
	u32 bar = register_bar(at);

	if (bar >= DM_NUM_RANGES)
		return;
	if (size == 4 && !(at & 3) && (value | not_address(state, bar)) == ~0U)
		state->sizing |= BIT(bar);
	else
		state->sizing &= ~BIT(bar);
}

/**
 * dm_bar_is_io - is that a range of ports?
 * @state: the state
 * @bar:   BAR, DM_ROM, or DM_RANGE_PORTS
 *
 * Return: true if so.
 */
bool dm_bar_is_io(const struct dm_state *state, u32 bar)
{
	if (bar == DM_RANGE_PORTS)
		return true;
	return bar < DM_NUM_BARS && state->regions[bar].flags & VGAPT_REGION_FLAG_IO;
}

/**
 * dm_bar_bytes - how much a range decodes
 * @state: the state
 * @bar:   BAR, DM_ROM, or DM_RANGE_PORTS
 *
 * The ports are ours only if one of them is trapped.
 *
 * Return: bytes or ports, 0 if there is none.
 */
u64 dm_bar_bytes(const struct dm_state *state, u32 bar)
{
	u32 i;

	if (bar < DM_NUM_BARS)
		return state->regions[bar].size;
	if (bar == DM_ROM)
		return state->rom_window;
	for (i = 0; i < state->num_windows; i++)
		if (state->windows[i].region == VGAPT_REGION_IO_COLOR)
			return 0x20;	/* 3C0h-3DFh */
	return 0;
}

/**
 * dm_bar_decodes - does the guest want it to answer?
 * @state: the state
 * @bar:   BAR, or DM_ROM
 *
 * Return: true if so.
 */
bool dm_bar_decodes(const struct dm_state *state, u32 bar)
{
	u32 command = dm_value16(state, PCI_COMMAND);

	if (bar == DM_RANGE_PORTS)
		return true;	/* VGA's ports are not switched by COMMAND where QEMU has them */
	if (bar == DM_ROM && !(state->value[PCI_ROM_ADDRESS] & PCI_ROM_ADDRESS_ENABLE))
		return false;
	return command & (dm_bar_is_io(state, bar) ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY);
}

static u64 bar_address(const struct dm_state *state, u32 bar)
{
	u32 low = dm_value32(state, bar_register(bar));

	if (bar == DM_ROM)
		return low & ~SIZING_LOWEST_ROM;
	if (dm_bar_is_io(state, bar))
		return low & (u32)PCI_BASE_ADDRESS_IO_MASK;
	low &= (u32)PCI_BASE_ADDRESS_MEM_MASK;
	if (!wide(&state->regions[bar]))
		return low;
	return low | (u64)dm_value32(state, bar_register(bar) + 4) << 32;
}

static bool place_good(bool io, u64 address, u64 bytes)
{
	if (io)
		return address >= IO_LOWEST && address < IO_END && bytes <= IO_END - address;
	if (address < MEM_LOWEST || address >= MEM_END || bytes > MEM_END - address)
		return false;
	return address >= MEM_4G || (address < MEM_RESERVED && bytes <= MEM_RESERVED - address);
}

/**
 * dm_bar_place - where a BAR's register wants it
 * @state:   the state
 * @bar:     BAR, DM_ROM, or DM_RANGE_PORTS
 * @address: is set for DM_THERE
 *
 * One that does not decode stays where it is as long as its register says the same:
 * Linux switches decoding off and on seven times a card, and each time a mapping of
 * many GiB would go and come.
 *
 * Return: what is wanted.
 */
enum dm_place dm_bar_place(const struct dm_state *state, u32 bar, u64 *address)
{
	u64 bytes = dm_bar_bytes(state, bar), at;
	u32 registers = BIT(bar);

	if (!bytes || state->leaving)
		return DM_NOWHERE;
	if (bar == DM_RANGE_PORTS) {
		*address = 0x3c0;
		return DM_THERE;
	}
	if (bar < DM_NUM_BARS && wide(&state->regions[bar]))
		registers |= BIT(bar + 1);
	if (state->sizing & registers)
		return DM_STAY;
	at = bar_address(state, bar);
	if (!place_good(dm_bar_is_io(state, bar), at, bytes))
		return DM_NOWHERE;
	if (!dm_bar_decodes(state, bar))
		return state->range[bar].state == DM_DONE && state->range[bar].address == at ?
			DM_STAY : DM_NOWHERE;
	*address = at;
	return DM_THERE;
}

/**
 * dm_bar_at - what of the function answers at an address
 * @state:   the state
 * @io:      a port
 * @address: the guest's address
 * @bar:     is set: BAR, DM_ROM or DM_RANGE_PORTS
 * @offset:  is set: how far into it
 *
 * The first one, if there are several; by what is registered, not by the registers.
 *
 * Return: true if something does.
 */
bool dm_bar_at(const struct dm_state *state, bool io, u64 address, u32 *bar, u64 *offset)
{
	u32 i;

	for (i = 0; i < DM_NUM_RANGES; i++) {
		const struct dm_record *range = &state->range[i];

		if (range->state != DM_DONE || dm_bar_is_io(state, i) != io ||
		    address < range->address || address - range->address >= dm_bar_bytes(state, i))
			continue;
		if (!dm_bar_decodes(state, i))
			continue;
		*bar = i;
		*offset = address - range->address;
		return true;
	}
	return false;
}
