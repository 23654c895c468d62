# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What can be run: a Xen, a kernel and the way they are started.

target_names()
{
	usual_target_names
	echo xen420-linux612-debug
	echo xen420-linux612-pvh
}

# Those that everybody needs.
usual_target_names()
{
	printf '%s\n' xen420-linux612 xen420-linux73 xen417-linux61 xen420-linux612-uefi
}

# target NAME: sets T_ROOT, T_XEN (version), T_LINUX (version pattern), T_BOOT (bios, uefi or pvh), T_SLOW (how many times as long
# things may take there), T_KERNEL (debian or debug) and T_KVER (uname -r).
target()
{
	local dirs

	T_SLOW=1 T_KERNEL=debian

	# shellcheck disable=SC2034
	case $1 in
	xen420-linux612) T_ROOT=dom0-trixie T_XEN=4.20 T_LINUX=6.12 T_BOOT=bios ;;
	xen420-linux73) T_ROOT=dom0-trixie T_XEN=4.20 T_LINUX=7.3 T_BOOT=bios ;;
	xen417-linux61) T_ROOT=dom0-bookworm T_XEN=4.17 T_LINUX=6.1 T_BOOT=bios ;;
	xen420-linux612-debug) T_ROOT=dom0-trixie T_XEN=4.20 T_LINUX=6.12 T_BOOT=bios T_SLOW=4 T_KERNEL=debug ;;
	xen420-linux612-pvh) T_ROOT=dom0-trixie T_XEN=4.20 T_LINUX=6.12 T_BOOT=pvh ;;
	xen420-linux612-uefi) T_ROOT=dom0-trixie T_XEN=4.20 T_LINUX=6.12 T_BOOT=uefi ;;
	*) die "no such target: $1" "targets: $(target_names | tr '\n' ' ')" ;;
	esac
	# shellcheck disable=SC2034
	T_NAME=$1
	T_KVER=
	if [ "$T_KERNEL" = debug ]; then
		[ ! -f "$(kernel_path)/version" ] || T_KVER=$(cat "$(kernel_path)/version")
		return 0
	fi
	root_ready "$T_ROOT" || return 0
	dirs=$(cd "$(root_path "$T_ROOT")/usr/lib/modules" && printf '%s\n' "$T_LINUX".[0-9]*)
	[ -d "$(root_path "$T_ROOT")/usr/lib/modules/${dirs%%$'\n'*}" ] ||
		die "root $T_ROOT has no Linux $T_LINUX" \
			"it has: $(cd "$(root_path "$T_ROOT")/usr/lib/modules" && echo *)" \
			"Debian may have moved on; change lib/targets.sh and the recipe"
	T_KVER=${dirs%%$'\n'*}
}

# target_kernel: path of vmlinuz inside the target's root; since 7.3 it lies with the modules.
target_kernel()
{
	local root
	root=$(root_path "$T_ROOT")
	if [ "$T_KERNEL" = debug ]; then
		echo "$(kernel_path)/bzImage"
	elif [ -f "$root/boot/vmlinuz-$T_KVER" ]; then
		echo "$root/boot/vmlinuz-$T_KVER"
	else
		echo "$root/usr/lib/modules/$T_KVER/vmlinuz"
	fi
}

# target_ready NAME: nothing has to be made for it. Each part is put in its place when it is complete, so this needs no lock:
# whoever makes something for another target may take a quarter of an hour.
target_ready()
{
	root_ready host && root_ready "$GUEST_ROOT" || return
	target "$1"
	[ "$T_KERNEL" != debug ] || [ -f "$(kernel_path)/version" ] || return
	root_ready "$T_ROOT" && [ -f "$(image_path)" ] && [ -d "$(boot_path)" ] && [ -d "$(guests_path)" ]
}

setup_target()
{
	setup_root host
	target "$1"
	setup_root "$T_ROOT"
	[ "$T_KERNEL" != debug ] || setup_kernel
	target "$1"
	setup_image
	setup_boot
	setup_guests
}
