// SPDX-License-Identifier: GPL-2.0-only
/*
 * bigbar: a guest's driver of a BAR that is larger than its memory.
 *
 *   bigbar RESOURCE...
 *
 * Takes the largest of these BARs (sysfs, resourceN), writes to its beginning, to both sides of
 * each GiB, and to its end, and reads all of that back when it is written. Each place holds a
 * number of its own, so none may show what was meant for another.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define GIB	(1ULL << 30)
#define PAGE	4096U
#define MARK	0xb1600000U

static int largest(char **paths, uint64_t *size)
{
	struct stat st;
	int best = -1, fd;

	*size = 0;
	for (; *paths; paths++) {
		fd = open(*paths, O_RDWR | O_SYNC);
		if (fd < 0)
			continue;
		if (fstat(fd, &st) || (uint64_t)st.st_size <= *size) {
			close(fd);
			continue;
		}
		if (best >= 0)
			close(best);
		best = fd;
		*size = st.st_size;
	}
	return best;
}

/* One place, by a mapping that is there for that alone. */
static int touch(int fd, uint64_t offset, const uint32_t *write, uint32_t *read)
{
	volatile uint32_t *map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
				      offset & ~(uint64_t)(PAGE - 1));

	if (map == MAP_FAILED)
		return -1;
	if (write)
		map[offset % PAGE / 4] = *write;
	else
		*read = map[offset % PAGE / 4];
	munmap((void *)map, PAGE);
	return 0;
}

/* The places by their number: 0, then the last and the first dword around each GiB, then the end. */
static uint64_t place(uint32_t n)
{
	uint64_t edge = (n + 1) / 2 * GIB;

	return n & 1 ? edge - 4 : edge;
}

int main(int argc, char **argv)
{
	uint32_t n, mark, value, places, same = 0;
	uint64_t size;
	int fd = largest(argv + (argc > 0), &size);

	if (fd < 0) {
		printf("VGAPT bigbar=none\n");
		return 1;
	}
	places = size / GIB * 2;
	for (n = 0; n < places; n++) {
		mark = MARK | n;
		if (touch(fd, place(n), &mark, NULL))
			perror("mmap");
	}
	for (n = 0; n < places; n++)
		if (!touch(fd, place(n), NULL, &value) && value == (MARK | n))
			same++;
	printf("VGAPT bigbar=%llu places=%u same=%u\n", (unsigned long long)size, places, same);
	return 0;
}
