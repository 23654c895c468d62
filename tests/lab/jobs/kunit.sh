#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title KUnit: capabilities, claims, who has the ranges, ports and rounds of resets, under the kernel's own locks
#: debug a minute
#: timeout 300
#: cards none
. /lab/lib.sh

modprobe kunit enable=1
dmesg -C
check "the suites load" insmod /job/modules/vgapt_kunit.ko
dmesg | sed 's/^\[[^]]*\] //' > /job/out/kunit.ktap
# KTAP: a suite's cases are indented by four.
while read -r line; do
	case $line in
	"ok "*) ok "${line#* [0-9]* }" ;;
	"not ok "*) not_ok "${line#* * [0-9]* }" "see kunit.ktap" ;;
	esac
done < <(grep -E '^ {4}(not )?ok [0-9]+ ' /job/out/kunit.ktap)
check_eq "all suites passed" "vgapt_capability vgapt_claim vgapt_owner vgapt_ports vgapt_rounds" \
	"$(sed -n 's/^ok [0-9]* \(vgapt_[a-z]*\)$/\1/p' /job/out/kunit.ktap | xargs)"
check "the suites unload" rmmod vgapt_kunit
