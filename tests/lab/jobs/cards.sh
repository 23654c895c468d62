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

# VGA Enable is bit 3 of Bridge Control.
vga_enable()
{
	[ $((0x$(setpci -s "$1" BRIDGE_CONTROL.w) & 8)) -ne 0 ] && echo on || echo off
}

# Dom0's own legacy accesses: the DAC's index, 3C8h, of whatever card they lead to. The guests leave it alone once they
# run, and it is one byte: no race with what they do to the other registers.
dac_write()
{
	printf '%b' "\\x$1" | dd of=/dev/port bs=1 seek=$((0x3c8)) conv=notrunc status=none
}

dac_read()
{
	dd if=/dev/port bs=1 skip=$((0x3c8)) count=1 status=none | od -An -tx1 | tr -d ' '
}

check_eq "the firmware routes to the first card" "on off" "$(vga_enable "$PORT1") $(vga_enable "$PORT2")"
card_ready
check_eq "both are known" "yes yes" "$([ -d "/sys/bus/pci/devices/$BOOT/xen_vgapt" ] && echo yes) $([ -d "$VG" ] && echo yes)"
check_eq "the second card's ROM" rombar "$(cat "$VG"/rom_source)"
check_eq "and the first's" rombar "$(cat "/sys/bus/pci/devices/$BOOT/xen_vgapt/rom_source")"

# The console that dom0's text goes to: "VGA+" is vgacon, which reaches for A0000 without asking anybody.
console()
{
	local con
	for con in /sys/class/vtconsole/*; do
		[ "$(cat "$con/bind")" = 0 ] || sed 's/.*) //' "$con/name"
	done
}

mark "granted"
check_eq "dom0's text console is on the first card" "VGA+" "$(console)"
dac_write 5a
check_eq "dom0 reaches the first card" 5a "$(dac_read)"
start_guest probe probe
check_eq "granted to the guest" "$(domid probe)" "$(owner)"
check_eq "the bridges lead to the second card" "off on" "$(vga_enable "$PORT1") $(vga_enable "$PORT2")"
check_eq "dom0's text console does not draw on it" "dummy device" "$(console)"
wait_serial "$(guest_serial probe)" "VGAPT probe" 90
check_eq "the guest has text on the second card" ok "$(serial_value "$(guest_serial probe)" text)"
check_eq "alive" alive "$(probe probe)"
lab-ctl shot cards-first first
lab-ctl shot cards-second second
check_eq "the bridges still do" "off on" "$(vga_enable "$PORT1") $(vga_enable "$PORT2")"
check_eq "the first card no longer answers dom0" other "$([ "$(dac_read)" = 5a ] && echo 5a || echo other)"
dac_write a5
lab-ctl shot cards-first-late first
check_eq "dom0's legacy accesses go to the guest's card, not to the first" a5 "$(dac_read)"
check_eq "a holder resets the card by its port's secondary bus reset" reset "$(captest reset "$CARD" "$(domid probe)")"
check_eq "the bridges lead to it all the same" "off on" "$(vga_enable "$PORT1") $(vga_enable "$PORT2")"

mark "withdrawn"
check "destroy" guest_destroy probe
check "withdrawn" owner_becomes none
check_eq "the bridges lead to the first card again" "on off" "$(vga_enable "$PORT1") $(vga_enable "$PORT2")"
check_eq "dom0's text console is back" "VGA+" "$(console)"
dac_write 3c
check_eq "dom0 reaches it" 3c "$(dac_read)"

mark "one owner for both"
echo 1 > "/sys/bus/pci/devices/$BOOT/xen_vgapt/primary"
assignable_add "$BOOT" > /dev/null 2>&1
start_guest a probe
a=$(domid a)
log_mark
CARD=$BOOT start_guest b probe
b=$(domid b)
check_eq "two guests, two cards: the first has the ranges" "$a" "$(owner)"
check_eq "the second, which came later, has not" none "$(cat "/sys/bus/pci/devices/$BOOT/xen_vgapt/owner")"
check "the log says who has them" log_has "refused to d$b, d$a has them through $CARD"
check "xl told the user" grep -q 'do_flr failed: Device or resource busy' /run/b.xl
check_eq "Xen: all to the first" all "$(xen_says "$a")"
check_eq "Xen: nothing to the second" none "$(xen_says "$b")"
guest_destroy a
owner_becomes none
check_eq "after the first has gone the second may have them" "" "$(printf '%s' "$b" 2>&1 > "/sys/bus/pci/devices/$BOOT/xen_vgapt/owner")"
check_eq "the bridges lead to its card" "on off" "$(vga_enable "$PORT1") $(vga_enable "$PORT2")"
check_eq "Xen says so" all "$(xen_says "$b")"
guest_destroy b
wait_for 10 grep -q none "/sys/bus/pci/devices/$BOOT/xen_vgapt/owner"
assignable_remove "$CARD" "$BOOT" > /dev/null 2>&1
check "module unloads" module_unload
