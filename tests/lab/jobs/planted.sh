#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a guest plants a VGA BIOS in its card's memory: nobody after it gets that
#: timeout 300
#: seconds 60
#: cards apu=ati-apu@10 igd=intel-igd@3
#: qemu-arg -fw_cfg
#: qemu-arg name=etc/igd-opregion,file=/host/firmware/opregion
#: prepared sources
. /job/common.sh
APU=$(card_sbdf apu)
IGD=$(card_sbdf igd)
of()
{
	local file=/sys/bus/pci/devices/$1/xen_vgapt/$2
	[ ! -e "$file" ] || printf '%s\n' "$(< "$file")"
}

# What a source of the APU's says, as a number: errno.
error_of()
{
	vgapt rom sources "$APU" --json | tr -d '\n' | grep -oE '"source": ?"'"$1"'"[^}]*' | grep -oE '"error": ?[0-9]+' | grep -oE '[0-9]+$'
}

opregion()
{
	head -c 16 "/sys/bus/pci/devices/$IGD/xen_vgapt/opregion" 2> /dev/null | tr -d '\0'
}

mark "as it should be: the module is there first"
module_load
check_eq "the APU's is in its memory" vram "$(of "$APU" rom_source)"
good=$(of "$APU" rom_sha256)
check_eq "Intel's OpRegion is found" IntelGraphicsMem "$(opregion)"
module_unload

mark "a guest is there first"
assignable_add "$APU" "$IGD" > /dev/null 2>&1
guest_cfg evil "$GUESTS/bios-text.img" "pci = [ '${APU#0000:}', '${IGD#0000:}' ]" 'memory = 32'
check "a guest with both cards" guest_create evil -p
# What it could do with its card's memory: a byte of the image, behind all that is checked.
bar "$APU" 0 0x2000 0x600dbad0
module_load dyndbg=+p
check_eq "while it has them nothing is read" "none none" "$(of "$APU" rom_source) $(of "$IGD" rom_source)"
end_guests evil
check_not "it is destroyed" domid evil
# What the next guest's start does.
echo -n "$APU" > "$DO_FLR"
echo -n "$IGD" > "$DO_FLR"
check_eq "its image is nobody's ROM" none "$(of "$APU" rom_source)"
check_eq "its memory was not asked (EPERM)" 1 "$(error_of vram)"
check_eq "and no OpRegion is read at an address that it chose" "" "$(opregion)"
module_unload

mark "it has gone before the module comes"
module_load
check_eq "nor is it then" none "$(of "$APU" rom_source)"
check_eq "its memory was not asked (EPERM)" 1 "$(error_of vram)"

mark "it goes, and comes back with its power on"
put 1 "/sys/bus/pci/devices/$APU/remove"
put 1 /sys/bus/pci/rescan
check "it is back" wait_for 10 test -e "/sys/bus/pci/devices/$APU/xen_vgapt"
check_eq "nor is it now" none "$(of "$APU" rom_source)"
check_eq "its memory was not asked (EPERM)" 1 "$(error_of vram)"
module_unload
assignable_remove "$APU" "$IGD" > /dev/null 2>&1
note "the good image was ${good:0:16}..., of which the guest changed four bytes"
