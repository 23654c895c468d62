// SPDX-License-Identifier: GPL-2.0-only
/*
 * letgo: a guest that makes pciback forget it.
 *
 * Says that it is ready, and does what the job writes to its xenstore:
 *
 *   data/hang  that number goes into the card's register 18h, which hangs the mock
 *              card "away" for so many milliseconds
 *   data/go    it writes a state to its PCI frontend that means nothing: pciback
 *              takes that for the end of the frontend
 *
 * Then it goes on using its card: it writes to the card's first BAR for ever, and says
 * how often it has read back what it wrote.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "xs.h"

static volatile uint32_t *map_bar(const char *resource)
{
	int fd = open(resource, O_RDWR | O_SYNC);
	void *at = MAP_FAILED;

	if (fd >= 0)
		at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	return at == MAP_FAILED ? NULL : at;
}

int main(int argc, char **argv)
{
	volatile uint32_t *bar = argc > 1 ? map_bar(argv[1]) : NULL;
	unsigned long alive = 0, dead = 0;
	int fd = xs_open();
	char value[16] = "";
	bool hung = false;

	if (fd < 0) {
		printf("VGAPT letgo=no-xenstore\n");
		return 1;
	}
	printf("VGAPT letgo=ready bar=%s\n", bar ? "mapped" : "none");
	fflush(stdout);
	while (xs_read(fd, "data/go", value, sizeof(value)) || strcmp(value, "1")) {
		if (bar && !hung && !xs_read(fd, "data/hang", value, sizeof(value))) {
			bar[0x18 / 4] = strtoul(value, NULL, 10);
			hung = true;
			printf("VGAPT letgo=hung\n");
			fflush(stdout);
		}
		usleep(100000);
	}
	printf("VGAPT letgo=%d\n", xs_write(fd, "device/pci/0/state", "0"));
	fflush(stdout);
	for (;;) {
		if (bar) {
			bar[0x100 / 4] = 0xd1d1d1d1;
			if (bar[0x100 / 4] == 0xd1d1d1d1)
				alive++;
			else
				dead++;
		}
		printf("VGAPT using=%lu lost=%lu\n", alive, dead);
		fflush(stdout);
		sleep(1);
	}
}
