// SPDX-License-Identifier: GPL-2.0-only
/*
 * What AMD's families that can be reset have in common: no behaviour by itself.
 *
 *	amd-FAMILY-reset [smc-running|smc-idle|smc-hung] [psp-ready|psp-never]
 *			 [memsize-ms N] [memsize-never]
 *
 * A chip that is reset by its own registers goes away from BAR5 as a whole: reads
 * give all ones and writes are lost, until it is back.  amdgpu waits for that by
 * CONFIG_MEMSIZE (amdgpu/vi.c, amdgpu/cik.c, amdgpu/nv.c).  Configuration space
 * answers all the time.
 *
 * The reset leaves the SMC idle: its firmware is a driver's to load.
 */
#include "amd.h"

#define MEMSIZE_MS	20

/* "HW requires at least 20ms between regulator off and on": amdgpu, *_baco.c */
#define OFF_US		20000

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
 * @dev:    the function
 * @window: bytes of BAR5
 *
 * Return: 0, or -EINVAL after a message.
 */
int amd_asic_start(struct mock_device *dev, u64 window)
{
	if (dev->region[AMD_BAR].size >= window)
		return 0;
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
 * amd_asic_reset - it is being reset
 * @dev:  the function
 * @asic: the chip
 *
 * The registers of all its blocks are as after power-on.
 */
void amd_asic_reset(struct mock_device *dev, struct amd_asic *asic)
{
	struct mock_region *regs = &dev->region[AMD_BAR];

	memset(regs->data, regs->fill, regs->size);
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
