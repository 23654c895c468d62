#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a graphics card with audio that dies unless reset: fifty domains, one after the other
#: long 12 minutes
#: target xen420-linux612
#: timeout 3600
#: seconds 700
#: cards gpu=card.0 audio=card.1@gpu sgpu=stock.0 saudio=stock.1@sgpu
#: prepared pair
. /job/common.sh
# shellcheck source=pair.sh
. /job/pair.sh
ROUNDS=50

module_load dyndbg=+p
assignable_add "$GPU" "$AUDIO" > /dev/null 2>&1
good=0
for ((i = 1; i <= ROUNDS; i++)); do
	guest round text || break
	wait_serial round 'VGAPT done' 120 || { echo "round $i: the guest says nothing"; break; }
	said=$(start_card "$CARD")
	guest_destroy round || break
	[ "$said" = alive ] || { echo "round $i: $said"; break; }
	good=$((good + 1))
done
check_eq "$ROUNDS rounds of create and destroy, the card started in each" $ROUNDS $good
check_eq "the card's own book has no complaint" 0 "$(lab-ctl count mock.log " gpu VIOLATION")"
assignable_remove "$GPU" "$AUDIO" > /dev/null 2>&1
check "module unloads" module_unload
