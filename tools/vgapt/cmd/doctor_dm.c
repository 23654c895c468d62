// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt doctor: what a device model of our own needs, where one is wanted.
 */
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "card.h"
#include "cmd/doctor.h"
#include "fs.h"
#include "model.h"
#include "progress.h"

#define USER	"xen-vgapt"
#define ENABLED	"/etc/systemd/system/multi-user.target.wants/vgaptd.service"
#define SECONDS	10

/* What a shell returns, and the loader, if there is no program or no library */
#define NOT_RUN	127

static bool has_user(void)
{
	char path[PATH_MAX];
	struct passwd *user;
	FILE *file;

	path_of(path, sizeof(path), "/etc/passwd");
	file = fopen(path, "re");
	if (!file)
		return false;
	while ((user = fgetpwent(file)) && strcmp(user->pw_name, USER))
		;
	fclose(file);
	return user;
}

/* Does it run, so that all its libraries are there?  What it says does not matter. */
static bool can_run(const char *program)
{
	char path[PATH_MAX];
	int status, null;
	bool good;
	pid_t pid;

	path_of(path, sizeof(path), "%s", program);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		null = open("/dev/null", O_RDWR);
		if (null < 0)
			_exit(NOT_RUN);
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		alarm(SECONDS);
		execl(path, path, "--version", (char *)NULL);
		_exit(NOT_RUN);
	}
	progress_begin("waiting for '%s --version'", program);
	good = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) != NOT_RUN;
	progress_end();
	return good;
}

/* What becomes of the card while vgaptd does not run */
static const char *without_daemon(const struct card *card)
{
	switch (model_news(card)) {
	case MODEL_GONE:
		return "nobody serves the card in the guest that has it";
	case MODEL_LAST:
		return "nobody looks after the device model of the guest that has the card";
	default:
		return "QEMU serves the card";
	}
}

static void check_daemon(const struct card *card)
{
	if (!model_daemon_runs())
		report(FAIL, card, "vgaptd", "systemctl enable --now vgaptd, or service vgaptd "
		       "start; if it does not: journalctl -u vgaptd",
		       "vgaptd does not run: %s", without_daemon(card));
	else if (file_exists("/run/systemd/system") && !file_exists(ENABLED))
		report(WARN, card, "vgaptd", "systemctl enable vgaptd",
		       "vgaptd runs, but is not started at boot");
	else
		report(OK, card, "vgaptd", NULL, "vgaptd runs");
}

static void check_programs(const struct card *card)
{
	static const char * const programs[] = { VGAPTD_PROGRAM, VGAPTD_WORKER };
	char todo[PATH_MAX + 64];
	bool good = true;
	size_t i;

	for (i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		if (can_run(programs[i]))
			continue;
		good = false;
		snprintf(todo, sizeof(todo), "ldd %s says which; on Debian: apt-get install "
			 "libxen-dev libjson-c-dev libseccomp-dev, then make install again",
			 programs[i]);
		report(FAIL, card, "model_programs", todo, "%s does not run: it or one of its "
		       "libraries is missing", programs[i]);
	}
	if (good)
		report(OK, card, "model_programs", NULL, "vgaptd and vgapt-dm run");
}

static void check_served_by(const struct card *card)
{
	const char *state = model_state(card);
	enum model_news news = model_news(card);

	if (!card_is_with_guest(card))
		return;
	if (model_is_dead(state) && news == MODEL_NOW)
		report(FAIL, card, "served_by", "see 'vgapt dm status'",
		       "its device model is dead, and its guest is held");
	else if (news == MODEL_GONE)
		report(FAIL, card, "served_by", "start vgaptd, which knows what became of it; then "
		       "see 'vgapt dm status'", "its device model has ended, and vgaptd does not "
		       "run: its guest stops when it looks at the card");
	else if (*state && news == MODEL_LAST)
		report(WARN, card, "served_by", "start vgaptd; then see 'vgapt dm status'",
		       "vgapt-dm serves it, and nobody looks after that");
	else if (*state && news == MODEL_NOW && !strcmp(state, "unwatched"))
		report(WARN, card, "served_by", "see 'vgapt dm status'", "vgapt-dm serves it, and "
		       "vgaptd cannot look after that (%s)", state);
	else if (*state && news == MODEL_NOW)
		report(OK, card, "served_by", NULL, "vgapt-dm serves it (%s)", state);
	else if (model_is_ours(card))
		report(OK, card, "served_by", NULL, "whoever has the capability with the right "
		       "'model' serves it: see 'vgapt capabilities'");
	else
		report(WARN, card, "served_by", "start the guest anew, while vgaptd runs; its log "
		       "says why if that does not help: journalctl -u vgaptd",
		       "QEMU serves it in the guest that has it now");
}

/**
 * check_model - a device model of our own, if one is wanted
 * @card: the card
 */
void check_model(const struct card *card)
{
	if (model_wanted(&card->at) != 1)
		return;
	report(OK, card, "device_model", NULL, "a device model of our own is wanted, which is "
	       "experimental");
	check_daemon(card);
	check_programs(card);
	if (has_user())
		report(OK, card, "model_user", NULL, "the user " USER " exists");
	else
		report(FAIL, card, "model_user", "useradd --system --user-group --no-create-home "
		       "--shell /usr/sbin/nologin " USER,
		       "there is no user " USER ", which device models become");
	check_served_by(card);
}
