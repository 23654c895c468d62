/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What cppcheck has to know of the kernel, whose headers it is not given: the
 * macros that are loops.
 */
#define list_for_each_entry(entry, head, member) \
	for ((entry) = lint_first(head); (entry); (entry) = lint_next(entry))
#define list_for_each_entry_safe(entry, next, head, member) \
	for ((entry) = lint_first(head), (next) = lint_next(entry); (entry); (entry) = (next), (next) = lint_next(entry))
#define list_for_each_entry_continue(entry, head, member) \
	for ((entry) = lint_next(entry); (entry); (entry) = lint_next(entry))
#define for_each_pci_dev(dev)	while (((dev) = lint_next(dev)))
