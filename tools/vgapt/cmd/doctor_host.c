// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt doctor: the host.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "card.h"
#include "cmd/doctor.h"
#include "dev.h"
#include "fs.h"
#include "progress.h"
#include "store.h"

#define XL_SECONDS	10
#define FEATURE_DOM0	11	/* XENFEAT_dom0, a bit of properties/features */

/* Hypervisors whose control interface xen_vgapt knows, as major * 100 + minor */
#define XEN_FIRST	411
#define XEN_LAST	422

static int ms_left(const struct timespec *end)
{
	struct timespec now;
	long long ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (end->tv_sec - now.tv_sec) * 1000LL + (end->tv_nsec - now.tv_nsec) / 1000000;
	return ms > 0 ? ms : 0;
}

static void xl_child(const char *sub, int out)
{
	char path[PATH_MAX] = "xl";
	int null = open("/dev/null", O_RDWR);

	/* Better without xl than with what it complains of amid our lines. */
	if (null < 0)
		_exit(127);
	dup2(null, STDIN_FILENO);
	dup2(null, STDERR_FILENO);
	dup2(out, STDOUT_FILENO);
	if (fake_root())
		path_of(path, sizeof(path), "/usr/sbin/xl");
	execlp(path, "xl", sub, (char *)NULL);
	_exit(127);
}

/* Runs "xl @sub" for at most XL_SECONDS.  False if it gave nothing to look at. */
static bool xl(const char *sub, char *buf, size_t len)
{
	int pipefd[2], status;
	struct timespec end;
	struct pollfd pfd;
	size_t n = 0;
	ssize_t got;
	pid_t pid;

	if (pipe2(pipefd, O_CLOEXEC))
		return false;
	fflush(NULL);
	pid = fork();
	if (!pid)
		xl_child(sub, pipefd[1]);
	close(pipefd[1]);
	progress_begin("waiting for 'xl %s'", sub);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += XL_SECONDS;
	pfd.fd = pipefd[0];
	pfd.events = POLLIN;
	while (pid > 0 && n < len - 1 && poll(&pfd, 1, ms_left(&end)) > 0) {
		got = read(pipefd[0], buf + n, len - 1 - n);
		if (got <= 0)
			break;
		n += got;
	}
	buf[n] = '\0';
	close(pipefd[0]);
	while (pid > 0 && !waitpid(pid, &status, WNOHANG)) {
		if (!ms_left(&end) || n == len - 1)
			kill(pid, SIGKILL);
		poll(NULL, 0, 10);
	}
	progress_end();
	return n > 0;
}

static bool is_dom0(void)
{
	char buf[256];

	if (file_read(buf, sizeof(buf), "/proc/xen/capabilities") > 0)
		return strstr(buf, "control_d");
	/* /proc/xen need not be mounted. */
	return file_read(buf, sizeof(buf), "/sys/hypervisor/properties/features") > 0 &&
	       strtoul(buf, NULL, 16) & 1UL << FEATURE_DOM0;
}

static bool check_xen(void)
{
	char major[16], minor[16], extra[64];
	int version;

	if (!is_dom0()) {
		report(FAIL, NULL, "xen", "boot Xen (the boot loader's menu has an entry "
		       "for it) and run this in dom0", "this is not the dom0 of a Xen host");
		return false;
	}
	if (file_read(major, sizeof(major), "/sys/hypervisor/version/major") <= 0 ||
	    file_read(minor, sizeof(minor), "/sys/hypervisor/version/minor") <= 0) {
		report(WARN, NULL, "xen", "check with 'xl info' that it is 4.11 to 4.22",
		       "this is dom0, but Xen's version is not shown in /sys/hypervisor");
		return true;
	}
	file_read(extra, sizeof(extra), "/sys/hypervisor/version/extra");
	version = atoi(major) * 100 + atoi(minor);
	if (version < XEN_FIRST)
		report(FAIL, NULL, "xen", "use Xen 4.11 to 4.22",
		       "this is dom0 of Xen %s.%s%s, which is too old", major, minor, extra);
	else if (version > XEN_LAST)
		report(WARN, NULL, "xen", "see whether the check 'device' passes; "
		       "if not, use a newer xen_vgapt",
		       "this is dom0 of Xen %s.%s%s, newer than what is known to work",
		       major, minor, extra);
	else
		report(OK, NULL, "xen", NULL, "this is dom0 of Xen %s.%s%s", major, minor,
		       extra);
	return true;
}

static void parameters(char *buf, size_t len)
{
	int i, count, n = 0;
	char **names, value[96];

	buf[0] = '\0';
	count = dir_list(&names, MODULE "/parameters");
	for (i = 0; i < count && (size_t)n < len; i++)
		if (file_read(value, sizeof(value), MODULE "/parameters/%s", names[i]) >= 0)
			n += snprintf(buf + n, len - n, "%s%s=%s", n ? " " : "",
				      names[i], value);
	dir_free(names, count);
}

static void check_module(bool xen)
{
	struct vgapt_version version;
	char params[256];
	int ret;

	if (!module_loaded()) {
		report(FAIL, NULL, "module", "modprobe xen_vgapt, and load it from the "
		       "initramfs", "xen_vgapt is not loaded");
		return;
	}
	parameters(params, sizeof(params));
	report(OK, NULL, "module", NULL, "xen_vgapt is loaded (%s)",
	       params[0] ? params : "no parameters");

	ret = dev_version(&version);
	if (ret == -EACCES || ret == -EPERM)
		report(WARN, NULL, "device", "run it as root",
		       "/dev/xen_vgapt may not be opened");
	else if (ret < 0)
		report(FAIL, NULL, "device", "reload xen_vgapt; if that does not help, "
		       "install the xen_vgapt that belongs to this vgapt",
		       "/dev/xen_vgapt does not answer: %s", strerror(-ret));
	else if (version.flags & VGAPT_VERSION_XEN)
		report(OK, NULL, "device", NULL, "/dev/xen_vgapt answers, Xen's domctl "
		       "interface %xh", version.domctl_version);
	else if (xen)
		report(FAIL, NULL, "device", "see the kernel log: either this Xen is not "
		       "known to xen_vgapt, or its security policy (XSM/FLASK) refuses dom0",
		       "Xen's control interface is not usable, so nothing can be granted");
}

static void check_iommu(void)
{
	static char buf[1 << 18];
	char *line, *end;

	line = xl("info", buf, sizeof(buf)) ? strstr(buf, "virt_caps") : NULL;
	if (line) {
		end = strchr(line, '\n');
		if (end)
			*end = '\0';
		if (strstr(line, "hvm_directio")) {
			report(OK, NULL, "iommu", NULL, "Xen uses the IOMMU for HVM guests");
			return;
		}
		report(FAIL, NULL, "iommu", "enable VT-d or AMD-Vi in the firmware's setup; "
		       "Xen's command line must not say iommu=off",
		       "Xen cannot pass devices to HVM guests (virt_caps has no hvm_directio)");
		return;
	}
	if (xl("dmesg", buf, sizeof(buf))) {
		if (strstr(buf, "I/O virtualisation enabled")) {
			report(OK, NULL, "iommu", NULL, "Xen says: I/O virtualisation enabled");
			return;
		}
		if (strstr(buf, "I/O virtualisation disabled")) {
			report(FAIL, NULL, "iommu", "enable VT-d or AMD-Vi in the firmware's "
			       "setup; Xen's command line must not say iommu=off",
			       "Xen says: I/O virtualisation disabled");
			return;
		}
	}
	report(WARN, NULL, "iommu", geteuid() ? "run it as root" :
	       "see why 'xl info' does not work", "cannot tell whether Xen uses an IOMMU");
}

static void check_toolstack(void)
{
	bool pciback = file_exists(PCIBACK);

	if (store_reachable())
		report(OK, NULL, "xenstore", NULL, "xenstore answers");
	else
		report(WARN, NULL, "xenstore", geteuid() ? "run it as root" :
		       "start xenstored (the service xenstored or xen)",
		       "xenstore is not reachable, so which domain has which card is not "
		       "known");

	if (pciback)
		report(OK, NULL, "pciback", NULL, "xen-pciback is loaded");
	else
		report(FAIL, NULL, "pciback", "modprobe xen-pciback",
		       "xen-pciback is not loaded");
	if (!pciback || !module_loaded())
		return;
	if (file_exists(PCIBACK "/do_flr"))
		report(OK, NULL, "do_flr", NULL, "the toolstack finds do_flr");
	else
		report(FAIL, NULL, "do_flr", "see the kernel log; then reload xen_vgapt",
		       "do_flr is missing, so the toolstack cannot reset cards, and "
		       "\"primary\" has no effect");
}

void check_host(void)
{
	bool xen = check_xen();

	check_module(xen);
	if (xen) {
		check_iommu();
		check_toolstack();
	}
}
