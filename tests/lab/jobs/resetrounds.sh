#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a graphics card with audio that dies unless reset: fifty domains, one after the other
#: long 12 minutes
#: target xen420-linux612
#: timeout 3600
#: seconds 700
#: vga none
#: prepared pair
#: mockgpu gpu=/host/card.0.conf audio=/host/card.1.conf sgpu=/host/stock.0.conf saudio=/host/stock.1.conf
#: device pcie-root-port,id=p1,addr=0x3,slot=1,chassis=1,x-speed=5,hotplug=off
#: device {"driver":"vfio-user-pci","id":"gpu","bus":"p1","addr":"0x0.0","multifunction":true,"socket":{"type":"unix","path":"/run/mock/gpu.sock"}}
#: device {"driver":"vfio-user-pci","id":"audio","bus":"p1","addr":"0x0.1","socket":{"type":"unix","path":"/run/mock/audio.sock"}}
#: device pcie-root-port,id=p2,addr=0x4,slot=2,chassis=2,x-speed=5,hotplug=off
#: device {"driver":"vfio-user-pci","id":"sgpu","bus":"p2","addr":"0x0.0","multifunction":true,"socket":{"type":"unix","path":"/run/mock/sgpu.sock"}}
#: device {"driver":"vfio-user-pci","id":"saudio","bus":"p2","addr":"0x0.1","socket":{"type":"unix","path":"/run/mock/saudio.sock"}}
CARD=0000:01:00.0
. /job/common.sh
# shellcheck source=pair.sh
. /job/pair.sh
ROUNDS=50

module_load dyndbg=+p
assignable_add 01:00.0 01:00.1 > /dev/null 2>&1
good=0
for ((i = 1; i <= ROUNDS; i++)); do
	guest round text || break
	wait_serial "$(guest_serial round)" 'VGAPT done' 120 || { echo "round $i: the guest says nothing"; break; }
	said=$(start_card $CARD)
	guest_destroy round || break
	[ "$said" = alive ] || { echo "round $i: $said"; break; }
	good=$((good + 1))
done
check_eq "$ROUNDS rounds of create and destroy, the card started in each" $ROUNDS $good
check_eq "the card's own book has no complaint" 0 "$(lab-ctl count mock.log " gpu VIOLATION")"
assignable_remove 01:00.0 01:00.1 > /dev/null 2>&1
check "module unloads" module_unload
