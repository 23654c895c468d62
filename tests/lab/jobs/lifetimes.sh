#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title in the middle of each operation the card goes, pciback, a module, the domain, xenstored, the process
#: debug half an hour
#: timeout 7200
#: seconds 1800
#: cards flr=flr-good bus=bus-only pm=pm-good plug=flr-good@plug
#: dom0-arg log_buf_len=16M
#: xen-arg dom0_max_vcpus=2
#: qemu-arg -smp
#: qemu-arg 2
#: prepared hostile
. /job/common.sh
CARDS="$(card_sbdf flr) $(card_sbdf bus) $(card_sbdf pm)"
PLUG=$(card_sbdf plug)
rounds=$(lab_number rounds 2000)
seed=$(lab_number seed $RANDOM)
# Nothing may take longer than this: a card that stays away for long is waited for by each method of a reset.
BOUND=$((40 * LAB_SLOW))

modprobe pciehp 2> /dev/null
module_load reset_timeout=2
for card in $CARDS $PLUG; do
	assignable_add "$card" > /dev/null 2>&1
done

mark "$rounds rounds"
note "seed $seed"
# shellcheck disable=SC2086
lives "$rounds" "$seed" $BOUND $CARDS
check_eq "the rounds come to their end" 0 $?

mark "a slot that is pressed, while many are at the card"
plugged=0
for ((i = 0; i < 5; i++)); do
	check "$i: the card is known" wait_for 60 test -e "/sys/bus/pci/devices/$PLUG/xen_vgapt/owner"
	[ -e "/sys/bus/pci/devices/$PLUG/driver" ] || assignable_add "$PLUG" > /dev/null 2>&1
	crowd -any 12 $((seed + i)) $BOUND "$PLUG" > "/run/crowd.$i" &
	many=$!
	nap 1
	if lab-ctl device_del plug > /run/del 2>&1; then
		plugged=$((plugged + 1))
	else
		not_ok "$i: the card can be unplugged" "$(cat /run/del)"
	fi
	check "$i: it has gone" wait_for 60 test ! -e "/sys/bus/pci/devices/$PLUG"
	wait $many
	cp "/run/crowd.$i" /job/out/
	check_eq "$i: nobody was left waiting" "" "$(grep -m1 '^not ok' "/run/crowd.$i")"
	lab-ctl card_add plug > /run/add 2>&1 ||
		not_ok "$i: the card can be plugged" "$(cat /run/add)"
done
note "$plugged times unplugged by the slot, with seven processes at the card"

mark "xenstored is started anew"
check "the card is known" wait_for 60 test -e "/sys/bus/pci/devices/$PLUG/xen_vgapt/owner"
id=$(lives domain)
for card in $CARDS; do
	xenstore-write "/libxl/pci/${card//[:.]/-}/domid" "$id"
done
# shellcheck disable=SC2153
captest hold "$CARD" "$id" 7 > /run/hold.out <&"$NAP" &
holder=$!
check "a holder grants" wait_for 20 file_has /run/hold.out granted
kill -9 "$(cat /run/xenstored.pid)"
nap 1
timeout 30 cat "$VG/owner" > /run/owner
check_eq "without xenstored: the owner can be read" "$id" "$(cat /run/owner)"
before=$SECONDS
kill -9 $holder
check "without xenstored: kill -9 of the holder withdraws" owner_becomes none 30
note "without xenstored that took $((SECONDS - before)) s"
check_eq "without xenstored: Xen lets the domain reach nothing" none "$(timeout $((60 * LAB_SLOW)) xen_says "$id")"
"$(echo /usr/lib/xen-4.*)"/bin/oxenstored --pid-file /run/xenstored.pid > /run/oxenstored 2>&1
if timeout 20 xenstore-ls / > /dev/null 2>&1; then
	note "a new xenstored answers programs"
else
	note "a new xenstored does not answer programs"
fi
timeout -s KILL 30 captest try "$CARD" "$id" 7 > /run/try 2>&1 &
nap 20
note "a grant after that: $(tail -n 1 /run/try | grep . || echo "still waits for the old one's answer")"
note "module references: $(cat /sys/module/xen_vgapt/refcnt)"
