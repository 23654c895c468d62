#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the guest's ROM wherever it comes from: rotten flash, no flash, a ROM BAR that hides; no card decodes our memory
#: timeout 900
#: seconds 120
#: cards plain=ati-plain@10 nobar=nobar@e rotten=rotten@f veiled=ati-veiled@11
#: prepared
#: qemu-arg -acpitable
#: qemu-arg sig=VFCT,rev=1,data=/host/firmware/vfct.bin
. /job/common.sh

# served CARD SOURCE SHA256: a guest is served the copy, which is from there; its place is in $FRAMES as the ROM register of a card
# would have it, in hexadecimal without the four digits that are zero.
served()
{
	local dir line
	CARD=$(card_sbdf "$1")
	dir=/sys/bus/pci/devices/$CARD
	check "$1: the guest is served the copy" wait_for 10 file_has "$dir/xen_vgapt/rom_served" '^copy$'
	check_files "$1: which is from there" "$2" "$CARD" rom_source
	check_files "$1: byte for byte" "$3" "$CARD" rom_sha256
	mapfile -t lines < "$dir/resource"
	line=${lines[6]%% *}
	FRAMES=${line: -8:4}
}

# guest CARD: one that writes all over its ROM.
guest()
{
	check "$1: created" start_guest "$1" scribble
	check "$1: it comes to its end" wait_serial "$1" "VGAPT done" 120
	cp "/run/$1.serial" /job/out/
	guest_destroy "$1"
}

# never_told CARD: in its ROM register there has never been an address of our memory.
never_told()
{
	check_eq "$1: its ROM register never had an address of our memory" 0 "$(lab-ctl count mock.log " $1 cfg write 0x030 4 = 0x$FRAMES")"
	check_eq "$1: nor in parts" 0 "$(lab-ctl count mock.log " $1 cfg write 0x032 2 = 0x$FRAMES")"
}

declare -A SHA_OF
while read -r name sum; do
	SHA_OF[$name]=$sum
done < /job/mockgpu/roms.sha256

check "module loads" module_load dyndbg=+p
assignable_add "$(card_sbdf plain)" "$(card_sbdf nobar)" "$(card_sbdf rotten)" "$(card_sbdf veiled)" > /dev/null 2>&1

mark "an ordinary card"
served plain rombar "${SHA_OF[ati-plain]}"
guest plain
check_serial "plain: it found a ROM" AA55 plain head
check_serial "plain: of the copy's size" 65536 plain size
check_serial "plain: and could write to it" ok plain scribble
check_not "plain: the mock has heard of the register" test "$(lab-ctl count mock.log " plain cfg write 0x030 4 = ")" -eq 0
never_told plain
check_files "plain: what we have is not changed" "${SHA_OF[ati-plain]}" "$CARD" rom_sha256
check "plain: its flash is as it was" wait_for 30 file_has "/sys/bus/pci/devices/$CARD/xen_vgapt/rom_flash" '^same$'

mark "no flash at all, a VFCT"
sha256_read /job/firmware/nobar.rom
served nobar vfct "$SHA256"
guest nobar
check_serial "nobar: it found a ROM" AA55 nobar head
check_serial "nobar: of the copy's size" 16384 nobar size
check_files "nobar: of its flash nothing is known" unknown "$CARD" rom_flash
# It takes no notice of what is written there.
check_eq "nobar: its ROM register" 00000000 "$(setpci -s "$CARD" 30.l)"

mark "rotten flash, a VFCT"
sha256_read /job/firmware/rotten.rom
served rotten vfct "$SHA256"
guest rotten
check_serial "rotten: it found a ROM" AA55 rotten head
check_serial "rotten: of the copy's size" 32768 rotten size
never_told rotten

# In the lab QEMU keeps the register of a card without a ROM BAR, zero, to itself; only what is written reaches the card. So this
# one can't be seen at all, and what a module makes of one that is seen when it is enabled is for the unit tests.
mark "a ROM BAR that nobody sees"
CARD=$(card_sbdf veiled)
cat "/sys/bus/pci/devices/$(card_sbdf plain)/xen_vgapt/rom" > /run/veiled.rom
check "veiled: an image is given" vgapt rom load --once "$CARD" /run/veiled.rom
served veiled user "${SHA_OF[ati-plain]}"
guest veiled
check_serial "veiled: it found a ROM" AA55 veiled head
check_not "veiled: QEMU has written the address of our memory" test "$(lab-ctl count mock.log " veiled cfg write 0x030 4 = 0x$FRAMES")" -eq 0
check_eq "veiled: the card has never decoded that" 0 "$(lab-ctl count mock.log " veiled rom decodes 0x$FRAMES")"
check_eq "veiled: nor anything else" 0 "$(lab-ctl count mock.log " veiled rom decodes ")"

mark "as it was"
check_eq "no card complains" 0 "$(lab-ctl count mock.log VIOLATION)"
assignable_remove "$(card_sbdf plain)" "$(card_sbdf nobar)" "$(card_sbdf rotten)" "$(card_sbdf veiled)" > /dev/null 2>&1
check "module unloads" module_unload
