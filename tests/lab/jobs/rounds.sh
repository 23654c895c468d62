#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a guest created and destroyed time and again with stock xl, its device model dead half of the time
#: long five minutes
#: timeout 1500
#: seconds 70
. /job/common.sh

card_ready
check_eq "primary" 1 "$(< "$VG/primary")"

# one_round N: status 0, or what went wrong is in $said. It takes as few processes as can be.
one_round()
{
	local id
	start_guest round text || { said="xl create: $(tail -n 1 /job/out/create-round.txt)"; return 1; }
	id=$(domid round)
	owner_is "$id" || { said="owner $(owner) after xl create, not $id"; return 1; }
	wait_serial round "VGAPT done" 120 || { said="no report from the guest"; return 1; }
	serial_read round text
	[ "$VALUE" = ok ] || { said="text: $VALUE"; return 1; }
	owner_is "$id" || { said="owner $(owner) while the guest runs, not $id"; return 1; }
	# Every other time the device model has died before: xl then takes another way.
	[ $(($1 % 2)) -eq 0 ] || no_model round
	guest_destroy round || { said="xl destroy"; return 1; }
	owner_becomes none || { said="owner still $(owner) after xl destroy"; return 1; }
}

# Twenty in make check-long.
rounds=$(lab_number rounds "$([ "$(lab_number long 0)" = 1 ] && echo 20 || echo 4)")
good=0 bad=""
for ((i = 1; i <= rounds; i++)); do
	if one_round $i > /run/round.out 2> /run/round.err; then
		good=$((good + 1))
	else
		bad+="round $i: $said; "
		cat /run/round.err /run/round.out /job/out/create-round.txt
		guest_destroy round
		owner_becomes none
	fi
done
check_eq "create and destroy, $rounds times${bad:+: $bad}" "$rounds" $good
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
