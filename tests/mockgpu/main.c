// SPDX-License-Identifier: GPL-2.0-only
/*
 * mockgpu: options, sockets, the loop.
 */
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "mock.h"

#define MAX_DEVICES	64

static const char usage[] =
	"mockgpu --socket-dir DIR [--log FILE] [--log-filter REGION,...] [--check] NAME=PERSONALITY...\n"
	"    Make DIR/NAME.sock for each; SIGUSR1 checks them, SIGTERM ends.\n"
	"    --check: end with status 1 if there was a violation\n"
	"mockgpu --dump-rom NAME=PERSONALITY FILE\n"
	"    Write the ROM as software should find it.\n";

struct served {
	struct mock_device *dev;
	int listener;
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
};

/* What signals ask for, a byte each: poll() returns even if it only begins now. */
static int wake[2];

#define WAKE_CHECK	'c'
#define WAKE_END	'e'

static void on_signal(int number)
{
	char what = number == SIGUSR1 ? WAKE_CHECK : WAKE_END;
	int saved = errno;

	/* A full pipe holds enough of them. */
	if (write(wake[1], &what, 1) < 0)
		errno = saved;
	errno = saved;
}

static int catch_signals(void)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1 };
	struct sigaction action = { .sa_handler = on_signal };
	u32 i;

	if (pipe2(wake, O_NONBLOCK | O_CLOEXEC)) {
		perror("mockgpu: pipe");
		return -errno;
	}
	signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		sigaction(numbers[i], &action, NULL);
	return 0;
}

/* NAME=PERSONALITY */
static struct mock_device *device_from(const char *word, struct mock_log *log)
{
	const char *equals = strchr(word, '=');
	struct mock_device *dev;
	char name[64];
	int len;

	len = equals ? equals - word : 0;
	if (len < 1 || len >= (int)sizeof(name) || memchr(word, '/', len)) {
		fprintf(stderr, "mockgpu: \"%s\" is not NAME=PERSONALITY\n", word);
		return NULL;
	}
	snprintf(name, sizeof(name), "%.*s", len, word);
	dev = mock_device_new(name, log);
	if (!dev || mock_parse_file(dev, equals + 1) || mock_device_start(dev)) {
		mock_device_free(dev);
		return NULL;
	}
	return dev;
}

static int dump_rom(const char *word, const char *path)
{
	struct mock_log log = { 0 };
	struct mock_device *dev = device_from(word, &log);
	FILE *file;
	int bad;

	if (!dev)
		return 2;
	file = fopen(path, "wb");
	if (!file) {
		fprintf(stderr, "mockgpu: %s: %s\n", path, strerror(errno));
		mock_device_free(dev);
		return 2;
	}
	bad = dev->rom.len && fwrite(dev->rom.data, dev->rom.len, 1, file) != 1;
	if (fclose(file) || bad) {
		fprintf(stderr, "mockgpu: %s: cannot be written\n", path);
		bad = 1;
	}
	mock_device_free(dev);
	return bad ? 2 : 0;
}

static int listen_on(struct served *s, const char *dir)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int len;

	len = snprintf(s->path, sizeof(s->path), "%s/%s.sock", dir, s->dev->name);
	if (len < 0 || (size_t)len >= sizeof(s->path)) {
		fprintf(stderr, "mockgpu: %s/%s.sock: too long a path for a socket\n",
			dir, s->dev->name);
		return -ENAMETOOLONG;
	}
	memcpy(addr.sun_path, s->path, len + 1);
	unlink(s->path);
	s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->listener < 0 ||
	    bind(s->listener, (struct sockaddr *)&addr, sizeof(addr)) ||
	    listen(s->listener, 4)) {
		fprintf(stderr, "mockgpu: %s: %s\n", s->path, strerror(errno));
		return -EIO;
	}
	return 0;
}

static void check_all(struct served *served, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		mock_device_check(served[i].dev);
}

/* A second client waits in the listener's queue until the first has gone. */
static void serve(struct served *s)
{
	int fd;

	if (s->dev->fd >= 0) {
		if (mock_client_input(s->dev))
			mock_device_disconnect(s->dev);
		return;
	}
	fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		mock_client_attach(s->dev, fd);
}

/* Do what signals ask for; false if that is to end. */
static bool signalled(struct served *served, u32 count)
{
	char what;

	while (read(wake[0], &what, 1) == 1) {
		if (what == WAKE_END)
			return false;
		check_all(served, count);
	}
	return true;
}

static void loop(struct served *served, u32 count)
{
	struct pollfd fds[MAX_DEVICES + 1];
	u32 i;

	for (;;) {
		for (i = 0; i < count; i++) {
			fds[i].fd = served[i].dev->fd >= 0 ? served[i].dev->fd :
							     served[i].listener;
			fds[i].events = POLLIN;
			fds[i].revents = 0;
		}
		fds[count].fd = wake[0];
		fds[count].events = POLLIN;
		fds[count].revents = 0;
		if (poll(fds, count + 1, -1) < 0)
			continue;
		if (!signalled(served, count))
			return;
		for (i = 0; i < count; i++)
			if (fds[i].revents)
				serve(&served[i]);
	}
}

static int run(char **words, int count, const char *dir, struct mock_log *log,
	       bool check)
{
	static struct served served[MAX_DEVICES];
	u32 n = 0, i, violations = 0;
	int rc = 0;

	if (count > MAX_DEVICES) {
		fprintf(stderr, "mockgpu: more than %d devices\n", MAX_DEVICES);
		return 2;
	}
	if (mkdir(dir, 0755) && errno != EEXIST) {
		fprintf(stderr, "mockgpu: %s: %s\n", dir, strerror(errno));
		return 2;
	}
	for (; (int)n < count && !rc; n++) {
		served[n].listener = -1;
		served[n].dev = device_from(words[n], log);
		rc = served[n].dev ? listen_on(&served[n], dir) : -EINVAL;
	}
	if (!rc)
		rc = catch_signals();
	if (!rc) {
		loop(served, n);
		for (i = 0; i < n; i++) {
			/* One with a client is checked when that is sent away. */
			if (served[i].dev->fd >= 0)
				mock_device_disconnect(served[i].dev);
			else if (check)
				mock_device_check(served[i].dev);
			violations += served[i].dev->violations;
		}
	}
	for (i = 0; i < n; i++) {
		if (served[i].listener >= 0) {
			close(served[i].listener);
			unlink(served[i].path);
		}
		mock_device_free(served[i].dev);
	}
	if (rc)
		return 2;
	return check && violations ? 1 : 0;
}

/**
 * main - options
 * @argc: how many words
 * @argv: the words
 *
 * Return: 0; 1 with --check if there was a violation; 2 if it could not be done.
 */
int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "socket-dir", required_argument, NULL, 's' },
		{ "log", required_argument, NULL, 'l' },
		{ "log-filter", required_argument, NULL, 'f' },
		{ "check", no_argument, NULL, 'c' },
		{ "dump-rom", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	struct mock_log log = { .file = stdout };
	const char *dir = NULL, *dump = NULL, *path = NULL;
	bool check = false;
	int c, rc;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 's':
			dir = optarg;
			break;
		case 'l':
			path = optarg;
			break;
		case 'f':
			log.filter = optarg;
			break;
		case 'c':
			check = true;
			break;
		case 'd':
			dump = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (dump && argc - optind == 1)
		return dump_rom(dump, argv[optind]);
	if (dump || !dir || optind == argc) {
		fputs(usage, stderr);
		return 2;
	}
	if (path) {
		log.file = fopen(path, "ae");
		if (!log.file) {
			fprintf(stderr, "mockgpu: %s: %s\n", path, strerror(errno));
			return 2;
		}
	}
	setvbuf(log.file, NULL, _IOLBF, 0);
	rc = run(argv + optind, argc - optind, dir, &log, check);
	if (path)
		fclose(log.file);
	return rc;
}
