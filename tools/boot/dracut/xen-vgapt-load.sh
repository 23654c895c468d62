#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# In the initramfs: load xen_vgapt before udev is started. dracut reads this into its own shell: no exit, no variables
# left behind.
xen_vgapt_load()
{
	# The word local is not POSIX, a subshell is.
	(
		hypervisor="" dom0=1
		[ ! -r /sys/hypervisor/type ] || read -r hypervisor < /sys/hypervisor/type || :
		# Linux 6.3 and later say which domain this is.
		[ ! -r /sys/hypervisor/start_flags/initialdomain ] ||
			read -r dom0 < /sys/hypervisor/start_flags/initialdomain || :
		# Not in a guest, nor without Xen: the module would refuse, and say so at each boot.
		# With -b, modprobe.blacklist=xen_vgapt on the command line is a way out.
		if [ "$hypervisor" = xen ] && [ "$dom0" = 1 ]; then
			modprobe -q -b xen_vgapt || :
		fi
	)
}
xen_vgapt_load
unset -f xen_vgapt_load
