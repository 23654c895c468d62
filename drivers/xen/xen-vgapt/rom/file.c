// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files for ROMs: one to read a source's copy, one to give an image.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "rom/buf.h"
#include "rom/capture.h"
#include "rom/copy.h"
#include "rom/file.h"
#include "rom/serve.h"
#include "vdev.h"

static struct file *vgapt_rom_file_new(const struct file_operations *fops,
				       void *private, int flags)
{
	struct file *file;

	file = anon_inode_getfile("[xen_vgapt_rom]", fops, private, flags);
	/* An anonymous inode is not seekable unless it says so. */
	if (!IS_ERR(file) && flags == O_RDONLY)
		file->f_mode |= FMODE_LSEEK | FMODE_PREAD;
	return file;
}

static ssize_t vgapt_rom_file_read(struct file *file, char __user *buf,
				   size_t count, loff_t *pos)
{
	struct vgapt_rom *rom = file->private_data;

	return simple_read_from_buffer(buf, count, pos, rom->data, rom->size);
}

static loff_t vgapt_rom_file_llseek(struct file *file, loff_t offset,
				    int whence)
{
	struct vgapt_rom *rom = file->private_data;

	return fixed_size_llseek(file, offset, whence, rom->size);
}

static int vgapt_rom_file_release(struct inode *inode, struct file *file)
{
	vgapt_rom_put(file->private_data);
	return 0;
}

static const struct file_operations vgapt_rom_file_fops = {
	.owner = THIS_MODULE,
	.read = vgapt_rom_file_read,
	.llseek = vgapt_rom_file_llseek,
	.release = vgapt_rom_file_release,
};

/**
 * vgapt_rom_file_open - open a copy for reading
 * @rom: the copy; the reference goes to the file, or is dropped on error
 *
 * Return: a file, or an ERR_PTR().
 */
struct file *vgapt_rom_file_open(struct vgapt_rom *rom)
{
	struct file *file;

	file = vgapt_rom_file_new(&vgapt_rom_file_fops, rom, O_RDONLY);
	if (IS_ERR(file))
		vgapt_rom_put(rom);
	return file;
}

/**
 * struct vgapt_rom_given - an image that somebody is handing over
 * @lock: serialises writes and commits
 * @vdev: the function it is for; referenced
 * @buf:  what has been written so far
 */
struct vgapt_rom_given {
	struct mutex lock;		/* protects buf */
	struct vgapt_dev *vdev;
	struct vgapt_rom_buf buf;
};

static ssize_t vgapt_rom_given_write(struct file *file,
				     const char __user *from, size_t count,
				     loff_t *pos)
{
	struct vgapt_rom_given *given = file->private_data;
	struct vgapt_rom_buf *buf = &given->buf;
	ssize_t rc;

	if (mutex_lock_interruptible(&given->lock))
		return -EINTR;
	rc = count > VGAPT_ROM_MAX - buf->have ? -EFBIG :
	     vgapt_rom_buf_room(buf, buf->have + count);
	if (!rc && copy_from_user(buf->data + buf->have, from, count))
		rc = -EFAULT;
	if (!rc) {
		buf->have += count;
		rc = count;
	}
	mutex_unlock(&given->lock);
	return rc;
}

static long vgapt_rom_given_ioctl(struct file *file, unsigned int cmd,
				  unsigned long arg)
{
	struct vgapt_rom_given *given = file->private_data;
	int rc;

	if (cmd != VGAPT_IOC_ROM_COMMIT)
		return -ENOTTY;
	if (arg)
		return -EINVAL;
	if (mutex_lock_interruptible(&given->lock))
		return -EINTR;
	rc = vgapt_rom_load(given->vdev, given->buf.data, given->buf.have);
	/* Good or bad, it is done with: the next image starts afresh. */
	given->buf.have = 0;
	mutex_unlock(&given->lock);
	if (!rc)
		vgapt_rom_serve(given->vdev, VGAPT_SERVE_CHANGED);
	return rc;
}

static int vgapt_rom_given_release(struct inode *inode, struct file *file)
{
	struct vgapt_rom_given *given = file->private_data;

	vgapt_rom_buf_free(&given->buf);
	vgapt_dev_put(given->vdev);
	kfree(given);
	return 0;
}

static const struct file_operations vgapt_rom_given_fops = {
	.owner = THIS_MODULE,
	.write = vgapt_rom_given_write,
	.unlocked_ioctl = vgapt_rom_given_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = vgapt_rom_given_release,
};

/**
 * vgapt_rom_file_load - open a file that takes an image for a function
 * @vdev: the function
 *
 * Return: a file, or an ERR_PTR().
 */
struct file *vgapt_rom_file_load(struct vgapt_dev *vdev)
{
	struct vgapt_rom_given *given;
	struct file *file;

	given = kzalloc(sizeof(*given), GFP_KERNEL_ACCOUNT);
	if (!given)
		return ERR_PTR(-ENOMEM);
	mutex_init(&given->lock);
	vgapt_dev_get(vdev);
	given->vdev = vdev;
	file = vgapt_rom_file_new(&vgapt_rom_given_fops, given, O_WRONLY);
	if (IS_ERR(file)) {
		vgapt_dev_put(vdev);
		kfree(given);
	}
	return file;
}
