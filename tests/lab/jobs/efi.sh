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

of()
{
	cat "/sys/bus/pci/devices/0000:00:$1.0/xen_vgapt/$2" 2> /dev/null
}

# gave SLOT SOURCE REGEX: what the command says that a source gave.
gave()
{
	vgapt rom sources "00:$1.0" 2> /dev/null | grep -qE "^[* ] +$2 +$3"
}

mark "with Xen booted by UEFI"
log_mark
check "loads" module_load dyndbg=+p
check_eq "no ROM BAR: what the firmware had" "efi unverified x86" "$(of 10 rom_source) $(of 10 rom_status) $(of 10 rom_images)"
check_eq "byte for byte" "$(sha256sum < $FW/ati.rom | cut -d' ' -f1)" "$(of 10 rom_sha256)"
check "a line says so" log_has '0000:00:10\.0: xen_vgapt: ROM of [0-9]+ bytes from efi'
check_eq "flash: it goes first" "rombar pristine" "$(of 11 rom_source) $(of 11 rom_status)"
check "and the firmware's for another vendor's card is refused" gave 11 efi '.*another vendor'
check_eq "half a ROM" "efi invalid" "$(of 12 rom_source) $(of 12 rom_status)"
check "a line says why" log_has '0000:00:12\.0: xen_vgapt: no ROM from efi: pcir-outside'
check_eq "none from the firmware: the flash" "rombar" "$(of 13 rom_source)"
check "and efi has none" gave 13 efi '.*nothing there'
check "saved" vgapt rom save 00:10.0 -o /run/efi.rom
check "it is what the firmware had" cmp /run/efi.rom $FW/ati.rom
check "unloads" module_unload
