#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title what a request asks xenstore and Xen
#: timeout 600
#: seconds 60
. /job/common.sh

TRACE=/sys/kernel/tracing
NOTE=/libxl/pci/${CARD//[:.]/-}

# trace_begin: from here on note each domctl of the module, and each read of xenstore by the kernel.
trace_begin()
{
	echo 'p:vgapt/domctl xen_vgapt:vgapt_domctl_raw cmd=+0(%di):u32' >> $TRACE/kprobe_events || return
	# Not xenbus_read(): it may be part of this one.
	echo 'p:vgapt/read xenbus_scanf dir=+0(%si):string' >> $TRACE/kprobe_events || return
	echo 1 > $TRACE/events/vgapt/enable
}

# asked COMMAND WHAT: how often a process of that name did so since the trace was emptied.
asked()
{
	local what line count=0
	local -a lines
	case $2 in
	note) what="read: .*dir=\"$NOTE\"" ;;
	getdomaininfo) what='domctl: .*cmd=5$' ;;
	grants) what='domctl: .*cmd=(20|21|39|40)$' ;;
	esac
	mapfile -t lines < $TRACE/trace
	for line in "${lines[@]}"; do
		[[ ! $line =~ ^\ *$1-[0-9]+\  || ! $line =~ $what ]] || count=$((count + 1))
	done
	echo $count
}

# at_most NAME MOST GOT
at_most()
{
	if [ "$3" -le "$2" ]; then
		ok "$1 ($3)"
	else
		not_ok "$1" "at most $2, got $3"
	fi
}

# The debug kernel has tracefs without kprobe events; what is asked does not depend on the kernel. If it is tracefs that is
# missing, that is a failure of the check below.
if { mountpoint -q $TRACE || mount -t tracefs nodev $TRACE; } && [ ! -e $TRACE/kprobe_events ]; then
	skip "what a request asks" "this kernel has no kprobe events"
	exit
fi
check "module loads, the card is to be primary" card_ready
check "the kernel traces the module's calls" trace_begin

: > $TRACE/trace
# No method is usable: this card is part of the machine. But whose it is has been asked.
vgapt reset-plan "$CARD" > /dev/null
check_eq "the trace shows that the note is read" 1 "$(asked vgapt note)"

for round in first second; do
	mark "$round guest"
	: > $TRACE/trace
	start_guest "$round" text
	cp $TRACE/trace "/job/out/create-$round.trace"
	check_eq "$round xl create: granted" "$(domid "$round")" "$(< "$VG/owner")"
	# Two port ranges and one of memory, a permission and a mapping each.
	check_eq "$round xl create: the trace shows the grant" 6 "$(asked xl grants)"
	at_most "$round xl create: libxl's note is read once at most" 1 "$(asked xl note)"
	at_most "$round xl create: Xen is asked about domains twice at most" 2 "$(asked xl getdomaininfo)"
	[ "$round" = second ] || end_guests "$round"
done

mark "capability"
echo none > "$VG/owner"
# By now the watch has told of the note, and it has been read.
: > $TRACE/trace
check "vgapt grant" vgapt grant "$CARD" "$(domid second)"
cp $TRACE/trace /job/out/grant.trace
check_eq "vgapt grant: the trace shows the grant" 6 "$(asked vgapt grants)"
check_eq "vgapt grant: libxl's note has been read already" 0 "$(asked vgapt note)"

end_guests second
echo 0 > $TRACE/events/vgapt/enable
echo > $TRACE/kprobe_events
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
