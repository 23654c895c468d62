// SPDX-License-Identifier: GPL-2.0-only
/*
 * BARs as plain storage, and the flash as plain bytes.
 */
#include <sys/mman.h>

#include "mock.h"

/**
 * mock_region_alloc - give a BAR its storage
 * @region: the BAR; @size and @fill are set
 *
 * A frame buffer of hundreds of MiB costs only the pages that are touched,
 * unless it is filled with something else than 0.
 *
 * Return: 0 or -ENOMEM.
 */
int mock_region_alloc(struct mock_region *region)
{
	if (!region->size)
		return 0;
	region->data = mmap(NULL, region->size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (region->data == MAP_FAILED) {
		region->data = NULL;
		return -ENOMEM;
	}
	if (region->fill)
		memset(region->data, region->fill, region->size);
	return 0;
}

/**
 * mock_region_release - the opposite
 * @region: the BAR
 */
void mock_region_release(struct mock_region *region)
{
	if (region->data)
		munmap(region->data, region->size);
	region->data = NULL;
}

/**
 * mock_region_read - read storage
 * @region: the BAR
 * @off:    offset in it
 * @len:    bytes, all of them within the BAR
 * @val:    result
 */
void mock_region_read(const struct mock_region *region, u64 off, u32 len,
		      u8 *val)
{
	if (region->data)
		memcpy(val, region->data + off, len);
	else
		memset(val, 0xff, len);
}

/**
 * mock_region_write - write storage
 * @region: the BAR
 * @off:    offset in it
 * @len:    bytes, all of them within the BAR
 * @val:    what to write
 */
void mock_region_write(struct mock_region *region, u64 off, u32 len,
		       const u8 *val)
{
	if (region->data)
		memcpy(region->data + off, val, len);
}

/**
 * mock_region_power_of_two - can a BAR have this size?
 * @size: bytes
 *
 * Return: whether it is a power of two.
 */
bool mock_region_power_of_two(u64 size)
{
	return size && !(size & (size - 1));
}

/**
 * mock_rom_content - bytes of the flash
 * @dev: the function
 * @off: offset in the flash, which never ends
 * @len: bytes
 * @val: result
 */
void mock_rom_content(const struct mock_device *dev, u64 off, u32 len, u8 *val)
{
	u32 have = 0;

	if (off < dev->rom.len) {
		have = dev->rom.len - off;
		if (have > len)
			have = len;
		memcpy(val, dev->rom.data + off, have);
	}
	memset(val + have, dev->rom_fill, len - have);
}
