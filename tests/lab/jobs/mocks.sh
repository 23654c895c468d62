#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title mock cards: what dom0 sees of them is what their personalities say, and resets arrive
#: target xen420-linux612
#: timeout 300
#: cards plain=ati-plain@10 smc=ati-smc-vi@11 apu=ati-apu@12 prom=nvidia-prom@13 pramin=nvidia-pramin@14 igd=intel-igd@15
#: cards si=ati-si
. /lab/lib.sh
# shellcheck source=named.sh
. /job/named.sh

# What the log has of a card.
count()
{
	lab-ctl count mock.log " $1 $2"
}

# method CARD: what the kernel offers, into $METHODS, a blank around each.
method()
{
	METHODS=""
	[ ! -e "${SYS[$1]}/reset_method" ] || METHODS=$(< "${SYS[$1]}/reset_method")
	METHODS=" ${METHODS//$'\n'/ } "
}

for name in "${ALL[@]}"; do
	# shellcheck disable=SC2153
	as_golden "$name" "${FILE[$name]}"
done

mark "resets"
for name in plain smc; do
	method $name
	check "$name: FLR is offered" eval '[[ $METHODS == *" flr "* ]]'
done
method apu
check_eq "apu: no reset is" "  " "$METHODS"
# Linux does not trust ATI's cards below a bridge with a reset by power management.
method si
check_eq "si: its bus" " bus " "$METHODS"
before=$(count plain "reset flr")
check "plain: reset through sysfs" put 1 "${SYS[plain]}/reset"
check_eq "plain: it has arrived as an FLR" $((before + 1)) "$(count plain 'reset flr')"
echo pm > "${SYS[plain]}/reset_method"
check "plain: reset by power management" put 1 "${SYS[plain]}/reset"
check_eq "plain: it has arrived" 1 "$(count plain 'reset pm')"
before=$(count si "reset message")
# The port is one of 5 GT/s: of a faster one Linux wants to see the link come back, and QEMU does not show that.
check "si: bus reset through sysfs" put 1 "${SYS[si]}/reset"
check_eq "si: it has arrived" $((before + 1)) "$(count si 'reset message')"
check_eq "nobody else has been reset" 0 "$(count '(smc|apu|prom|pramin|igd)' 'reset (flr|af-flr|pm)')"

mark "ROM"
check "the firmware has read the first card's ROM" test "$(count plain 'rom read')" -gt 0
check_eq "and not the second's" 0 "$(count prom 'rom read')"
module_load dyndbg=+p
for name in plain prom; do
	check_eq "$name: the module reads the flash" rombar "$(< "${SYS[$name]}/xen_vgapt/rom_source")"
	check_eq "$name: all of it" "$(sed -n "s/^${FILE[$name]} //p" /job/mockgpu/roms.sha256)" "$(< "${SYS[$name]}/xen_vgapt/rom_sha256")"
done
check_eq "QEMU has it from the card in one read" 1 "$(count prom 'rom read')"
check_eq "nothing was done that must not be done" 0 "$(count '.*' 'VIOLATION')"
check "module unloads" module_unload
