#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title bus resets of one card while the legacy ranges go to another: one route, and no bus left in reset
#: target xen420-linux612
#: timeout 300
#: seconds 80
#: cards old=bus-only new=bus-only third=bus-only
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh
rounds=$(lab_number rounds 24)
OLD=${SYS[old]}/xen_vgapt NEW=${SYS[new]}/xen_vgapt
OLD_PORT=$(card_port old) NEW_PORT=$(card_port new)

# Bridge Control of both ports.
controls()
{
	local -a words
	setpci -s "$OLD_PORT" BRIDGE_CONTROL.w -s "$NEW_PORT" BRIDGE_CONTROL.w > /run/controls
	mapfile -t words < /run/controls
	old=$((0x${words[0]})) new=$((0x${words[1]}))
}

module_load reset_timeout=10
modprobe xen-pciback
seize old new
put bus "$OLD/reset_method"
put bus "$NEW/reset_method"
guest_cfg both "$GUESTS/bios-text.img" "pci = [ '${WHERE[old]}', '${WHERE[new]}' ]" 'memory = 32'
check "a domain with both, which never runs" guest_create both -p
id=$(domid both)
both=0 held=0 lost=0 failed=0 route=0 away=0
for ((i = 0; i < rounds; i++)); do
	# It has the ranges, as a boot display has.
	arbiter_lock "0000:${WHERE[old]}"
	arbiter_unlock
	controls
	[ $((old & 8)) -ne 0 ] || away=$((away + 1))
	echo 1 > "$OLD/reset" &
	reset=$!
	# The bus is in reset for some milliseconds, at some time of the first fifty.
	nap "0.0$((RANDOM % 5))$((RANDOM % 10))"
	echo "$id" > "$NEW/owner" || failed=$((failed + 1))
	wait $reset || lost=$((lost + 1))
	controls
	[ $((old & 8)) -eq 0 ] || both=$((both + 1))
	[ $((new & 8)) -ne 0 ] || route=$((route + 1))
	[ $(((old | new) & 0x40)) -eq 0 ] || held=$((held + 1))
	echo none > "$NEW/owner" || failed=$((failed + 1))
done
check_eq "no round that began elsewhere" 0 $away
note "$rounds bus resets, each beside a grant to the other card"
check_eq "no round in which the old card's bridge forwards as well" 0 $both
check_eq "no round in which the new card's does not" 0 $route
check_eq "no round in which a bus is left in reset" 0 $held
check_eq "no reset has failed" 0 $lost
check_eq "nor a grant" 0 $failed

mark "somebody else has the arbiter's lock"
# Who waits for the arbiter must not keep a reset waiting, nor be in the way of an unplug.
arbiter_lock "0000:${WHERE[old]}"
echo "$id" > "$NEW/owner" 2> /run/grant.err &
grant=$!
nap 1
check "a grant waits" kill -0 $grant
start=${EPOCHREALTIME/./}
check "a bus reset does not" put 1 "$NEW/reset"
check "nor for long" test $(((${EPOCHREALTIME/./} - start) / 1000)) -lt $((2000 * LAB_SLOW))
check "the grant still waits" kill -0 $grant
# Behind it others wait for their turn.
captest try "0000:${WHERE[new]}" "$id" 7 > /run/try.out 2>&1 &
try=$!
echo "$id" > "${SYS[third]}/xen_vgapt/owner" 2> /run/third.err &
third=$!
nap 1
check "another one waits for its turn" kill -0 $third
start=${EPOCHREALTIME/./}
check "its card can be taken away" put 1 "${SYS[third]}/remove"
check "at once" test $(((${EPOCHREALTIME/./} - start) / 1000)) -lt $((2000 * LAB_SLOW))
check_not "who waited is told" wait $third
check "one by a capability waits, too" kill -0 $try
check "root revokes that" vgapt capability-revoke "$(vgapt capabilities | awk -v card="0000:${WHERE[new]}" '$2 == card { print $1 }')"
wait $try
check_eq "and it waits no longer" EIDRM "$(tail -n 1 /run/try.out)"
check "the first one waits on" kill -0 $grant
put 1 /sys/bus/pci/rescan
arbiter_unlock
check "until the lock is free" wait $grant
check_eq "then the ranges are there" "$id" "$(< "$NEW/owner")"
controls
check_eq "and one bridge forwards" "0 8" "$((old & 8)) $((new & 8))"

mark "the end"
end_guests both
release old new
check "module unloads" module_unload
