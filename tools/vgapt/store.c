// SPDX-License-Identifier: GPL-2.0-only
/*
 * What xenstore knows of domains.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xenstore.h>

#include "fs.h"
#include "progress.h"
#include "sbdf.h"
#include "store.h"
#include "vgapt.h"

#define PROBE_SECONDS	3

/* What libxl notes of the functions that it has given to a guest */
#define PCI_BACKENDS	"/local/domain/0/backend/pci"
#define PCI_BACKEND	PCI_BACKENDS "/%d/0"

static struct xs_handle *xs;
static bool tried;

/*
 * Where xenstored does not run, /dev/xen/xenbus opens and then never answers.
 * A child asks first, and the alarm ends it if it waits too long.
 */
static bool store_answers(void)
{
	unsigned int len;
	bool answers;
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		signal(SIGALRM, SIG_DFL);
		alarm(PROBE_SECONDS);
		xs = xs_open(0);
		_exit(xs && xs_read(xs, XBT_NULL, "/", &len) ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	progress_begin("waiting for xenstore");
	answers = pid > 0 && waitpid(pid, &status, 0) == pid &&
		  WIFEXITED(status) && !WEXITSTATUS(status);
	progress_end();
	return answers;
}

bool store_reachable(void)
{
	if (fake_root())
		return file_exists("/xenstore");
	if (!tried && store_answers())
		xs = xs_open(0);
	tried = true;
	return xs;
}

void store_close(void)
{
	if (xs)
		xs_close(xs);
	xs = NULL;
}

/* False if there is no such node.  A folder of a made-up tree reads as "". */
static bool store_read(char *buf, size_t len, const char *path)
{
	unsigned int got;
	char *value;

	if (!store_reachable())
		return false;
	if (fake_root()) {
		buf[0] = '\0';
		file_read(buf, len, "/xenstore%s", path);
		return file_exists("/xenstore%s", path);
	}
	value = xs_read(xs, XBT_NULL, path, &got);
	if (!value)
		return false;
	snprintf(buf, len, "%s", value);
	free(value);
	return true;
}

/* Names of the nodes below @path; given back with store_free(). */
static int store_list(char ***names, const char *path)
{
	unsigned int num = 0;

	if (fake_root())
		return dir_list(names, "/xenstore%s", path);
	*names = xs_directory(xs, XBT_NULL, path, &num);
	return *names ? (int)num : 0;
}

static void store_free(char **names, int count)
{
	if (fake_root())
		dir_free(names, count);
	else
		free(names);	/* xs_directory() gives it as one piece */
}

/*
 * Which domain has the function, by libxl's note.  The note may outlive the
 * domain.  Returns its domid, NONE, or UNKNOWN.
 */
int store_pci_domid(const struct sbdf *at)
{
	char path[64], buf[32];
	int domid;

	if (!store_reachable())
		return UNKNOWN;
	snprintf(path, sizeof(path), "/libxl/pci/%04x-%02x-%02x-%x/domid",
		 at->seg & 0xffff, at->bus & 0xff, at->dev & 0x1f, at->fn & 7);
	if (!store_read(buf, sizeof(buf), path) || !buf[0])
		return NONE;
	domid = atoi(buf);
	snprintf(path, sizeof(path), "/local/domain/%d", domid);
	return store_read(buf, sizeof(buf), path) ? domid : NONE;
}

/* Number of the function among those that libxl has given to the domain, or NONE */
static int backend_index(const struct sbdf *at, int domid)
{
	char path[80], buf[32];
	int i, count;

	snprintf(path, sizeof(path), PCI_BACKEND "/num_devs", domid);
	count = store_read(buf, sizeof(buf), path) ? atoi(buf) : 0;
	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), PCI_BACKEND "/dev-%d", domid, i);
		if (store_read(buf, sizeof(buf), path) && !strcmp(buf, at->text))
			return i;
	}
	return NONE;
}

/**
 * store_pci_backend - which domain xen-pciback serves a function to
 * @at: the function
 *
 * libxl before 4.15 leaves no other trace of it.  It gives a guest's functions to the
 * guest's stub domain, too, which it makes after the guest: so it is the lowest domid.
 *
 * Return: its domid, NONE, or UNKNOWN.
 */
int store_pci_backend(const struct sbdf *at)
{
	int i, count, domid, found = NONE;
	char **names, path[64], buf[32];

	if (!store_reachable())
		return UNKNOWN;
	count = store_list(&names, PCI_BACKENDS);
	for (i = 0; i < count; i++) {
		domid = atoi(names[i]);
		snprintf(path, sizeof(path), "/local/domain/%d", domid);
		if ((found == NONE || domid < found) && backend_index(at, domid) != NONE &&
		    store_read(buf, sizeof(buf), path))
			found = domid;
	}
	store_free(names, count);
	return found;
}

/**
 * store_pci_place - where a guest sees a function that was given to it
 * @at:    the function
 * @domid: the guest
 *
 * libxl notes where QEMU has put it: "vdevfn-N", hexadecimal, beside "dev-N", the
 * function.  It is always on the guest's bus 0.  Nothing, or 0, is noted for PV guests.
 *
 * Return: device number << 3 | function number; NONE if there is no such note.
 */
int store_pci_place(const struct sbdf *at, int domid)
{
	int i = backend_index(at, domid);
	char path[80], buf[32];
	long place;

	if (i == NONE)
		return NONE;
	snprintf(path, sizeof(path), PCI_BACKEND "/vdevfn-%d", domid, i);
	place = store_read(buf, sizeof(buf), path) ? strtol(buf, NULL, 16) : 0;
	return place > 0 && place <= 0xff ? (int)place : NONE;
}

bool store_domain_name(int domid, char *buf, size_t len)
{
	char path[64];

	snprintf(path, sizeof(path), "/local/domain/%d/name", domid);
	return store_read(buf, len, path) && buf[0];
}

/**
 * store_find_domain - look up a domain by its name
 * @name: the name
 *
 * Return: its domid; NONE if there is no such domain, UNKNOWN without xenstore.
 */
int store_find_domain(const char *name)
{
	int i, domid, found = NONE, count;
	char **dir, buf[256];

	if (!store_reachable())
		return UNKNOWN;
	count = store_list(&dir, "/local/domain");
	for (i = 0; i < count && found == NONE; i++) {
		domid = atoi(dir[i]);
		if (store_domain_name(domid, buf, sizeof(buf)) && !strcmp(buf, name))
			found = domid;
	}
	store_free(dir, count);
	return found;
}
