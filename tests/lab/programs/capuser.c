// SPDX-License-Identifier: GPL-2.0-only
/*
 * capuser: what can somebody do who has a capability and nothing else?
 *
 *   capuser SBDF DOMID
 *
 * Root asks for a capability on one function and one domain, and sends it to a
 * process of user nobody without any privilege.  That one tries whatever it can
 * think of: every call, every value of every field, every offset, every file.
 * What is not meant for it has to fail as documented, and afterwards root sees
 * that nothing has changed: not this function, nor another, nor a bridge.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <grp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "cap.h"

#define PCI_DEVICES	"/sys/bus/pci/devices"
#define DO_FLR		"/sys/bus/pci/drivers/pciback/do_flr"
#define PAGE		4096UL
#define CLASS_DISPLAY	0x03
#define CLASS_BRIDGE	0x06

static struct card card;
static unsigned int domid;
static uint8_t *rom;
static size_t rom_size;
static struct vgapt_region_info regions[VGAPT_NUM_REGIONS];

/* So many tries in one line: the first that does not fail as it should is shown. */
static unsigned int tries, wrong;
static char first[128];

static void begin(void)
{
	tries = 0;
	wrong = 0;
	first[0] = 0;
}

static void __attribute__((format(printf, 3, 4)))
want(long rc, int error, const char *fmt, ...)
{
	int got = rc < 0 ? errno : 0;
	char what[80];
	va_list ap;

	tries++;
	if (got == error)
		return;
	if (!wrong++) {
		va_start(ap, fmt);
		vsnprintf(what, sizeof(what), fmt, ap);
		va_end(ap);
		snprintf(first, sizeof(first), ": %s gave %s, not %s", what,
			 got ? strerrorname_np(got) : "success", strerrorname_np(error));
	}
}

static void all(const char *name)
{
	check(tries && !wrong, "unprivileged: %s, %u tries%s", name, tries, first);
}

static size_t slurp(const char *path, void *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t have = 0;
	ssize_t got;

	if (fd < 0)
		return 0;
	while (have < size && (got = read(fd, (char *)buf + have, size - have)) > 0)
		have += got;
	close(fd);
	return have;
}

/*
 * Everything that might be changed by what the other one does: configuration space
 * of displays and bridges, and our files.  As text, so that a difference can be shown.
 */
static char *world(size_t *len)
{
	static const char *const files[] = { "owner", "primary", "reset_method", "last_reset", "rom_source",
					     "rom_status", "rom_sha256" };
	uint8_t config[256];
	struct dirent **list;
	char *text, buf[512];
	size_t i, j, got;
	FILE *out;
	int n;

	out = open_memstream(&text, len);
	if (!out)
		die("open_memstream");
	n = scandir(PCI_DEVICES, &list, NULL, alphasort);
	for (i = 0; (int)i < n; i++) {
		snprintf(buf, sizeof(buf), PCI_DEVICES "/%.16s/config", list[i]->d_name);
		got = slurp(buf, config, sizeof(config));
		if (got > 0x0b && (config[0x0b] == CLASS_DISPLAY || config[0x0b] == CLASS_BRIDGE)) {
			fprintf(out, "%s config ", list[i]->d_name);
			for (j = 0; j < got; j++)
				fprintf(out, "%02x", config[j]);
			fprintf(out, "\n");
		}
		for (j = 0; j < sizeof(files) / sizeof(files[0]); j++) {
			char value[256];

			snprintf(buf, sizeof(buf), PCI_DEVICES "/%.16s/xen_vgapt/%s", list[i]->d_name, files[j]);
			got = slurp(buf, value, sizeof(value));
			if (got)
				fprintf(out, "%s %s %.*s", list[i]->d_name, files[j], (int)got, value);
		}
		free(list[i]);
	}
	free(list);
	got = slurp("/sys/module/xen_vgapt/refcnt", buf, sizeof(buf));
	fprintf(out, "references %.*s", (int)got, buf);
	fclose(out);
	return text;
}

static void send_fd(int sock, int fd)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	char byte = 'c';
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
			      .msg_control = control.buf, .msg_controllen = sizeof(control.buf) };
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	if (sendmsg(sock, &msg, 0) != 1)
		die("send the capability");
}

static int receive_fd(int sock)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(int))];
	} control;
	char byte;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
			      .msg_control = control.buf, .msg_controllen = sizeof(control.buf) };
	struct cmsghdr *cmsg;
	int fd;

	if (recvmsg(sock, &msg, 0) != 1)
		die("receive the capability");
	cmsg = CMSG_FIRSTHDR(&msg);
	if (!cmsg || cmsg->cmsg_type != SCM_RIGHTS)
		die("no descriptor came");
	memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	return fd;
}

/* The calls a capability knows, and whether a well-formed one is answered with this. */
static const struct {
	unsigned int nr;
	uint32_t size;
	int error;		/* of one with nothing but argsz */
	uint32_t flags;		/* that may be there */
	int harmful;		/* it takes a card's time */
} known[] = {
	{ VGAPT_IOC_FEATURES, sizeof(struct vgapt_features), 0, 0, 0 },
	{ VGAPT_IOC_DEVICE_INFO, sizeof(struct vgapt_device_info), 0,
	  VGAPT_DEVICE_VGA | VGAPT_DEVICE_PRIMARY | VGAPT_DEVICE_SEIZED | VGAPT_DEVICE_DISPLAY | VGAPT_DEVICE_EXCLUSIVE, 0 },
	{ VGAPT_IOC_REGION_INFO, sizeof(struct vgapt_region_info), 0, 0x1ff, 0 },
	{ VGAPT_IOC_GRANT, VGAPT_GRANT_SIZE_V0, EINVAL, 0, 0 },
	{ VGAPT_IOC_REVOKE, sizeof(struct vgapt_ranges), EINVAL, 0, 0 },
	{ VGAPT_IOC_RESET, sizeof(struct vgapt_reset), 0, VGAPT_RESET_START, 1 },
	{ VGAPT_IOC_RESET_RESULT, sizeof(struct vgapt_reset_result), ENODATA, 0, 0 },
	{ VGAPT_IOC_RESET_HITS, sizeof(struct vgapt_reset_hits), 0, 0, 1 },
	{ VGAPT_IOC_EVENTS, sizeof(struct vgapt_events), 0, 0, 0 },
	/* It is no device model's. */
	{ VGAPT_IOC_HOLD, sizeof(struct vgapt_hold), EACCES, 0, 0 },
	{ VGAPT_IOC_RELEASE, sizeof(struct vgapt_hold), EACCES, 0, 0 },
	{ VGAPT_IOC_MAP, sizeof(struct vgapt_map), EINVAL, VGAPT_MAP_ADD | VGAPT_MAP_REMOVE, 0 },
	{ VGAPT_IOC_MSI, sizeof(struct vgapt_msi), EINVAL, 0x3f, 0 },
};

#define NUM_KNOWN	(sizeof(known) / sizeof(known[0]))

/* What the structure has now, where it was less at first. */
static uint32_t size_now(size_t i)
{
	return known[i].nr == VGAPT_IOC_GRANT ? sizeof(struct vgapt_grant) : known[i].size;
}

static int is_known(unsigned int nr)
{
	size_t i;

	for (i = 0; i < NUM_KNOWN; i++)
		if (known[i].nr == nr)
			return 1;
	return 0;
}

/* Calls that any file knows: the kernel answers them before it asks us. */
static int is_any_files(unsigned int nr)
{
	static const unsigned int nrs[] = { 1, 2, 0x5450, 0x5451, 0x5452, 0x5421, 0x5460 };
	size_t i;

	for (i = 0; i < sizeof(nrs) / sizeof(nrs[0]); i++)
		if (nrs[i] == nr)
			return 1;
	return 0;
}

static void try_calls(int cap)
{
	static uint32_t buf[2048];
	unsigned int nr, devfn, i;
	struct card other;

	begin();
	/* All of ours, and of other types one in eleven. */
	for (nr = 0; nr < 0x10000; nr += nr >= 0xe9f0 && nr < 0xeb00 ? 1 : 11) {
		if (is_known(nr) || is_any_files(nr))
			continue;
		memset(buf, 0, 64);
		buf[0] = 24;
		want(ioctl(cap, nr, buf), ENOTTY, "call %#x", nr);
	}
	/* Ours, as if they had a direction and a size. */
	for (nr = 0; nr < 256; nr++) {
		for (i = 1; i < 4; i++) {
			buf[0] = 24;
			want(ioctl(cap, (unsigned long)_IOC(i, VGAPT_IOC_TYPE, nr, 24), buf), ENOTTY, "call %#x", nr);
		}
	}
	all("calls that a capability does not know: ENOTTY");

	begin();
	other = card;
	for (devfn = 0; devfn < 256; devfn++) {
		for (i = 0; i < 4; i++) {
			other.devfn = devfn;
			other.bus = i;
			want(attach_call(cap, &other, domid + (devfn & 3)), ENOTTY, "ATTACH to %02x:%02x", i, devfn);
		}
	}
	all("another capability, for any function and domain: ENOTTY");
}

static void try_sizes(int cap)
{
	static uint32_t buf[2048];
	uint32_t size;
	size_t i;

	begin();
	for (i = 0; i < NUM_KNOWN; i++) {
		/* Those that are long enough are calls as good as any, with no range asked for, or harmless. */
		if (known[i].harmful)
			continue;
		for (size = 0; size <= sizeof(buf); size += size < 256 ? 1 : 61) {
			int error = size < known[i].size ? EINVAL : size > PAGE ? E2BIG : known[i].error;

			memset(buf, 0, sizeof(buf));
			buf[0] = size;
			want(ioctl(cap, known[i].nr, buf), error, "call %#x of %u bytes", known[i].nr, size);
		}
		for (size = size_now(i); size < PAGE; size += 97) {
			memset(buf, 0, sizeof(buf));
			buf[0] = size + 1;
			((uint8_t *)buf)[size] = 1;
			want(ioctl(cap, known[i].nr, buf), E2BIG, "call %#x with byte %u", known[i].nr, size);
		}
	}
	all("every size: EINVAL, E2BIG, or as documented");

	begin();
	for (i = 0; i < NUM_KNOWN; i++) {
		uint32_t bit;

		for (bit = 1; bit; bit <<= 1) {
			if (bit & known[i].flags)
				continue;
			memset(buf, 0, sizeof(buf));
			buf[0] = known[i].size;
			buf[1] = bit;
			if (known[i].nr == VGAPT_IOC_GRANT || known[i].nr == VGAPT_IOC_REVOKE)
				buf[2] = VGAPT_RANGE_ALL;
			want(ioctl(cap, known[i].nr, buf), EINVAL, "call %#x with flag %#x", known[i].nr, bit);
		}
		want(ioctl(cap, known[i].nr, NULL), EFAULT, "call %#x of nothing", known[i].nr);
		want(ioctl(cap, known[i].nr, (void *)-PAGE), EFAULT, "call %#x of the kernel's memory", known[i].nr);
	}
	all("every flag that there is not: EINVAL; no memory: EFAULT");
}

static void try_ranges(int cap)
{
	struct vgapt_ranges args;
	unsigned int call, i;
	uint32_t seed = 1;

	begin();
	for (call = VGAPT_IOC_GRANT; call <= VGAPT_IOC_REVOKE; call++) {
		want(ranges_call(cap, call, 0), EINVAL, "no range");
		for (i = 3; i < 32; i++)
			want(ranges_call(cap, call, 1U << i), EINVAL, "range %#x", 1U << i);
		for (i = 0; i < 2000; i++) {
			seed = seed * 1664525 + 1013904223;
			want(ranges_call(cap, call, seed | 8), EINVAL, "ranges %#x", seed | 8);
		}
		for (i = 0; i < 32; i++) {
			args = (struct vgapt_ranges){
				.argsz = sizeof(args), .ranges = VGAPT_RANGE_ALL, .reserved = 1U << i
			};
			want(ioctl(cap, call, &args), EINVAL, "padding %#x", 1U << i);
		}
	}
	all("ranges that there are not: EINVAL");
}

static void try_regions(int cap)
{
	struct vgapt_region_info info;
	uint32_t i, index;

	begin();
	for (i = 0; i < VGAPT_NUM_REGIONS; i++) {
		want(region_info(cap, i, &info), 0, "region %u", i);
		want(memcmp(&info, &regions[i], sizeof(info)) ? -1 : 0, 0, "region %u: another answer than to root", i);
	}
	for (i = VGAPT_NUM_REGIONS; i < 10000; i++)
		want(region_info(cap, i, &info), EINVAL, "region %u", i);
	for (index = 16; index; index <<= 1) {
		for (i = 0; i < VGAPT_NUM_REGIONS; i++)
			want(region_info(cap, index + i, &info), EINVAL, "region %#x", index + i);
	}
	all("every index of a region: as for root, or EINVAL");
}

static void try_reading(int cap)
{
	static uint8_t got[2 * PAGE];
	static const off_t beyond[] = { 1LL << 31, 1LL << 32, 1LL << 40, 1LL << 62, 0x7ffffffffffff000 };
	struct iovec iov = { got, sizeof(got) };
	off_t at;
	size_t i;

	begin();
	for (at = 0; at < (off_t)(rom_size + 64 * PAGE); at += 509) {
		ssize_t expect = at >= (off_t)rom_size ? 0 : rom_size - at < 64 ? (ssize_t)(rom_size - at) : 64;
		ssize_t n = pread(cap, got, 64, at);

		want(n == expect && !memcmp(got, rom + at, expect) ? 0 : -1, 0, "pread at %#lx", (long)at);
	}
	for (i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
		for (at = -2; at <= 0; at++)
			want(pread(cap, got, 1, beyond[i] + at) ? -1 : 0, 0, "pread at %#lx", (long)(beyond[i] + at));
	}
	want(pread(cap, got, 16, -1), EINVAL, "pread at -1");
	want(pread(cap, got, 16, -4096), EINVAL, "pread at -4096");
	want(pread(cap, (void *)-PAGE, 16, 0), EFAULT, "pread to the kernel");
	want(lseek(cap, -1, SEEK_SET), EINVAL, "lseek to -1");
	want(lseek(cap, rom_size + 1, SEEK_SET), EINVAL, "lseek beyond the end");
	want(lseek(cap, 1, SEEK_END), EINVAL, "lseek beyond the end");
	all("reading at every place gives the ROM and nothing else");

	begin();
	want(write(cap, got, 1), EBADF, "write");
	want(pwrite(cap, got, 1, 0), ESPIPE, "pwrite");
	want(pwritev(cap, &iov, 1, 0), ESPIPE, "pwritev");
	want(ftruncate(cap, 0), EINVAL, "ftruncate");
	want(fallocate(cap, 0, 0, PAGE), EBADF, "fallocate");
	want(sendfile(cap, cap, NULL, 16), EBADF, "sendfile");
	all("writing: EBADF, ESPIPE, EINVAL");
}

static void try_mapping(int cap)
{
	unsigned long pages = (rom_size + PAGE - 1) / PAGE, page;
	uint8_t *map;
	int shift;

	begin();
	for (page = 0; page < pages + 256; page++) {
		map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, cap, page * PAGE);
		if (page >= pages) {
			want(map == MAP_FAILED ? -1 : 0, EINVAL, "mmap of page %lu", page);
		} else {
			size_t len = rom_size - page * PAGE < PAGE ? rom_size - page * PAGE : PAGE;

			want(map == MAP_FAILED || memcmp(map, rom + page * PAGE, len) ? -1 : 0, 0,
			     "mmap of page %lu", page);
		}
		if (map != MAP_FAILED)
			munmap(map, PAGE);
	}
	for (shift = 20; shift < 63; shift++) {
		map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, cap, 1UL << shift);
		/* The page's number no longer fits, or it is beyond the end. */
		if (map == MAP_FAILED && errno == EOVERFLOW)
			errno = EINVAL;
		want(map == MAP_FAILED ? -1 : 0, EINVAL, "mmap at 1 << %d", shift);
	}
	for (page = 1; page < 1UL << 20; page <<= 1) {
		map = mmap(NULL, (pages + page) * PAGE, PROT_READ, MAP_SHARED, cap, 0);
		want(map == MAP_FAILED ? -1 : 0, EINVAL, "mmap of %lu pages too many", page);
	}
	all("mapping every place gives the ROM, or EINVAL");

	begin();
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, cap, 0);
	want(map == MAP_FAILED ? -1 : 0, EACCES, "shared, to be written");
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, cap, 0);
	want(map == MAP_FAILED ? -1 : 0, EACCES, "private, to be written");
	map = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, cap, 0);
	want(mprotect(map, PAGE, PROT_READ | PROT_WRITE), EACCES, "made writable");
	want(mremap(map, PAGE, (pages + 1) * PAGE, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0, EFAULT, "made longer");
	munmap(map, PAGE);
	all("no mapping that can be written or grows");
}

/* To show others' descriptors does not help. */
static void try_proofs(int cap)
{
	struct vgapt_reset args;
	int null = open("/dev/null", O_RDWR), i;

	begin();
	for (i = 0; i < VGAPT_RESET_MAX_PROOFS; i++) {
		args = (struct vgapt_reset){ .argsz = sizeof(args), .num_proofs = i };
		args.proofs[i] = cap;
		want(ioctl(cap, VGAPT_IOC_RESET, &args), EINVAL, "a proof behind the last of %d", i);
	}
	args = (struct vgapt_reset){ .argsz = sizeof(args), .num_proofs = VGAPT_RESET_MAX_PROOFS + 1 };
	want(ioctl(cap, VGAPT_IOC_RESET, &args), EINVAL, "one proof too many");
	args.num_proofs = 0xffffffff;
	want(ioctl(cap, VGAPT_IOC_RESET, &args), EINVAL, "four milliards of them");
	args = (struct vgapt_reset){ .argsz = sizeof(args), .reserved = 1 };
	want(ioctl(cap, VGAPT_IOC_RESET, &args), EINVAL, "padding that is not zero");
	args = (struct vgapt_reset){ .argsz = sizeof(args), .num_proofs = 1, .proofs = { null } };
	want(ioctl(cap, VGAPT_IOC_RESET, &args), EINVAL, "a file that is no capability");
	args.proofs[0] = -1;
	want(ioctl(cap, VGAPT_IOC_RESET, &args), EBADF, "no file");
	all("proofs that are none: EINVAL, EBADF");
	close(null);
}

/* open() for @flags fails with @error; a file that is not there says nothing. */
static void closed(const char *path, int flags, int error)
{
	int fd = open(path, flags);

	if (fd < 0 && errno == ENOENT)
		return;
	want(fd, error, "open %s", path);
	if (fd >= 0)
		close(fd);
}

static void try_files(int cap)
{
	static const char *const ours[] = { "owner", "primary", "reset", "reset_method" };
	static const char *const secret[] = { "rom", "opregion", "vbt", "reset_plan" };
	static const char *const core[] = { "config", "rom", "resource0", "remove", "reset", "reset_method", "enable" };
	static const char *const nodes[] = { "/dev/mem", "/dev/port", "/dev/vga_arbiter", "/dev/xen/privcmd",
					     "/dev/xen/hypercall", "/proc/xen/privcmd", "/dev/xen/xenbus",
					     "/proc/xen/xenbus", "/sys/kernel/debug", DO_FLR,
					     "/sys/bus/pci/drivers/pciback/unbind", "/sys/bus/pci/rescan" };
	struct dirent **list;
	char path[512];
	size_t j;
	int i, n;

	begin();
	want(open(DEVICE, O_RDWR), EACCES, "open " DEVICE);
	want(open(DEVICE, O_RDONLY), EACCES, "open " DEVICE);
	n = scandir(PCI_DEVICES, &list, NULL, alphasort);
	for (i = 0; i < n; i++) {
		for (j = 0; j < sizeof(ours) / sizeof(ours[0]); j++) {
			snprintf(path, sizeof(path), PCI_DEVICES "/%.16s/xen_vgapt/%s", list[i]->d_name, ours[j]);
			closed(path, O_WRONLY, EACCES);
		}
		for (j = 0; j < sizeof(secret) / sizeof(secret[0]); j++) {
			snprintf(path, sizeof(path), PCI_DEVICES "/%.16s/xen_vgapt/%s", list[i]->d_name, secret[j]);
			closed(path, O_RDONLY, EACCES);
		}
		for (j = 0; j < sizeof(core) / sizeof(core[0]); j++) {
			snprintf(path, sizeof(path), PCI_DEVICES "/%.16s/%s", list[i]->d_name, core[j]);
			closed(path, O_RDWR, EACCES);
		}
		free(list[i]);
	}
	free(list);
	for (j = 0; j < sizeof(nodes) / sizeof(nodes[0]); j++)
		closed(nodes[j], O_RDWR, strcmp(nodes[j], "/sys/kernel/debug") ? EACCES : EISDIR);
	all("files of ours and of the kernel's: EACCES");

	begin();
	/* It belongs to root; where everybody may, there is nothing to be opened. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", cap);
	for (i = 0; i < 2; i++) {
		n = open(path, i ? O_RDWR : O_RDONLY);
		if (n < 0 && errno == ENXIO)
			errno = EACCES;
		want(n, EACCES, "open %s", path);
	}
	want(syscall(SYS_delete_module, "xen_vgapt", O_NONBLOCK), EPERM, "delete_module");
	want(syscall(SYS_delete_module, "xen_pciback", O_NONBLOCK), EPERM, "delete_module");
	want(prctl(PR_CAPBSET_READ, 0) < 0 || setuid(0) ? -1 : 0, EPERM, "setuid");
	all("the capability can't be opened again, the modules not be unloaded");
}

static void nobody(int sock)
{
	char text[4096], *line;
	int cap;

	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    /* Or it could not even look into its own /proc/self/fd. */
	    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))
		die("drop privileges");
	text[slurp("/proc/self/status", text, sizeof(text) - 1)] = 0;
	line = strstr(text, "CapPrm:\t");
	check(line && strtoull(line + 8, NULL, 16) == 0, "unprivileged: no privilege is left");
	cap = receive_fd(sock);
	try_calls(cap);
	try_sizes(cap);
	try_ranges(cap);
	try_regions(cap);
	try_reading(cap);
	try_mapping(cap);
	try_proofs(cap);
	try_files(cap);
	fflush(stdout);
	_exit(0);
}

/* The node open to everybody, as a careless administrator may have it: it is the privilege that counts. */
static void try_open_node(void)
{
	int status, fd;
	pid_t pid;

	if (chmod(DEVICE, 0666))
		die("chmod " DEVICE);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))
			die("drop privileges");
		fd = open(DEVICE, O_RDWR);
		check(fd < 0 && errno == EPERM, "unprivileged: a node of mode 666 can't be opened either: EPERM");
		fflush(stdout);
		if (fd >= 0)
			close(fd);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	chmod(DEVICE, 0600);
}

static void prepare(int cap)
{
	char *path = card_path(&card, "xen_vgapt/rom");
	uint32_t i;

	rom = malloc(4 << 20);
	if (!rom)
		die("malloc");
	rom_size = slurp(path, rom, 4 << 20);
	free(path);
	if (!rom_size)
		die("no ROM to compare with");
	for (i = 0; i < VGAPT_NUM_REGIONS; i++)
		if (region_info(cap, i, &regions[i]))
			die("REGION_INFO");
}

int main(int argc, char **argv)
{
	char *before, *after;
	size_t len_before, len_after, i;
	int cap, device, status, sock[2];
	pid_t pid;

	if (argc != 3 || card_parse(&card, argv[1])) {
		fprintf(stderr, "usage: capuser SBDF DOMID\n");
		return 2;
	}
	domid = strtoul(argv[2], NULL, 10);
	device = open_device();
	cap = attach_call(device, &card, domid);
	if (cap < 0)
		die("attach");
	close(device);
	prepare(cap);
	try_open_node();

	before = world(&len_before);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sock))
		die("socketpair");
	fflush(stdout);
	pid = fork();
	if (!pid) {
		close(sock[0]);
		/* It has to come the other way. */
		close(cap);
		nobody(sock[1]);
	}
	close(sock[1]);
	send_fd(sock[0], cap);
	waitpid(pid, &status, 0);
	check(WIFEXITED(status) && !WEXITSTATUS(status), "unprivileged: the process ended well");
	after = world(&len_after);
	for (i = 0; i < len_before && i < len_after && before[i] == after[i]; i++)
		;
	while (i && before[i - 1] != '\n')
		i--;
	check(len_before == len_after && !memcmp(before, after, len_before),
	      "unprivileged: after that all is as it was%s%.60s", len_before == len_after ? "" : ": ", after + i);
	close(cap);
	return 0;
}
