#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the wiki's case: a guest that has all but the ROM, as POST left a copy of that; and one with the card's own
#: timeout 600
#: seconds 60
. /job/common.sh

mark "the shadow only"
# Before the module is there, QEMU is shown the shadow; the legacy ranges come while the guest has not run yet.
modprobe xen-pciback
xl pci-assignable-add "${CARD#0000:}" > /dev/null 2>&1
guest_cfg shadow "$GUESTS/bios-vbe.img"
check "created on stock Xen, paused" guest_create shadow -p
module_load dyndbg=+p
check "all legacy ranges granted" put "$(domid shadow)" "$VG/owner"
mapfile -t lines < "/sys/bus/pci/devices/$CARD/resource"
check_eq "its ROM is the shadow" "0x00000000000c0000" "${lines[6]%% *}"
xl unpause shadow
skip_menu shadow > /dev/null 2>&1 &
check "it runs" wait_serial shadow 'VGAPT done' 120
lab-ctl shot shadow-only
cp /run/shadow.serial /job/out/shadow.serial
check_serial "int 10h" dead shadow int10
check_serial "VBE" fail shadow vbe
check_serial "though there is a ROM" 55AA shadow rom
check_serial "and registers answer" ok shadow crtc
check_serial "and memory" ok shadow b8000
guest_destroy shadow

mark "the captured image"
echo 1 > "$VG/primary"
check "created" start_guest flash vbe
check "it runs" wait_serial flash 'VGAPT done' 120
lab-ctl shot captured
cp /run/flash.serial /job/out/flash.serial
check_serial "int 10h" ok flash int10
check_serial "VBE" ok flash vbe
guest_destroy flash
module_unload
