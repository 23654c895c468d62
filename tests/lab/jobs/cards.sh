#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title two adapters behind their own root ports: bridges, the other card's access, who gets the routing back
#: timeout 900
#: seconds 130
#: cards first=qemu:ati-vga@plug second=qemu:ati-vga@plug
. /lab/lib.sh
BOOT=$(card_sbdf first)
CARD=$(card_sbdf second)
. /job/common.sh
PORT1=$(card_port first)
PORT2=$(card_port second)

# vga_enable: of both ports, into $VGA_ENABLE. It is bit 3 of Bridge Control.
vga_enable()
{
	local -a control
	setpci -s "$PORT1" BRIDGE_CONTROL.w -s "$PORT2" BRIDGE_CONTROL.w > /run/bridges
	mapfile -t control < /run/bridges
	[ $((0x${control[0]} & 8)) -ne 0 ] && VGA_ENABLE=on || VGA_ENABLE=off
	[ $((0x${control[1]} & 8)) -ne 0 ] && VGA_ENABLE+=" on" || VGA_ENABLE+=" off"
}

# check_bridges NAME WANT
check_bridges()
{
	vga_enable
	check_eq "$1" "$2" "$VGA_ENABLE"
}

# Dom0's own legacy accesses: the DAC's index, 3C8h, of whatever card they lead to. The guests leave it alone once they
# run, and it is one byte: no race with what they do to the other registers.
dac_write()
{
	printf '%b' "\\x$1" > /run/dac
	dd if=/run/dac of=/dev/port bs=1 seek=$((0x3c8)) conv=notrunc status=none
}

# dac_read: into $DAC.
dac_read()
{
	dd if=/dev/port bs=1 skip=$((0x3c8)) count=1 status=none > /run/dac
	od -An -tx1 /run/dac > /run/dac.hex
	read -r DAC < /run/dac.hex
}

# check_dac NAME WANT
check_dac()
{
	dac_read
	check_eq "$1" "$2" "$DAC"
}

check_bridges "the firmware routes to the first card" "on off"
card_ready
BOOT_VG=/sys/bus/pci/devices/$BOOT/xen_vgapt
check "both are known" test -d "$BOOT_VG" -a -d "$VG"
check_eq "the second card's ROM" rombar "$(< "$VG/rom_source")"
check_eq "and the first's" rombar "$(< "$BOOT_VG/rom_source")"

# The console that dom0's text goes to: "VGA+" is vgacon, which reaches for A0000 without asking anybody.
console()
{
	local con name
	for con in /sys/class/vtconsole/*; do
		[ "$(< "$con/bind")" != 0 ] || continue
		name=$(< "$con/name")
		echo "${name##*) }"
	done
}

mark "granted"
check_eq "dom0's text console is on the first card" "VGA+" "$(console)"
dac_write 5a
check_dac "dom0 reaches the first card" 5a
start_guest probe probe
id=$(domid probe)
check_eq "granted to the guest" "$id" "$(< "$VG/owner")"
check_bridges "the bridges lead to the second card" "off on"
check_eq "dom0's text console does not draw on it" "dummy device" "$(console)"
wait_serial probe "VGAPT probe" 90
check_serial "the guest has text on the second card" ok probe text
check_eq "alive" alive "$(probe probe)"
lab-ctl shot cards-first first
lab-ctl shot cards-second second
check_bridges "the bridges still do" "off on"
dac_read
check "the first card no longer answers dom0" test "$DAC" != 5a
dac_write a5
lab-ctl shot cards-first-late first
check_dac "dom0's legacy accesses go to the guest's card, not to the first" a5
check_eq "a holder resets the card by its port's secondary bus reset" reset "$(captest reset "$CARD" "$id")"
check_bridges "the bridges lead to it all the same" "off on"

mark "withdrawn"
check "destroy" guest_destroy probe
check "withdrawn" owner_becomes none
check_bridges "the bridges lead to the first card again" "on off"
check_eq "dom0's text console is back" "VGA+" "$(console)"
dac_write 3c
check_dac "dom0 reaches it" 3c

mark "one owner for both"
echo 1 > "$BOOT_VG/primary"
assignable_add "$BOOT" > /dev/null 2>&1
start_guest a text
a=$(domid a)
log_mark
CARD=$BOOT start_guest b text
b=$(domid b)
check_eq "two guests, two cards: the first has the ranges" "$a" "$(< "$VG/owner")"
check_eq "the second, which came later, has not" none "$(< "$BOOT_VG/owner")"
check "the log says who has them" log_has "refused to d$b, d$a has them through $CARD"
check "xl told the user" file_has /job/out/create-b.txt 'do_flr failed: Device or resource busy'
check_eq "Xen: all to the first" all "$(xen_says "$a")"
check_eq "Xen: nothing to the second" none "$(xen_says "$b")"
end_guests a
owner_becomes none
put_says "$b" "$BOOT_VG/owner"
check_eq "after the first has gone the second may have them" "" "$SAID"
check_bridges "the bridges lead to its card" "on off"
check_eq "Xen says so" all "$(xen_says "$b")"
end_guests b
wait_for 10 file_has "$BOOT_VG/owner" none
assignable_remove "$CARD" "$BOOT" > /dev/null 2>&1
check "module unloads" module_unload
