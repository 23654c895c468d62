#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title Linux behind vgapt-dm as with QEMU: a frame buffer; disks by MSI-X (nvme) and MSI (ahci), on one processor and on four
#: long 10 minutes
#: timeout 2700
#: seconds 600
#: cards card=qemu:ati-vga@10 nvme=qemu:nvme,drive=nvme,serial=nvme@10.1 ahci=qemu:ich9-ahci@10.2
#: qemu-arg -drive
#: qemu-arg if=none,id=nvme,file=/host/disks/nvme.img,format=raw,readonly=off
#: qemu-arg -drive
#: qemu-arg if=none,id=ahci,file=/host/disks/ahci.img,format=raw
#: qemu-arg -device
#: qemu-arg ide-hd,drive=ahci,bus=ahci.0
#: prepared
. /job/common.sh
# shellcheck source=served.sh
. /job/served.sh
NVME=$(card_sbdf nvme)
AHCI=$(card_sbdf ahci)

# The first two pixels of the bar at the top of its screen: blue (AAh) of the console's, of 5, 6 and 5 bits.
BLUE=00150015

# screen NAME: the demonstration's Linux guest, with its console on the card's frame buffer. Into SHOWN what it says of that.
screen()
{
	local what
	bar "$CARD" 0 0 0
	guest_cfg "$1" "$GUESTS/linux.img"
	linux_runs "$1" 300
	check_serial "$1: its console" frame_buffer_device "$1" con
	SHOWN=""
	for what in fb size depth; do
		serial_read "$1" $what
		SHOWN+="$VALUE "
	done
	check_eq "$1: it is in the card's memory" $BLUE "$(bar "$CARD" 0 0)"
	lab-ctl shot "modelirq-$1" card
}

# disks NAME VCPUS EXTRA: a Linux guest with all three functions, which reads its disks.
disks()
{
	linux_cfg "$1" "lab=disks $3" "vcpus = $2" \
		"pci = [ \"${CARD#0000:}\", \"${NVME#0000:}\", \"${AHCI#0000:}\" ]"
	linux_runs "$1" $((150 + 150 * $2))
}

# read_well NAME: both disks, by the interrupts that they should have.
read_well()
{
	local disk
	for disk in nvme ahci; do
		serial_read "$1" "$disk"
		check_eq "$1: $disk: every byte" "$(< "/job/disks/$disk.sha256")" "$VALUE"
		serial_read "$1" "${disk}_irqs"
		check "$1: $disk: by its interrupts (${VALUE:-none})" test "${VALUE:-0}" -gt 4
	done
	check_serial "$1: nvme has MSI-X" msix "$1" nvme_kind
	check_serial "$1: ahci has MSI" msi "$1" ahci_kind
}

card_ready
assignable_add "$NVME" "$AHCI" > /dev/null 2>&1
# There is one processor, of which a guest with four may want all, and dom0 serves it.
xl sched-credit2 -d Domain-0 -w 4096
large_file vmlinuz

mark "QEMU serves"
screen qemu
stock=$SHOWN
note "fb, size, depth: $SHOWN"
guest_destroy qemu
disks stock 1 ""
read_well stock
guest_destroy stock

mark "vgapt-dm serves"
put 1 "$VG/device_model"
check "vgaptd runs" daemon_up vgapt-dm
screen console
check "console: it is served" served 1
check_eq "console: it shows what it shows with QEMU" "$stock" "$SHOWN"
guest_destroy console
disks one 1 ""
check "one: all three functions are served" served 3
read_well one
guest_destroy one

mark "native vectors, four processors"
# Its clock is the TSC, whose pace it is told: on a slow host it can't measure that, or its watchdog is late and takes the TSC for bad.
# With the HPET instead, each look at the clock is an exit, and four processors' ticks leave no time for anything else.
mhz=$(xl info | sed -n 's/^cpu_mhz *: *//p')
check "the processor's pace is known: $mhz MHz" test "${mhz/./}" -gt 100000
disks four 4 "xen_nopv tsc_early_khz=${mhz/./}"
check "four: all three functions are served" served 3
read_well four
guest_destroy four
check_not "nothing is left of the domains" grep -q null <(xl list)

daemon_down
assignable_remove "$CARD" "$NVME" "$AHCI" > /dev/null 2>&1
check "module unloads" module_unload
