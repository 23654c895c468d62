/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every test includes: cmocka, and a client that talks to a device as QEMU
 * does.
 */
#ifndef MOCK_CLIENT_H
#define MOCK_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "mock.h"

/* Fail with words of our own, which say what was being tried. */
#define check(cond, ...)				\
	do {						\
		if (!(cond)) {				\
			print_error(__VA_ARGS__);	\
			print_error("\n");		\
			fail_msg("%s", #cond);		\
		}					\
	} while (0)

enum {
	VERSION = 1,
	DMA_MAP,
	DMA_UNMAP,
	GET_INFO,
	GET_REGION_INFO,
	GET_IRQ_INFO = 7,
	SET_IRQS,
	REGION_READ,
	REGION_WRITE,
	RESET = 13
};

#define NO_REPLY 0x10

/**
 * struct client - a client, and the device behind it, which a thread serves
 * @fd:      our end
 * @dev:     the device; not to be touched while the thread runs
 * @log:     its log
 * @text:    what has been logged, after client_end() only
 * @size:    how much of it
 * @thread:  which serves
 * @running: it does
 * @id:      of the next message
 */
struct client {
	int fd;
	struct mock_device *dev;
	struct mock_log log;
	char *text;
	size_t size;
	pthread_t thread;
	bool running;
	u16 id;
};

/* A device by the lines of a personality; NULL if they are refused. */
struct mock_device *device_of(struct mock_log *log, const char *lines);
/* A device from personalities/NAME.conf. */
struct mock_device *device_named(struct mock_log *log, const char *name);

void client_begin(struct client *c, const char *lines);
void client_begin_named(struct client *c, const char *name);
/* Connect again, after client_end(). */
void client_connect(struct client *c, bool greet);
void client_end(struct client *c);
void client_free(struct client *c);

void send_raw(struct client *c, const void *data, size_t len);
/* The errno of the reply, 0 if it is none; -1 if the connection has ended. */
int receive(struct client *c, u8 *payload, size_t size, size_t *len);
void send_message(struct client *c, u16 command, u32 flags, const void *payload,
		  u32 len);
int call(struct client *c, u16 command, const void *payload, u32 len, u8 *reply,
	 size_t size, size_t *reply_len);

int read_region(struct client *c, u32 region, u64 off, u32 count, u8 *val);
int write_region(struct client *c, u32 region, u64 off, u32 count, const u8 *val);
u32 rd(struct client *c, u32 region, u64 off, u32 len);
void wr(struct client *c, u32 region, u64 off, u32 len, u32 val);
bool logged(struct client *c, const char *what);
void rom_enable(struct client *c, bool on);

#endif /* MOCK_CLIENT_H */
