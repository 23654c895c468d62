/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who may reach what, as Xen itself has it: its debug key "q" writes the sets of
 * all domains into its log, "o" what devices reach, "i" where interrupts lead.
 */
#ifndef XENLOG_H
#define XENLOG_H

const char *xenlog_domain(unsigned int domid);
const char *xenlog_devices(unsigned int domid);
const char *xenlog_set(const char *domain, const char *name);

#endif /* XENLOG_H */
