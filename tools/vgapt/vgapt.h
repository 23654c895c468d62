/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vgapt - the command for xen-vgapt: what all of its parts share.
 */
#ifndef VGAPT_H
#define VGAPT_H

#include <stdbool.h>
#include <stddef.h>

#define EXIT_FAIL	1	/* it did not work, or a check failed */
#define EXIT_USAGE	2	/* it was not asked properly */

/**
 * struct command - one word of the command line
 * @name: the word
 * @args: its arguments, for the usage line
 * @what: one line on what it does
 * @help: its options and whatever else there is to say
 * @run:  argv[0] is "vgapt NAME"; returns the exit status
 * @subs: words that may follow it, ended by NULL; or NULL
 */
struct command {
	const char *name;
	const char *args;
	const char *what;
	const char *help;
	int (*run)(const struct command *cmd, int argc, char **argv);
	const struct command * const *subs;
};

extern const struct command cmd_list;
extern const struct command cmd_show;
extern const struct command cmd_rom;
extern const struct command cmd_attach;
extern const struct command cmd_grant;
extern const struct command cmd_revoke;
extern const struct command cmd_reset;
extern const struct command cmd_doctor;

/* main.c */
struct option;
int next_option(const struct command *cmd, int argc, char **argv,
		const char *shorts, const struct option *longs, int *status);
int usage(const struct command *cmd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int fail(const char *hint, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void *must(void *ptr);

/* progress.c */
void progress_begin(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void progress_end(void);

/* names.c */
void name_device(char *buf, size_t len, unsigned int vendor, unsigned int device);
void name_subsystem(char *buf, size_t len, unsigned int vendor,
		    unsigned int device, unsigned int subvendor,
		    unsigned int subdevice);
void names_close(void);

#endif /* VGAPT_H */
