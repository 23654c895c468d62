#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title every source of a VGA BIOS, each failure of one, and what the copies are worth
#: timeout 900
#: seconds 120
#: cards igd=intel-igd@2 plain=ati-plain@8 ff=ati-ff@9 smc=ati-smc-vi@a si=ati-si@b apu=ati-apu@c
#: cards flash=nvidia-flash@d pramin=nvidia-pramin@e vfct=ati-firmware@f atrm=ati-acpi@10 acpirom=ati-acpi2@11 truncated=truncated@12
#: cards checksum=bad-checksum@13 endless=endless-chain@14 zero=zero-length@15 huge=huge-claim@16 ids=wrong-ids@17 none=no-rom@18 efi=efi-only@3
#: qemu-arg -acpitable
#: qemu-arg sig=VFCT,rev=1,data=/host/firmware/vfct.bin
#: qemu-arg -acpitable
#: qemu-arg file=/host/firmware/ssdt.aml
#: qemu-arg -fw_cfg
#: qemu-arg name=etc/igd-opregion,file=/host/firmware/opregion
. /job/common.sh
FW=/job/firmware

of()
{
	cat "/sys/bus/pci/devices/0000:00:$1.0/xen_vgapt/$2" 2> /dev/null
}

# The hash that a mock card's personality should give.
hash_of()
{
	awk -v n="$1" '$1 == n { print $2 }' /job/mockgpu/roms.sha256
}

# gives SLOT WHAT SOURCE STATUS SHA256 IMAGES
gives()
{
	check_eq "$2: source, verdict, images" "$3 $4 $6" "$(of "$1" rom_source) $(of "$1" rom_status) $(of "$1" rom_images)"
	check_eq "$2: byte for byte" "$5" "$(of "$1" rom_sha256)"
}

# says SLOT NAME REGEX: the kernel log has that of the card.
says()
{
	check "$2" log_has "0000:00:$1\.0: xen_vgapt: .*$3"
}

log_mark
check "loads" module_load dyndbg=+p
of 08 rom > /dev/null

mark "good ones"
gives 08 "ROM BAR" rombar pristine "$(hash_of ati-plain)" x86
gives 0a "AMD's ROM registers, VI" smc pristine "$(hash_of ati-smc-vi)" x86
gives 0b "AMD's ROM registers, SI" smc pristine "$(hash_of ati-si)" x86
gives 0c "AMD's APU" vram unverified "$(hash_of ati-apu)" x86
gives 0d "NVIDIA's PROM" prom pristine "$(hash_of nvidia-flash)" "x86 efi"
gives 0e "NVIDIA's PRAMIN" pramin unverified "$(hash_of nvidia-pramin)" x86
gives 0f "VFCT" vfct unverified "$(sha256sum < $FW/vfct.rom | cut -d' ' -f1)" x86
gives 10 "ATRM" atrm unverified "$(sha256sum < $FW/method.rom | cut -d' ' -f1)" x86
gives 11 "_ROM" acpi_rom unverified "$(sha256sum < $FW/method2.rom | cut -d' ' -f1)" x86
gives 03 "EFI only" rombar pristine "$(hash_of efi-only)" efi
says 03 "EFI only: the log says so" "no image for a BIOS, only for UEFI"
log_mark
echo 1 > /sys/bus/pci/devices/0000:00:03.0/xen_vgapt/primary
check "EFI only: and says so where primary is set" log_has "0000:00:03\.0: xen_vgapt: primary, but its ROM has no image for a BIOS"

mark "Intel"
check_eq "OpRegion" "$(head -c 8192 $FW/opregion | sha256sum)" "$(of 02 opregion | sha256sum)"
check_eq "VBT, outside of it" "$(sha256sum < $FW/vbt)" "$(of 02 vbt | sha256sum)"
check_not "others have neither" test -e /sys/bus/pci/devices/0000:00:08.0/xen_vgapt/opregion

mark "bad ones"
LOG_FROM=0
check_eq "truncated" "invalid" "$(of 12 rom_status)"
says 12 "truncated: a clear line" "no ROM from rombar: too-long"
check_eq "wrong checksum: usable, and told" "rombar" "$(of 13 rom_source)"
says 13 "wrong checksum: a clear line" "its ROM is faulty: bad-checksum"
check_eq "endless chain" "invalid" "$(of 14 rom_status)"
says 14 "endless chain: a clear line" "no ROM from rombar: too-many-images"
check_eq "zero length" "invalid" "$(of 15 rom_status)"
says 15 "zero length: a clear line" "no ROM from rombar: zero-length"
check_eq "16 MiB claimed" "invalid" "$(of 16 rom_status)"
says 16 "16 MiB claimed: a clear line" "no ROM from rombar: too-long"
check_eq "another vendor's" "invalid" "$(of 17 rom_status)"
says 17 "another vendor's: a clear line" "no ROM from rombar: wrong-ids"
# QEMU reads a mock's ROM once and keeps it: this one is ones for good.
check_eq "nothing but ones" "none absent" "$(of 09 rom_source) $(of 09 rom_status)"
check_eq "none at all" "none absent none" "$(of 18 rom_source) $(of 18 rom_status) $(of 18 rom_images)"
check_not "none at all: no bytes" cat /sys/bus/pci/devices/0000:00:18.0/xen_vgapt/rom
for slot in 12 14 15 16 17 18; do
	check "slot $slot: the sources behind were asked as well" log_has "0000:00:$slot\.0: xen_vgapt: rom: smc gave"
done

mark "the command"
check "sources: what each gave, and which was chosen" bash -c "vgapt rom sources 00:0f.0 | grep -qE 'vfct.*unverified'"
check "sources: JSON" bash -c "vgapt rom sources 00:12.0 --json | grep -q '\"rombar\"'"
check "save" vgapt rom save 00:08.0 -o /run/plain.rom
check_eq "which is the ROM" "$(hash_of ati-plain)" "$(sha256sum < /run/plain.rom | cut -d' ' -f1)"
check "verify" vgapt rom verify /run/plain.rom
check "diff against the same" vgapt rom diff 00:08.0 $FW/plain.rom
check_not "diff against another" vgapt rom diff 00:08.0 $FW/vfct.rom
check "load an image for a card that has none" vgapt rom load 00:18.0 $FW/plain.rom
check_eq "it is the ROM now" "user $(hash_of ati-plain)" "$(of 18 rom_source) $(of 18 rom_sha256)"
check_not "another vendor's is refused" vgapt rom load 00:18.0 /job/user/10de-1c82-1458-3763.rom
check_eq "and the one before stays" "user $(hash_of ati-plain)" "$(of 18 rom_source) $(of 18 rom_sha256)"
check "taken back" vgapt rom load 00:18.0 --clear
check_eq "none again" "none absent" "$(of 18 rom_source) $(of 18 rom_status)"
check "store" env VGAPT_STORE=/run/store vgapt rom store
check "each good one is there with where it is from" test "$(find /run/store -name '*.rom' | wc -l)" -ge 12 -a "$(find /run/store -name '*.json' | wc -l)" -ge 12

mark "left as found"
check_eq "no card complains" 0 "$(lab-ctl count mock.log VIOLATION)"
check "unloads" module_unload
check_eq "no card complains after unload" 0 "$(lab-ctl count mock.log VIOLATION)"

mark "a later boot, when somebody had a card first"
modprobe pci-stub
echo pci-stub > /sys/bus/pci/devices/0000:00:08.0/driver_override
echo 0000:00:08.0 > /sys/bus/pci/drivers_probe
log_mark
module_load
check_eq "a driver has it: its flash is left alone" "none absent" "$(of 08 rom_source) $(of 08 rom_status)"
check "and a line says so" log_has "0000:00:08\.0: xen_vgapt: driver pci-stub has it"
export VGAPT_STORE=/run/store
check "store: says that this boot's is worse" bash -c "vgapt rom store 2>&1 | tee /job/out/later.txt | grep -q \"00:08.0's ROM is worse than the stored one\""
check "store --use: hands it over" vgapt rom store --use
check_eq "it is the ROM now" "user $(hash_of ati-plain)" "$(of 08 rom_source) $(of 08 rom_sha256)"
unset VGAPT_STORE
echo 0000:00:08.0 > /sys/bus/pci/drivers/pci-stub/unbind
echo > /sys/bus/pci/devices/0000:00:08.0/driver_override
module_unload

mark "the administrator's"
mkdir -p /lib/firmware/xen-vgapt
cp /job/user/*.rom /lib/firmware/xen-vgapt/
module_load
check_eq "a firmware file by its ids" user "$(of 0e rom_source)"
check_eq "byte for byte" "$(sha256sum < /job/user/10de-1c82-1458-3763.rom | cut -d' ' -f1)" "$(of 0e rom_sha256)"
check "and a driver may have the card all the same" bash -c "modprobe xen-pciback && xl pci-assignable-add 00:0e.0"
check_eq "as xen-pciback has" pciback "$(basename "$(readlink /sys/bus/pci/devices/0000:00:0e.0/driver)")"
xl pci-assignable-remove 00:0e.0 > /dev/null 2>&1
check_eq "nothing vouches for it" unverified "$(of 0e rom_status)"
head -c 1000 /job/user/10de-1c82-1458-3763.rom > /lib/firmware/xen-vgapt/10de-1c82-1458-3763.rom
module_unload
log_mark
module_load
check_eq "a broken file: the next source" pramin "$(of 0e rom_source)"
check "and a clear line" log_has "firmware file .*xen-vgapt/10de-1c82-1458-3763.rom is no ROM"
module_unload
