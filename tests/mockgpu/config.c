// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configuration space of a type 0 function (PCI Local Bus Specification 3.0,
 * chapter 6), its capabilities, and the resets that writes to them cause.
 */
#include "mock.h"

#define CFG_COMMAND	0x04
#define   COMMAND_MEMORY	0x0002
#define   COMMAND_WRITABLE	0x0547	/* I/O, memory, master, parity, SERR#, INTx off */
#define CFG_STATUS	0x06
#define   STATUS_CAPS		0x0010
#define   STATUS_CLEAR		0xf900	/* errors: cleared by writing 1 */
#define CFG_REVISION	0x08
#define CFG_CLASS	0x09
#define CFG_CACHELINE	0x0c
#define CFG_LATENCY	0x0d
#define CFG_HEADER	0x0e
#define   HEADER_MULTI		0x80
#define CFG_BAR0	0x10
#define   BAR_IO		0x01
#define   BAR_64		0x04
#define   BAR_PREFETCH		0x08
#define CFG_SUBVENDOR	0x2c
#define CFG_ROM		0x30
#define   ROM_ENABLE		0x01
#define   ROM_ADDRESS		0xfffff800U
#define CFG_CAPS	0x34
#define CFG_INT_LINE	0x3c
#define CFG_INT_PIN	0x3d
#define CFG_FIRST_CAP	0x40

#define CAP_PM		0x01
#define   PM_CSR		0x04
#define   PM_STATE		0x0003
#define   PM_NO_SOFT_RESET	0x0008
#define CAP_PCIE	0x10
#define   PCIE_DEVCAP		0x04
#define   PCIE_DEVCAP_FLR	0x10000000U
#define   PCIE_DEVCTL		0x08
#define   PCIE_DEVCTL_FLR	0x8000
#define CAP_AF		0x13
#define   AF_CAPS		0x03
#define   AF_CAPS_FLR		0x02
#define   AF_CTRL		0x04
#define   AF_CTRL_FLR		0x01

/**
 * mock_config_get - a field of configuration space
 * @dev: the function
 * @off: offset
 * @len: bytes, 4 at most
 *
 * Return: its value.
 */
u32 mock_config_get(const struct mock_device *dev, u32 off, u32 len)
{
	return mock_get(dev->cfg.data + off, len);
}

/**
 * mock_config_set - give a field the value that it has, after a reset too
 * @dev: the function
 * @off: offset
 * @len: bytes, 4 at most
 * @val: value
 */
void mock_config_set(struct mock_device *dev, u32 off, u32 len, u32 val)
{
	mock_put(dev->cfg.data + off, len, val);
	mock_put(dev->cfg.initial + off, len, val);
}

/**
 * mock_config_writable - say which bits of a field software can write
 * @dev:  the function
 * @off:  offset
 * @len:  bytes, 4 at most
 * @mask: the bits
 */
void mock_config_writable(struct mock_device *dev, u32 off, u32 len, u32 mask)
{
	mock_put(dev->cfg.mask + off, len, mask);
}

/**
 * mock_config_memory - does the function decode memory?
 * @dev: the function
 *
 * Return: COMMAND's Memory Space Enable.
 */
bool mock_config_memory(const struct mock_device *dev)
{
	return mock_config_get(dev, CFG_COMMAND, 2) & COMMAND_MEMORY;
}

/**
 * mock_config_rom_enabled - does it decode the ROM's address?
 * @dev: the function
 *
 * The enable bit has no effect without Memory Space Enable (PCI 3.0, 6.2.5.2).
 *
 * Return: whether both are set.
 */
bool mock_config_rom_enabled(const struct mock_device *dev)
{
	return mock_config_memory(dev) &&
	       mock_config_get(dev, CFG_ROM, 4) & ROM_ENABLE;
}

static int build_bars(struct mock_device *dev)
{
	u32 i, flags;
	u64 mask;

	for (i = 0; i < MOCK_BARS; i++) {
		const struct mock_region *r = &dev->region[i];

		if (!r->size)
			continue;
		flags = r->io ? BAR_IO : (r->mem64 ? BAR_64 : 0) |
					 (r->prefetch ? BAR_PREFETCH : 0);
		mask = ~(r->size - 1) & (r->io ? ~0x3ULL : ~0xfULL);
		mock_config_set(dev, CFG_BAR0 + 4 * i, 4, flags);
		mock_config_writable(dev, CFG_BAR0 + 4 * i, 4, mask);
		if (!r->mem64)
			continue;
		i++;
		if (i == MOCK_BARS || dev->region[i].size) {
			fprintf(stderr, "mockgpu: %s: bar%u is mem64, no place for bar%u\n",
				dev->name, i - 1, i);
			return -EINVAL;
		}
		mock_config_writable(dev, CFG_BAR0 + 4 * i, 4, mask >> 32);
	}
	if (dev->region[MOCK_ROM].size) {
		mask = ~(dev->region[MOCK_ROM].size - 1);
		mock_config_writable(dev, CFG_ROM, 4,
				     (mask & ROM_ADDRESS) | ROM_ENABLE);
	}
	return 0;
}

static int build_caps(struct mock_device *dev)
{
	u32 link = CFG_CAPS, pos = CFG_FIRST_CAP, i;

	for (i = 0; i < dev->ncaps; i++) {
		struct mock_cap *cap = &dev->caps[i];

		if (cap->pos)
			pos = cap->pos;
		if (pos + 2 + cap->len > MOCK_CFG_PLAIN) {
			fprintf(stderr, "mockgpu: %s: no room for capability %02x\n",
				dev->name, cap->id);
			return -ENOSPC;
		}
		cap->pos = pos;
		mock_config_set(dev, link, 1, pos);
		mock_config_set(dev, pos, 1, cap->id);
		memcpy(dev->cfg.data + pos + 2, cap->body, cap->len);
		memcpy(dev->cfg.mask + pos + 2, cap->mask, cap->len);
		if (cap->id == CAP_PCIE)
			dev->cfg.size = MOCK_CFG_SIZE;
		link = pos + 1;
		pos = (pos + 2 + cap->len + 3) & ~3U;
	}
	if (dev->ncaps)
		mock_config_set(dev, CFG_STATUS, 2, STATUS_CAPS);
	return 0;
}

/**
 * mock_config_build - make configuration space from what the personality says
 * @dev: the function
 *
 * Return: 0, or a negative errno after a message.
 */
int mock_config_build(struct mock_device *dev)
{
	int rc;

	/*
	 * Without the PCI Express capability 256 bytes: QEMU takes a larger
	 * space for a sign of PCI Express.
	 */
	dev->cfg.size = MOCK_CFG_PLAIN;
	mock_config_set(dev, 0x00, 2, dev->vendor);
	mock_config_set(dev, 0x02, 2, dev->device);
	mock_config_writable(dev, CFG_COMMAND, 2, COMMAND_WRITABLE);
	mock_put(dev->cfg.clear + CFG_STATUS, 2, STATUS_CLEAR);
	mock_config_set(dev, CFG_REVISION, 1, dev->revision);
	mock_config_set(dev, CFG_CLASS, 3, dev->class);
	mock_config_writable(dev, CFG_CACHELINE, 1, 0xff);
	mock_config_writable(dev, CFG_LATENCY, 1, 0xff);
	mock_config_set(dev, CFG_HEADER, 1, dev->multi ? HEADER_MULTI : 0);
	mock_config_set(dev, CFG_SUBVENDOR, 2, dev->subvendor);
	mock_config_set(dev, CFG_SUBVENDOR + 2, 2, dev->subdevice);
	mock_config_writable(dev, CFG_INT_LINE, 1, 0xff);
	mock_config_set(dev, CFG_INT_PIN, 1, dev->pin);
	rc = build_bars(dev);
	if (!rc)
		rc = build_caps(dev);
	memcpy(dev->cfg.initial, dev->cfg.data, sizeof(dev->cfg.data));
	dev->region[MOCK_CFG].size = dev->cfg.size;
	return rc;
}

/**
 * mock_config_reset - every register as it was at the beginning
 * @dev: the function
 */
void mock_config_reset(struct mock_device *dev)
{
	memcpy(dev->cfg.data, dev->cfg.initial, sizeof(dev->cfg.data));
}

/**
 * mock_config_read - read configuration space
 * @dev: the function
 * @off: offset
 * @len: bytes, all of them within it
 * @val: result
 */
void mock_config_read(struct mock_device *dev, u32 off, u32 len, u8 *val)
{
	const struct mock_attached *a;
	u32 i;

	memcpy(val, dev->cfg.data + off, len);
	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->config_read)
			a->behaviour->config_read(dev, a->priv, off, len, val);
	}
}

/* Bits of a field that are set in what is being written. */
static bool writes(u32 off, u32 len, const u8 *val, u32 field, u32 bit)
{
	field += bit / 8;
	return field >= off && field < off + len &&
	       val[field - off] & 1 << bit % 8;
}

static const struct mock_cap *find_cap(const struct mock_device *dev, u8 id)
{
	u32 i;

	for (i = 0; i < dev->ncaps; i++)
		if (dev->caps[i].id == id)
			return &dev->caps[i];
	return NULL;
}

/* Both FLR bits read as 0, whatever is written: the mask does not have them. */
static void flr(struct mock_device *dev, u32 off, u32 len, const u8 *val)
{
	const struct mock_cap *cap;

	cap = find_cap(dev, CAP_PCIE);
	if (cap && mock_config_get(dev, cap->pos + PCIE_DEVCAP, 4) & PCIE_DEVCAP_FLR &&
	    writes(off, len, val, cap->pos + PCIE_DEVCTL, 15))
		mock_device_reset(dev, MOCK_RESET_FLR);
	cap = find_cap(dev, CAP_AF);
	if (cap && mock_config_get(dev, cap->pos + AF_CAPS, 1) & AF_CAPS_FLR &&
	    writes(off, len, val, cap->pos + AF_CTRL, 0))
		mock_device_reset(dev, MOCK_RESET_AF);
}

/**
 * mock_config_write - write configuration space
 * @dev: the function
 * @off: offset
 * @len: bytes, all of them within it
 * @val: what to write
 */
void mock_config_write(struct mock_device *dev, u32 off, u32 len,
		       const u8 *val)
{
	const struct mock_cap *pm = find_cap(dev, CAP_PM);
	struct mock_config *cfg = &dev->cfg;
	const struct mock_attached *a;
	u32 before = 0, i;

	if (pm)
		before = mock_config_get(dev, pm->pos + PM_CSR, 2);
	for (i = 0; i < len; i++) {
		u8 mask = cfg->mask[off + i], clear = cfg->clear[off + i];

		cfg->data[off + i] = (cfg->data[off + i] & ~mask &
				      ~(clear & val[i])) | (val[i] & mask);
	}
	if (mock_config_memory(dev))
		dev->enabled = true;
	for (i = 0; i < dev->nbehaviours; i++) {
		a = &dev->behaviours[i];
		if (a->behaviour->config_write)
			a->behaviour->config_write(dev, a->priv, off, len, val);
	}
	/* PCI Power Management 1.2, 3.2.4: D3hot to D0 is a reset, unless it says not. */
	if (pm && (before & PM_STATE) == 3 && !(before & PM_NO_SOFT_RESET) &&
	    !(mock_config_get(dev, pm->pos + PM_CSR, 2) & PM_STATE))
		mock_device_reset(dev, MOCK_RESET_PM);
	flr(dev, off, len, val);
}
