// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policy: what of configuration space is the card's, what is ours, what is hidden.
 *
 * Registers: PCI Local Bus Specification 3.0 (6.1, 6.7, 6.8), PCI Bus Power Management
 * Interface Specification 1.2 (3.2), PCI Express Base Specification 3.0 (7.8).  Which
 * bits a guest may have of them: as QEMU's xen-pci-passthrough does on the same stock
 * Xen (hw/xen/xen_pt_config_init.c, read as a source of facts), so that a guest sees
 * the same function with and without us; where we differ the reason is given.
 */
#include <linux/pci_regs.h>

#include "fields.h"

#define ALL8	0xffU
#define ALL16	0xffffU
#define ALL32	0xffffffffU

/* Nothing but ours, and always zero. */
#define ZERO(at_, size_)	{ .at = (at_), .size = (size_), .emulated = ALL32 }

/*
 * I/O and memory decoding stay on in the card: its pages may be in the guest, and an
 * access to a card that does not decode is an error for dom0's root port.  What the
 * guest writes decides what is mapped.  Bus mastering and INTx go to the card by
 * pure/plan.c (DM_COMMAND), which also writes them again after a reset.
 */
#define COMMAND_WRITABLE	(PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | \
				 PCI_COMMAND_PARITY | PCI_COMMAND_SERR | \
				 PCI_COMMAND_INTX_DISABLE)

/* PCI 3.0, 6.2.3: bit 8 and bits 11-15 are cleared by ones. */
#define STATUS_CLEAR		0xf900U

/* BARs, and the ROM's, are pure/bars.c's. */
const struct dm_field dm_header_fields[] = {
	{ .at = PCI_COMMAND, .size = 2, .emulated = ALL16, .writable = COMMAND_WRITABLE },
	{ .at = PCI_STATUS, .size = 2, .emulated = PCI_STATUS_CAP_LIST,
	  .passed = STATUS_CLEAR, .clear = STATUS_CLEAR },
	{ .at = PCI_CACHE_LINE_SIZE, .size = 1, .emulated = ALL8, .writable = ALL8 },
	{ .at = PCI_LATENCY_TIMER, .size = 1, .emulated = ALL8, .writable = ALL8 },
	/* A self-test by the guest's word could take the card away from the bus. */
	ZERO(PCI_BIST, 1),
	ZERO(PCI_CARDBUS_CIS, 4),
	ZERO(PCI_CAPABILITY_LIST, 1),
	ZERO(PCI_CAPABILITY_LIST + 1, 1),
	ZERO(PCI_CAPABILITY_LIST + 2, 2),
	ZERO(0x38, 4),
	/* The line is a note of the guest's firmware to its system; the pin is real. */
	{ .at = PCI_INTERRUPT_LINE, .size = 1, .emulated = ALL8, .writable = ALL8 },
	{ .at = PCI_INTERRUPT_PIN, .size = 1, .emulated = ALL8, .keep = ALL8 },
};

const u32 dm_num_header_fields = ARRAY_SIZE(dm_header_fields);

/*
 * Power management.  No PME: nobody would carry it to the guest.  The state is the
 * guest's idea alone, the card stays in D0 as its pages are mapped; so the way back
 * from D3hot is no reset, and bit 3 says so.
 */
#define PMC_NO_PME		0xf9c8U
#define PMCSR_NO_SOFT_RESET	0x0008U
#define PMCSR_STATE		0x0003U

static const struct dm_field pm_fields[] = {
	{ .at = PCI_PM_PMC, .size = 2, .emulated = PMC_NO_PME },
	{ .at = PCI_PM_CTRL, .size = 2, .emulated = ALL16, .writable = PMCSR_STATE,
	  .set = PMCSR_NO_SOFT_RESET },
	ZERO(PCI_PM_PPB_EXTENSIONS, 1),
	ZERO(PCI_PM_DATA_REGISTER, 1),
};

/*
 * MSI: one vector, no mask bits (Xen owns those of the card, and to mask by unbinding
 * would lose what is pending); whether addresses have 64 bits is the card's.
 */
static const struct dm_field msi_fields[] = {
	{ .at = PCI_MSI_FLAGS, .size = 2, .emulated = ALL16 & ~PCI_MSI_FLAGS_64BIT,
	  .writable = PCI_MSI_FLAGS_ENABLE },
	{ .at = PCI_MSI_ADDRESS_LO, .size = 4, .emulated = ALL32, .writable = ALL32 & ~3U },
};

/* MSI-X: where table and pending bits are is the card's, as BARs are laid out alike. */
static const struct dm_field msix_fields[] = {
	{ .at = PCI_MSIX_FLAGS, .size = 2, .emulated = ALL16 & ~PCI_MSIX_FLAGS_QSIZE,
	  .writable = PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL },
};

/*
 * PCI Express.  Payload and read request sizes are matters of the host's bus: what the
 * guest writes stays with us.  Bit 15 of Device Control is caught in pure/config.c.
 */
#define DEVCTL_WRITABLE		0x7bffU	/* not bit 15, which reads as 0; not bit 10, aux power */
#define DEVSTA_CLEAR		0x000fU
#define LNKCTL_WRITABLE		0x03cbU
#define DEVCTL2_WRITABLE	0x001fU
#define LNKCTL2_WRITABLE	0x1fbfU

static const struct dm_field exp_fields[] = {
	{ .at = PCI_EXP_DEVCAP, .size = 4, .emulated = PCI_EXP_DEVCAP_FLR },
	{ .at = PCI_EXP_DEVCTL, .size = 2, .emulated = ALL16, .writable = DEVCTL_WRITABLE,
	  .keep = DEVCTL_WRITABLE },
	{ .at = PCI_EXP_DEVSTA, .size = 2, .passed = DEVSTA_CLEAR, .clear = DEVSTA_CLEAR },
	/* From here on only if it reaches so far. */
	{ .at = PCI_EXP_LNKCTL, .size = 2, .emulated = ALL16, .writable = LNKCTL_WRITABLE },
	{ .at = PCI_EXP_DEVCTL2, .size = 2, .emulated = ALL16, .writable = DEVCTL2_WRITABLE },
	{ .at = PCI_EXP_LNKCTL2, .size = 2, .emulated = ALL16, .writable = LNKCTL2_WRITABLE,
	  .keep = 0x000f },
};

static u32 pm_length(const struct dm_state *state, const u8 *config, u32 at)
{
	(void)state;
	(void)config;
	(void)at;
	return PCI_PM_SIZEOF;
}

/* PCI 3.0, 6.8.1: 10 bytes; 4 more for 64 bits, 10 more for mask and pending bits. */
static u32 msi_length(const struct dm_state *state, const u8 *config, u32 at)
{
	u16 flags = vgapt_le16(config + at + PCI_MSI_FLAGS);

	(void)state;
	return 10U + ((flags & PCI_MSI_FLAGS_64BIT) ? 4 : 0) +
	       ((flags & PCI_MSI_FLAGS_MASKBIT) ? 10 : 0);
}

/* Is that a place in a memory BAR, which the guest sees as well? */
static bool in_memory(const struct dm_state *state, u32 place, u64 bytes)
{
	u32 bar = place & PCI_MSIX_TABLE_BIR, offset = place & PCI_MSIX_TABLE_OFFSET;
	const struct dm_region *region;

	if (bar >= DM_NUM_BARS)
		return false;
	region = &state->regions[bar];
	return region->flags & VGAPT_REGION_FLAG_MEM && offset < region->size &&
	       bytes <= region->size - offset;
}

/* One whose table lies nowhere is of no use to anybody. */
static u32 msix_length(const struct dm_state *state, const u8 *config, u32 at)
{
	u32 entries = (vgapt_le16(config + at + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1U;

	if (!in_memory(state, vgapt_le32(config + at + PCI_MSIX_TABLE), 16ULL * entries) ||
	    !in_memory(state, vgapt_le32(config + at + PCI_MSIX_PBA), (entries + 63) / 64 * 8ULL))
		return 0;
	return PCI_CAP_MSIX_SIZEOF;
}

/**
 * dm_exp_has_link - has this PCI Express capability link registers?
 * @config: the card's configuration space
 * @at:     where the capability is
 *
 * An integrated endpoint of version 1 ends before them (PCI Express 1.1, 7.8).
 *
 * Return: true if so.
 */
bool dm_exp_has_link(const u8 *config, u32 at)
{
	u16 flags = vgapt_le16(config + at + PCI_EXP_FLAGS);

	return (flags & PCI_EXP_FLAGS_VERS) > 1 ||
	       (flags & PCI_EXP_FLAGS_TYPE) >> 4 != PCI_EXP_TYPE_RC_END;
}

/* Endpoints only; 0Ch, 14h or 3Ch bytes by version and type (as xen_pt_pcie_size_init). */
static u32 exp_length(const struct dm_state *state, const u8 *config, u32 at)
{
	u16 flags = vgapt_le16(config + at + PCI_EXP_FLAGS);

	(void)state;
	switch ((flags & PCI_EXP_FLAGS_TYPE) >> 4) {
	case PCI_EXP_TYPE_ENDPOINT:
	case PCI_EXP_TYPE_LEG_END:
	case PCI_EXP_TYPE_RC_END:
		break;
	default:
		return 0;
	}
	switch (flags & PCI_EXP_FLAGS_VERS) {
	case 1:
		return dm_exp_has_link(config, at) ? PCI_EXP_LNKSTA + 2 : PCI_EXP_DEVSTA + 2;
	case 2:
		return PCI_EXP_SLTSTA2 + 2;	/* 3Ch */
	}
	return 0;
}

/* PCI 3.0, appendix H: the byte behind the pointer is the length. */
static u32 vendor_length(const struct dm_state *state, const u8 *config, u32 at)
{
	(void)state;
	return config[at + PCI_CAP_FLAGS] < 3 ? 0 : config[at + PCI_CAP_FLAGS];
}

static u32 ssvid_length(const struct dm_state *state, const u8 *config, u32 at)
{
	(void)state;
	(void)config;
	(void)at;
	return 8;	/* PCI-to-PCI Bridge 1.2, 3.2.5.13 */
}

/*
 * What is not in this list is hidden, as vfio does: nobody knows what could be done
 * with it.  Left out on purpose: VPD (its address register makes the card write its
 * EEPROM), AF (a second way to reset, PCI Express has one), AGP, power budgeting.
 * Vendor-specific ones get their bits by their length, in pure/build.c.
 */
const struct dm_capability dm_capabilities[] = {
	{ PCI_CAP_ID_PM, pm_fields, ARRAY_SIZE(pm_fields), pm_length },
	{ PCI_CAP_ID_MSI, msi_fields, ARRAY_SIZE(msi_fields), msi_length },
	{ PCI_CAP_ID_MSIX, msix_fields, ARRAY_SIZE(msix_fields), msix_length },
	{ PCI_CAP_ID_EXP, exp_fields, ARRAY_SIZE(exp_fields), exp_length },
	{ PCI_CAP_ID_VNDR, NULL, 0, vendor_length },
	{ PCI_CAP_ID_SSVID, NULL, 0, ssvid_length },
};

const u32 dm_num_capabilities = ARRAY_SIZE(dm_capabilities);

/**
 * dm_hidden_length - how much of a hidden capability reads as zero
 * @id: which
 *
 * A guest that looks there all the same must find neither its head nor registers that
 * would do something if they could be written.
 *
 * Return: bytes, 2 (id and pointer) if nothing is known of it.
 */
u32 dm_hidden_length(u8 id)
{
	switch (id) {
	case PCI_CAP_ID_VPD:
		return 8;	/* PCI 3.0, appendix I */
	case PCI_CAP_ID_AF:
		return 6;	/* Advanced Capabilities for Conventional PCI ECN */
	case PCI_CAP_ID_AGP:
		return 12;	/* AGP 3.0, 4.1.4: status and command */
	}
	return 2;
}
