#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a guest that writes all it can of a card, while the ranges go to another card and guest and back
#: debug ten minutes
#: timeout 1500
#: seconds 250
#: dom0-arg log_buf_len=16M
#: prepared
#: cards first=qemu:ati-vga@plug second=qemu:ati-vga@plug
. /lab/lib.sh
EVIL=$(card_sbdf first)
GOOD=$(card_sbdf second)
CARD=$GOOD
. /job/common.sh
EVIL_VG=/sys/bus/pci/devices/$EVIL/xen_vgapt
rounds=$(lab_number rounds 6)

evil_guest()
{
	CARD=$EVIL guest_cfg evil "/job/bios-$1.img"
	guest_create evil > /run/evil.xl 2>&1
	skip_menu evil > /dev/null 2>&1 &
}

# So many rounds has the evil guest made of its own.
evil_rounds()
{
	serial_value evil rounds
}

evil_at_least()
{
	serial_read evil rounds
	[ "$VALUE" -ge "$1" ]
}

# Until it has written everything a few times more.
evil_goes_on()
{
	wait_for 120 evil_at_least $(($(evil_rounds) + 10))
}

# A card's memory, as dom0 sees it through the BAR: what the legacy window shows, plainly or in four planes, at places that
# the guest writes in each of its rounds. It may be at COMMAND right now: then it is looked at again.
vram()
{
	local at val i
	for at in 0x0 0x104 0x4008 0x80fc 0xc000 0x10010 0x18040 0x1c0f8; do
		for ((i = 0; i < 20; i++)); do
			val=$(bar "$1" 0 $at)
			[ "$val" = ffffffff ] || break
		done
		echo -n "$val "
	done
}

vram_changed()
{
	[ "$(vram "$1")" != "$2" ]
}

# Beyond the legacy window: what the second guest's card has there.
marks()
{
	local at
	for at in 0x400000 0x7fff00 0xaaaa00; do
		bar "$GOOD" 0 $at ${1:+"$1"}
	done | tr '\n' ' '
}

# Dom0's own access to whatever card the legacy ports lead to: the DAC's index.
dac_write()
{
	printf '%b' "\\x$1" | dd of=/dev/port bs=1 seek=$((0x3c8)) conv=notrunc status=none
}

dac_read()
{
	dd if=/dev/port bs=1 skip=$((0x3c8)) count=1 status=none | od -An -tx1 | tr -d ' '
}

# to SBDF DOMID: by the administrator's file, or as a holder of a capability; and away from it, by the file or kill -9.
to()
{
	if [ "$way" = file ]; then
		echo "$2" > "/sys/bus/pci/devices/$1/xen_vgapt/owner"
	else
		rm -f /run/hold.out
		captest hold "$1" "$2" 7 > /run/hold.out <&"$NAP" &
		holder=$!
		wait_for 20 file_has /run/hold.out granted
	fi
}

away_from()
{
	if [ "$way" = file ]; then
		echo none > "/sys/bus/pci/devices/$1/xen_vgapt/owner"
	else
		kill -9 "$holder"
		wait "$holder" 2> /dev/null
		wait_for 20 file_has "/sys/bus/pci/devices/$1/xen_vgapt/owner" '^none$'
	fi
}

module_load
echo 1 > "$VG/primary"
assignable_add "$EVIL" "$GOOD" > /dev/null 2>&1
start_guest good probe
good=$(domid good)
check_eq "the good guest has the ranges" "$good" "$(< "$VG/owner")"
check_eq "and its card" alive "$(probe good)"
marks 0x600dda7a
want=$(marks)
lab-ctl shot attack-before second
echo none > "$VG/owner"
echo 1 > "$EVIL_VG/primary"
evil_guest attack
evil=$(domid evil)
check_eq "the evil guest has the ranges" "$evil" "$(< "$EVIL_VG/owner")"
check "it is at work" wait_serial evil 'evil rounds=' 120 || rounds=0
check "it has found its card" eval '[ "$(serial_value evil card)" != 0000 ]'
before=$(vram "$EVIL")
check "its writes reach its card: dom0 sees the memory change" wait_for 60 vram_changed "$EVIL" "$before"
check_eq "Xen: all to the evil one" all "$(xen_says "$evil")"

survived=0 longest=0
echo none > "$EVIL_VG/owner"
for ((i = 1; i <= rounds; i++)); do
	[ $((i % 2)) -eq 0 ] && way="file" || way="capability"
	mark "round $i of $rounds, by $way"
	start=$(date +%s%N)
	bad=0
	check_eq "$i: taken away: Xen says so of the evil one" none "$(xen_says "$evil")" || bad=1
	dac_write 5a
	before=$(vram "$EVIL")
	check "$i: it goes on" evil_goes_on || bad=1
	check_eq "$i: and reaches its card's memory no more" "$before" "$(vram "$EVIL")" || bad=1
	check_eq "$i: nor its registers" 5a "$(dac_read)" || bad=1
	to "$GOOD" "$good"
	check_eq "$i: Xen: all to the good one, nothing to the evil one" "all none" "$(xen_says "$good") $(xen_says "$evil")" || bad=1
	for n in 1 2 3; do
		check_eq "$i: the good one's registers and text are its own ($n)" alive "$(probe good)" || bad=1
	done
	check "$i: while the evil one goes on" evil_goes_on || bad=1
	check_eq "$i: once more" alive "$(probe good)" || bad=1
	check_eq "$i: and its card's memory is its own" "$want" "$(marks)" || bad=1
	check_eq "$i: the evil one's card has not changed either" "$before" "$(vram "$EVIL")" || bad=1
	away_from "$GOOD"
	to "$EVIL" "$evil"
	check_eq "$i: Xen: back to the evil one" "none all" "$(xen_says "$good") $(xen_says "$evil")" || bad=1
	check "$i: it reaches its card again" wait_for 60 vram_changed "$EVIL" "$before" || bad=1
	check_eq "$i: and the good one nothing" dead "$(probe good)" || bad=1
	away_from "$EVIL"
	check "$i: dom0 lives" timeout $((20 * LAB_SLOW)) xl list || bad=1
	[ $bad -ne 0 ] || survived=$((survived + 1))
	ms=$((($(date +%s%N) - start) / 1000000))
	[ $ms -le $longest ] || longest=$ms
	xl domid evil > /dev/null || { not_ok "$i: the evil guest is still there"; break; }
done
note "$survived of $rounds rounds survived, $(evil_rounds) of the evil guest's own; longest round $longest ms"
lab-ctl shot attack-after second
cp /run/evil.serial /job/out/evil.serial
check "destroy" guest_destroy evil

mark "a BAR over the legacy window"
evil_guest over
evil=$(domid evil)
check_eq "a guest has the ranges" "$evil" "$(< "$EVIL_VG/owner")"
check "and lays a BAR of its card over them: Xen crashes it" wait_for 120 eval '! domid evil'
check "what it had is withdrawn" wait_for 30 file_has "$EVIL_VG/owner" '^none$'
echo "$good" > "$VG/owner"
check_eq "the good guest gets them" "all alive" "$(xen_says "$good") $(probe good)"
check_eq "its card's memory is its own" "$want" "$(marks)"
check "destroy" guest_destroy good
assignable_remove "$EVIL" "$GOOD" > /dev/null 2>&1
check "module unloads" module_unload
