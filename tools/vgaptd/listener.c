// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who hears the module's news.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "capability.h"
#include "domains.h"
#include "listener.h"
#include "log.h"
#include "loop.h"

#define AT_ONCE		16

static void (*on_loss)(void);

/* All that there is to be read.  Returns 0 or -errno. */
static int read_all(int fd)
{
	struct vgapt_news news[AT_ONCE];
	ssize_t n, i;

	for (;;) {
		n = read(fd, news, sizeof(news));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		if (!n)
			return -ENODEV;
		for (i = 0; i < n / (ssize_t)sizeof(news[0]); i++)
			domains_news(&news[i]);
	}
}

static void heard(struct source *source)
{
	int ret = read_all(source->fd);

	if (!ret)
		return;
	tell(LOG_ERR, "no more news from xen_vgapt: %s", strerror(-ret));
	on_loss();
}

static struct source listener = { .fd = -1, .heard = heard };

/**
 * listener_open - open the device and ask for its news
 * @path: the device
 *
 * Return: its descriptor; or -errno, after a message.
 */
int listener_open(const char *path)
{
	int ret, dev = device_open(path);

	if (dev < 0) {
		tell(LOG_ERR, "cannot open %s: %s. %s", path, strerror(-dev), dev == -ENOENT ?
		     "Load the module: modprobe xen_vgapt" : "Run it as root");
		return dev;
	}
	ret = device_listen(dev);
	if (!ret)
		return dev;
	if (ret == -EBUSY)
		tell(LOG_ERR, "another vgaptd runs: see 'vgapt dm status'");
	else
		tell(LOG_ERR, "this xen_vgapt tells no news: %s. Install the xen_vgapt that "
		     "belongs to this vgaptd", strerror(-ret));
	close(dev);
	return ret;
}

/**
 * listener_begin - hear what stands, and from now on what comes
 * @dev:  what listener_open() gave
 * @lost: called if nothing will ever come again
 *
 * Return: 0 or -errno.
 */
int listener_begin(int dev, void (*lost)(void))
{
	int ret;

	on_loss = lost;
	ret = read_all(dev);
	if (ret) {
		tell(LOG_ERR, "cannot read the news of xen_vgapt: %s", strerror(-ret));
		return ret;
	}
	return loop_add(&listener, dev);
}

/**
 * listener_close - hear no more: whoever gives a function now does not wait
 */
void listener_close(void)
{
	loop_drop(&listener);
}
