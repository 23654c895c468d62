// SPDX-License-Identifier: GPL-2.0-only
/*
 * A worker: the process that is a function's device model.
 *
 * It outlives a stop of the daemon.  So the next daemon can take it over, it has its
 * capability and its memory under known numbers, from where they can be had again.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"
#include "servers.h"
#include "worker.h"

#define MAX_ARGS	24

/* Up to here there is one more. */
#define WORKER_GO	(WORKER_READY + 1)
#define NUM_FDS		(WORKER_GO + 1 - WORKER_CAPABILITY)

struct worker_kind worker_kind;

/* Debian 12's C library has no names for them. */
static int pidfd_of(pid_t pid)
{
	return syscall(SYS_pidfd_open, pid, 0);
}

static int fd_of_other(int pidfd, int number)
{
	return syscall(SYS_pidfd_getfd, pidfd, number, 0);
}

/**
 * worker_init - there is none yet
 * @worker:  the worker
 * @place:   the function, and its domain
 * @owner:   for those who hear
 * @process: heard when it ends
 * @ready:   heard when it serves
 */
void worker_init(struct worker *worker, const struct place *place, void *owner,
		 void (*process)(struct source *source), void (*ready)(struct source *source))
{
	*worker = (struct worker){
		.state = -1,
		.go = -1,
		.process = { .fd = -1, .heard = process, .owner = owner },
		.ready = { .fd = -1, .heard = ready, .owner = owner },
	};
	voice_init(&worker->voice, place);
}

/**
 * struct ends - what is between this process and a child: its ends, and the child's
 * @ready: a pipe
 * @go:    sockets
 * @voice: the child's end
 */
struct ends {
	int ready[2];
	int go[2];
	int voice;
};

/* The service is spared when memory is short; a worker is not: it can be started anew. */
static void be_like_others(void)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, "0", 1) != 1)
		fprintf(stderr, "oom_score_adj: %m\n");
	if (fd >= 0)
		close(fd);
}

/*
 * The child's side: descriptors under their numbers, and nothing else of ours.  They are
 * copied out of the way first, as one may have another's number.  When the next daemon could
 * find it by them it says so, and goes on when it is in the status: it is not to serve if
 * this daemon has died before that.
 */
static void become(char **argv, int cap, int state, const struct ends *ends)
{
	int fds[] = { cap, state, ends->ready[1], ends->go[1] }, voice, null, i;
	sigset_t none;
	char byte = 0;

	for (i = 0; i < NUM_FDS; i++)
		fds[i] = fcntl(fds[i], F_DUPFD, WORKER_CAPABILITY + NUM_FDS);
	voice = fcntl(ends->voice, F_DUPFD, WORKER_CAPABILITY + NUM_FDS);
	for (i = 0; i < NUM_FDS; i++)
		if (fds[i] < 0 || dup2(fds[i], WORKER_CAPABILITY + i) < 0)
			_exit(126);
	null = open("/dev/null", O_RDWR);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(voice, STDERR_FILENO) < 0)
		_exit(126);
	if (syscall(SYS_close_range, WORKER_CAPABILITY + NUM_FDS, ~0U, 0))
		_exit(126);
	if (write(WORKER_GO, &byte, 1) != 1 || read(WORKER_GO, &byte, 1) != 1)
		_exit(126);
	close(WORKER_GO);
	be_like_others();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* SIGPIPE stays ignored: this daemon may be gone when it says that it is ready. */
	/* A signal from the terminal is meant for the daemon. */
	setsid();
	execv(argv[0], argv);
	fprintf(stderr, "cannot run %s: %m\n", argv[0]);
	_exit(127);
}

static void close_ends(struct ends *ends)
{
	const int fds[] = { ends->ready[0], ends->ready[1], ends->go[0], ends->go[1], ends->voice };
	size_t i;

	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static int open_ends(struct worker *worker, struct ends *ends)
{
	int ret;

	*ends = (struct ends){ .ready = { -1, -1 }, .go = { -1, -1 } };
	ends->voice = voice_open(&worker->voice);
	if (ends->voice < 0)
		return ends->voice;
	if (!pipe2(ends->ready, O_CLOEXEC | O_NONBLOCK) &&
	    !socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends->go))
		return 0;
	ret = -errno;
	close_ends(ends);
	voice_close(&worker->voice);
	return ret;
}

/* Forks; the parent hears of its end, and of its being ready. */
static int spawn(struct worker *worker, char **argv, int cap)
{
	struct ends ends;
	int pidfd, ret = open_ends(worker, &ends);
	pid_t pid;
	char byte;

	if (ret)
		return ret;
	pid = fork();
	if (!pid) {
		close(ends.go[0]);
		become(argv, cap, worker->state, &ends);
	}
	if (pid < 0) {
		ret = -errno;
		close_ends(&ends);
		voice_close(&worker->voice);
		return ret;
	}
	close(ends.ready[1]);
	close(ends.go[1]);
	close(ends.voice);
	/* Only then is it what the status will say; if it has died, that is heard. */
	worker->go = ends.go[0];
	while (read(worker->go, &byte, 1) < 0 && errno == EINTR)
		;
	/* Until it is waited for, its number is its own. */
	pidfd = pidfd_of(pid);
	ret = pidfd < 0 ? -errno : loop_add(&worker->process, pidfd);
	if (!ret)
		ret = loop_add(&worker->ready, ends.ready[0]);
	else
		close(ends.ready[0]);
	if (ret) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		worker_forget(worker);
		return ret;
	}
	worker->pid = pid;
	worker->ours = true;
	return 0;
}

/* It can't grow: that would be all of dom0's memory, in the hands of who has gone mad. */
static int make_memory(void)
{
	int ret, fd = memfd_create("vgapt-dm", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -errno;
	if (!ftruncate(fd, WORKER_STATE_BYTES) &&
	    !fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL))
		return fd;
	ret = -errno;
	close(fd);
	return ret;
}

/**
 * worker_start - start one
 * @worker: where there is none now; its memory stays what it was
 * @place:  the function, and its domain
 * @slot:   where the guest sees it: device number << 3 | function number
 * @cap:    the capability
 *
 * It waits for worker_go().
 *
 * Return: 0 or -errno.
 */
int worker_start(struct worker *worker, const struct place *place, int slot, int cap)
{
	char domid[8], where[12], user[24];
	char *argv[MAX_ARGS] = {
		(char *)worker_kind.program,
		"--domid", domid, "--slot", where,
		"--capability", "3", "--state", "4", "--ready", "5",
		"--user", user, "--root", (char *)worker_kind.root, NULL
	};

	if (worker->pid)
		return -EEXIST;
	if (worker->state < 0)
		worker->state = make_memory();
	if (worker->state < 0)
		return worker->state;
	snprintf(domid, sizeof(domid), "%u", place->domid);
	snprintf(where, sizeof(where), "00:%02x.%x", slot >> 3 & 0x1f, slot & 7);
	snprintf(user, sizeof(user), "%u:%u", worker_kind.uid, worker_kind.gid);
	return spawn(worker, argv, cap);
}

/**
 * worker_go - it is known to whoever comes after this daemon: let it serve
 * @worker: that was just started
 */
void worker_go(struct worker *worker)
{
	if (worker->go < 0)
		return;
	if (send(worker->go, "", 1, MSG_NOSIGNAL) < 0)
		tell(LOG_ERR, "worker %d has ended before it began: %m", worker->pid);
	close(worker->go);
	worker->go = -1;
}

/**
 * worker_signal - send it a signal
 * @worker: the worker
 * @signal: SIGTERM, SIGKILL
 *
 * Return: 0 or -errno.
 */
int worker_signal(struct worker *worker, int signal)
{
	if (worker->process.fd < 0)
		return -ESRCH;
	return syscall(SYS_pidfd_send_signal, worker->process.fd, signal, NULL, 0) ? -errno : 0;
}

/**
 * worker_ended_well - it has ended: how?
 * @worker: the worker; gone then, but for its memory
 * @asked:  it was asked to end
 * @how:    in words
 * @len:    size of @how
 *
 * How one ends that an earlier daemon has started, this process does not learn: if it was
 * asked to, it is believed.
 *
 * Return: whether it has left nothing behind.
 */
bool worker_ended_well(struct worker *worker, bool asked, char *how, size_t len)
{
	bool ours = worker->ours;
	siginfo_t info = { 0 };

	if (ours)
		waitid(P_PID, worker->pid, &info, WEXITED | WNOHANG);
	worker_forget(worker);
	if (!ours)
		snprintf(how, len, "end, as a worker of an earlier vgaptd");
	else if (info.si_code == CLD_EXITED)
		snprintf(how, len, "exit status %d", info.si_status);
	else
		snprintf(how, len, "signal %d", info.si_status);
	return ours ? info.si_code == CLD_EXITED && !info.si_status : asked;
}

/**
 * worker_is_ready - something came through the pipe, or its end: is it ready?
 * @worker: the worker
 * @server: is set to its ioreq server's number if it tells it
 *
 * It writes a line when it serves.  That it has gone, its process tells.
 *
 * Return: whether it has written.
 */
bool worker_is_ready(struct worker *worker, int *server)
{
	char line[32];
	ssize_t n = read(worker->ready.fd, line, sizeof(line) - 1);
	unsigned int id;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	loop_drop(&worker->ready);
	if (n <= 0)
		return false;
	line[n] = '\0';
	if (sscanf(line, "ready id=%u", &id) == 1 && id < MAX_SERVERS)
		*server = id;
	return true;
}

/*
 * Is that process certainly no worker, or none any more?  A worker keeps its descriptors, so
 * who has not got them is somebody else.  To read where one leads is allowed to root where
 * to copy it is not (ptrace_scope 3).
 */
static bool is_none(int pidfd, pid_t pid, int error)
{
	struct pollfd process = { .fd = pidfd, .events = POLLIN };
	char path[40];

	if (error == ESRCH || error == EBADF || error == EXDEV || error == ENOTTY)
		return true;
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, WORKER_CAPABILITY);
	if (!descriptor_is_capability(path) && (!errno || errno == ENOENT))
		return true;
	return poll(&process, 1, 0) > 0;
}

static int copy_descriptors(struct worker *worker, const struct place *place, int pidfd)
{
	int ret, cap = fd_of_other(pidfd, WORKER_CAPABILITY);

	if (cap < 0)
		return -errno;
	ret = capability_is_for(cap, place);
	if (!ret)
		worker->state = fd_of_other(pidfd, WORKER_STATE);
	if (!ret && worker->state < 0)
		ret = -errno;
	if (!ret) {
		voice_find(&worker->voice, fd_of_other(pidfd, STDERR_FILENO));
		return cap;
	}
	close(cap);
	return ret;
}

/**
 * worker_find - take over a worker of an earlier daemon
 * @worker: where there is none now
 * @place:  the function, and its domain
 * @pid:    what that daemon has noted
 *
 * The number may be another process's by now: only one that holds the very capability is
 * taken.
 *
 * Return: its capability's descriptor, or -errno; -ESRCH: it is not there.  Otherwise it may
 * well be, and serve; its end is heard, if it can be.
 */
int worker_find(struct worker *worker, const struct place *place, pid_t pid)
{
	int cap, pidfd = pid > 0 ? pidfd_of(pid) : -1;

	/* Of a thread that is no process it says EINVAL, or ENOENT. */
	if (pid <= 0 || (pidfd < 0 && (errno == ESRCH || errno == EINVAL || errno == ENOENT)))
		return -ESRCH;
	cap = pidfd < 0 ? -errno : copy_descriptors(worker, place, pidfd);
	if (cap < 0 && pidfd >= 0 && is_none(pidfd, pid, -cap)) {
		close(pidfd);
		return -ESRCH;
	}
	if (pidfd >= 0 && loop_add(&worker->process, pidfd) && cap >= 0) {
		close(cap);
		cap = -ENOMEM;
	}
	worker->pid = pid;
	worker->ours = false;
	return cap;
}

/**
 * worker_forget - it is there no more, or does not matter any more
 * @worker: the worker; its memory stays
 */
void worker_forget(struct worker *worker)
{
	loop_drop(&worker->process);
	loop_drop(&worker->ready);
	voice_close(&worker->voice);
	if (worker->go >= 0)
		close(worker->go);
	worker->go = -1;
	worker->pid = 0;
	worker->ours = false;
}

/**
 * struct left - a child that nobody has to do with any more, and that has not ended yet
 * @process: heard when it ends
 * @pid:     its process
 */
struct left {
	struct source process;
	pid_t pid;
};

static void left_heard(struct source *source)
{
	struct left *left = source->owner;

	loop_drop(source);
	waitpid(left->pid, NULL, WNOHANG);
	free(left);
}

/**
 * worker_leave - have no more to do with it, even if it is there
 * @worker: the worker; its memory stays
 *
 * A child is waited for all the same, when it ends.
 */
void worker_leave(struct worker *worker)
{
	struct left *left = worker->ours && worker->pid ? malloc(sizeof(*left)) : NULL;

	if (left) {
		left->pid = worker->pid;
		left->process = (struct source){ .heard = left_heard, .owner = left };
		loop_forget(&worker->process);
		if (loop_add(&left->process, worker->process.fd)) {
			close(left->process.fd);
			free(left);
		}
		worker->process.fd = -1;
	}
	worker_forget(worker);
}
