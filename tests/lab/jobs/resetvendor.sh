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

ALL="cik run idle hung vega10 vega20 navi nvidia nobus"

violations()
{
	lab-ctl count mock.log " $1 VIOLATION"
}

clean()
{
	reset_seen "$@"
	echo "$1: $(last "$1")"
}

for name in cik:amd-bonaire run:amd-polaris10-running vega10:amd-vega10 vega20:amd-vega20 navi:amd-navi10 nvidia:nvidia-reset \
	nobus:nvidia-nobus; do
	as_golden "${name%:*}" "${name#*:}"
done

mark "what the stock kernel does"
modprobe xen-pciback
for name in $ALL; do
	xl pci-assignable-add "${WHERE[$name]}" > /dev/null 2>&1
	spoil "$name"
	before=$(generation "$name")
	methods=$(tr '\n' ' ' < "$(sys "$name")/reset_method" 2> /dev/null)
	said=$(bash -c "echo 1 > $(sys "$name")/reset" 2>&1 | sed 's/.*: //')
	echo "stock $name: methods ${methods:-none}; ${said:-says ok}; really reset: $(($(generation "$name") - before)), left: $(left "$name")"
	[ "$(left "$name")" != 5a5a1234 ] || stuck+=" $name"
done
check_eq "stock: no running card of AMD's is reset" "cik run vega10 vega20 navi" "$(for name in cik run vega10 vega20 navi; do [[ $stuck != *" $name"* ]] || echo $name; done | tr '\n' ' ' | sed 's/ $//')"
for name in $ALL; do
	xl pci-assignable-remove "${WHERE[$name]}" > /dev/null 2>&1
done

mark "with xen_vgapt"
module_load dyndbg=+p reset_timeout=5
for name in $ALL; do
	xl pci-assignable-add "${WHERE[$name]}" > /dev/null 2>&1
	echo "$name: $(methods "$name"); vendor: $(reason "$name" vendor)"
done
for name in cik run vega10 vega20 navi; do
	check_eq "$name: plan" vendor "$(methods $name)"
	check_eq "$name: why not by the bus" useless "$(reason $name bus)"
	clean $name vendor
	check_eq "$name: its processor does not run any more" idle "$(reason $name vendor)"
	check_eq "$name: and then there is nothing to reset" ok "$(reset_by $name)"
	check_eq "$name: nothing was done that must not be" 0 "$(violations $name)"
done
check_eq "idle: nothing to reset" ok "$(reset_by idle)"
check_eq "idle: and that is said" "none ok idle" "$(last idle | cut -d' ' -f1,2,4-)"
check_eq "idle: nothing was done that must not be" 0 "$(violations idle)"
check_eq "hung: why not by its registers" hung "$(reason hung vendor)"
check_eq "hung: no way to reset it" "Inappropriate ioctl for device" "$(reset_by hung)"
check_eq "hung: nothing was done that must not be" 0 "$(violations hung)"

check_eq "nvidia: plan" "bus link" "$(methods nvidia)"
clean nvidia bus
ms=$(last nvidia | cut -d' ' -f3)
check "nvidia: waited for until its registers are back" test "$ms" -ge 1500 -a "$ms" -lt 2000
check_eq "nobus: plan" flr "$(methods nobus)"
check_eq "nobus: why not by the bus" useless "$(reason nobus bus | sed s/quirk/useless/)"
clean nobus flr

# Through xl: job resetguest.
for name in $ALL; do
	xl pci-assignable-remove "${WHERE[$name]}" > /dev/null 2>&1
done
check "module unloads" module_unload

mark "parameters"
modprobe xen-pciback
module_load reset_off=1002:6658,1002:67df+vendor+flr
xl pci-assignable-add "${WHERE[cik]}" > /dev/null 2>&1
check_eq "reset_off" opted-out "$(reason cik vendor)"
xl pci-assignable-remove "${WHERE[cik]}" > /dev/null 2>&1
module_unload
check_not "reset_off=nonsense: no load" module_load reset_off=1002:67df+fly
check_eq "and says so" 1 "$(dmesg | grep -c 'parameter reset_off: "1002:67df+fly" is not')"
