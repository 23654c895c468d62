/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's entry for 32-bit programs, for the test programs of the jobs and the fuzzer of the device. */
#ifndef IOCTL32_H
#define IOCTL32_H

#include <errno.h>
#include <stdint.h>
#include <sys/ioctl.h>

/* ioctl() as a 32-bit process makes it; @arg has to lie below 4 GiB. */
static inline int ioctl32(int fd, unsigned long call, void *arg)
{
#ifdef __x86_64__
	int rc;

	__asm__ volatile("int $0x80"
			 : "=a"(rc)
			 : "a"(54), "b"(fd), "c"((uint32_t)call), "d"((uint32_t)(uintptr_t)arg)
			 : "memory", "r8", "r9", "r10", "r11");
	if (rc < 0 && rc > -4096) {
		errno = -rc;
		return -1;
	}
	return rc;
#else
	return ioctl(fd, call, arg);
#endif
}

#endif /* IOCTL32_H */
