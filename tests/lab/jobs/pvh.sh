#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a PVH dom0: ranges, ROM and withdrawal as on a PV one, but the guest's ROM is the flash
#: target xen420-linux612-pvh
#: timeout 600
#: seconds 60
#: cards card=qemu:ati-vga
. /job/common.sh

check "dom0 is PVH" file_has /sys/hypervisor/guest_type '^PVH$'
log_mark
card_ready
check_files "the ROM is from the flash" "rombar pristine" "$CARD" rom_source rom_status
check "on pciback it is the flash that a guest gets" wait_for 10 file_has "$VG/rom_served" '^flash$'
check_files "though the mode is the copy" copy "$CARD" rom_mode
check "the log says why" wait_for 10 log_has "a PVH dom0 does not know where its memory lies"

for round in first second; do
	mark "the $round guest"
	check "$round: created" start_guest $round scribble
	id=$(domid $round)
	check "$round: has the ranges" owner_is "$id"
	check_eq "$round: Xen says so" all "$(xen_says "$id")"
	check "$round: it comes to its end" wait_serial $round "VGAPT done" 120
	check_serial "$round: int 10h" ok $round int10
	check_serial "$round: text" ok $round text
	check_serial "$round: its ROM can't be written to" same $round scribble
	guest_destroy $round
	check "$round: withdrawn" owner_becomes none
	check "$round: its flash is what it was" wait_for 15 file_has "$VG/rom_flash" '^same$'
done
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
