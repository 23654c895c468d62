#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title resets: each method and each failure on a mock card of its own, through sysfs, ioctl and do_flr
#: target xen420-linux612
#: timeout 600
#: seconds 130
#: cards flr=flr-good broken=flr-broken hang=flr-hang pm=pm-good keep=pm-nosoftrst bus=bus-only slow=slow-crs
#: cards never=never-return slot=pm-nosoftrst@plug narrow=link-narrow lost=link-lost af=af-flr@root
#: qemu-arg -global
#: qemu-arg ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off
#: prepared hostile
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh
# These two have their turn at the end.
narrow=${WHERE[narrow]} lost=${WHERE[lost]}
unset 'WHERE[narrow]' 'WHERE[lost]'

# Device Control, AER's mask and Bridge Control of the ports above. Those above the two that will be dead in the end stay quiet.
ports()
{
	local name port
	local -a asked=()
	while read -r name _ _ port; do
		[[ $port != - && $name != never && $name != lost ]] || continue
		asked+=(-s "$port" CAP_EXP+8.w ECAP_AER+8.l BRIDGE_CONTROL.w)
	done < /job/cards
	setpci "${asked[@]}"
}

# config CARD OFFSET LENGTH: into $CONFIG what is in its configuration space there.
config()
{
	od -An -tx1 -j"$2" -N"$3" "${SYS[$1]}/config" > /run/config
	CONFIG=$(< /run/config)
}

# clean CARD METHOD: and configuration space is as before.
clean()
{
	local before
	config "$1" 0 64
	before=$CONFIG
	reset_seen "$@"
	config "$1" 0 64
	check_eq "$1: configuration space is as before" "$before" "$CONFIG"
}

for name in flr:flr-good pm:pm-good keep:pm-nosoftrst bus:bus-only af:af-flr; do
	as_golden "${name%:*}" "${name#*:}"
done

mark "what the stock kernel does"
modprobe xen-pciback
# pciback has the kernel reset what it seizes. These two would keep it waiting for FLR for more than a minute each.
for name in hang never; do
	echo bus > "${SYS[$name]}/reset_method"
done
seize "${!WHERE[@]}"
for name in flr broken hang pm keep bus slow never slot af; do
	file=${SYS[$name]}
	spoil "$name"
	look "$name"
	before=${GENERATION[$name]}
	methods=none
	[ ! -e "$file/reset_method" ] || methods=$(< "$file/reset_method")
	said="not tried: it would wait for a minute"
	case $name in
	hang|never) ;;
	*)
		start=$EPOCHREALTIME
		put_says 1 "$file/reset"
		ms=$(((${EPOCHREALTIME/.} - ${start/.}) / 1000))
		look "$name"
		said="${SAID:-says ok}, $ms ms, really reset: $((GENERATION["$name"] - before)), left: ${LEFT[$name]}" ;;
	esac
	echo "stock $name: methods ${methods//$'\n'/ }; $said"
	[ "$name" != broken ] || broken="${SAID:-says ok} $((GENERATION["$name"] - before))"
done
check_eq "stock: a broken FLR is taken for a reset" "says ok 0" "$broken"
release "${!WHERE[@]}"

mark "plans"
module_load dyndbg=+p reset_timeout=2
check_plan "not on pciback: no method is usable" flr ""
check_why "and why" flr flr not-seized
check_reset "and a reset is refused" flr "No such device"
seize flr broken hang pm keep bus slow never slot af
check_plan "flr: plan" flr "flr bus link"
check_plan "pm: plan" pm "pm bus link"
check_plan "keep: plan" keep "bus link"
check_why "keep: why not D3hot" keep pm no-soft-reset
check_plan "bus: plan" bus "bus link"
check_plan "slot: plan" slot slot
check_why "slot: why not bus" slot bus slot-driver
check_plan "af: plan" af af_flr
check_why "af: why not bus" af bus absent
check_last "no reset yet" flr none

mark "each method"
ports=$(ports)
clean flr flr
clean pm pm
clean keep bus
clean bus bus
clean slot slot
clean af af_flr
echo bus > "${SYS[flr]}/xen_vgapt/reset_method"
check_eq "reset_method" bus "$(< "${SYS[flr]}/xen_vgapt/reset_method")"
check_why "what is not in it is out" flr flr not-listed
clean flr bus
echo link > "${SYS[flr]}/xen_vgapt/reset_method"
reset_by flr
last_read flr
echo "link: $SAID: $LAST"
echo default > "${SYS[flr]}/xen_vgapt/reset_method"
check_eq "default" "vendor kernel flr af_flr pm slot bus link" "$(< "${SYS[flr]}/xen_vgapt/reset_method")"
put_says flr,fly "${SYS[flr]}/xen_vgapt/reset_method"
check_eq "no method of that name" "Invalid argument" "$SAID"
check_eq "and the order stays" "vendor kernel flr af_flr pm slot bus link" "$(< "${SYS[flr]}/xen_vgapt/reset_method")"
put_says 2 "${SYS[flr]}/xen_vgapt/reset"
check_eq "reset takes 1 only" "Invalid argument" "$SAID"

mark "each failure"
# FLR clears configuration space here and nothing else: only who knows the card can tell. The administrator can.
spoil broken
look broken
before=${GENERATION[broken]}
check_reset "broken: reset" broken ok
look broken
check_eq "broken: that was a pretence" "$before 5a5a1234" "${GENERATION[broken]} ${LEFT[broken]}"
echo bus > "${SYS[broken]}/xen_vgapt/reset_method"
clean broken bus
spoil hang
look hang
before=${GENERATION[hang]}
check_reset "hang: reset" hang ok
last_read hang
check_eq "hang: after FLR failed, by the bus" "bus ok" "$LAST_BY"
look hang
check_eq "hang: it has been reset" $((before + 1)) "${GENERATION[hang]}"
check_eq "hang: nothing is left" 00000000 "${LEFT[hang]}"
check_log_count "hang: the log tells of the FLR" 1 "${WHERE[hang]}.*reset by flr failed: no-answer"
echo bus > "${SYS[slow]}/xen_vgapt/reset_method"
check_reset "slow: within 2 s it does not come back" slow "Connection timed out"
last_read slow
check_eq "slow: and that is said" "failed no-answer" "${LAST_IS#* }"
# When it is back, 3 s after its reset began, its configuration space is blank: the next reset gives it back what it had.
nap 2
echo default > "${SYS[slow]}/xen_vgapt/reset_method"
check_eq "slow: it has lost its BARs" 00000000 "$(setpci -s "${WHERE[slow]}" BASE_ADDRESS_0)"
echo 20 > /sys/module/xen_vgapt/parameters/reset_timeout
check_reset "slow: reset again" slow ok
read -r bar0 _ < "${SYS[slow]}/resource"
printf -v bar0 %x "$bar0"
check_eq "slow: and it has them again" "$bar0" "$(setpci -s "${WHERE[slow]}" BASE_ADDRESS_0)"
clean slow flr
last_read slow
echo "slow: $LAST_MS ms, ready after 3000"
check "slow: little is lost over its 3 s" test "$LAST_MS" -ge 3000 -a "$LAST_MS" -lt 3600
echo 2 > /sys/module/xen_vgapt/parameters/reset_timeout
echo flr,bus > "${SYS[never]}/xen_vgapt/reset_method"
spoil never
check_reset "never: reset" never "Connection timed out"
check_last "never: no method helped" never "bus failed no-answer"
check_log_count "never: all of them were tried" 2 "${WHERE[never]}.*reset by (flr|bus) failed"

# After a bus reset these links are not what they were. The kernel's own reset of what pciback seizes would be the first.
WHERE+=([narrow]=$narrow [lost]=$lost)
for name in narrow lost; do
	echo > "${SYS[$name]}/reset_method"
done
seize narrow lost
link="link-narrower x4 x16 link-slower 2.5 5"
reset_seen narrow bus
check_last "narrow: the link has come back as less" narrow "bus ok $link"
check_log_count "narrow: and the log warns" 1 "${WHERE[narrow]}.*reset: $link"
reset_seen narrow bus
check_last "narrow: now it is no less than before" narrow "bus ok"
spoil lost
# QEMU's port does not take its link down.
check_reset "lost: reset" lost "Input/output error"
check_last "lost: nothing brings it back" lost "link failed link-stays-up"
check_log_count "lost: it was the bus reset" 1 "${WHERE[lost]}.*reset by bus failed: no-answer"

check_eq "the ports report errors as before" "$ports" "$(ports)"

mark "through do_flr"
spoil flr
look flr
before=${GENERATION[flr]}
echo "0000:${WHERE[flr]}" > "$DO_FLR"
look flr
check_eq "do_flr resets" "$((before + 1)) 00000000" "${GENERATION[flr]} ${LEFT[flr]}"
put_says "0000:${WHERE[never]}" "$DO_FLR"
check_eq "do_flr tells the truth" "Connection timed out" "$SAID"

mark "unloading"
# Those that pciback would have the kernel wait for stay with it.
release flr broken pm keep slot af
check "module unloads" module_unload

mark "loaded while a card does not answer"
# Nothing has been saved of it then, and the reset leaves it blank. Its BARs are where Linux has put them.
config bus 16 24
bars=$CONFIG
reg bus 0 0x18 12000
check "module loads" module_load dyndbg=+p reset_timeout=30
check_eq "the card does not answer" ffff "$(setpci -s "${WHERE[bus]}" VENDOR_ID.w)"
check_reset "late: reset" bus ok
check_last "late: by the bus" bus "bus ok"
config bus 16 24
check_eq "late: its BARs are as before" "$bars" "$CONFIG"
release bus
check "module unloads again" module_unload
