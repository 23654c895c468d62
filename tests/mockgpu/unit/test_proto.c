// SPDX-License-Identifier: GPL-2.0-only
/*
 * The protocol: what QEMU asks, and what nobody should.
 */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"

#define PLAIN	"vendor 1002\ndevice 67df\nclass 030000\ninterrupt-pin 1\n"	\
		"bar 0 64K mem32\nbar 4 256 io\ncap msi\nrombar 64K\nrom-image x86 units=8\n"

static void version(void **state)
{
	struct client c;
	u8 reply[512];
	size_t len;

	(void)state;
	client_begin(&c, PLAIN);
	/* a client may offer more: the answer is 0.0 all the same */
	assert_int_equal(call(&c, VERSION, "\0\0\2\0{}", 7, reply, sizeof(reply), &len), 0);
	assert_int_equal(mock_get(reply, 4), 0);
	assert_int_equal(reply[len - 1], 0);
	assert_non_null(strstr((char *)reply + 4, "\"max_data_xfer_size\":16777216"));
	/* another major version is not ours */
	assert_int_equal(call(&c, VERSION, "\1\0\0\0", 4, reply, sizeof(reply), &len), ENOTSUP);
	assert_int_equal(call(&c, VERSION, "\0\0", 2, reply, sizeof(reply), &len), EINVAL);
	client_end(&c);
	assert_true(logged(&c, "greeted\n"));
	client_free(&c);
}

static void version_first(void **state)
{
	struct client c;
	u8 reply[64], zero[16] = { 0 };
	size_t len;

	(void)state;
	client_begin(&c, PLAIN);
	client_end(&c);
	client_connect(&c, false);
	assert_int_equal(call(&c, GET_INFO, zero, 16, reply, sizeof(reply), &len), EPROTO);
	client_free(&c);
}

static void info(void **state)
{
	struct client c;
	u8 reply[64], zero[16] = { 0 };
	size_t len;

	(void)state;
	client_begin(&c, PLAIN);
	assert_int_equal(call(&c, GET_INFO, zero, 16, reply, sizeof(reply), &len), 0);
	assert_int_equal(len, 16);
	assert_int_equal(mock_get(reply + 4, 4), 3);
	assert_int_equal(mock_get(reply + 8, 4), 9);
	assert_int_equal(mock_get(reply + 12, 4), 5);
	assert_int_equal(call(&c, GET_INFO, zero, 4, reply, sizeof(reply), &len), EINVAL);
	client_free(&c);
}

static void one_region(struct client *c, u32 index, u64 size, u32 flags)
{
	u8 ask[32] = { 32 }, reply[64];
	size_t len;

	mock_put(ask + 8, 4, index);
	assert_int_equal(call(c, GET_REGION_INFO, ask, 32, reply, sizeof(reply), &len), 0);
	assert_int_equal(len, 32);
	check(mock_get(reply + 16, 4) == size, "size of region %u is %x", index,
	      mock_get(reply + 16, 4));
	check(mock_get(reply + 4, 4) == flags, "flags of region %u are %x", index,
	      mock_get(reply + 4, 4));
}

static void regions(void **state)
{
	struct client c;
	u8 ask[32] = { 32 }, reply[64];
	size_t len;

	(void)state;
	client_begin(&c, PLAIN);
	one_region(&c, MOCK_BAR0, 65536, 3);
	one_region(&c, 1, 0, 0);
	one_region(&c, 4, 256, 3);
	one_region(&c, MOCK_ROM, 65536, 1);
	one_region(&c, MOCK_CFG, 256, 3);
	one_region(&c, MOCK_VGA, 0, 0);
	mock_put(ask + 8, 4, 9);
	assert_int_equal(call(&c, GET_REGION_INFO, ask, 32, reply, sizeof(reply), &len), EINVAL);
	mock_put(ask + 8, 4, 0xffffffff);
	assert_int_equal(call(&c, GET_REGION_INFO, ask, 32, reply, sizeof(reply), &len), EINVAL);
	assert_int_equal(call(&c, GET_REGION_INFO, ask, 31, reply, sizeof(reply), &len), EINVAL);
	client_free(&c);
}

static void irqs(void **state)
{
	struct client c;
	u8 ask[20] = { 16 }, reply[64];
	size_t len;

	(void)state;
	client_begin(&c, PLAIN);
	assert_int_equal(call(&c, GET_IRQ_INFO, ask, 16, reply, sizeof(reply), &len), 0);
	assert_int_equal(mock_get(reply + 12, 4), 1);
	ask[8] = 1;
	assert_int_equal(call(&c, GET_IRQ_INFO, ask, 16, reply, sizeof(reply), &len), 0);
	assert_int_equal(mock_get(reply + 12, 4), 1);
	ask[8] = 2;
	assert_int_equal(call(&c, GET_IRQ_INFO, ask, 16, reply, sizeof(reply), &len), 0);
	assert_int_equal(mock_get(reply + 12, 4), 0);
	ask[8] = 5;
	assert_int_equal(call(&c, GET_IRQ_INFO, ask, 16, reply, sizeof(reply), &len), EINVAL);
	assert_int_equal(call(&c, SET_IRQS, ask, 20, reply, sizeof(reply), &len), EINVAL);
	ask[8] = 0;
	assert_int_equal(call(&c, SET_IRQS, ask, 20, reply, sizeof(reply), &len), 0);
	assert_int_equal(call(&c, SET_IRQS, ask, 19, reply, sizeof(reply), &len), EINVAL);
	client_free(&c);
}

/* A descriptor comes with the message and is closed: count those that are open. */
static int open_fds(void)
{
	int fd, n = 0;

	for (fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) != -1;
	return n;
}

static void dma_with_fd(void **state)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	u8 message[48] = { 1, 0, DMA_MAP, 0, 48 }, reply[64];
	struct iovec iov = { message, sizeof(message) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	struct client c;
	size_t len;
	int before;

	(void)state;
	client_begin(&c, PLAIN);
	before = open_fds();
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &c.fd, sizeof(int));
	assert_int_equal(sendmsg(c.fd, &msg, 0), sizeof(message));
	assert_int_equal(receive(&c, reply, sizeof(reply), &len), 0);
	assert_int_equal(len, 0);
	assert_int_equal(open_fds(), before);
	assert_int_equal(call(&c, DMA_UNMAP, message, 24, reply, sizeof(reply), &len), 0);
	assert_int_equal(len, 24);
	assert_memory_equal(reply, message, 24);
	assert_int_equal(call(&c, DMA_MAP, message, 31, reply, sizeof(reply), &len), EINVAL);
	assert_int_equal(call(&c, DMA_UNMAP, message, 23, reply, sizeof(reply), &len), EINVAL);
	client_free(&c);
}

static void read_write(void **state)
{
	struct client c;
	u8 buf[65536];

	(void)state;
	client_begin(&c, PLAIN);
	wr(&c, MOCK_BAR0, 0x100, 4, 0x12345678);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x100, 4), 0x12345678);
	assert_int_equal(rd(&c, MOCK_BAR0, 0x101, 1), 0x56);
	assert_int_equal(read_region(&c, MOCK_BAR0, 0, 65536, buf), 0);
	assert_int_equal(buf[0x100], 0x78);
	client_end(&c);
	assert_true(logged(&c, "bar0 write 0x100 4 = 0x12345678\n"));
	assert_true(logged(&c, "bar0 read 0x100 4 = 0x12345678\n"));
	assert_true(logged(&c, "bar0 read 0x101 1 = 0x56\n"));
	assert_true(logged(&c, "bar0 read 0x000 65536 = bytes "
			       "00000000000000000000000000000000...\n"));
	client_free(&c);
}

static void out_of_range(void **state)
{
	struct client c;
	u8 buf[8] = { 0 };

	(void)state;
	client_begin(&c, PLAIN);
	assert_int_equal(read_region(&c, MOCK_BAR0, 65536, 1, buf), EINVAL);
	assert_int_equal(read_region(&c, MOCK_BAR0, 65533, 4, buf), EINVAL);
	assert_int_equal(read_region(&c, MOCK_BAR0, ~0ULL, 4, buf), EINVAL);
	assert_int_equal(read_region(&c, MOCK_BAR0, 0, 0, buf), EINVAL);
	assert_int_equal(read_region(&c, 1, 0, 4, buf), EINVAL);
	assert_int_equal(read_region(&c, 9, 0, 4, buf), EINVAL);
	assert_int_equal(read_region(&c, 0xffffffff, 0, 4, buf), EINVAL);
	assert_int_equal(read_region(&c, MOCK_CFG, 256, 4, buf), EINVAL);
	assert_int_equal(write_region(&c, MOCK_CFG, 253, 4, buf), EINVAL);
	assert_int_equal(write_region(&c, MOCK_ROM, 0, 4, buf), EACCES);
	assert_int_equal(write_region(&c, 4, 252, 8, buf), EINVAL);
	client_free(&c);
}

/* A count that is larger than what comes with it, or than anything. */
static void lying_count(void **state)
{
	struct client c;
	u8 ask[20] = { 0 }, reply[64];
	size_t len;

	(void)state;
	client_begin(&c, PLAIN);
	ask[12] = 8;
	assert_int_equal(call(&c, REGION_WRITE, ask, 20, reply, sizeof(reply), &len), EINVAL);
	mock_put(ask + 12, 4, 0xffffffff);
	assert_int_equal(call(&c, REGION_WRITE, ask, 20, reply, sizeof(reply), &len), EINVAL);
	assert_int_equal(call(&c, REGION_READ, ask, 16, reply, sizeof(reply), &len), EINVAL);
	assert_int_equal(call(&c, REGION_READ, ask, 15, reply, sizeof(reply), &len), EINVAL);
	assert_int_equal(call(&c, REGION_READ, ask, 0, reply, sizeof(reply), &len), EINVAL);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0x1002);
	client_free(&c);
}

static void unknown_command(void **state)
{
	static const u16 commands[] = { 0, 6, 11, 12, 14, 15, 16, 255, 0xffff };
	struct client c;
	u8 reply[64];
	size_t len;
	u32 i;

	(void)state;
	client_begin(&c, PLAIN);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		assert_int_equal(call(&c, commands[i], "abcd", 4, reply, sizeof(reply), &len),
				 ENOTSUP);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0x1002);
	/* a reply to nothing */
	send_message(&c, GET_INFO, 1, NULL, 0);
	assert_int_equal(receive(&c, reply, sizeof(reply), &len), EINVAL);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0x1002);
	client_end(&c);
	assert_true(logged(&c, "unknown command 65535\n"));
	client_free(&c);
}

/* After a size that cannot be, the connection ends, and the next one works. */
static void bad_size(struct client *c, u32 size, int error)
{
	u8 hdr[16] = { 1, 0, GET_INFO, 0 }, reply[64];
	size_t len;

	mock_put(hdr + 4, 4, size);
	send_raw(c, hdr, sizeof(hdr));
	assert_int_equal(receive(c, reply, sizeof(reply), &len), error);
	assert_int_equal(receive(c, reply, sizeof(reply), &len), -1);
	client_end(c);
	client_connect(c, true);
	assert_int_equal(rd(c, MOCK_CFG, 0, 2), 0x1002);
}

static void bad_sizes(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, PLAIN);
	bad_size(&c, 0, EINVAL);
	bad_size(&c, 15, EINVAL);
	bad_size(&c, 0xffffffff, EMSGSIZE);
	bad_size(&c, 0x01000021, EMSGSIZE);
	client_free(&c);
}

static void short_header(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, PLAIN);
	send_raw(&c, "\1\0\4\0\40\0", 6);
	client_end(&c);
	client_connect(&c, true);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0x1002);
	client_free(&c);
}

/* A message in pieces, and two in one. */
static void pieces(void **state)
{
	u8 m[64] = { 1, 0, REGION_READ, 0, 32, 0 }, reply[64];
	struct client c;
	size_t len, i;

	(void)state;
	client_begin(&c, PLAIN);
	m[16 + 8] = MOCK_CFG;
	m[16 + 12] = 2;
	memcpy(m + 32, m, 32);
	for (i = 0; i < 32; i++)
		send_raw(&c, m + i, 1);
	assert_int_equal(receive(&c, reply, sizeof(reply), &len), 0);
	assert_int_equal(mock_get(reply + 16, 2), 0x1002);
	send_raw(&c, m, 64);
	for (i = 0; i < 2; i++) {
		assert_int_equal(receive(&c, reply, sizeof(reply), &len), 0);
		assert_int_equal(mock_get(reply + 16, 2), 0x1002);
	}
	client_free(&c);
}

static void no_reply(void **state)
{
	u8 ask[20] = { 0 };
	struct client c;

	(void)state;
	client_begin(&c, PLAIN);
	mock_put(ask + 8, 4, MOCK_BAR0);
	mock_put(ask + 12, 4, 4);
	mock_put(ask + 16, 4, 0xabcdef01);
	send_message(&c, REGION_WRITE, NO_REPLY, ask, 20);
	send_message(&c, 99, NO_REPLY, NULL, 0);
	/* the next reply is to this */
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0xabcdef01);
	client_free(&c);
}

static void reset(void **state)
{
	struct client c;
	u8 reply[16];
	size_t len;

	(void)state;
	client_begin(&c, PLAIN);
	wr(&c, MOCK_CFG, 0x04, 2, 7);
	assert_int_equal(call(&c, RESET, NULL, 0, reply, sizeof(reply), &len), 0);
	assert_int_equal(rd(&c, MOCK_CFG, 0x04, 2), 0);
	client_end(&c);
	assert_true(logged(&c, "reset message\n"));
	client_free(&c);
}

/* What a client did stays when the next one comes. */
static void reconnect(void **state)
{
	struct client c;

	(void)state;
	client_begin(&c, PLAIN);
	wr(&c, MOCK_BAR0, 0, 4, 0x11223344);
	client_end(&c);
	client_connect(&c, true);
	assert_int_equal(rd(&c, MOCK_BAR0, 0, 4), 0x11223344);
	client_end(&c);
	assert_true(logged(&c, "disconnected\n"));
	client_free(&c);
}

/* Noise: whatever comes, the server lives. */
static void noise(void **state)
{
	struct client c;
	u32 seed = 1, round, i;
	u8 m[48];

	(void)state;
	client_begin(&c, PLAIN);
	for (round = 0; round < 200; round++) {
		for (i = 0; i < sizeof(m); i++) {
			seed = seed * 1664525 + 1013904223;
			m[i] = seed >> 24;
		}
		/* half of them with a size that lets the payload be looked at */
		if (round & 1) {
			mock_put(m + 2, 2, m[2] % 20);
			mock_put(m + 4, 4, sizeof(m));
			mock_put(m + 8, 4, NO_REPLY);
			mock_put(m + 24, 4, m[24] % 10);
		}
		if (send(c.fd, m, sizeof(m), MSG_NOSIGNAL) != sizeof(m) || !(round & 1)) {
			client_end(&c);
			client_connect(&c, true);
		}
	}
	client_end(&c);
	client_connect(&c, true);
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0x1002);
	client_free(&c);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(version),
		cmocka_unit_test(version_first),
		cmocka_unit_test(info),
		cmocka_unit_test(regions),
		cmocka_unit_test(irqs),
		cmocka_unit_test(dma_with_fd),
		cmocka_unit_test(read_write),
		cmocka_unit_test(out_of_range),
		cmocka_unit_test(lying_count),
		cmocka_unit_test(unknown_command),
		cmocka_unit_test(bad_sizes),
		cmocka_unit_test(short_header),
		cmocka_unit_test(pieces),
		cmocka_unit_test(no_reply),
		cmocka_unit_test(reset),
		cmocka_unit_test(reconnect),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests_name("proto", tests, NULL, NULL);
}
