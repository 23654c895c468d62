// SPDX-License-Identifier: GPL-2.0-only
/*
 * stalls: how long a guest's disk and network have to wait.
 *
 *   stalls DISK ADDRESS [VBD]
 *
 * Reads a sector of DISK past all caches, sends a ping to ADDRESS, some ten times a
 * second each; and takes the disk VBD ("vbd-51728") from its driver, to say that it
 * comes up and goes, which dom0's xenwatch answers.  Prints the longest wait of each, in milliseconds, once a
 * second: "VGAPT disk=N net=N reconnect=N rounds=N".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "xs.h"

#define SECTOR	4096
/* A ping that is lost is one that has waited that long. */
#define LOST_MS	60000

/* enum xenbus_state (Xen, public/io/xenbus.h). */
enum state { INIT_WAIT = 2, CLOSED = 6 };

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

/* Milliseconds, or -1. */
static long disk(int fd, void *buf)
{
	long start = now_ms();

	if (pread(fd, buf, SECTOR, 0) != SECTOR)
		return -1;
	return now_ms() - start;
}

static uint16_t checksum(const void *data, size_t len)
{
	const uint16_t *word = data;
	uint32_t sum = 0;

	for (; len > 1; len -= 2)
		sum += *word++;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static long ping(int fd, const struct sockaddr_in *to)
{
	static uint16_t number;
	struct icmphdr icmp = { .type = ICMP_ECHO };
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	long start = now_ms(), left;
	char reply[1500];
	ssize_t len;
	const struct icmphdr *got;

	icmp.un.echo.id = htons(0x5647);
	icmp.un.echo.sequence = htons(++number);
	icmp.checksum = checksum(&icmp, sizeof(icmp));
	if (sendto(fd, &icmp, sizeof(icmp), 0, (const void *)to, sizeof(*to)) < 0)
		return -1;
	while ((left = start + LOST_MS - now_ms()) > 0 && poll(&poller, 1, left) > 0) {
		len = recv(fd, reply, sizeof(reply), 0);
		if (len < (ssize_t)(sizeof(struct iphdr) + sizeof(icmp)))
			continue;
		got = (const void *)(reply + (reply[0] & 15) * 4);
		if (got->type == ICMP_ECHOREPLY && got->un.echo.id == icmp.un.echo.id &&
		    got->un.echo.sequence == icmp.un.echo.sequence)
			break;
	}
	return now_ms() - start;
}

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), rc = -1;

	if (fd >= 0) {
		rc = write(fd, text, strlen(text)) < 0 ? -1 : 0;
		close(fd);
	}
	return rc;
}

/* Wait until the disk's back end is in that state, until LOST_MS after start. */
static bool backend_is(int store, const char *node, enum state state, long start)
{
	char path[128], value[256];

	snprintf(path, sizeof(path), "%s/backend", node);
	if (xs_read(store, path, value, sizeof(value)))
		return false;
	snprintf(path, sizeof(path), "%.100s/state", value);
	while (xs_read(store, path, value, sizeof(value)) || strtol(value, NULL, 10) != state) {
		if (now_ms() - start >= LOST_MS)
			return false;
		usleep(1000);
	}
	return true;
}

/*
 * Up and down again, as far as a front end can go by its state alone: its driver
 * would take the device up once only, for it keeps the state of the first time.
 */
static long reconnect(int store, const char *node)
{
	char path[128];
	long start = now_ms();

	snprintf(path, sizeof(path), "%s/state", node);
	if (xs_write(store, path, "1") || !backend_is(store, node, INIT_WAIT, start) ||
	    xs_write(store, path, "6") || !backend_is(store, node, CLOSED, start))
		return -1;
	return now_ms() - start;
}

static void longest(long *max, long ms)
{
	if (ms < 0 || *max < 0)
		*max = -1;
	else if (ms > *max)
		*max = ms;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	long waits[3] = { 0 }, rounds = 0, told = 0;
	int disk_fd, net_fd, store;
	char node[64];
	void *buf;

	if (argc < 3 || (argc > 3 && !strchr(argv[3], '-')) || posix_memalign(&buf, SECTOR, SECTOR) || !inet_aton(argv[2], &to.sin_addr)) {
		fprintf(stderr, "usage: stalls DISK ADDRESS [VBD]\n");
		return 2;
	}
	disk_fd = open(argv[1], O_RDONLY | O_DIRECT);
	net_fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	store = xs_open();
	if (argc > 3) {
		snprintf(node, sizeof(node), "device/vbd/%.40s", strchr(argv[3], '-') + 1);
		if (put("/sys/bus/xen/drivers/vbd/unbind", argv[3]) || !backend_is(store, node, CLOSED, now_ms()))
			store = -1;
	}
	if (disk_fd < 0 || net_fd < 0 || store < 0) {
		printf("VGAPT stalls=%s\n", strerror(errno));
		return 1;
	}
	for (;;) {
		longest(&waits[0], disk(disk_fd, buf));
		longest(&waits[1], ping(net_fd, &to));
		if (argc > 3 && !(rounds % 10))
			longest(&waits[2], reconnect(store, node));
		rounds++;
		if (now_ms() - told >= 1000) {
			told = now_ms();
			printf("VGAPT disk=%ld net=%ld reconnect=%ld rounds=%ld\n", waits[0], waits[1], waits[2], rounds);
			fflush(stdout);
		}
		usleep(50000);
	}
}
