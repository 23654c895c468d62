#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title every allocation of a reset by a vendor's registers fails in turn
#: debug 6 minutes
#: timeout 900
#: seconds 350
#: vga none
#: mockgpu cik=amd-bonaire.conf polaris=amd-polaris10-running.conf vega10=amd-vega10.conf vega20=amd-vega20.conf navi=amd-navi10.conf nvidia=nvidia-reset.conf
#: device pcie-root-port,id=p1,addr=0x3,slot=1,chassis=1,x-speed=5,hotplug=off
#: device {"driver":"vfio-user-pci","id":"cik","bus":"p1","socket":{"type":"unix","path":"/run/mock/cik.sock"}}
#: device pcie-root-port,id=p2,addr=0x4,slot=2,chassis=2,x-speed=5,hotplug=off
#: device {"driver":"vfio-user-pci","id":"polaris","bus":"p2","socket":{"type":"unix","path":"/run/mock/polaris.sock"}}
#: device pcie-root-port,id=p3,addr=0x5,slot=3,chassis=3,x-speed=5,hotplug=off
#: device {"driver":"vfio-user-pci","id":"vega10","bus":"p3","socket":{"type":"unix","path":"/run/mock/vega10.sock"}}
#: device pcie-root-port,id=p4,addr=0x6,slot=4,chassis=4,x-speed=5,hotplug=off
#: device {"driver":"vfio-user-pci","id":"vega20","bus":"p4","socket":{"type":"unix","path":"/run/mock/vega20.sock"}}
#: device pcie-root-port,id=p5,addr=0x7,slot=5,chassis=5,x-speed=5,hotplug=off
#: device {"driver":"vfio-user-pci","id":"navi","bus":"p5","socket":{"type":"unix","path":"/run/mock/navi.sock"}}
#: device pcie-root-port,id=p6,addr=0x8,slot=6,chassis=6,x-speed=5,hotplug=off
#: device {"driver":"vfio-user-pci","id":"nvidia","bus":"p6","socket":{"type":"unix","path":"/run/mock/nvidia.sock"}}
CARD=0000:01:00.0
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh
# shellcheck source=suffer.sh
. /job/suffer.sh
declare -A WHERE=([cik]=01:00.0 [polaris]=02:00.0 [vega10]=03:00.0 [vega20]=04:00.0 [navi]=05:00.0 [nvidia]=06:00.0)
declare -A BY=([cik]=vendor [polaris]=vendor [vega10]=vendor [vega20]=vendor [navi]=vendor [nvidia]=bus)

modprobe xen-pciback
module_load dyndbg=+p
for name in cik polaris vega10 vega20 navi nvidia; do
	CARD=0000:${WHERE[$name]}
	assignable_add "$CARD" > /dev/null 2>&1
	# What comes before each reset: AMD's processors run, and something is left of a guest.
	cat > /run/use <<-END
		. /job/common.sh
		. /job/named.sh
		declare -A WHERE=([$name]=${WHERE[$name]})
		start $name
		spoil $name
	END
	faults reset-used
	look "$name"
	check_eq "$name: the last one, without a fault" "${BY[$name]} ok, left: 00000000" \
		"$(cut -d' ' -f1,2 "$(sys "$name")/xen_vgapt/last_reset"), left: ${LEFT[$name]}"
	assignable_remove "$CARD" > /dev/null 2>&1
done
check_eq "no card's own book has a complaint" 0 "$(lab-ctl count mock.log VIOLATION)"
check "unloads" module_unload
