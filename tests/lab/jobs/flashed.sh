#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a guest leaves another flash behind: it is told, and the next guest gets the old ROM
#: timeout 600
#: seconds 60
#: cards card=qemu:bochs-display,romfile=/host/firmware/good.rom@plug
#: prepared
. /job/common.sh
CARD=$(card_sbdf card)
VG=/sys/bus/pci/devices/$CARD/xen_vgapt

# No mock can be flashed behind QEMU, which reads a card's ROM once, and no card of QEMU's own can be flashed at all. So the
# card is taken out and another one put in whose flash holds something else, without Linux hearing of it: what is left is a
# function that has lost its configuration, as after a reset, and a flash that is not as it was.
#
# another IMAGE: Linux does not hear what ACPI has to tell, so "pcihp" ejects the card in its place.
another()
{
	lab-ctl qmp '{"execute":"device_del","arguments":{"id":"card"}}' &&
	pcihp &&
	wait_for 10 lab-ctl device_add "bochs-display,id=card,bus=port-card,addr=0x0.0,romfile=/host/firmware/$1.rom"
}

# guest NAME: one that has had the card.
guest()
{
	check "$1: created" start_guest "$1" text
	check "$1: it comes to its end" wait_serial "$1" "VGAPT done" 120
}

# paused NAME: one that has it, and does nothing.
paused()
{
	guest_cfg "$1" "$GUESTS/bios-text.img" 'memory = 32'
	check "$1: created" guest_create "$1" -p
}

flash_is()
{
	wait_for 30 file_has "$VG/rom_flash" "^$1\$"
}

check "Linux is deaf to hot-plugging" put disable /sys/firmware/acpi/interrupts/gpe01

check "module loads" module_load dyndbg=+p
check_files "the ROM is from the flash" rombar "$CARD" rom_source
sha=$(< "$VG/rom_sha256")
assignable_add "$CARD" > /dev/null 2>&1
check "on pciback it is the copy that a guest gets" wait_for 10 file_has "$VG/rom_served" '^copy$'

mark "a guest that does no harm"
guest kind
guest_destroy kind
check "the flash is as it was" flash_is same

mark "one that leaves another flash behind"
log_mark
paused evil
check "evil: its card has another flash" another evil
check_eq "evil: and has lost its configuration" 0000 "$(setpci -s "$CARD" COMMAND.w)"
guest_destroy evil
check "that is told" flash_is changed
check "and in the log" log_has "its flash does not hold what it held before its last guest"
vgapt doctor > /job/out/doctor.txt 2>&1
check "doctor says so" grep -qi flash /job/out/doctor.txt
check_files "what we have is as before" "$sha" "$CARD" rom_sha256

mark "the next guest"
guest next
check_files "has got the copy" copy "$CARD" rom_served
guest_destroy next
check_files "which is what it was" "$sha" "$CARD" rom_sha256
check "the flash is still another one" flash_is changed

mark "the old one is back"
paused nobody
check "nobody: the card has the old flash" another good
guest_destroy nobody
check "it is as it was" flash_is same

mark "one that leaves no ROM at all"
paused vandal
check "vandal: its card has a flash that is no ROM" another spoilt
guest_destroy vandal
check "that is told, too" flash_is changed
check_files "what we have is as before" "$sha" "$CARD" rom_sha256
paused hider
check "hider: its card shows nothing of its flash" another blank
guest_destroy hider
nap 3
check_files "what has been seen is not forgotten" changed "$CARD" rom_flash
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
