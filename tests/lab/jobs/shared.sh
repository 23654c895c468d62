#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title two adapters on one bus: a grant that would switch off the other is refused
#: timeout 900
#: seconds 90
#: cards first=qemu:ati-vga@10 second=qemu:cirrus-vga@11 plain=qemu:bochs-display@12
. /lab/lib.sh
BOOT=$(card_sbdf first)
CARD=$(card_sbdf second)
OTHER=$(card_sbdf plain)
. /job/common.sh

# decodes SBDF: memory and ports, into $DECODES yes or no.
decodes()
{
	setpci -s "$1" COMMAND.w > /run/command
	[ $((0x$(< /run/command) & 3)) -eq 3 ] && DECODES=yes || DECODES=no
}

card_ready
echo 1 > "/sys/bus/pci/devices/$BOOT/xen_vgapt/primary"
check "a display adapter that is not VGA compatible has a folder" test -d "/sys/bus/pci/devices/$OTHER/xen_vgapt"
# In the order of the locale, C.
files=("/sys/bus/pci/devices/$OTHER/xen_vgapt"/*)
check_eq "but neither primary nor owner" "last_reset reset reset_method reset_plan rom rom_images rom_sha256 rom_source rom_status" "${files[*]##*/}"

mark "dom0's boot display is in the way"
decodes "$BOOT"
before=$DECODES
log_mark
start_guest one text
check_eq "no grant" none "$(< "$VG/owner")"
check "the log names the boot display" log_has "switch off $BOOT: it is dom0's boot display"
decodes "$BOOT"
check_eq "which decodes as before" "$before" "$DECODES"
check_eq "Xen lets the guest reach nothing" none "$(xen_says "$(domid one)")"
end_guests one

mark "another guest's card is in the way"
assignable_add "$BOOT" > /dev/null 2>&1
echo 0 > "/sys/bus/pci/devices/$BOOT/xen_vgapt/primary"
CARD=$BOOT start_guest other text
log_mark
start_guest two text
check_eq "no grant" none "$(< "$VG/owner")"
check "the log names the other guest's card" log_has "switch off $BOOT: another guest uses it"
end_guests two other

mark "nobody uses it"
start_guest three text
check_eq "granted" "$(domid three)" "$(< "$VG/owner")"
wait_serial three "VGAPT done" 90
check_serial "the legacy ports lead to the second card" ok three crtc
guest_destroy three
check "withdrawn" owner_becomes none
assignable_remove "$CARD" "$BOOT" > /dev/null 2>&1
check "module unloads" module_unload
