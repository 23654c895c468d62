#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the VBIOS of an APU in the guest's own ACPI tables
#: timeout 600
#: seconds 90
#: cards apu=ati-firmware@f
#: prepared
#: qemu-arg -acpitable
#: qemu-arg sig=VFCT,rev=1,data=/host/firmware/vfct.bin
. /job/common.sh
TABLE=/run/vfct.aml

check "module loads" module_load dyndbg=+p
check_files "the VBIOS comes from the host's VFCT" vfct "$CARD" rom_source
assignable_add "$CARD" > /dev/null 2>&1
check_not "without a slot there is no table" vgapt acpi-tables "$CARD" -o $TABLE
check "a table for slot 8" vgapt acpi-tables "$CARD" -o $TABLE --slot 8 --json
sha256_read $TABLE
table=$SHA256

large_file vmlinuz
linux_cfg apu "lab=tables" "pci = [ \"${CARD#0000:},vslot=8\" ]" "acpi_firmware = \"$TABLE\""
check "a Linux guest with it is created" guest_create apu
check "it runs" wait_serial apu "VGAPT done" 240
cp /run/apu.serial /job/out/
check_serial "it has the table, byte for byte" "$table" apu sha256
check_serial "one" VFCT apu table
check_serial "its card is where the table says" 0000:00:08.0 apu display
check_serial "and is that card" 0x1002:0x6811 apu id
check_not "its kernel has nothing against the tables" file_has /run/apu.serial 'VGAPT-LOG.*([Ee]rror|[Ww]arning|BIOS bug)'
check "while it runs no slot needs to be named" vgapt acpi-tables "$CARD" -o /run/again.aml
sha256_read /run/again.aml
check_eq "the table is the same" "$table" "$SHA256"
guest_destroy apu
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
