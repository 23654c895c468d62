// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display functions that the module knows, and the domains they may be for.
 */
#include <dirent.h>
#include <fcntl.h>

#include "fuzz.h"

#define DEVICES	"/sys/bus/pci/devices"

struct place places[MAX_PLACES];
unsigned int num_places;
uint16_t domains[MAX_DOMAINS];
unsigned int num_domains;
bool have_xen;

const char *place_file(const struct place *place, const char *name, char path[160])
{
	snprintf(path, 160, DEVICES "/%s/%s", place->sbdf, name);
	return path;
}

ssize_t file_read(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t have = 0, got = 0;

	if (fd < 0)
		return -errno;
	while ((size_t)have < size && (got = read(fd, buf + have, size - have)) > 0)
		have += got;
	if (got < 0)
		have = -errno;
	close(fd);
	return have;
}

/* Returns 0 or the error. */
int file_write(const char *path, const void *buf, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, buf, size) < 0)
		err = errno;
	close(fd);
	return err;
}

static uint32_t number(const struct place *place, const char *name)
{
	char path[160], text[32];
	ssize_t len = file_read(place_file(place, name, path), text, sizeof(text) - 1);

	if (len < 0)
		return 0;
	text[len] = 0;
	return strtoul(text, NULL, 16);
}

static void add(const char *name)
{
	struct place *place = &places[num_places];
	unsigned int segment, bus, slot, function, i;
	char path[160];
	ssize_t len;

	if (num_places == MAX_PLACES || strlen(name) >= sizeof(place->sbdf) ||
	    sscanf(name, "%x:%x:%x.%x", &segment, &bus, &slot, &function) != 4)
		return;
	strcpy(place->sbdf, name);
	if (access(place_file(place, "xen_vgapt", path), F_OK))
		return;
	place->segment = segment;
	place->bus = bus;
	place->devfn = slot << 3 | function;
	place->vendor = number(place, "vendor");
	place->device = number(place, "device");
	place->class = number(place, "class");
	place->vga = place->class >> 8 == 0x0300;
	place->rom = malloc(ROM_MAX);
	len = file_read(place_file(place, "xen_vgapt/rom", path), (char *)place->rom, ROM_MAX);
	place->rom_size = len < 0 ? 0 : len;
	for (i = 0; i < ARRAY_SIZE(place->lock); i++)
		pthread_rwlock_init(&place->lock[i], NULL);
	num_places++;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* In the order of their names: a sequence of operations names them by number. */
void places_find(void)
{
	struct dirent **list;
	int i, num = scandir(DEVICES, &list, NULL, by_name);

	for (i = 0; i < num; i++) {
		add(list[i]->d_name);
		free(list[i]);
	}
	if (num >= 0)
		free(list);
}

void places_domain(const char *text)
{
	unsigned long domid = strtoul(text, NULL, 10);

	if (!domid || domid >= 0x7fef || num_domains == MAX_DOMAINS) {
		fprintf(stderr, "fuzzdev: \"%s\" is no guest's domid, or one too many\n", text);
		exit(2);
	}
	domains[num_domains++] = domid;
}

bool place_known(uint32_t segment, uint8_t bus, uint8_t devfn)
{
	unsigned int i;

	for (i = 0; i < num_places; i++)
		if (places[i].segment == segment && places[i].bus == bus && places[i].devfn == devfn)
			return true;
	return false;
}

struct place *place_pick(struct rng *rng)
{
	return &places[rng_below(rng, num_places)];
}
