#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title ROMs that UEFI's firmware has for cards, and Xen keeps
#: uefi
#: timeout 300
#: seconds 40
#: cards bare=qemu:ati-vga,model=rv100,romfile=@10 flash=qemu:cirrus-vga@11
#: cards broken=qemu:ati-vga,romfile=@12 plain=qemu:bochs-display@13
#: firmware-rom 00:10.0=/host/firmware/ati.rom
#: firmware-rom 00:11.0=/host/firmware/other.rom
#: firmware-rom 00:12.0=/host/firmware/half.rom
. /job/common.sh
FW=/job/firmware

# check_of NAME WANT SLOT FILE...
check_of()
{
	check_files "$1" "$2" "0000:00:$3.0" "${@:4}"
}

# gave SLOT SOURCE REGEX: what the command says that a source gave.
gave()
{
	vgapt rom sources "00:$1.0" 2> /dev/null | grep -qE "^[* ] +$2 +$3"
}

mark "with Xen booted by UEFI"
log_mark
check "loads" module_load dyndbg=+p
check_of "no ROM BAR: what the firmware had" "efi unverified x86" 10 rom_source rom_status rom_images
sha256_read $FW/ati.rom
check_of "byte for byte" "$SHA256" 10 rom_sha256
check "a line says so" log_has '0000:00:10\.0: xen_vgapt: ROM of [0-9]+ bytes from efi'
check_of "flash: it goes first" "rombar pristine" 11 rom_source rom_status
check "and the firmware's for another vendor's card is refused" gave 11 efi '.*another vendor'
check_of "half a ROM" "efi invalid" 12 rom_source rom_status
check "a line says why" log_has '0000:00:12\.0: xen_vgapt: no ROM from efi: pcir-outside'
check_of "none from the firmware: the flash" "rombar" 13 rom_source
check "and efi has none" gave 13 efi '.*nothing there'
check "saved" vgapt rom save 00:10.0 -o /run/efi.rom
check "it is what the firmware had" cmp /run/efi.rom $FW/ati.rom
check "unloads" module_unload
