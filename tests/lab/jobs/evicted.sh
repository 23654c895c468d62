#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2016
#: title a guest that makes pciback forget it: while its hung card is being reset, and before it is taken away
#: target xen420-linux612
#: timeout 600
#: seconds 150
#: prepared
#: cards gpu=hung.0 audio=hung.1@gpu vga=qemu:ati-vga@plug
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh
# shellcheck source=neighbour.sh
. /job/neighbour.sh
GPU=0000:${WHERE[gpu]}
VGA=0000:${WHERE[vga]}
GUEST_LOG=/run/console/guest-evil.log
# No wait of another guest's backends may be longer.
LIMIT=2000

# has_backend DOMID: pciback has a backend for that domain. Its nodes in xenstore stay, whatever becomes of it.
has_backend()
{
	[ -e "/sys/bus/xen-backend/devices/pci-$1-0" ]
}

let_go()
{
	! has_backend "$1"
}

# xenwatch does what a key in control/sysrq says, and empties the node: that is how long it takes to get round to it.
xenwatch_ms()
{
	local start now
	start=${EPOCHREALTIME/./}
	xenstore-write control/sysrq h
	for ((now = start; now < start + 30000000; now = ${EPOCHREALTIME/./})); do
		[ -n "$(xenstore-read control/sysrq)" ] || break
	done
	echo $(((now - start) / 1000))
}

# For as long as the process $1 runs: the longest, in /run/xenwatch.
watch_xenwatch()
{
	local ms longest=0
	while kill -0 "$1" 2> /dev/null; do
		ms=$(xenwatch_ms)
		[ "$ms" -le "$longest" ] || longest=$ms
	done
	echo "$longest" > /run/xenwatch
}

# ms CMD...: how long it takes.
ms()
{
	local start=${EPOCHREALTIME/./}
	"$@" > /dev/null 2>&1
	echo $(((${EPOCHREALTIME/./} - start) / 1000))
}

# There is one processor, and a guest's pcifront keeps it busy while it waits for dom0: for two seconds, then it takes the
# answer from what is there.
[ "$LAB_SLOW" -le 1 ] || xl sched-credit2 -d Domain-0 -w 65535
large_file vmlinuz
check "a neighbour with a disk and a network card" neighbour
check "is at work" wait_for 90 file_has /run/console/guest-good.log 'rounds=[1-9]' || tail -n 20 /run/console/guest-good.log | sed 's/^/#   /'
module_load dyndbg=+p reset_timeout=10
modprobe xen-pciback
seize gpu audio vga

mark "its card hangs, and it lets go while the card is being reset"
# The stock kernel can't reset these, and does not try to: what pciback does itself takes no time.
check "a guest with the card" pv evil letgo "pci = [ '${WHERE[gpu]}', '${WHERE[audio]}' ]"
id=$(domid evil)
check "has it" wait_for 90 file_has $GUEST_LOG 'letgo=ready'
check "and pciback a backend for it" has_backend "$id"
xenstore-write "/local/domain/$id/data/hang" 25000
check "hangs it" wait_for 20 file_has $GUEST_LOG 'letgo=hung' || tail -n 20 $GUEST_LOG | sed 's/^/#   /'
captest reset "$GPU" "$id" > /run/reset.out 2>&1 &
reset=$!
check "a reset is under way" wait_for 10 file_has "/sys/bus/pci/devices/$GPU/xen_vgapt/last_reset" ' running '
watch_xenwatch $reset &
watcher=$!
check_why "reset_plan says so" gpu bus being-reset
check "reset_method can be read" test "$(ms cat "/sys/bus/pci/devices/$GPU/xen_vgapt/reset_method")" -lt $LIMIT
check "and the bridge's configuration space" test "$(ms setpci -s "$(card_port gpu)" BRIDGE_CONTROL.w)" -lt $LIMIT
check "and the card's own" test "$(ms setpci -s "$GPU" COMMAND.w)" -lt $LIMIT
said good rounds
before=$VALUE
xenstore-write "/local/domain/$id/data/go" 1
check "the guest writes to its frontend's state" wait_for 10 file_has $GUEST_LOG 'letgo=0'
check "pciback lets go at once" wait_for 2 let_go "$id"
check "while the reset goes on" kill -0 $reset
wait $reset
check_eq "which fails in the end" ETIMEDOUT "$(tail -n 1 /run/reset.out)"
wait $watcher
stall=$(< /run/xenwatch)
check "xenwatch was never stopped for long ($stall ms)" test "$stall" -lt $LIMIT
check "the neighbour went on" said_more good rounds "$before"
waits=""
for what in disk net reconnect; do
	said good $what
	waits+="$what $VALUE ms, "
	check "the neighbour's longest wait, $what: $VALUE ms" test "$VALUE" -ge 0 -a "$VALUE" -lt $((LIMIT * LAB_SLOW))
done
note "longest waits: ${waits}xenwatch $stall ms"
check "the guest is still there" domid evil
check "destroy" guest_destroy evil

mark "another function leaves pciback while the card is being reset"
check "the card is back" wait_for 40 answers "$GPU"
bar "$GPU" 0 0x18 25000
log_mark
put 1 "/sys/bus/pci/devices/$GPU/xen_vgapt/reset" &
reset=$!
check "a reset of all of it is under way" wait_for 10 file_has "/sys/bus/pci/devices/$GPU/xen_vgapt/last_reset" '^bus running '
check "the audio function goes to dom0" put "0000:${WHERE[audio]}" /sys/bus/pci/drivers/pciback/unbind
check_not "the reset fails" wait $reset
check "the next method would hit it, and does not" log_has 'reset by link failed: sibling'
put "0000:${WHERE[audio]}" /sys/bus/pci/drivers/pciback/bind

mark "pciback has forgotten it when its card is taken away"
put 1 "/sys/bus/pci/devices/$VGA/xen_vgapt/primary"
check "a guest with a VGA card" pv evil letgo "pci = [ '${WHERE[vga]}' ]"
id=$(domid evil)
check "has it" wait_for 90 file_has $GUEST_LOG 'letgo=ready'
check_eq "and the ranges" "$id all" "$(< "/sys/bus/pci/devices/$VGA/xen_vgapt/owner") $(xen_says "$id")"
xenstore-write "/local/domain/$id/data/go" 1
check "it makes pciback forget it" wait_for 20 let_go "$id"
check "and goes on using the card" wait_for 20 said_more evil using 2
log_mark
echo -n "$VGA" > "$DO_FLR"
check "what do_flr is written for now is no attachment" log_has 'do_flr: .* served [0-9]+ .*revoke'
check_eq "so what it had is withdrawn" "none none" "$(< "/sys/bus/pci/devices/$VGA/xen_vgapt/owner") $(xen_says "$id")"
echo -n "$VGA" > "$DO_FLR"
check_eq "and it is not granted anything" "none none" "$(< "/sys/bus/pci/devices/$VGA/xen_vgapt/owner") $(xen_says "$id")"
check "destroy" guest_destroy evil
check "the card is the next guest's" pv next letgo "pci = [ '${WHERE[vga]}' ]"
check_eq "with the ranges" "$(domid next)" "$(< "/sys/bus/pci/devices/$VGA/xen_vgapt/owner")"
check "destroy the next one" guest_destroy next
check "destroy the neighbour" guest_destroy good
losetup -d /dev/loop0
release gpu audio vga
check "module unloads" module_unload
