#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title a stub domain has the backend, its guest the card: grants, resets, what is taken, what is left
#: target xen420-linux612
#: timeout 300
#: seconds 70
#: cards card=flr-good
# Debian has no stub domain for QEMU. So two domains that never run stand for guest and stub domain, and the job writes what libxl
# writes for such a pair (tools/libs/light/libxl_pci.c, libxl_dm.c): the note names the guest, pciback's backend is the stub
# domain's, and that one's "target" is the guest.
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh
DASHES=${CARD//[:.]/-}

domain()
{
	guest_cfg "$1" "$GUESTS/bios-text.img" 'pci = [ ]' 'memory = 32'
	guest_create "$1" -p
}

# backend DOMID: what makes pciback have a backend for that domain.
backend()
{
	local back=/local/domain/0/backend/pci/$1/0 front=/local/domain/$1/device/pci/0
	xenstore-write "$front/backend" "$back" "$front/backend-id" 0 "$front/state" 1
	xenstore-chmod "$front" "n$1" r0
	xenstore-write "$back/frontend" "$front" "$back/frontend-id" "$1" "$back/online" 1 "$back/domain" stub \
		"$back/num_devs" 1 "$back/key-0" "$CARD" "$back/dev-0" "$CARD" "$back/vdevfn-0" 0 "$back/opts-0" "" \
		"$back/state-0" 1 "$back/state" 1
}

# The guest's ranges: by our file, and as Xen says.
check_guest()
{
	check_eq "$1" "$2" "$(< "$VG/owner") $(xen_says "$guest")"
}

was_reset()
{
	look card
	[ "${GENERATION[card]}" -gt "$1" ]
}

module_load dyndbg=+p
echo 1 > "$VG/primary"
modprobe xen-pciback dyndbg=+p
seize card
check "a guest" domain guest
check "its stub domain" domain stub
guest=$(domid guest) stub=$(domid stub)
xenstore-write "/local/domain/$stub/target" "$guest"

mark "given"
xenstore-write "/libxl/pci/$DASHES/domid" "$guest"
echo -n "$CARD" > "$DO_FLR"
check_guest "do_flr: the guest has the ranges" "$guest all"
log_mark
backend "$stub"
check "pciback has a backend for the stub domain" wait_for 20 log_has "pciback $CARD: .*(registering|registered) for $stub"
check_eq "the guest's capability resets it" reset "$(captest reset "$CARD" "$guest")"
check_eq "the stub domain's does not" EPERM "$(captest reset "$CARD" "$stub")"
check "the file reset does" put 1 "$VG/reset"
# Longer than an owner is kept whom nobody names.
nap 17
check_guest "the guest keeps the ranges" "$guest all"

mark "taken"
log_mark
echo -n "$CARD" > "$DO_FLR"
check "do_flr knows that it is taken away" log_has "do_flr: named $guest owner $guest .*: revoke"
check_guest "the ranges are withdrawn" "none none"

mark "both die"
xenstore-write "/local/domain/0/backend/pci/$stub/0/online" 0
look card
before=${GENERATION[card]}
spoil card
check "the guest is destroyed" guest_destroy guest
# As libxl does: the backend first.
xenstore-rm "/local/domain/0/backend/pci/$stub"
check "so is the stub domain" guest_destroy stub
check "the card is reset when they are dead" wait_for 30 was_reset "$before"
check_eq "nothing is left in it" 00000000 "${LEFT[card]}"
xenstore-rm "/libxl/pci/$DASHES"
release card
check "module unloads" module_unload
