#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the vgapt command on a real dom0
#: timeout 900
#: seconds 70
. /job/common.sh
BDF=${CARD#0000:}

# json KEY: of the JSON that "vgapt list" prints, the first text of that key, into $JSON.
json()
{
	local text
	vgapt list --json > /run/json
	text=$(< /run/json)
	JSON=""
	[[ $text =~ \"$1\":\ ?\"([^\"]*)\" ]] || return
	JSON=${BASH_REMATCH[1]}
}

# says REGEX COMMAND...: what it prints has such a line.
says()
{
	"${@:2}" > /run/said
	file_has /run/said "$1"
}

check "without the module, list still lists" eval 'says "$CARD" vgapt list 2> /run/err'
check "and says what to do" file_has /run/err 'modprobe xen_vgapt'
card_ready
echo 0 > "$VG"/primary
json state
check_eq "list: assignable" assignable "$JSON"
check "show" vgapt show "$BDF"
check "rom -o" vgapt rom "$BDF" -o /run/card.rom
sum=$(sha256sum < /run/card.rom)
check_eq "which is the ROM" "$(< "$VG/rom_sha256")" "${sum%% *}"
echo 1 > "$VG"/primary
start_guest tooled text
id=$(domid tooled)
wait_serial tooled "VGAPT done" 90
json state
check_eq "list: primary" primary "$JSON"
check "list as a table names the owner" says "$CARD.* $id( |\$|\\()" vgapt list
check "show names the domain" says tooled vgapt show "$CARD"
check "revoke" vgapt revoke "$CARD"
check_eq "Xen says so" none "$(xen_says "$id")"
check "grant by name" vgapt grant "$CARD" tooled
check_eq "Xen says so" all "$(xen_says "$id")"
check_not "reset refuses while a guest has the card" vgapt reset "$CARD"
vgapt revoke "$CARD"
check "attach --grant runs a command that has the ranges" vgapt attach --grant "$CARD" tooled -- bash -c 'grep -q . /proc/self/fd/$VGAPT_FD; [ "$(cat '"$VG"'/owner)" = '"$id"' ]'
check "which end with it" owner_becomes none 15
vgapt doctor > /run/doctor.txt 2>&1
rc=$?
mapfile -t lines < /run/doctor.txt
printf '    | %s\n' "${lines[@]}"
check "doctor has no failure to tell of here" test $rc -eq 0
check "doctor finds the dom0" file_has /run/doctor.txt 'ok .*dom0'
check "doctor: JSON" says '"status"' vgapt doctor --json
guest_destroy tooled
owner_becomes none
check_eq "an error tells what to do" 1 "$(vgapt grant "$CARD" 77 2>&1 | grep -ciE 'no such domain|xl list')"
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
