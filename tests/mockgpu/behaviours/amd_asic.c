// SPDX-License-Identifier: GPL-2.0-only
/*
 * What AMD's families that can be reset have in common: no behaviour by itself.
 *
 *	amd-FAMILY-reset [smc-running|smc-idle|smc-hung|smc-halted]
 *			 [psp-ready|psp-never|psp-error] [ack-ms N|ack-never] [strapped]
 *			 [boot-ms N] [memsize-ms N] [memsize-never]
 *
 * A chip that is reset by its own registers goes away from BAR5 as a whole: reads
 * give all ones and writes are lost, until it is back.  amdgpu waits for that by
 * CONFIG_MEMSIZE (amdgpu/vi.c, amdgpu/cik.c, amdgpu/nv.c).  Configuration space
 * answers all the time; what is in it is another matter (amd_soc15.c).
 *
 * The reset leaves the SMC idle: its firmware is a driver's to load (amdgpu,
 * smumgr/polaris10_smumgr.c; psp_v11_0.c).
 *
 * BIOS_SCRATCH_0 to _15 are the VBIOS's and the driver's notes, in the bus interface,
 * and no reset of the chip clears them: after BACO amdgpu writes 0 to _6 and _7 for
 * that (polaris_baco.c, vega10_baco.c: clean_baco_tbl; smu_v11_0.c: "clear vbios
 * scratch 6 and 7 for coming asic reinit").  Bit 9 of _7 says that the card has been
 * initialized (atombios.h: ATOM_S7_ASIC_INIT_COMPLETE_MASK; atomfirmware.h), and a
 * driver that finds it set does not POST the card
 * (amdgpu_atombios_scratch_need_asic_init).  So a card that has been through BACO
 * must not be left, or started, with either of them.  After mode 1 and 7Ch amdgpu
 * leaves them, and POSTs all the same (has_hw_reset).
 *
 * Made from: amdgpu/vi.c, amdgpu/cik.c, amdgpu/nv.c, amdgpu/amdgpu_atombios.c, and the
 * *_baco.c, as below.
 */
#include "amd.h"

#define MEMSIZE_MS	20

/* "HW requires at least 20ms between regulator off and on": amdgpu, *_baco.c */
#define OFF_US		20000

#define SCRATCH(asic, n)	((asic)->scratch + (n) * 4)
#define SCRATCHES		16
#define   S7_INIT_COMPLETE	0x00000200

/**
 * amd_asic_init - take the words of a line
 * @asic: zeroed state
 * @args: the line
 * @psp:  this family has a security processor
 *
 * Return: 0 or MOCK_BAD.
 */
int amd_asic_init(struct amd_asic *asic, struct mock_args *args, bool psp)
{
	int i, rc = 0;

	asic->memsize_ms = MEMSIZE_MS;
	for (i = 1; i < args->count && !rc; i++) {
		const char *word = args->word[i];

		if (!strcmp(word, "smc-idle"))
			asic->smc = AMD_SMC_IDLE;
		else if (!strcmp(word, "smc-running"))
			asic->smc = AMD_SMC_RUNNING;
		else if (!strcmp(word, "smc-hung"))
			asic->smc = AMD_SMC_HUNG;
		else if (psp && !strcmp(word, "smc-halted"))
			asic->smc = AMD_SMC_HALTED;
		else if (psp && !strcmp(word, "psp-error"))
			asic->psp_error = true;
		else if (psp && !strcmp(word, "ack-never"))
			asic->ack_never = true;
		else if (psp && !strcmp(word, "ack-ms"))
			rc = mock_parse_number(args, ++i, 600000, &asic->ack_ms);
		else if (psp && !strcmp(word, "boot-ms"))
			rc = mock_parse_number(args, ++i, 600000, &asic->boot_ms);
		else if (!psp && !strcmp(word, "strapped"))
			asic->strapped = true;
		else if (psp && !strcmp(word, "psp-ready"))
			asic->psp_never = false;
		else if (psp && !strcmp(word, "psp-never"))
			asic->psp_never = true;
		else if (!strcmp(word, "memsize-never"))
			asic->memsize_never = true;
		else if (!strcmp(word, "memsize-ms"))
			rc = mock_parse_number(args, ++i, 600000, &asic->memsize_ms);
		else
			rc = MOCK_BAD;
	}
	return rc;
}

/**
 * amd_asic_start - has the card what the family needs?
 * @dev:     the function
 * @asic:    the chip
 * @window:  bytes of BAR5
 * @scratch: BIOS_SCRATCH_0 there
 *
 * Return: 0, or -EINVAL after a message.
 */
int amd_asic_start(struct mock_device *dev, struct amd_asic *asic, u64 window, u64 scratch)
{
	asic->scratch = scratch;
	if (dev->region[AMD_BAR].size >= window) {
		if (asic->smc != AMD_SMC_IDLE)
			amd_asic_driven(dev, asic);
		return 0;
	}
	fprintf(stderr, "mockgpu: %s: this family wants 0x%llx bytes of BAR5\n",
		dev->name, window);
	return -EINVAL;
}

/**
 * amd_asic_away - are the registers away?
 * @asic: the chip
 *
 * Return: whether a reset is under way.
 */
bool amd_asic_away(const struct amd_asic *asic)
{
	return asic->back_at && mock_now() < asic->back_at;
}

/**
 * amd_asic_driven - a driver has POSTed the card, and notes that
 * @dev:  the function
 * @asic: the chip
 */
void amd_asic_driven(struct mock_device *dev, struct amd_asic *asic)
{
	u8 val[4];

	amd_asic_check(dev, asic);
	asic->must_post = false;
	mock_put(val, 4, S7_INIT_COMPLETE);
	mock_region_write(&dev->region[AMD_BAR], SCRATCH(asic, 7), 4, val);
}

/**
 * amd_asic_put - what has become of it since it was switched on
 * @dev:   the function
 * @asic:  the chip
 * @state: that
 *
 * Power off does clear BIOS_SCRATCH.
 */
void amd_asic_put(struct mock_device *dev, struct amd_asic *asic, enum mock_state state)
{
	asic->back_at = 0;
	asic->must_post = false;
	memset(dev->region[AMD_BAR].data + SCRATCH(asic, 0), 0, SCRATCHES * 4);
	if (state != MOCK_STATE_FRESH)
		amd_asic_driven(dev, asic);
}

/**
 * amd_asic_check - is the next driver going to POST the card?
 * @dev:  the function
 * @asic: the chip
 */
void amd_asic_check(struct mock_device *dev, const struct amd_asic *asic)
{
	u8 val[8];

	mock_region_read(&dev->region[AMD_BAR], SCRATCH(asic, 6), 8, val);
	if (asic->must_post && (mock_get(val, 4) || mock_get(val + 4, 4)))
		mock_violation(dev, "BIOS_SCRATCH_6 and _7 left at 0x%x and 0x%x after BACO",
			       mock_get(val, 4), mock_get(val + 4, 4));
}

/**
 * amd_asic_reset - it is being reset
 * @dev:  the function
 * @asic: the chip
 *
 * The registers of all its blocks are as after power-on, but the bus interface's
 * BIOS_SCRATCH.
 */
void amd_asic_reset(struct mock_device *dev, struct amd_asic *asic)
{
	struct mock_region *regs = &dev->region[AMD_BAR];
	u8 notes[SCRATCHES * 4];

	memcpy(notes, regs->data + SCRATCH(asic, 0), sizeof(notes));
	memset(regs->data, regs->fill, regs->size);
	memcpy(regs->data + SCRATCH(asic, 0), notes, sizeof(notes));
	asic->smc = AMD_SMC_IDLE;
	asic->back_at = asic->memsize_never ? MOCK_NEVER :
					      mock_now() + asic->memsize_ms * 1000;
}

/**
 * amd_asic_power_on - Bus Active, Chip Off: the regulator is being switched on
 * @dev:    the function
 * @off_at: when it was switched off
 */
void amd_asic_power_on(struct mock_device *dev, u64 off_at)
{
	u64 off = mock_now() - off_at;

	if (off < OFF_US)
		mock_violation(dev, "BACO: switched on after %llu us, %u are the least",
			       off, OFF_US);
}

/**
 * amd_index_init - an index register as firmware has left it
 * @index: the register
 * @name:  for messages
 * @value: what it holds
 */
void amd_index_init(struct amd_index *index, const char *name, u32 value)
{
	index->name = name;
	index->value = value;
	index->allowed = value;
	index->after = value;
}

/**
 * amd_index_reset - the chip is being reset
 * @index: the register
 */
void amd_index_reset(struct amd_index *index)
{
	index->value = 0;
	index->after = 0;
}

/**
 * amd_index_check - has software left it as found?
 * @dev:   the function
 * @index: the register
 *
 * Firmware's own code (SMM, ACPI) may be between index and data; who borrows the
 * pair gives it back.
 */
void amd_index_check(struct mock_device *dev, const struct amd_index *index)
{
	if (index->value != index->allowed && index->value != index->after)
		mock_violation(dev, "%s left at 0x%x, it was 0x%x", index->name,
			       index->value, index->allowed);
}
