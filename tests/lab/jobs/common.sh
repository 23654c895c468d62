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
	cat "$VG/owner"
}

owner_is()
{
	[ "$(owner)" = "$1" ]
}

# Wait until the card's owner is $1: a domain's end takes a moment to be heard of.
owner_becomes()
{
	wait_for "${2:-30}" owner_is "$1"
}

domid()
{
	xl domid "$1" 2> /dev/null
}

# What Xen itself says a domain may reach of the legacy ranges: all, none, or what there is. Asked from Xen's debug key,
# not from the module.
xen_says()
{
	local dump ports mem
	local i
	# On a busy machine the answer may take a moment, and other lines may come in between.
	for i in 1 2 3 4 5; do
		xl dmesg -c > /dev/null
		xl debug-keys q
		dump=$(xl dmesg | sed -n "/Rangesets belonging to domain $1:/,/Rangesets belonging\|VCPU information/p")
		! grep -q 'I/O Ports *{.*}' <<< "$dump" || ! grep -q 'I/O Memory *{.*}' <<< "$dump" || break
		nap 0.5
	done
	[ -n "$dump" ] || { echo "no domain"; return; }
	ports=$(grep -o 'I/O Ports *{[^}]*}' <<< "$dump" | grep -oE '\b3b0-3bb|3c0-3df' | tr '\n' ' ')
	mem=$(grep -o 'I/O Memory *{[^}]*}' <<< "$dump" | grep -oE '[{ ]a0-bf\b' | tr -d '{ ')
	case "$ports$mem" in
	"3b0-3bb 3c0-3df a0-bf") echo all ;;
	"") echo none ;;
	*) echo "$ports$mem" ;;
	esac
}

# How often a line is in a guest's serial file.
serial_count()
{
	grep -acE -- "$2" "$(guest_serial "$1")" 2> /dev/null || :
}

probed()
{
	[ "$(grep -acE "$2" "$1")" -ge "$3" ]
}

# What the probe guest says of the card, from now on.
probe()
{
	local file seen line='VGAPT probe=(alive|dead|half).$'
	file=$(guest_serial "$1")
	seen=$(grep -acE "$line" "$file")
	# The next line may have been under way: it is the one after that counts.
	wait_for 90 probed "$file" "$line" $((seen + 2)) || { echo silent; return; }
	grep -aE "$line" "$file" | tail -n 1 | tr -d '\r' | sed 's/.*probe=//'
}

start_guest()
{
	local name=$1 disk=$2
	shift 2
	guest_create "$(guest_cfg "$name" "$GUESTS/bios-$disk.img" "$@")" > "/run/$name.xl" 2>&1
	local rc=$?
	skip_menu "$name" > /dev/null 2>&1 &
	cp "/run/$name.xl" "/job/out/create-$name.txt"
	return $rc
}

# no_model NAME: a domain loses its device model. A guest without a driver for hot-plugging can't answer when its functions are
# to be taken out. xl would wait ten seconds for each, and ask again each second, for one function after the other: for two
# functions that is bearable, for a dozen it takes minutes. Without a device model it does not ask, and does all else.
no_model()
{
	pkill -9 -f "(xen-qemu-system|qemu-system-i386).*$1"
}

# end_paused NAME...: the end of domains that never ran.
end_paused()
{
	local name
	for name in "$@"; do
		no_model "$name"
		guest_destroy "$name"
	done
}

# lab_number NAME DEFAULT: a number that the job was started with, as lab_NAME=N on dom0's command line.
lab_number()
{
	local number
	number=$(sed -n "s/.*\\blab_$1=\\([0-9]*\\).*/\\1/p" /proc/cmdline)
	echo "${number:-$2}"
}

# log_has REGEX: the kernel log since the last log_mark.
log_mark()
{
	LOG_FROM=$(dmesg | wc -l)
}

log_has()
{
	dmesg | tail -n "+$((LOG_FROM + 1))" | grep -qE -- "$1"
}
