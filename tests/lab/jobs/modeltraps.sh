#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title legacy ranges with a port and a page trapped, as the guest sees them: granted, revoked, closed, killed
#: long two minutes
#: timeout 900
#: seconds 150
. /job/common.sh
# shellcheck source=served.sh
. /job/served.sh
# What the guest "watch" sees (tests/lab/guests/bios.asm): ports 3C2h, 3C3h, both as a word; whether 3C4h, 3C8h, and bytes at
# AF000h, B0000h, B1000h keep what is written. All of the card; nothing, which is QEMU's: ones; without port 3C3h and page B0000h;
# without 3C8h.
ALL="0000 0000 0000 0001 0001 0001 0001 0001"
NOTHING="00FF 00FF FFFF 0000 0000 0000 0000 0000"
TRAPS="0000 00FF FFFF 0001 0001 0001 0000 0001"
PORT="0000 0000 0000 0001 0000 0001 0001 0001"
# A byte of these pages, as all four planes of it lie in the card's first BAR.
AF000=0x3c000 B0000=0x40000 B1000=0x44000
MARK=a5a5a5a5
mkfifo /run/hold.in
exec {HOLD}<> /run/hold.in

# sees NAME WANT: in a round that begins now.
sees()
{
	check "$1: the guest tells" seen one || return
	check_eq "$1" "$2" "${SEEN[p3c2]} ${SEEN[p3c3]} ${SEEN[w3c2]} ${SEEN[p3c4]} ${SEEN[p3c8]} ${SEEN[maf]} ${SEEN[mb0]} ${SEEN[mb1]}"
}

# hold TRAP...: a holder has the ranges granted, but for these.
hold()
{
	captest traps "$CARD" "$id" 7 "$@" > /run/hold.out 2>&1 < /run/hold.in &
	HOLDER=$!
	wait_for 20 file_has /run/hold.out '^granted'
}

# holder_done N: the holder has done more than so much.
holder_done()
{
	local line count=0
	local -a lines
	mapfile -t lines < /run/hold.out
	for line in "${lines[@]}"; do
		[ "$line" != "done" ] || count=$((count + 1))
	done
	[ $count -gt "$1" ]
}

# tell WORD: and the holder does it.
TOLD=0
tell()
{
	echo "$1" >&"$HOLD"
	wait_for 20 holder_done "$TOLD" && TOLD=$((TOLD + 1))
}

let_go()
{
	kill -9 "$HOLDER"
	wait "$HOLDER" 2> /dev/null
	TOLD=0
	owner_becomes none
}

# Dom0's own access to the card: its memory, and the DAC's index.
marks()
{
	local at
	for at in $AF000 $B0000 $B1000; do
		bar "$CARD" 0 "$at" 0x$MARK
	done
}

marked()
{
	[ "$(bar "$CARD" 0 "$1")" = $MARK ]
}

dac_write()
{
	printf '%b' "\\x$1" | dd of=/dev/port bs=1 seek=$((0x3c8)) conv=notrunc status=none
}

dac_read()
{
	dd if=/dev/port bs=1 skip=$((0x3c8)) count=1 status=none | od -An -tx1 | tr -d ' '
}

# untouched NAME: nothing that the guest writes reaches the card.
untouched()
{
	local at
	marks
	dac_write 5a
	sees "$1" "$NOTHING"
	for at in $AF000 $B0000 $B1000; do
		check "$1: the card's memory at $at is as it was" marked "$at"
	done
	check_eq "$1: a register is as it was" 5a "$(dac_read)"
	check_eq "$1: Xen says so" none "$(xen_says "$id")"
}

card_ready
check "created" start_guest one watch
id=$(domid one)
check "the guest is at work" wait_serial one 'VGAPT seen' 180
sees "all of it" "$ALL"
echo none > "$VG/owner"
untouched "nothing of it"

for way in close revoke kill; do
	mark "a port and a page trapped; $way"
	check "$way: a holder grants" hold 2:0x3c3:1 4:0xb0000:0x1000
	marks
	sees "$way: all but these" "$TRAPS"
	check "$way: what is trapped does not reach the card" marked $B0000
	check_not "$way: the page before does" marked $AF000
	check_not "$way: and the page behind" marked $B1000
	case $way in
	kill) let_go ;;
	*) check "$way: it does so" tell "$way" ;;
	esac
	untouched "$way: after it"
	if [ $way = revoke ]; then
		check "$way: the same holder grants all" tell whole
		sees "$way: then nothing is trapped" "$ALL"
		check "$way: and with traps again" tell traps
		sees "$way: and then it is" "$TRAPS"
	fi
	[ $way = kill ] || let_go
	untouched "$way: at the end"
done

mark "another port, whose writes would be seen"
check "a holder grants" hold 2:0x3c8:1
dac_write 5a
sees "all but 3C8h" "$PORT"
check_eq "what is written there does not reach the card" 5a "$(dac_read)"
check "all of it" tell whole
sees "all of it again" "$ALL"
check_not "then it does" test "$(dac_read)" = 5a
let_go
untouched "after that"

mark "an administrator's grant beside it"
echo "$id" > "$VG/owner"
sees "the administrator's" "$ALL"
check "a holder with traps" hold 2:0x3c3:1 4:0xb0000:0x1000
sees "what one wants trapped is trapped for all" "$TRAPS"
kill -9 "$HOLDER"
wait "$HOLDER" 2> /dev/null
TOLD=0
check "with the holder the traps go" wait_for 20 eval 'seen one && [ "${SEEN[p3c3]} ${SEEN[mb0]}" = "0000 0001" ]'
sees "and the administrator's is whole" "$ALL"
echo none > "$VG/owner"
untouched "withdrawn"

check "destroy" guest_destroy one
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
