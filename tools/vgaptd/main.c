// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgaptd - starts, watches and ends the device models of functions that guests have.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "domains.h"
#include "listener.h"
#include "log.h"
#include "loop.h"
#include "status.h"

#define EXIT_USAGE	2
#define MAX_SECONDS	3600
#define STATUS_MS	1000

/**
 * struct options - the command line
 * @device:  the module's device
 * @run:     folder for what lasts until the next boot
 * @user:    whom workers become
 * @syslog:  tell the system's log, too
 */
static struct options {
	const char *device, *run, *user;
	bool syslog;
} options = {
	.device = "/dev/xen_vgapt",
	.run = "/run/xen-vgapt",
	.user = "xen-vgapt",
};

static bool quitting, lost;

static void help(void)
{
	puts("Usage: vgaptd [OPTION...]\n\n"
	     "Starts, watches and ends the device models of graphics cards that guests have,\n"
	     "where device_model is 1.\n\n"
	     "      --device FILE   the module's device (/dev/xen_vgapt)\n"
	     "      --run DIR       folder for the status (/run/xen-vgapt)\n"
	     "      --worker FILE   the device model (" VGAPTD_WORKER ")\n"
	     "      --user NAME     whom workers become (xen-vgapt)\n"
	     "      --syslog        tell the system's log, too\n"
	     "      --slot-wait S   seconds until the guest's slot is known (30)\n"
	     "      --ready-wait S  until a worker serves (5)\n"
	     "      --stop-wait S   until a worker ends that was asked to (3)\n"
	     "      --settled S     for which a worker serves until earlier deaths are\n"
	     "                      forgotten (60)\n"
	     "  -h, --help          show this help\n"
	     "  -V, --version       show the version\n\n"
	     "See vgaptd(8).");
}

/* Seconds, and parts of them, in milliseconds. */
static bool parse_seconds(const char *text, unsigned int *ms)
{
	char *rest;
	double value = strtod(text, &rest);

	if (rest == text || *rest || !(value >= 0.01 && value <= MAX_SECONDS))
		return false;
	*ms = value * 1000;
	return true;
}

/* Returns an exit status, or -1 to go on. */
static int take_option(int opt)
{
	unsigned int * const times[] = {
		&patience.slot, &patience.ready, &patience.stop, &patience.settled,
	};

	switch (opt) {
	case 'd':
		options.device = optarg;
		break;
	case 'r':
		options.run = optarg;
		break;
	case 'w':
		worker_kind.program = optarg;
		break;
	case 'u':
		options.user = optarg;
		break;
	case 'l':
		options.syslog = true;
		break;
	case 'h':
		help();
		return EXIT_SUCCESS;
	case 'V':
		puts("vgaptd " VGAPT_VERSION);
		return EXIT_SUCCESS;
	case '0' ... '3':
		if (parse_seconds(optarg, times[opt - '0']))
			break;
		fprintf(stderr, "vgaptd: '%s' is no number of seconds from 0.01 to %d\n", optarg,
			MAX_SECONDS);
		return EXIT_USAGE;
	default:
		fputs("Try 'vgaptd --help'.\n", stderr);
		return EXIT_USAGE;
	}
	return -1;
}

static int take_options(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "run", required_argument, NULL, 'r' },
		{ "worker", required_argument, NULL, 'w' },
		{ "user", required_argument, NULL, 'u' },
		{ "syslog", no_argument, NULL, 'l' },
		{ "slot-wait", required_argument, NULL, '0' },
		{ "ready-wait", required_argument, NULL, '1' },
		{ "stop-wait", required_argument, NULL, '2' },
		{ "settled", required_argument, NULL, '3' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	int opt, status;

	while ((opt = getopt_long(argc, argv, "hV", longs, NULL)) != -1) {
		status = take_option(opt);
		if (status >= 0)
			return status;
	}
	if (optind == argc)
		return -1;
	fprintf(stderr, "vgaptd: what is '%s'?\nTry 'vgaptd --help'.\n", argv[optind]);
	return EXIT_USAGE;
}

static int find_user(void)
{
	struct passwd *user = getpwnam(options.user);

	if (!user || !user->pw_uid) {
		tell(LOG_ERR, "there is no user '%s', or it is root: useradd --system "
		     "--user-group --no-create-home --shell /usr/sbin/nologin %s", options.user,
		     options.user);
		return -ENOENT;
	}
	worker_kind.uid = user->pw_uid;
	worker_kind.gid = user->pw_gid;
	return 0;
}

/* The status' folder, and in it an empty one, in which nobody may write. */
static int make_folders(void)
{
	static char root[PATH_MAX];
	struct stat st;

	snprintf(root, sizeof(root), "%s/empty", options.run);
	if ((mkdir(options.run, 0755) && errno != EEXIST) ||
	    (mkdir(root, 0555) && errno != EEXIST)) {
		tell(LOG_ERR, "cannot make %s: %m", root);
		return -errno;
	}
	if (lstat(root, &st) || !S_ISDIR(st.st_mode) || st.st_uid != geteuid()) {
		tell(LOG_ERR, "%s is not a folder of this user: remove it", root);
		return -ENOTDIR;
	}
	worker_kind.root = root;
	return 0;
}

/*
 * One at a time: a daemon that ends hears no news any more, but looks after workers that
 * start.  The lock is the process', and goes with it; children have no part in it.
 */
static int lock_folder(void)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/vgaptd.lock", options.run);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		tell(LOG_ERR, "cannot open %s: %m", path);
		return -errno;
	}
	if (!fcntl(fd, F_SETLK, &lock))
		return 0;
	if (errno == EAGAIN || errno == EACCES)
		tell(LOG_ERR, "another vgaptd runs, or has not ended yet: see 'vgapt dm status'. "
		     "'systemctl restart vgaptd' waits for it");
	else
		tell(LOG_ERR, "cannot lock %s: %m", path);
	close(fd);
	return -EBUSY;
}

static void begin_to_quit(void)
{
	if (quitting)
		return;
	quitting = true;
	notify_manager("STOPPING=1\n");
	tell(LOG_INFO, "ending: workers that serve go on, and the next vgaptd takes them over");
	domains_quit();
	listener_close();
	domains_use(-1);
}

static void signal_heard(struct source *source)
{
	struct signalfd_siginfo info;

	if (read(source->fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGHUP)
		domains_retry();
	else
		begin_to_quit();
}

static void news_lost(void)
{
	lost = true;
	begin_to_quit();
}

static int hear_signals(void)
{
	static struct source signals = { .fd = -1, .heard = signal_heard };
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	/* Where it was ignored, nobody would learn how a worker has ended. */
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return loop_add(&signals, signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

static struct source status_timer = { .fd = -1, .heard = timer_heard };

/* What could not be written is tried again, and told once. */
static void write_status(void)
{
	static bool unwritten, told;
	int ret;

	unwritten |= domains_changed();
	if (!unwritten)
		return;
	ret = status_write(options.run);
	unwritten = ret;
	if (ret)
		timer_set(&status_timer, STATUS_MS);
	if (ret && !told)
		tell(LOG_ERR, "cannot write %s/" STATUS_FILE ": %s", options.run, strerror(-ret));
	told = ret;
}

/* The next daemon must find a worker, however this one ends. */
static void worker_started(void)
{
	status_write(options.run);
}

static int prepare(void)
{
	int dev;

	if (find_user() || make_folders() || lock_folder())
		return -1;
	if (loop_open() || hear_signals() || timer_add(&status_timer)) {
		tell(LOG_ERR, "cannot wait for events: %m");
		return -1;
	}
	dev = listener_open(options.device);
	if (dev < 0)
		return -1;
	domains_use(dev);
	domains_on_start(worker_started);
	status_read(options.run);
	if (listener_begin(dev, news_lost))
		return -1;
	domains_forget_orphans();
	return 0;
}

int main(int argc, char **argv)
{
	int status;

	worker_kind.program = VGAPTD_WORKER;
	status = take_options(argc, argv);
	if (status >= 0)
		return status;
	log_open(options.syslog);
	if (prepare())
		return EXIT_FAILURE;
	write_status();
	notify_manager("READY=1\n");
	while (!quitting || !domains_may_quit()) {
		if (loop_turn()) {
			tell(LOG_ERR, "cannot wait for events: %m");
			return EXIT_FAILURE;
		}
		write_status();
	}
	return lost ? EXIT_FAILURE : EXIT_SUCCESS;
}
