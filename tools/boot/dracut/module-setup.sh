#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# dracut: xen_vgapt into the image, and loaded before udev loads the cards' drivers. dracut calls these functions.
# shellcheck disable=SC2154

# Only for a kernel that has the module; then always, as a host that is not on Xen now may be at its next boot.
check()
{
	modinfo -b "${dracutsysrootdir:-/}" -k "$kernel" xen_vgapt > /dev/null 2>&1
}

depends()
{
	return 0
}

installkernel()
{
	# Without hostonly: it would leave out a module that is not loaded at this moment.
	hostonly="" instmods xen_vgapt
}

install()
{
	local file

	inst_multiple modprobe
	# In an image for any host dracut leaves /etc/modprobe.d out.
	for file in "${dracutsysrootdir-}"/etc/modprobe.d/xen-vgapt*.conf \
		"${dracutsysrootdir-}"/lib/firmware/xen-vgapt/*.rom; do
		[[ ! -f $file ]] || inst_simple "${file#"${dracutsysrootdir-}"}"
	done
	# The first step that comes before udevd is started, with or without systemd in the image.
	inst_hook pre-udev 00 "$moddir/xen-vgapt-load.sh"
}
