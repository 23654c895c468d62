#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title resets by vendors' registers: AMD's families running, idle and hung, NVIDIA; and what the stock kernel does
#: target xen420-linux612
#: timeout 600
#: seconds 70
#: cards cik=amd-bonaire run=amd-polaris10-running idle=amd-polaris10-idle hung=amd-polaris10-hung vega10=amd-vega10
#: cards vega20=amd-vega20 navi=amd-navi10 nvidia=nvidia-reset nobus=nvidia-nobus
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh

violations()
{
	lab-ctl count mock.log " $1 VIOLATION"
}

clean()
{
	reset_seen "$@"
	echo "$1: $LAST"
}

for name in cik:amd-bonaire run:amd-polaris10-running vega10:amd-vega10 vega20:amd-vega20 navi:amd-navi10 nvidia:nvidia-reset \
	nobus:nvidia-nobus; do
	as_golden "${name%:*}" "${name#*:}"
done

mark "what the stock kernel does"
modprobe xen-pciback
seize "${ALL[@]}"
stuck=""
for name in "${ALL[@]}"; do
	file=${SYS[$name]}
	spoil "$name"
	look "$name"
	before=${GENERATION[$name]}
	offered=none
	[ ! -e "$file/reset_method" ] || offered=$(< "$file/reset_method")
	put_says 1 "$file/reset"
	look "$name"
	echo "stock $name: methods ${offered//$'\n'/ }; ${SAID:-says ok}; really reset: $((GENERATION["$name"] - before)), left: ${LEFT[$name]}"
	[ "${LEFT[$name]}" != 5a5a1234 ] || stuck+=" $name"
done
running=""
for name in cik run vega10 vega20 navi; do
	[[ $stuck != *" $name"* ]] || running+=" $name"
done
check_eq "stock: no running card of AMD's is reset" "cik run vega10 vega20 navi" "${running# }"
release "${ALL[@]}"

mark "with xen_vgapt"
module_load dyndbg=+p reset_timeout=5
seize "${ALL[@]}"
for name in "${ALL[@]}"; do
	plan_read "$name"
	echo "$name: $METHODS; vendor: ${WHY[vendor]:-}"
done
for name in cik run vega10 vega20 navi; do
	check_plan "$name: plan" $name vendor
	check_why "$name: why not by the bus" $name bus useless
	plan=$METHODS
	read -r order < "${SYS[$name]}/xen_vgapt/reset_method"
	put "$order" "${SYS[$name]}/xen_vgapt/reset_method"
	plan_read $name
	check_eq "$name: reset_method, written back, allows no more" "$plan" "$METHODS"
	echo default > "${SYS[$name]}/xen_vgapt/reset_method"
	clean $name vendor
	check_why "$name: its processor does not run any more" $name vendor idle
	check_reset "$name: and then there is nothing to reset" $name ok
	check_eq "$name: nothing was done that must not be" 0 "$(violations $name)"
done
check_reset "idle: nothing to reset" idle ok
check_last "idle: and that is said" idle "none ok idle"
check_eq "idle: nothing was done that must not be" 0 "$(violations idle)"
check_why "hung: why not by its registers" hung vendor hung
check_reset "hung: no way to reset it" hung "Inappropriate ioctl for device"
check_eq "hung: nothing was done that must not be" 0 "$(violations hung)"

check_plan "nvidia: plan" nvidia "bus link"
clean nvidia bus
check "nvidia: waited for until its registers are back" test "$LAST_MS" -ge 1500 -a "$LAST_MS" -lt 2000
check_plan "nobus: plan" nobus flr
plan_read nobus
check_eq "nobus: why not by the bus" useless "${WHY[bus]/quirk/useless}"
clean nobus flr

# Through xl: job resetguest.
release "${ALL[@]}"
check "module unloads" module_unload

mark "parameters"
modprobe xen-pciback
module_load reset_off=1002:6658,1002:67df+vendor+flr
xl pci-assignable-add "${WHERE[cik]}" > /dev/null 2>&1
check_why "reset_off" cik vendor opted-out
xl pci-assignable-remove "${WHERE[cik]}" > /dev/null 2>&1
module_unload
check_not "reset_off=nonsense: no load" module_load reset_off=1002:67df+fly
check_log_count "and says so" 1 'parameter reset_off: "1002:67df\+fly" is not'
