#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the wiki's case: a guest that has all but the ROM, as POST left a copy of that; and one with the card's own
#: timeout 600
#: seconds 60
. /job/common.sh

# said KEY: what the guest has told.
said()
{
	serial_value "$(guest_serial "$1")" "$2"
}

mark "the shadow only"
# Before the module is there, QEMU is shown the shadow; the legacy ranges come while the guest has not run yet.
modprobe xen-pciback
xl pci-assignable-add "${CARD#0000:}" > /dev/null 2>&1
check "created on stock Xen, paused" guest_create -p "$(guest_cfg shadow "$GUESTS/bios-vbe.img")"
module_load dyndbg=+p
check "all legacy ranges granted" bash -c "echo $(domid shadow) > $VG/owner"
check_eq "its ROM is the shadow" "0x00000000000c0000" "$(sed -n '7s/ .*//p' "/sys/bus/pci/devices/$CARD/resource")"
xl unpause shadow
skip_menu shadow > /dev/null 2>&1 &
check "it runs" wait_serial "$(guest_serial shadow)" 'VGAPT done' 120
lab-ctl shot shadow-only
cp "$(guest_serial shadow)" /job/out/shadow.serial
check_eq "int 10h" dead "$(said shadow int10)"
check_eq "VBE" fail "$(said shadow vbe)"
check_eq "though there is a ROM" 55AA "$(said shadow rom)"
check_eq "and registers answer" ok "$(said shadow crtc)"
check_eq "and memory" ok "$(said shadow b8000)"
guest_destroy shadow

mark "the captured image"
echo 1 > "$VG/primary"
check "created" start_guest flash vbe
check "it runs" wait_serial "$(guest_serial flash)" 'VGAPT done' 120
lab-ctl shot captured
cp "$(guest_serial flash)" /job/out/flash.serial
check_eq "int 10h" ok "$(said flash int10)"
check_eq "VBE" ok "$(said flash vbe)"
guest_destroy flash
module_unload
