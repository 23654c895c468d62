#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the debug kernel finds mistakes that are made, each of its checkers its own
#: debug a minute
#: timeout 200
#: cards none
. /lab/lib.sh

declare -A SAYS=([freed]="KASAN: slab-use-after-free" [beyond]="KASAN: slab-out-of-bounds" [page]="KASAN: use-after-free"
	[mapped]="KASAN: vmalloc-out-of-bounds" [global]="KASAN: global-out-of-bounds" [stack]="KASAN: stack-out-of-bounds"
	[shifted]="UBSAN: shift-out-of-bounds" [atomic]="sleeping function called" [list]="list_del corruption"
	[timer]="ODEBUG: free active" [order]="possible circular locking")

# Not the kernel's but the lab's: nobody's question to the host is lost because others ask as well.
for _ in 1 2 3; do
	for _ in {1..30}; do
		lab-ctl count job.log . > /dev/null || echo lost
	done &
done > /run/asked 2>&1
wait
check_eq "three ask the host at once: no question is lost" "" "$(cat /run/asked)"

for name in fail_function failslab fail_page_alloc kcov; do
	check "it has $name" test -e /sys/kernel/debug/$name
done
check "it has fail-nth" test -e /proc/self/fail-nth
check_eq "lockdep is on" 1 "$(sed -n 's/.*debug_locks: *//p' /proc/lockdep_stats)"
check "module loads" insmod /job/modules/mistakes.ko
# Lockdep switches itself off after its own report, and after KASAN's.
for name in order freed beyond page mapped global stack shifted atomic list timer; do
	dmesg -C
	echo $name > /sys/module/mistakes/parameters/make
	dmesg > /run/log
	check "$name: found" grep -qE "${SAYS[$name]}" /run/log
	check "$name: and would fail a job" complaints log /run/log
done
lost=$(complaints memory /run/lost)
check_eq "nothing lost so far" 0 "$lost"
echo lost > /sys/module/mistakes/parameters/make
lost=$(complaints memory /job/out/lost.txt)
check "lost memory: found" test "$lost" -gt 0
echo clear > /sys/kernel/debug/kmemleak
check "module unloads" rmmod mistakes
dmesg -C
echo "lab: job begins" > /dev/kmsg
