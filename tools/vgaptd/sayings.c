// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is told of a function, in words.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "domains.h"
#include "log.h"
#include "sayings.h"

/**
 * function_advice - what the administrator can do
 * @fn: the function
 *
 * Return: a sentence, or NULL if nothing is to be done.
 */
const char *function_advice(const struct function *fn)
{
	if (fn->flow.state == FLOW_FAILED)
		return "the domain is held. See the log for why the worker dies; then 'systemctl "
		       "reload vgaptd' (or SIGHUP) tries again, 'xl destroy' ends the domain, and "
		       "with device_model 0 QEMU serves the next one";
	if (fn->flow.state == FLOW_ORPHAN)
		return "the domain is held. What its worker knew is lost: 'xl destroy' ends the "
		       "domain, and the next one is served again";
	if (fn->flow.state == FLOW_UNWATCHED)
		return "if its worker dies, the guest stops. See the log for why vgaptd cannot "
		       "take it over; once that is mended, 'systemctl restart vgaptd' tries again";
	return NULL;
}

static void say_failed(const struct function *fn)
{
	tell(LOG_ERR, "%s of domain %u: its worker has died %d times in a row (%s), %s", fn->text,
	     fn->place.domid, FLOW_MAX_DEATHS, fn->how, function_advice(fn));
}

static void say_unkillable(const struct function *fn)
{
	tell(LOG_ERR, "%s of domain %u: its worker does not serve, and cannot be killed: see the "
	     "kernel log. %s", fn->text, fn->place.domid, function_advice(fn));
}

static void say_unwatched(const struct function *fn)
{
	bool forbidden = fn->error == EPERM || fn->error == EACCES;

	tell(LOG_WARNING, "%s of domain %u: served by worker %d of an earlier vgaptd, which cannot "
	     "be taken over: %s%s. The guest goes on; %s", fn->text, fn->place.domid,
	     fn->worker.pid, strerror(fn->error), forbidden ?
	     ", see vgaptd(8) for kernel.yama.ptrace_scope and security modules" : "",
	     function_advice(fn));
}

static void say_refused(const struct function *fn)
{
	tell(LOG_ERR, "%s of domain %u cannot be attached: %s. QEMU serves it; see the kernel log",
	     fn->text, fn->place.domid, strerror(fn->error));
}

static void say_no_slot(const struct function *fn)
{
	tell(LOG_ERR, "%s of domain %u: libxl has not noted in xenstore within %u s where the "
	     "guest sees it. The domain is released, and QEMU serves it; see xl's messages",
	     fn->text, fn->place.domid, patience.slot / 1000);
}

/**
 * sayings_tell - tell of a function
 * @fn:  the function
 * @say: what
 */
void sayings_tell(const struct function *fn, enum flow_say say)
{
	static const struct {
		int priority;
		const char *text;
	} plain[FLOW_NUM_SAYS] = {
		[FLOW_SAY_HELD] = { LOG_INFO, "domain is held until the function is served" },
		[FLOW_SAY_SERVING] = { LOG_INFO, "served, the domain runs" },
		[FLOW_SAY_FOUND] = { LOG_INFO, "worker of an earlier vgaptd taken over" },
		[FLOW_SAY_ENDED] = { LOG_NOTICE, "worker of an earlier vgaptd has ended: QEMU "
				     "serves the function" },
		[FLOW_SAY_SLOW] = { LOG_WARNING, "worker has not done in time what it was asked "
				    "for, and is killed" },
		[FLOW_SAY_STUCK] = { LOG_ERR, "worker cannot be killed, and is left alone: see "
				     "the kernel log" },
		[FLOW_SAY_ORPHAN] = { LOG_ERR, "worker has died while vgaptd did not run, and its "
				      "state is lost. The domain is held: 'xl destroy' ends it" },
		[FLOW_SAY_OVER] = { LOG_INFO, "over" },
		[FLOW_SAY_LEFT_BADLY] = { LOG_ERR, "worker could not leave in an orderly way: the "
					  "guest may stop when it looks at the function's slot. "
					  "'xl destroy' ends the domain" },
		[FLOW_SAY_RETRY] = { LOG_NOTICE, "worker is tried again" },
		[FLOW_SAY_QUIT] = { LOG_NOTICE, "vgaptd ends: the domain is released, and QEMU "
				    "serves the function" },
	};

	if (say == FLOW_SAY_FAILED)
		say_failed(fn);
	else if (say == FLOW_SAY_UNKILLABLE)
		say_unkillable(fn);
	else if (say == FLOW_SAY_UNWATCHED)
		say_unwatched(fn);
	else if (say == FLOW_SAY_REFUSED)
		say_refused(fn);
	else if (say == FLOW_SAY_NO_SLOT)
		say_no_slot(fn);
	else if (say == FLOW_SAY_DIED)
		tell(LOG_WARNING, "%s of domain %u: worker has died (%s), and is started anew",
		     fn->text, fn->place.domid, fn->how);
	else if (plain[say].text)
		tell(plain[say].priority, "%s of domain %u: %s", fn->text, fn->place.domid,
		     plain[say].text);
}
