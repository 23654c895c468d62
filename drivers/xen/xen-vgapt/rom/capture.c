// SPDX-License-Identifier: GPL-2.0-only
/*
 * The copies of a function's option ROM: which sources are tried, which of the
 * copies is chosen, and what it is worth.
 */
#include <linux/pm_runtime.h>

#include "assign/assign.h"
#include "claim.h"
#include "ports.h"
#include "pure/rom/choice.h"
#include "pure/rom/image.h"
#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "rom/buf.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "rom/flash.h"
#include "rom/opregion.h"
#include "rom/source.h"
#include "vdev.h"
#include "xen/pciback.h"
#include "xen_vgapt.h"

/*
 * In the order in which they are tried and, where equally good, preferred.
 *
 * First what an administrator has put there.  Then the flash: nothing but a
 * flashing tool writes to it.  Then the copies that firmware keeps for drivers
 * to find, those made before POST (efi, platform) before those it may have made
 * later.  Then the flash and VRAM through registers that PCI does not define:
 * that is risky, and done only if all else has failed.  Last what POST has left
 * in RAM, which has often been modified.
 */
static const struct vgapt_rom_source * const vgapt_rom_sources[] = {
	&vgapt_rom_source_user,
	&vgapt_rom_source_rombar,
	&vgapt_rom_source_efi,
	&vgapt_rom_source_platform,
	&vgapt_rom_source_vfct,
	&vgapt_rom_source_atrm,
	&vgapt_rom_source_acpi_rom,
	&vgapt_rom_source_prom,
	&vgapt_rom_source_smc,
	&vgapt_rom_source_pramin,
	&vgapt_rom_source_vram,
	&vgapt_rom_source_shadow,
};

static const struct vgapt_rom_source *vgapt_rom_source_of(u32 id)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_rom_sources); i++)
		if (vgapt_rom_sources[i]->id == id)
			return vgapt_rom_sources[i];
	return NULL;
}

/**
 * vgapt_rom_source_name - a source's name
 * @id: VGAPT_ROM_*
 *
 * Return: the name as shown in sysfs, "none" for VGAPT_ROM_NONE.
 */
const char *vgapt_rom_source_name(u32 id)
{
	const struct vgapt_rom_source *source = vgapt_rom_source_of(id);

	return source ? source->name : "none";
}

/**
 * vgapt_rom_source_run - has what a source gives been run?
 * @id: VGAPT_ROM_*
 *
 * Return: true if it is what POST, or a guest, has left.
 */
bool vgapt_rom_source_run(u32 id)
{
	const struct vgapt_rom_source *source = vgapt_rom_source_of(id);

	return source && source->rank == VGAPT_ROM_RANK_RUN;
}

/**
 * vgapt_rom_get_chosen - take a reference on the copy that was chosen
 * @vdev: the function
 *
 * Return: the copy, or NULL if there is none.
 */
struct vgapt_rom *vgapt_rom_get_chosen(struct vgapt_dev *vdev)
{
	struct vgapt_rom *rom;

	spin_lock(&vdev->rom_lock);
	rom = vgapt_rom_get(vdev->rom);
	spin_unlock(&vdev->rom_lock);
	return rom;
}

/**
 * vgapt_rom_get_from - take a reference on the copy that a source has given
 * @vdev: the function
 * @id:   VGAPT_ROM_*
 *
 * Return: the copy, or NULL if there is none; ERR_PTR(-EINVAL) if there is no
 * such source.
 */
struct vgapt_rom *vgapt_rom_get_from(struct vgapt_dev *vdev, u32 id)
{
	struct vgapt_rom *rom;

	if (!vgapt_rom_source_of(id))
		return ERR_PTR(-EINVAL);
	spin_lock(&vdev->rom_lock);
	rom = vgapt_rom_get(vdev->rom_found[id].rom);
	spin_unlock(&vdev->rom_lock);
	return rom;
}

/**
 * vgapt_rom_get_opregion - take a reference on Intel's OpRegion or VBT
 * @vdev: the function
 * @vbt:  which of the two
 *
 * Return: the copy, or NULL if there is none.
 */
struct vgapt_rom *vgapt_rom_get_opregion(struct vgapt_dev *vdev, bool vbt)
{
	struct vgapt_rom *rom;

	spin_lock(&vdev->rom_lock);
	rom = vgapt_rom_get(vbt ? vdev->vbt : vdev->opregion);
	spin_unlock(&vdev->rom_lock);
	return rom;
}

/**
 * vgapt_rom_verdict - what a function's copy is worth
 * @vdev: the function
 *
 * Return: the verdict.
 */
enum vgapt_rom_status vgapt_rom_verdict(struct vgapt_dev *vdev)
{
	return READ_ONCE(vdev->rom_status);
}

/* What the @i-th source has given.  Caller holds the device lock. */
static struct vgapt_rom *vgapt_rom_ith(struct vgapt_dev *vdev, size_t i)
{
	return vdev->rom_found[vgapt_rom_sources[i]->id].rom;
}

/*
 * What one copy is worth, by itself and compared with the others.  Caller holds
 * the device lock.
 */
static enum vgapt_rom_status vgapt_rom_judge(struct vgapt_dev *vdev, u32 id)
{
	struct vgapt_rom *rom = vdev->rom_found[id].rom, *other;
	struct vgapt_rom_facts facts = { 0 };
	size_t i;

	if (rom) {
		facts.rank = vgapt_rom_source_of(id)->rank;
		facts.fault = rom->fault;
		facts.ids_match = rom->flags & VGAPT_ROM_IDS_MATCH;
		for (i = 0; i < ARRAY_SIZE(vgapt_rom_sources); i++) {
			u32 rank = vgapt_rom_sources[i]->rank;

			other = vgapt_rom_ith(vdev, i);
			if (!other || other == rom ||
			    !vgapt_rom_usable(other->fault))
				continue;
			/* A user-supplied image proves nothing about the flash. */
			if (other->source == VGAPT_ROM_USER)
				continue;
			if (vgapt_rom_agree(rom, other))
				facts.agree[rank]++;
			else
				facts.differ[rank]++;
		}
	}
	return vgapt_rom_status_of(&facts);
}

static void vgapt_rom_tell(struct vgapt_dev *vdev, struct vgapt_rom *rom)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom_diff diff;
	size_t i;

	if (!rom) {
		pci_info(pdev, "no ROM found\n");
		return;
	}
	pci_info(pdev, "ROM of %u bytes from %s, %s: %s\n",
		 rom->size, vgapt_rom_source_name(rom->source),
		 vgapt_rom_source_of(rom->source)->describe,
		 vgapt_rom_status_name(vdev->rom_status));
	if (rom->fault != VGAPT_ROM_GOOD)
		pci_warn(pdev, "its ROM is faulty: %s (at %#x)\n",
			 vgapt_rom_fault_name(rom->fault), rom->fault_offset);
	if (vgapt_rom_usable(rom->fault) && !(rom->flags & VGAPT_ROM_HAS_X86))
		pci_info(pdev, "its ROM has no image for a BIOS, only %s\n",
			 rom->flags & VGAPT_ROM_HAS_EFI ? "for UEFI" : "others");
	if (vgapt_rom_usable(rom->fault) && rom->flags & VGAPT_ROM_HAS_X86 &&
	    rom->flags & (VGAPT_ROM_OTHER_DEVICE | VGAPT_ROM_IDS_LISTED))
		pci_info(pdev, "its ROM is for another device of the vendor: SeaBIOS does not run it as it is\n");
	if (rom->flags & VGAPT_ROM_NO_CODE)
		pci_info(pdev, "its ROM has tables for AMD's driver, and no code for a BIOS\n");
	for (i = 0; i < ARRAY_SIZE(vgapt_rom_sources); i++) {
		struct vgapt_rom *other = vgapt_rom_ith(vdev, i);

		if (!other || !vgapt_rom_usable(other->fault) ||
		    vgapt_rom_agree(rom, other))
			continue;
		vgapt_rom_differ(rom->data, rom->size, other->data, other->size,
				 &diff);
		pci_info(pdev, "the copy from %s is not the same: %u bytes differ, from %#x to %#x, length %u\n",
			 vgapt_rom_sources[i]->name, diff.count, diff.first,
			 diff.last, other->size);
	}
}

/* Choose one of the copies there are.  Caller holds the device lock. */
static void vgapt_rom_choose_copy(struct vgapt_dev *vdev)
{
	struct vgapt_rom_offer offers[ARRAY_SIZE(vgapt_rom_sources)] = { 0 };
	struct vgapt_rom *rom = NULL, *old;
	int chosen;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_rom_sources); i++) {
		struct vgapt_rom *found = vgapt_rom_ith(vdev, i);

		offers[i].there = found;
		offers[i].fault = found ? found->fault : VGAPT_ROM_EMPTY;
		offers[i].explicit =
			vgapt_rom_sources[i]->id == VGAPT_ROM_USER;
		offers[i].flash = vgapt_rom_sources[i]->rank == VGAPT_ROM_RANK_FLASH;
		offers[i].bios = found && found->flags & (VGAPT_ROM_HAS_X86 | VGAPT_ROM_NO_CODE);
	}
	chosen = vgapt_rom_choose(offers, ARRAY_SIZE(vgapt_rom_sources));
	if (chosen >= 0)
		rom = vgapt_rom_ith(vdev, chosen);
	WRITE_ONCE(vdev->rom_status,
		   rom ? vgapt_rom_judge(vdev, rom->source) : VGAPT_ROM_ABSENT);

	spin_lock(&vdev->rom_lock);
	old = vdev->rom;
	vdev->rom = vgapt_rom_get(rom);
	spin_unlock(&vdev->rom_lock);
	if (old != rom || !rom)
		vgapt_rom_tell(vdev, rom);
	vgapt_rom_put(old);
}

/* Is there a copy already that is good enough to spare the risky sources? */
static bool vgapt_rom_have_good(struct vgapt_dev *vdev)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_rom_sources); i++) {
		struct vgapt_rom *rom = vgapt_rom_ith(vdev, i);

		if (rom && vgapt_rom_suffices(vgapt_rom_sources[i]->rank,
					      vgapt_rom_sources[i]->id ==
						      VGAPT_ROM_USER,
					      rom->fault))
			return true;
	}
	return false;
}

/* Ask one source.  True: it, or the function, has not answered, and may another time. */
static bool vgapt_rom_try(struct vgapt_dev *vdev,
			  const struct vgapt_rom_source *source,
			  struct vgapt_rom_buf *buf)
{
	struct vgapt_rom_found *found = &vdev->rom_found[source->id];
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom *rom = NULL;
	int rc;

	buf->have = 0;
	rc = source->read(vdev, buf);
	/* A broken one is kept as well, for people to look at. */
	if ((!rc || rc == -EBADMSG) && buf->have) {
		rom = vgapt_rom_new(buf->data, buf->have, source->id);
		if (!rom)
			rc = -ENOMEM;
	}
	if (rom && vgapt_rom_parse(rom, pdev)) {
		vgapt_rom_put(rom);
		rom = NULL;
		rc = -ENOMEM;
	}
	if (rom && !rc && !vgapt_rom_usable(rom->fault))
		rc = -EBADMSG;
	pci_dbg(pdev, "rom: %s gave %d, %u bytes\n", source->name,
		rc, buf->have);
	if (rc == -EBADMSG && rom)
		pci_warn(pdev, "no ROM from %s: %s (at %#x)\n",
			 source->name, vgapt_rom_fault_name(rom->fault),
			 rom->fault_offset);
	else if (rc == -EOPNOTSUPP)
		pci_info(pdev, "%s is not read: this chip's registers are not known\n",
			 source->name);
	else if (rc && rc != -ENODATA)
		pci_warn(pdev, "no ROM from %s: %d\n",
			 source->name, rc);
	else if (rom && rom->fault)
		pci_info(pdev, "ROM from %s: %s (at %#x)\n",
			 source->name, vgapt_rom_fault_name(rom->fault),
			 rom->fault_offset);
	found->result = rc;
	spin_lock(&vdev->rom_lock);
	swap(found->rom, rom);
	spin_unlock(&vdev->rom_lock);
	vgapt_rom_put(rom);
	return rc == -ENXIO || rc == -ENODEV || rc == -ETIMEDOUT;
}

/*
 * May a source be asked?  Returns 0, or what is to be told in place of its answer;
 * @later: another time it may be.
 */
static int vgapt_rom_may_ask(struct vgapt_dev *vdev,
			     const struct vgapt_rom_source *source, bool *later)
{
	struct pci_dev *pdev = vdev->pdev;

	if (source->risky && vgapt_rom_have_good(vdev))
		return -EALREADY;
	if (source->probe && !source->probe(vdev))
		return -ENODATA;
	/* Power-on is all that is sure to undo what a guest has written there. */
	if (source->writable && READ_ONCE(vdev->had_guest))
		return -EPERM;
	if (!source->quiet)
		return 0;
	*later = true;
	if (pdev->dev.driver && !vgapt_pciback_bound(pdev))
		return -EBUSY;
	/* A guest may have put something else in front of the flash. */
	if (READ_ONCE(vdev->dirty))
		return -EAGAIN;
	/* No access to memory of one that is dead: some hosts do not survive it. */
	if (!pci_device_is_present(pdev))
		return -ENXIO;
	*later = false;
	return 0;
}

/* Some sources could not be asked: when will they be? */
static void vgapt_rom_tell_later(struct pci_dev *pdev)
{
	if (pdev->dev.driver && !vgapt_pciback_bound(pdev))
		pci_info(pdev, "in use by driver %s; its flash will be read when the driver lets go\n",
			 pdev->dev.driver->name);
	else if (!pci_device_is_present(pdev))
		dev_info_ratelimited(&pdev->dev, "it does not answer; its flash will be read when a reset has brought it back\n");
	else
		dev_info_ratelimited(&pdev->dev, "a guest has had it; its flash will be read when it has been reset\n");
}

/* Has every source been asked, and is what they gave of use? */
static bool vgapt_rom_have_all(struct vgapt_dev *vdev)
{
	return vdev->rom_complete && vdev->rom && vgapt_rom_usable(vdev->rom->fault);
}

/* Has a guest had the function that has been reset since? */
static bool vgapt_rom_flash_may_check(struct vgapt_dev *vdev)
{
	return READ_ONCE(vdev->rom_flash_due) && !READ_ONCE(vdev->dirty) &&
	       vgapt_pciback_bound(vdev->pdev) && pci_device_is_present(vdev->pdev);
}

/* Ask all sources that have not given anything of use. */
static void vgapt_rom_ask_all(struct vgapt_dev *vdev, struct vgapt_rom_buf *buf)
{
	bool incomplete = false;
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(vgapt_rom_sources); i++) {
		const struct vgapt_rom_source *source = vgapt_rom_sources[i];
		struct vgapt_rom_found *found = &vdev->rom_found[source->id];
		bool later = false;

		if (found->rom && vgapt_rom_usable(found->rom->fault))
			continue;
		rc = vgapt_rom_may_ask(vdev, source, &later);
		if (rc)
			found->result = rc;
		else
			later = vgapt_rom_try(vdev, source, buf);
		incomplete |= later;
	}
	vgapt_opregion_capture(vdev);
	vdev->rom_complete = !incomplete;
	vgapt_rom_choose_copy(vdev);
	if (incomplete && vdev->rom_status != VGAPT_ROM_PRISTINE)
		vgapt_rom_tell_later(vdev->pdev);
}

/**
 * vgapt_rom_capture - copy a function's ROM, as far as that has not been done
 * @vdev: the function, which the caller has claimed
 *
 * Tries the sources in their order.  A function that belongs to a guest is left alone:
 * its registers are not dom0's to touch.  While a driver in dom0 has it, its registers are
 * the driver's: then only the copies that firmware keeps are read.  In both cases another
 * call tries the rest, and tries again what was broken if there is nothing better.
 * The ports above are quiet meanwhile.  Caller holds the device lock; sleeps.
 */
void vgapt_rom_capture(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom_buf buf = { 0 };
	struct pci_dev *bridge = pci_upstream_bridge(pdev);
	struct vgapt_ports ports;
	int rc;

	device_lock_assert(&pdev->dev);
	if (vgapt_rom_have_all(vdev) && !vgapt_rom_flash_may_check(vdev))
		return;
	if (vgapt_assign_guest_has(pdev)) {
		vgapt_dev_used(vdev);
		dev_info_ratelimited(&pdev->dev, "in use by a guest; its ROM will be read when the guest is gone\n");
		return;
	}
	/* One that does not come back from D3cold is met when it is woken. */
	if (bridge)
		pm_runtime_get_sync(&bridge->dev);
	rc = vgapt_ports_quiet(&ports, bridge);
	if (rc) {
		pci_warn(pdev, "no memory to read its ROM\n");
		goto restore;
	}
	/* In D3hot a function answers to nothing but config accesses. */
	rc = pm_runtime_resume_and_get(&pdev->dev);
	if (rc) {
		pci_warn(pdev, "can't be woken to read its ROM: %d\n", rc);
		goto restore;
	}

	/* First, as what is read below is not what there was before. */
	if (vgapt_rom_flash_may_check(vdev))
		vgapt_rom_flash_check(vdev, &buf);
	if (!vgapt_rom_have_all(vdev))
		vgapt_rom_ask_all(vdev, &buf);
	vgapt_rom_buf_free(&buf);
	pm_runtime_put(&pdev->dev);
restore:
	vgapt_ports_restore(&ports);
	if (bridge)
		pm_runtime_put(&bridge->dev);
}

/**
 * vgapt_rom_look - copy a function's ROM, as far as that has not been done
 * @vdev:     the function
 * @may_wait: until a reset that is under way has ended; else it is left for another
 *            time then
 *
 * Sleeps.
 */
void vgapt_rom_look(struct vgapt_dev *vdev, bool may_wait)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_claim claim;

	if (!(may_wait ? vgapt_claim_await(&claim, pdev, &vdev->gone) :
			 vgapt_claim_one(&claim, pdev)))
		return;
	device_lock(&pdev->dev);
	if (!READ_ONCE(vdev->gone))
		vgapt_rom_capture(vdev);
	device_unlock(&pdev->dev);
	vgapt_claim_drop(&claim);
}

/**
 * vgapt_rom_load - take an image from the administrator
 * @vdev: the function
 * @data: the image
 * @size: bytes; 0 takes an earlier one back
 *
 * Sleeps; takes the device lock.
 *
 * Return: 0; -EBADMSG if it is no ROM; -EXDEV if it has an image for a BIOS, and
 * that is another vendor's; -ENOMEM; -ENODEV.
 */
int vgapt_rom_load(struct vgapt_dev *vdev, const u8 *data, u32 size)
{
	struct vgapt_rom_found *found = &vdev->rom_found[VGAPT_ROM_USER];
	struct vgapt_rom *rom = NULL;
	int rc = 0;

	if (size) {
		rom = vgapt_rom_new(data, size, VGAPT_ROM_USER);
		if (!rom)
			return -ENOMEM;
		rc = vgapt_rom_parse(rom, vdev->pdev);
		if (!rc && !vgapt_rom_usable(rom->fault)) {
			rc = rom->fault == VGAPT_ROM_WRONG_IDS ? -EXDEV :
								 -EBADMSG;
			dev_err_ratelimited(&vdev->pdev->dev, "the image is refused: %s (at %#x)\n",
					    vgapt_rom_fault_name(rom->fault),
					    rom->fault_offset);
		}
		if (rc) {
			vgapt_rom_put(rom);
			return rc;
		}
	}
	device_lock(&vdev->pdev->dev);
	if (READ_ONCE(vdev->gone)) {
		rc = -ENODEV;
	} else {
		found->result = rom ? 0 : -ENODATA;
		spin_lock(&vdev->rom_lock);
		swap(found->rom, rom);
		spin_unlock(&vdev->rom_lock);
		vgapt_rom_choose_copy(vdev);
	}
	device_unlock(&vdev->pdev->dev);
	vgapt_rom_put(rom);
	return rc;
}

/**
 * vgapt_rom_source_fill - describe what a source gave
 * @vdev: the function
 * @id:   VGAPT_ROM_*
 * @info: result; its argsz, flags and place are left alone
 *
 * Takes the device lock; sleeps.
 *
 * Return: 0; -EINVAL if there is no such source.
 */
int vgapt_rom_source_fill(struct vgapt_dev *vdev, u32 id,
			  struct vgapt_rom_source_info *info)
{
	struct vgapt_rom *rom, *chosen;
	struct vgapt_rom_diff diff;

	if (!vgapt_rom_source_of(id))
		return -EINVAL;
	device_lock(&vdev->pdev->dev);
	rom = vgapt_rom_get(vdev->rom_found[id].rom);
	chosen = vgapt_rom_get(vdev->rom);
	info->error = -vdev->rom_found[id].result;
	info->status = vgapt_rom_judge(vdev, id);
	device_unlock(&vdev->pdev->dev);

	if (rom) {
		info->size = rom->size;
		info->fault = rom->fault;
		info->fault_offset = rom->fault_offset;
		info->chosen = rom == chosen;
		memcpy(info->sha256, rom->sha256, sizeof(info->sha256));
	}
	/* Megabytes, maybe: not while others wait for the device lock. */
	if (rom && chosen && !vgapt_rom_same(rom, chosen) &&
	    vgapt_rom_differ(chosen->data, chosen->size, rom->data, rom->size,
			     &diff) && diff.count) {
		info->diff_first = diff.first;
		info->diff_last = diff.last;
		info->diff_count = diff.count;
	}
	vgapt_rom_put(rom);
	vgapt_rom_put(chosen);
	return 0;
}

/**
 * vgapt_rom_forget - drop all of a function's copies
 * @vdev: the function; nobody uses it any more
 */
void vgapt_rom_forget(struct vgapt_dev *vdev)
{
	size_t i;

	vgapt_rom_put(vdev->rom);
	vgapt_rom_put(vdev->opregion);
	vgapt_rom_put(vdev->vbt);
	for (i = 0; i < ARRAY_SIZE(vdev->rom_found); i++)
		vgapt_rom_put(vdev->rom_found[i].rom);
}
