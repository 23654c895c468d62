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
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh
# These two have their turn at the end.
narrow=${WHERE[narrow]} lost=${WHERE[lost]}
unset 'WHERE[narrow]' 'WHERE[lost]'

# Device Control, AER's mask and Bridge Control of the ports above.
ports()
{
	local name port
	for name in "${ALL[@]}"; do
		port=$(card_port "$name")
		[ "$port" != - ] || continue
		setpci -s "$port" CAP_EXP+8.w ECAP_AER+8.l BRIDGE_CONTROL.w
	done | md5sum
}

# clean CARD METHOD: and configuration space is as before.
clean()
{
	local config
	config=$(od -An -tx1 -N64 "$(sys "$1")/config")
	reset_seen "$@"
	check_eq "$1: configuration space is as before" "$config" "$(od -An -tx1 -N64 "$(sys "$1")/config")"
}

for name in flr:flr-good pm:pm-good keep:pm-nosoftrst bus:bus-only af:af-flr; do
	as_golden "${name%:*}" "${name#*:}"
done

mark "what the stock kernel does"
modprobe xen-pciback
# pciback has the kernel reset what it seizes. These two would keep it waiting for FLR for more than a minute each.
for name in hang never; do
	echo bus > "$(sys $name)/reset_method"
done
for name in "${!WHERE[@]}"; do
	xl pci-assignable-add "${WHERE[$name]}" > /dev/null 2>&1
done
for name in flr broken hang pm keep bus slow never slot af; do
	spoil "$name"
	before=$(generation "$name")
	methods=$(tr '\n' ' ' < "$(sys "$name")/reset_method" 2> /dev/null || echo none)
	said="not tried: it would wait for a minute"
	case $name in
	hang|never) ;;
	*)
		start=$(date +%s%N)
		said=$(bash -c "echo 1 > $(sys "$name")/reset" 2>&1 | sed 's/.*: //')
		said="${said:-says ok}, $((($(date +%s%N) - start) / 1000000)) ms, really reset: $(($(generation "$name") - before)), left: $(left "$name")" ;;
	esac
	echo "stock $name: methods $methods; $said"
	echo "$name $said" >> /run/stock
done
check_eq "stock: a broken FLR is taken for a reset" "says ok 0" "$(sed -n 's/^broken \(says ok\),.*really reset: \([0-9]*\).*/\1 \2/p' /run/stock)"
for name in "${!WHERE[@]}"; do
	xl pci-assignable-remove "${WHERE[$name]}" > /dev/null 2>&1
done

mark "plans"
module_load dyndbg=+p reset_timeout=2
check_eq "not on pciback: no method is usable" "" "$(methods flr)"
check_eq "and why" not-seized "$(reason flr flr)"
check_eq "and a reset is refused" "No such device" "$(reset_by flr)"
for name in flr broken hang pm keep bus slow never slot af; do
	xl pci-assignable-add "${WHERE[$name]}" > /dev/null 2>&1
done
check_eq "flr: plan" "flr bus link" "$(methods flr)"
check_eq "pm: plan" "pm bus link" "$(methods pm)"
check_eq "keep: plan" "bus link" "$(methods keep)"
check_eq "keep: why not D3hot" no-soft-reset "$(reason keep pm)"
check_eq "bus: plan" "bus link" "$(methods bus)"
check_eq "slot: plan" slot "$(methods slot)"
check_eq "slot: why not bus" slot-driver "$(reason slot bus)"
check_eq "af: plan" af_flr "$(methods af)"
check_eq "af: why not bus" absent "$(reason af bus)"
check_eq "no reset yet" none "$(last flr)"

mark "each method"
ports=$(ports)
clean flr flr
clean pm pm
clean keep bus
clean bus bus
clean slot slot
clean af af_flr
echo bus > "$(sys flr)/xen_vgapt/reset_method"
check_eq "reset_method" bus "$(cat "$(sys flr)/xen_vgapt/reset_method")"
check_eq "what is not in it is out" not-listed "$(reason flr flr)"
clean flr bus
echo link > "$(sys flr)/xen_vgapt/reset_method"
echo "link: $(reset_by flr): $(last flr)"
echo default > "$(sys flr)/xen_vgapt/reset_method"
check_eq "default" "vendor kernel flr af_flr pm slot bus link" "$(cat "$(sys flr)/xen_vgapt/reset_method")"
check_eq "no method of that name" "Invalid argument" "$(bash -c "echo flr,fly > $(sys flr)/xen_vgapt/reset_method" 2>&1 | sed 's/.*: //')"
check_eq "and the order stays" "vendor kernel flr af_flr pm slot bus link" "$(cat "$(sys flr)/xen_vgapt/reset_method")"
check_eq "reset takes 1 only" "Invalid argument" "$(bash -c "echo 2 > $(sys flr)/xen_vgapt/reset" 2>&1 | sed 's/.*: //')"

mark "each failure"
# FLR clears configuration space here and nothing else: only who knows the card can tell. The administrator can.
spoil broken
before=$(generation broken)
check_eq "broken: reset" ok "$(reset_by broken)"
check_eq "broken: that was a pretence" "$before 5a5a1234" "$(generation broken) $(left broken)"
echo bus > "$(sys broken)/xen_vgapt/reset_method"
clean broken bus
spoil hang
before=$(generation hang)
check_eq "hang: reset" ok "$(reset_by hang)"
check_eq "hang: after FLR failed, by the bus" "bus ok" "$(last hang | cut -d' ' -f1,2)"
check_eq "hang: it has been reset" $((before + 1)) "$(generation hang)"
check_eq "hang: nothing is left" 00000000 "$(left hang)"
check_eq "hang: the log tells of the FLR" 1 "$(dmesg | grep -c "${WHERE[hang]}.*reset by flr failed: no-answer")"
echo bus > "$(sys slow)/xen_vgapt/reset_method"
check_eq "slow: within 2 s it does not come back" "Connection timed out" "$(reset_by slow)"
check_eq "slow: and that is said" "failed no-answer" "$(last slow | cut -d' ' -f2,4-)"
# When it is back, its configuration space is blank: the next reset gives it back what it had.
sleep 3
echo default > "$(sys slow)/xen_vgapt/reset_method"
check_eq "slow: it has lost its BARs" 00000000 "$(setpci -s "${WHERE[slow]}" BASE_ADDRESS_0)"
echo 20 > /sys/module/xen_vgapt/parameters/reset_timeout
check_eq "slow: reset again" ok "$(reset_by slow)"
check_eq "slow: and it has them again" "$(sed -n '1s/^0x0*//; 1s/ .*//p' "$(sys slow)/resource")" "$(setpci -s "${WHERE[slow]}" BASE_ADDRESS_0)"
clean slow flr
ms=$(last slow | cut -d' ' -f3)
echo "slow: $ms ms, ready after 3000"
check "slow: little is lost over its 3 s" test "$ms" -ge 3000 -a "$ms" -lt 3600
echo 2 > /sys/module/xen_vgapt/parameters/reset_timeout
echo flr,bus > "$(sys never)/xen_vgapt/reset_method"
spoil never
check_eq "never: reset" "Connection timed out" "$(reset_by never)"
check_eq "never: no method helped" "bus failed no-answer" "$(last never | cut -d' ' -f1,2,4-)"
check_eq "never: all of them were tried" 2 "$(dmesg | grep -cE "${WHERE[never]}.*reset by (flr|bus) failed")"

# After a bus reset these links are not what they were. The kernel's own reset of what pciback seizes would be the first.
WHERE+=([narrow]=$narrow [lost]=$lost)
for name in narrow lost; do
	echo > "$(sys $name)/reset_method"
	xl pci-assignable-add "${WHERE[$name]}" > /dev/null 2>&1
done
link="link-narrower x4 x16 link-slower 2.5 5"
reset_seen narrow bus
check_eq "narrow: the link has come back as less" "bus ok $link" "$(last narrow | cut -d' ' -f1,2,4-)"
check_eq "narrow: and the log warns" 1 "$(dmesg | grep -c "${WHERE[narrow]}.*reset: $link")"
reset_seen narrow bus
check_eq "narrow: now it is no less than before" "bus ok" "$(last narrow | cut -d' ' -f1,2,4-)"
spoil lost
# QEMU's port does not take its link down.
check_eq "lost: reset" "Input/output error" "$(reset_by lost)"
check_eq "lost: nothing brings it back" "link failed link-stays-up" "$(last lost | cut -d' ' -f1,2,4-)"
check_eq "lost: it was the bus reset" 1 "$(dmesg | grep -c "${WHERE[lost]}.*reset by bus failed: no-answer")"

check_eq "the ports report errors as before" "$ports" "$(ports)"

mark "through do_flr"
before=$(generation flr)
spoil flr
echo "0000:${WHERE[flr]}" > "$DO_FLR"
check_eq "do_flr resets" "$((before + 1)) 00000000" "$(generation flr) $(left flr)"
check_eq "do_flr tells the truth" "Connection timed out" "$(bash -c "echo 0000:${WHERE[never]} > $DO_FLR" 2>&1 | sed 's/.*: //')"

mark "unloading"
# Those that pciback would have the kernel wait for stay with it.
for name in flr broken pm keep bus slot af; do
	xl pci-assignable-remove "${WHERE[$name]}" > /dev/null 2>&1
done
check "module unloads" module_unload
