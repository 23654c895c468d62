#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title guests that mean harm to vgapt-dm, and garbage in its requests; with the worker as it is, and with sanitizers
#: long forty minutes
#: timeout 5400
#: seconds 1200
#: sanitizers
#: alone
#: dom0-arg log_buf_len=16M
#: cards card=qemu:ati-vga@10 nvme=qemu:nvme,drive=nvme,serial=nvme@10.1 audio=evil-audio@10.2
#: qemu-arg -drive
#: qemu-arg if=none,id=nvme,file=/host/disks/nvme.img,format=raw,readonly=off
#: prepared
. /job/common.sh
# shellcheck source=served.sh
. /job/served.sh
# shellcheck source=neighbour.sh
. /job/neighbour.sh
NVME=$(card_sbdf nvme)
AUDIO=$(card_sbdf audio)
# How long guests are at it in all, but for those with string instructions, or that may die; and how often. Each part is another guest's
# (tests/lab/guests/evil.c), as the emulator kills fewer of those that do not last.
seconds=$(lab_number rounds 120)
rounds=$((1 + $(lab_number long 0)))
seed=$(lab_number seed $RANDOM)
# No wait of the neighbour's for dom0 may be longer, in ms: there is one processor, of which the guest wants four.
LIMIT=$((5000 * LAB_SLOW))
# That is told of, not reported as lost: in the sandbox nobody can look for it.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1

# evil_guest NAME PART SECONDS SEED: one with all functions and four vCPUs (tests/lab/guests/evil.c). SECONDS of an idle host with a
# Debian kernel: it is dom0 that answers, and what is asked of the guest is a number of operations.
evil_guest()
{
	linux_cfg "$1" "lab=evil part=$2 seconds=$(($3 * LAB_SLOW)) seed=$4 iomem=relaxed" 'vcpus = 4' 'on_reboot = "destroy"' \
		"pci = [ \"${CARD#0000:}\", \"${NVME#0000:}\", \"${AUDIO#0000:}\" ]"
	guest_create "$1" > "/job/out/create-$1.txt" 2>&1
}

# evil_over NAME: it has done what it wanted, or has died of it. The latter costs a process, which is the guest's time.
evil_over()
{
	file_has "/run/$1.serial" 'VGAPT evil=(done.* lost=[0-9]+|died|no-)' || { [ $((SECONDS % 5)) -eq 0 ] && ! domid "$1" > /dev/null; }
}

# good_goes_on NAME: the neighbour has gone on since this was asked last, and has never waited for long.
good_rounds=0
good_goes_on()
{
	local what waits=""
	check "$1: the neighbour goes on" wait_for 30 said_more good rounds "$good_rounds"
	good_rounds=${VALUE:-0}
	for what in disk net reconnect; do
		said good "$what"
		waits+=" $what $VALUE ms"
		check "$1: the neighbour has never waited for long: $what" test "${VALUE:--1}" -ge 0 -a "${VALUE:--1}" -lt "$LIMIT"
	done
	note "$1: the neighbour's longest waits:$waits"
}

# xen_is_well NAME: Xen has found nothing wrong with itself. A guest that it has ended is another matter.
xen_is_well()
{
	xl dmesg > /run/xl-dmesg
	check_not "$1: Xen has no complaint of itself" grep -qE 'Xen BUG|Xen WARN|Xen call trace|Assertion|FATAL|Panic on CPU' /run/xl-dmesg
}

# gone NAME GUEST: it is destroyed if it is still there, and nothing is left.
gone()
{
	! domid "$2" > /dev/null || check "$1: destroyed" guest_destroy "$2"
	check "$1: withdrawn" owner_becomes none 60
	check "$1: no worker is left" wait_for 30 no_worker
	check "$1: vgaptd knows of nothing" wait_for 20 served 0
	check "$1: dom0 answers" timeout $((30 * LAB_SLOW)) xl list
	check_not "$1: nothing is left of the domain" grep -q null <(xl list)
}

# lives NAME PART SECONDS WHAT...: a guest, until it has done that, or has died of itself. Whom the emulator has killed says nothing, if
# it has not done enough.
lives()
{
	local name=$1 try
	for ((try = 1; try <= TRIES; try++)); do
		evil_guest "$name" "$2" "$3" "$seed"
		check "$worker: $name: all functions are served" wait_for 60 served 3
		sets=$(xen_says "$(domid "$name")" sets)
		"${@:4}" "$name"
		cp "/run/$name.serial" "/job/out/$name-$worker-$seed.serial"
		killed_by_emulator "$name" || return 0
		note "$worker: $name: seed $seed: the emulator has given its kernel an interrupt twice"
		[ "$2" != fatal ] || ! did_much "$name" || return 0
		gone "$worker: $name" "$name"
		seed=$((seed + 100))
	done
	not_ok "$worker: $name: one that the emulator lets live" "$TRIES have died"
}

# did_much NAME: a guest that may die has come to its third phase, of six.
did_much()
{
	[ "$(grep -c 'VGAPT evil=[a-z-]* operations' "/run/$1.serial")" -ge 3 ]
}

over()
{
	check "$worker: $1: it comes to its end" wait_for $((300 + 4 * seconds)) evil_over "$1"
}

# harmed PART SECONDS OPERATIONS: a guest does what it does not die of. It must not, and nor may anybody else.
harmed()
{
	local before name=$1
	mark "$worker: a guest that means harm: $name"
	before=$(deaths)
	lives "$name" "$1" "$2" over
	check_serial "$worker: $name: with all that it had in mind" "done" "$name" evil
	check_serial "$worker: $name: there were three functions" 3 "$name" of
	[ "$name" != registers ] || check_serial "$worker: $name: of which each register was written" 3 "$name" sweeps
	check_serial "$worker: $name: each works in the end" 3 "$name" works
	check_serial "$worker: $name: none has ever been lost" 0 "$name" lost
	serial_read "$name" operations
	note "$worker: $name: seed $seed, ${VALUE:-0} operations"
	operations=$((operations + ${VALUE:-0}))
	check "$worker: $name: enough to mean something" test "${VALUE:-0}" -gt "$3"
	check "$worker: $name: the guest lives" domid "$name"
	check "$worker: $name: all functions are served still" served 3
	check_eq "$worker: $name: no worker has died of it" "$before" "$(deaths)"
	check_eq "$worker: $name: Xen lets it reach what it did before, and nothing of dom0's" "$sets" "$(xen_says "$(domid "$name")" sets)"
	check_eq "$worker: $name: no card complains" 0 "$(lab-ctl count mock.log VIOLATION)"
	good_goes_on "$worker: $name"
	xen_is_well "$worker: $name"
	gone "$worker: $name" "$name"
}

began_and_over()
{
	wait_for 300 file_has "/run/$1.serial" 'VGAPT evil=[a-z-]+ operations|Kernel panic'
	wait_for $((120 + 2 * seconds)) evil_over "$1" || note "$worker: fatal: it hangs, as it may"
}

# suicidal: what it may die of. The guest may: not the host, not the neighbour, not a service. It may hang, too.
suicidal()
{
	mark "$worker: a guest that does what it may die of"
	lives fatal fatal $((seconds / 2)) began_and_over
	check "$worker: fatal: it began" file_has /run/fatal.serial 'VGAPT evil=[a-z-]+ operations' || cat "/job/out/create-fatal.txt"
	serial_read fatal evil
	note "$worker: fatal: seed $seed, its last word: ${VALUE:-none}; $(domid fatal > /dev/null 2>&1 && echo "it lives" || echo "it has died")"
	check_not "$worker: fatal: no function has failed" has_failed
	good_goes_on "$worker: fatal"
	xen_is_well "$worker: fatal"
	gone "$worker: fatal" fatal
}

# fuzz WORKER WHAT SECONDS [all]: garbage in the slots of vCPUs 1 to 3 of the guest "ring"; into $ANSWERED how much was answered.
fuzz()
{
	local line
	ANSWERED=0
	server_of "$ring"
	line=$(ringfuzz "$ring" "${SERVER:-none}" "$3" "$seed" 1 3 "${@:4}" 2>&1)
	note "$1: ring, $2: $line"
	[[ $line =~ answered=([0-9]+) ]] && ANSWERED=${BASH_REMATCH[1]}
}

# requests WORKER: garbage where requests lie. The worker lives, or is started anew; the guest can be destroyed.
requests()
{
	local fuzzer worker_was
	mark "$1: garbage for requests"
	check "$1: ring: created" start_guest ring watch 'vcpus = 4'
	ring=$(domid ring)
	check "$1: ring: served" wait_for 60 served 1
	check "$1: ring: the guest is at work" wait_serial ring 'VGAPT seen' 180
	fuzz "$1" "while vCPU 0 rings" 10
	check_eq "$1: ring: garbage while vCPU 0 rings" 0 $?
	check "$1: ring: garbage was answered" test "$ANSWERED" -gt 0
	check "$1: ring: it is served" wait_for 30 served 1
	check "$1: ring: the guest goes on" seen ring

	ringfuzz "$ring" "$SERVER" 8 $((seed + 1)) 1 3 > /run/fuzz 2>&1 &
	fuzzer=$!
	nap 2
	status_read
	kill -9 "${WORKERS[0]}"
	wait $fuzzer
	check_eq "$1: ring: garbage while a worker dies" 0 $?
	check "$1: ring: another one comes up with it" wait_for 60 served 1
	check "$1: ring: the guest goes on after that" seen ring

	check "$1: ring: paused" xl pause ring
	fuzz "$1" "while nobody rings" 3
	check_eq "$1: ring: garbage while nobody rings" 0 $?
	check "$1: ring: served while it is paused" served 1
	check "$1: ring: unpaused" xl unpause ring
	check "$1: ring: the guest goes on after its pause" seen ring
	check_eq "$1: ring: its card is what it was" "${WANT_ID:-none}" "${SEEN[id]}"

	# With other event channels none can come up any more: then the domain is held, and said to be lost.
	fuzz "$1" "all of a slot" 2 all
	check_eq "$1: ring: garbage in all of a slot" 0 $?
	status_read
	worker_was=${WORKERS[0]:-none}
	[ "$worker_was" = none ] || kill -9 "$worker_was"
	check "$1: ring: the worker is dead" wait_for 30 other_than "$worker_was"
	check "$1: ring: it is given up, or served" wait_for 90 eval 'has_failed || served 1'
	gone "$1: ring" ring
}

# after WORKER: the next guest is as if nothing had been.
after()
{
	mark "$1: the next guest"
	check "$1: next: created" start_guest next text
	check "$1: next: served" wait_for 30 served 1
	check "$1: next: it has the ranges" owner_is "$(domid next)"
	check "$1: next: it comes to its end" wait_serial next 'VGAPT done' 180
	check_serial "$1: next: int 10h" ok next int10
	check_serial "$1: next: text" ok next text
	lab-ctl shot "evil-$1" card
	gone "$1: next" next
}

module_load
echo 1 > "$VG/primary"
assignable_add "$CARD" "$NVME" "$AUDIO" > /dev/null 2>&1
# There is one processor, and a guest with four vCPUs that are never idle.
xl sched-credit2 -d Domain-0 -w 4096
large_file vmlinuz
put 1 "$VG/device_model"
read -r vendor < "/sys/bus/pci/devices/$CARD/vendor"
read -r device < "/sys/bus/pci/devices/$CARD/device"
WANT_ID=${device#0x}${vendor#0x}
WANT_ID=${WANT_ID^^}
check "a neighbour with a disk and a network card" neighbour
check "is at work" wait_for 90 file_has /run/console/guest-good.log 'rounds=[1-9]' || tail -n 20 /run/console/guest-good.log | sed 's/^/#   /'

for worker in vgapt-dm vgapt-dm-asan; do
	mark "$worker"
	check "$worker: vgaptd runs" daemon_up $worker --ready-wait 30
	for ((round = 0; round < rounds; round++)); do
		operations=0
		harmed registers $((seconds / 5)) 3000
		harmed places $((seconds / 5)) 1000
		harmed interrupts $((seconds * 3 / 20)) 700
		harmed resets $((seconds / 20)) 200
		harmed storm $((seconds * 2 / 5)) 2000
		check "$worker: enough in all ($operations)" test $operations -gt 10000
		seed=$((seed + 1))
	done
	# Short: Xen enters it so often that the emulator kills most of these.
	operations=0
	harmed strings $((seconds / 4)) 400
	seed=$((seed + 1))
	harmed strings $((seconds / 4)) 400
	check "$worker: strings: enough in all ($operations)" test $operations -gt 1000
	suicidal
	requests $worker
	after $worker
	daemon_down
	seed=$((seed + 1))
done
check_not "the sanitizers have found nothing" grep -E 'AddressSanitizer|runtime error:' "$DAEMON_LOG"
check "destroy the neighbour" guest_destroy good
losetup -d /dev/loop0
assignable_remove "$CARD" "$NVME" "$AUDIO" > /dev/null 2>&1
check "module unloads" module_unload
