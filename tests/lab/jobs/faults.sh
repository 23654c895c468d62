#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title every allocation and every call of Xen fails in turn: all or nothing, no leak, and Xen agrees
#: debug a quarter of an hour
#: timeout 3600
#: seconds 800
#: cards card=flr-good@10 smc=ati-smc-vi@11
. /job/common.sh

# shellcheck source=suffer.sh
. /job/suffer.sh

modprobe xen-pciback

# load_without SYMBOL SAYS WORKS: at load each of the module's calls of Xen that this function makes fails once; that is to
# be in the log as SAYS, and then WORKS.
load_without()
{
	local nth bad="" faults=0
	for ((nth = 1; nth < 100; nth++)); do
		insmod /job/modules/xenfails.ko symbol="$1" nth=$nth || bad+=" xenfails"
		log_mark
		module_load || bad+=" $nth: does not load;"
		[ "$(< /sys/module/xenfails/parameters/armed)" = Y ] || bad+=" $nth: not armed;"
		[ "$(< /sys/module/xenfails/parameters/calls)" -ge $nth ] || break
		faults=$((faults + 1))
		log_has "$2" || bad+=" $nth: no word of it;"
		"$3" || bad+=" $nth: $3;"
		module_unload || bad+=" $nth: does not unload;"
		rmmod xenfails
	done
	module_unload
	rmmod xenfails
	check_eq "load without Xen, $1: each of $faults calls fails once" "" "$bad"
	check "and there is one" test $faults -gt 0
	note "$faults faults injected in load of $CARD (Xen, $1)"
}

# Nothing is granted, and what needs no Xen works.
rom_works()
{
	[ "$(< "$VG/rom_source")" = rombar ]
}

grants_nothing()
{
	! put_says 5 "$VG/owner" || return
	[[ $SAID = *"not supported"* ]] && rom_works
}

if [ -z "${without:-}" ]; then
	mark "Xen, at load"
	load_without vgapt_domctl_raw "no usable domctl interface \(-5\)" grants_nothing
	load_without vgapt_xen_efi_rom "ROM" rom_works
fi

module_load dyndbg=+p
faults load
module_load dyndbg=+p
faults hot-add
# Its ROM is behind registers.
CARD=$(card_sbdf smc) faults hot-add
assignable_add "$CARD" > /dev/null 2>&1
faults files rom-source rom-open rom-load reset seize

# A domain without the card, and a note that it has it: as if it were being given.
guest_cfg one "$GUESTS/bios-probe.img" 'pci = [ ]' 'memory = 32'
guest_create one -p > /run/one.xl 2>&1 ||
	not_ok "a paused domain" "$(tail -n 2 /run/one.xl | tr '\n' ' ')"
id=$(domid one)
xenstore-write "/libxl/pci/${CARD//[:.]/-}/domid" "$id"
echo 1 > "$VG/primary"
faults attach info grant grant-more revoke take-back close owner owner-none
faults do_flr reset-by-capability reap after-death unbind
guest_destroy one > /dev/null 2>&1
xenstore-rm "/libxl/pci/${CARD//[:.]/-}"
check_eq "nobody has anything in the end" none "$(< "$VG/owner")"
check_memory
assignable_remove "$CARD" > /dev/null 2>&1
unset id
faults unload
check "unloads" module_unload
