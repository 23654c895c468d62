// SPDX-License-Identifier: GPL-2.0-only
/*
 * nvidia-prom [old] [nvgi VERSION]: NVIDIA's flash in BAR0.
 *
 * Register facts, from nouveau in the kernel (drivers/gpu/drm/nouveau/nvkm,
 * subdev/bios/shadowrom.c, subdev/pci/): PROM is at BAR0+300000h, 1 MiB at
 * most.  It can be read while bit 0 of configuration register 50h, "ROM shadow
 * enable", is clear.  Software reaches that register through a mirror of
 * configuration space in BAR0: at 88000h, on cards before NV40 ("old") at
 * 1800h.  Who clears the bit has to set it again.  PMC_BOOT_0, the dword at BAR0+0,
 * tells the chip (engine/device/base.c): here GP107, with "old" NV34, with "nvgi"
 * TU106, unless another behaviour answers there.
 *
 * From Turing on the flash begins with "NVGI" instead of 55AAh.  The container is
 * laid out as NVIDIA's open kernel modules read it (src/nvidia/src/kernel/gpu/gsp/
 * arch/turing/kernel_gsp_vbios_tu102.c), and nova (drivers/gpu/nova-core/vbios.rs):
 * at 4 the version in bits 15:8 and the size of the fixed part in bits 30:16; at 8
 * the whole size in bits 19:0.  Versions 1 and 2 have the ROM's offset 4 bytes
 * behind the fixed part; 3 has there, behind the whole, the offset of a status, 4 KiB
 * behind which a directory "RFRD" tells it at 8.
 *
 * Made from: nouveau, as below, and what is named above.
 */
#include "behaviours.h"

#define PROM		0x300000
#define PROM_SIZE	0x100000
#define MIRROR		0x88000
#define MIRROR_OLD	0x1800
#define MIRROR_SIZE	0x1000
#define MIRROR_OLD_SIZE	0x100
#define CFG_SHADOW	0x50
#define   SHADOW_ENABLE		0x01

#define BOOT_0		0
#define   BOOT_NV34		0x034300a1
#define   BOOT_GP107		0x137000a1
#define   BOOT_TU106		0x166000a1

#define NVGI_SIZE	0x9400	/* of all that comes before the ROM */
#define NVGI_FIXED	0x20
#define NVGI_WHOLE	0x40
#define NVGI_STATUS	0x5000
#define NVGI_DIR	(NVGI_STATUS + 0x1000)

struct prom {
	u32 mirror;
	u32 mirror_size;
	u32 boot0;
	u64 version;
	u8 nvgi[NVGI_SIZE];
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct prom *prom = priv;
	int rc, i;

	(void)dev;
	prom->mirror = MIRROR;
	prom->mirror_size = MIRROR_SIZE;
	prom->boot0 = BOOT_GP107;
	for (i = 1; i < args->count; i++) {
		if (!strcmp(args->word[i], "old")) {
			prom->mirror = MIRROR_OLD;
			prom->mirror_size = MIRROR_OLD_SIZE;
			prom->boot0 = BOOT_NV34;
		} else if (!strcmp(args->word[i], "nvgi")) {
			rc = mock_parse_number(args, ++i, 3, &prom->version);
			if (rc)
				return rc;
			if (!prom->version)
				return MOCK_BAD;
			prom->boot0 = BOOT_TU106;
		} else {
			return MOCK_BAD;
		}
	}
	return 0;
}

static void container(struct prom *prom)
{
	u8 *nvgi = prom->nvgi;

	memset(nvgi, 0xff, NVGI_SIZE);
	memcpy(nvgi, "NVGI", 4);
	mock_put(nvgi + 4, 4, 0x80000000 | NVGI_FIXED << 16 | prom->version << 8);
	mock_put(nvgi + 8, 4, NVGI_WHOLE);
	if (prom->version < 3) {
		mock_put(nvgi + NVGI_FIXED + 4, 4, NVGI_SIZE);
		return;
	}
	mock_put(nvgi + NVGI_WHOLE, 4, NVGI_STATUS);
	memcpy(nvgi + NVGI_DIR, "RFRD", 4);
	mock_put(nvgi + NVGI_DIR + 8, 4, NVGI_SIZE);
}

static int start(struct mock_device *dev, void *priv)
{
	struct prom *prom = priv;
	u8 *regs = dev->region[MOCK_BAR0].data;
	u32 i;

	if (dev->region[MOCK_BAR0].size < PROM + PROM_SIZE) {
		fprintf(stderr, "mockgpu: %s: nvidia-prom wants a BAR0 of 4M at least\n",
			dev->name);
		return -EINVAL;
	}
	for (i = 0; i < dev->ncaps; i++) {
		if (mock_overlap(dev->caps[i].pos, dev->caps[i].len + 2, CFG_SHADOW, 4)) {
			fprintf(stderr, "mockgpu: %s: a capability takes 50h, PROM wants it\n",
				dev->name);
			return -EINVAL;
		}
	}
	mock_config_set(dev, CFG_SHADOW, 4, SHADOW_ENABLE);
	mock_config_writable(dev, CFG_SHADOW, 4, SHADOW_ENABLE);
	if (!mock_get(regs + BOOT_0, 4))
		mock_put(regs + BOOT_0, 4, prom->boot0);
	if (prom->version)
		container(prom);
	return 0;
}

/* The flash, from @off on. */
static void flash(struct mock_device *dev, struct prom *prom, u64 off, u32 len,
		  u8 *val)
{
	u32 before = prom->version ? NVGI_SIZE : 0;

	for (; len && off < before; len--)
		*val++ = prom->nvgi[off++];
	if (len)
		mock_rom_content(dev, off - before, len, val);
}

static bool shadowed(const struct mock_device *dev)
{
	return mock_config_get(dev, CFG_SHADOW, 4) & SHADOW_ENABLE;
}

static bool in_mirror(const struct prom *prom, u32 region, u64 off, u32 len)
{
	return region == MOCK_BAR0 && off >= prom->mirror &&
	       off + len <= prom->mirror + prom->mirror_size;
}

static bool region_read(struct mock_device *dev, void *priv, u32 region,
			u64 off, u32 len, u8 *val)
{
	struct prom *prom = priv;

	if (in_mirror(prom, region, off, len)) {
		memcpy(val, dev->cfg.data + (off - prom->mirror), len);
		return true;
	}
	if (region != MOCK_BAR0 || off < PROM || off + len > PROM + PROM_SIZE)
		return false;
	if (shadowed(dev))
		memset(val, 0xff, len);
	else
		flash(dev, prom, off - PROM, len, val);
	return true;
}

static bool region_write(struct mock_device *dev, void *priv, u32 region,
			 u64 off, u32 len, const u8 *val)
{
	struct prom *prom = priv;

	if (in_mirror(prom, region, off, len)) {
		mock_config_write(dev, off - prom->mirror, len, val);
		return true;
	}
	/* The flash is not written this way. */
	return region == MOCK_BAR0 && mock_overlap(off, len, PROM, PROM_SIZE);
}

static void check(struct mock_device *dev, void *priv)
{
	(void)priv;
	if (!shadowed(dev))
		mock_violation(dev, "ROM shadow (config 0x50 bit 0) left disabled");
}

const struct mock_behaviour mock_nvidia_prom = {
	.name = "nvidia-prom",
	.usage = "[old] [nvgi VERSION]",
	.priv_size = sizeof(struct prom),
	.init = init,
	.start = start,
	.region_read = region_read,
	.region_write = region_write,
	.check = check,
};
