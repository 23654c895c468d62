#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title every source of a VGA BIOS, each failure of one, and what the copies are worth
#: timeout 900
#: seconds 120
#: cards igd=intel-igd@2 plain=ati-plain@8 ff=ati-ff@9 smc=ati-smc-vi@a si=ati-si@b apu=ati-apu@c
#: cards flash=nvidia-flash@d pramin=nvidia-pramin@e vfct=ati-firmware@f atrm=ati-acpi@10 acpirom=ati-acpi2@11 truncated=truncated@12
#: cards checksum=bad-checksum@13 endless=endless-chain@14 zero=zero-length@15 huge=huge-claim@16 ids=wrong-ids@17 none=no-rom@18 efi=efi-only@3
#: cards turing=nvidia-turing@4 gh100=nvidia-gh100@5 gb202=nvidia-gb202-rom@6 nodisplay=nvidia-nodisplay@7 leavings=ati-leavings@1
#: cards twin=ati-twin@f.1 other=ati-twin2@f.2
#: prepared
#: qemu-arg -acpitable
#: qemu-arg sig=VFCT,rev=1,data=/host/firmware/vfct.bin
#: qemu-arg -acpitable
#: qemu-arg file=/host/firmware/ssdt.aml
#: qemu-arg -fw_cfg
#: qemu-arg name=etc/igd-opregion,file=/host/firmware/opregion
. /job/common.sh
FW=/job/firmware

# The hash that a mock card's personality should give.
declare -A SHA_OF
while read -r name sum; do
	SHA_OF[$name]=$sum
done < /job/mockgpu/roms.sha256

# check_of NAME WANT SLOT FILE...
check_of()
{
	check_files "$1" "$2" "0000:00:$3.0" "${@:4}"
}

# gives SLOT WHAT SOURCE STATUS SHA256 IMAGES
gives()
{
	check_of "$2: source, verdict, images" "$3 $4 $6" "$1" rom_source rom_status rom_images
	check_of "$2: byte for byte" "$5" "$1" rom_sha256
}

# gives_file SLOT WHAT SOURCE FILE: the same for a ROM out of a file that the lab has made.
gives_file()
{
	sha256_read "$FW/$4"
	gives "$1" "$2" "$3" unverified "$SHA256" x86
}

# says SLOT NAME REGEX: the kernel log has that of the card.
says()
{
	check "$2" log_has "0000:00:$1\.0: xen_vgapt: .*$3"
}

log_mark
check "loads" module_load dyndbg=+p
cat /sys/bus/pci/devices/0000:00:08.0/xen_vgapt/rom > /dev/null

mark "good ones"
gives 08 "ROM BAR" rombar pristine "${SHA_OF[ati-plain]}" x86
gives 0a "AMD's ROM registers, VI" smc pristine "${SHA_OF[ati-smc-vi]}" x86
gives 0b "AMD's ROM registers, SI" smc pristine "${SHA_OF[ati-si]}" x86
gives 0c "AMD's APU" vram unverified "${SHA_OF[ati-apu]}" x86
gives 0d "NVIDIA's PROM" prom pristine "${SHA_OF[nvidia-flash]}" "x86 efi"
gives 04 "NVIDIA's PROM with a container" prom pristine "${SHA_OF[nvidia-turing]}" "x86 efi"
gives 0e "NVIDIA's PRAMIN" pramin unverified "${SHA_OF[nvidia-pramin]}" x86
gives_file 0f "VFCT" vfct vfct.rom
# In place, with ids of a board that the image's header has not: by that alone the first cannot be told from the second.
for fn in 1 2; do
	at=0000:00:0f.$fn
	sha256_read "$FW/twin$fn.rom"
	check_files "VFCT, one of twins, .$fn: source, verdict, images" "vfct unverified x86" $at rom_source rom_status rom_images
	check_files "VFCT, one of twins, .$fn: byte for byte" "$SHA256" $at rom_sha256
	check "VFCT, one of twins, .$fn: the board has ids" test "$(< /sys/bus/pci/devices/$at/subsystem_device)" = 0xe271
	check_not "VFCT, one of twins, .$fn: its place is its own" log_has "$at: xen_vgapt: .*has its ROM on another bus"
done
gives_file 10 "ATRM" atrm method.rom
gives_file 11 "_ROM" acpi_rom method2.rom
gives 03 "EFI only" rombar pristine "${SHA_OF[efi-only]}" efi
says 03 "EFI only: the log says so" "no image for a BIOS, only for UEFI"
log_mark
echo 1 > /sys/bus/pci/devices/0000:00:03.0/xen_vgapt/primary
check "EFI only: and says so where primary is set" log_has "0000:00:03\.0: xen_vgapt: primary, but its ROM has no image for a BIOS"

mark "Intel"
check "OpRegion" eval 'head -c 8192 $FW/opregion | cmp - /sys/bus/pci/devices/0000:00:02.0/xen_vgapt/opregion'
check "VBT, outside of it" cmp $FW/vbt /sys/bus/pci/devices/0000:00:02.0/xen_vgapt/vbt
check_not "others have neither" test -e /sys/bus/pci/devices/0000:00:08.0/xen_vgapt/opregion

mark "bad ones"
log_all
check_of "truncated" "invalid" 12 rom_status
says 12 "truncated: a clear line" "no ROM from rombar: too-long"
check_of "wrong checksum: usable, and told" "rombar" 13 rom_source
says 13 "wrong checksum: a clear line" "its ROM is faulty: bad-checksum"
check_of "endless chain" "invalid" 14 rom_status
says 14 "endless chain: a clear line" "no ROM from rombar: too-many-images"
check_of "zero length" "invalid" 15 rom_status
says 15 "zero length: a clear line" "no ROM from rombar: zero-length"
check_of "16 MiB claimed" "invalid" 16 rom_status
says 16 "16 MiB claimed: a clear line" "no ROM from rombar: too-long"
check_of "another vendor's" "invalid" 17 rom_status
says 17 "another vendor's: a clear line" "no ROM from rombar: wrong-ids"
# QEMU reads a mock's ROM once and keeps it: this one is ones for good.
check_of "nothing but ones" "none absent" 09 rom_source rom_status
check_of "none at all" "none absent none" 18 rom_source rom_status rom_images
check_not "none at all: no bytes" cat /sys/bus/pci/devices/0000:00:18.0/xen_vgapt/rom
for slot in 12 14 15 16 17 18; do
	check "slot $slot: the sources behind were asked as well" log_has "0000:00:$slot\.0: xen_vgapt: rom: smc gave"
done

mark "left alone"
log_all
for slot in 05 06; do
	check_of "slot $slot, a chip whose registers are not known: no ROM" "none absent" $slot rom_source rom_status
	says $slot "slot $slot: and the log says so" "prom is not read: this chip's registers are not known"
	check "slot $slot: as does the command" bash -c "vgapt rom sources 00:$slot.0 2> /dev/null | grep -qE 'pramin.*registers are not known'"
done
check "their BOOT_0 was read" test "$(lab-ctl count mock.log '(gh100|gb202) bar0 read 0x000 ')" -gt 0
check_eq "and no other register" 0 "$(lab-ctl count mock.log '(gh100|gb202) bar0 (read|write) 0x0*[1-9a-f]')"
check_of "a chip without a display: no ROM" "none absent" 07 rom_source rom_status
check_of "a discrete card's memory is not asked" "none absent" 01 rom_source rom_status
check_eq "nor read" 0 "$(lab-ctl count mock.log 'leavings bar0 read')"
says 0f "VFCT: its place there is on another bus" "the ACPI table VFCT has its ROM on another bus"

mark "the command"
check "sources: what each gave, and which was chosen" bash -c "vgapt rom sources 00:0f.0 | grep -qE 'vfct.*unverified'"
check "sources: JSON" bash -c "vgapt rom sources 00:12.0 --json | grep -q '\"rombar\"'"
check "save" vgapt rom save 00:08.0 -o /run/plain.rom
sha256_read /run/plain.rom
check_eq "which is the ROM" "${SHA_OF[ati-plain]}" "$SHA256"
check "verify" vgapt rom verify /run/plain.rom
check "diff against the same" vgapt rom diff 00:08.0 $FW/plain.rom
check_not "diff against another" vgapt rom diff 00:08.0 $FW/vfct.rom
check "load an image for a card that has none" vgapt rom load 00:18.0 $FW/plain.rom
check_of "it is the ROM now" "user ${SHA_OF[ati-plain]}" 18 rom_source rom_sha256
check_not "another vendor's is refused" vgapt rom load 00:18.0 /job/user/10de-1c82-1458-3763.rom
check_of "and the one before stays" "user ${SHA_OF[ati-plain]}" 18 rom_source rom_sha256
check "taken back" vgapt rom load 00:18.0 --clear
check_of "none again" "none absent" 18 rom_source rom_status
check_not "a sister card's is refused, as SeaBIOS would not run it" vgapt rom load 00:0b.0 $FW/plain.rom
check "and taken with --adapt, which says what it changed" bash -c "vgapt rom load 00:0b.0 $FW/plain.rom --adapt | grep -q '67df became 6798'"
check_of "it is the ROM now" "user x86" 0b rom_source rom_images
check "which a BIOS can run" bash -c "vgapt rom save 00:0b.0 -o /run/adapted.rom && vgapt rom verify /run/adapted.rom 00:0b.0"
check "taken back, too" vgapt rom load 00:0b.0 --clear
check "an EFI image is taken, whoever it names" vgapt rom load 00:0c.0 $FW/gop.rom
check_of "it is the ROM now" "user unverified efi" 0c rom_source rom_status rom_images
check "taken back as well" vgapt rom load 00:0c.0 --clear
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
check_of "a driver has it: its flash is left alone" "none absent" 08 rom_source rom_status
check "and a line says so" log_has "0000:00:08\.0: xen_vgapt: in use by driver pci-stub; its flash will be read when the driver lets go"
export VGAPT_STORE=/run/store
check "store: says that this boot's is worse" bash -c "vgapt rom store 2>&1 | tee /job/out/later.txt | grep -q \"00:08.0's ROM is worse than the stored one\""
check "store --use: hands it over" vgapt rom store --use
check_of "it is the ROM now" "user ${SHA_OF[ati-plain]}" 08 rom_source rom_sha256
unset VGAPT_STORE
echo 0000:00:08.0 > /sys/bus/pci/drivers/pci-stub/unbind
echo > /sys/bus/pci/devices/0000:00:08.0/driver_override
module_unload

mark "the administrator's"
mkdir -p /lib/firmware/xen-vgapt
cp /job/user/*.rom /lib/firmware/xen-vgapt/
module_load
check_of "a firmware file by its ids" user 0e rom_source
sha256_read /job/user/10de-1c82-1458-3763.rom
check_of "byte for byte" "$SHA256" 0e rom_sha256
check "and a driver may have the card all the same" bash -c "modprobe xen-pciback && xl pci-assignable-add 00:0e.0"
check "as xen-pciback has" test /sys/bus/pci/devices/0000:00:0e.0/driver -ef /sys/bus/pci/drivers/pciback
xl pci-assignable-remove 00:0e.0 > /dev/null 2>&1
check_of "nothing vouches for it" unverified 0e rom_status
head -c 1000 /job/user/10de-1c82-1458-3763.rom > /lib/firmware/xen-vgapt/10de-1c82-1458-3763.rom
module_unload
log_mark
module_load
check_of "a broken file: the next source" pramin 0e rom_source
check "and a clear line" log_has "firmware file .*xen-vgapt/10de-1c82-1458-3763.rom is no ROM"
module_unload
