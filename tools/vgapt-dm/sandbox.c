// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a worker gives away before it listens to a guest, in this order: Xen's handles for
 * other domains, the file system, what it could run with privileges, groups and user, the
 * way back to privileges, capabilities, resources, and system calls that it has no use for.
 *
 * Each step is one that the next could not do any more, and all of them have to succeed.
 */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <xentoolcore.h>

#include <xen/xen_vgapt.h>
#include "log.h"
#include "sandbox.h"

static int failed(const char *what)
{
	int error = errno ? errno : EIO;

	say("sandbox: %s: %s", what, strerror(error));
	return -error;
}

static int leave_files(const char *root)
{
	if (!root)
		return 0;
	if (chdir(root) || chroot(".") || chdir("/"))
		return failed(root);
	return 0;
}

static int leave_user(const struct sandbox *sandbox)
{
	if (!sandbox->has_user)
		return 0;
	if (!sandbox->uid || !sandbox->gid) {
		errno = EINVAL;
		return failed("the user must not be root");
	}
	if (setgroups(0, NULL))
		return failed("setgroups");
	if (setresgid(sandbox->gid, sandbox->gid, sandbox->gid))
		return failed("setresgid");
	if (setresuid(sandbox->uid, sandbox->uid, sandbox->uid))
		return failed("setresuid");
	return 0;
}

/* Who is no longer root may not; without the right to, it is of no use. */
static int leave_bounding_set(void)
{
	int cap;

	for (cap = 0; cap <= CAP_LAST_CAP; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) && errno != EPERM && errno != EINVAL)
			return failed("PR_CAPBSET_DROP");
	return 0;
}

static int leave_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capset, &head, none))
		return failed("capset");
	return 0;
}

static int limit(int resource, rlim_t most)
{
	struct rlimit rlimit = { most, most };

	return setrlimit(resource, &rlimit);
}

/* Six MiB are in use, nearly all of that libraries. */
#define MEMORY		(64UL << 20)

/* Descriptors stay: poll() refuses more of them than the limit. */
static int limit_resources(void)
{
	if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_NPROC, 0) || limit(RLIMIT_NOFILE, 64))
		return failed("setrlimit");
#if !defined(__SANITIZE_ADDRESS__)
	/* AddressSanitizer's shadow takes terabytes. */
	if (limit(RLIMIT_AS, MEMORY))
		return failed("RLIMIT_AS");
#endif
	return 0;
}

/*
 * ioctls by type and number alone: sizes and "direction" bits of Xen's are the library's.
 * Linux, include/uapi/xen/privcmd.h and evtchn.h.
 */
#define IOC(type, nr)	((type) << 8 | (nr))
#define IOC_MASK	0xffff

static const unsigned int ioctls[] = {
	IOC('P', 3),	/* PRIVCMD_MMAPBATCH: libraries fall back to it */
	IOC('P', 4),	/* PRIVCMD_MMAPBATCH_V2: the guest's memory */
	IOC('P', 5),	/* PRIVCMD_DM_OP: ranges of the ioreq server */
	IOC('E', 4),	/* EVTCHN_NOTIFY */
	VGAPT_IOC_MAP & IOC_MASK,
	VGAPT_IOC_MSI & IOC_MASK,
	VGAPT_IOC_RESET & IOC_MASK,
	VGAPT_IOC_EVENTS & IOC_MASK,
};

/* With what their arguments are, harmless: memory, time, what is open, the end. */
static const int calls[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(pread64), SCMP_SYS(pwrite64),
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(munmap), SCMP_SYS(brk), SCMP_SYS(madvise),
	SCMP_SYS(close), SCMP_SYS(clock_gettime), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep), SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(futex), SCMP_SYS(exit), SCMP_SYS(exit_group),
};

#if defined(__SANITIZE_ADDRESS__)
/* The sanitizers' run time asks for much more: it is told of, not killed for. */
#define OTHERWISE	SCMP_ACT_LOG
#else
#define OTHERWISE	SCMP_ACT_KILL_PROCESS
#endif

static int add_rules(scmp_filter_ctx filter)
{
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < sizeof(calls) / sizeof(calls[0]); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
	for (i = 0; !rc && i < sizeof(ioctls) / sizeof(ioctls[0]); i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				      SCMP_A1(SCMP_CMP_MASKED_EQ, IOC_MASK, ioctls[i]));
	if (!rc)	/* nothing that could be run */
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return rc;
}

static int leave_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(OTHERWISE);
	int rc = -ENOMEM;

	if (filter) {
		rc = add_rules(filter);
		if (!rc)
			rc = seccomp_load(filter);
		seccomp_release(filter);
	}
	if (!rc)
		return 0;
	errno = -rc;
	return failed("seccomp");
}

/**
 * sandbox_enter - give it all away
 * @sandbox: how far
 *
 * Return: 0, or -errno, all being said: then nothing may be served.
 */
int sandbox_enter(const struct sandbox *sandbox)
{
	int rc;

	errno = 0;
	if (xentoolcore_restrict_all(sandbox->domid))
		return failed("xentoolcore_restrict_all");
	rc = leave_files(sandbox->root);
	if (!rc)
		rc = leave_bounding_set();
	if (!rc)
		rc = leave_user(sandbox);
	if (rc)
		return rc;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return failed("no_new_privs");
	/* As it was root's it may not be traced; after setresuid() that is so again. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return failed("PR_SET_DUMPABLE");
	rc = leave_capabilities();
	if (!rc)
		rc = limit_resources();
	return rc ? rc : leave_calls();
}
