#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title resets of cards as public logs have them: a halted SMU, BACO, late answers, FLR that kills, an audio function that goes
#: target xen420-linux612
#: timeout 600
#: seconds 60
#: cards baco=amd-polaris10-baco halted=amd-vega10-halted error=amd-navi14-error navi31=amd-navi31 navi48=amd-navi48
#: cards late=amd-vega20-late gb202=nvidia-gb202 instinct=amd-instinct gpu=nvidia-audio.0 audio=nvidia-audio.1@gpu
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh

violations()
{
	lab-ctl count mock.log " $1 VIOLATION"
}

modprobe xen-pciback
# xen-pciback resets what it seizes, as the kernel would: some do not survive it, unless Linux is told first.
module_load dyndbg=+p reset_timeout=5
seize "${ALL[@]}"
for name in "${ALL[@]}"; do
	plan_read "$name"
	echo "$name: $METHODS; vendor: ${WHY[vendor]:-}"
done

mark "as after a clean shutdown, and as in other logs"
for name in baco halted error late; do
	check_plan "$name: plan" $name vendor
	reset_seen $name vendor
	[ $name != late ] || LATE_MS=$LAST_MS
	check_why "$name: its processor does not run any more" $name vendor idle
	check_eq "$name: nothing was done that must not be" 0 "$(violations $name)"
done
check "halted: the SMU was not asked" test "$(lab-ctl count mock.log ' halted smu message')" -eq 0
check "late: it took its time" test "$LATE_MS" -ge 4000
check "baco: its power was off" test "$(lab-ctl count mock.log ' baco baco on')" -ge 1

mark "what is forbidden"
for name in gb202 instinct; do
	check_eq "$name: Linux has done no FLR when xen-pciback seized it" 0 "$(lab-ctl count mock.log " $name reset flr")"
done
check_why "gb202: why not by FLR" gb202 flr useless
check_plan "gb202: plan" gb202 "bus link"
reset_seen gb202 bus
check_plan "instinct: plan" instinct ""
check_why "instinct: why not by FLR" instinct flr useless
check_why "instinct: why not by the bus" instinct bus useless
check_reset "instinct: no way to reset it" instinct "Inappropriate ioctl for device"
check "instinct: it is still there" test "$(head -c 2 "${SYS[instinct]}/config" | od -An -tx1 | tr -d ' ')" = 0210

mark "the administrator knows better"
echo bus > "${SYS[halted]}/xen_vgapt/reset_method"
check_plan "halted: by name" halted bus
echo default > "${SYS[halted]}/xen_vgapt/reset_method"
check_why "halted: by default" halted bus useless

mark "an audio function that goes with the bus"
check_plan "gpu: plan" gpu "bus link"
reset_seen gpu bus
check "gpu: its audio function had gone" test "$(lab-ctl count mock.log ' gpu audio function gone')" -ge 1
check "audio: and is back" test "$(head -c 2 "${SYS[audio]}/config" | od -An -tx1 | tr -d ' ')" = de10

mark "experimental"
for name in navi31 navi48; do
	check_why "$name: not without being asked for" $name vendor experimental
done
release "${ALL[@]}"
check "module unloads" module_unload
modprobe xen-pciback
module_load dyndbg=+p reset_timeout=5 reset_experimental=1
seize navi31 navi48
for name in navi31 navi48; do
	reset_seen $name vendor
	check_eq "$name: nothing was done that must not be" 0 "$(violations $name)"
done
