#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title vgapt-dm in a guest's life: detach, attach, reboot, crash, two cards; daemons that are away, or do not answer; workers that can't run
#: long 7 minutes
#: timeout 2000
#: seconds 400
#: cards card=qemu:ati-vga@10 second=qemu:bochs-display@11
. /job/common.sh
# shellcheck source=served.sh
. /job/served.sh
SECOND=$(card_sbdf second)
DO_STATUS=/run/dm-status

# states WANT: of all functions that vgaptd knows, sorted, with a blank in between.
states()
{
	local -a found=()
	status_read
	[ ${#STATES[@]} -eq 0 ] || mapfile -t found < <(printf '%s\n' "${STATES[@]}" | sort)
	[ "${found[*]}" = "$1" ]
}

runs()
{
	xl list "$1" > /run/xl-list && ! awk 'NR == 2 { print $5 }' /run/xl-list | grep -q p
}

card_ready
assignable_add "$SECOND" > /dev/null 2>&1
put 1 "$VG/device_model"
put 1 "/sys/bus/pci/devices/$SECOND/xen_vgapt/device_model"
check "vgaptd runs" daemon_up vgapt-dm

mark "taken away while it runs, and given again"
check "created" start_guest live probe
check "vgapt-dm serves it" wait_for 20 states serving
wait_serial live "VGAPT probe" 90
check_eq "it reaches the card" alive "$(probe live)"
status_read
worker=${WORKERS[0]}
check_eq "its worker may have 64 MiB of addresses" 67108864 "$(awk '/^Max address space/ { print $4 }' "/proc/$worker/limits")"
check_eq "could not run anything with privileges" 0000000000000000 "$(awk '/^CapBnd/ { print $2 }' "/proc/$worker/status")"
check_eq "is not spared when memory is short" 0 "$(< "/proc/$worker/oom_score_adj")"
check "and cannot let its memory grow" eval '! truncate -s 1M "/proc/$worker/fd/4" 2> /dev/null'
id=$(domid live)
xl pci-detach live "${CARD#0000:}" > /run/detach.log 2>&1
check "detached: withdrawn" owner_becomes none 30
check "detached: its worker has gone" wait_for 20 no_worker
check "detached: vgaptd knows of nothing" wait_for 10 states ""
check_eq "detached: the guest does not reach the card" dead "$(probe live)"
check "detached: it runs" runs live
check "attached" xl pci-attach live "${CARD#0000:}"
check "attached: vgapt-dm serves it" wait_for 20 states serving
check "attached: it runs" wait_for 10 runs live
check "attached: it has the ranges" owner_becomes "$id" 30
check_eq "attached: it reaches the card" alive "$(probe live)"
guest_destroy live
check "destroyed: withdrawn" owner_becomes none
check "destroyed: the worker has gone" wait_for 20 no_worker

mark "reboot"
start_guest again reboot
first=$(domid again)
check "reboot: served" wait_for 20 states serving
check "reboot: the guest starts a second time" wait_for 120 eval 'serial_times again "VGAPT pause" 2 || [ "$(domid again)" != "$first" ]'
wait_for 90 eval 'second=$(domid again) && [ "$second" != "$first" ]' || second=""
check "reboot: owner is the new domain" owner_becomes "$second"
check "reboot: the second start reports" wait_for 120 eval 'serial_times again "VGAPT pause" 1 && [ "$(domid again)" = "$second" ]'
check "reboot: served again" states serving
pkill -f "xl create .*/again.cfg"
check_serial "reboot: video BIOS again" ok again int10
check_serial "reboot: text again" ok again text
check "reboot: destroy" guest_destroy again
check "reboot: withdrawn in the end" owner_becomes none
check "reboot: no worker is left" wait_for 20 no_worker

mark "crash"
start_guest crash crash 'on_reboot = "destroy"'
wait_serial crash "VGAPT crash" 120
check "crash: the domain goes" wait_for 90 eval '! domid crash'
check "crash: withdrawn" owner_becomes none
check "crash: no worker is left" wait_for 20 no_worker
check "crash: its xl is done" wait_for 30 eval '! pgrep -f "xl create .*/crash.cfg"'

mark "two cards"
check "two: created" start_guest two text "pci = [ '${CARD#0000:}', '${SECOND#0000:}' ]"
check "two: both are served" wait_for 20 states "serving serving"
check "two: the guest comes to its end" wait_serial two "VGAPT done" 180
check_serial "two: text" ok two text
guest_destroy two
check "two: withdrawn" owner_becomes none
check "two: no worker is left" wait_for 20 no_worker

mark "a daemon that does not answer"
log_mark
kill -STOP "$DAEMON"
check "silent: created" start_guest silent text
check "silent: the log says that nobody answered" log_has "no answer from its device model's daemon"
kill -CONT "$DAEMON"
check "silent: the guest comes to its end" wait_serial silent "VGAPT done" 180
check_serial "silent: text" ok silent text
guest_destroy silent
check "silent: withdrawn" owner_becomes none
check "silent: no worker is left" wait_for 20 no_worker

mark "taken away and given again while there is no daemon"
check "away: created" start_guest away probe
check "away: served" wait_for 20 states serving
wait_serial away "VGAPT probe" 90
daemon_down
xl pci-detach away "${CARD#0000:}" > /run/detach.log 2>&1
check "away: its worker has ended" wait_for 20 no_worker
check "away: attached" xl pci-attach away "${CARD#0000:}"
check "away: vgaptd is back" daemon_up vgapt-dm
check "away: it says that QEMU serves" wait_for 10 file_has "$DAEMON_LOG" 'has ended while vgaptd did not run: QEMU serves'
check "away: it holds nothing" states ""
check "away: the guest runs" runs away
check_eq "away: it reaches the card" alive "$(probe away)"
guest_destroy away
check "away: withdrawn" owner_becomes none

mark "worker and daemon killed"
check "both: created" start_guest both watch
check "both: served" wait_for 20 states serving
check "both: the guest is at work" wait_serial both 'VGAPT seen' 180
status_read
kill -9 "$DAEMON" "${WORKERS[0]}"
wait "$DAEMON"
check "both: vgaptd is back" daemon_up vgapt-dm
check "both: what the worker knew is lost" wait_for 20 states orphan
check_not "both: the guest is held" runs both
check "both: xl destroy works" guest_destroy both
check "both: vgaptd forgets it" wait_for 20 states ""
check "both: withdrawn" owner_becomes none

mark "revoked while its worker is dead"
check "revoked: created" start_guest revoked watch
check "revoked: served" wait_for 20 states serving
check "revoked: the guest is at work" wait_serial revoked 'VGAPT seen' 180
status_read
kill -STOP "$DAEMON"
kill -9 "${WORKERS[0]}"
nap 2
vgapt capabilities --json > /run/capabilities
mapfile -t ids < <(sed -n 's/.*"id": *\([0-9]*\).*/\1/p' /run/capabilities)
for cap in "${ids[@]}"; do
	vgapt capability-revoke "$cap"
done
check "revoked: there was a capability" test ${#ids[@]} -gt 0
kill -CONT "$DAEMON"
check "revoked: what it has asked is answered, and it goes on" seen revoked
check "revoked: nothing is served any more" wait_for 20 states ""
check "revoked: no worker is left" wait_for 20 no_worker
check "revoked: destroyed" guest_destroy revoked
check "revoked: withdrawn" owner_becomes none

mark "workers that can't run"
daemon_down
check "vgaptd runs, its workers don't" daemon_up vgapt-dm --worker /bin/false
check "failed: created" start_guest failed text
check "failed: that is so after some tries" wait_for 60 states failed
check_not "failed: the guest is held" runs failed
vgapt dm status > $DO_STATUS 2>&1
check_eq "failed: dm status says so" 1 $?
cp $DO_STATUS /job/out/
check "failed: and what to do" grep -q "xl destroy" $DO_STATUS
check "failed: xl destroy works" guest_destroy failed
check "failed: withdrawn" owner_becomes none
check "failed: vgaptd forgets it" wait_for 20 states ""
daemon_down

mark "a worker that the next daemon may not take over"
check "hidden: vgaptd runs" daemon_up vgapt-dm
check "hidden: created" start_guest hidden watch
check "hidden: served" wait_for 20 states serving
check "hidden: the guest is at work" wait_serial hidden 'VGAPT seen' 180
daemon_down
# That is for good: until dom0's next boot.
if echo 3 2> /dev/null > /proc/sys/kernel/yama/ptrace_scope; then
	check "hidden: vgaptd is back" daemon_up vgapt-dm
	check "hidden: it is left alone" wait_for 20 states unwatched
	check "hidden: the guest runs" runs hidden
	check "hidden: it goes on" seen hidden
else
	skip "a worker that the next daemon may not take over" "this kernel has no ptrace_scope"
	check "hidden: vgaptd is back" daemon_up vgapt-dm
fi
check "hidden: destroyed" guest_destroy hidden
check "hidden: withdrawn" owner_becomes none
check "hidden: the worker has ended by itself" wait_for 20 no_worker
check "hidden: vgaptd forgets it" wait_for 20 states ""
check_not "nothing is left of the domains" grep -q null <(xl list)

daemon_down
assignable_remove "$CARD" "$SECOND" > /dev/null 2>&1
check "module unloads" module_unload
