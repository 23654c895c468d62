#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title hot-unplug while granted, hot-add
#: timeout 900
#: seconds 100
#: cards first=qemu:ati-vga@plug second=qemu:ati-vga@plug empty=none@plug
. /lab/lib.sh
CARD=$(card_sbdf second)
. /job/common.sh

PORT1=$(card_port first)
PORT2=$(card_port second)

# routed: the first port leads to its card, the second does not. VGA Enable is bit 3 of Bridge Control.
routed()
{
	local -a control
	setpci -s "$PORT1" BRIDGE_CONTROL.w -s "$PORT2" BRIDGE_CONTROL.w > /run/bridges
	mapfile -t control < /run/bridges
	[ ${#control[@]} -eq 2 ] && [ $((0x${control[0]} & 8)) -ne 0 ] && [ $((0x${control[1]} & 8)) -eq 0 ]
}

modprobe pciehp 2> /dev/null
card_ready
sha=$(< "$VG/rom_sha256")

mark "unplug while granted"
start_guest one text
id=$(domid one)
check_eq "granted" "$id" "$(< "$VG/owner")"
captest gone "$CARD" "$id" > /run/gone.out < <(until [ -e /run/unplugged ]; do nap 0.2; done) &
holder=$!
wait_for 10 file_has /run/gone.out attached
check_eq "Xen says so" all "$(xen_says "$id")"
# QEMU can't unplug this card; to Linux, a slot that is powered down by hand looks the same.
echo 1 > "/sys/bus/pci/devices/$CARD/remove"
check "the card has gone" test ! -e "/sys/bus/pci/devices/$CARD"
check "so has the folder" test ! -e "$VG"
check_eq "Xen lets the guest reach nothing" none "$(xen_says "$id")"
check "the bridges lead to dom0's card again" wait_for 5 routed
: > /run/unplugged
wait $holder
grep -E '^(not )?ok' /run/gone.out
guest_destroy one

mark "hot-add"
udevadm monitor --kernel --subsystem-match=pci > /run/uevents 2>&1 &
monitor=$!
wait_for 10 file_has /run/uevents '^KERNEL - '
echo 1 > /sys/bus/pci/rescan
check "the card is known again" wait_for 90 test -d "$VG"
check "and its ROM read" wait_for 10 file_has "$VG/rom_source" rombar
check "which a uevent tells" wait_for 10 file_has /run/uevents "change .*/$CARD \\(pci\\)"
kill $monitor
check_eq "the same ROM" "$sha" "$(< "$VG/rom_sha256")"
check_eq "secondary by default" 0 "$(< "$VG/primary")"
echo 1 > "$VG"/primary
assignable_add "$CARD" > /dev/null 2>&1
start_guest two text
check_eq "granted again" "$(domid two)" "$(< "$VG/owner")"
wait_serial two "VGAPT done" 90
check_serial "and the guest has text on it" ok two text
guest_destroy two
check "withdrawn" owner_becomes none

mark "a card in the slot, for real"
PLAIN=$(card_sbdf empty)
if lab-ctl device_add "bochs-display,id=plain,bus=port-empty" > /run/add 2>&1; then
	check "plugged: known" wait_for 90 test -d "/sys/bus/pci/devices/$PLAIN/xen_vgapt"
	check "no legacy ranges, no owner" test ! -e "/sys/bus/pci/devices/$PLAIN/xen_vgapt/owner"
	lab-ctl device_del plain > /run/del 2>&1
	check "unplugged: gone" wait_for 90 test ! -e "/sys/bus/pci/devices/$PLAIN"
else
	not_ok "a card can be plugged" "$(< /run/add)"
fi

mark "taken from pciback while granted"
start_guest three text
id=$(domid three)
check_eq "granted" "$id" "$(< "$VG/owner")"
echo "$CARD" > /sys/bus/pci/drivers/pciback/unbind
check_eq "unbound by hand: withdrawn when the write returns" "none none" "$(< "$VG/owner") $(xen_says "$id")"
end_guests three

mark "unplugged while a grant waits for the arbiter"
assignable_add "$CARD" > /dev/null 2>&1
echo 0 > "$VG/primary"
guest_cfg four "$GUESTS/bios-text.img" 'memory = 32'
check "a guest with the card, which never runs" guest_create four -p
arbiter_lock "$(card_sbdf first)"
put "$(domid four)" "$VG/owner" 2> /run/grant.err &
grant=$!
nap 1.5
check "the grant waits" kill -0 $grant
start=$SECONDS
put 1 "/sys/bus/pci/devices/$CARD/remove" &
remove=$!
check "the card is removed while the arbiter is locked" wait_for 10 test ! -e "/sys/bus/pci/devices/$CARD"
check "within seconds" test $((SECONDS - start)) -lt $((5 * LAB_SLOW))
check_not "the grant ends with that" wait $grant
check "the device has gone" file_has /run/grant.err "No such device"
arbiter_unlock
wait $remove
end_guests four
echo 1 > /sys/bus/pci/rescan
check "it is known again" wait_for 90 test -d "$VG"

mark "unplugged while the module goes"
known=0
for ((i = 0; i < 10; i++)); do
	# At times both at once, at times the one in the middle of the other.
	{ nap "0.0$i"; echo 1 > "/sys/bus/pci/devices/$CARD/remove"; } &
	module_unload
	wait $!
	module_load
	echo 1 > /sys/bus/pci/rescan
	! wait_for 10 test -d "$VG" || known=$((known + 1))
done
check_eq "ten times: known again each time" 10 $known
check "module unloads" module_unload
