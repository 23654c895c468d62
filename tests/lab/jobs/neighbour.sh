# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What jobs share that look at a neighbour, after common.sh: a PV guest with a disk and a network card of dom0's, which says how
# long it has had to wait for them (tests/lab/guests/stalls.c). vmlinuz has to be there: large_file.

# pv NAME WORD LINE...: a PV Linux guest that does what WORD says.
pv()
{
	local name=$1 word=$2
	shift 2
	sed -e "s|@NAME@|$name|" -e '/^pci = /d' -e "s|^extra = .*|extra = \"console=hvc0 rdinit=/init lab=$word\"|" \
		-e 's/^memory = .*/memory = 128/' "$GUESTS/pv.cfg" > "/run/$name.cfg"
	printf '%s\n' "$@" >> "/run/$name.cfg"
	rm -f "/run/console/guest-$name.log"
	guest_create "$name"
}

# said NAME KEY: into $VALUE the last value of it on a guest's console.
said()
{
	serial_read "/run/console/guest-$1.log" "$2"
}

# said_more NAME KEY N: it is more than that by now.
said_more()
{
	said "$1" "$2"
	[ "${VALUE:--1}" -gt "$3" ]
}

neighbour()
{
	truncate -s 1M /run/disk.img
	cat > /run/vif <<-'END'
		#!/bin/sh
		[ "$1" = online ] || exit 0
		ip addr add 10.9.0.1/24 dev "$vif"
		ip link set "$vif" up
		xenstore-write "$XENBUS_PATH/hotplug-status" connected
	END
	chmod +x /run/vif
	# When persistent grants are given back, this kernel's debugobjects report a work item of blkback's on the stack.
	modprobe xen-blkback feature_persistent=0
	modprobe -a xen-netback loop
	losetup /dev/loop0 /run/disk.img
	pv good stalls "disk = [ 'phy:/dev/loop0,xvda,r', 'phy:/dev/loop0,xvdb,r' ]" "vif = [ 'script=/run/vif' ]"
}
