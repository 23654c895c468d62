# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the jobs of `make check` share, on top of the lab's own library.
. /lab/lib.sh

PATH=/job/bin:$PATH
VG=/sys/bus/pci/devices/$CARD/xen_vgapt
DO_FLR=/sys/bus/pci/drivers/pciback/do_flr

# Put the card where an ordinary start of the day has it: module, then pciback.
card_ready()
{
	module_load dyndbg=+p "$@" || return
	echo 1 > "$VG/primary"
	assignable_add "$CARD" > /dev/null 2>&1
}

owner()
{
	printf '%s\n' "$(< "$VG/owner")"
}

owner_is()
{
	[ "$(< "$VG/owner")" = "$1" ]
}

# Wait until the card's owner is $1: a domain's end takes a moment to be heard of.
owner_becomes()
{
	wait_for "${2:-30}" owner_is "$1"
}

# What Xen itself says a domain may reach of the legacy ranges tells the program xen_says DOMID (tests/lab/programs): all, none,
# or what there is.

# serial_times GUEST REGEX N: so many lines are in a guest's serial file, or more.
serial_times()
{
	local line count=0
	local -a lines
	mapfile -t lines < "/run/$1.serial" || return
	for line in "${lines[@]}"; do
		[[ ! $line =~ $2 ]] || count=$((count + 1))
	done
	[ $count -ge "$3" ]
}

# probes GUEST: into the array PROBES all that the probe guest has said of the card, line by line. The last line may have come in
# part: it counts when it has its end.
probes()
{
	local line
	local -a lines=()
	mapfile -t lines < "/run/$1.serial"
	PROBES=()
	for line in "${lines[@]}"; do
		case $line in
		*"VGAPT probe="*$'\r')
			line=${line##*VGAPT probe=}
			PROBES+=("${line%$'\r'}") ;;
		esac
	done
}

probed()
{
	probes "$1"
	[ ${#PROBES[@]} -ge "$2" ]
}

# probe GUEST: what the probe guest says of the card from now on: alive, dead or half.
probe()
{
	probes "$1"
	# The next line may have been under way: it is the one after that counts.
	if wait_for 90 probed "$1" $((${#PROBES[@]} + 2)); then
		echo "${PROBES[-1]}"
	else
		guest_state "$1" > /dev/null
		echo silent
	fi
}

# start_guest NAME DISK [LINE...]: what xl says of it is in /job/out/create-NAME.txt.
start_guest()
{
	local rc
	# Xen clears what it gets back of each guest, and a boot sector needs little.
	guest_cfg "$1" "$GUESTS/bios-$2.img" 'memory = 64' "${@:3}"
	guest_create "$1" > "/job/out/create-$1.txt" 2>&1
	rc=$?
	skip_menu "$1" > /dev/null 2>&1 &
	return $rc
}

# no_model NAME: a domain loses its device model. A guest without a driver for hot-plugging can't answer when its functions are
# to be taken out. xl would wait ten seconds for each, and ask again each second, for one function after the other: for two
# functions that is bearable, for a dozen it takes minutes. Without a device model it does not ask, and does all else.
no_model()
{
	# By the file of its serial line: short names may be part of any word.
	pkill -9 -f "(xen-qemu-system|qemu-system-i386).*/run/$1[.]"
}

# end_guests NAME...: the end of domains that can't answer yet: they never ran, or are still in their BIOS. All at once.
end_guests()
{
	local name
	local -a pids=()
	for name in "$@"; do
		no_model "$name"
		guest_destroy "$name" &
		pids+=($!)
	done
	wait "${pids[@]}"
}

# lab_number NAME DEFAULT: a number that the job was started with, as lab_NAME=N on dom0's command line.
lab_number()
{
	if [[ " $(< /proc/cmdline)" =~ [[:space:]]"lab_$1="([0-9]+) ]]; then
		echo "${BASH_REMATCH[1]}"
	else
		echo "$2"
	fi
}

# check_files NAME WANT SBDF FILE...: that is what these of our files of a function say, with a blank in between.
check_files()
{
	local name=$1 want=$2 dir=/sys/bus/pci/devices/$3/xen_vgapt file got=""
	for file in "${@:4}"; do
		got+=" $(< "$dir/$file")"
	done 2> /dev/null
	check_eq "$name" "$want" "${got# }"
}

# sha256_read FILE: into $SHA256.
sha256_read()
{
	sha256sum < "$1" > /run/lab/sha256
	read -r SHA256 _ < /run/lab/sha256
}

# log_mark: from here on the kernel log is what log_has looks at. The mark is in the log itself: that takes no process.
LOG_MARK="" LOG_MARKS=0 LOG=()
log_mark()
{
	LOG_MARKS=$((LOG_MARKS + 1))
	LOG_MARK="lab: mark $LOG_MARKS"
	LOG=()
	echo "<7>$LOG_MARK" > /dev/kmsg
}

# log_all: from the beginning again.
log_all()
{
	LOG_MARK=""
	LOG=()
}

# log_read: into the array LOG the kernel log since the last log_mark; all of it if there was none, or it has been lost.
log_read()
{
	local i
	dmesg > /run/lab/dmesg
	mapfile -t LOG < /run/lab/dmesg
	for ((i = ${#LOG[@]} - 1; i >= 0; i--)); do
		[ -n "$LOG_MARK" ] || break
		if [[ ${LOG[i]} == *" $LOG_MARK" ]]; then
			LOG=("${LOG[@]:i + 1}")
			break
		fi
	done
	# For grep, which takes less time than so many lines do here.
	[ ${#LOG[@]} -lt 150 ] || printf '%s\n' "${LOG[@]}" > /run/lab/log
}

# log_has REGEX: the kernel log since the last log_mark has such a line. It is read again only if what was read before has not.
log_has()
{
	log_had "$1" || { log_read; log_had "$1"; }
}

log_had()
{
	local line
	if [ ${#LOG[@]} -ge 150 ]; then
		grep -qE -- "$1" /run/lab/log
		return
	fi
	for line in "${LOG[@]}"; do
		[[ ! $line =~ $1 ]] || return 0
	done
	return 1
}

# log_count REGEX: into $COUNT how many lines of the kernel log, from its beginning, are such.
log_count()
{
	dmesg > /run/lab/dmesg
	grep -cE -- "$1" /run/lab/dmesg > /run/lab/count
	COUNT=$(< /run/lab/count)
}

# check_log_count NAME WANT REGEX
check_log_count()
{
	log_count "$3"
	check_eq "$1" "$2" "$COUNT"
}

# arbiter_lock SBDF: what Xorg, say, does before it uses that card's legacy ranges: nobody else gets them until arbiter_unlock.
arbiter_lock()
{
	exec {ARBITER}<> /dev/vga_arbiter
	echo -n "target PCI:$1" >&"$ARBITER"
	echo -n "lock io+mem" >&"$ARBITER"
}

arbiter_unlock()
{
	echo -n "unlock io+mem" >&"$ARBITER"
	exec {ARBITER}>&-
}
