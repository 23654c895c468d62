#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a graphics card with audio that dies unless reset: with stock Xen, given away together and apart
#: long two minutes
#: target xen420-linux612
#: timeout 600
#: seconds 130
#: cards gpu=card.0 audio=card.1@gpu sgpu=stock.0 saudio=stock.1@sgpu
#: prepared pair
. /job/common.sh
# shellcheck source=pair.sh
. /job/pair.sh

# last_by: the first two words of last_reset, into $BY.
last_by()
{
	local by result
	read -r by result _ < "$VG/last_reset"
	BY="$by $result"
}

# plan_of METHOD: its line of reset_plan, into $PLAN.
plan_of()
{
	local line
	local -a lines
	mapfile -t lines < "$VG/reset_plan"
	PLAN=""
	for line in "${lines[@]}"; do
		[[ $line != "$1 "* ]] || PLAN=$line
	done
}

mark "stock Xen"
assignable_add "$STOCK" "$STOCK_AUDIO" > /dev/null 2>&1
want=alive
for i in 1 2; do
	check "stock: xl create $i" paused stock "$STOCK" "$STOCK_AUDIO"
	check_eq "stock: start $i" "$want" "$(start_card "$STOCK")"
	want=dead
	end_guests stock
done

mark "together"
module_load dyndbg=+p
assignable_add "$GPU" "$AUDIO" > /dev/null 2>&1
usable=""
mapfile -t plan < "$VG/reset_plan"
for line in "${plan[@]}"; do
	[[ $line != *" in" ]] || usable+=" ${line% in}"
done
check_eq "plan" "bus link" "${usable# }"
generation_read
before=$GENERATION
log_mark
guest one text
last_by
check_eq "create: reset by the bus" "bus ok" "$BY"
generation_read
check_eq "create: once for both functions" 1 $((GENERATION - before))
check "create: the audio's own reset finds it done" log_has "$AUDIO: xen_vgapt: reset: done in this round already"
wait_serial one 'VGAPT done' 120
check_eq "the guest starts the card" alive "$(start_card "$CARD")"
generation_read
before=$GENERATION
log_mark
guest_destroy one
check "destroy: once more when the domain is dead" wait_for 20 log_has "$CARD: xen_vgapt: reset after the end of d[0-9]+: 0"
generation_read
# By each function's do_flr, as the guest still has both, and runs.
check_eq "destroy: reset for each function, and after the end once more" 3 $((GENERATION - before))

guest again reboot
id=$(domid again)
wait_serial again 'VGAPT pause' 120
check_eq "before the guest's reboot" alive "$(start_card "$CARD")"
rm /run/again.serial
check "the guest reboots" wait_for 120 eval 'other=$(domid again) && [ "$other" != "$id" ]'
# Its second start writes a file of its own, as the first one's was removed; the next reboot may have come by then.
wait_serial again 'VGAPT pause' 90
check_eq "after it" alive "$(start_card "$CARD")"
# It goes on rebooting, and xl starts it anew each time: without xl it stays away.
pkill -f "xl create .*/again.cfg"
no_model again
for i in 1 2; do
	guest_destroy again > /dev/null 2>&1
	nap 1
done
check_not "the guest stays away" xl domid again

mark "apart"
check "the card alone" paused gpu "$GPU"
id=$(domid gpu)
last_by
check_eq "the card alone: reset, as nobody has its audio" "bus ok" "$BY"
check_eq "its domain starts it" alive "$(start_card "$CARD")"
bar "$CARD" 0 0x100 0x5a5a1234
generation_read
before=$GENERATION
log_mark
check "its audio alone" paused audio "$AUDIO"
other=$(domid audio)
generation_read
check_eq "its audio to another domain: no reset" 0 $((GENERATION - before))
check_eq "the first domain's card is as it was" 5a5a1234 "$(bar "$CARD" 0 0x100)"
check "the log says which function is in the way, and whose it is" log_has "$AUDIO: xen_vgapt: reset: not by bus: sibling-domain $CARD $id"
plan_of bus
check_eq "the plan says so" "bus out sibling-domain $AUDIO $other" "$PLAN"
put_says 1 "$VG/reset"
check_eq "by hand: refused" "Device or resource busy" "$SAID"
check_eq "by ioctl: refused" EBUSY "$(captest reset "$CARD" "$id")"
end_guests audio
put_says 1 "$VG/reset"
check_eq "then it can be" "" "$SAID"
check_eq "by ioctl too" reset "$(captest reset "$CARD" "$id")"
end_guests gpu
xl pci-assignable-remove "${AUDIO#0000:}" > /dev/null 2>&1
plan_of bus
check_eq "audio not on pciback" "bus out sibling-driver $AUDIO" "$PLAN"
put_says 1 "$VG/reset"
check_eq "refused" "Device or resource busy" "$SAID"
check_eq "and that is kept" "none failed sibling" "$(cut -d' ' -f1,2,4- "$VG/last_reset")"
xl pci-assignable-add "${AUDIO#0000:}" > /dev/null 2>&1

mark "at the same time"
generation_read
before=$GENERATION
for i in 1 2 3 4; do
	put 1 "$VG/reset" 2> "/run/reset.$i" &
done
wait
check_eq "four resets at once" "" "$(cat /run/reset.[1-4])"
generation_read
check_eq "are four resets" $((before + 4)) "$GENERATION"
# A guest's accesses to configuration space come through this file, from its device model.
while [ ! -e /run/enough ]; do setpci -s "$CARD" VENDOR_ID; done > /run/ids &
for i in 1 2 3; do
	echo 1 > "$VG/reset"
done
touch /run/enough
wait
check_eq "a guest's accesses meanwhile wait for the reset" 5333 "$(sort -u /run/ids)"
before=$((before + 3))
bash -c "echo 1 > $VG/reset" 2> /run/reset.1 &
check "unloading waits for a reset" module_unload
wait
generation_read
check_eq "which has been done" "$((before + 5))" "$GENERATION"
module_load
bash -c "echo 1 > $VG/reset" 2> /run/reset.1 &
echo 1 > "/sys/bus/pci/devices/$CARD/remove"
wait
check "removed while it is reset" test ! -e "/sys/bus/pci/devices/$CARD"
check "module unloads" module_unload
