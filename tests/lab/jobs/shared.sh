#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title two adapters on one bus: a grant that would switch off the other is refused
#: timeout 900
#: seconds 90
#: cards first=qemu:ati-vga@10 second=qemu:cirrus-vga@11 plain=qemu:bochs-display@12 port=qemu:ati-vga
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
check_eq "but neither primary nor owner" "device_model last_reset model reset reset_method reset_plan rom rom_flash rom_images rom_mode rom_served rom_sha256 rom_source rom_status state" "${files[*]##*/}"

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

mark "a driver of dom0 takes another one while a grant waits for the arbiter"
# Of the two on the root bus, the arbiter's book has the ranges with both, as their decoding was on when Linux found them: neither
# ever has to wait for the other.
PORT=$(card_sbdf port)
assignable_add "$PORT" > /dev/null 2>&1
echo 0 > "$VG/primary"
CARD=$PORT guest_cfg four "$GUESTS/bios-text.img" 'memory = 32'
check "a guest with the card, which never runs" guest_create four -p
arbiter_lock "$BOOT"
put "$(domid four)" "/sys/bus/pci/devices/$PORT/xen_vgapt/owner" 2> /run/grant.err &
grant=$!
nap 1.5
check "the grant waits" kill -0 $grant
assignable_remove "$BOOT" > /dev/null 2>&1
modprobe pci-stub
echo pci-stub > "/sys/bus/pci/devices/$BOOT/driver_override"
echo "$BOOT" > /sys/bus/pci/drivers_probe
setpci -s "$BOOT" COMMAND.w=3:3
nap 2
arbiter_unlock
check_not "it is refused" wait $grant
check "as another card is in use" file_has /run/grant.err "Device or resource busy"
decodes "$BOOT"
check_eq "which decodes as before" yes "$DECODES"
echo "$BOOT" > /sys/bus/pci/drivers/pci-stub/unbind
echo > "/sys/bus/pci/devices/$BOOT/driver_override"
end_guests four
assignable_remove "$CARD" "$PORT" > /dev/null 2>&1
check "module unloads" module_unload
