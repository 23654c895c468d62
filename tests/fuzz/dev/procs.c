// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other processes: children that have copies of all descriptors and mappings,
 * descriptors under way from one socket to another, and signals.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "fuzz.h"

/*
 * A child has the memory of a moment in which other threads may hold any lock:
 * nothing but system calls here.
 */
static void child(struct rng *rng, int fd)
{
	struct vgapt_ranges ranges = { .argsz = sizeof(ranges), .ranges = VGAPT_RANGE_ALL };
	struct vgapt_device_info info = { .argsz = sizeof(info) };
	unsigned int i;

	switch (rng_below(rng, 4)) {
	case 0:
		ioctl(fd, VGAPT_IOC_DEVICE_INFO, &info);
		break;
	case 1:
		ioctl(fd, VGAPT_IOC_GRANT, &ranges);
		break;
	case 2:
		for (i = 3; i < 40; i++)
			close(3 + rng_below(rng, 80));
		break;
	}
	/* Its end closes what it has left. */
	if (rng_once_in(rng, 3))
		syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
	syscall(SYS_exit_group, 0);
}

static void op_fork(struct thread *th)
{
	struct handle *handle = handle_get(th, KIND_CAP);
	struct rng rng = th->rng;
	int status = 0;
	pid_t pid;

	if (!handle)
		return;
	pid = fork();
	if (!pid)
		child(&rng, handle->fd);
	count(th, pid < 0 ? errno : 0);
	handle_put(handle);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	looked(th, RULE_ERRNO, pid > 0 && (WIFEXITED(status) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)),
	       "fork: %d, status %#x", pid, status);
}

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static int pass(int sock, int fd)
{
	char byte = 'x';
	struct iovec iov = { &byte, 1 };
	union control control = { { 0 } };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	return sendmsg(sock, &msg, 0) < 0 ? errno : 0;
}

static int receive(int sock)
{
	char byte;
	struct iovec iov = { &byte, 1 };
	union control control = { { 0 } };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *head;
	int fd = -1;

	while (recvmsg(sock, &msg, MSG_CMSG_CLOEXEC) < 0)
		if (errno != EINTR)
			return -1;
	head = CMSG_FIRSTHDR(&msg);
	if (head && head->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

static void op_pass(struct thread *th)
{
	struct handle *handle = handle_get_any(th), *copy;
	int pair[2], fd, err;

	if (!handle)
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) {
		handle_put(handle);
		return;
	}
	err = pass(pair[0], handle->fd);
	count(th, err);
	looked(th, RULE_ERRNO, !err || err == EINTR, "SCM_RIGHTS: %s", errno_text(err));
	if (!err && rng_once_in(&th->rng, 3)) {
		/* Never received: the socket's end closes it. Or, sent through itself, the collector of cycles. */
		if (rng_once_in(&th->rng, 2))
			pass(pair[0], pair[1]);
	} else if (!err) {
		fd = receive(pair[1]);
		looked(th, RULE_ERRNO, fd >= 0, "SCM_RIGHTS: nothing came");
		if (fd >= 0) {
			copy = handle_dup(handle, fd);
			handle_store(th, copy);
		}
	}
	close(pair[0]);
	close(pair[1]);
	handle_put(handle);
}

/* Whoever is waiting interruptibly waits no more. */
static void op_signal(struct thread *th)
{
	struct thread *whom = &threads[rng_below(&th->rng, config.threads)];

	if (config.only >= 0 || whom == th || atomic_load(&whom->idle))
		return;
	count(th, pthread_kill(whom->id, SIGUSR1));
}

const struct op proc_ops[] = {
	{ "fork", 2, op_fork },
	{ "pass", 100, op_pass },
	{ "signal", 60, op_signal },
};

const size_t num_proc_ops = ARRAY_SIZE(proc_ops);
