#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a 64-bit BAR of 8 GiB behind vgapt-dm, as with QEMU
#: long three minutes
#: timeout 1200
#: seconds 180
#: cards card=qemu:ati-vga@10 big=qemu:pci-testdev,membar=8G,membar-backed=on@10.1
. /job/common.sh
# shellcheck source=served.sh
. /job/served.sh
BIG=$(card_sbdf big)
SIZE=$((8 << 30))
GIB=$((1 << 30))

# Cards of today show all their memory in one BAR ("Resizable BAR"): more than the guest has, and above 4 GiB.

# bars NAME: a Linux guest that writes all over the function's BAR.
bars()
{
	local begin=$SECONDS
	linux_cfg "$1" "lab=bars" "pci = [ \"${CARD#0000:}\", \"${BIG#0000:}\" ]"
	linux_runs "$1" 300
	note "$1: $((SECONDS - begin)) s"
	check_serial "$1: it has the whole BAR" $SIZE "$1" bigbar
	check_serial "$1: it reads what it has written, at sixteen places" 16 "$1" same
}

# at OFFSET: what is there, seen from dom0.
at()
{
	bar "$BIG" 2 "$1"
}

# really NAME: what the guest has written is in the card, each at its place.
really()
{
	check_eq "$1: at the beginning" b1600000 "$(at 0)"
	check_eq "$1: before 4 GiB" b1600007 "$(at $((4 * GIB - 4)))"
	check_eq "$1: after 4 GiB" b1600008 "$(at $((4 * GIB)))"
	check_eq "$1: at the end" b160000f "$(at $((SIZE - 4)))"
}

# wipe: so that the next guest cannot find what the last one has written.
wipe()
{
	local offset
	for offset in 0 $((4 * GIB - 4)) $((4 * GIB)) $((SIZE - 4)); do
		bar "$BIG" 2 "$offset" 0
	done
}

card_ready
assignable_add "$BIG" > /dev/null 2>&1
large_file vmlinuz
check_eq "the BAR has 8 GiB" $SIZE "$(stat -c %s "/sys/bus/pci/devices/$BIG/resource2")"

mark "QEMU serves"
bars stock
really stock
guest_destroy stock
wipe

mark "vgapt-dm serves"
put 1 "$VG/device_model"
check "vgaptd runs" daemon_up vgapt-dm
bars ours
check "both functions are served" served 2
really ours
guest_destroy ours
check_not "nothing is left of the domain" grep -q null <(xl list)

daemon_down
assignable_remove "$CARD" "$BIG" > /dev/null 2>&1
check "module unloads" module_unload
