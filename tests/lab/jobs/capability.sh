#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the character device, the capability, and everything that must be refused
#: timeout 900
#: seconds 140
#: cards card=qemu:ati-vga@10 nic=qemu:e1000e@11 plain=qemu:bochs-display@12 wire=qemu:e1000e@12.1
. /job/common.sh
NIC=$(card_sbdf nic)
WIRE=$(card_sbdf wire)

card_ready
start_guest one probe
id=$(domid one)
wait_serial one "VGAPT probe" 90

mark "calls"
captest info "$CARD" "$id"
captest rom "$CARD" "$id"
captest compat "$CARD" "$id"
captest bad "$CARD" "$id"
captest rights "$CARD" "$id"
captest beside "$CARD" "$id"
captest revoke "$CARD" "$id"
captest events "$CARD" "$id"
captest budget "$CARD" "$id"
capuser "$CARD" "$id"
check_eq "after all that the guest still has its ranges" all "$(xen_says "$id")"

mark "holders"
check_eq "a reset that this card has no way for: the holder is told so" ENOTTY "$(captest reset "$CARD" "$id")"
echo none > "$VG"/owner
check_eq "nothing granted" none "$(xen_says "$id")"
captest user "$CARD" "$id"
check_eq "the user has given all back" none "$(xen_says "$id")"
captest revoke "$CARD" "$id"
check_eq "what was granted through a revoked one is withdrawn" none "$(xen_says "$id")"
# Its standard input has no end.
captest hold "$CARD" "$id" 7 > /run/hold.out <&"$NAP" &
holder=$!
check "a holder grants" wait_for 10 file_has /run/hold.out granted
check_eq "owner" "$id" "$(< "$VG/owner")"
check_eq "the guest sees the card" alive "$(probe one)"
check_not "no unload meanwhile" rmmod xen_vgapt
vgapt capabilities > /run/capabilities
check_eq "the command knows it, and its holder" 1 "$(grep -cE "^[0-9]+ +$CARD +$id +rom,legacy,reset,reset-others,addresses +live +$holder\$" /run/capabilities)"
check "the command revokes it" vgapt capability-revoke "$(awk -v card="$CARD" '$2 == card { print $1 }' /run/capabilities)"
check_eq "a revoked one: Xen lets the guest reach nothing" none "$(xen_says "$id")"
check_eq "though it is open still" 1 "$(vgapt capabilities | grep -c ' revoked ')"
check_eq "another one may grant beside it" granted "$(captest try "$CARD" "$id" 7)"
kill -9 $holder
wait $holder 2> /dev/null
captest hold "$CARD" "$id" 7 > /run/hold.out <&"$NAP" &
holder=$!
check "and another one holds" wait_for 10 file_has /run/hold.out granted
kill -9 $holder
wait $holder 2> /dev/null
check "kill -9 of the holder withdraws" owner_becomes none 15
check_eq "kill -9: Xen lets the guest reach nothing" none "$(xen_says "$id")"
check_eq "kill -9: the guest sees nothing" dead "$(probe one)"

captest hold "$CARD" "$id" 4 > /run/hold.out <&"$NAP" &
holder=$!
wait_for 10 file_has /run/hold.out granted
check_eq "one range alone" a0-bf "$(xen_says "$id")"
echo "$id" > "$VG"/owner
check_eq "the administrator grants all beside it" all "$(xen_says "$id")"
kill -9 $holder
wait $holder 2> /dev/null
nap 0.5
check_eq "the holder's end leaves the administrator's" all "$(xen_says "$id")"

mark "another domain"
check "a second guest" start_guest two text 'pci = [ ]'
two=$(domid two)
check_eq "second domain by its capability: EPERM, the card is not meant for it" EPERM "$(captest try "$CARD" "$two" 7)"
log_mark
check_not "second domain by sysfs: refused" put "$two" "$VG/owner"
check "and the log says why" log_has "refused to d$two"
check_eq "the first keeps them" all "$(xen_says "$id")"
check_eq "the second has none" none "$(xen_says "$two")"
# Even if the toolstack's note names it now: as long as pciback has the first as owner, the first keeps what it has.
xenstore-write "/libxl/pci/${CARD//[:.]/-}/domid" "$two" 2> /dev/null
nap 1
check_eq "a note that names another does not outweigh pciback's owner" all "$(xen_says "$id")"
check_eq "and the other is told that they are taken" EBUSY "$(captest try "$CARD" "$two" 7)"
echo none > "$VG/owner"
xenstore-write "/libxl/pci/${CARD//[:.]/-}/domid" "$id"
captest hold "$CARD" "$id" 7 > /run/hold.out <&"$NAP" &
holder=$!
wait_for 10 file_has /run/hold.out granted
check_eq "second domain, while the first has a capability: EBUSY" EBUSY "$(captest try "$CARD" "$two" 7)"
xenstore-rm "/libxl/pci/${CARD//[:.]/-}/domid"
check "the note's end withdraws only if pciback has no owner either" owner_is "$id"
kill -9 $holder
wait $holder 2> /dev/null
guest_destroy two
xenstore-write "/libxl/pci/${CARD//[:.]/-}/domid" "$id"

mark "bad writes"
for bad in "" 2 -1 yes1 none 99999999999999999999 $'\377\377'; do
	printf -v quoted %q "$bad"
	check_not "primary refuses '$quoted'" put "$bad" "$VG/primary"
done
check_eq "primary is as it was" 1 "$(< "$VG/primary")"
for bad in "" -1 65536 0 0x1 "1 2" nobody 99999999999999999999 NONE 32752 32758; do
	check_not "owner refuses '$bad'" put "$bad" "$VG/owner"
done
for bad in "" 0 -1 3601 8589935 4294967295 99999999999 1s; do
	check_not "reset_timeout refuses '$bad'" put "$bad" /sys/module/xen_vgapt/parameters/reset_timeout
done
check_eq "reset_timeout is as it was" 60 "$(< /sys/module/xen_vgapt/parameters/reset_timeout)"
for file in rom rom_source rom_sha256; do
	check_not "$file can't be written" put x "$VG/$file"
done
printf -v long '%04000d' 0
for bad in "" x 0000:00:10 00:10.0 0000:00:10.8 0000:00:20.0 0000:000:10.0 "0000:00:10.0 " " 0000:00:10.0" 0000:00:10.00 g000:00:10.0 "$long"; do
	# Without the end of a line.
	printf '%s' "$bad" 2> /run/said > "$DO_FLR"
	case $bad in
	"") continue ;;	# no write at all
	esac
	check "do_flr refuses '${bad:0:20}' with EINVAL" file_has /run/said 'Invalid argument'
done
for bad in 0000:00:1f.7 0001:00:00.0 ffffffff:00:00.0 0000:00:00.0 $NIC; do
	printf '%s' "$bad" 2> /run/said > "$DO_FLR"
	check "do_flr refuses $bad, which is not on pciback, with ENODEV" file_has /run/said 'No such device'
done

mark "a network card"
assignable_add "$NIC" > /dev/null 2>&1
check "the NIC has no folder of ours" test ! -e "/sys/bus/pci/devices/$NIC/xen_vgapt"
methods=$(< "/sys/bus/pci/devices/$NIC/reset_method")
dirty=$(setpci -s "$NIC" INTERRUPT_LINE=5a 0c.b 0c.b=3c)
log_mark
check "the NIC is reset through do_flr ($methods)" eval 'printf %s "$NIC" > "$DO_FLR"'
check "by the kernel's own methods" log_has "$NIC.*reset by the kernel: 0"
check_eq "and its config space is restored" 3c "$(setpci -s "$NIC" 0c.b)"
setpci -s "$NIC" "0c.b=$dirty"

mark "interrupts"
assignable_add "$WIRE" > /dev/null 2>&1
pirqs "$WIRE"

mark "random calls"
fuzzdev --domain "$id" --ops 10000 --threads 4 | tee /job/out/fuzzdev.txt
check_eq "random calls: it has come to its end" 0 "${PIPESTATUS[0]}"
captest watch "$CARD" "$id" > /run/watch.out &
watcher=$!
wait_for 10 file_has /run/watch.out attached
guest_destroy one
check "the domain's end is told" wait_for 20 file_has /run/watch.out DOMAIN_GONE
kill $watcher 2> /dev/null
wait $watcher 2> /dev/null
assignable_remove "$NIC" "$WIRE" "$CARD" > /dev/null 2>&1
check "module unloads" module_unload
check "do_flr has gone with it" test ! -e "$DO_FLR"
check "so has the folder" test ! -e "$VG"
check "so has the device" test ! -e /dev/xen_vgapt
