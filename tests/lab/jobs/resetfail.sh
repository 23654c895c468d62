#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title resets in a guest's life, cards whose resets fail: what libxl, do_flr and last_reset say, and the cards beside them
#: long 3 minutes
#: target xen420-linux612
#: timeout 600
#: seconds 150
#: prepared life
#: cards hang=flr-hang slow=slow-crs broken=flr-broken hung=amd-polaris10-hung never=never-return lost=link-lost good=flr-good
. /job/common.sh
declare -A BY=([hang]=bus [slow]=flr [broken]=bus [good]=flr)
# shellcheck source=life.sh
. /job/life.sh

mark "what stock Xen does"
modprobe xen-pciback
# The kernel resets what pciback seizes, what is given away and what is taken back. These would keep it waiting for FLR for more
# than a minute each time; and the one whose link is lost can be had once.
for name in hang never; do
	echo bus > "${SYS[$name]}/reset_method"
done
echo > "${SYS[lost]}/reset_method"
seize "${ALL[@]}"
use hang slow broken hung good
given stock text hang slow broken hung good
check "stock: xl create" create stock -p
stock_seen create hang slow broken hung good
check_eq "stock: FLR that only pretends, and a hung card, are given away as they were" " broken hung" "$stuck"
use hang slow broken hung good
end_guests stock
stock_seen destroy hang slow broken hung good
check_eq "stock: and taken back so" " broken hung" "$stuck"

mark "with xen_vgapt"
module_load dyndbg=+p reset_timeout=2
# Only who knows the card can tell that its FLR pretends.
echo bus > "${SYS[broken]}/xen_vgapt/reset_method"
life one hang slow broken good

mark "a card that can't be reset, beside one that can"
use hung good
given two text hung good
log_mark
check "hung: the domain is created" create two
check "hung: do_flr says that there is no way" log_has "0000:${WHERE[hung]}: xen_vgapt: do_flr: -25, there is no way to reset it"
check "hung: libxl says so, too" file_has /job/out/xl-create-two.txt "0000:${WHERE[hung]}.*do_flr failed: Inappropriate ioctl for device"
check_last "hung: last_reset" hung "none failed no-method"
look hung
check_eq "hung: it is as the last guest left it" 5a5a1234 "${LEFT[hung]}"
life_seen "beside hung" good
check "the guest runs" wait_serial two 'VGAPT done' 120
check_eq "hung: ioctl" ENOTTY "$(captest reset "0000:${WHERE[hung]}" "$(domid two)")"
use good
no_model two
guest_destroy two
life_seen "beside hung, destroy" good

mark "cards that are lost by a reset"
echo flr,bus > "${SYS[never]}/xen_vgapt/reset_method"
echo bus > "${SYS[lost]}/xen_vgapt/reset_method"
for name in never lost; do
	use good
	given "$name" text "$name" good
	log_mark
	check "$name: the domain is created all the same" create "$name" -p
	check "$name: do_flr says so" log_has "0000:${WHERE[$name]}: xen_vgapt: do_flr: -110"
	check "$name: libxl, too" file_has "/job/out/xl-create-$name.txt" "0000:${WHERE[$name]}.*do_flr failed: Connection timed out"
	life_seen "beside $name" good
	end_guests "$name" > /dev/null 2>&1
done
check_last "never: last_reset" never "bus failed no-answer"
check_last "lost: last_reset" lost "bus failed no-answer"
check_eq "nothing was done that must not be" 0 "$(violations)"
