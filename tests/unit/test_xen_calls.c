// SPDX-License-Identifier: GPL-2.0-only
/*
 * xen/calls.c against the model of Xen: what goes over the interface, byte for
 * byte, and that a domain never keeps what it was not to have.
 */
#include "pure/model/msi.h"
#include "pure/model/split.h"
#include "xen/calls.h"
#include "unit.h"

#include "xen_model.h"

#define GUEST		7
#define HANDLE		0x77

/* The legacy ranges, in Xen's terms. */
#define MONO_FIRST	0x3b0
#define MONO_LAST	0x3bb
#define COLOR_FIRST	0x3c0
#define COLOR_LAST	0x3df
#define PAGE_FIRST	0xa0
#define PAGE_LAST	0xbf

static const int errnos[] = { EPERM, ENOMEM, EBUSY, EINVAL, EIO };

/* A running host with one guest, seen by the module. */
static struct xen_domain *host(const struct xen_behaviour *how, bool hvm,
			       struct vgapt_xen_domain *seen)
{
	struct xen_domain *dom;

	xen_model_reset(how);
	dom = xen_model_domain(GUEST, hvm, HANDLE);
	assert_int_equal(vgapt_xen_probe(0), 0);
	assert_int_equal(vgapt_xen_version(), how->version);
	assert_int_equal(vgapt_xen_get_domain(GUEST, seen), 0);
	assert_int_equal(seen->hvm, hvm);
	xen_model_forget_calls();
	return dom;
}

/* In one piece each. */
static int vgapt_xen_grant(const struct vgapt_xen_domain *dom, u32 ranges, u32 *left)
{
	struct vgapt_splits whole;

	vgapt_split_whole(&whole);
	return vgapt_xen_grant_split(dom, ranges, &whole, left);
}

static int vgapt_xen_revoke(const struct vgapt_xen_domain *dom, u32 ranges, u32 *left)
{
	struct vgapt_splits whole;

	vgapt_split_whole(&whole);
	return vgapt_xen_revoke_split(dom, ranges, &whole, left);
}

static void no_faults(void)
{
	check(!xen.faults, "the model of Xen counts %u faults", xen.faults);
}

/* Does the domain have exactly @ranges?  Says what is not right. */
static const char *wrong(const struct xen_domain *dom, u32 ranges)
{
	u32 mono = ranges & VGAPT_RANGE_IO_MONO ? 12 : 0;
	u32 color = ranges & VGAPT_RANGE_IO_COLOR ? 32 : 0;
	u32 mem = ranges & VGAPT_RANGE_MEM ? 32 : 0;
	u32 sum = mono + color + mem;

	if (dom->crashed)
		return "the guest has crashed";
	if (xen_model_ports_allowed(dom, MONO_FIRST, MONO_LAST) != mono)
		return "permission for 3B0-3BB";
	if (xen_model_ports_allowed(dom, COLOR_FIRST, COLOR_LAST) != color)
		return "permission for 3C0-3DF";
	if (xen_model_pages_allowed(dom, PAGE_FIRST, PAGE_LAST) != mem)
		return "permission for A0000-BFFFF";
	if (dom->hvm) {
		if (xen_model_ports_mapped(dom, MONO_FIRST, MONO_LAST) != mono)
			return "mapping of 3B0-3BB";
		if (xen_model_ports_mapped(dom, COLOR_FIRST, COLOR_LAST) !=
		    color)
			return "mapping of 3C0-3DF";
		if (xen_model_pages_mapped(dom, PAGE_FIRST, PAGE_LAST) != mem)
			return "mapping of A0000-BFFFF";
		sum *= 2;
	}
	return xen_model_all(dom) == sum ? NULL : "something else";
}

#define has(dom, ranges, ...)					\
	do {							\
		const char *_why = wrong(dom, ranges);		\
								\
		if (_why)					\
			print_error("%s is wrong\n", _why);	\
		check(!_why, __VA_ARGS__);			\
	} while (0)

/* A grant after which nothing may be left over, whether it works or not. */
static int grant(const struct vgapt_xen_domain *dom, u32 ranges)
{
	u32 left = 0xff;
	int rc;

	rc = vgapt_xen_grant(dom, ranges, &left);
	check(!left, "a grant of %#x gives %d and leaves %#x behind", ranges,
	      rc, left);
	return rc;
}

/* First in the program: before any probe nothing is sent to Xen. */
static void nothing_before_the_probe(void **state)
{
	struct vgapt_xen_domain dom = { .domid = GUEST, .hvm = true }, out;
	u32 left = 0xff;

	(void)state;
	xen_model_reset(&xen_behaviours[0]);
	xen_model_domain(GUEST, true, 0);
	assert_int_equal(vgapt_xen_version(), 0);
	assert_string_equal(vgapt_xen_release(), "not in the table");
	memset(&out, 0x5a, sizeof(out));
	assert_int_equal(vgapt_xen_get_domain(GUEST, &out), -EOPNOTSUPP);
	assert_int_equal(out.domid, 0x5a5a);
	assert_int_equal(grant(&dom, VGAPT_RANGE_ALL), -EOPNOTSUPP);
	assert_int_equal(vgapt_xen_revoke(&dom, VGAPT_RANGE_ALL, &left),
			 -EOPNOTSUPP);
	assert_int_equal(left, VGAPT_RANGE_ALL);
	assert_true(vgapt_xen_domain_lives(&dom));
	assert_int_equal(xen.call_count, 0);
}

static void probe_each_release(void **state)
{
	static const struct {
		u32 version;
		const char *release;
	} releases[] = {
		{ 0x10, "4.11" }, { 0x11, "4.12" }, { 0x12, "4.13" },
		{ 0x12, "4.14" }, { 0x13, "4.15" }, { 0x14, "4.16" },
		{ 0x15, "4.17" }, { 0x16, "4.18" }, { 0x17, "4.19" },
		{ 0x17, "4.21" }, { 0x18, "4.22" },
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(releases); i++) {
		struct xen_behaviour how = xen_behaviours[0];

		how.version = releases[i].version;
		xen_model_reset(&how);
		assert_int_equal(vgapt_xen_probe(0), 0);
		assert_int_equal(vgapt_xen_version(), releases[i].version);
		check(strstr(vgapt_xen_release(), releases[i].release),
		      "%s is called %s", releases[i].release,
		      vgapt_xen_release());
		/* only domain 0 was looked at, and nothing after the answer */
		for (j = 0; j < xen.call_count; j++) {
			assert_int_equal(xen.calls[j].cmd, XEN_GETDOMAININFO);
			assert_int_equal(xen.calls[j].domid, 0);
			assert_int_equal(xen.calls[j].rc,
					 j + 1 < xen.call_count ? -EACCES : 0);
		}
		no_faults();
	}
}

static void probe_unknown_release(void **state)
{
	static const u32 versions[] = { 0x0f, 0x19, 0x1000, 0 };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(versions); i++) {
		struct xen_behaviour how = xen_behaviours[0];

		how.version = versions[i];
		xen_model_reset(&how);
		assert_int_equal(vgapt_xen_probe(0), -EACCES);
		assert_int_equal(xen.call_count, 9);
		no_faults();
	}
}

static void probe_one_version(void **state)
{
	struct xen_behaviour how = xen_behaviours[0];
	struct vgapt_xen_domain dom;

	(void)state;
	/* of a release newer than the table */
	how.version = 0x19;
	xen_model_reset(&how);
	xen_model_domain(GUEST, true, HANDLE);
	assert_int_equal(vgapt_xen_probe(0x19), 0);
	assert_int_equal(xen.call_count, 1);
	assert_int_equal(vgapt_xen_version(), 0x19);
	assert_string_equal(vgapt_xen_release(), "not in the table");
	assert_int_equal(vgapt_xen_get_domain(GUEST, &dom), 0);

	/* one that this Xen does not speak: nothing works, nothing is sent */
	xen_model_forget_calls();
	assert_int_equal(vgapt_xen_probe(0x17), -EACCES);
	assert_int_equal(xen.call_count, 1);
	assert_int_equal(vgapt_xen_version(), 0);
	assert_int_equal(vgapt_xen_get_domain(GUEST, &dom), -EOPNOTSUPP);
	assert_int_equal(xen.call_count, 1);
	no_faults();
}

/* No Xen, or another refusal than that of the version: no use to go on. */
static void probe_other_errors(void **state)
{
	static const int errors[] = { ENOSYS, EPERM, EFAULT };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(errors); i++) {
		xen_model_reset(&xen_behaviours[0]);
		xen.fail_all = errors[i];
		assert_int_equal(vgapt_xen_probe(0), -errors[i]);
		assert_int_equal(xen.call_count, 1);
	}
	/* a security policy that refuses looks like an unknown version */
	xen_model_reset(&xen_behaviours[0]);
	xen.fail_all = EACCES;
	assert_int_equal(vgapt_xen_probe(0), -EACCES);
}

/*
 * What goes over, written down byte by byte.  Header: command at 0, interface
 * version at 4, domain at 8; payload from 16; the rest is zero up to 144.
 */
static const u8 bytes_info[XEN_OP_SIZE] = {
	0x05, 0, 0, 0,  0x17, 0, 0, 0,  0x07, 0, 0, 0,  0, 0, 0, 0,
};

#define BYTES_MONO_PERMISSION(allow) {					\
	0x15, 0, 0, 0,  0x17, 0, 0, 0,  0x07, 0, 0, 0,  0, 0, 0, 0,	\
	0xb0, 0x03, 0, 0,  0x0c, 0, 0, 0,  allow }
#define BYTES_MONO_MAPPING(add) {					\
	0x28, 0, 0, 0,  0x17, 0, 0, 0,  0x07, 0, 0, 0,  0, 0, 0, 0,	\
	0xb0, 0x03, 0, 0,  0xb0, 0x03, 0, 0,  0x0c, 0, 0, 0,  add }
#define BYTES_COLOR_PERMISSION(allow) {					\
	0x15, 0, 0, 0,  0x17, 0, 0, 0,  0x07, 0, 0, 0,  0, 0, 0, 0,	\
	0xc0, 0x03, 0, 0,  0x20, 0, 0, 0,  allow }
#define BYTES_COLOR_MAPPING(add) {					\
	0x28, 0, 0, 0,  0x17, 0, 0, 0,  0x07, 0, 0, 0,  0, 0, 0, 0,	\
	0xc0, 0x03, 0, 0,  0xc0, 0x03, 0, 0,  0x20, 0, 0, 0,  add }
#define BYTES_MEM_PERMISSION(allow) {					\
	0x14, 0, 0, 0,  0x17, 0, 0, 0,  0x07, 0, 0, 0,  0, 0, 0, 0,	\
	0xa0, 0, 0, 0, 0, 0, 0, 0,  0x20, 0, 0, 0, 0, 0, 0, 0,  allow }
#define BYTES_MEM_MAPPING(add) {					\
	0x27, 0, 0, 0,  0x17, 0, 0, 0,  0x07, 0, 0, 0,  0, 0, 0, 0,	\
	0xa0, 0, 0, 0, 0, 0, 0, 0,  0xa0, 0, 0, 0, 0, 0, 0, 0,		\
	0x20, 0, 0, 0, 0, 0, 0, 0,  add }

static const u8 bytes_grant[][XEN_OP_SIZE] = {
	BYTES_MONO_PERMISSION(1), BYTES_MONO_MAPPING(1),
	BYTES_COLOR_PERMISSION(1), BYTES_COLOR_MAPPING(1),
	BYTES_MEM_PERMISSION(1), BYTES_MEM_MAPPING(1),
};

static const u8 bytes_revoke[][XEN_OP_SIZE] = {
	BYTES_MONO_MAPPING(0), BYTES_MONO_PERMISSION(0),
	BYTES_COLOR_MAPPING(0), BYTES_COLOR_PERMISSION(0),
	BYTES_MEM_MAPPING(0), BYTES_MEM_PERMISSION(0),
};

/* Where among the calls is this one?  It must be there once. */
static unsigned int find_call(const u8 *bytes, size_t number)
{
	unsigned int i, at = XEN_MODEL_CALLS;

	for (i = 0; i < xen.call_count; i++) {
		if (memcmp(xen.calls[i].op, bytes, XEN_OP_SIZE))
			continue;
		check(at == XEN_MODEL_CALLS, "operation %zu goes over twice",
		      number);
		at = i;
	}
	check(at != XEN_MODEL_CALLS, "operation %zu never goes over", number);
	return at;
}

/* All of @bytes go over, in pairs the first of which comes first. */
static void in_pairs(const u8 bytes[][XEN_OP_SIZE], size_t count)
{
	size_t i;

	for (i = 0; i < count; i += 2)
		check(find_call(bytes[i], i) < find_call(bytes[i + 1], i + 1),
		      "operation %zu comes before %zu", i + 1, i);
}

static void bytes_of_a_call(void **state)
{
	struct vgapt_xen_domain seen;
	u32 left;

	(void)state;
	host(&xen_behaviours[3], true, &seen);
	assert_int_equal(xen.how.version, 0x17);

	assert_int_equal(vgapt_xen_get_domain(GUEST, &seen), 0);
	assert_int_equal(xen.call_count, 1);
	assert_memory_equal(xen.calls[0].op, bytes_info, XEN_OP_SIZE);

	xen_model_forget_calls();
	assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
	in_pairs(bytes_grant, ARRAY_SIZE(bytes_grant));
	assert_int_equal(xen_model_changing_calls(), 6);

	xen_model_forget_calls();
	assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL, &left), 0);
	find_call(bytes_info, 0);
	in_pairs(bytes_revoke, ARRAY_SIZE(bytes_revoke));
	assert_int_equal(xen_model_changing_calls(), 6);
	no_faults();
}

/* A PV domain maps by itself: only permissions go over. */
static void bytes_of_a_pv_call(void **state)
{
	struct vgapt_xen_domain seen;
	u32 left;
	size_t i;

	(void)state;
	host(&xen_behaviours[3], false, &seen);
	assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
	for (i = 0; i < ARRAY_SIZE(bytes_grant); i += 2)
		find_call(bytes_grant[i], i);
	assert_int_equal(xen.call_count, 3);

	xen_model_forget_calls();
	assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL, &left), 0);
	for (i = 1; i < ARRAY_SIZE(bytes_revoke); i += 2)
		find_call(bytes_revoke[i], i);
	assert_int_equal(xen_model_changing_calls(), 3);
	no_faults();
}

/* Domain numbers have two bytes. */
static void bytes_of_a_high_domid(void **state)
{
	struct vgapt_xen_domain seen;

	(void)state;
	host(&xen_behaviours[3], true, &seen);
	xen_model_domain(0x7fef, true, HANDLE);
	assert_int_equal(vgapt_xen_get_domain(0x7fef, &seen), 0);
	assert_int_equal(seen.domid, 0x7fef);
	assert_int_equal(xen.calls[0].op[8], 0xef);
	assert_int_equal(xen.calls[0].op[9], 0x7f);
	assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
	has(xen_model_find(0x7fef), VGAPT_RANGE_ALL, "grant");
	has(xen_model_find(GUEST), 0, "somebody else's");
	no_faults();
}

static void looking_at_domains(void **state)
{
	struct vgapt_xen_domain seen, live, before;
	struct xen_domain *dom;
	size_t i;
	int bits, b;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		for (b = 0; b < 16; b++)
			dom->handle[b] = 0xf0 + b;
		for (bits = 0; bits < 8; bits++) {
			dom->hvm = bits & 1;
			dom->dying = bits & 2;
			dom->shutdown = bits & 4;
			assert_int_equal(vgapt_xen_get_domain(GUEST, &seen), 0);
			assert_int_equal(seen.domid, GUEST);
			assert_int_equal(seen.hvm, dom->hvm);
			assert_int_equal(seen.dying, dom->dying);
			assert_memory_equal(seen.handle, dom->handle, 16);
			/* one that is being destroyed does not count as live */
			memset(&live, 0x5a, sizeof(live));
			assert_int_equal(vgapt_xen_live_domain(GUEST, &live),
					 dom->dying ? -ESRCH : 0);
			if (dom->dying)
				assert_int_equal(live.domid, 0x5a5a);
			else
				assert_true(vgapt_xen_same_domain(&live, &seen));
		}
		/* one that is not there; a later one is */
		before = seen;
		xen_model_domain(GUEST + 3, true, 1);
		assert_int_equal(vgapt_xen_get_domain(GUEST + 1, &seen), -ESRCH);
		assert_int_equal(vgapt_xen_get_domain(GUEST + 9, &seen), -ESRCH);
		xen.fail_all = EPERM;
		assert_int_equal(vgapt_xen_get_domain(GUEST, &seen), -EPERM);
		assert_memory_equal(&seen, &before, sizeof(seen));
		no_faults();
	}
}

static void same_domain(void **state)
{
	struct vgapt_xen_domain a = { .domid = GUEST }, b = { .domid = GUEST };
	int i;

	(void)state;
	assert_true(vgapt_xen_same_domain(&a, &b));
	b.hvm = true;
	b.dying = true;
	assert_true(vgapt_xen_same_domain(&a, &b));
	b.domid++;
	assert_false(vgapt_xen_same_domain(&a, &b));
	b.domid--;
	for (i = 0; i < 16; i++) {
		b.handle[i] ^= 0x80;
		assert_false(vgapt_xen_same_domain(&a, &b));
		b.handle[i] ^= 0x80;
	}
	assert_true(vgapt_xen_same_domain(&a, &b));
}

/* Is it the one that was seen?  And might it have what that was given? */
static void lives(const struct vgapt_xen_domain *seen, bool same, bool may_have)
{
	assert_int_equal(vgapt_xen_domain_lives(seen), same);
	assert_int_equal(vgapt_xen_may_have(seen), may_have);
}

static void does_it_live(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		lives(&seen, true, true);
		dom->shutdown = true;		/* still there */
		lives(&seen, true, true);
		dom->handle[3] ^= 1;		/* so is this: a toolstack may do that */
		lives(&seen, false, true);
		dom->dying = true;
		lives(&seen, false, false);
		xen_model_destroy(GUEST);
		lives(&seen, false, false);
		xen_model_domain(GUEST + 1, true, HANDLE);
		lives(&seen, false, false);
		xen_model_domain(GUEST, true, HANDLE + 1);
		lives(&seen, false, true);
		xen.fail_all = EPERM;		/* can't be told: yes */
		lives(&seen, true, true);
		no_faults();
	}
}

/* Memory that a domain may have mapped is nobody else's until then. */
static void does_it_exist(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		assert_true(vgapt_xen_domain_exists(GUEST));
		dom->dying = true;
		assert_true(vgapt_xen_domain_exists(GUEST));
		xen_model_destroy(GUEST);
		assert_false(vgapt_xen_domain_exists(GUEST));
		/* another handle is no proof */
		xen_model_domain(GUEST, true, HANDLE + 1);
		assert_true(vgapt_xen_domain_exists(GUEST));
		xen_model_destroy(GUEST);
		xen_model_domain(GUEST + 1, true, HANDLE);
		assert_false(vgapt_xen_domain_exists(GUEST));
		xen.fail_all = EPERM;		/* can't be told: yes */
		assert_true(vgapt_xen_domain_exists(GUEST));
		no_faults();
	}
}

static void whose_paging(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		assert_true(seen.hvm && seen.hap);
		dom->hap = false;
		assert_int_equal(vgapt_xen_get_domain(GUEST, &seen), 0);
		assert_true(seen.hvm && !seen.hap);
		no_faults();
	}
}

static const u32 page_steps[] = { 0, 1, 2, 5, 16, 31, 32, 33 };

/* All behaviours, HVM and PV, all sets of ranges, all sizes of steps. */
static void grant_and_revoke(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	u32 ranges, left;
	size_t i, step;
	int hvm;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (hvm = 0; hvm < 2; hvm++)
	for (step = 0; step < ARRAY_SIZE(page_steps); step++)
	for (ranges = 0; ranges <= VGAPT_RANGE_ALL; ranges++) {
		dom = host(&xen_behaviours[i], hvm, &seen);
		xen.pages_per_call = page_steps[step];
		assert_int_equal(grant(&seen, ranges), 0);
		has(dom, ranges, "%s hvm %d ranges %#x: grant",
		    xen_behaviours[i].name, hvm, ranges);
		/* the same again does no harm */
		assert_int_equal(grant(&seen, ranges), 0);
		has(dom, ranges, "%s hvm %d ranges %#x: grant again",
		    xen_behaviours[i].name, hvm, ranges);
		left = 0xff;
		assert_int_equal(vgapt_xen_revoke(&seen, ranges, &left), 0);
		assert_int_equal(left, 0);
		has(dom, 0, "%s hvm %d ranges %#x: revoke",
		    xen_behaviours[i].name, hvm, ranges);
		no_faults();
	}
}

/* One range less, one range more: the others stay as they are. */
static void one_range_at_a_time(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	u32 first, second, left;
	size_t i;
	int hvm;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (hvm = 0; hvm < 2; hvm++)
	for (first = 0; first <= VGAPT_RANGE_ALL; first++)
	for (second = 0; second <= VGAPT_RANGE_ALL; second++) {
		dom = host(&xen_behaviours[i], hvm, &seen);
		assert_int_equal(grant(&seen, first), 0);
		assert_int_equal(grant(&seen, second & ~first), 0);
		has(dom, first | second, "%#x and %#x", first, second);
		assert_int_equal(vgapt_xen_revoke(&seen, second, &left), 0);
		assert_int_equal(left, 0);
		has(dom, first & ~second, "%#x without %#x", first, second);
		no_faults();
	}
}

/* What the toolstack gave the domain, right beside our ranges, stays. */
static void neighbours_stay(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	u32 left;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		dom->port_allowed[0x3af] = true;
		memset(dom->port_allowed + 0x3bc, true, 4);
		dom->port_allowed[0x3e0] = true;
		dom->ports[3] = (struct xen_port_mapping){ 0x378, 0x378, 8 };
		memset(dom->port_allowed + 0x378, true, 8);
		dom->page_allowed[0x9f] = true;
		dom->page_map[0x9f] = 0x9f;
		dom->page_allowed[0xc0] = true;
		dom->page_map[0xc0] = 0xc0;
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
		assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL,
						  &left), 0);
		assert_int_equal(xen_model_ports_allowed(dom, 0, 0xfff),
				 1 + 4 + 1 + 8);
		assert_int_equal(xen_model_ports_mapped(dom, 0, 0xfff), 8);
		assert_int_equal(xen_model_pages_allowed(dom, 0, 0x1ff), 2);
		assert_int_equal(xen_model_pages_mapped(dom, 0x9f, 0xc0), 2);
		no_faults();
	}
}

/*
 * Fail the first call of a grant, then the second, and so on until it gets
 * through.  However far it came, nothing may be left.
 */
static void grant_fails_somewhere(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	unsigned int call, tried = 0;
	size_t i, step, e;
	u32 ranges;
	int hvm, halfway, rc;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (hvm = 0; hvm < 2; hvm++)
	for (step = 0; step < ARRAY_SIZE(page_steps); step++)
	for (ranges = 1; ranges <= VGAPT_RANGE_ALL; ranges++)
	for (e = 0; e < ARRAY_SIZE(errnos); e++)
	for (halfway = 0; halfway <= hvm; halfway++)
	for (call = 1; ; call++) {
		dom = host(&xen_behaviours[i], hvm, &seen);
		xen.pages_per_call = page_steps[step];
		xen.fail_call = call;
		xen.fail_errno = errnos[e];
		xen.fail_halfway = halfway;
		rc = grant(&seen, ranges);
		no_faults();
		tried++;
		if (!rc) {
			check(xen.call_count < call,
			      "call %u failed, the grant did not", call);
			has(dom, ranges, "grant of %#x", ranges);
			break;
		}
		check(rc == -errnos[e], "%d, not %d", rc, -errnos[e]);
		has(dom, 0, "%s hvm %d ranges %#x, %u pages a call, call %u fails%s: what is left",
		    xen_behaviours[i].name, hvm, ranges, page_steps[step],
		    call, halfway ? " halfway" : "");
		assert_true(call < 200);
	}
	print_message("# %u grants\n", tried);
}

/* One page can't be mapped: the first, the last, any. */
static void one_bad_page(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i, step;
	u32 page;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (step = 0; step < ARRAY_SIZE(page_steps); step++)
	for (page = PAGE_FIRST; page <= PAGE_LAST; page++) {
		dom = host(&xen_behaviours[i], true, &seen);
		xen.pages_per_call = page_steps[step];
		xen.bad_page = page;
		xen.bad_page_errno = ENOMEM;
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL),
				 -ENOMEM);
		has(dom, 0, "%s, page %#x: what is left",
		    xen_behaviours[i].name, page);
		no_faults();
	}
}

/*
 * Xen says it did more than it was asked for: that can't be believed, nor that
 * the undoing has been done.
 */
static void too_many_pages_claimed(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	u32 left = 0xff;

	(void)state;
	dom = host(&xen_behaviours[3], true, &seen);
	xen.claim = 33;
	assert_int_equal(vgapt_xen_grant(&seen, VGAPT_RANGE_ALL, &left),
			 -EPROTO);
	assert_int_equal(left, VGAPT_RANGE_MEM);
	xen.claim = 0;
	assert_int_equal(vgapt_xen_revoke(&seen, left, &left), 0);
	assert_int_equal(left, 0);
	has(dom, 0, "what is left");

	/* the whole count, where 0 is the rule, is as good */
	dom = host(&xen_behaviours[3], true, &seen);
	xen.claim = 32;
	assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
	has(dom, VGAPT_RANGE_ALL, "grant");
}

/* A domain that is not there (any more) gets nothing, nor does another. */
static void grant_to_a_missing_domain(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *next;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		host(&xen_behaviours[i], true, &seen);
		next = xen_model_domain(GUEST + 1, true, HANDLE);
		xen_model_destroy(GUEST);
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL),
				 -ESRCH);
		has(next, 0, "the next domain's");
		no_faults();
	}
}

/* The domain disappears while it is being given something. */
static void vanish(void)
{
	xen_model_destroy(GUEST);
}

static void domain_vanishes_in_a_grant(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *next;
	unsigned int call;
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (call = 1; ; call++) {
		host(&xen_behaviours[i], true, &seen);
		next = xen_model_domain(GUEST + 1, true, HANDLE);
		xen.at_call = call;
		xen.at_call_do = vanish;
		rc = grant(&seen, VGAPT_RANGE_ALL);
		has(next, 0, "the next domain's");
		no_faults();
		if (!rc)
			break;
		assert_int_equal(rc, -ESRCH);
	}
}

static void domain_vanishes_in_a_revoke(void **state)
{
	struct vgapt_xen_domain seen;
	unsigned int call;
	u32 left;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (call = 1; ; call++) {
		host(&xen_behaviours[i], true, &seen);
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
		xen_model_forget_calls();
		xen.at_call = call;
		xen.at_call_do = vanish;
		left = 0xff;
		assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL,
						  &left), 0);
		assert_int_equal(left, 0);
		no_faults();
		if (xen.call_count < call)
			break;
	}
}

/* What a domain has anything of: a permission or a mapping, a part is enough. */
static u32 has_something_of(const struct xen_domain *dom)
{
	u32 ranges = 0;

	if (xen_model_ports_allowed(dom, MONO_FIRST, MONO_LAST) ||
	    xen_model_ports_mapped(dom, MONO_FIRST, MONO_LAST))
		ranges |= VGAPT_RANGE_IO_MONO;
	if (xen_model_ports_allowed(dom, COLOR_FIRST, COLOR_LAST) ||
	    xen_model_ports_mapped(dom, COLOR_FIRST, COLOR_LAST))
		ranges |= VGAPT_RANGE_IO_COLOR;
	if (xen_model_pages_allowed(dom, PAGE_FIRST, PAGE_LAST) ||
	    xen_model_pages_mapped(dom, PAGE_FIRST, PAGE_LAST))
		ranges |= VGAPT_RANGE_MEM;
	return ranges;
}

/*
 * A grant fails, and from then on Xen refuses everything, the undoing too.  What
 * is left is told: it can be withdrawn when Xen is well again.
 */
static void undo_fails_for_good(void **state)
{
	/* By the call that fails first: permission, mapping; three times. */
	static const u32 hvm_left[] = {
		0,
		VGAPT_RANGE_IO_MONO,
		VGAPT_RANGE_IO_MONO,
		VGAPT_RANGE_IO_MONO | VGAPT_RANGE_IO_COLOR,
		VGAPT_RANGE_IO_MONO | VGAPT_RANGE_IO_COLOR,
		VGAPT_RANGE_IO_MONO | VGAPT_RANGE_IO_COLOR | VGAPT_RANGE_MEM,
	};
	/* Permissions only. */
	static const u32 pv_left[] = {
		0,
		VGAPT_RANGE_IO_MONO,
		VGAPT_RANGE_IO_MONO | VGAPT_RANGE_IO_COLOR,
	};
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	unsigned int call;
	size_t i, e;
	int hvm, halfway, rc;
	u32 left, expected;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (hvm = 0; hvm < 2; hvm++)
	for (e = 0; e < ARRAY_SIZE(errnos); e++)
	for (halfway = 0; halfway <= hvm; halfway++)
	for (call = 1; call <= (hvm ? 6 : 3); call++) {
		dom = host(&xen_behaviours[i], hvm, &seen);
		xen.fail_call = call;
		xen.fail_errno = errnos[e];
		xen.fail_halfway = halfway;
		xen.fail_for_good = true;
		left = 0xff;
		rc = vgapt_xen_grant(&seen, VGAPT_RANGE_ALL, &left);
		expected = hvm ? hvm_left[call - 1] : pv_left[call - 1];
		check(rc == -errnos[e] && left == expected,
		      "%s hvm %d, call %u fails%s and all after it: %d, left %#x, not %#x",
		      xen_behaviours[i].name, hvm, call,
		      halfway ? " halfway" : "", rc, left, expected);
		assert_int_equal(has_something_of(dom), expected);

		/* and later, as legacy/owner.c tries it */
		xen_model_forget_calls();
		assert_int_equal(vgapt_xen_revoke(&seen, expected, &left), 0);
		assert_int_equal(left, 0);
		has(dom, 0, "%s hvm %d, call %u failed: later",
		    xen_behaviours[i].name, hvm, call);
		no_faults();
	}
}

/*
 * Two calls fail, the second of them somewhere in the undoing: any pair.  Never
 * has the domain something that is not told of, and what is told of goes at the
 * next attempt.
 */
static void undo_fails_somewhere(void **state)
{
	static const u32 steps[] = { 0, 5 };
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	unsigned int call, again, tried = 0, left_behind = 0;
	size_t i, step, e;
	u32 ranges, left;
	int hvm, halfway, rc;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (hvm = 0; hvm < 2; hvm++)
	for (step = 0; step < ARRAY_SIZE(steps); step++)
	for (ranges = 1; ranges <= VGAPT_RANGE_ALL; ranges++)
	for (e = 0; e < ARRAY_SIZE(errnos); e++)
	for (halfway = 0; halfway <= hvm; halfway++)
	for (call = 1; ; call++) {
		/* As a made-up error in removing a page it says nothing. */
		if (errnos[e] == EINVAL)
			break;
		rc = 0;
		for (again = call + 1; ; again++) {
			dom = host(&xen_behaviours[i], hvm, &seen);
			xen.pages_per_call = steps[step];
			xen.fail_call = call;
			xen.fail_again = again;
			xen.fail_errno = errnos[e];
			xen.fail_halfway = halfway;
			left = 0xff;
			rc = vgapt_xen_grant(&seen, ranges, &left);
			no_faults();
			if (!rc)
				break;
			tried++;
			left_behind += left != 0;
			assert_int_equal(rc, -errnos[e]);
			assert_int_equal(left & ~ranges, 0);
			check(!(has_something_of(dom) & ~left),
			      "%s hvm %d ranges %#x, %u pages a call, calls %u%s and %u fail: left %#x, and it has %#x",
			      xen_behaviours[i].name, hvm, ranges, steps[step],
			      call, halfway ? " (halfway)" : "", again, left,
			      has_something_of(dom));
			if (xen.call_count < again) {
				assert_int_equal(left, 0);
				break;
			}
			xen_model_forget_calls();
			rc = vgapt_xen_revoke(&seen, left, &left);
			check(!rc && !left,
			      "%s hvm %d ranges %#x, calls %u and %u failed: the next attempt gives %d, left %#x",
			      xen_behaviours[i].name, hvm, ranges, call, again,
			      rc, left);
			has(dom, 0, "after the next attempt");
			no_faults();
			rc = -errnos[e];
			assert_true(again < 300);
		}
		if (!rc) {
			assert_int_equal(left, 0);
			has(dom, ranges, "grant of %#x", ranges);
			break;
		}
		assert_true(call < 200);
	}
	/* else nothing was tested */
	assert_true(left_behind > 100);
	print_message("# %u grants, %u of them left something behind\n", tried,
		      left_behind);
}

/* The domain dies while the grant is being undone: nothing is left, then. */
static void domain_vanishes_in_the_undo(void **state)
{
	struct vgapt_xen_domain seen;
	unsigned int call, at;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (call = 1; call <= 6; call++)
	for (at = call + 1; at < call + 40; at++) {
		host(&xen_behaviours[i], true, &seen);
		xen.fail_call = call;
		xen.fail_errno = EPERM;
		xen.at_call = at;
		xen.at_call_do = vanish;
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), -EPERM);
		no_faults();
	}
}

/* Which range is a call about? */
static u32 range_of_call(const struct xen_call *call)
{
	switch (call->cmd) {
	case XEN_IOMEM_PERMISSION:
	case XEN_MEMORY_MAPPING:
		return VGAPT_RANGE_MEM;
	case XEN_IOPORT_PERMISSION:
	case XEN_IOPORT_MAPPING:
		return call->op[16] == 0xb0 ? VGAPT_RANGE_IO_MONO :
					      VGAPT_RANGE_IO_COLOR;
	}
	return 0;
}

/*
 * Fail one call of a revocation after the other.  The range concerned, and no
 * other, is left; and trying again, when Xen is well, takes it away.
 */
static void revoke_fails_somewhere(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	unsigned int call, tried = 0;
	size_t i, step, e;
	u32 ranges, left, affected;
	int hvm, halfway, rc;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (hvm = 0; hvm < 2; hvm++)
	for (step = 0; step < ARRAY_SIZE(page_steps); step++)
	for (ranges = 1; ranges <= VGAPT_RANGE_ALL; ranges++)
	for (e = 0; e < ARRAY_SIZE(errnos); e++)
	for (halfway = 0; halfway <= hvm; halfway++)
	for (call = 1; ; call++) {
		/*
		 * Removing a page that is not mapped gives -EINVAL: as a
		 * made-up error it says nothing.
		 */
		if (errnos[e] == EINVAL)
			break;
		dom = host(&xen_behaviours[i], hvm, &seen);
		assert_int_equal(grant(&seen, ranges), 0);
		xen_model_forget_calls();
		xen.pages_per_call = page_steps[step];
		xen.fail_call = call;
		xen.fail_errno = errnos[e];
		xen.fail_halfway = halfway;
		left = 0xff;
		rc = vgapt_xen_revoke(&seen, ranges, &left);
		no_faults();
		tried++;
		if (xen.call_count < call) {
			assert_int_equal(rc, 0);
			assert_int_equal(left, 0);
			has(dom, 0, "revoke of %#x", ranges);
			break;
		}
		affected = range_of_call(&xen.calls[call - 1]);
		check(left == affected && rc == (affected ? -errnos[e] : 0),
		      "%s hvm %d ranges %#x, call %u fails: %d, left %#x, not %#x",
		      xen_behaviours[i].name, hvm, ranges, call, rc, left,
		      affected);
		/* the other ranges are gone altogether */
		if (!(left & VGAPT_RANGE_IO_MONO))
			assert_int_equal(xen_model_ports_allowed(dom, MONO_FIRST, MONO_LAST) +
					 xen_model_ports_mapped(dom, MONO_FIRST, MONO_LAST), 0);
		if (!(left & VGAPT_RANGE_IO_COLOR))
			assert_int_equal(xen_model_ports_allowed(dom, COLOR_FIRST, COLOR_LAST) +
					 xen_model_ports_mapped(dom, COLOR_FIRST, COLOR_LAST), 0);
		if (!(left & VGAPT_RANGE_MEM))
			assert_int_equal(xen_model_pages_allowed(dom, PAGE_FIRST, PAGE_LAST) +
					 xen_model_pages_mapped(dom, PAGE_FIRST, PAGE_LAST), 0);

		/* the second attempt, as legacy/owner.c makes it */
		xen_model_forget_calls();
		if (left) {
			affected = left;
			rc = vgapt_xen_revoke(&seen, affected, &left);
			check(!rc && !left,
			      "%s hvm %d ranges %#x, %u pages a call, call %u failed%s: the second attempt gives %d, left %#x",
			      xen_behaviours[i].name, hvm, ranges,
			      page_steps[step], call,
			      halfway ? " halfway" : "", rc, left);
		}
		has(dom, 0, "after the second attempt");
		no_faults();
		assert_true(call < 200);
	}
	print_message("# %u revocations\n", tried);
}

/* Several ranges fail: all are told, and the first error. */
static void revoke_fails_everywhere(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	u32 left = 0;

	(void)state;
	dom = host(&xen_behaviours[3], true, &seen);
	assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
	xen.fail_all = EPERM;
	assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL, &left),
			 -EPERM);
	assert_int_equal(left, VGAPT_RANGE_ALL);
	has(dom, VGAPT_RANGE_ALL, "what was there");
	assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_IO_COLOR, &left),
			 -EPERM);
	assert_int_equal(left, VGAPT_RANGE_IO_COLOR);

	xen.fail_all = 0;
	assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL, &left), 0);
	assert_int_equal(left, 0);
	has(dom, 0, "afterwards");
	no_faults();
}

/* "What was never there has been withdrawn", says the module. */
static void revoke_what_was_never_granted(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	u32 ranges, left;
	size_t i;
	int hvm, rc;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (hvm = 0; hvm < 2; hvm++)
	for (ranges = 0; ranges <= VGAPT_RANGE_ALL; ranges++) {
		dom = host(&xen_behaviours[i], hvm, &seen);
		/* on an older Xen it takes the permission to be told so */
		if (ranges & VGAPT_RANGE_MEM)
			memset(dom->page_allowed + PAGE_FIRST, true, 32);
		rc = vgapt_xen_revoke(&seen, ranges, &left);
		check(!rc && !left, "%s hvm %d ranges %#x: %d, left %#x",
		      xen_behaviours[i].name, hvm, ranges, rc, left);
		has(dom, 0, "nothing");
		no_faults();
	}
}

/*
 * Somebody else has unmapped a page in the meantime: the device model, or, as
 * some releases allow, the guest itself.
 */
static void revoke_what_somebody_unmapped(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i, step;
	u32 page, left;
	int rc;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (step = 0; step < ARRAY_SIZE(page_steps); step++)
	for (page = PAGE_FIRST; page <= PAGE_LAST; page++) {
		dom = host(&xen_behaviours[i], true, &seen);
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
		dom->page_map[page] = 0;
		xen.pages_per_call = page_steps[step];
		rc = vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL, &left);
		check(!rc && !left, "%s, page %#x: %d, left %#x",
		      xen_behaviours[i].name, page, rc, left);
		has(dom, 0, "%s, page %#x: what is left",
		    xen_behaviours[i].name, page);
		no_faults();
	}
}

/* Gone, with or without a next domain to be mistaken for it. */
static void revoke_from_the_dead(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *next;
	size_t i;
	u32 left;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		host(&xen_behaviours[i], true, &seen);
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
		xen_model_destroy(GUEST);
		xen_model_forget_calls();
		left = 0xff;
		assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL,
						  &left), 0);
		assert_int_equal(left, 0);
		assert_int_equal(xen_model_changing_calls(), 0);

		/* with the same handle, as a reboot has it */
		next = xen_model_domain(GUEST + 1, true, HANDLE);
		seen.domid = GUEST + 1;
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
		seen.domid = GUEST;
		xen_model_forget_calls();
		assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL,
						  &left), 0);
		assert_int_equal(left, 0);
		assert_int_equal(xen_model_changing_calls(), 0);
		has(next, VGAPT_RANGE_ALL, "the next domain's");
		no_faults();
	}
}

/*
 * Alive means revoke: a toolstack may give a living domain another handle, and it is
 * the same domain still.  And where the number has gone to another domain, that one
 * can't have the ranges from us.
 */
static void revoke_whatever_the_handle(void **state)
{
	struct vgapt_xen_domain old, now;
	struct xen_domain *dom;
	size_t i;
	u32 left;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &old);
		assert_int_equal(grant(&old, VGAPT_RANGE_ALL), 0);
		dom->handle[15] ^= 1;
		assert_int_equal(vgapt_xen_get_domain(GUEST, &now), 0);
		assert_false(vgapt_xen_same_domain(&old, &now));
		left = 0xff;
		assert_int_equal(vgapt_xen_revoke(&old, VGAPT_RANGE_ALL,
						  &left), 0);
		assert_int_equal(left, 0);
		has(dom, 0, "the domain with another handle");
		no_faults();
	}
}

/*
 * A dying domain's vCPUs run no more, and Xen is taking its mappings apart:
 * nothing is sent, and nothing is left to be done.
 */
static void revoke_from_the_dying(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	u32 ranges, left;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++)
	for (ranges = 1; ranges <= VGAPT_RANGE_ALL; ranges++) {
		dom = host(&xen_behaviours[i], true, &seen);
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
		dom->dying = true;
		xen_model_forget_calls();
		left = 0xff;
		assert_int_equal(vgapt_xen_revoke(&seen, ranges, &left), 0);
		assert_int_equal(left, 0);
		assert_int_equal(xen_model_changing_calls(), 0);
		no_faults();
	}
}

/* One that has only shut down waits for the toolstack, and is as any other. */
static void revoke_from_a_shut_down_domain(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i;
	u32 left;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), 0);
		dom->shutdown = true;
		left = 0xff;
		assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL,
						  &left), 0);
		assert_int_equal(left, 0);
		has(dom, 0, "the domain's");
		no_faults();
	}
}

/* Xen fails from some call on, for good: it ends, and tells the truth. */
static void xen_breaks_down(void **state)
{
	struct vgapt_xen_domain seen;
	u32 left;

	(void)state;
	host(&xen_behaviours[3], true, &seen);
	xen.fail_all = EIO;
	assert_int_equal(grant(&seen, VGAPT_RANGE_ALL), -EIO);
	assert_true(xen.call_count < 20);
	assert_int_equal(vgapt_xen_revoke(&seen, VGAPT_RANGE_ALL, &left), -EIO);
	assert_int_equal(left, VGAPT_RANGE_ALL);
	assert_true(xen.call_count < 40);
}

/* 3C3h, and the pages A1000h and A4000h-A5FFFh, trapped. */
static void split_some(struct vgapt_splits *splits)
{
	static const struct vgapt_trap traps[] = {
		{ VGAPT_RANGE_IO_COLOR, 0, 0x3c3, 1 },
		{ VGAPT_RANGE_MEM, 0, 0xa1000, 0x1000 },
		{ VGAPT_RANGE_MEM, 0, 0xa4000, 0x2000 },
	};
	size_t i;

	vgapt_split_whole(splits);
	for (i = 0; i < ARRAY_SIZE(traps); i++)
		vgapt_split_trap(splits, &traps[i]);
}

static bool has_split(const struct xen_domain *dom)
{
	unsigned int ports = 12 + 31, pages = 29;

	return !xen_model_ports_allowed(dom, 0x3c3, 0x3c3) && !xen_model_ports_mapped(dom, 0x3c3, 0x3c3) &&
	       !xen_model_pages_allowed(dom, 0xa1, 0xa1) && !xen_model_pages_mapped(dom, 0xa1, 0xa1) &&
	       !xen_model_pages_allowed(dom, 0xa4, 0xa5) && !xen_model_pages_mapped(dom, 0xa4, 0xa5) &&
	       xen_model_ports_allowed(dom, MONO_FIRST, COLOR_LAST) == ports &&
	       xen_model_ports_mapped(dom, MONO_FIRST, COLOR_LAST) == ports &&
	       xen_model_pages_allowed(dom, PAGE_FIRST, PAGE_LAST) == pages &&
	       xen_model_pages_mapped(dom, PAGE_FIRST, PAGE_LAST) == pages &&
	       xen_model_all(dom) == 2 * (ports + pages);
}

static void in_pieces(void **state)
{
	struct vgapt_xen_domain seen;
	struct vgapt_splits splits;
	struct xen_domain *dom;
	size_t i;
	u32 left;

	(void)state;
	split_some(&splits);
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		assert_int_equal(vgapt_xen_grant_split(&seen, VGAPT_RANGE_ALL, &splits, &left), 0);
		check(has_split(dom), "%s: not as it was split", xen_behaviours[i].name);
		assert_int_equal(vgapt_xen_revoke_split(&seen, VGAPT_RANGE_ALL, &splits, &left), 0);
		assert_int_equal(left, 0);
		check(!xen_model_all(dom), "%s: something stays", xen_behaviours[i].name);
		no_faults();
	}
}

/* Any call fails, and perhaps the next but some: in the end nothing stays. */
static void pieces_that_fail(void **state)
{
	struct vgapt_xen_domain seen;
	struct vgapt_splits splits;
	unsigned int calls, again;
	struct xen_domain *dom;
	size_t i, e, n;
	u32 left, more;

	(void)state;
	split_some(&splits);
	for (i = 0; i < xen_behaviour_count; i++) {
		host(&xen_behaviours[i], true, &seen);
		vgapt_xen_grant_split(&seen, VGAPT_RANGE_ALL, &splits, &left);
		calls = xen.call_count;
		for (e = 0; e < ARRAY_SIZE(errnos); e++) {
			for (n = 1; n <= calls; n++) {
				for (again = 0; again < 8; again++) {
					dom = host(&xen_behaviours[i], true, &seen);
					xen.fail_call = n;
					xen.fail_errno = errnos[e];
					xen.fail_again = again ? n + again : 0;
					assert_int_not_equal(vgapt_xen_grant_split(&seen, VGAPT_RANGE_ALL,
										   &splits, &left), 0);
					check(left || !xen_model_all(dom), "%s: call %zu, again %u: something stays",
					      xen_behaviours[i].name, n, again);
					xen_model_forget_calls();
					assert_int_equal(vgapt_xen_revoke_split(&seen, left, &splits, &more), 0);
					check(!xen_model_all(dom) && !more, "%s: call %zu, again %u: it stays for good",
					      xen_behaviours[i].name, n, again);
					no_faults();
				}
			}
		}
	}
}

static void paused_and_not(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	u32 i;

	(void)state;
	dom = host(&xen_behaviours[3], true, &seen);
	assert_int_equal(vgapt_xen_pause(&seen, true), 0);
	assert_int_equal(dom->pauses, 1);
	assert_int_equal(vgapt_xen_pause(&seen, false), 0);
	assert_int_equal(dom->pauses, 0);
	assert_int_equal(vgapt_xen_pause(&seen, false), -EINVAL);
	for (i = 0; i < 255; i++)
		assert_int_equal(vgapt_xen_pause(&seen, true), 0);
	assert_int_equal(vgapt_xen_pause(&seen, true), -EOVERFLOW);
	xen_model_destroy(GUEST);
	assert_int_equal(vgapt_xen_pause(&seen, false), -ESRCH);
	no_faults();
}

/* A BAR of 32 pages at page 180h, at 40h in the guest; permission is libxl's. */
#define BAR_MFN	0x180
#define BAR_GFN	0x40
#define BAR_NR	0x20

static unsigned int bar_mapped(const struct xen_domain *dom)
{
	unsigned int i, n = 0;

	for (i = 0; i < BAR_NR; i++)
		n += dom->page_map[BAR_GFN + i] == BAR_MFN + i;
	return n;
}

static bool bar_clean;

static int map_bar(const struct vgapt_xen_domain *seen)
{
	bar_clean = true;
	return vgapt_xen_map_memory(seen, BAR_GFN, BAR_MFN, BAR_NR, &bar_clean);
}

static void memory_of_a_bar(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		xen.pages_per_call = 5;
		assert_int_equal(map_bar(&seen), -EPERM);
		assert_int_equal(xen_model_all(dom), 0);
		memset(dom->page_allowed + BAR_MFN, true, BAR_NR);
		assert_int_equal(map_bar(&seen), 0);
		assert_int_equal(bar_mapped(dom), BAR_NR);
		/* One page out and back; permission stays. */
		assert_int_equal(vgapt_xen_unmap_memory(&seen, BAR_GFN + 3, BAR_MFN + 3, 1), 0);
		assert_int_equal(bar_mapped(dom), BAR_NR - 1);
		assert_int_equal(vgapt_xen_map_memory(&seen, BAR_GFN + 3, BAR_MFN + 3, 1, &bar_clean), 0);
		/* All, with a hole that the guest has made. */
		dom->page_map[BAR_GFN + 7] = 0;
		assert_int_equal(vgapt_xen_unmap_memory(&seen, BAR_GFN, BAR_MFN, BAR_NR), 0);
		assert_int_equal(bar_mapped(dom), 0);
		assert_int_equal(xen_model_pages_allowed(dom, BAR_MFN, BAR_MFN + BAR_NR - 1), BAR_NR);
		/* When libxl has taken the permission, it is away afterwards, too. */
		assert_int_equal(map_bar(&seen), 0);
		memset(dom->page_allowed, false, sizeof(dom->page_allowed));
		assert_int_equal(vgapt_xen_unmap_memory(&seen, BAR_GFN, BAR_MFN, BAR_NR), 0);
		assert_int_equal(xen_model_all(dom), 0);
		xen_model_destroy(GUEST);
		assert_int_equal(vgapt_xen_unmap_memory(&seen, BAR_GFN, BAR_MFN, BAR_NR), 0);
		no_faults();
	}
}

/* With permission for it, and Xen does 8 pages in a call. */
static struct xen_domain *host_with_bar(const struct xen_behaviour *how,
					struct vgapt_xen_domain *seen)
{
	struct xen_domain *dom = host(how, true, seen);

	memset(dom->page_allowed + BAR_MFN, true, BAR_NR);
	xen.pages_per_call = 8;
	return dom;
}

static void memory_that_fails(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i, e, n;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		for (e = 0; e <= ARRAY_SIZE(errnos); e++) {
			/* A call that fails has done nothing; but its answer can be lost. */
			bool lost = e == ARRAY_SIZE(errnos);
			int error = lost ? EFAULT : errnos[e];

			for (n = 1; n <= 4; n++) {
				dom = host_with_bar(&xen_behaviours[i], &seen);
				xen.fail_call = n;
				xen.fail_errno = error;
				xen.fail_halfway = lost;
				assert_int_equal(map_bar(&seen), -error);
				check(!bar_mapped(dom) && bar_clean, "%s: call %zu: %u pages stay",
				      xen_behaviours[i].name, n, bar_mapped(dom));
				no_faults();
			}
		}
	}
}

/* What libxl does when it takes a function, before it says so. */
static void permission_goes(void)
{
	memset(xen_model_find(GUEST)->page_allowed, false, XEN_MODEL_PAGES);
}

static void permission_goes_while_it_is_mapped(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i, n;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		for (n = 1; n <= 4; n++) {
			dom = host_with_bar(&xen_behaviours[i], &seen);
			xen.at_call = n;
			xen.at_call_do = permission_goes;
			assert_int_equal(map_bar(&seen), -EPERM);
			check(!xen_model_all(dom) && bar_clean, "%s: before call %zu: %u pages stay",
			      xen_behaviours[i].name, n, bar_mapped(dom));
			no_faults();
		}
	}
}

/* Then whoever asks has to know that there is something left. */
static void memory_that_can_not_be_taken_back(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	unsigned int unclean = 0;
	size_t i, n, again;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		for (n = 1; n <= 4; n++) {
			for (again = n + 1; again <= n + 5; again++) {
				dom = host_with_bar(&xen_behaviours[i], &seen);
				xen.fail_call = n;
				xen.fail_errno = EIO;
				xen.fail_again = again;
				assert_int_equal(map_bar(&seen), -EIO);
				check(!bar_clean || !bar_mapped(dom), "%s: calls %zu, %zu: %u pages stay, untold",
				      xen_behaviours[i].name, n, again, bar_mapped(dom));
				unclean += !bar_clean;
				xen_model_forget_calls();
				assert_int_equal(vgapt_xen_unmap_memory(&seen, BAR_GFN, BAR_MFN, BAR_NR), 0);
				assert_int_equal(bar_mapped(dom), 0);
				no_faults();
			}
		}
	}
	assert_true(unclean);
}

/* It takes as many calls as it must, and not as many as there are pages. */
static void memory_with_holes(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host_with_bar(&xen_behaviours[i], &seen);
		xen.pages_per_call = 0;
		assert_int_equal(map_bar(&seen), 0);
		dom->page_map[BAR_GFN] = 0;
		dom->page_map[BAR_GFN + 9] = 0;
		dom->page_map[BAR_GFN + BAR_NR - 1] = 0;
		xen_model_forget_calls();
		assert_int_equal(vgapt_xen_unmap_memory(&seen, BAR_GFN, BAR_MFN, BAR_NR), 0);
		assert_int_equal(bar_mapped(dom), 0);
		check(xen_model_changing_calls() <= 9, "%u calls", xen_model_changing_calls());
		no_faults();
	}
}

static void ports_of_a_bar(void **state)
{
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	size_t i;

	(void)state;
	for (i = 0; i < xen_behaviour_count; i++) {
		dom = host(&xen_behaviours[i], true, &seen);
		memset(dom->port_allowed + 0xe00, true, 0x20);
		assert_int_equal(vgapt_xen_map_ports(&seen, 0xc00, 0xe00, 0x20, VGAPT_PORTS_ADD), 0);
		assert_int_equal(xen_model_ports_mapped(dom, 0xc00, 0xc1f), 0x20);
		assert_int_equal(vgapt_xen_map_ports(&seen, 0xc00, 0xe00, 0x20, VGAPT_PORTS_REMOVE), 0);
		assert_int_equal(xen_model_ports_mapped(dom, 0, 0xfff), 0);
		assert_int_equal(xen_model_ports_allowed(dom, 0xe00, 0xe1f), 0x20);
		assert_int_equal(vgapt_xen_map_ports(&seen, 0xd00, 0xe00, 0x20, VGAPT_PORTS_ADD), 0);
		assert_int_equal(vgapt_xen_map_ports(&seen, 0xd00, 0xe00, 0x20, VGAPT_PORTS_TAKE), 0);
		assert_int_equal(xen_model_all(dom), 0);
		no_faults();
	}
}

static void interrupts(void **state)
{
	static const u8 map_bytes[40] = {
		0x07, 0, 0, 0, 3, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0x65, 0, 0x34, 0x12, 0x0a, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xe0,
	};
	static const u8 bind_bytes[XEN_OP_SIZE] = {
		0x26, 0, 0, 0, 0x17, 0, 0, 0, 0x07, 0, 0, 0, 0, 0, 0, 0,
		0x57, 0, 0, 0, 2, 0, 0, 0, 0x41, 0, 0, 0, 0x03, 0, 0x01, 0, 0, 0x10, 0, 0xf0,
	};
	struct vgapt_xen_device dev = { .segment = 0x1234, .bus = 0x65, .devfn = 0x0a };
	struct vgapt_msi_route route;
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	int pirq = -1;

	(void)state;
	dom = host(&xen_behaviours[3], true, &seen);
	assert_int_equal(vgapt_xen_map_pirq(&seen, &dev, 2, 0xe0000000, &pirq), 0);
	assert_int_equal(pirq, XEN_MODEL_PIRQ);
	assert_memory_equal(xen.last_map, map_bytes, sizeof(map_bytes));
	vgapt_msi_route(0xfee03000, 0x41, &route);
	xen_model_forget_calls();
	assert_int_equal(vgapt_xen_bind_msi(&seen, pirq, &route, 0xf0001000, true), 0);
	assert_memory_equal(xen.calls[0].op, bind_bytes, sizeof(bind_bytes));
	assert_true(dom->pirqs[pirq].bound);
	assert_int_equal(dom->pirqs[pirq].gvec, 0x41);
	route.gvec = 0x51;
	assert_int_equal(vgapt_xen_bind_msi(&seen, pirq, &route, 0xf0001000, true), 0);
	assert_int_equal(dom->pirqs[pirq].gvec, 0x51);
	assert_int_equal(vgapt_xen_bind_msi(&seen, pirq, &route, 0xf0001000, false), 0);
	assert_false(dom->pirqs[pirq].bound);
	assert_int_equal(vgapt_xen_unmap_pirq(&seen, pirq), 0);
	assert_int_equal(vgapt_xen_unmap_pirq(&seen, pirq), -EINVAL);
	/* One that the guest has chosen. */
	pirq = 0x20;
	assert_int_equal(vgapt_xen_map_pirq(&seen, &dev, 0, 0, &pirq), 0);
	assert_int_equal(pirq, 0x20);
	assert_true(dom->pirqs[0x20].mapped);
	xen_model_destroy(GUEST);
	assert_int_equal(vgapt_xen_bind_msi(&seen, pirq, &route, 0, false), 0);
	assert_int_equal(vgapt_xen_unmap_pirq(&seen, pirq), 0);
	assert_int_equal(vgapt_xen_bind_msi(&seen, pirq, &route, 0, true), -ESRCH);
	no_faults();
}

static void another_maps_40(void)
{
	xen_model_find(GUEST)->pirqs[0x40].mapped = true;
}

static void pirqs_of_a_guests_choice(void **state)
{
	static const u8 map_bytes[40] = {
		0x07, 0, 0, 0, 3, 0, 0, 0, 0x40, 0, 0, 0, 0x40, 0, 0, 0,
		0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0,
	};
	static const u8 unbind_bytes[XEN_OP_SIZE] = {
		0x30, 0, 0, 0, 0x17, 0, 0, 0, 0x07, 0, 0, 0, 0, 0, 0, 0,
		0x40, 0, 0, 0, 0xff,
	};
	struct vgapt_xen_domain seen;
	struct xen_domain *dom;
	int pirq, own;

	(void)state;
	dom = host(&xen_behaviours[3], true, &seen);
	for (own = 0; own < 2; own++) {
		xen.own_irqs = own;
		xen_model_forget_calls();
		for (pirq = 0; pirq < XEN_MODEL_PIRQS; pirq++)
			assert_int_equal(vgapt_xen_pirq_free(&seen, pirq),
					 pirq < XEN_MODEL_GSIS ? -EINVAL : 0);
		xen_model_forget_calls();
		for (; pirq < 2 * XEN_MODEL_IRQS; pirq++)
			assert_int_equal(vgapt_xen_pirq_free(&seen, pirq), -EINVAL);
	}
	xen_model_forget_calls();
	assert_int_equal(vgapt_xen_pirq_free(&seen, 0x40), 0);
	assert_memory_equal(xen.calls[0].op, unbind_bytes, sizeof(unbind_bytes));
	assert_memory_equal(xen.last_map, map_bytes, sizeof(map_bytes));
	for (pirq = 0; pirq < XEN_MODEL_PIRQS; pirq++)
		assert_false(dom->pirqs[pirq].mapped);

	/* Another one's, bound or not; and one that becomes that meanwhile. */
	dom->pirqs[0x41].mapped = true;
	dom->pirqs[0x42].mapped = true;
	dom->pirqs[0x42].bound = true;
	assert_int_equal(vgapt_xen_pirq_free(&seen, 0x41), -EINVAL);
	assert_int_equal(vgapt_xen_pirq_free(&seen, 0x42), -EINVAL);
	assert_true(dom->pirqs[0x42].bound);
	xen.at_map_do = another_maps_40;
	assert_int_equal(vgapt_xen_pirq_free(&seen, 0x40), -EINVAL);

	/* What Xen answers otherwise is no yes. */
	xen.at_map_do = NULL;
	xen.fail_call = xen.call_count + 1;
	xen.fail_errno = EFAULT;
	assert_int_equal(vgapt_xen_pirq_free(&seen, 0x43), -EFAULT);
	xen_model_destroy(GUEST);
	assert_int_equal(vgapt_xen_pirq_free(&seen, 0x43), -ESRCH);
	no_faults();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_before_the_probe),
		cmocka_unit_test(probe_each_release),
		cmocka_unit_test(probe_unknown_release),
		cmocka_unit_test(probe_one_version),
		cmocka_unit_test(probe_other_errors),
		cmocka_unit_test(bytes_of_a_call),
		cmocka_unit_test(bytes_of_a_pv_call),
		cmocka_unit_test(bytes_of_a_high_domid),
		cmocka_unit_test(looking_at_domains),
		cmocka_unit_test(same_domain),
		cmocka_unit_test(does_it_live),
		cmocka_unit_test(does_it_exist),
		cmocka_unit_test(whose_paging),
		cmocka_unit_test(grant_and_revoke),
		cmocka_unit_test(one_range_at_a_time),
		cmocka_unit_test(neighbours_stay),
		cmocka_unit_test(grant_fails_somewhere),
		cmocka_unit_test(one_bad_page),
		cmocka_unit_test(too_many_pages_claimed),
		cmocka_unit_test(grant_to_a_missing_domain),
		cmocka_unit_test(domain_vanishes_in_a_grant),
		cmocka_unit_test(domain_vanishes_in_a_revoke),
		cmocka_unit_test(undo_fails_for_good),
		cmocka_unit_test(undo_fails_somewhere),
		cmocka_unit_test(domain_vanishes_in_the_undo),
		cmocka_unit_test(revoke_fails_somewhere),
		cmocka_unit_test(revoke_fails_everywhere),
		cmocka_unit_test(revoke_what_was_never_granted),
		cmocka_unit_test(revoke_what_somebody_unmapped),
		cmocka_unit_test(revoke_from_the_dead),
		cmocka_unit_test(revoke_whatever_the_handle),
		cmocka_unit_test(revoke_from_the_dying),
		cmocka_unit_test(revoke_from_a_shut_down_domain),
		cmocka_unit_test(xen_breaks_down),
		cmocka_unit_test(in_pieces),
		cmocka_unit_test(pieces_that_fail),
		cmocka_unit_test(paused_and_not),
		cmocka_unit_test(memory_of_a_bar),
		cmocka_unit_test(memory_that_fails),
		cmocka_unit_test(permission_goes_while_it_is_mapped),
		cmocka_unit_test(memory_that_can_not_be_taken_back),
		cmocka_unit_test(memory_with_holes),
		cmocka_unit_test(ports_of_a_bar),
		cmocka_unit_test(interrupts),
		cmocka_unit_test(pirqs_of_a_guests_choice),
	};

	return cmocka_run_group_tests_name("xen_calls", tests, NULL, NULL);
}
