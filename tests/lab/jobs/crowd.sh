#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title many at many cards at the same time: grants, resets, destroys; who waits how long
#: debug 5 minutes
#: timeout 900
#: seconds 200
#: cards flr=flr-good bus=bus-only pm=pm-good af=af-flr@root
#: dom0-arg log_buf_len=16M
#: xen-arg dom0_max_vcpus=2
#: qemu-arg -smp
#: qemu-arg 2
#: prepared hostile
. /job/common.sh
CARDS="$(card_sbdf flr) $(card_sbdf bus) $(card_sbdf pm)"
# On the root bus, beside no other VGA adapter: routing the ranges to a card below a bridge does not need it to be quiet.
ALL="$CARDS $(card_sbdf af)"
OTHER=$(card_sbdf bus)
seconds=$(lab_number rounds 120)
seed=$(lab_number seed $RANDOM)
BOUND=$((30 * LAB_SLOW))

module_load reset_timeout=20
for card in $ALL; do
	assignable_add "$card" > /dev/null 2>&1
done

mark "$seconds seconds"
note "seed $seed"
# shellcheck disable=SC2086
crowd "$seconds" "$seed" $BOUND $CARDS
check_eq "the crowd has come to its end" 0 $?
check_eq "no reference on the module is left" 0 "$(cat /sys/module/xen_vgapt/refcnt)"
check_eq "no card's own book has a complaint" 0 "$(lab-ctl count mock.log VIOLATION)"

mark "a card that does not come back"
# Its reset waits for it for 20 s; that must not be the others' matter.
id=$(lives domain)
xenstore-write "/libxl/pci/${OTHER//[:.]/-}/domid" "$id"
before=$(lab-ctl count mock.log ' flr away for 15000 ms')
# shellcheck disable=SC2153
bar "$CARD" 0 0x18 15000
check_eq "the card is told to go" $((before + 1)) "$(lab-ctl count mock.log ' flr away for 15000 ms')"
echo 1 > "$VG/reset" 2> /run/reset &
slow=$!
nap 1
start=$(date +%s%N)
check_eq "meanwhile another card's ranges are granted" granted "$(captest try "$OTHER" "$id" 7)"
ms=$((($(date +%s%N) - start) / 1000000))
note "a grant while another card's reset waits for its card: $ms ms"
check "and that does not wait for it" test $ms -lt $((5000 * LAB_SLOW))
start=$(date +%s%N)
assignable_remove "$OTHER" > /dev/null 2>&1
note "unbinding another card meanwhile: $((($(date +%s%N) - start) / 1000000)) ms"
check "the reset is under way still" kill -0 $slow
wait $slow
echo 1 > "$VG/reset"
check_eq "when it is back a reset restores it" "ok" "$(cut -d' ' -f2 "$VG/last_reset")"
lives reap
for card in $ALL; do
	assignable_remove "$card" > /dev/null 2>&1
done
check "module unloads" module_unload
