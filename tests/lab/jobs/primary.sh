#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title primary display with stock xl: create, reboot, crash, taken away
#: timeout 900
#: seconds 250
. /job/common.sh

check "module loads" module_load dyndbg=+p
check_eq "the ROM comes from the flash, though Linux shows the shadow" rombar "$(< "$VG/rom_source")"
check_eq "primary is 0 unless asked for" 0 "$(< "$VG/primary")"
assignable_add "$CARD" > /dev/null 2>&1

mark "secondary"
start_guest plain text
id=$(domid plain)
wait_serial plain "VGAPT done" 90
check "primary 0: the guest runs" file_has /run/plain.serial 'VGAPT start'
check_serial "primary 0: no text" fail plain text
check_eq "primary 0: Xen lets the guest reach none of the ranges" none "$(xen_says "$id")"
check_eq "primary 0: no owner" none "$(< "$VG/owner")"
guest_destroy plain

mark "zero touch"
echo 1 > "$VG"/primary
start_guest zero vbe
id=$(domid zero)
check_eq "zero touch: the guest has the ranges when xl create returns" "$id" "$(< "$VG/owner")"
check_eq "zero touch: Xen says so" all "$(xen_says "$id")"
wait_serial zero "VGAPT (done|vbe=)" 90
lab-ctl shot primary-vbe
check_serial "zero touch: video BIOS" ok zero int10
check_serial "zero touch: text" ok zero text
check_serial "zero touch: CRTC ports" ok zero crtc
check_serial "zero touch: memory B8000" ok zero b8000
check_serial "zero touch: memory A0000" ok zero a0000
check_serial "zero touch: VBE graphics" ok zero vbe
check_not "the module can't be unloaded while it is granted" rmmod xen_vgapt
check "destroy" guest_destroy zero
check "destroy withdraws" owner_becomes none

mark "reboot"
start_guest again reboot
first=$(domid again)
check_eq "reboot: granted" "$first" "$(< "$VG/owner")"
check "reboot: the guest starts a second time" wait_for 90 eval 'serial_times again "VGAPT pause" 2 || [ "$(domid again)" != "$first" ]'
# Between the two there is none of that name.
wait_for 90 eval 'second=$(domid again) && [ "$second" != "$first" ]' || second=""
check "reboot: another domid" test -n "$second"
check "reboot: owner is the new domain" owner_becomes "$second"
check "reboot: the second start reports" wait_for 90 eval 'serial_times again "VGAPT pause" 1 && [ "$(domid again)" = "$second" ]'
# It would reboot for ever, and come again in the middle of its end: not without its xl.
pkill -f "xl create .*/again.cfg"
check_serial "reboot: video BIOS again" ok again int10
check_serial "reboot: text again" ok again text
check "reboot: destroy" guest_destroy again
check "reboot: withdrawn in the end" owner_becomes none

mark "crash"
log_mark
# Xen takes a triple fault for a reboot: after two seconds xl would start it again, against the next guest.
start_guest crash crash 'on_reboot = "destroy"'
# It may be over before anybody has asked for its domid.
check "crash: granted" log_has "legacy ranges granted to d"
wait_serial crash "VGAPT crash" 90
check "crash: the domain goes" wait_for 90 eval '! domid crash'
check "crash: withdrawn" owner_becomes none
check "crash: its xl is done" wait_for 30 eval '! pgrep -f "xl create .*/crash.cfg"'

mark "taken away"
start_guest live probe
id=$(domid live)
check_eq "probe guest: granted" "$id" "$(< "$VG/owner")"
wait_serial live "VGAPT probe" 90
check_eq "a running guest reaches the card" alive "$(probe live)"
echo none > "$VG"/owner
check_eq "revoked by hand: the running guest does not" dead "$(probe live)"
check_eq "revoked by hand: Xen lets it reach nothing" none "$(xen_says "$id")"
echo "$id" > "$VG/owner"
check_eq "granted by hand: it does again" alive "$(probe live)"
xl pci-detach live "${CARD#0000:}" > /run/detach.log 2>&1
check "pci-detach: withdrawn" owner_becomes none 30
check_eq "pci-detach: the running guest no longer reaches the card" dead "$(probe live)"
guest_destroy live

assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
