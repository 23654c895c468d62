// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program itself: sockets, clients that come and go, signals, status.
 */
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

static char dir[64];
static char log_path[80];

static int setup(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/mockgpu-server-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(log_path, sizeof(log_path), "%s/log", dir);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(log_path);
	return rmdir(dir);
}

static void path_of(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/%s.sock", dir, name);
}

static pid_t start(const char *const *more)
{
	const char *argv[16] = { getenv("MOCKGPU"), "--socket-dir", dir, "--log", log_path };
	int n = 5;
	pid_t pid;

	assert_non_null(argv[0]);
	while (*more)
		argv[n++] = *more++;
	argv[n] = NULL;
	unlink(log_path);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	return pid;
}

static int finish(pid_t pid, int sig)
{
	int status;

	if (sig)
		assert_int_equal(kill(pid, sig), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	check(WIFEXITED(status), "it has died: %x", status);
	return WEXITSTATUS(status);
}

static void connect_to(struct client *c, const char *name)
{
	static const u8 version[] = { 0, 0, 0, 0, 0 };
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	u8 reply[512];
	size_t len;
	int i;

	memset(c, 0, sizeof(*c));
	path_of(addr.sun_path, sizeof(addr.sun_path), name);
	c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_true(c->fd >= 0);
	for (i = 0; connect(c->fd, (struct sockaddr *)&addr, sizeof(addr)); i++) {
		check(i < 200, "%s: nobody there", addr.sun_path);
		usleep(50000);
	}
	assert_int_equal(call(c, VERSION, version, sizeof(version), reply,
			      sizeof(reply), &len), 0);
}

/* An argument NAME=PERSONALITY. */
static const char *word(const char *name, const char *personality)
{
	static char words[4][512];
	static int next;

	next = (next + 1) % 4;
	snprintf(words[next], sizeof(words[next]), "%s=%s/%s.conf", name,
		 getenv("PERSONALITIES"), personality);
	return words[next];
}

static bool log_has(const char *what)
{
	char line[512];
	bool found = false;
	FILE *file = fopen(log_path, "r");

	assert_non_null(file);
	while (fgets(line, sizeof(line), file))
		found |= !!strstr(line, what);
	fclose(file);
	return found;
}

static void several(void **state)
{
	const char *const more[] = { "--log-filter", "bar0,rom", word("a", "ati-plain"),
			       word("b", "nvidia-prom"), NULL };
	char path[128];
	pid_t pid = start(more);
	struct client a, b, a2;

	(void)state;
	connect_to(&a, "a");
	connect_to(&b, "b");
	assert_int_equal(rd(&a, MOCK_CFG, 0, 4), 0x67df1002);
	assert_int_equal(rd(&b, MOCK_CFG, 0, 4), 0x1c8210de);
	wr(&a, MOCK_BAR0, 0, 4, 0x55);
	/* in the middle of a message */
	send_raw(&a, "\1\0", 2);
	close(a.fd);
	connect_to(&a2, "a");
	assert_int_equal(rd(&a2, MOCK_BAR0, 0, 4), 0x55);
	assert_int_equal(rd(&b, MOCK_CFG, 0, 2), 0x10de);
	assert_int_equal(finish(pid, SIGTERM), 0);
	close(a2.fd);
	close(b.fd);
	assert_true(log_has(" a cfg read 0x000 4 = 0x67df1002"));
	assert_true(log_has(" b disconnected"));
	assert_false(log_has("bar0"));
	path_of(path, sizeof(path), "a");
	assert_int_equal(access(path, F_OK), -1);
}

static void check_status(void **state)
{
	const char *const more[] = { "--check", word("n", "nvidia-prom"), NULL };
	pid_t pid = start(more);
	struct client c;

	(void)state;
	connect_to(&c, "n");
	wr(&c, MOCK_BAR0, 0x88050, 4, 0);
	assert_int_equal(finish(pid, SIGTERM), 1);
	close(c.fd);
	assert_true(log_has(" n VIOLATION ROM shadow"));

	pid = start(more);
	connect_to(&c, "n");
	assert_int_equal(finish(pid, SIGINT), 0);
	close(c.fd);
}

static void check_signal(void **state)
{
	const char *const more[] = { word("n", "nvidia-pramin"), NULL };
	pid_t pid = start(more);
	struct client c;
	int i;

	(void)state;
	connect_to(&c, "n");
	wr(&c, MOCK_BAR0, 0x1700, 4, 0x99);
	kill(pid, SIGUSR1);
	for (i = 0; i < 200 && !log_has("checked, 1 violations"); i++)
		usleep(50000);
	assert_true(log_has("VIOLATION PRAMIN window"));
	assert_int_equal(rd(&c, MOCK_CFG, 0, 2), 0x10de);
	assert_int_equal(finish(pid, SIGTERM), 0);
	close(c.fd);
}

/* What it says to these on standard error is not of interest here. */
static void quiet(void)
{
	assert_non_null(freopen("/dev/null", "w", stderr));
}

static void usage(void **state)
{
	const char *const none[] = { NULL };
	const char *const nonsense[] = { "nonsense", NULL };
	const char *const missing[] = { "a=/nonexistent", NULL };

	(void)state;
	quiet();
	assert_int_equal(finish(start(none), 0), 2);
	assert_int_equal(finish(start(nonsense), 0), 2);
	assert_int_equal(finish(start(missing), 0), 2);
}

static void dump_rom(void **state)
{
	struct mock_log log = { 0 };
	struct mock_device *dev = device_named(&log, "ati-plain");
	char command[2048], path[128];
	struct mock_rom rom = { 0 };

	(void)state;
	snprintf(path, sizeof(path), "%s/rom", dir);
	snprintf(command, sizeof(command), "%s --dump-rom %s %s", getenv("MOCKGPU"),
		 word("x", "ati-plain"), path);
	assert_int_equal(system(command), 0);
	assert_int_equal(mock_rom_load(&rom, path), 0);
	assert_int_equal(rom.len, dev->rom.len);
	assert_memory_equal(rom.data, dev->rom.data, rom.len);
	unlink(path);
	mock_rom_release(&rom);
	mock_device_free(dev);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(several),
		cmocka_unit_test(check_status),
		cmocka_unit_test(check_signal),
		cmocka_unit_test(dump_rom),
		cmocka_unit_test(usage),
	};

	return cmocka_run_group_tests_name("server", tests, setup, teardown);
}
