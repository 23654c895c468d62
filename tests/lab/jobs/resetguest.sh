#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title resets in a guest's life: cards of each family and with each method through xl create, ioctl, reboot and xl destroy
#: long three minutes
#: target xen420-linux612
#: timeout 600
#: seconds 130
#: prepared life
#: cards vega10=amd-vega10 cik=amd-bonaire run=amd-polaris10-running vega20=amd-vega20 navi=amd-navi10
#: cards nvidia=nvidia-reset nobus=nvidia-nobus flr=flr-good pm=pm-good bus=bus-only af=af-flr@root
. /job/common.sh
declare -A BY=([cik]=vendor [run]=vendor [vega10]=vendor [vega20]=vendor [navi]=vendor [nvidia]=bus [nobus]=flr [flr]=flr
	[pm]=pm [bus]=bus [af]=af_flr)
# shellcheck source=life.sh
. /job/life.sh
AMD=(vega10 cik run vega20 navi)
OTHERS=(nvidia nobus flr pm bus af)

mark "what stock Xen does"
modprobe xen-pciback
seize "${ALL[@]}"
use "${ALL[@]}"
# The kernel takes a second for each bus reset: too long for all in one domain, see life.sh.
given stock1 text "${AMD[@]}"
given stock2 text "${OTHERS[@]}"
check "stock: xl create" create stock1 -p
check "stock: xl create, the others" create stock2 -p
stock_seen create "${ALL[@]}"
check_eq "stock: no running card of AMD's has been reset" " ${AMD[*]}" "$stuck"
use "${ALL[@]}"
end_guests stock1 stock2
stock_seen destroy "${ALL[@]}"
check_eq "stock: nor is one at the end" " ${AMD[*]}" "$stuck"

mark "with xen_vgapt"
module_load dyndbg=+p reset_timeout=5
if [ "$LAB_SLOW" -gt 1 ]; then
	# So many fit into xl's ten seconds there. At half the speed of an idle host a card's reset and its attaching take one.
	[ "$LAB_SLOW" -eq 2 ] && most=6 || most=4
	for ((i = 0; i < ${#ALL[@]}; i += most)); do
		life "some$i" "${ALL[@]:i:most}"
	done
else
	life one "${ALL[@]}"
fi
check_eq "nothing was done that must not be" 0 "$(violations)"
