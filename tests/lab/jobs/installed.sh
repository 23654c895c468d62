#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title as DKMS installed it: modprobe, and the order at the load of pciback
#: timeout 900
#: seconds 30
. /job/common.sh
# The files that "make dkms-install" left in a root like this one.
if [ ! -d /job/installed ]; then
	skip "DKMS installation" "tests/check makes it before this job"
	exit 0
fi
cp -a /job/installed/. /
depmod
check_eq "modprobe -n of pciback loads ours first" xen_vgapt "$(modprobe -n -v xen-pciback | grep -oE 'xen_vgapt|xen.pciback' | head -n 1)"
check "modprobe xen-pciback" modprobe xen-pciback
check "both are there" test -d "$VG" -a -e "$DO_FLR"
check_eq "and the kernel log has ours first" xen_vgapt "$(dmesg | grep -oE 'xen_vgapt: domctl|xen_pciback: backend' | head -n 1 | cut -d: -f1)"
check "the command is installed" vgapt list
modinfo xen_vgapt | grep -E '^(filename|version)'
check "modinfo tells the version" bash -c "modinfo xen_vgapt | grep -qE '^version: *[0-9]'"
check "rmmod, pciback first" rmmod xen_pciback
check "then ours" rmmod xen_vgapt
