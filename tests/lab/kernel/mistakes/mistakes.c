// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mistakes, made on demand: what the debug kernel is there to find.  The job
 * "checkers" makes each of them and looks whether it was found, so that silence
 * of the other jobs means something.
 *
 *   echo NAME > /sys/module/mistakes/parameters/make
 */
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>

static DEFINE_MUTEX(mistakes_a);
static DEFINE_MUTEX(mistakes_b);
static DEFINE_SPINLOCK(mistakes_spin);

/* The compiler is not to know what becomes of these. */
static unsigned int mistakes_shift = 40;
static int mistakes_sum;
static char mistakes_text[10];

static int mistakes_freed(void)
{
	char *text = kmalloc(32, GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(text);
	kfree(text);
	mistakes_sum += READ_ONCE(text[20]);
	return 0;
}

static int mistakes_beyond(void)
{
	char *text = kmalloc(32, GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(text);
	mistakes_sum += READ_ONCE(text[32]);
	kfree(text);
	return 0;
}

static int mistakes_page(void)
{
	char *text = (char *)__get_free_page(GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(text);
	free_page((unsigned long)text);
	mistakes_sum += READ_ONCE(text[20]);
	return 0;
}

static int mistakes_mapped(void)
{
	char *text = vmalloc(100);

	if (!text)
		return -ENOMEM;
	OPTIMIZER_HIDE_VAR(text);
	mistakes_sum += READ_ONCE(text[100]);
	vfree(text);
	return 0;
}

static int mistakes_global(void)
{
	char *text = mistakes_text;

	OPTIMIZER_HIDE_VAR(text);
	mistakes_sum += READ_ONCE(text[sizeof(mistakes_text)]);
	return 0;
}

static int mistakes_stack(void)
{
	char text[24] = "";
	char *at = text;

	OPTIMIZER_HIDE_VAR(at);
	mistakes_sum += READ_ONCE(at[sizeof(text)]);
	return 0;
}

static int mistakes_shifted(void)
{
	int one = 1;

	OPTIMIZER_HIDE_VAR(one);
	mistakes_sum += one << READ_ONCE(mistakes_shift);
	return 0;
}

static int mistakes_atomic(void)
{
	spin_lock(&mistakes_spin);
	might_sleep();
	spin_unlock(&mistakes_spin);
	return 0;
}

static int mistakes_order(void)
{
	mutex_lock(&mistakes_a);
	mutex_lock(&mistakes_b);
	mutex_unlock(&mistakes_b);
	mutex_unlock(&mistakes_a);
	mutex_lock(&mistakes_b);
	mutex_lock(&mistakes_a);
	mutex_unlock(&mistakes_a);
	mutex_unlock(&mistakes_b);
	return 0;
}

static int mistakes_list(void)
{
	LIST_HEAD(head);
	struct list_head a, b;

	list_add(&a, &head);
	list_add(&b, &head);
	a.prev = &a;
	list_del(&b);
	return 0;
}

static void mistakes_tick(struct timer_list *timer)
{
}

static int mistakes_timer(void)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);

	if (!timer)
		return -ENOMEM;
	timer_setup(timer, mistakes_tick, 0);
	mod_timer(timer, jiffies + 1000 * HZ);
	/* Told of by debug objects, which also stops it. */
	kfree(timer);
	return 0;
}

static int mistakes_lost(void)
{
	char *text = kmalloc(100, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(text);
	return text ? 0 : -ENOMEM;
}

static const struct {
	const char *name;
	int (*make)(void);
} mistakes[] = {
	{ "freed", mistakes_freed },
	{ "beyond", mistakes_beyond },
	{ "page", mistakes_page },
	{ "mapped", mistakes_mapped },
	{ "global", mistakes_global },
	{ "stack", mistakes_stack },
	{ "shifted", mistakes_shifted },
	{ "atomic", mistakes_atomic },
	{ "list", mistakes_list },
	{ "timer", mistakes_timer },
	{ "lost", mistakes_lost },
	{ "order", mistakes_order },
};

static int mistakes_set(const char *val, const struct kernel_param *kp)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(mistakes); i++)
		if (sysfs_streq(val, mistakes[i].name))
			return mistakes[i].make();
	return -EINVAL;
}

static const struct kernel_param_ops mistakes_ops = {
	.set = mistakes_set,
};

module_param_cb(make, &mistakes_ops, NULL, 0200);
MODULE_PARM_DESC(make, "name of a mistake to make");
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Mistakes for the debug kernel to find");
