// SPDX-License-Identifier: GPL-2.0-only
/*
 * What else can be done with a descriptor: read, write, seek, map, poll, duplicate,
 * close.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "fuzz.h"

#define PAGE	4096U
#define POISON	0xa5

/* A number of bytes: few, around a page, or many. */
static size_t pick_size(struct thread *th, size_t most)
{
	size_t size;

	switch (rng_below(&th->rng, 8)) {
	case 0:
		size = 0;
		break;
	case 1:
		size = PAGE - 2 + rng_below(&th->rng, 5);
		break;
	case 2:
		size = rng_below(&th->rng, 128 << 10);
		break;
	case 3:
		size = rng_once_in(&th->rng, 30) ? ROM_MAX : rng_below(&th->rng, 128 << 10);
		break;
	default:
		size = rng_below(&th->rng, 600);
	}
	return size < most ? size : most;
}

static off_t pick_offset(struct thread *th, uint32_t size)
{
	switch (rng_below(&th->rng, 8)) {
	case 0:
		return 0;
	case 1:
		return size - 2 + (off_t)rng_below(&th->rng, 5);
	case 2:
		return rng_next(&th->rng);
	case 3:
		return 1LL << rng_below(&th->rng, 63);
	default:
		return size ? rng_below(&th->rng, size) : 0;
	}
}

/* What reading gives that has nothing to do with what is there. */
static bool unreadable(const struct handle *handle, struct errs *want, bool at_offset)
{
	switch (handle->kind) {
	case KIND_DEVICE:
		*want = ERRS(EINVAL, ESPIPE);
		return true;
	case KIND_LOAD:
		*want = at_offset ? ERRS(EBADF, ESPIPE) : ERRS(EBADF);
		return true;
	default:
		return false;
	}
}

/* Why there is nothing to read. */
static int no_rom(const struct handle *handle)
{
	return handle->kind == KIND_CAP && !(handle->rights & VGAPT_RIGHT_ROM) ? EACCES : ENODATA;
}

static void op_read(struct thread *th)
{
	struct handle *handle = handle_get_any(th);
	size_t size = pick_size(th, 128 << 10), got;
	struct errs want = ERRS(0);
	bool bad_pointer = rng_once_in(&th->rng, 20);
	ssize_t rc;
	int err;

	if (!handle)
		return;
	if (!unreadable(handle, &want, false)) {
		if (!handle->rom)
			want = ERRS(no_rom(handle));
		/* Who reads at its end, wherever that is, is told of no pointer. */
		else if (bad_pointer)
			want = ERRS(0, EFAULT);
	} else if (bad_pointer) {
		errs_add(&want, EFAULT);
	}
	memset(th->buf + size, POISON, 64);
	rc = read(handle->fd, bad_pointer ? (void *)4096 : th->buf, size);
	err = rc < 0 ? errno : 0;
	count(th, err);
	expect(th, RULE_ERRNO, &want, err, "read");
	got = rc < 0 ? 0 : rc;
	looked(th, RULE_BEYOND, th->buf[size] == POISON && th->buf[size + 63] == POISON && got <= size,
	       "read of %zu gave %zu and more", size, got);
	handle_put(handle);
}

static void op_pread(struct thread *th)
{
	struct handle *handle = handle_get(th, rng_once_in(&th->shape, 8) ? rng_below(&th->shape, NUM_KINDS) :
					   rng_once_in(&th->shape, 4) ? KIND_ROM : KIND_CAP);
	size_t size = pick_size(th, 128 << 10), left = 0;
	struct errs want = ERRS(0);
	off_t offset;
	ssize_t rc;
	int err;

	if (!handle)
		return;
	offset = pick_offset(th, handle->rom ? handle->rom->size : 0);
	if (unreadable(handle, &want, true)) {
		if (offset < 0)
			errs_add(&want, EINVAL);
	} else if (offset < 0) {
		want = ERRS(EINVAL);
	} else if ((uint64_t)offset > INT64_MAX - size) {
		/* Beyond what a file may have: as the kernel checks for all files. */
		want = ERRS(EINVAL, EOVERFLOW);
	} else if (!handle->rom) {
		want = ERRS(no_rom(handle));
	} else if (offset < handle->rom->size) {
		left = handle->rom->size - offset;
	}
	memset(th->buf, POISON, size + 64);
	rc = pread(handle->fd, th->buf, size, offset);
	err = rc < 0 ? errno : 0;
	count(th, err);
	expect(th, RULE_ERRNO, &want, err, "pread");
	if (rc >= 0 && handle->rom) {
		size_t right = size < left ? size : left;

		looked(th, RULE_ROM, (size_t)rc == right && (!right || !memcmp(th->buf, handle->rom->data + offset, right)),
		       "pread of %zu at %lld gave %zd, not %zu, or others", size, (long long)offset, rc, right);
		looked(th, RULE_BEYOND, th->buf[rc] == POISON && th->buf[size + 63] == POISON, "pread: behind its end");
	}
	handle_put(handle);
}

static void op_lseek(struct thread *th)
{
	struct handle *handle = handle_get_any(th);
	int whence = rng_below(&th->rng, 6);
	struct errs want = ERRS(0, EINVAL);
	off_t offset, rc, size;
	int err;

	if (!handle)
		return;
	size = handle->rom ? handle->rom->size : 0;
	offset = pick_offset(th, size);
	if (whence == SEEK_END && rng_once_in(&th->rng, 2))
		offset = 0;
	if (handle->kind == KIND_LOAD)
		want = whence > SEEK_HOLE ? ERRS(EINVAL) : ERRS(ESPIPE);
	else if (handle->kind == KIND_DEVICE)
		/* One without a position either says so or stays where it is. */
		want = ERRS(0, ESPIPE, EINVAL);
	else if (whence == SEEK_SET)
		want = offset < 0 || offset > size ? ERRS(EINVAL) : ERRS(0);
	else if (whence == SEEK_END)
		want = offset > 0 || offset < -size ? ERRS(EINVAL) : ERRS(0);
	else if (whence > SEEK_END)
		want = ERRS(EINVAL);
	rc = lseek(handle->fd, offset, whence);
	err = rc < 0 ? errno : 0;
	count(th, err);
	expect(th, RULE_ERRNO, &want, err, "lseek");
	if (rc >= 0 && (handle->kind == KIND_CAP || handle->kind == KIND_ROM))
		looked(th, RULE_ROM, rc <= size && (whence != SEEK_END || rc == size + offset),
		       "lseek to %lld by %d: %lld of %lld", (long long)offset, whence, (long long)rc, (long long)size);
	handle_put(handle);
}

static void op_write(struct thread *th)
{
	struct handle *handle = handle_get(th, rng_once_in(&th->shape, 4) ? rng_below(&th->shape, NUM_KINDS) : KIND_LOAD);
	struct errs want = ERRS(0, EFBIG, EINTR);
	bool whole = rng_once_in(&th->rng, 3), bad_pointer = !whole && rng_once_in(&th->rng, 16);
	size_t size;
	ssize_t rc;
	int err;

	if (!handle)
		return;
	if (handle->kind == KIND_CAP || handle->kind == KIND_ROM)
		want = ERRS(EBADF);
	else if (handle->kind == KIND_DEVICE)
		want = ERRS(EINVAL);
	if (handle->kind == KIND_LOAD && whole) {
		/* What may be there already would be before it. */
		ioctl(handle->fd, VGAPT_IOC_ROM_COMMIT, 0);
		size = rom_image(th, handle->place, th->buf);
	} else {
		size = pick_size(th, ROM_MAX);
		if (rng_once_in(&th->rng, 20))
			size = ROM_MAX + 1;
	}
	if (bad_pointer)
		errs_add(&want, EFAULT);
	rc = write(handle->fd, bad_pointer ? (void *)4096 : th->buf, size);
	err = rc < 0 ? errno : 0;
	count(th, err);
	expect(th, RULE_ERRNO, &want, err, "write");
	looked(th, RULE_BEYOND, rc <= (ssize_t)size && (rc < 0 || (size_t)rc == size), "write of %zu gave %zd", size, rc);
	if (handle->kind == KIND_LOAD && whole && rc > 0) {
		want = ERRS(0, EBADMSG, EXDEV, ENODEV, EINTR);
		err = ioctl(handle->fd, VGAPT_IOC_ROM_COMMIT, 0) < 0 ? errno : 0;
		expect(th, RULE_ERRNO, &want, err, "ROM_COMMIT of an image");
	}
	handle_put(handle);
}

/* Mappings are kept for a while, by all threads together, and outlive their descriptor. */
struct mapping {
	uint8_t *at;
	size_t size;
	const struct rom *rom;
	size_t offset;
};

static struct mapping mappings[NUM_MAPPINGS];
static pthread_mutex_t mappings_lock = PTHREAD_MUTEX_INITIALIZER;

static void mapping_look(struct thread *th, const struct mapping *map, bool all)
{
	size_t have = map->rom->size > map->offset ? map->rom->size - map->offset : 0;
	size_t from = 0, to = map->size, i;
	bool zero = true;

	if (!all && to > PAGE) {
		from = rng_below(&th->rng, to / PAGE) * PAGE;
		to = from + PAGE;
	}
	if (have > to)
		have = to;
	if (have > from)
		looked(th, RULE_MAPPING, !memcmp(map->at + from, map->rom->data + map->offset + from, have - from),
		       "a mapping has other bytes than the ROM");
	for (i = have > from ? have : from; i < to; i++)
		zero &= !map->at[i];
	looked(th, RULE_MAPPING, zero, "there is something behind the ROM's end");
}

static void op_mmap(struct thread *th)
{
	struct handle *handle = handle_get(th, rng_once_in(&th->shape, 6) ? rng_below(&th->shape, NUM_KINDS) : KIND_CAP);
	static const int prots[] = { PROT_READ, PROT_READ, PROT_READ, PROT_NONE, PROT_READ | PROT_WRITE, PROT_WRITE,
				     PROT_READ | PROT_EXEC, PROT_READ | PROT_WRITE | PROT_EXEC };
	int prot = prots[rng_below(&th->rng, ARRAY_SIZE(prots))];
	int flags = rng_once_in(&th->rng, 2) ? MAP_SHARED : MAP_PRIVATE;
	unsigned int slot = rng_below(&th->shape, NUM_MAPPINGS);
	size_t pages, size, offset = 0;
	struct mapping map, old;
	struct errs want;
	int err;
	void *at;

	if (!handle)
		return;
	pages = handle->rom ? (handle->rom->size + PAGE - 1) / PAGE : 1;
	size = handle->rom ? handle->rom->size : PAGE;
	if (rng_once_in(&th->rng, 3)) {
		offset = rng_below(&th->rng, pages + 2);
		size = (1 + rng_below(&th->rng, pages + 1)) * (size_t)PAGE - rng_below(&th->rng, PAGE);
	} else if (rng_once_in(&th->rng, 6)) {
		size = rng_once_in(&th->rng, 3) ? 0 : rng_next(&th->rng) >> rng_below(&th->rng, 40);
		offset = rng_next(&th->rng) >> 13 >> rng_below(&th->rng, 50);
	}
	at = mmap(NULL, size, prot, flags, handle->fd, (off_t)offset * PAGE);
	err = at == MAP_FAILED ? errno : 0;
	count(th, err);

	if (handle->kind == KIND_CAP && handle->rom && size && !(prot & PROT_WRITE) &&
	    offset < pages && size <= pages * PAGE && (size + PAGE - 1) / PAGE <= pages - offset)
		want = prot & PROT_EXEC ? ERRS(0, EPERM, EACCES) : ERRS(0);
	else if (handle->kind == KIND_CAP && handle->rom && (prot & PROT_WRITE) && size && size < 1 << 30 &&
		 offset < pages)
		want = prot & PROT_EXEC ? ERRS(EACCES, EPERM) : ERRS(EACCES);
	else
		want = ERRS(EACCES, ENODATA, EINVAL, ENODEV, ENOMEM, EOVERFLOW, EPERM);
	expect(th, RULE_ERRNO, &want, err, "mmap");
	if (err)
		goto out;
	if (!handle->rom) {
		looked(th, RULE_MAPPING, false, "a mapping of what can't be read");
		munmap(at, size);
		goto out;
	}
	map = (struct mapping){ at, (size + PAGE - 1) / PAGE * PAGE, handle->rom, offset * PAGE };
	if (rng_once_in(&th->rng, 2)) {
		looked(th, RULE_MAPPING, mprotect(at, PAGE, PROT_READ | PROT_WRITE) < 0 && errno == EACCES,
		       "a mapping was made writable");
		mprotect(at, map.size, PROT_READ);
	}
	if (rng_once_in(&th->rng, 8)) {
		void *moved = mremap(at, map.size, map.size + PAGE, MREMAP_MAYMOVE);

		looked(th, RULE_MAPPING, moved == MAP_FAILED, "a mapping could grow beyond its end");
		if (moved != MAP_FAILED)
			map.at = moved, map.size += PAGE;
	}
	if (prot & PROT_READ)
		mapping_look(th, &map, rng_once_in(&th->rng, 4));
	if (!(prot & PROT_READ) || !rng_once_in(&th->rng, 3)) {
		munmap(map.at, map.size);
		goto out;
	}
	pthread_mutex_lock(&mappings_lock);
	old = mappings[slot];
	mappings[slot] = map;
	pthread_mutex_unlock(&mappings_lock);
	if (old.at)
		munmap(old.at, old.size);
out:
	handle_put(handle);
}

/* Taken out while it is looked at, so that nobody unmaps it meanwhile. */
static struct mapping mapping_take(unsigned int slot)
{
	struct mapping map;

	pthread_mutex_lock(&mappings_lock);
	map = mappings[slot];
	mappings[slot].at = NULL;
	pthread_mutex_unlock(&mappings_lock);
	return map;
}

static void op_look(struct thread *th)
{
	unsigned int slot = rng_below(&th->shape, NUM_MAPPINGS);
	struct mapping map = mapping_take(slot), other;

	if (!map.at)
		return;
	count(th, 0);
	mapping_look(th, &map, rng_once_in(&th->rng, 6));
	pthread_mutex_lock(&mappings_lock);
	other = mappings[slot];
	mappings[slot] = map;
	pthread_mutex_unlock(&mappings_lock);
	if (other.at)
		munmap(other.at, other.size);
}

static void op_munmap(struct thread *th)
{
	struct mapping map = mapping_take(rng_below(&th->shape, NUM_MAPPINGS));

	if (!map.at)
		return;
	/* In two parts: the second one is the last that keeps the capability. */
	if (map.size > PAGE && rng_once_in(&th->rng, 3)) {
		size_t part = PAGE * (1 + rng_below(&th->rng, map.size / PAGE - 1));

		munmap(map.at, part);
		map.at += part;
		map.size -= part;
	}
	count(th, munmap(map.at, map.size) ? errno : 0);
}

void mappings_drop(void)
{
	unsigned int i;

	for (i = 0; i < NUM_MAPPINGS; i++) {
		struct mapping map = mapping_take(i);

		if (map.at)
			munmap(map.at, map.size);
	}
}

static void op_poll(struct thread *th)
{
	struct handle *handle = handle_get_any(th);
	struct pollfd fd = { .events = rng_next(&th->rng) };
	int rc, never = POLLERR | POLLNVAL;

	if (!handle)
		return;
	if (!handle_ends(handle))
		never |= POLLHUP;
	fd.fd = handle->fd;
	rc = poll(&fd, 1, 0);
	count(th, rc < 0 ? errno : 0);
	/* Another thread's signal ends it, though it does not wait. */
	looked(th, RULE_ERRNO, rc < 0 ? errno == EINTR : !(fd.revents & never), "poll: %d, %#x", rc, fd.revents);
	handle_put(handle);
}

static void op_dup(struct thread *th)
{
	struct handle *handle = handle_get_any(th), *copy;
	int fd;

	if (!handle)
		return;
	fd = rng_once_in(&th->rng, 2) ? dup(handle->fd) : fcntl(handle->fd, F_DUPFD_CLOEXEC, 3);
	count(th, fd < 0 ? errno : 0);
	if (fd >= 0) {
		copy = handle_dup(handle, fd);
		handle_store(th, copy);
	}
	handle_put(handle);
}

static void op_close(struct thread *th)
{
	handle_drop(th);
	count(th, 0);
}

static void op_open(struct thread *th)
{
	static const int modes[] = { O_RDWR, O_RDWR, O_RDONLY, O_WRONLY, O_RDWR | O_NONBLOCK, O_RDWR | O_APPEND };
	int fd = open("/dev/xen_vgapt", modes[rng_below(&th->rng, ARRAY_SIZE(modes))] | O_CLOEXEC);

	count(th, fd < 0 ? errno : 0);
	looked(th, RULE_ERRNO, fd >= 0, "open: %s", errno_text(errno));
	if (fd < 0)
		return;
	/* Only one that may do all goes into the table: the answers there are for those. */
	if ((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR)
		handle_store(th, handle_new(fd, KIND_DEVICE, NULL, 0));
	else
		close(fd);
}

/* Calls that nobody makes of such a file. */
static void op_odd(struct thread *th)
{
	struct handle *handle = handle_get_any(th);
	struct iovec iov[2] = { { th->buf, 100 }, { th->buf + 200, 100 } };
	struct stat st;
	char path[64];
	int err = 0, pair[2];
	off_t at = 0;

	if (!handle)
		return;
	switch (rng_below(&th->rng, 10)) {
	case 0:
		err = fstat(handle->fd, &st) ? errno : 0;
		looked(th, RULE_ERRNO, !err, "fstat: %s", errno_text(err));
		break;
	case 1:
		err = ftruncate(handle->fd, rng_below(&th->rng, 1 << 20)) ? errno : 0;
		looked(th, RULE_ERRNO, err == EINVAL || err == EBADF, "ftruncate: %s", errno_text(err));
		break;
	case 2:
		err = fsync(handle->fd) ? errno : 0;
		looked(th, RULE_ERRNO, err == EINVAL, "fsync: %s", errno_text(err));
		break;
	case 3:
		err = pwrite(handle->fd, th->buf, 10, rng_below(&th->rng, 4096)) < 0 ? errno : 0;
		looked(th, RULE_ERRNO, err == ESPIPE || err == EBADF || (handle->kind == KIND_DEVICE && err == EINVAL),
		       "pwrite: %s", errno_text(err));
		break;
	case 4:
		err = readv(handle->fd, iov, 2) < 0 ? errno : 0;
		break;
	case 5:
		/* A capability that may wait for its budget would do nothing else. */
		err = fcntl(handle->fd, F_SETFL, handle->kind == KIND_CAP ? O_NONBLOCK | (rng_once_in(&th->rng, 2) ? O_ASYNC : 0) :
			    rng_once_in(&th->rng, 2) ? O_NONBLOCK : O_ASYNC) ? errno : 0;
		break;
	case 6:
		err = fallocate(handle->fd, 0, 0, 4096) ? errno : 0;
		looked(th, RULE_ERRNO, err == ENODEV || err == EBADF || err == EOPNOTSUPP, "fallocate: %s", errno_text(err));
		break;
	case 7:
		if (pipe(pair))
			break;
		err = splice(handle->fd, &at, pair[1], NULL, 4096, SPLICE_F_NONBLOCK) < 0 ? errno : 0;
		looked(th, RULE_ERRNO, err == EINVAL || err == EBADF || err == ESPIPE, "splice: %s", errno_text(err));
		close(pair[0]);
		close(pair[1]);
		break;
	case 8:
		snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", handle->fd);
		looked(th, RULE_ERRNO, file_read(path, (char *)th->buf, 4096) > 0, "fdinfo");
		break;
	default:
		snprintf(path, sizeof(path), "/proc/self/fd/%d", handle->fd);
		looked(th, RULE_ERRNO, readlink(path, (char *)th->buf, 4096) > 0, "readlink");
	}
	count(th, err);
	handle_put(handle);
}

const struct op fd_ops[] = {
	{ "read", 500, op_read },
	{ "pread", 700, op_pread },
	{ "lseek", 300, op_lseek },
	{ "write", 250, op_write },
	{ "mmap", 400, op_mmap },
	{ "look", 300, op_look },
	{ "munmap", 250, op_munmap },
	{ "poll", 200, op_poll },
	{ "dup", 400, op_dup },
	{ "close", 900, op_close },
	{ "open", 200, op_open },
	{ "odd", 150, op_odd },
};

const size_t num_fd_ops = ARRAY_SIZE(fd_ops);
