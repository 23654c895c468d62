// SPDX-License-Identifier: GPL-2.0-only
/*
 * captest: the character device and its capabilities, from a program's side.
 * Runs in dom0; prints the lines the lab counts.
 *
 *   captest hold SBDF DOMID RANGES   attach, grant, say "granted", wait
 *   captest bad SBDF DOMID           everything that must be refused
 *   captest info SBDF DOMID          the info calls against sysfs
 *   captest rom SBDF DOMID           pread and mmap against sysfs
 *   captest user SBDF DOMID          the capability without privileges
 *   captest compat SBDF DOMID        the calls of a 32-bit process
 *   captest gone SBDF DOMID          attach, say "attached", then at the end of
 *                                    standard input: every call says ENODEV
 *   captest try SBDF DOMID RANGES    attach and grant once; prints the error
 *   captest reset SBDF DOMID         attach and reset once; prints the error
 */
#define _GNU_SOURCE
#include <grp.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "cap.h"
#include "ioctl32.h"

static struct card card;
static unsigned int domid;

static int attach(void)
{
	int device = open_device();
	int cap = attach_call(device, &card, domid);

	if (cap < 0)
		die("attach");
	close(device);
	return cap;
}

static size_t read_sysfs(const char *file, void *buf, size_t size)
{
	char *path = card_path(&card, file);
	size_t have = 0;
	ssize_t got;
	int fd;

	fd = open(path, O_RDONLY);
	if (fd < 0)
		die(path);
	while (have < size && (got = read(fd, (char *)buf + have, size - have)) > 0)
		have += got;
	close(fd);
	free(path);
	return have;
}

static int cmd_hold(uint32_t ranges)
{
	int cap = attach();
	char c;

	if (ranges_call(cap, VGAPT_IOC_GRANT, ranges))
		die("grant");
	printf("granted\n");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	return 0;
}

static int cmd_try(uint32_t ranges)
{
	int device = open_device();
	int cap = attach_call(device, &card, domid);

	if (cap < 0 || ranges_call(cap, VGAPT_IOC_GRANT, ranges))
		printf("%s\n", strerrorname_np(errno));
	else
		printf("granted\n");
	return 0;
}

static int cmd_reset(void)
{
	int cap = attach();

	printf("%s\n", reset_call(cap) ? strerrorname_np(errno) : "reset");
	return 0;
}

/* One way of calling: which structure, which call, and its first size. */
struct call {
	const char *name;
	unsigned long nr;
	uint32_t size;
	int on_device;
};

static const struct call calls[] = {
	{ "VERSION", VGAPT_IOC_VERSION, sizeof(struct vgapt_version), 1 },
	{ "ATTACH", VGAPT_IOC_ATTACH, sizeof(struct vgapt_attach), 1 },
	{ "DEVICE_INFO", VGAPT_IOC_DEVICE_INFO, sizeof(struct vgapt_device_info), 0 },
	{ "REGION_INFO", VGAPT_IOC_REGION_INFO, sizeof(struct vgapt_region_info), 0 },
	{ "GRANT", VGAPT_IOC_GRANT, sizeof(struct vgapt_ranges), 0 },
	{ "REVOKE", VGAPT_IOC_REVOKE, sizeof(struct vgapt_ranges), 0 },
	{ "RESET", VGAPT_IOC_RESET, sizeof(struct vgapt_reset), 0 },
	{ "ROM_SOURCE", VGAPT_IOC_ROM_SOURCE, sizeof(struct vgapt_rom_source_info), 1 },
	{ "ROM_OPEN", VGAPT_IOC_ROM_OPEN, sizeof(struct vgapt_rom_open), 1 },
	{ "ROM_LOAD", VGAPT_IOC_ROM_LOAD, sizeof(struct vgapt_rom_open), 1 },
};

/* Make the call and see that it fails with @want. */
static void refused(int fd, const struct call *call, void *arg, int want,
		    const char *why)
{
	int rc;

	errno = 0;
	rc = ioctl(fd, call->nr, arg);
	check(rc < 0 && errno == want, "%s refused with %s: %s%s%s",
	      call->name, strerrorname_np(want), why,
	      rc < 0 && errno == want ? "" : ", got ",
	      rc < 0 && errno == want ? "" : rc < 0 ? strerrorname_np(errno) : "success");
	if (rc > 2)
		close(rc);
}

/* A good argument for each call, as far as there is one. */
static void good_args(const struct call *call, void *buf, size_t size)
{
	memset(buf, 0, size);
	*(uint32_t *)buf = call->size;
	if (call->nr == VGAPT_IOC_ATTACH) {
		struct vgapt_attach *args = buf;

		args->segment = card.segment;
		args->bus = card.bus;
		args->devfn = card.devfn;
		args->domid = domid;
	} else if (call->nr == VGAPT_IOC_ROM_SOURCE || call->nr == VGAPT_IOC_ROM_OPEN ||
		   call->nr == VGAPT_IOC_ROM_LOAD) {
		struct vgapt_rom_open *args = buf;

		args->segment = card.segment;
		args->bus = card.bus;
		args->devfn = card.devfn;
		if (call->nr != VGAPT_IOC_ROM_LOAD)
			args->source = VGAPT_ROM_ROMBAR;
	} else if (call->nr == VGAPT_IOC_GRANT || call->nr == VGAPT_IOC_REVOKE) {
		((struct vgapt_ranges *)buf)->ranges = VGAPT_RANGE_ALL;
	}
}

static int cmd_bad(void)
{
	union {
		uint8_t bytes[8192];
		uint32_t words[2];
		struct vgapt_attach attach;
		struct vgapt_ranges ranges;
		struct vgapt_region_info region;
		struct vgapt_rom_open rom;
	} buf;
	int device = open_device(), cap = attach();
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const struct call *call = &calls[i];
		int fd = call->on_device ? device : cap;

		good_args(call, &buf, sizeof(buf));
		buf.words[0] = 0;
		refused(fd, call, &buf, EINVAL, "argsz 0");
		good_args(call, &buf, sizeof(buf));
		buf.words[0] = call->size - 1;
		refused(fd, call, &buf, EINVAL, "argsz a byte short");
		good_args(call, &buf, sizeof(buf));
		buf.words[0] = call->size + 8;
		buf.bytes[call->size + 7] = 1;
		refused(fd, call, &buf, E2BIG, "something unknown behind it");
		good_args(call, &buf, sizeof(buf));
		buf.words[0] = 0xffffffff;
		refused(fd, call, &buf, E2BIG, "argsz 4 GiB");
		good_args(call, &buf, sizeof(buf));
		buf.words[1] = 0x80000000;
		refused(fd, call, &buf, EINVAL, "an unknown flag");
		refused(fd, call, NULL, EFAULT, "no structure");
		refused(fd, call, (void *)-4096UL, EFAULT, "an address of the kernel's");
		good_args(call, &buf, sizeof(buf));
		refused(call->on_device ? cap : device, call, &buf, ENOTTY,
			"on the other kind of descriptor");
	}

	{
		const struct call *call = &calls[1];
		const unsigned int domids[] = { 0, 0x7ff0, 0x7ff4, 0xffff };

		for (i = 0; i < 4; i++) {
			good_args(call, &buf, sizeof(buf));
			buf.attach.domid = domids[i];
			refused(device, call, &buf, EINVAL, "a domid no guest has");
		}
		good_args(call, &buf, sizeof(buf));
		buf.attach.domid = 0x7fef;
		refused(device, call, &buf, ESRCH, "no such domain");
		good_args(call, &buf, sizeof(buf));
		buf.attach.segment = 0x10000;
		refused(device, call, &buf, ENODEV, "no such segment");
		good_args(call, &buf, sizeof(buf));
		buf.attach.bus = 0xee;
		refused(device, call, &buf, ENODEV, "no such bus");
		good_args(call, &buf, sizeof(buf));
		buf.attach.bus = 0;
		buf.attach.devfn = 0;
		refused(device, call, &buf, ENODEV, "a host bridge");
	}
	for (i = 4; i <= 5; i++) {
		good_args(&calls[i], &buf, sizeof(buf));
		buf.ranges.ranges = 0;
		refused(cap, &calls[i], &buf, EINVAL, "no range");
		buf.ranges.ranges = VGAPT_RANGE_ALL + 1;
		refused(cap, &calls[i], &buf, EINVAL, "an unknown range");
		buf.ranges.ranges = VGAPT_RANGE_ALL;
		buf.ranges.reserved = 1;
		refused(cap, &calls[i], &buf, EINVAL, "padding that is not zero");
	}
	for (i = 7; i <= 9; i++) {
		good_args(&calls[i], &buf, sizeof(buf));
		buf.rom.reserved = 1;
		refused(device, &calls[i], &buf, EINVAL, "padding that is not zero");
		good_args(&calls[i], &buf, sizeof(buf));
		buf.rom.bus = 0xee;
		refused(device, &calls[i], &buf, ENODEV, "no such bus");
		good_args(&calls[i], &buf, sizeof(buf));
		buf.rom.source = VGAPT_ROM_NUM_SOURCES;
		refused(device, &calls[i], &buf, EINVAL, "a source beyond the last");
		buf.rom.source = 0xffffffff;
		refused(device, &calls[i], &buf, EINVAL, "source -1");
	}
	for (i = 7; i <= 8; i++) {
		good_args(&calls[i], &buf, sizeof(buf));
		buf.rom.source = VGAPT_ROM_NONE;
		refused(device, &calls[i], &buf, EINVAL, "no source");
	}
	good_args(&calls[7], &buf, sizeof(buf));
	buf.bytes[calls[7].size - 1] = 1;
	refused(device, &calls[7], &buf, EINVAL, "a result that is not zero");
	good_args(&calls[8], &buf, sizeof(buf));
	buf.rom.source = VGAPT_ROM_PROM;
	refused(device, &calls[8], &buf, ENODATA, "a source that has nothing");
	good_args(&calls[3], &buf, sizeof(buf));
	buf.region.index = VGAPT_NUM_REGIONS;
	refused(cap, &calls[3], &buf, EINVAL, "a region beyond the last");
	buf.region.index = 0xffffffff;
	refused(cap, &calls[3], &buf, EINVAL, "region -1");
	{
		static const struct call unknown = { "0xEAFF", _IO(VGAPT_IOC_TYPE, 0xff), 0, 0 };

		refused(device, &unknown, &buf, ENOTTY, "an unknown call on the device");
		refused(cap, &unknown, &buf, ENOTTY, "an unknown call on a capability");
	}

	/* A newer program's longer structure, its news unused. */
	good_args(&calls[0], &buf, sizeof(buf));
	buf.words[0] = calls[0].size + 64;
	check(!ioctl(device, VGAPT_IOC_VERSION, &buf) && buf.words[0] == calls[0].size,
	      "a longer VERSION is taken, and the size known here comes back");
	check(write(cap, "x", 1) < 0 && (errno == EBADF || errno == EINVAL),
	      "a capability can't be written to");
	check(mmap(NULL, 4096, PROT_READ, MAP_SHARED, cap, 1 << 30) == MAP_FAILED,
	      "no mapping beyond the ROM");
	close(cap);
	close(device);
	return 0;
}

static int cmd_info(void)
{
	static const struct { uint32_t index, bit; uint64_t base, size; } legacy[] = {
		{ VGAPT_REGION_IO_MONO, VGAPT_RANGE_IO_MONO, 0x3b0, 0xc },
		{ VGAPT_REGION_IO_COLOR, VGAPT_RANGE_IO_COLOR, 0x3c0, 0x20 },
		{ VGAPT_REGION_MEM, VGAPT_RANGE_MEM, 0xa0000, 0x20000 },
	};
	struct vgapt_version version = { .argsz = sizeof(version) };
	struct vgapt_device_info info;
	struct vgapt_region_info region;
	int device = open_device(), cap = attach();
	char text[4096], want[65] = "";
	unsigned long long start, end, flags;
	char *line, *next;
	size_t i, n;

	check(!ioctl(device, VGAPT_IOC_VERSION, &version) &&
	      version.api == VGAPT_API_VERSION && version.domctl_version >= 0x10 &&
	      (version.flags & VGAPT_VERSION_XEN), "VERSION tells api and domctl version");
	check(!device_info(cap, &info), "DEVICE_INFO");
	check(info.segment == card.segment && info.bus == card.bus &&
	      info.devfn == card.devfn && info.domid == domid,
	      "it names function and domain");
	text[read_sysfs("vendor", text, sizeof(text) - 1)] = 0;
	check(info.vendor == strtoul(text, NULL, 16), "vendor id as in sysfs");
	text[read_sysfs("device", text, sizeof(text) - 1)] = 0;
	check(info.device == strtoul(text, NULL, 16), "device id as in sysfs");
	text[read_sysfs("class", text, sizeof(text) - 1)] = 0;
	check(info.class == strtoul(text, NULL, 16), "class as in sysfs");
	check(info.num_regions == VGAPT_NUM_REGIONS, "number of regions");
	for (i = 0; i < 32; i++)
		sprintf(want + 2 * i, "%02x", info.rom_sha256[i]);
	text[read_sysfs("xen_vgapt/rom_sha256", text, sizeof(text) - 1)] = 0;
	check(info.rom_size && !strncmp(text, want, 64), "digest of the ROM as in sysfs");
	check(info.flags & VGAPT_DEVICE_VGA, "it is VGA compatible");
	text[read_sysfs("xen_vgapt/primary", text, sizeof(text) - 1)] = 0;
	check(!!(info.flags & VGAPT_DEVICE_PRIMARY) == (text[0] == '1'), "primary as in sysfs");

	text[read_sysfs("resource", text, sizeof(text) - 1)] = 0;
	line = strtok_r(text, "\n", &next);
	for (i = 0; i < 6 && line; i++, line = strtok_r(NULL, "\n", &next)) {
		if (sscanf(line, "%llx %llx %llx", &start, &end, &flags) != 3)
			continue;
		if (region_info(cap, i, &region) ||
		    region.base != start || region.size != (end ? end - start + 1 : 0))
			break;
		if (end && !!(region.flags & VGAPT_REGION_FLAG_IO) != !!(flags & 0x100))
			break;
	}
	check(i == 6, "the BARs as in sysfs");
	for (n = 0; n < 3; n++)
		if (region_info(cap, legacy[n].index, &region) ||
		    region.base != legacy[n].base || region.size != legacy[n].size ||
		    region.range != legacy[n].bit || !(region.flags & VGAPT_REGION_FLAG_LEGACY))
			break;
	check(n == 3, "the three legacy ranges");
	close(cap);
	close(device);
	return 0;
}

static int cmd_rom(void)
{
	static uint8_t want[1 << 20], got[1 << 20];
	struct vgapt_region_info region;
	int cap = attach();
	size_t size = read_sysfs("xen_vgapt/rom", want, sizeof(want));
	uint8_t *map;

	check(!region_info(cap, VGAPT_REGION_ROM, &region) && region.size == size &&
	      (region.flags & VGAPT_REGION_FLAG_READ) && (region.flags & VGAPT_REGION_FLAG_MMAP),
	      "the ROM's region: %zu bytes", size);
	check(pread(cap, got, sizeof(got), region.offset) == (ssize_t)size && !memcmp(got, want, size),
	      "pread gives the ROM, to its end and no further");
	check(pread(cap, got, 16, region.offset + 0x18) == 16 && !memcmp(got, want + 0x18, 16),
	      "pread from the middle");
	check(pread(cap, got, 16, region.offset + size) == 0, "pread at the end gives nothing");
	map = mmap(NULL, size, PROT_READ, MAP_SHARED, cap, region.offset);
	check(map != MAP_FAILED && !memcmp(map, want, size), "mmap gives the ROM");
	check(map != MAP_FAILED && mprotect(map, size, PROT_READ | PROT_WRITE) < 0,
	      "the mapping can't be made writable");
	check(mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, cap, region.offset) == MAP_FAILED,
	      "nor mapped so");
	close(cap);
	check(map != MAP_FAILED && !memcmp(map, want, size), "the mapping outlives the descriptor");
	munmap(map, size);
	return 0;
}

static int cmd_user(void)
{
	struct vgapt_device_info info;
	int cap = attach(), status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
			die("drop privileges");
		check(open(DEVICE, O_RDWR) < 0 && errno == EACCES, "without privileges the device can't be opened");
		check(!ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_ALL), "a holder without privileges may grant");
		check(!device_info(cap, &info) && info.held == VGAPT_RANGE_ALL && info.granted == VGAPT_RANGE_ALL,
		      "and sees what it holds");
		check(!ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_MEM) && !device_info(cap, &info) &&
		      info.granted == (VGAPT_RANGE_IO_MONO | VGAPT_RANGE_IO_COLOR), "may revoke one range alone");
		check(!ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_ALL) && !device_info(cap, &info) &&
		      !info.granted && !info.held, "and the rest");
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	check(WIFEXITED(status) && !WEXITSTATUS(status), "the unprivileged process ended well");
	return 0;
}

static int cmd_compat(void)
{
	struct vgapt_device_info *info;
	struct vgapt_attach *args;
	int device = open_device(), cap;
	uint8_t *low;

	low = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (low == MAP_FAILED)
		die("memory below 4 GiB");
	args = (void *)low;
	args->argsz = sizeof(*args);
	args->segment = card.segment;
	args->bus = card.bus;
	args->devfn = card.devfn;
	args->domid = domid;
	cap = ioctl32(device, VGAPT_IOC_ATTACH, args);
	check(cap >= 0, "ATTACH as a 32-bit process");
	info = (void *)(low + 256);
	info->argsz = sizeof(*info);
	check(cap >= 0 && !ioctl32(cap, VGAPT_IOC_DEVICE_INFO, info) && info->domid == domid && info->rom_size,
	      "DEVICE_INFO as a 32-bit process");
	return 0;
}

static int cmd_gone(void)
{
	struct vgapt_device_info info;
	struct vgapt_region_info region;
	int cap = attach();
	char c;

	printf("attached\n");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	check(device_info(cap, &info) < 0 && errno == ENODEV, "DEVICE_INFO after unplug: ENODEV");
	check(region_info(cap, 0, &region) < 0 && errno == ENODEV, "REGION_INFO after unplug: ENODEV");
	check(ranges_call(cap, VGAPT_IOC_GRANT, VGAPT_RANGE_ALL) < 0 && errno == ENODEV, "GRANT after unplug: ENODEV");
	check(!ranges_call(cap, VGAPT_IOC_REVOKE, VGAPT_RANGE_ALL), "REVOKE after unplug: nothing left, no error");
	check(reset_call(cap) < 0 && errno == ENODEV, "RESET after unplug: ENODEV");
	return 0;
}

int main(int argc, char **argv)
{
	uint32_t ranges = argc > 4 ? strtoul(argv[4], NULL, 0) : VGAPT_RANGE_ALL;

	if (argc < 4 || card_parse(&card, argv[2])) {
		fprintf(stderr, "usage: captest COMMAND SBDF DOMID [RANGES]\n");
		return 2;
	}
	domid = strtoul(argv[3], NULL, 10);
	if (!strcmp(argv[1], "hold"))
		return cmd_hold(ranges);
	if (!strcmp(argv[1], "try"))
		return cmd_try(ranges);
	if (!strcmp(argv[1], "bad"))
		return cmd_bad();
	if (!strcmp(argv[1], "info"))
		return cmd_info();
	if (!strcmp(argv[1], "rom"))
		return cmd_rom();
	if (!strcmp(argv[1], "user"))
		return cmd_user();
	if (!strcmp(argv[1], "compat"))
		return cmd_compat();
	if (!strcmp(argv[1], "gone"))
		return cmd_gone();
	if (!strcmp(argv[1], "reset"))
		return cmd_reset();
	fprintf(stderr, "captest: no command %s\n", argv[1]);
	return 2;
}
