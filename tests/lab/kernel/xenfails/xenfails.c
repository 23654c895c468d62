// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes a call of Xen's fail that another module makes while it is being loaded,
 * for the job "faults".  The kernel's fail_function can't: it wants the function
 * to be there first.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/notifier.h>

static char *into = "xen_vgapt";
module_param(into, charp, 0444);
MODULE_PARM_DESC(into, "the module");

static char *symbol = "";
module_param(symbol, charp, 0444);
MODULE_PARM_DESC(symbol, "its function");

static int nth = 1;
module_param(nth, int, 0444);
MODULE_PARM_DESC(nth, "which of its calls fails, from 1");

static int error = -EIO;
module_param(error, int, 0444);
MODULE_PARM_DESC(error, "with what");

static int calls;
module_param(calls, int, 0444);
MODULE_PARM_DESC(calls, "how many there have been");

static bool armed;
module_param(armed, bool, 0444);
MODULE_PARM_DESC(armed, "the function has been found");

/* Where the call goes instead. */
static noinline notrace int xenfails_instead(void)
{
	return error;
}

static int xenfails_before(struct kprobe *probe, struct pt_regs *regs)
{
	if (++calls != nth)
		return 0;
	regs->ip = (unsigned long)xenfails_instead;
	return 1;
}

/* That there is one makes the probe one that may change where the code goes on. */
static void xenfails_after(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
}

static char name[64];
static struct kprobe probe = {
	.symbol_name = name,
	.pre_handler = xenfails_before,
	.post_handler = xenfails_after,
};

static int xenfails_module(struct notifier_block *nb, unsigned long state, void *data)
{
	const struct module *mod = data;

	if (strcmp(mod->name, into))
		return NOTIFY_DONE;
	if (state == MODULE_STATE_COMING) {
		snprintf(name, sizeof(name), "%s:%s", into, symbol);
		armed = !register_kprobe(&probe);
	} else if (state == MODULE_STATE_GOING && armed) {
		unregister_kprobe(&probe);
		probe.addr = NULL;
	}
	return NOTIFY_DONE;
}

/* After kprobes' own. */
static struct notifier_block xenfails_notifier = {
	.notifier_call = xenfails_module,
	.priority = -1,
};

static int __init xenfails_init(void)
{
	return register_module_notifier(&xenfails_notifier);
}

static void __exit xenfails_exit(void)
{
	unregister_module_notifier(&xenfails_notifier);
}

module_init(xenfails_init);
module_exit(xenfails_exit);
MODULE_DESCRIPTION("Makes calls of Xen fail in a module that is being loaded");
MODULE_LICENSE("GPL");
