# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the jobs share that see mock cards through a guest's life, after common.sh: domains that have many of them. BY[CARD] is
# what each is to be reset by.
#
# xl gives ten seconds to each function, from its own reset until it has been attached, and resets all functions of the domain
# before it attaches the first: all resets but the first one's have to fit into that.
# shellcheck source=named.sh
. /job/named.sh

declare -A BEFORE

# given NAME DISK CARD...: the configuration of a domain that has these cards.
given()
{
	local name=$1 disk=$2 card pci=""
	shift 2
	for card in "$@"; do
		pci+="\"${WHERE[$card]}\", "
	done
	guest_cfg "$name" "$GUESTS/bios-$disk.img" "pci = [ ${pci%, } ]" 'memory = 64'
}

# create NAME [XL OPTIONS]: its answer is kept with the results.
create()
{
	local rc
	guest_create "$@" > "/job/out/xl-create-$1.txt" 2>&1
	rc=$?
	[ $rc -eq 0 ] || tail -n 2 "/job/out/xl-create-$1.txt"
	return $rc
}

# use CARD...: what a guest and its driver do to the cards in the time that they have them; dom0 does it for them, and notes
# how often each has been reset until then.
use()
{
	local name
	start "$@"
	spoil "$@"
	look "$@"
	for name in "$@"; do
		BEFORE[$name]=${GENERATION[$name]}
	done
}

# life_seen WHEN CARD...: each has really been reset since it was used, as last_reset says, and nothing is left in it. By its
# own method: where there has been more than one reset, the last of AMD's found a card at rest.
life_seen()
{
	local when=$1 name by result
	shift
	look "$@"
	for name in "$@"; do
		read -r by result _ < "${SYS[$name]}/xen_vgapt/last_reset"
		[ "$by" != none ] || [ "${BY[$name]}" != vendor ] || by=vendor
		[ "${GENERATION[$name]}" -gt "${BEFORE[$name]}" ] && really=yes || really=no
		check_eq "$when: $name" "${BY[$name]} ok, really reset: yes, left: 00000000" \
			"$by $result, really reset: $really, left: ${LEFT[$name]}"
	done
}

# stock_seen WHEN CARD...: what the stock kernel has done since they were used; who has not been reset is in $stuck.
stock_seen()
{
	local when=$1 name
	shift
	look "$@"
	stuck=""
	for name in "$@"; do
		echo "stock, $when: $name: really reset $((GENERATION["$name"] - BEFORE["$name"])) times, left: ${LEFT[$name]}"
		[ "${GENERATION[$name]}" -ne "${BEFORE[$name]}" ] && [ "${LEFT[$name]}" = 00000000 ] || stuck+=" $name"
	done
}

# paused_guest NAME: wait until a guest of kind "reboot" is about to reboot, and have it wait.
paused_guest()
{
	skip_menu "$1" > /dev/null 2>&1 &
	wait_serial "$1" 'VGAPT pause' 120 && xl pause "$1"
}

# xl_says NAME REGEX: the xl that watches over the domain.
xl_says()
{
	wait_for 120 file_has "/var/log/xen/xl-$1.log" "$2"
}

# by_ioctl CARD... : through a capability for the domain $id, what it says if that is not "reset".
by_ioctl()
{
	local name said
	for name in "$@"; do
		captest reset "0000:${WHERE[$name]}" "$id" > /run/lab/captest
		said=$(< /run/lab/captest)
		[ "$said" = reset ] || echo "$name: $said"
	done
}

# ends_seen DOMID N: so many functions have been reset after its end, as the log has it.
ends_seen()
{
	local line count=0
	log_read
	for line in "${LOG[@]}"; do
		[[ $line != *"reset after the end of d$1: 0"* ]] || count=$((count + 1))
	done
	[ $count -ge "$2" ]
}

# life NAME CARD...: create, ioctl, the guest's reboot, destroy.
life()
{
	local name=$1 id
	shift
	use "$@"
	given "$name" reboot "$@"
	check "$name: xl create" create "$name"
	check "$name: the guest runs" paused_guest "$name"
	id=$(domid "$name")
	life_seen "create" "$@"
	mark "$name: by ioctl"
	use "$@"
	check_eq "ioctl: each is told that it has been reset" "" "$(by_ioctl "$@")"
	life_seen "ioctl" "$@"
	mark "$name: the guest's reboot"
	use "$@"
	rm "/run/$name.serial"
	xl unpause "$name"
	check "$name: the guest reboots" xl_says "$name" "Domain $id needs to be cleaned up"
	no_model "$name"
	check "$name: and has been created again" xl_says "$name" "Waiting for domain $name \(domid $((id + 1))\) to die"
	check "$name: and runs again" paused_guest "$name"
	# It would go on rebooting: without xl it does not come again.
	pkill -f "xl create .*/$name.cfg"
	life_seen "reboot" "$@"
	mark "$name: xl destroy"
	use "$@"
	id=$(domid "$name")
	log_mark
	xl unpause "$name"
	no_model "$name"
	check "$name: xl destroy" guest_destroy "$name"
	check "$name: once more when the domain is dead" wait_for 30 ends_seen "$id" $#
	life_seen "destroy" "$@"
}

violations()
{
	lab-ctl count mock.log VIOLATION
}
