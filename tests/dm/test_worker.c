// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole worker, with stand-ins for Xen's libraries and for the module.
 *
 * It runs in a process of its own, in its sandbox.  Page, event channels and the card
 * are memory and pipes that it shares with the test, which is Xen and the guest: so it
 * can be killed for real, and another one goes on.  What the stand-ins do is from Xen's
 * headers and the contract; they are no proof of how Xen is, only of how we call it.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/pci_regs.h>
#include <xendevicemodel.h>
#include <xenevtchn.h>
#include <xenforeignmemory.h>
#include <xentoolcore.h>

#include <xen/xen_vgapt.h>
#include "dumps.h"
#include "memfd.h"
#include "request.h"
#include "unit.h"

#define VCPUS		2U
#define NVME_BAR	0xd0000000ULL
#define DOMID		7

/* What both sides see. */
struct shared {
	u8  page[4096];
	u8  config[DM_CONFIG_BYTES];
	u8  bar[0x4000];
	u8  ram[4096];
	volatile u32 made;
	volatile u32 enabled;
	volatile u32 destroyed;
	volatile u32 maps;
	volatile u32 binds;
	volatile u32 calls;
	volatile u32 restricted;
	volatile u32 events;
	volatile u32 dead;	/* errno of a capability that is of no use any more */
};

static struct shared *shared;
static int bell[2], answers[2], capability[2], memfd;

/* To run as somebody else one has to be root. */
static bool root;

int dm_main(int argc, char **argv);
int __wrap_ioctl(int fd, unsigned long request, void *arg);
ssize_t __wrap_pread(int fd, void *to, size_t size, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *from, size_t size, off_t offset);

/* libxendevicemodel */
xendevicemodel_handle *xendevicemodel_open(struct xentoollog_logger *logger, unsigned int flags)
{
	(void)logger;
	(void)flags;
	return (void *)shared;
}

int xendevicemodel_create_ioreq_server(xendevicemodel_handle *xdm, domid_t domid, int buffered,
				       ioservid_t *id)
{
	assert(xdm && domid == DOMID && !buffered && !shared->made);
	shared->made = 1;
	*id = 1;
	return 0;
}

int xendevicemodel_get_ioreq_server_info(xendevicemodel_handle *xdm, domid_t domid, ioservid_t id,
					 xen_pfn_t *gfn, xen_pfn_t *bgfn, evtchn_port_t *port)
{
	(void)xdm;
	(void)domid;
	assert(!gfn && !bgfn && !port);
	errno = ENOENT;
	return shared->made && !shared->destroyed && id == 1 ? 0 : -1;
}

int xendevicemodel_map_pcidev_to_ioreq_server(xendevicemodel_handle *xdm, domid_t domid,
					      ioservid_t id, uint16_t segment, uint8_t bus,
					      uint8_t device, uint8_t function)
{
	(void)xdm;
	(void)domid;
	assert(id == 1 && !segment && !bus && device == 5 && !function);
	return 0;
}

int xendevicemodel_map_io_range_to_ioreq_server(xendevicemodel_handle *xdm, domid_t domid,
						ioservid_t id, int mmio, uint64_t first,
						uint64_t last)
{
	(void)xdm;
	(void)domid;
	assert(id == 1 && mmio && last == first + 0x3fff);
	shared->calls++;
	return 0;
}

int xendevicemodel_unmap_io_range_from_ioreq_server(xendevicemodel_handle *xdm, domid_t domid,
						    ioservid_t id, int mmio, uint64_t first,
						    uint64_t last)
{
	return xendevicemodel_map_io_range_to_ioreq_server(xdm, domid, id, mmio, first, last);
}

int xendevicemodel_set_ioreq_server_state(xendevicemodel_handle *xdm, domid_t domid, ioservid_t id,
					  int enabled)
{
	u32 vcpu;

	(void)xdm;
	(void)domid;
	assert(id == 1);
	shared->enabled = enabled;
	for (vcpu = 0; vcpu < VCPUS; vcpu++)
		shared->page[DM_REQUEST_BYTES * vcpu + DM_REQUEST_PORT] = 20 + vcpu;
	return 0;
}

int xendevicemodel_destroy_ioreq_server(xendevicemodel_handle *xdm, domid_t domid, ioservid_t id)
{
	u32 vcpu;

	(void)xdm;
	(void)domid;
	assert(id == 1 && !shared->enabled);
	/* A request that is pending now would hang its vCPU for good. */
	for (vcpu = 0; vcpu < VCPUS; vcpu++)
		assert(!(shared->page[DM_REQUEST_BYTES * vcpu + DM_REQUEST_BITS] &
			 DM_BITS_STATE));
	shared->destroyed = 1;
	return 0;
}

/* libxenforeignmemory */
xenforeignmemory_handle *xenforeignmemory_open(struct xentoollog_logger *logger, unsigned int flags)
{
	(void)logger;
	(void)flags;
	return (void *)shared;
}

xenforeignmemory_resource_handle *
xenforeignmemory_map_resource(xenforeignmemory_handle *xfm, domid_t domid, unsigned int type,
			      unsigned int id, unsigned long frame, unsigned long frames,
			      void **page, int prot, int flags)
{
	(void)xfm;
	(void)prot;
	(void)flags;
	assert(domid == DOMID && !type && id == 1 && frame == 1 && frames == 1);
	*page = shared->page;
	return (void *)shared;
}

int xenforeignmemory_unmap_resource(xenforeignmemory_handle *xfm,
				    xenforeignmemory_resource_handle *resource)
{
	(void)xfm;
	(void)resource;
	return 0;
}

/* One page of RAM, at 2 MiB. */
void *xenforeignmemory_map(xenforeignmemory_handle *xfm, uint32_t domid, int prot, size_t pages,
			   const xen_pfn_t *gfns, int *err)
{
	(void)xfm;
	(void)prot;
	assert(domid == DOMID && pages == 1);
	*err = gfns[0] == 0x200 ? 0 : -EINVAL;
	errno = EINVAL;
	return *err ? NULL : shared->ram;
}

int xenforeignmemory_unmap(xenforeignmemory_handle *xfm, void *page, size_t pages)
{
	(void)xfm;
	assert(page == shared->ram && pages == 1);
	return 0;
}

/* libxenevtchn: a byte is a port. */
xenevtchn_handle *xenevtchn_open(struct xentoollog_logger *logger, unsigned int flags)
{
	(void)logger;
	(void)flags;
	return (void *)shared;
}

int xenevtchn_fd(xenevtchn_handle *xce)
{
	(void)xce;
	return bell[0];
}

xenevtchn_port_or_error_t xenevtchn_bind_interdomain(xenevtchn_handle *xce, uint32_t domid,
						     evtchn_port_t port)
{
	(void)xce;
	assert(domid == DOMID && port >= 20 && port < 20 + VCPUS);
	return port + 100;
}

xenevtchn_port_or_error_t xenevtchn_pending(xenevtchn_handle *xce)
{
	u8 port;

	(void)xce;
	return read(bell[0], &port, 1) == 1 ? port : -1;
}

int xenevtchn_unmask(xenevtchn_handle *xce, evtchn_port_t port)
{
	(void)xce;
	assert(port >= 120 && port < 120 + VCPUS);
	return 0;
}

int xenevtchn_notify(xenevtchn_handle *xce, evtchn_port_t port)
{
	u8 byte = port;

	(void)xce;
	return write(answers[1], &byte, 1) == 1 ? 0 : -1;
}

/* libxentoolcore */
int xentoolcore_restrict_all(domid_t domid)
{
	assert(domid == DOMID);
	shared->restricted = 1;
	return 0;
}

/* The module. */
static void device_info(struct vgapt_device_info *info)
{
	assert(info->argsz == sizeof(*info));
	info->domid = DOMID;
	info->rights = VGAPT_RIGHT_MODEL | VGAPT_RIGHT_RESET;
	info->flags = VGAPT_DEVICE_SEIZED;
}

static void region_info(struct vgapt_region_info *info)
{
	assert(info->argsz == sizeof(*info) && info->index <= VGAPT_REGION_CONFIG);
	info->offset = (u64)info->index << 40;
	if (!info->index) {
		info->size = sizeof(shared->bar);
		info->flags = dump_nvme.bars[0].flags | VGAPT_REGION_FLAG_READ |
			      VGAPT_REGION_FLAG_WRITE;
	} else if (info->index == VGAPT_REGION_CONFIG) {
		info->size = 4096;
		info->flags = VGAPT_REGION_FLAG_READ | VGAPT_REGION_FLAG_WRITE;
	}
}

int __wrap_ioctl(int fd, unsigned long request, void *arg)
{
	struct vgapt_map *map = arg;
	struct vgapt_msi *msi = arg;

	assert(fd == capability[0]);
	if (shared->dead && request != VGAPT_IOC_EVENTS) {
		errno = shared->dead;
		return -1;
	}
	switch (request) {
	case VGAPT_IOC_DEVICE_INFO:
		device_info(arg);
		return 0;
	case VGAPT_IOC_REGION_INFO:
		region_info(arg);
		return 0;
	case VGAPT_IOC_EVENTS:
		((struct vgapt_events *)arg)->state = shared->events;
		return 0;
	case VGAPT_IOC_MAP:
		assert(map->argsz == sizeof(*map) && !map->region && !map->reserved);
		assert(map->offset + map->length <= 0x3000 && map->length);
		shared->maps = map->flags == VGAPT_MAP_ADD;
		return 0;
	case VGAPT_IOC_MSI:
		assert(msi->argsz == sizeof(*msi));
		shared->binds += msi->flags & VGAPT_MSI_BIND;
		return 0;
	}
	assert(!"an ioctl of the contract");
	return -1;
}

static u8 *bytes_of(int fd, size_t size, off_t offset)
{
	u64 region = (u64)offset >> 40, at = offset & 0xffffffffffULL;

	assert(fd == capability[0] && !(at % size) && !shared->dead);
	if (region == VGAPT_REGION_CONFIG) {
		assert(size <= 4 && at + size <= DM_CONFIG_BYTES);
		return shared->config + at;
	}
	assert(!region && size <= 8 && at + size <= sizeof(shared->bar));
	return shared->bar + at;
}

ssize_t __wrap_pread(int fd, void *to, size_t size, off_t offset)
{
	memcpy(to, bytes_of(fd, size, offset), size);
	return size;
}

ssize_t __wrap_pwrite(int fd, const void *from, size_t size, off_t offset)
{
	memcpy(bytes_of(fd, size, offset), from, size);
	return size;
}

/* The daemon. */
static pid_t start(void)
{
	char cap[12], state[12], ready[12], line[64] = "";
	char *argv[] = { "vgapt-dm", "--domid", "7", "--slot", "00:05.0", "--capability", cap,
			 "--state", state, "--ready", ready, "--user", "65534:65534", NULL };
	int pipes[2], argc = root ? 13 : 11;
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	sprintf(cap, "%d", capability[0]);
	sprintf(state, "%d", memfd);
	sprintf(ready, "%d", pipes[1]);
	argv[argc] = NULL;
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		close(capability[1]);
		close(pipes[0]);
		_exit(dm_main(argc, argv));
	}
	close(pipes[1]);
	assert_true(read(pipes[0], line, sizeof(line) - 1) > 0);
	assert_string_equal(line, "ready id=1\n");
	close(pipes[0]);
	return pid;
}

static int ended(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* Xen. */
static u8 *slot_of(u32 vcpu)
{
	return shared->page + DM_REQUEST_BYTES * vcpu;
}

static void ask(u32 vcpu, u8 type, bool read_, u64 address, u32 size, u64 data)
{
	u8 *raw = slot_of(vcpu), port = 120 + vcpu;
	u32 one = 1;

	memcpy(raw + DM_REQUEST_ADDR, &address, 8);
	memcpy(raw + DM_REQUEST_DATA, &data, 8);
	memcpy(raw + DM_REQUEST_COUNT, &one, 4);
	memcpy(raw + DM_REQUEST_SIZE, &size, 4);
	raw[DM_REQUEST_TYPE] = type;
	__atomic_store_n(raw + DM_REQUEST_BITS, DM_STATE_READY | (read_ ? DM_BITS_READ : 0),
			 __ATOMIC_RELEASE);
	assert_int_equal(write(bell[1], &port, 1), 1);
}

/* Fetch an answer, or say that there is none after a while. */
static bool fetch(u32 vcpu, u64 *data, int ms)
{
	struct pollfd fd = { .fd = answers[0], .events = POLLIN };
	u8 *raw = slot_of(vcpu), byte;

	for (;;) {
		u8 bits = __atomic_load_n(raw + DM_REQUEST_BITS, __ATOMIC_ACQUIRE);

		if ((bits & DM_BITS_STATE) == DM_STATE_DONE)
			break;
		if (poll(&fd, 1, ms) <= 0)
			return false;
		assert_int_equal(read(answers[0], &byte, 1), 1);
	}
	memcpy(data, raw + DM_REQUEST_DATA, 8);
	__atomic_store_n(raw + DM_REQUEST_BITS, 0, __ATOMIC_RELEASE);
	return true;
}

static u64 guest(u32 vcpu, u8 type, bool read_, u64 address, u32 size, u64 data)
{
	ask(vcpu, type, read_, address, size, data);
	assert_true(fetch(vcpu, &data, 10000));
	return data;
}

static int fresh(void **state)
{
	(void)state;
	root = !geteuid();
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	assert_true(shared != MAP_FAILED);
	memcpy(shared->config, dump_nvme.config, sizeof(shared->config));
	assert_int_equal(pipe(bell), 0);
	assert_int_equal(pipe(answers), 0);
	assert_int_equal(pipe(capability), 0);
	fcntl(answers[0], F_SETFL, O_NONBLOCK);
	memfd = memfd_create("state", MFD_ALLOW_SEALING);
	assert_true(memfd >= 0);
	assert_int_equal(ftruncate(memfd, DM_STATE_BYTES), 0);
	assert_int_equal(fcntl(memfd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK), 0);
	return 0;
}

static int stale(void **state)
{
	(void)state;
	munmap(shared, sizeof(*shared));
	close(bell[0]);
	close(bell[1]);
	close(answers[0]);
	close(answers[1]);
	close(capability[0]);
	if (capability[1] >= 0)
		close(capability[1]);
	close(memfd);
	return 0;
}

static void set_up(void)
{
	guest(0, DM_TYPE_CONFIG, false, PCI_BASE_ADDRESS_0, 4, NVME_BAR);
	guest(0, DM_TYPE_CONFIG, false, PCI_COMMAND, 2, 6);
}

static void serves(void **state)
{
	pid_t pid = start();
	u32 i;

	(void)state;
	assert_true(shared->restricted && shared->enabled);
	for (i = 0; i < VCPUS; i++)
		assert_int_equal(guest(i, DM_TYPE_CONFIG, true, 0, 4, 0), 0xa804144d);
	set_up();
	assert_int_equal(shared->maps, 1);
	guest(1, DM_TYPE_COPY, false, NVME_BAR + 0x3100, 4, 0x12345678);
	guest(1, DM_TYPE_COPY, false, NVME_BAR + 0x3800, 4, 0x12345678);
	assert_int_equal(vgapt_le32(shared->bar + 0x3800), 0x12345678);
	/* What is no request gets an answer. */
	assert_int_equal(guest(0, 99, true, 0, 4, 0), ~0ULL);
	assert_int_equal(guest(0, DM_TYPE_COPY, true, 0, 7, 0), ~0ULL);
	kill(pid, SIGTERM);
	assert_int_equal(ended(pid), 0);
	assert_true(shared->destroyed && !shared->maps);
}

/* Killed with a request pending; killed at random under load; nothing is ever lost. */
static void killed(void **state)
{
	u32 i, value = 0, died = 0;
	pid_t pid = start();
	u64 data;

	(void)state;
	set_up();
	kill(pid, SIGKILL);
	assert_int_equal(ended(pid), -SIGKILL);
	ask(1, DM_TYPE_CONFIG, true, 0, 4, 0);
	assert_false(fetch(1, &data, 50));
	pid = start();
	assert_true(fetch(1, &data, 10000));
	assert_int_equal(data, 0xa804144d);
	for (i = 0; i < 400; i++) {
		bool now = i % 20 == 7;

		ask(i % VCPUS, DM_TYPE_COPY, false, NVME_BAR + 0x3800, 4, ++value);
		if (now) {
			struct timespec wait = { .tv_nsec = 3000 * (i % 37) };

			nanosleep(&wait, NULL);
			kill(pid, SIGKILL);
			assert_int_equal(ended(pid), -SIGKILL);
			pid = start();
			died++;
		}
		assert_true(fetch(i % VCPUS, &data, 10000));
		assert_int_equal(vgapt_le32(shared->bar + 0x3800), value);
	}
	assert_int_equal(died, 20);
	assert_int_equal(guest(0, DM_TYPE_CONFIG, true, PCI_BASE_ADDRESS_0, 4, 0), NVME_BAR | 4);
	kill(pid, SIGTERM);
	assert_int_equal(ended(pid), 0);
}

/* The domain is at its end: nothing is destroyed, the page is let go. */
static void domain_gone(void **state)
{
	pid_t pid = start();

	(void)state;
	shared->events = VGAPT_EVENT_DOMAIN_GONE;
	close(capability[1]);
	capability[1] = -1;
	assert_int_equal(ended(pid), 0);
	assert_false(shared->destroyed);
}

/* The function is taken: what is pending is answered, then the server goes. */
static void taken(void **state)
{
	pid_t pid = start();
	u64 data;

	(void)state;
	set_up();
	ask(0, DM_TYPE_CONFIG, true, 0, 4, 0);
	shared->events = VGAPT_EVENT_TAKEN;
	close(capability[1]);
	capability[1] = -1;
	assert_true(fetch(0, &data, 10000));
	assert_int_equal(ended(pid), 0);
	assert_true(shared->destroyed);
}

static int run(int argc, char **argv)
{
	pid_t pid = fork();

	if (!pid) {
		close(STDERR_FILENO);
		alarm(20);
		_exit(dm_main(argc, argv));
	}
	return ended(pid);
}

static void command_line(void **state)
{
	static const char * const bad[][2] = {
		{ "--domid", "0" }, { "--domid", "-1" }, { "--domid", "7ff0" },
		{ "--domid", "32752" }, { "--slot", "0:5" }, { "--slot", "00:20.0" },
		{ "--slot", "00:05.8" }, { "--slot", "100:05.0" }, { "--capability", "2" },
		{ "--capability", "999" }, { "--user", "0:1" }, { "--user", "1:0" },
		{ "--user", "nobody" }, { "--what", "1" },
	};
	u32 i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		char *argv[] = { "vgapt-dm", (char *)bad[i][0], (char *)bad[i][1], NULL };

		check(run(3, argv) == 1, "%s %s", bad[i][0], bad[i][1]);
	}
}

static void no_use_any_more(u32 error, u32 event)
{
	shared->dead = error;
	shared->events = event;
	close(capability[1]);
	capability[1] = -1;
}

/* Killed, then revoked or unplugged: the next one answers what is pending, and leaves. */
static void cleans_up(void **state)
{
	static const u32 ends[][2] = {
		{ EIDRM, VGAPT_EVENT_REVOKED }, { ENODEV, VGAPT_EVENT_UNPLUG },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		pid_t pid = start();
		u64 data;

		set_up();
		kill(pid, SIGKILL);
		assert_int_equal(ended(pid), -SIGKILL);
		no_use_any_more(ends[i][0], ends[i][1]);
		ask(1, DM_TYPE_CONFIG, true, 0, 4, 0);
		pid = start();
		assert_true(fetch(1, &data, 10000));
		assert_int_equal(ended(pid), 0);
		assert_true(shared->destroyed);
		stale(state);
		fresh(state);
	}
}

/* Nothing was done before, or all has been taken away: then nothing is made for it. */
static void nothing_to_clean_up(void **state)
{
	char cap[12], fd[12];
	char *argv[] = { "vgapt-dm", "--domid", "7", "--slot", "00:05.0", "--capability", cap,
			 "--state", fd, "--ready", fd, NULL };
	pid_t pid;

	sprintf(cap, "%d", capability[0]);
	sprintf(fd, "%d", memfd);
	no_use_any_more(EIDRM, VGAPT_EVENT_REVOKED);
	assert_int_equal(run(11, argv), 0);
	assert_false(shared->made);
	stale(state);

	fresh(state);
	pid = start();
	kill(pid, SIGTERM);
	assert_int_equal(ended(pid), 0);
	assert_true(shared->destroyed);
	no_use_any_more(ENODEV, VGAPT_EVENT_UNPLUG);
	sprintf(cap, "%d", capability[0]);
	sprintf(fd, "%d", memfd);
	assert_int_equal(run(11, argv), 0);
	assert_int_equal(shared->made, 1);
}

/* Somebody else's state. */
static void other_state(void **state)
{
	char cap[12], fd[12];
	char *argv[] = { "vgapt-dm", "--domid", "7", "--slot", "00:05.0", "--capability", cap,
			 "--state", fd, "--ready", fd, NULL };

	(void)state;
	sprintf(cap, "%d", capability[0]);
	sprintf(fd, "%d", memfd);
	assert_int_equal(write(memfd, "spoilt", 6), 6);
	assert_int_equal(run(11, argv), 3);
}

/* Empty, or longer: another program's. */
static void other_size(void **state)
{
	static const u32 sizes[] = { 0, DM_STATE_BYTES - 1, DM_STATE_BYTES + 1 };
	char cap[12], fd[12];
	char *argv[] = { "vgapt-dm", "--domid", "7", "--slot", "00:05.0", "--capability", cap,
			 "--state", fd, "--ready", fd, NULL };
	u32 i;

	(void)state;
	sprintf(cap, "%d", capability[0]);
	close(memfd);
	memfd = memfd_create("state", 0);
	sprintf(fd, "%d", memfd);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		assert_int_equal(ftruncate(memfd, sizes[i]), 0);
		check(run(11, argv) == 3, "%u bytes", sizes[i]);
	}
}

static bool status_has(pid_t pid, const char *file, const char *line)
{
	char path[40], text[4096];
	ssize_t n;
	int fd;

	sprintf(path, "/proc/%d/%s", pid, file);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	assert_true(n > 0);
	text[n] = '\0';
	return strstr(text, line);
}

/* Of privileges nothing is left, not even for what it could run. */
static void sandboxed(void **state)
{
	pid_t pid = start();

	(void)state;
	assert_true(status_has(pid, "status", "CapEff:\t0000000000000000\n"));
	assert_true(status_has(pid, "status", "CapBnd:\t0000000000000000\n") || !root);
	assert_true(status_has(pid, "status", "NoNewPrivs:\t1\n"));
#if !defined(__SANITIZE_ADDRESS__)
	assert_true(status_has(pid, "limits", "Max address space         67108864"));
#endif
	kill(pid, SIGTERM);
	assert_int_equal(ended(pid), 0);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, fresh, stale)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(serves),
		TEST(killed),
		TEST(domain_gone),
		TEST(taken),
		TEST(cleans_up),
		TEST(nothing_to_clean_up),
		TEST(command_line),
		TEST(other_state),
		TEST(other_size),
		TEST(sandboxed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
