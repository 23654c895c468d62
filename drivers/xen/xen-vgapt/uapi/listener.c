// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen_vgapt as a listener's file: LISTEN, read, poll, ANSWER.
 *
 * The file's private_data is its listener, or NULL.
 */
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "model/news.h"
#include "uapi/argsz.h"
#include "uapi/listener.h"

static struct vgapt_listener *vgapt_listener_of(struct file *file)
{
	/* Pairs with the release in vgapt_ioc_listen(). */
	return smp_load_acquire(&file->private_data);
}

/**
 * vgapt_ioc_listen - VGAPT_IOC_LISTEN
 * @file: the file
 * @arg:  struct vgapt_listen
 *
 * Sleeps.
 *
 * Return: 0 or a negative error.
 */
int vgapt_ioc_listen(struct file *file, void __user *arg)
{
	struct vgapt_listener *listener;
	struct vgapt_listen args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_LISTEN_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags)
		return -EINVAL;
	listener = vgapt_news_listen();
	if (IS_ERR(listener))
		return PTR_ERR(listener);
	rc = vgapt_args_out(arg, &args, sizeof(args));
	if (rc) {
		vgapt_news_close(listener);
		return rc;
	}
	/* There is one listener at most, so this file is nobody's yet. */
	smp_store_release(&file->private_data, listener);
	return 0;
}

/**
 * vgapt_ioc_answer - VGAPT_IOC_ANSWER
 * @file: the file
 * @arg:  struct vgapt_answer
 *
 * Return: 0 or a negative error.
 */
int vgapt_ioc_answer(struct file *file, void __user *arg)
{
	struct vgapt_answer args;
	int rc;

	rc = vgapt_args_in(arg, &args, sizeof(args), VGAPT_ANSWER_SIZE_V0);
	if (rc)
		return rc;
	if (args.flags || args.reserved || args.error >= MAX_ERRNO)
		return -EINVAL;
	if (!vgapt_listener_of(file))
		return -EBADF;
	rc = vgapt_news_answer(args.id, args.error);
	return rc ? rc : vgapt_args_out(arg, &args, sizeof(args));
}

/* Something to read, or an error. */
static int vgapt_listener_await(struct vgapt_listener *listener, bool wait)
{
	if (vgapt_news_any(listener))
		return 0;
	if (!wait)
		return -EAGAIN;
	return wait_event_interruptible(listener->wait, vgapt_news_any(listener));
}

/* As many as there are, and fit. */
static ssize_t vgapt_listener_copy(struct vgapt_listener *listener, char __user *buf, size_t count)
{
	struct vgapt_news news;
	size_t done = 0;

	lockdep_assert_held(&listener->reading);
	while (count - done >= sizeof(news) && vgapt_news_first(listener, &news)) {
		if (copy_to_user(buf + done, &news, sizeof(news)))
			return done ? done : -EFAULT;
		vgapt_news_read(listener);
		done += sizeof(news);
	}
	return done;
}

/**
 * vgapt_listener_read - read(2)
 * @file:  the file
 * @buf:   in user space
 * @count: its size
 * @pos:   of no account
 *
 * Return: bytes, a multiple of sizeof(struct vgapt_news); or a negative error: -EINVAL
 * if nobody listens on this file, or there is not even room for one.
 */
ssize_t vgapt_listener_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct vgapt_listener *listener = vgapt_listener_of(file);
	bool wait = !(READ_ONCE(file->f_flags) & O_NONBLOCK);
	ssize_t rc;

	if (!listener || count < sizeof(struct vgapt_news))
		return -EINVAL;
	do {
		rc = vgapt_listener_await(listener, wait);
		if (rc)
			return rc;
		if (mutex_lock_interruptible(&listener->reading))
			return -ERESTARTSYS;
		rc = vgapt_listener_copy(listener, buf, count);
		mutex_unlock(&listener->reading);
		/* Somebody else has read it meanwhile. */
	} while (!rc);
	return rc;
}

/**
 * vgapt_listener_poll - poll(2)
 * @file: the file
 * @wait: as usual
 *
 * Return: whether there is something to read; without a listener what a file says that
 * can't be polled.
 */
__poll_t vgapt_listener_poll(struct file *file, poll_table *wait)
{
	struct vgapt_listener *listener = vgapt_listener_of(file);

	if (!listener)
		return DEFAULT_POLLMASK;
	poll_wait(file, &listener->wait, wait);
	return vgapt_news_any(listener) ? EPOLLIN | EPOLLRDNORM : 0;
}

/**
 * vgapt_listener_release - the file is closed
 * @file: it
 */
void vgapt_listener_release(struct file *file)
{
	struct vgapt_listener *listener = vgapt_listener_of(file);

	if (listener)
		vgapt_news_close(listener);
}
