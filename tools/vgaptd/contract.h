/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the daemon needs of the interface of /dev/xen_vgapt and the header does not have yet.
 * With the module's side this file becomes one line.
 */
#ifndef VGAPTD_CONTRACT_H
#define VGAPTD_CONTRACT_H

#include <xen/xen_vgapt.h>

#ifndef VGAPT_IOC_LISTEN

#define VGAPT_RIGHT_HOLD	0x20	/* pause the domain */
#define VGAPT_RIGHT_MODEL	0x40	/* be the function's device model */

#define VGAPT_EVENT_TAKEN	0x10	/* the function is no longer the domain's */

#define VGAPT_FEATURE_MODEL	0x40
#define VGAPT_FEATURE_TRAPS	0x80

/**
 * struct vgapt_listen - hear what happens to functions (VGAPT_IOC_LISTEN)
 * @argsz: [in/out] size of this structure
 * @flags: [in] must be zero
 */
struct vgapt_listen {
	__u32 argsz;
	__u32 flags;
};

/**
 * struct vgapt_news - what a listener reads
 * @id:      which one it is, for VGAPT_IOC_ANSWER
 * @what:    VGAPT_NEWS_GIVEN and so on
 * @flags:   VGAPT_NEWS_STANDING, VGAPT_NEWS_WAITS
 * @segment: PCI segment of the function
 * @bus:     its bus number
 * @devfn:   its device number << 3 | function number
 * @domid:   the domain
 */
struct vgapt_news {
	__u64 id;
	__u32 what;
#define VGAPT_NEWS_GIVEN	1
#define VGAPT_NEWS_TAKEN	2
#define VGAPT_NEWS_DOMAIN_GONE	3
	__u32 flags;
#define VGAPT_NEWS_STANDING	0x01	/* it was so before somebody listened */
#define VGAPT_NEWS_WAITS	0x02	/* do_flr waits for an answer */
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 domid;
};

/**
 * struct vgapt_answer - what waits is over (VGAPT_IOC_ANSWER)
 * @argsz:    [in/out] size of this structure
 * @flags:    [in] must be zero
 * @id:       [in] of the news
 * @error:    [in] 0, or an errno for the kernel's log
 * @reserved: must be zero
 */
struct vgapt_answer {
	__u32 argsz;
	__u32 flags;
	__u64 id;
	__u32 error;
	__u32 reserved;
};

/**
 * struct vgapt_hold - pause the domain, or let it go (VGAPT_IOC_HOLD, _RELEASE)
 * @argsz: [in/out] size of this structure
 * @flags: [in] must be zero
 */
struct vgapt_hold {
	__u32 argsz;
	__u32 flags;
};

#define VGAPT_IOC_LISTEN	_IO(VGAPT_IOC_TYPE, 0x08)
#define VGAPT_IOC_ANSWER	_IO(VGAPT_IOC_TYPE, 0x09)
#define VGAPT_IOC_HOLD		_IO(VGAPT_IOC_TYPE, 0x18)
#define VGAPT_IOC_RELEASE	_IO(VGAPT_IOC_TYPE, 0x19)

#endif /* VGAPT_IOC_LISTEN */

#endif /* VGAPTD_CONTRACT_H */
