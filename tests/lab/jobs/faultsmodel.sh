#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title every allocation and every call of Xen fails in turn in what a device model does: all or nothing, and Xen agrees
#: debug 25 minutes
#: timeout 5400
#: seconds 1500
#: cards card=flr-ports@10 nic=qemu:e1000e@10.1
#: prepared
. /job/common.sh
# shellcheck source=suffer.sh
. /job/suffer.sh
NIC=$(card_sbdf nic)

modprobe xen-pciback
module_load dyndbg=+p
assignable_add "$CARD" "$NIC" > /dev/null 2>&1

# Each of these has a domain of its own (tests/lab/programs/faults/domain.c).
faults model-attach model-hold model-release
faults model-map model-map-torn model-unmap model-unmap-page model-map-ports model-unmap-ports
faults model-write-config model-read-config model-write model-read-many model-write-port
faults model-read-legacy model-grant model-grant-beside model-revoke
# By MSI; the network interface has MSI-X.
faults model-bind model-move model-enable model-unbind model-disable model-bind-anew
CARD=$NIC faults model-bind model-move model-enable model-unbind model-disable model-bind-anew

mark "all of it at once"
faults model-close model-close-give model-take-back
CARD=$NIC faults model-close
faults model-reap
faults model-unbind-driver
faults model-death

mark "the daemon's side"
put 1 "$VG/device_model"
faults model-listen model-news
faults model-give
put 0 "$VG/device_model"

check "nobody has anything in the end" owner_becomes none
check_memory
assignable_remove "$CARD" "$NIC" > /dev/null 2>&1
check "unloads" module_unload
