#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title each source of a VGA BIOS, each failure of it: a clear line, the next source, the card as it was
#: timeout 600
#: seconds 100
#: prepared
. /job/common.sh
cards=/job/fail/cards

# check_of NAME WANT SLOT FILE...
check_of()
{
	check_files "$1" "$2" "0000:00:$3" "${@:4}"
}

# reason FAILURE SOURCE: what the line in the log has to say, into $WHY. Behind the end of a flash there are ones, as of a
# method's buffer.
reason()
{
	WHY=""
	case $1 in
	truncated)
		case $2 in
		vfct) WHY=too-long ;;
		*) WHY=bad-checksum ;;
		esac
		;;
	ids) WHY=wrong-ids ;;
	checksum) WHY=bad-checksum ;;
	endless) WHY=too-many-images ;;
	zero) WHY=zero-length ;;
	huge) WHY=too-long ;;
	esac
}

log_mark
check "loads" module_load dyndbg=+p
dmesg > /job/out/log.txt
while read -r source failure at flash; do
	name="$source, $failure"
	case $source in
	vfct|atrm|acpi_rom)
		# Behind all of the firmware's there is the flash.
		check_of "$name: the next source has it" "smc $flash" "$at" rom_source rom_sha256
		;;
	*)
		# The last that this card has.
		case $failure in
		ones) want="none absent" ;;
		# A copy that has been run may well have changed itself.
		checksum|truncated) case $source in pramin|vram) want="$source modified" ;; *) want="$source unverified" ;; esac ;;
		*) want="$source invalid" ;;
		esac
		check_of "$name: nothing is made up" "$want" "$at" rom_source rom_status
		;;
	esac
	# Nothing but ones is what a flash that is not there reads: that is no fault.
	if [ "$failure" = ones ]; then
		check "$name: it has been asked" log_has "0000:00:$at: xen_vgapt: rom: $source gave -"
	else
		reason "$failure" "$source"
		check "$name: a clear line" log_has "0000:00:$at: xen_vgapt: (no )?ROM from $source: .*$WHY"
	fi
done < "$cards"
check_eq "no card complains" 0 "$(lab-ctl count mock.log VIOLATION)"
check "unloads" module_unload

mark "images of the administrator's"
mkdir -p /lib/firmware/xen-vgapt
cp /job/user/*.rom /lib/firmware/xen-vgapt/
log_mark
module_load dyndbg=+p
dmesg > /job/out/log-user.txt
while read -r source failure at flash; do
	[ "$source" = smc ] || continue
	case $failure in
	checksum) check_of "user, $failure: taken, as it is wanted" user "$at" rom_source ;;
	*) check "user, $failure: a clear line" log_has "0000:00:$at: xen_vgapt: (the firmware file .* is no ROM|no ROM from user: )" ;;
	esac
done < "$cards"
module_unload
check_eq "no card complains" 0 "$(lab-ctl count mock.log VIOLATION)"
