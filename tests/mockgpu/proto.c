// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vfio-user protocol, a server's side: QEMU's docs/interop/vfio-user.rst.
 *
 * A message is a header of 16 bytes and a payload.  Whatever comes, it is
 * answered: with an errno if it makes no sense.  Only when the beginning of the
 * next message cannot be known any more is the client sent away.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "mock.h"

#define HDR_SIZE	16
#define HDR_ID		0
#define HDR_COMMAND	2
#define HDR_LENGTH	4
#define HDR_FLAGS	8
#define   FLAG_TYPE		0x0f
#define   FLAG_REPLY		0x01
#define   FLAG_NO_REPLY		0x10
#define   FLAG_ERROR		0x20
#define HDR_ERROR	12

enum {
	CMD_VERSION = 1,
	CMD_DMA_MAP = 2,
	CMD_DMA_UNMAP = 3,
	CMD_GET_INFO = 4,
	CMD_GET_REGION_INFO = 5,
	CMD_GET_IRQ_INFO = 7,
	CMD_SET_IRQS = 8,
	CMD_REGION_READ = 9,
	CMD_REGION_WRITE = 10,
	CMD_RESET = 13
};

/* <linux/vfio.h> */
#define DEVICE_FLAG_RESET	0x1
#define DEVICE_FLAG_PCI		0x2
#define REGION_FLAG_READ	0x1
#define REGION_FLAG_WRITE	0x2
#define IRQ_FLAG_EVENTFD	0x1
#define IRQ_FLAG_MASKABLE	0x2
#define IRQ_FLAG_AUTOMASKED	0x4
#define IRQ_FLAG_NORESIZE	0x8
#define IRQ_INTX		0
#define IRQ_MSI			1
#define NUM_IRQS		5
#define PCI_CAP_MSI		0x05

/*
 * A read of the ROM comes in one message of the size of its BAR, of which the
 * largest has 16 MiB.
 */
#define MAX_XFER	(16U << 20)
#define RW_SIZE		16
#define MAX_MESSAGE	(HDR_SIZE + RW_SIZE + MAX_XFER)
#define MAX_FDS		16
#define CHUNK		65536

/* Everything that one message needs: what came, and where the answer goes. */
struct request {
	const u8 *payload;
	u32 len;
	u8 *reply;
	u32 reply_len;
};

static int send_all(int fd, const u8 *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = send(fd, data, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		/* A client that does not read for as long as SO_SNDTIMEO is given up. */
		if (n <= 0)
			return -EPIPE;
		data += n;
		len -= n;
	}
	return 0;
}

/* @reply has room for the header before the payload. */
static int answer(struct mock_device *dev, const u8 *hdr, int error, u8 *reply,
		  u32 len)
{
	u8 bare[HDR_SIZE];

	if (error || !reply) {
		reply = bare;
		len = 0;
	}
	memcpy(reply, hdr, HDR_LENGTH);
	mock_put(reply + HDR_LENGTH, 4, HDR_SIZE + len);
	mock_put(reply + HDR_FLAGS, 4, FLAG_REPLY | (error ? FLAG_ERROR : 0));
	mock_put(reply + HDR_ERROR, 4, error);
	return send_all(dev->fd, reply, HDR_SIZE + len);
}

/* Room for a payload, zeroed; it begins after the header's place. */
static u8 *reply_room(struct request *req, u32 len)
{
	req->reply = calloc(1, HDR_SIZE + len);
	if (!req->reply)
		return NULL;
	req->reply_len = len;
	return req->reply + HDR_SIZE;
}

static int do_version(struct mock_device *dev, struct request *req)
{
	char caps[128];
	u8 *p;
	int len;

	if (req->len < 4)
		return -EINVAL;
	/* 0.0 is the only one there is: QEMU refuses a higher minor version. */
	if (mock_get(req->payload, 2) != 0)
		return -ENOTSUP;
	len = snprintf(caps, sizeof(caps),
		       "{\"capabilities\":{\"max_msg_fds\":%d,\"max_data_xfer_size\":%u}}",
		       MAX_FDS, MAX_XFER) + 1;
	p = reply_room(req, 4 + len);
	if (!p)
		return -ENOMEM;
	memcpy(p + 4, caps, len);
	dev->greeted = true;
	mock_log_line(dev, "greeted");
	return 0;
}

static int do_get_info(struct mock_device *dev, struct request *req)
{
	u8 *p;

	(void)dev;
	if (req->len < 16)
		return -EINVAL;
	p = reply_room(req, 16);
	if (!p)
		return -ENOMEM;
	mock_put(p, 4, 16);
	mock_put(p + 4, 4, DEVICE_FLAG_RESET | DEVICE_FLAG_PCI);
	mock_put(p + 8, 4, MOCK_REGIONS);
	mock_put(p + 12, 4, NUM_IRQS);
	return 0;
}

static int do_get_region_info(struct mock_device *dev, struct request *req)
{
	u32 index, flags = 0;
	u8 *p;

	if (req->len < 32)
		return -EINVAL;
	index = mock_get(req->payload + 8, 4);
	if (index >= MOCK_REGIONS)
		return -EINVAL;
	p = reply_room(req, 32);
	if (!p)
		return -ENOMEM;
	if (dev->region[index].size)
		flags = index == MOCK_ROM ? REGION_FLAG_READ :
					    REGION_FLAG_READ | REGION_FLAG_WRITE;
	mock_put(p, 4, 32);
	mock_put(p + 4, 4, flags);
	mock_put(p + 8, 4, index);
	mock_put(p + 16, 8, dev->region[index].size);
	return 0;
}

static bool has_msi(const struct mock_device *dev)
{
	u32 i;

	for (i = 0; i < dev->ncaps; i++)
		if (dev->caps[i].id == PCI_CAP_MSI)
			return true;
	return false;
}

static int do_get_irq_info(struct mock_device *dev, struct request *req)
{
	u32 index, flags = 0, count = 0;
	u8 *p;

	if (req->len < 16)
		return -EINVAL;
	index = mock_get(req->payload + 8, 4);
	if (index >= NUM_IRQS)
		return -EINVAL;
	if (index == IRQ_INTX && dev->pin) {
		flags = IRQ_FLAG_EVENTFD | IRQ_FLAG_MASKABLE | IRQ_FLAG_AUTOMASKED;
		count = 1;
	} else if (index == IRQ_MSI && has_msi(dev)) {
		flags = IRQ_FLAG_EVENTFD | IRQ_FLAG_NORESIZE;
		count = 1;
	}
	p = reply_room(req, 16);
	if (!p)
		return -ENOMEM;
	mock_put(p, 4, 16);
	mock_put(p + 4, 4, flags);
	mock_put(p + 8, 4, index);
	mock_put(p + 12, 4, count);
	return 0;
}

/* No interrupt is ever raised; the eventfds have been closed on arrival. */
static int do_set_irqs(struct mock_device *dev, struct request *req)
{
	(void)dev;
	if (req->len < 20 || mock_get(req->payload + 8, 4) >= NUM_IRQS)
		return -EINVAL;
	return 0;
}

/* No DMA is ever done. */
static int do_dma_map(struct mock_device *dev, struct request *req)
{
	(void)dev;
	return req->len < 32 ? -EINVAL : 0;
}

static int do_dma_unmap(struct mock_device *dev, struct request *req)
{
	u8 *p;

	(void)dev;
	if (req->len < 24)
		return -EINVAL;
	p = reply_room(req, 24);
	if (!p)
		return -ENOMEM;
	memcpy(p, req->payload, 24);
	return 0;
}

/* The beginning of a read or write; 0 or a negative errno. */
static int rw_header(struct mock_device *dev, struct request *req, u64 *off,
		     u32 *region, u32 *count)
{
	u64 size;

	if (req->len < RW_SIZE)
		return -EINVAL;
	memcpy(off, req->payload, 8);
	*region = mock_get(req->payload + 8, 4);
	*count = mock_get(req->payload + 12, 4);
	if (*region >= MOCK_REGIONS || !*count || *count > MAX_XFER)
		return -EINVAL;
	size = dev->region[*region].size;
	if (*off > size || *count > size - *off)
		return -EINVAL;
	return 0;
}

static int do_region_read(struct mock_device *dev, struct request *req)
{
	u32 region, count;
	u64 off;
	u8 *p;
	int rc;

	rc = rw_header(dev, req, &off, &region, &count);
	if (rc)
		return rc;
	/* A client that gets less than it wanted asks for the rest. */
	if (region == MOCK_ROM && dev->rom_chunk && count > dev->rom_chunk)
		count = dev->rom_chunk;
	p = reply_room(req, RW_SIZE + count);
	if (!p)
		return -ENOMEM;
	memcpy(p, req->payload, RW_SIZE);
	mock_put(p + 12, 4, count);
	mock_read(dev, region, off, count, p + RW_SIZE);
	return 0;
}

static int do_region_write(struct mock_device *dev, struct request *req)
{
	u32 region, count;
	u64 off;
	u8 *p;
	int rc;

	rc = rw_header(dev, req, &off, &region, &count);
	if (rc)
		return rc;
	if (req->len - RW_SIZE < count)
		return -EINVAL;
	if (region == MOCK_ROM)
		return -EACCES;
	p = reply_room(req, RW_SIZE);
	if (!p)
		return -ENOMEM;
	memcpy(p, req->payload, RW_SIZE);
	mock_write(dev, region, off, count, req->payload + RW_SIZE);
	return 0;
}

static int do_reset(struct mock_device *dev, struct request *req)
{
	(void)req;
	mock_device_reset(dev, MOCK_RESET_MESSAGE);
	return 0;
}

static int dispatch(struct mock_device *dev, u32 command, struct request *req)
{
	if (!dev->greeted && command != CMD_VERSION)
		return -EPROTO;
	switch (command) {
	case CMD_VERSION: return do_version(dev, req);
	case CMD_DMA_MAP: return do_dma_map(dev, req);
	case CMD_DMA_UNMAP: return do_dma_unmap(dev, req);
	case CMD_GET_INFO: return do_get_info(dev, req);
	case CMD_GET_REGION_INFO: return do_get_region_info(dev, req);
	case CMD_GET_IRQ_INFO: return do_get_irq_info(dev, req);
	case CMD_SET_IRQS: return do_set_irqs(dev, req);
	case CMD_REGION_READ: return do_region_read(dev, req);
	case CMD_REGION_WRITE: return do_region_write(dev, req);
	case CMD_RESET: return do_reset(dev, req);
	}
	mock_log_line(dev, "unknown command %u", command);
	return -ENOTSUP;
}

static int handle(struct mock_device *dev, const u8 *message, u32 len)
{
	struct request req = {
		.payload = message + HDR_SIZE, .len = len - HDR_SIZE
	};
	u32 flags = mock_get(message + HDR_FLAGS, 4);
	int error, rc = 0;

	/* The server asks nothing, so there is nothing to be replied to. */
	if ((flags & FLAG_TYPE) != 0)
		error = EINVAL;
	else
		error = -dispatch(dev, mock_get(message + HDR_COMMAND, 2), &req);
	if (!(flags & FLAG_NO_REPLY))
		rc = answer(dev, message, error, req.reply, req.reply_len);
	free(req.reply);
	return rc;
}

/* Descriptors come along for DMA and interrupts; neither is done here. */
static void close_fds(struct msghdr *msg)
{
	struct cmsghdr *c;
	size_t i, n;
	int fd;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(int));
			close(fd);
		}
	}
}

static int receive(struct mock_device *dev)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(MAX_FDS * sizeof(int))];
	} control;
	struct iovec iov;
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control.buf, .msg_controllen = sizeof(control.buf),
	};
	ssize_t n;
	u8 *p;

	if (dev->in_size - dev->in_len < CHUNK) {
		p = realloc(dev->in, dev->in_len + 2 * CHUNK);
		if (!p)
			return -ENOMEM;
		dev->in = p;
		dev->in_size = dev->in_len + 2 * CHUNK;
	}
	iov.iov_base = dev->in + dev->in_len;
	iov.iov_len = dev->in_size - dev->in_len;
	do {
		n = recvmsg(dev->fd, &msg, MSG_CMSG_CLOEXEC);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return 0;
	if (n <= 0)
		return -EPIPE;
	close_fds(&msg);
	dev->in_len += n;
	return 0;
}

/**
 * mock_client_attach - a client has connected
 * @dev: the function
 * @fd:  its socket, ours from now on
 */
void mock_client_attach(struct mock_device *dev, int fd)
{
	struct timeval limit = { .tv_sec = 10 };

	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	dev->fd = fd;
	dev->in_len = 0;
	dev->greeted = false;
	mock_log_line(dev, "connected");
}

/**
 * mock_client_input - the client has sent something, or gone
 * @dev: the function
 *
 * Return: 0, or a negative errno if it has gone or must go.
 */
int mock_client_input(struct mock_device *dev)
{
	size_t at = 0;
	u32 len;
	int rc;

	rc = receive(dev);
	while (!rc && dev->in_len - at >= HDR_SIZE) {
		len = mock_get(dev->in + at + HDR_LENGTH, 4);
		if (len < HDR_SIZE || len > MAX_MESSAGE) {
			/* Where the next message begins is not known. */
			mock_log_line(dev, "message of %u bytes", len);
			answer(dev, dev->in + at, len < HDR_SIZE ? EINVAL : EMSGSIZE,
			       NULL, 0);
			return -EPROTO;
		}
		if (dev->in_len - at < len)
			break;
		rc = handle(dev, dev->in + at, len);
		at += len;
	}
	if (at) {
		memmove(dev->in, dev->in + at, dev->in_len - at);
		dev->in_len -= at;
	}
	return rc;
}
