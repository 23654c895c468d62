/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Mappings of a ROM's copy that can be taken away.
 */
#ifndef XEN_VGAPT_UAPI_MAPPING_H
#define XEN_VGAPT_UAPI_MAPPING_H

#include <linux/mutex.h>

struct file;
struct inode;
struct vgapt_rom;
struct vm_area_struct;

/**
 * struct vgapt_mapping - the mappings of one copy through one file
 * @inode:  its address space knows all of them
 * @rom:    what is mapped; not referenced
 * @lock:   held while a page is put into a mapping; protects @closed
 * @closed: no page is any more
 */
struct vgapt_mapping {
	struct inode *inode;
	const struct vgapt_rom *rom;
	struct mutex lock;		/* protects closed */
	bool closed;
};

int vgapt_mapping_init(struct vgapt_mapping *mapping,
		       const struct vgapt_rom *rom);
void vgapt_mapping_exit(struct vgapt_mapping *mapping);
void vgapt_mapping_use(struct vgapt_mapping *mapping, struct file *file);
int vgapt_mapping_mmap(struct vgapt_mapping *mapping,
		       struct vm_area_struct *vma);
void vgapt_mapping_close(struct vgapt_mapping *mapping);

#endif /* XEN_VGAPT_UAPI_MAPPING_H */
