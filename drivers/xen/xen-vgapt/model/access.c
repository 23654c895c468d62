// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device model's reads and writes of the function: configuration space, BARs, and
 * the legacy ranges as long as its domain has them.
 *
 * All of them with the function claimed, so that nobody resets it meanwhile; with a
 * look at configuration space before, as an access to a card that is not there can
 * take the host down (vendor-reset, issue 72).
 */
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/pci.h>

#include "claim.h"
#include "legacy/owner.h"
#include "life.h"
#include "model/access.h"
#include "model/model.h"
#include "pure/ranges.h"

/*
 * A page of the machine's memory that is the function's.  Kept mapped: a mapping is an
 * address, and stays right through a reset, which gives the BARs back.
 */
static void __iomem *vgapt_model_page(struct vgapt_model *model, u64 at)
{
	struct vgapt_model_page *page;
	u64 first = at & PAGE_MASK;
	u32 i;

	lockdep_assert_held(&model->lock);
	for (i = 0; i < VGAPT_MODEL_PAGES; i++)
		if (model->page[i].mem && model->page[i].at == first)
			return model->page[i].mem + (at - first);
	page = &model->page[model->next++ % VGAPT_MODEL_PAGES];
	if (page->mem)
		iounmap(page->mem);
	page->at = first;
	page->mem = ioremap(first, PAGE_SIZE);
	return page->mem ? page->mem + (at - first) : NULL;
}

/**
 * vgapt_model_pages_end - let go of what is mapped for access
 * @model: it; its lock is held
 *
 * Sleeps.
 */
void vgapt_model_pages_end(struct vgapt_model *model)
{
	u32 i;

	lockdep_assert_held(&model->lock);
	for (i = 0; i < VGAPT_MODEL_PAGES; i++) {
		if (model->page[i].mem)
			iounmap(model->page[i].mem);
		model->page[i].mem = NULL;
	}
}

static void vgapt_access_mem(struct vgapt_access *access, void __iomem *mem)
{
	switch (access->size | (access->write ? 16 : 0)) {
	case 1:
		access->val = readb(mem);
		break;
	case 2:
		access->val = readw(mem);
		break;
	case 4:
		access->val = readl(mem);
		break;
	case 8:
		access->val = readq(mem);
		break;
	case 16 + 1:
		writeb(access->val, mem);
		break;
	case 16 + 2:
		writew(access->val, mem);
		break;
	case 16 + 4:
		writel(access->val, mem);
		break;
	case 16 + 8:
		writeq(access->val, mem);
		break;
	}
}

static void vgapt_access_port(struct vgapt_access *access, u32 port)
{
	switch (access->size | (access->write ? 16 : 0)) {
	case 1:
		access->val = inb(port);
		break;
	case 2:
		access->val = inw(port);
		break;
	case 4:
		access->val = inl(port);
		break;
	case 16 + 1:
		outb(access->val, port);
		break;
	case 16 + 2:
		outw(access->val, port);
		break;
	case 16 + 4:
		outl(access->val, port);
		break;
	}
}

/* Does the function answer, and decode what is to be reached? */
static int vgapt_access_alive(struct vgapt_model *model, u16 decode)
{
	u16 command = ~0;

	lockdep_assert_held(&model->lock);
	if (model->vdev && vgapt_life_dead(model->vdev))
		return -EIO;
	pci_user_read_config_word(model->pdev, PCI_COMMAND, &command);
	return command == (u16)~0 || (command & decode) != decode ? -EIO : 0;
}

static int vgapt_access_config_read(struct pci_dev *pdev, u32 at, u32 size, u32 *val)
{
	u16 word = ~0;
	u8 byte = ~0;
	int rc;

	*val = ~0U;
	switch (size) {
	case 1:
		rc = pci_user_read_config_byte(pdev, at, &byte);
		*val = byte;
		return rc;
	case 2:
		rc = pci_user_read_config_word(pdev, at, &word);
		*val = word;
		return rc;
	default:
		return pci_user_read_config_dword(pdev, at, val);
	}
}

static int vgapt_access_config_write(struct pci_dev *pdev, u32 at, u32 size, u32 val)
{
	switch (size) {
	case 1:
		return pci_user_write_config_byte(pdev, at, val);
	case 2:
		return pci_user_write_config_word(pdev, at, val);
	default:
		return pci_user_write_config_dword(pdev, at, val);
	}
}

static int vgapt_access_config(struct vgapt_model *model, struct vgapt_access *access)
{
	struct pci_dev *pdev = model->pdev;
	u32 val;
	int rc;

	lockdep_assert_held(&model->lock);
	if (access->size > 4 || access->offset >= pdev->cfg_size ||
	    access->size > pdev->cfg_size - access->offset)
		return -EINVAL;
	if (!access->write) {
		rc = vgapt_access_config_read(pdev, access->offset, access->size, &val);
		access->val = val;
		return rc;
	}
	rc = vgapt_model_learn(model);
	if (!rc)
		rc = vgapt_access_config_read(pdev, access->offset, access->size, &val);
	if (!rc)
		rc = vgapt_config_write(&model->caps, access->offset, access->size, val,
					access->val, &val);
	return rc > 0 ? vgapt_access_config_write(pdev, access->offset, access->size, val) : rc;
}

static int vgapt_access_bar(struct vgapt_model *model, struct vgapt_access *access)
{
	void __iomem *mem;
	struct vgapt_bar bar;
	int rc;

	lockdep_assert_held(&model->lock);
	rc = vgapt_model_bar(model, access->region - VGAPT_REGION_BAR0, &bar);
	if (rc)
		return rc;
	if (access->offset >= bar.size || access->size > bar.size - access->offset ||
	    (bar.io && access->size > 4))
		return -EINVAL;
	if (vgapt_bar_hides(&bar, access->offset, access->size))
		return -EPERM;
	rc = vgapt_access_alive(model, bar.io ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY);
	if (rc)
		return rc;
	if (bar.io) {
		vgapt_access_port(access, bar.start + access->offset);
		return 0;
	}
	mem = vgapt_model_page(model, bar.start + access->offset);
	if (!mem)
		return -ENOMEM;
	vgapt_access_mem(access, mem);
	return 0;
}

/**
 * struct vgapt_legacy_go - an access to a legacy range that the domain has
 * @access: it
 * @mem:    where, or NULL
 * @port:   or at which port
 */
struct vgapt_legacy_go {
	struct vgapt_access *access;
	void __iomem *mem;
	u32 port;
};

/* Under vgapt_legacy.lock: the range leads to the function. */
static void vgapt_access_legacy_go(void *data)
{
	struct vgapt_legacy_go *go = data;

	if (go->mem)
		vgapt_access_mem(go->access, go->mem);
	else
		vgapt_access_port(go->access, go->port);
}

static int vgapt_access_legacy(struct vgapt_model *model, struct vgapt_access *access)
{
	const struct vgapt_range *range = &vgapt_ranges[access->region - VGAPT_REGION_IO_MONO];
	struct vgapt_legacy_go go = { .access = access };
	int rc;

	lockdep_assert_held(&model->lock);
	if (access->offset >= range->count || access->size > range->count - access->offset ||
	    (range->io && access->size > 4))
		return -EINVAL;
	if (!model->vdev || !model->vdev->vga)
		return -EACCES;
	rc = vgapt_access_alive(model, range->io ? PCI_COMMAND_IO : PCI_COMMAND_MEMORY);
	if (rc)
		return rc;
	go.port = range->first + access->offset;
	if (!range->io) {
		go.mem = vgapt_model_page(model, range->first + access->offset);
		if (!go.mem)
			return -ENOMEM;
	}
	return vgapt_legacy_access(model->vdev, &model->dom, range->bit,
				   vgapt_access_legacy_go, &go);
}

/**
 * vgapt_model_access - read or write the function
 * @model:  it; vgapt_model_ready() has said yes
 * @access: what
 *
 * Sleeps, as long as a reset of the function may take.
 *
 * Return: 0; -EINVAL for what lies outside of the region, or a size that it has not;
 * -EPERM for a bit of configuration space that must not change, or the MSI-X table;
 * -EACCES if the domain does not have the legacy range; -EIO if the function does not
 * answer, or does not decode it; -ENOMEM; or as vgapt_model_enter_claimed().
 */
int vgapt_model_access(struct vgapt_model *model, struct vgapt_access *access)
{
	struct vgapt_claim claim;
	int rc;

	rc = vgapt_model_enter_claimed(model, &claim);
	if (rc)
		return rc;
	switch (access->region) {
	case VGAPT_REGION_CONFIG:
		rc = vgapt_access_config(model, access);
		break;
	case VGAPT_REGION_IO_MONO:
	case VGAPT_REGION_IO_COLOR:
	case VGAPT_REGION_MEM:
		rc = vgapt_access_legacy(model, access);
		break;
	case VGAPT_REGION_BAR0 ... VGAPT_REGION_BAR0 + PCI_STD_NUM_BARS - 1:
		rc = vgapt_access_bar(model, access);
		break;
	default:
		rc = -EINVAL;
	}
	vgapt_model_leave_claimed(model, &claim);
	return rc;
}
