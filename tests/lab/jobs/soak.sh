#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title five hundred domains created and destroyed by stock xl, and nothing is left of them
#: debug an hour and a half
#: timeout 7200
#: seconds 3100
#: cards flr=flr-good
#: prepared hostile
#: dom0-arg log_buf_len=16M
#: dom0-arg kmemleak=off
#: dom0-arg kasan_xen=off
#: dom0-arg lockdep.prove_locking=0
. /job/common.sh
rounds=$(lab_number rounds 500)
# What counts here is counted. Those of the debug kernel's checks that cost most are off in this job: they would take half of its
# time, and all other jobs have them.

# The first ones fill caches that stay.
WARM=10
# For xenstored, the tools' logs, and the kernel's own of what a domain is.
KIB_PER_ROUND=4

# one_round: status 0, or what went wrong is printed. The domain has the card and the ranges, and never runs. With as few other
# processes as can be: in a round of some seconds each counts. Xen numbers domains one after the other.
one_round()
{
	timeout $((180 * LAB_SLOW)) xl create -p /run/soak.cfg > /run/soak.xl 2>&1 || { echo "xl create: $(tail -n 3 /run/soak.xl)"; return 1; }
	id=$((id + 1))
	owner_is "$id" || { echo "owner $(owner), not $id"; return 1; }
	[ "$((i % 50))" -ne 0 ] || [ "$(xen_says "$id")" = all ] || { echo "Xen says $(xen_says "$id")"; return 1; }
	# Why: see no_model.
	kill -9 "$(xenstore-read "/local/domain/$id/image/device-model-pid")"
	timeout $((180 * LAB_SLOW)) xl destroy soak || { echo "xl destroy"; return 1; }
	owner_becomes none || { echo "owner still $(owner)"; return 1; }
}

many()
{
	for ((i = 1; i <= $1; i++)); do
		if one_round > /run/soak.said 2> /run/soak.err; then
			good=$((good + 1))
		else
			not_ok "round $i" "$(cat /run/soak.said): $(tail -n 1 /run/soak.err)"
			guest_destroy soak > /dev/null 2>&1
			owner_becomes none
			bad=$((bad + 1))
			[ $bad -lt 10 ] || return
			id=$(last_domid)
		fi
		[ $((i % 100)) -ne 0 ] || echo "$i rounds, $((SECONDS - begun)) s; $(books | tr '\n' ' ')"
	done
}

# last_domid: the number of the domain that was made last: one that is made for that.
last_domid()
{
	guest_cfg count "$GUESTS/bios-text.img" 'pci = [ ]' 'memory = 32'
	guest_create count -p > /dev/null 2>&1
	domid count
	end_guests count
}

kib()
{
	sed -n "s/^$1: *\([0-9]*\) kB/\1/p" /proc/meminfo
}

# What has to be the same at the end as at the start.
books()
{
	local arbiter
	# What the toolstack leaves of a domain goes when xenstored has heard of its end.
	nap 2
	echo "references $(cat /sys/module/xen_vgapt/refcnt)"
	echo "domains $(xl list | wc -l)"
	xl dmesg -c > /dev/null
	xl debug-keys q
	echo "Xen's sets $(xl dmesg | grep -c 'Rangesets belonging to domain')"
	echo "notes $(xenstore-ls /libxl/pci 2> /dev/null | grep -c domid)"
	echo "backends $(xenstore-list /local/domain/0/backend/pci 2> /dev/null | wc -l)"
	exec {arbiter}<> /dev/vga_arbiter
	printf 'target PCI:%s' "$CARD" >&"$arbiter"
	echo "arbiter $(dd bs=256 count=1 status=none <&"$arbiter")"
	exec {arbiter}>&-
	echo "device models $(pgrep -cf 'xen-qemu-system|qemu-system-i386')"
	echo "route $(setpci -s "$(card_port flr)" BRIDGE_CONTROL.w)"
	echo "reset $(cut -d' ' -f1,2 "$VG/last_reset")"
}

# What may differ a bit.
memory()
{
	# Each xl that has waited for its domain's end is gone, with its files.
	wait_for 30 eval '! pgrep -x xl'
	echo 3 > /proc/sys/vm/drop_caches
	nap 1
	slab=$(kib SUnreclaim)
	available=$(kib MemAvailable)
	files=$(cut -f1 /proc/sys/fs/file-nr)
	xen=$(xl info free_memory)
	store=$(sed -n 's/^VmRSS:\t* *\([0-9]*\).*/\1/p' "/proc/$(cat /run/xenstored.pid)/status")
	store_files=$(find "/proc/$(cat /run/xenstored.pid)/fd" -mindepth 1 | wc -l)
	modules=$(grep -c . /proc/modules)
}

check "module loads" module_load
echo 1 > "$VG/primary"
assignable_add "$CARD" > /dev/null 2>&1
guest_cfg soak "$GUESTS/bios-text.img" "pci = [ \"${CARD#0000:}\" ]" 'memory = 32'
id=$(last_domid)
good=0 bad=0 begun=$SECONDS
many $WARM
check_eq "the first $WARM" $WARM $good
books > /run/books.before
cat /run/books.before
memory
before=("$slab" "$available" "$files" "$xen" "$store" "$store_files" "$modules")

mark "$rounds rounds"
good=0 begun=$SECONDS
many "$rounds"
took=$((SECONDS - begun))
books > /run/books.after
memory
check_eq "create and destroy, $rounds times" "$rounds" $good
check "references, domains, Xen's sets, notes, arbiter, route: as before" diff -u /run/books.before /run/books.after
limit=$((KIB_PER_ROUND * rounds + 4096))
check "slab: not $limit KiB more" test $((slab - before[0])) -lt $limit
check "memory: not 16 MiB less" test $((before[1] - available)) -lt $((limit + 16384))
# A processor counts up to 31 of them, opened or closed, for itself.
check "files: not 64 more" test $((files - before[2])) -lt 64
check "Xen's memory: not 8 MiB less" test $((before[3] - xen)) -lt 8
check_eq "xenstored's files" "${before[5]}" "$store_files"
check_eq "modules" "${before[6]}" "$modules"
note "$good rounds in $took s, $((took * 1000 / (good + 1))) ms each; slab $((slab - before[0])) KiB, available memory $((available - before[1])) KiB, files $((files - before[2])), Xen $((xen - before[3])) MiB, xenstored $((store - before[4])) KiB"
check_eq "no card's own book has a complaint" 0 "$(lab-ctl count mock.log VIOLATION)"
assignable_remove "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
