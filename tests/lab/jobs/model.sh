#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title vgapt-dm in QEMU's place: a card as primary display, a worker that is killed, reboot, a daemon that starts anew
#: timeout 900
#: seconds 150
. /job/common.sh
# shellcheck source=served.sh
. /job/served.sh

status_is()
{
	status_read
	[ "${STATES[*]}" = "$1" ]
}

worker()
{
	status_read
	echo "${WORKERS[*]}"
}

# reports NAME WHAT: a guest has its report made with the card.
reports()
{
	check "$2: it comes to its end" wait_serial "$1" "VGAPT done" 180
	check_serial "$2: int 10h" ok "$1" int10
	check_serial "$2: text" ok "$1" text
}

card_ready
check_files "by default it is QEMU that serves" 0 "$CARD" device_model
put 1 "$VG/device_model"

mark "without a daemon"
log_mark
check "created" start_guest alone text
check "the log says that nobody listens" log_has "nobody listens"
reports alone "QEMU serves it"
guest_destroy alone
check "withdrawn" owner_becomes none

mark "the daemon"
check "it runs" daemon_up vgapt-dm
check "and says so" vgapt dm status

mark "a guest"
check "created" start_guest one vbe
check "vgapt-dm serves it" wait_for 20 status_is serving
id=$(domid one)
check_eq "it has the ranges" "$id" "$(owner)"
check_eq "Xen says so" all "$(xen_says "$id")"
check_files "the module says so" vgapt "$CARD" model
first=$(worker)
check_eq "its worker is nobody" nobody "$(stat -c %U "/proc/$first")"
check_eq "without capabilities" "CapEff: 0000000000000000" "$(grep CapEff "/proc/$first/status" | xargs)"
check "and with a filter" file_has "/proc/$first/status" '^Seccomp:[[:space:]]*2$'
lab-ctl shot model-one card
reports one "vgapt-dm serves it"
check_serial "VBE" ok one vbe
note "RSS of the worker: $(sed -n 's/^VmRSS:\s*//p' "/proc/$first/status"); of QEMU: $(sed -n 's/^VmRSS:\s*//p' "/proc/$(xenstore-read "/local/domain/$id/image/device-model-pid")/status")"
check_eq "nobody has died" "$first" "$(worker)"
guest_destroy one
check "withdrawn" owner_becomes none
check "the worker has gone" wait_for 20 no_worker
check_not "nothing is left of the domain" grep -q null <(xl list)

mark "a worker that is killed"
check "created" start_guest two probe
check "vgapt-dm serves it" wait_for 20 status_is serving
check "the guest is at work" wait_serial two "VGAPT probe" 120
check_eq "it reaches the card" alive "$(probe two)"
first=$(worker)
kill -9 "$first"
check "another one serves" wait_for 20 eval '[ "$(worker)" != "$first" ] && status_is serving'
check_eq "the guest reaches the card" alive "$(probe two)"

mark "a daemon that is killed"
first=$(worker)
kill -9 "$DAEMON"
wait "$DAEMON" 2> /dev/null
check_eq "the guest reaches the card" alive "$(probe two)"
check "the next daemon runs" daemon_up vgapt-dm
check "and has taken the worker over" wait_for 20 status_is serving
check_eq "the same" "$first" "$(worker)"
check_eq "the guest reaches the card" alive "$(probe two)"

mark "taken away while it runs"
guest_destroy two
check "withdrawn" owner_becomes none
check "the worker has gone" wait_for 20 no_worker

mark "back to QEMU"
put 0 "$VG/device_model"
check "created" start_guest back text
reports back "QEMU serves it"
check "no worker" no_worker
guest_destroy back
daemon_down
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
