#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title workers of vgapt-dm killed at random moments, under load: the guests go on within a second, and read what is right
#: long twenty minutes
#: timeout 3000
#: seconds 1200
#: cards card=qemu:ati-vga@10 nvme=qemu:nvme,drive=nvme,serial=nvme@10.1 ahci=qemu:ich9-ahci@10.2 second=qemu:bochs-display@11
#: qemu-arg -drive
#: qemu-arg if=none,id=nvme,file=/host/disks/nvme.img,format=raw,readonly=off
#: qemu-arg -drive
#: qemu-arg if=none,id=ahci,file=/host/disks/ahci.img,format=raw
#: qemu-arg -device
#: qemu-arg ide-hd,drive=ahci,bus=ahci.0
#: dom0-arg log_buf_len=16M
#: prepared modelirq
. /job/common.sh
# shellcheck source=served.sh
. /job/served.sh
NVME=$(card_sbdf nvme)
AHCI=$(card_sbdf ahci)
SECOND=$(card_sbdf second)
WORKERS_WANTED=4
rounds=$(lab_number rounds "$([ "$(lab_number long 0)" = 1 ] && echo 500 || echo 40)")
# So long may a guest wait for an access to configuration space, in ms, beyond what it waits anyway; and for its disks,
# which do not need a worker.
LIMIT=$((1000 * LAB_SLOW))
DISK_LIMIT=$((5000 * LAB_SLOW))
RANDOM=$(lab_number seed 4711)

# served_without PID: all are served, and not by that worker.
served_without()
{
	served $WORKERS_WANTED && [ ${#WORKERS[@]} -eq $WORKERS_WANTED ] && [[ " ${WORKERS[*]} " != *" $1 "* ]]
}

# kill_one: into $TOOK how long it took until another worker serves, in ms; fails if none does.
kill_one()
{
	local start worker end=$((SECONDS + 30 * LAB_SLOW))
	status_read
	worker=${WORKERS[RANDOM % ${#WORKERS[@]}]}
	start=${EPOCHREALTIME/./}
	kill -9 "$worker"
	# What asks all the time takes the processor that is needed.
	until served_without "$worker"; do
		[ $SECONDS -lt $end ] || return 1
		nap 0.05
	done
	TOOK=$(((${EPOCHREALTIME/./} - start) / 1000))
}

# kill_twice: the next one as well, as soon as it is there.
kill_twice()
{
	local worker other end=$((SECONDS + 30 * LAB_SLOW))
	status_read
	worker=${WORKERS[RANDOM % ${#WORKERS[@]}]}
	local -a others=("${WORKERS[@]}")
	kill -9 "$worker"
	other=""
	until [ -n "$other" ]; do
		[ $SECONDS -lt $end ] || return 1
		nap 0.02
		status_read
		for other in "${WORKERS[@]}"; do
			[[ " ${others[*]} " != *" $other "* ]] && break
			other=""
		done
	done
	nap "0.$((RANDOM % 10))"
	# It may have ended by itself by then: no harm in that.
	kill -9 "$other"
	wait_for 30 served_without "$other"
}

# linux_most KEY: into $MOST the greatest value of it that the Linux guest has told.
linux_most()
{
	local line
	local -a lines
	MOST=-1
	mapfile -t lines < /run/linux.serial
	for line in "${lines[@]}"; do
		[[ " ${line//$'\r'} " =~ \ "$1"=([0-9]+)\  ]] || continue
		[ "${BASH_REMATCH[1]}" -le "$MOST" ] || MOST=${BASH_REMATCH[1]}
	done
}

# linux_since KEY N: the Linux guest tells more than N of it.
linux_since()
{
	serial_read linux "$1"
	[ "${VALUE:-0}" -gt "$2" ]
}

linux_at()
{
	serial_read linux at
	echo "${VALUE:-0}"
}

# In its last line all vCPUs have done something.
linux_whole()
{
	linux_since at "$1" && { serial_read linux cpus; [ "$VALUE" = 4 ]; }
}

module_load
echo 1 > "$VG/primary"
assignable_add "$CARD" "$NVME" "$AHCI" "$SECOND" > /dev/null 2>&1
put 1 "$VG/device_model"
put 1 "/sys/bus/pci/devices/$SECOND/xen_vgapt/device_model"
xl sched-credit2 -d Domain-0 -w 4096
large_file vmlinuz
check "vgaptd runs" daemon_up vgapt-dm --settled 0.1

mark "two guests at work"
check "watch: created" start_guest watch watch "pci = [ '${SECOND#0000:}' ]"
check "watch: at work" wait_serial watch 'VGAPT seen' 180
linux_cfg linux "lab=reads seconds=20" 'vcpus = 4' \
	"pci = [ \"${CARD#0000:}\", \"${NVME#0000:}\", \"${AHCI#0000:}\" ]"
check "linux: created" guest_create linux
check "linux: at work" wait_for 300 linux_since passes 0
check_serial "linux: nvme: every byte" "$(< /job/disks/nvme.sha256)" linux nvme
check_serial "linux: ahci: every byte" "$(< /job/disks/ahci.sha256)" linux ahci
check "all functions are served" served $WORKERS_WANTED

mark "kill -9, $rounds times"
check "watch: it tells" seen watch
from=$((16#${SEEN[n]})) killed=0 longest=0 sum=0
for ((i = 1; i <= rounds; i++)); do
	[ $((i % 50)) -ne 0 ] || mark "$i of $rounds"
	# One that has served for a tenth of a second is forgiven its predecessor's death, and dom0 may be late.
	nap "0.$((25 + RANDOM % 70))"
	if ! kill_one; then
		not_ok "$i: another worker serves" "${STATES[*]}; ${WORKERS[*]}"
		break
	fi
	killed=$((killed + 1))
	sum=$((sum + TOOK))
	[ "$TOOK" -le "$longest" ] || longest=$TOOK
done
check_eq "each time another worker served" "$rounds" "$killed"
check_eq "so many have died" "$rounds" "$(deaths)"
note "until another one served: $((sum / (killed ? killed : 1))) ms, at most $longest ms"
check "watch: it goes on" seen watch
gap_read watch "$from"
note "watch: its longest wait: $GAP ms"
check "watch: it has gone on within a second each time" test "$GAP" -gt 0 -a "$GAP" -le $LIMIT
check_eq "watch: all that it read was right" 0000 "${SEEN[bad]}"
at=$(linux_at)
check "linux: it goes on, on all vCPUs" wait_for 120 linux_whole "$at"
linux_most disk
disk=$MOST
note "linux: its longest wait for a disk: $disk ms"
check "linux: its disks need no worker" test "$disk" -ge 0 -a "$disk" -le $DISK_LIMIT
# Its four vCPUs share the one processor with all else: a disk, which no worker is needed for, waits as long as that lasts.
linux_most config
note "linux: its longest wait for configuration space: $MOST ms"
check "linux: it has waited no second longer for its functions each time" test "$MOST" -ge 0 -a "$MOST" -le $((disk + LIMIT))
for what in wrong failed bad; do
	linux_most $what
	check_eq "linux: what it read was right ($what)" 0 "$MOST"
done
serial_read linux rebinds
check "linux: its driver was bound anew meanwhile" test "${VALUE:-0}" -gt 0
serial_read linux passes
note "linux: ${VALUE:-0} whole disks read since its driver was bound last"

mark "the next one killed, too, as it begins"
killed=0
for ((i = 1; i <= (rounds + 9) / 10; i++)); do
	nap 0.8
	kill_twice 2> /dev/null || break
	killed=$((killed + 1))
done
check_eq "each time one came up" $(((rounds + 9) / 10)) "$killed"
check "watch: it goes on after that" seen watch
check_eq "watch: and has read what is right" 0000 "${SEEN[bad]}"
at=$(linux_at)
check "linux: it goes on after that, on all vCPUs" wait_for 120 linux_whole "$at"
for what in wrong failed bad; do
	linux_most $what
	check_eq "linux: after that: what it read was right ($what)" 0 "$MOST"
done
check_not "no function has failed" has_failed
cp /run/linux.serial /run/watch.serial /job/out/

mark "the end"
guest_destroy linux
guest_destroy watch
check "withdrawn" owner_becomes none 60
check "no worker is left" wait_for 30 no_worker
check_not "nothing is left of the domains" grep -q null <(xl list)
daemon_down
assignable_remove "$CARD" "$NVME" "$AHCI" "$SECOND" > /dev/null 2>&1
check "module unloads" module_unload
