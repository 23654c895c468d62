#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title every allocation of a reset by a vendor's registers fails in turn
#: debug 6 minutes
#: timeout 900
#: seconds 350
#: cards cik=amd-bonaire polaris=amd-polaris10-running vega10=amd-vega10 vega20=amd-vega20 navi=amd-navi10
#: cards nvidia=nvidia-reset
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh
# shellcheck source=suffer.sh
. /job/suffer.sh
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
		start $name
		spoil $name
	END
	faults reset-used
	look "$name"
	last_read "$name"
	check_eq "$name: the last one, without a fault" "${BY[$name]} ok, left: 00000000" "$LAST_BY, left: ${LEFT[$name]}"
	assignable_remove "$CARD" > /dev/null 2>&1
done
check_eq "no card's own book has a complaint" 0 "$(lab-ctl count mock.log VIOLATION)"
check "unloads" module_unload
