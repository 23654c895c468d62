#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title load order of both modules, parameters, an unknown Xen, a PV guest, what is left behind
#: timeout 900
#: seconds 90
. /job/common.sh
SYS=/sys/bus/pci/devices/$CARD

rom_resource()
{
	sed -n 7p "$SYS"/resource | cut -d' ' -f1
}

there()
{
	[ -e "$1" ] && echo yes || echo no
}

shadow=$(rom_resource)
mark "either order"
module_load
check_eq "ours first: no do_flr yet" no "$(there "$DO_FLR")"
modprobe xen-pciback
check_eq "pciback comes: do_flr" yes "$(there "$DO_FLR")"
rmmod xen_pciback
check_eq "pciback goes: its folder with it" no "$(there "${DO_FLR%/*}")"
modprobe xen-pciback
check_eq "pciback comes again: do_flr again" yes "$(there "$DO_FLR")"
module_unload
check_eq "ours goes: no do_flr" no "$(there "$DO_FLR")"
check_eq "pciback stays" yes "$(there "${DO_FLR%/*}")"
module_load
check_eq "ours second: do_flr" yes "$(there "$DO_FLR")"
for ((i = 0; i < 10; i++)); do
	rmmod xen_pciback & module_unload & wait
	modprobe xen-pciback & module_load & wait
done
check_eq "both unloaded and loaded at once, ten times: do_flr" yes "$(there "$DO_FLR")"
module_unload

mark "pciback first"
xl pci-assignable-add "${CARD#0000:}" > /dev/null 2>&1
check_eq "the kernel shows the shadow" "$shadow" "$(rom_resource)"
module_load primary="${CARD#0000:}"
check_eq "seized before we came: the ROM all the same" rombar "$(cat "$VG"/rom_source)"
check_eq "parameter primary=" 1 "$(cat "$VG"/primary)"
check_eq "the resource names the flash" no "$([ "$(rom_resource)" = "$shadow" ] && echo yes || echo no)"
module_unload
check_eq "unload: the shadow again" "$shadow" "$(rom_resource)"
module_load primary="$CARD"
start_guest late text
wait_serial "$(guest_serial late)" "VGAPT done" 90
check_eq "and the guest has text" ok "$(serial_value "$(guest_serial late)" text)"
guest_destroy late
owner_becomes none

mark "unload and reload"
for ((i = 0; i < 10; i++)); do
	if ! module_unload || ! module_load; then
		break
	fi
done
check_eq "ten times" 10 $i
check_eq "the resource names the flash" no "$([ "$(rom_resource)" = "$shadow" ] && echo yes || echo no)"
assignable_remove "$CARD" > /dev/null 2>&1
check_eq "off pciback: the shadow again" "$shadow" "$(rom_resource)"
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
check_eq "ROM works" rombar "$(cat "$VG"/rom_source)"
echo 1 > "$VG"/primary
assignable_add "$CARD" > /dev/null 2>&1
start_guest none text
check_eq "no owner" none "$(owner)"
check_eq "a grant says why not" yes "$(bash -c "echo $(domid none) > $VG/owner" 2>&1 | grep -q 'Operation not supported' && echo yes)"
check_eq "attach says so too" EOPNOTSUPP "$(captest try "$CARD" "$(domid none)" 7)"
guest_destroy none
module_unload

mark "a PV guest"
module_load primary="$CARD"
sed -e "s|@NAME@|pv|; s|@BDF@|${CARD#0000:}|" "$GUESTS"/pv.cfg > /run/pv.cfg
check "starts" timeout $((180 * LAB_SLOW)) xl create /run/pv.cfg
id=$(domid pv)
check_eq "owner" "$id" "$(owner)"
check_eq "it has permission" all "$(xen_says "$id")"
check "and uses it" wait_for 90 grep -qa "VGAPT pv=ok" /run/console/guest-pv.log
check_eq "it reads the card's port 3CC" yes "$(grep -a 'VGAPT pv=ok' /run/console/guest-pv.log | grep -q 'port3cc=..' && grep -a 'VGAPT pv=ok' /run/console/guest-pv.log | grep -qv 'port3cc=ff' && echo yes)"
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
check_eq "the pages describe the files that exist" "$(find "$VG/" -mindepth 1 -printf '%f\n' | sort | tr '\n' ' ')" "$(tr '\n' ' ' <<< "$want")"
check_eq "do_flr is described and there" "yes 1" "$(there "$DO_FLR") $(grep -c '^What:.*/drivers/pciback/do_flr' /job/abi/testing/*)"
while read -r mode file; do
	[ -e "$VG/$file" ] || continue
	got=$(stat -c %A "$VG/$file")
	case $mode in
	RW) want=rw ;;
	RO) want=r- ;;
	WO) want=-w ;;
	esac
	check_eq "$file is $mode" "$want" "${got:1:2}"
done < <(awk '/^What:/ { f = $2; sub(/.*\//, "", f) } /^\t\t\((RW|RO|WO)/ { gsub(/[(),]/, "", $1); print $1, f }' /job/abi/testing/*)
module_unload
