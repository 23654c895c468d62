#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title load order of both modules, parameters, an unknown Xen, a PV guest, what is left behind
#: timeout 900
#: seconds 90
. /job/common.sh
SYS=/sys/bus/pci/devices/$CARD

# rom_resource: where the ROM is, as the kernel has it, into $ROM.
rom_resource()
{
	local -a lines
	mapfile -t lines < "$SYS/resource"
	ROM=${lines[6]%% *}
}

# check_rom NAME WANT
check_rom()
{
	rom_resource
	check_eq "$1" "$2" "$ROM"
}

# check_flash NAME: it is no longer the shadow.
check_flash()
{
	rom_resource
	check "$1" test "$ROM" != "$shadow"
}

rom_resource
shadow=$ROM
mark "either order"
module_load
check "ours first: no do_flr yet" test ! -e "$DO_FLR"
modprobe xen-pciback
check "pciback comes: do_flr" test -e "$DO_FLR"
rmmod xen_pciback
check "pciback goes: its folder with it" test ! -e "${DO_FLR%/*}"
modprobe xen-pciback
check "pciback comes again: do_flr again" test -e "$DO_FLR"
module_unload
check "ours goes: no do_flr" test ! -e "$DO_FLR"
check "pciback stays" test -e "${DO_FLR%/*}"
module_load
check "ours second: do_flr" test -e "$DO_FLR"
for ((i = 0; i < 10; i++)); do
	rmmod xen_pciback & module_unload & wait
	modprobe xen-pciback & module_load & wait
done
check "both unloaded and loaded at once, ten times: do_flr" test -e "$DO_FLR"
module_unload

mark "pciback first"
xl pci-assignable-add "${CARD#0000:}" > /dev/null 2>&1
check_rom "the kernel shows the shadow" "$shadow"
module_load primary="${CARD#0000:}"
check_eq "seized before we came: the ROM all the same" rombar "$(< "$VG/rom_source")"
check_eq "parameter primary=" 1 "$(< "$VG/primary")"
check_flash "the resource names the flash"
module_unload
check_rom "unload: the shadow again" "$shadow"
module_load primary="$CARD"
start_guest late text
wait_serial late "VGAPT done" 90
check_serial "and the guest has text" ok late text
guest_destroy late
owner_becomes none

mark "at once"
module_unload
assignable_remove "$CARD" > /dev/null 2>&1
insmod /job/modules/xen_vgapt.ko
check_eq "who asks right after it has been loaded waits for the ROM" rombar "$(< "$VG/rom_source")"
module_unload
insmod /job/modules/xen_vgapt.ko
module_unload
insmod /job/modules/xen_vgapt.ko
assignable_add "$CARD" > /dev/null 2>&1
check_eq "so does who takes the card: it has been read before" rombar "$(< "$VG/rom_source")"
module_unload
insmod /job/modules/xen_vgapt.ko
# The card has no way to be reset.
put_says "$CARD" "$DO_FLR"
check_eq "it was seized before: who resets it at once is told the same as ever" "Inappropriate ioctl for device" "$SAID"
check_flash "and the resource names the flash"

mark "unload and reload"
for ((i = 0; i < 10; i++)); do
	if ! module_unload || ! module_load; then
		break
	fi
done
check_eq "ten times" 10 $i
check_flash "the resource names the flash"
assignable_remove "$CARD" > /dev/null 2>&1
check_rom "off pciback: the shadow again" "$shadow"
module_unload
check_eq "nothing of ours is left in /proc/iomem" "" "$(grep -i vgapt /proc/iomem)"

mark "bad parameters"
for bad in x 00:10 0000:00:10.8 00:10.0,zz; do
	check_not "primary=$bad: no load" module_load "primary=$bad"
done
log_mark
check "a card that is not there: loads" module_load primary=0000:7f:00.0
check "and says so" log_has "no display adapter at 0000:7f:00.0"
module_unload

mark "a Xen that is not known"
log_mark
module_load domctl_version=0x99
check "loads, and says what is the matter" log_has "no usable domctl interface"
check_eq "ROM works" rombar "$(< "$VG/rom_source")"
echo 1 > "$VG"/primary
assignable_add "$CARD" > /dev/null 2>&1
start_guest none text
id=$(domid none)
check_eq "no owner" none "$(< "$VG/owner")"
put_says "$id" "$VG/owner"
check_eq "a grant says why not" "Operation not supported" "$SAID"
check_eq "attach says so too" EOPNOTSUPP "$(captest try "$CARD" "$id" 7)"
end_guests none
module_unload

mark "a PV guest"
module_load primary="$CARD"
large_file vmlinuz
sed -e "s|@NAME@|pv|; s|@BDF@|${CARD#0000:}|" "$GUESTS"/pv.cfg > /run/pv.cfg
check "starts" timeout $((180 * LAB_SLOW)) xl create /run/pv.cfg
id=$(domid pv)
check_eq "owner" "$id" "$(< "$VG/owner")"
check_eq "it has permission" all "$(xen_says "$id")"
check "and uses it" wait_for 90 file_has /run/console/guest-pv.log "VGAPT pv=ok"
serial_read /run/console/guest-pv.log port3cc
check "it reads the card's port 3CC" eval '[[ $VALUE == ?? && $VALUE != ff ]]'
check "dom0's vector registers are its own meanwhile" vectors 10
echo none > "$VG"/owner
check_eq "withdrawn" none "$(xen_says "$id")"
guest_destroy pv
assignable_remove "$CARD" > /dev/null 2>&1

mark "Documentation/ABI"
# Every attribute that exists has an entry, and every entry exists.
# Those that only Intel's functions have are for the job "sources".
want=$(awk '/^What:/ { f = $2; sub(/.*\//, "", f) } /^What:.*<SBDF>\/xen_vgapt\/./ { have[f] = 1 }
	/Intel.s only/ { delete have[f] } END { for (f in have) print f }' /job/abi/testing/* | sort)
files=("$VG"/*)
check_eq "the pages describe the files that exist" "${files[*]##*/}" "${want//$'\n'/ }"
described=$(grep -c '^What:.*/drivers/pciback/do_flr' /job/abi/testing/*)
check "do_flr is described and there" test -e "$DO_FLR" -a "$described" = 1
declare -A got
while read -r mode file; do
	got[${file##*/}]=${mode:1:2}
done < <(stat -c '%A %n' "$VG"/*)
while read -r mode file; do
	[ -e "$VG/$file" ] || continue
	case $mode in
	RW) want=rw ;;
	RO) want=r- ;;
	WO) want=-w ;;
	esac
	check_eq "$file is $mode" "$want" "${got[$file]}"
done < <(awk '/^What:/ { f = $2; sub(/.*\//, "", f) } /^\t\t\((RW|RO|WO)/ { gsub(/[(),]/, "", $1); print $1, f }' /job/abi/testing/*)
module_unload
