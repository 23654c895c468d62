#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a dead card: said so, granted to nobody, never touched, reset all the same, and back
#: target xen420-linux612
#: timeout 500
#: seconds 110
#: prepared
#: cards hang=flr-hang never=never-return good=flr-good mi300x=amd-mi300x
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh

# touched CARD: into $TOUCHED how often its memory has been accessed, its ROM's too.
touched()
{
	TOUCHED=$(lab-ctl count mock.log " $1 (bar[0-5]|rom) (read|write) ")
}

# reporting CARD: into $REPORTING what the port above it reports: Device Control's four bits.
reporting()
{
	local port
	port=$(card_port "$1")
	REPORTING=$((0x$(setpci -s "$port" CAP_EXP+8.w) & 0xf))
}

# check_state NAME CARD WANT
check_state()
{
	check_eq "$1" "$3" "$(< "${SYS[$2]}/xen_vgapt/state")"
}

# guest NAME CARD: a paused guest with that card, meant to be its primary display; into $DOMID who it is.
guest()
{
	log_mark
	guest_cfg "$1" "$GUESTS/bios-text.img" "pci = [ \"${WHERE[$2]}\" ]" 'memory = 64'
	guest_create "$1" -p > "/job/out/create-$1.txt" 2>&1 || return
	DOMID=$(domid "$1")
}

DISPLAYS=(hang never good)

modprobe xen-pciback
# pciback has the kernel reset what it seizes, gives and takes back: that would kill these, or bring them back.
for name in hang never; do
	echo > "${SYS[$name]}/reset_method"
done
module_load dyndbg=+p reset_timeout=3
seize "${ALL[@]}"
for name in "${DISPLAYS[@]}"; do
	echo 1 > "${SYS[$name]}/xen_vgapt/primary"
	setpci -s "$(card_port "$name")" CAP_EXP+8.w=f:f
	check_state "$name: nothing is known against it" "$name" none
done

mark "one that is no display, and that its resets would kill"
check "it has survived pciback's resets" answers "${WHERE[mi300x]}"
put 1 "${SYS[mi300x]}/reset" 2> /dev/null
check "and that by hand" answers "${WHERE[mi300x]}"
echo -n "0000:${WHERE[mi300x]}" > "$DO_FLR"
check "and do_flr" answers "${WHERE[mi300x]}"

mark "a reset that kills"
echo flr > "${SYS[hang]}/xen_vgapt/reset_method"
put 1 "${SYS[hang]}/xen_vgapt/reset" 2> /dev/null &
pid=$!
nap 1
reporting hang
check_eq "the port above it is quiet meanwhile" 0 "$REPORTING"
wait $pid
reporting hang
check_eq "and as long as the card is dead" 0 "$REPORTING"
check_last "last_reset" hang "flr failed no-answer"
check_state "state" hang dead
check_log_count "the log says so once" 1 "0000:${WHERE[hang]}.*it is dead: it does not answer"
touched hang
before=$TOUCHED
check_reset "its reset is tried all the same" hang "Inappropriate ioctl for device"
plan_read hang
echo "hang: usable: ${METHODS:-none}; why not by FLR: ${WHY[flr]:-}"
check_state "state, after a look at its plan" hang dead
check_log_count "which is not said again" 1 "0000:${WHERE[hang]}.*it is dead: it does not answer"

mark "the next guest"
check "it is created: libxl does not ask" guest one hang
check_eq "but not made primary" none "$(< "${SYS[hang]}/xen_vgapt/owner")"
check "the log has the reason" log_has "0000:${WHERE[hang]}: xen_vgapt: legacy ranges refused to d$DOMID, the card is dead"
check "do_flr says so" log_has "0000:${WHERE[hang]}: xen_vgapt: do_flr: -6, it is dead"
check_eq "by what Xen says" none "$(xen_says "$DOMID")"
put_says "$DOMID" "${SYS[hang]}/xen_vgapt/owner"
check_eq "nor by hand" "No such device or address" "$SAID"
end_guests one
touched hang
check_eq "nobody has touched its memory" "$before" "$TOUCHED"

mark "brought back"
log_mark
echo default > "${SYS[hang]}/xen_vgapt/reset_method"
check_reset "a reset by the bus" hang ok
last_read hang
check_eq "by" "bus ok" "$LAST_BY"
check_state "state" hang none
check "the log says so" log_has "0000:${WHERE[hang]}: xen_vgapt: it is no longer dead"
reporting hang
check_eq "and the port above it reports errors again" 15 "$REPORTING"
# From now on FLR, the default's first, would kill it again.
echo bus > "${SYS[hang]}/xen_vgapt/reset_method"
check "a guest" guest two hang
check_eq "has it as its primary display" "$DOMID" "$(< "${SYS[hang]}/xen_vgapt/owner")"
end_guests two

mark "another guest's card, while the toolstack waits for this one's reset"
check "a guest with another card" guest beside good
put 20 /sys/module/xen_vgapt/parameters/reset_timeout
echo flr > "${SYS[hang]}/xen_vgapt/reset_method"
put 1 "${SYS[hang]}/xen_vgapt/reset" 2> /dev/null &
pid=$!
nap 1
put "0000:${WHERE[hang]}" "$DO_FLR" 2> /dev/null &
flr=$!
nap 1
start=$SECONDS
check_eq "its device model resets it" reset "$(captest reset "${SYS[good]##*/}" "$DOMID")"
check "at once" test $((SECONDS - start)) -lt $((8 * LAB_SLOW))
check "the toolstack waits still" kill -0 $flr
kill -9 $flr $pid
wait $flr $pid
put 3 /sys/module/xen_vgapt/parameters/reset_timeout
end_guests beside

mark "a reset that is given up"
echo flr > "${SYS[hang]}/xen_vgapt/reset_method"
put 1 "${SYS[hang]}/xen_vgapt/reset" 2> /dev/null &
pid=$!
nap 1
kill -9 $pid
wait $pid
check_state "state" hang dead
reporting hang
check_eq "the port above it is quiet" 0 "$REPORTING"
echo default > "${SYS[hang]}/xen_vgapt/reset_method"
check_reset "a reset by the bus" hang ok
check_state "state" hang none

mark "for ever, beside one that is well"
echo flr,bus > "${SYS[never]}/xen_vgapt/reset_method"
check "a guest" guest three never
check_state "state" never dead
check_eq "it is not primary" none "$(< "${SYS[never]}/xen_vgapt/owner")"
end_guests three
check_state "state, after the guest" never dead
check_state "the other one's" good none
check "a guest with that" guest four good
check_eq "is primary" "$DOMID" "$(< "${SYS[good]}/xen_vgapt/owner")"
end_guests four

mark "dead, in other hands"
echo flr > "${SYS[hang]}/xen_vgapt/reset_method"
check_not "a reset that kills" put 1 "${SYS[hang]}/xen_vgapt/reset"
release hang
seize hang
check_state "given back and taken again, it is as dead as before" hang dead
reporting hang
check_eq "and the port above it quiet" 0 "$REPORTING"
release hang
# When it has been let go of there is a look, which takes a second.
nap 2
setpci -s "$(card_port hang)" BRIDGE_CONTROL=40:40
nap 0.1
setpci -s "$(card_port hang)" BRIDGE_CONTROL=0:40
check "dom0 brings it back" wait_for 5 answers "${WHERE[hang]}"
check_state "which nobody has told" hang dead
seize hang
check "when it is taken again, that is seen" wait_for 5 file_has "${SYS[hang]}/xen_vgapt/state" none

for name in hang good; do
	reporting "$name"
	check_eq "$name: the port above it reports errors as before" 15 "$REPORTING"
done
reporting never
check_eq "never: that above a dead one does not" 0 "$REPORTING"
release "${ALL[@]}"
check "module unloads" module_unload
reporting never
check_eq "never: but does, without us" 15 "$REPORTING"
check_eq "nobody has taken the host down" 0 "$(lab-ctl count mock.log VIOLATION)"
