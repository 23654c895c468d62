#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a million random calls of the device, of capabilities and of the files, by several threads at a time
#: debug 35 minutes
#: timeout 5400
#: seconds 1600
#: cards flr=flr-good pm=pm-good bus=bus-only plain=ati-plain@10 prom=nvidia-prom@11 igd=intel-igd@12
#: cards novga=qemu:bochs-display@13
#: cpus 2
#: xen-arg dom0_max_vcpus=2
# A guest has three of the cards and never runs; two more are on pciback and free, one has no driver, and one is no VGA.
. /job/common.sh
# shellcheck source=pair.sh
. /job/pair.sh
given=("$(card_sbdf flr)" "$(card_sbdf pm)" "$(card_sbdf bus)")
ops=$(lab_number rounds 1100000)
seed=$(lab_number seed "$RANDOM$RANDOM")

# The log's ring is too small for what a million calls have to say.
cat /dev/kmsg > /job/out/kmsg.txt &
log=$!
module_load
assignable_add "${given[@]}" "$(card_sbdf plain)" "$(card_sbdf prom)" > /dev/null 2>&1
check "a guest with three cards" paused one "${given[@]}"
guest_cfg two "$GUESTS/bios-text.img" 'pci = [ ]' 'memory = 32'
check "another, with none" guest_create two -p
one=$(domid one) two=$(domid two)

mark "the same once more"
# fuzz OPTION...: a short run; not all rules come up in it.
fuzz()
{
	fuzzdev --domain "$one" --domain "$two" --threads 3 --rounds 2 --stall 300 "$@" > /run/fuzz
	sed -n 's/.*: \([0-9]* operations\) in .*, \([0-9]* bad\)$/\1, \2/p' /run/fuzz
}

check_eq "a short run" "900 operations, 0 bad" "$(fuzz --seed "$seed" --ops 900 --trace /run/trace)"
check_eq "its trace, done again" "900 operations, 0 bad" "$(fuzz --replay /run/trace --trace /run/again)"
for n in 0 1 2; do
	check "thread $n has done the same" cmp <(grep "^$n " /run/trace) <(grep "^$n " /run/again)
done
check_eq "one thread alone" "300 operations, 0 bad" "$(fuzz --replay /run/trace --only-thread 1 --trace /run/again)"
check "and that is what it did" cmp <(grep "^1 " /run/trace) /run/again

mark "random calls"
fuzzdev --domain "$one" --domain "$two" --seed "$seed" --ops "$ops" --threads 6 --rounds 8 --stall 900 | tee /job/out/fuzzdev.txt
check_eq "it has come to its end" 0 "${PIPESTATUS[0]}"
answers=$(sed -n 's/^count: \([0-9]*\) answers in all/\1/p' /job/out/fuzzdev.txt)
check "ten answers for eleven operations, or more: a million, unless other was asked for" test "$answers" -ge $((ops * 10 / 11))
note "seed $seed, $answers answers"
check_eq "Xen lets the guest reach nothing" none "$(xen_says "$one")"
check_eq "nor the other" none "$(xen_says "$two")"

mark "after it"
echo 1 > "$VG/primary"
captest hold "$CARD" "$one" 7 > /run/hold.out <&"$NAP" &
holder=$!
check "a capability grants as ever" wait_for 10 file_has /run/hold.out granted
check_eq "and Xen lets the guest reach all" all "$(xen_says "$one")"
kill -9 $holder
wait $holder 2> /dev/null
check "its holder's end withdraws" owner_becomes none
end_guests one
end_guests two
assignable_remove "${given[@]}" "$(card_sbdf plain)" "$(card_sbdf prom)" > /dev/null 2>&1
check "module unloads: nothing has been left open or referenced" module_unload
kill $log
check_eq "all of the kernel's log has no complaint" "" "$(complaints log <(sed '1,/lab: job begins/d' /job/out/kmsg.txt))"
