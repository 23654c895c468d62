// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mappings of a ROM's copy that can be taken away.
 *
 * To find all mappings of a file, the kernel asks the address space of its inode.
 * Anonymous files share one inode between all of them, so each file that can be
 * mapped is given the address space of an inode of its own, in a file system of
 * our own that is mounted nowhere.
 *
 * Pages come one by one, when they are touched.  The one that puts a page in and
 * the one that closes exclude each other by the lock: a page was put in before
 * vgapt_mapping_close() set @closed, and then is found by it, or it is not put in.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>
#include <linux/vmalloc.h>

#include "compat.h"
#include "rom/copy.h"
#include "uapi/mapping.h"
#include "xen_vgapt.h"

#define VGAPT_FS_MAGIC	0x56474150	/* "VGAP" */

static int vgapt_fs_init(struct fs_context *fc)
{
	return init_pseudo(fc, VGAPT_FS_MAGIC) ? 0 : -ENOMEM;
}

/* Never registered, so nobody can mount it. */
static struct file_system_type vgapt_fs = {
	.name = VGAPT_NAME,
	.owner = THIS_MODULE,
	.init_fs_context = vgapt_fs_init,
	.kill_sb = kill_anon_super,
};

/* Mounted while there is an inode; simple_pin_fs() has the lock for them. */
static struct vfsmount *vgapt_fs_mount;
static int vgapt_fs_users;

/**
 * vgapt_mapping_init - make ready for mappings
 * @mapping: it
 * @rom:     what is to be mapped, and stays until vgapt_mapping_exit()
 *
 * Sleeps.
 *
 * Return: 0 or a negative error.
 */
int vgapt_mapping_init(struct vgapt_mapping *mapping,
		       const struct vgapt_rom *rom)
{
	struct inode *inode;
	int rc;

	rc = simple_pin_fs(&vgapt_fs, &vgapt_fs_mount, &vgapt_fs_users);
	if (rc)
		return rc;
	inode = alloc_anon_inode(vgapt_fs_mount->mnt_sb);
	if (IS_ERR(inode)) {
		simple_release_fs(&vgapt_fs_mount, &vgapt_fs_users);
		return PTR_ERR(inode);
	}
	mapping->inode = inode;
	mapping->rom = rom;
	mutex_init(&mapping->lock);
	mapping->closed = false;
	return 0;
}

/**
 * vgapt_mapping_exit - undo vgapt_mapping_init()
 * @mapping: it; there is no mapping left, as each keeps its file
 *
 * Sleeps.
 */
void vgapt_mapping_exit(struct vgapt_mapping *mapping)
{
	iput(mapping->inode);
	simple_release_fs(&vgapt_fs_mount, &vgapt_fs_users);
}

/**
 * vgapt_mapping_use - have the mappings of a file be known here
 * @mapping: it
 * @file:    the file, which nobody has mapped yet
 */
void vgapt_mapping_use(struct vgapt_mapping *mapping, struct file *file)
{
	file->f_mapping = mapping->inode->i_mapping;
}

static vm_fault_t vgapt_mapping_fault(struct vm_fault *vmf)
{
	struct vgapt_mapping *mapping = vmf->vma->vm_private_data;
	vm_fault_t rc = VM_FAULT_SIGBUS;
	struct page *page;

	if (vmf->pgoff >= PFN_UP(mapping->rom->size))
		return rc;
	page = vmalloc_to_page(mapping->rom->data + (vmf->pgoff << PAGE_SHIFT));
	mutex_lock(&mapping->lock);
	if (!mapping->closed)
		rc = vmf_insert_page(vmf->vma, vmf->address, page);
	mutex_unlock(&mapping->lock);
	return rc;
}

static const struct vm_operations_struct vgapt_mapping_ops = {
	.fault = vgapt_mapping_fault,
};

/**
 * vgapt_mapping_mmap - map the copy, or a part of it
 * @mapping: it
 * @vma:     where to; read-only for ever
 *
 * Return: 0; -EACCES if it is to be written to; -EINVAL if it reaches beyond the
 * copy's last page.
 */
int vgapt_mapping_mmap(struct vgapt_mapping *mapping,
		       struct vm_area_struct *vma)
{
	unsigned long pages = PFN_UP(mapping->rom->size);

	if (vma->vm_flags & VM_WRITE)
		return -EACCES;
	if (vma->vm_pgoff >= pages || vma_pages(vma) > pages - vma->vm_pgoff)
		return -EINVAL;
	/* Nor may mprotect() make it writable later, or mremap() longer. */
	vm_flags_clear(vma, VM_MAYWRITE);
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP | VM_MIXEDMAP);
	vma->vm_private_data = mapping;
	vma->vm_ops = &vgapt_mapping_ops;
	return 0;
}

/**
 * vgapt_mapping_close - take all mappings away, for good
 * @mapping: it
 *
 * Who touches them from now on is sent SIGBUS.  Sleeps.
 */
void vgapt_mapping_close(struct vgapt_mapping *mapping)
{
	mutex_lock(&mapping->lock);
	mapping->closed = true;
	mutex_unlock(&mapping->lock);
	/* From the first byte to the last, private copies too. */
	unmap_mapping_range(mapping->inode->i_mapping, 0, 0, 1);
}
