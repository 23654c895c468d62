// SPDX-License-Identifier: GPL-2.0-only
/* See ops.h. */
#define _GNU_SOURCE
#include <time.h>

#include <xenctrl.h>
#include <xenstore.h>

#include "ops.h"

/* By this we know our domains, whoever made them and died. */
#define MARK	"vgapt-test"

static uint64_t state = 1;
static uint64_t domains;
static xc_interface *xch;
static struct xs_handle *xsh;

uint64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000ULL + now.tv_nsec / 1000;
}

void seed_with(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15ULL | 1;
}

/* A random number below @limit. */
uint32_t below(uint32_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return limit ? (state >> 16) % limit : 0;
}

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		rc = errno;
	close(fd);
	return rc;
}

/* The text, without the end of its line; or an error. */
int read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	buf[0] = 0;
	if (fd < 0)
		return errno;
	got = read(fd, buf, size - 1);
	close(fd);
	if (got < 0)
		return errno;
	buf[got] = 0;
	if (got && buf[got - 1] == '\n')
		buf[got - 1] = 0;
	return 0;
}

int card_write(const struct card *card, const char *file, const char *text)
{
	char *path = card_path(card, file);
	int rc = write_file(path, text);

	free(path);
	return rc;
}

int card_read(const struct card *card, const char *file, char *buf, size_t size)
{
	char *path = card_path(card, file);
	int rc = read_file(path, buf, size);

	free(path);
	return rc;
}

bool card_exists(const struct card *card, const char *file)
{
	char *path = card_path(card, file);
	bool exists = !access(path, F_OK);

	free(path);
	return exists;
}

/* Neither of the two handles may be used by two processes. */
void ops_forked(void)
{
	xch = NULL;
	xsh = NULL;
}

static xc_interface *xc(void)
{
	if (!xch)
		xch = xc_interface_open(NULL, NULL, 0);
	if (!xch)
		die("xc_interface_open");
	return xch;
}

static struct xs_handle *xs(void)
{
	if (!xsh)
		xsh = xs_open(0);
	if (!xsh)
		die("xs_open");
	return xsh;
}

/* An HVM domain without memory of its own; it never runs. @flags: XEN_DOMCTL_CDF_* besides. */
int domain_create_with(uint32_t *domid, uint32_t flags)
{
	struct xen_domctl_createdomain config = {
		.flags = XEN_DOMCTL_CDF_hvm | XEN_DOMCTL_CDF_hap | flags,
		.max_vcpus = 1,
		.max_evtchn_port = 32,
		.max_grant_frames = 1,
		.max_maptrack_frames = 1,
		.grant_opts = XEN_DOMCTL_GRANT_version(1),
		.arch.emulation_flags = XEN_X86_EMU_LAPIC,
	};
	uint32_t pid = getpid();

	memcpy(config.handle, MARK, sizeof(MARK) - 1);
	domains++;
	config.handle[10] = pid >> 8;
	config.handle[11] = pid;
	memcpy(&config.handle[12], &domains, 4);
	*domid = 0;
	if (xc_domain_create(xc(), domid, &config))
		return errno;
	/* Where Xen keeps the tables that a mapping needs. */
	if (xc_set_paging_mempool_size(xc(), *domid, 1 << 20)) {
		int rc = errno;

		xc_domain_destroy(xc(), *domid);
		return rc;
	}
	return 0;
}

int domain_create(uint32_t *domid)
{
	return domain_create_with(domid, 0);
}

/* One that has a function, and a vCPU to which its interrupts can be led. Nobody knows of it until there is a note. */
int domain_create_with_card(uint32_t *domid, const struct card *card)
{
	int rc = domain_create_with(domid, XEN_DOMCTL_CDF_iommu);

	if (rc)
		return rc;
	if (!xc_domain_max_vcpus(xc(), *domid, 1) &&
	    !xc_assign_device(xc(), *domid, card->segment << 16 | card->bus << 8 | card->devfn, 0))
		return 0;
	rc = errno;
	xc_domain_destroy(xc(), *domid);
	return rc;
}

int domain_destroy(uint32_t domid)
{
	return xc_domain_destroy(xc(), domid) ? errno : 0;
}

bool domain_alive(uint32_t domid)
{
	xc_domaininfo_t info;

	return xc_domain_getinfolist(xc(), domid, 1, &info) == 1 && info.domain == domid &&
	       !(info.flags & XEN_DOMINF_dying);
}

/* Destroy all of ours but those to be kept. Returns how many that were. */
int domains_reap(const uint32_t *keep, unsigned int num_keep)
{
	xc_domaininfo_t infos[64];
	int i, n, reaped = 0;
	unsigned int j;

	n = xc_domain_getinfolist(xc(), 1, 64, infos);
	for (i = 0; i < n; i++) {
		if (memcmp(infos[i].handle, MARK, sizeof(MARK) - 1))
			continue;
		for (j = 0; j < num_keep && keep[j] != infos[i].domain; j++)
			;
		if (j == num_keep && !domain_destroy(infos[i].domain))
			reaped++;
	}
	return reaped;
}

static void note_path(const struct card *card, char *path, size_t size)
{
	snprintf(path, size, "/libxl/pci/%04x-%02x-%02x-%x", card->segment, card->bus, card->devfn >> 3, card->devfn & 7);
}

int note_write(const struct card *card, uint32_t domid)
{
	char path[64], text[16];
	size_t len;

	note_path(card, path, sizeof(path) - 6);
	strcat(path, "/domid");
	len = snprintf(text, sizeof(text), "%u", domid);
	return xs_write(xs(), XBT_NULL, path, text, len) ? 0 : errno;
}

int note_remove(const struct card *card)
{
	char path[64];

	note_path(card, path, sizeof(path));
	return xs_rm(xs(), XBT_NULL, path) ? 0 : errno;
}

/* As the jobs' own check asks Xen. */
bool xen_allows_nothing(uint32_t domid)
{
	char command[96], answer[64] = "";
	FILE *shell;

	snprintf(command, sizeof(command), "xen_says %u", domid);
	shell = popen(command, "r");
	if (!shell)
		return false;
	if (!fgets(answer, sizeof(answer), shell))
		answer[0] = 0;
	pclose(shell);
	return !strcmp(answer, "none\n");
}
