#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the emulator delivers an interrupt twice (lab.rst): our boot sectors survive that
#: long a minute and a half
#: timeout 300
#: seconds 90
#: prepared
. /job/common.sh
times=$(lab_number rounds 2000)

# plain_guest NAME IMAGE: neither card nor module.
plain_guest()
{
	guest_cfg "$1" "$2" 'pci = [ ]' 'memory = 32'
	check "$1: created" guest_create "$1"
	skip_menu "$1" > /dev/null 2>&1 &
}

# twice: of how many interrupts the guest has said that they found interrupts off.
twice()
{
	local -a lines
	mapfile -t lines < /run/twice.serial
	TWICE=${lines[-2]##*twice=}
	TWICE=${TWICE%$'\r'}
}

mark "how often it does"
plain_guest twice /job/bios-twice.img
check "it is at work" wait_serial twice 'ticks=2' 90
check "the machine stands still $times times" lab-ctl pauses "$times"
twice
note "$TWICE interrupts within another one's handler, in as many stops"
[ "$TWICE" -gt 0 ] || note "if that is so each time, runner/guests.py, modelirq and modelevil need not know of it any more"
check "destroy" guest_destroy twice

mark "a boot sector that sleeps"
plain_guest probe "$GUESTS/bios-probe.img"
check "it is at work" wait_serial probe 'VGAPT probe' 90
for i in 1 2 3 4 5; do
	check "$i: the machine stands still $((times / 2)) times" lab-ctl pauses $((times / 2))
	check_eq "$i: it still answers" dead "$(probe probe)"
done
check "destroy" guest_destroy probe
