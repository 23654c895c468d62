// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client of the vfio-user protocol, for tests.
 */
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"

struct mock_device *device_of(struct mock_log *log, const char *lines)
{
	char path[] = "/tmp/mockgpu-test-XXXXXX";
	int fd = mkstemp(path);
	struct mock_device *dev;
	bool bad;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, lines, strlen(lines)), strlen(lines));
	close(fd);
	dev = mock_device_new("dev", log);
	assert_non_null(dev);
	bad = mock_parse_file(dev, path) || mock_device_start(dev);
	unlink(path);
	if (!bad)
		return dev;
	mock_device_free(dev);
	return NULL;
}

struct mock_device *device_named(struct mock_log *log, const char *name)
{
	struct mock_device *dev = mock_device_new("dev", log);
	const char *dir = getenv("PERSONALITIES");
	char path[4096];

	assert_non_null(dir);
	assert_non_null(dev);
	snprintf(path, sizeof(path), "%s/%s.conf", dir, name);
	check(!mock_parse_file(dev, path), "%s is refused", path);
	check(!mock_device_start(dev), "%s does not start", path);
	return dev;
}

static void *serve(void *arg)
{
	struct client *c = arg;

	while (!mock_client_input(c->dev))
		;
	mock_device_disconnect(c->dev);
	return NULL;
}

void client_connect(struct client *c, bool greet)
{
	static const u8 version[] = { 0, 0, 0, 0, '{', '}', 0 };
	u8 reply[512];
	size_t len;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	c->fd = fds[0];
	mock_client_attach(c->dev, fds[1]);
	assert_int_equal(pthread_create(&c->thread, NULL, serve, c), 0);
	c->running = true;
	if (greet)
		assert_int_equal(call(c, VERSION, version, sizeof(version),
				      reply, sizeof(reply), &len), 0);
}

static void begin(struct client *c)
{
	memset(c, 0, sizeof(*c));
	c->log.file = open_memstream(&c->text, &c->size);
	assert_non_null(c->log.file);
}

void client_begin(struct client *c, const char *lines)
{
	begin(c);
	c->dev = device_of(&c->log, lines);
	check(c->dev, "refused: %s", lines);
	client_connect(c, true);
}

void client_begin_named(struct client *c, const char *name)
{
	begin(c);
	c->dev = device_named(&c->log, name);
	client_connect(c, true);
}

void client_end(struct client *c)
{
	if (!c->running)
		return;
	close(c->fd);
	pthread_join(c->thread, NULL);
	c->running = false;
	fflush(c->log.file);
}

void client_free(struct client *c)
{
	client_end(c);
	mock_device_free(c->dev);
	fclose(c->log.file);
	free(c->text);
}

void send_raw(struct client *c, const void *data, size_t len)
{
	assert_int_equal(send(c->fd, data, len, MSG_NOSIGNAL), len);
}

void send_message(struct client *c, u16 command, u32 flags, const void *payload,
		  u32 len)
{
	u8 *message = calloc(1, 16 + len);

	assert_non_null(message);
	mock_put(message, 2, ++c->id);
	mock_put(message + 2, 2, command);
	mock_put(message + 4, 4, 16 + len);
	mock_put(message + 8, 4, flags);
	if (len)
		memcpy(message + 16, payload, len);
	send_raw(c, message, 16 + len);
	free(message);
}

static bool get(int fd, u8 *p, size_t len)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t n;

	while (len) {
		check(poll(&wait, 1, 10000) == 1, "no reply within 10 s");
		n = recv(fd, p, len, 0);
		if (n <= 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

int receive(struct client *c, u8 *payload, size_t size, size_t *len)
{
	u8 hdr[16];
	u32 flags;

	if (!get(c->fd, hdr, sizeof(hdr)))
		return -1;
	flags = mock_get(hdr + 8, 4);
	check((flags & 0xf) == 1, "flags %x: no reply", flags);
	*len = mock_get(hdr + 4, 4) - 16;
	check(*len <= size, "a reply of %zu bytes", *len);
	assert_true(get(c->fd, payload, *len));
	if (flags & 0x20) {
		assert_int_equal(*len, 0);
		return mock_get(hdr + 12, 4);
	}
	return 0;
}

int call(struct client *c, u16 command, const void *payload, u32 len, u8 *reply,
	 size_t size, size_t *reply_len)
{
	send_message(c, command, 0, payload, len);
	return receive(c, reply, size, reply_len);
}

static int rw(struct client *c, u16 command, u32 region, u64 off, u32 count,
	      const u8 *out, u8 *in)
{
	u8 *p = calloc(1, 16 + count);
	size_t len;
	int rc;

	assert_non_null(p);
	mock_put(p, 8, off);
	mock_put(p + 8, 4, region);
	mock_put(p + 12, 4, count);
	if (out)
		memcpy(p + 16, out, count);
	rc = call(c, command, p, 16 + (out ? count : 0), p, 16 + count, &len);
	if (!rc && in)
		memcpy(in, p + 16, len - 16);
	if (!rc && in && len - 16 != count)
		rc = -2;
	free(p);
	return rc;
}

int read_region(struct client *c, u32 region, u64 off, u32 count, u8 *val)
{
	return rw(c, REGION_READ, region, off, count, NULL, val);
}

int write_region(struct client *c, u32 region, u64 off, u32 count, const u8 *val)
{
	return rw(c, REGION_WRITE, region, off, count, val, NULL);
}

u32 rd(struct client *c, u32 region, u64 off, u32 len)
{
	u8 val[4] = { 0 };

	check(!read_region(c, region, off, len, val), "read of %s at %llx",
	      mock_region_name(region), off);
	return mock_get(val, len);
}

void wr(struct client *c, u32 region, u64 off, u32 len, u32 val)
{
	u8 bytes[4];

	mock_put(bytes, 4, val);
	check(!write_region(c, region, off, len, bytes), "write of %s at %llx",
	      mock_region_name(region), off);
}

/* Lines are "MICROSECONDS dev WHAT". */
bool logged(struct client *c, const char *what)
{
	const char *at = c->text;

	if (c->running)
		fail_msg("the log is looked at too early");
	for (; at && (at = strstr(at, what)); at++)
		if (at - c->text >= 5 && !strncmp(at - 5, " dev ", 5))
			return true;
	return false;
}

void rom_enable(struct client *c, bool on)
{
	wr(c, MOCK_CFG, 0x04, 2, on ? 2 : 0);
	wr(c, MOCK_CFG, 0x30, 4, on ? 0xe0000001 : 0xe0000000);
}
