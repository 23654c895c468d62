#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the vgapt command on a real dom0
#: timeout 900
#: seconds 70
. /job/common.sh
BDF=${CARD#0000:}

json()
{
	# A value of a flat key in the JSON that vgapt prints; enough for the few asked here.
	tr -d '\n' | grep -oE "\"$1\": ?(\"[^\"]*\"|[^,}]*)" | head -n 1 | sed 's/^[^:]*: *//; s/"//g; s/ *$//'
}

check "without the module, list still lists" bash -c "vgapt list 2> /run/err | grep -q $CARD"
check "and says what to do" grep -q 'modprobe xen_vgapt' /run/err
card_ready
echo 0 > "$VG"/primary
check_eq "list: assignable" assignable "$(vgapt list --json | json state)"
check "show" vgapt show "$BDF"
check "rom -o" vgapt rom "$BDF" -o /run/card.rom
check_eq "which is the ROM" "$(cat "$VG"/rom_sha256)" "$(sha256sum < /run/card.rom | cut -d' ' -f1)"
echo 1 > "$VG"/primary
start_guest tooled probe
id=$(domid tooled)
wait_serial "$(guest_serial tooled)" "VGAPT probe" 90
check_eq "list: primary" primary "$(vgapt list --json | json state)"
check "list as a table names the owner" bash -c "vgapt list | grep -qE '$CARD.* $id( |\$|\\()'"
check "show names the domain" bash -c "vgapt show $CARD | grep -q tooled"
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
sed 's/^/    | /' /run/doctor.txt
check "doctor has no failure to tell of here" test $rc -eq 0
check "doctor finds the dom0" grep -qE 'ok .*dom0' /run/doctor.txt
check "doctor: JSON" bash -c "vgapt doctor --json | grep -q '\"status\"'"
guest_destroy tooled
owner_becomes none
check_eq "an error tells what to do" 1 "$(vgapt grant "$CARD" 77 2>&1 | grep -ciE 'no such domain|xl list')"
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
