# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# For jobs in dom0: source /lab/lib.sh. Checks print TAP, without numbers: "ok - NAME", "not ok - NAME (why)" or
# "ok - NAME # SKIP why"; the host numbers them, and adds the plan when the job has come to its end.

# cards_column NAME COLUMN: of /job/cards, where the lab has written down what the job's cards are.
cards_column()
{
	local -a words
	while read -ra words; do
		if [ "${words[0]}" = "$1" ]; then
			echo "${words[$2]}"
			return
		fi
	done < /job/cards
	return 1
}

# card_sbdf NAME: where the job's card of that name is, as 0000:01:00.0.
card_sbdf()
{
	cards_column "$1" 2
}

# card_port NAME: the root port above it.
card_port()
{
	cards_column "$1" 3
}

# The first of the job's cards, unless the job says otherwise.
[ -n "${CARD:-}" ] || read -r _ _ CARD _ < /job/cards || :
GUESTS=/lab/guests

# mark TEXT: a line with the time on the host's terminal.
mark()
{
	echo "# mark: $*"
}

ok()
{
	echo "ok - $1"
}

not_ok()
{
	echo "not ok - $1${2:+ ($2)}"
}

skip()
{
	echo "ok - $1 # SKIP${2:+ $2}"
}

# note TEXT: for the summary.
note()
{
	echo "# note: $1"
}

# check NAME CMD...: ok when CMD succeeds; what it says is shown when it does not.
#
# A function runs in the job's own shell, as a subshell would be a process: what it sets stays set. "exit" in it must not pass
# for the job's good end: then the status is none that a job would have, and the machine's result a failure.
check()
{
	local rc from
	local -a said
	CHECKING=$1
	"${@:2}" > /run/lab/said 2>&1
	rc=$?
	if [ $rc -eq 0 ]; then
		ok "$CHECKING"
	else
		mapfile -t said < /run/lab/said
		from=$((${#said[@]} > 3 ? ${#said[@]} - 3 : 0))
		not_ok "$CHECKING" "status $rc: ${said[*]:from}"
		[ "$from" -eq 0 ] || printf '#   %s\n' "${said[@]}"
	fi
	CHECKING=""
	return $rc
}

# check_not NAME CMD...: ok when CMD fails.
check_not()
{
	local rc
	CHECKING=$1
	"${@:2}" > /dev/null 2>&1
	rc=$?
	CHECKING=""
	if [ $rc -eq 0 ]; then
		not_ok "$1" "succeeded: ${*:2}"
		return 1
	fi
	ok "$1"
}

CHECKING=""
# Standard output is the check's here.
trap '[ -z "$CHECKING" ] || { echo "<3>lab: the job has been ended by its check \"$CHECKING\"" > /dev/kmsg; exit 97; }' EXIT

# check_eq NAME WANT GOT
check_eq()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "want '$2', got '$3'"
		return 1
	fi
}

# put VALUE FILE: a line into a file of the kernel's; what bash says when that is refused goes to stderr.
put()
{
	printf '%s\n' "$1" > "$2"
}

# put_says VALUE FILE: the same, and into $SAID what came of it: nothing, or the error's own words.
put_says()
{
	local rc
	put "$@" 2> /run/lab/put
	rc=$?
	SAID=$(< /run/lab/put)
	SAID=${SAID##*: }
	return $rc
}

# module_load [PARAM=VALUE...]: our module, as the job brought it; and wait until it has read the cards' ROMs.
module_load()
{
	insmod /job/modules/xen_vgapt.ko "$@" && { head -q -n 1 /sys/bus/pci/devices/*/xen_vgapt/rom_mode > /dev/null 2>&1 || true; }
}

# module_unload: a guest that has just ended may still be known to Xen, which holds the module.
module_unload()
{
	wait_for 10 rmmod xen_vgapt || rmmod xen_vgapt
}

# assignable_add SBDF...: give devices to xen-pciback.
assignable_add()
{
	local dev
	[ -d /sys/bus/pci/drivers/pciback ] || modprobe xen-pciback
	for dev in "$@"; do
		xl pci-assignable-add "${dev#0000:}"
	done
}

assignable_remove()
{
	local dev
	for dev in "$@"; do
		xl pci-assignable-remove "${dev#0000:}"
	done
}

# domid NAME: the number of a domain. By a program of ours where the job has it: xl takes half a second of dom0's processor.
if [ -x /job/bin/domid ]; then
	domid()
	{
		/job/bin/domid "$1"
	}
else
	domid()
	{
		xl domid "$1"
	}
fi

# large_file NAME: one of the guests' files that few jobs want. It lies behind the end of the lab's own archive.
large_file()
{
	[ -e "$GUESTS/$1" ] || tar -xf /dev/vdd --ignore-zeros -C "${GUESTS%/*}" "guests/$1"
}

# guest_cfg NAME DISK [LINE...]: write /run/NAME.cfg. Lines add to it or win over what is there.
guest_cfg()
{
	local name=$1 disk=$2 cfg=/run/$1.cfg text
	shift 2
	text=$(< "$GUESTS/hvm.cfg")
	text=${text//@NAME@/"$name"}
	text=${text//@DISK@/"$disk"}
	text=${text//@BDF@/"${CARD#0000:}"}
	printf '%s\n' "$text" > "$cfg"
	# SeaBIOS takes 25 s to find its way through the controller that suits Linux; a boot sector needs but one read. And a
	# monitor for skip_menu.
	case $disk in
	*/bios-*)
		[ -p "/run/$name.monitor.in" ] || mkfifo "/run/$name.monitor".{in,out}
		printf '%s\n' "device_model_args = [ \"-drive\", \"file=$disk,if=ide,index=0,format=raw,file.locking=off\"," \
			"    \"-chardev\", \"pipe,id=monitor,path=/run/$name.monitor\", \"-mon\", \"chardev=monitor\" ]" >> "$cfg"
		;;
	*/linux.img) large_file linux.img ;;
	esac
	# QEMU's TCG (11.1) reports a guest's read of any control register as one of CR0 (SVM exit code 0). Xen 4.17 intercepts
	# those even with nested paging, decodes the instruction, and answers with its own copy of CR2, which nested paging leaves
	# stale: Linux dies at its first page fault. With shadow paging that copy is right. Xen 4.20 does not intercept them.
	case $disk:$(< /sys/hypervisor/version/minor) in
	*/linux.img:17) echo "hap = 0" >> "$cfg" ;;
	esac
	[ $# -eq 0 ] || printf '%s\n' "$@" >> "$cfg"
}

# linux_cfg NAME WORDS [LINE...]: the same for a Linux guest without a disk, its kernel given to QEMU (large_file vmlinuz). WORDS go
# to that: what it is to do (tests/lab/guests/linux-init).
linux_cfg()
{
	guest_cfg "$1" "$GUESTS/bios-text.img" 'memory = 256' "kernel = \"$GUESTS/vmlinuz\"" \
		"ramdisk = \"$GUESTS/linux-initrd.gz\"" "extra = \"console=ttyS0 rdinit=/init tsc=reliable no_timer_check rcupdate.rcu_cpu_stall_suppress=1 mitigations=off random.trust_cpu=1 loglevel=4 $2\"" \
		"${@:3}"
}

# guest_create NAME [XL OPTIONS]: from /run/NAME.cfg.
guest_create()
{
	[ ! -e "/run/$1.serial" ] || rm "/run/$1.serial"
	timeout $((180 * LAB_SLOW)) xl create "/run/$1.cfg" "${@:2}"
}

# skip_menu NAME: SeaBIOS waits two and a half seconds for somebody who wants its boot menu, and here, where it counts them
# by what the device model emulates, half a minute and more; any key ends that. Not by xl qemu-monitor-command: QEMU serves
# libxl's monitor in a thread of its own, and in one of some fifty guests that ended in a segmentation fault.
skip_menu()
{
	local i
	for ((i = 0; i < 12 * LAB_SLOW; i++)); do
		nap 0.5
		! file_has "/run/$1.serial" 'VGAPT start' || return
		# For reading as well: whether QEMU is still there or not, this does not wait.
		echo "sendkey spc" 1<> "/run/$1.monitor.in"
	done
}

# guest_serial NAME: the file at the end of a guest's serial line. The functions below take the name as well.
guest_serial()
{
	echo "/run/$1.serial"
}

# guest_destroy NAME: and wait until it has gone.
guest_destroy()
{
	local i
	timeout $((180 * LAB_SLOW)) xl destroy "$1"
	for ((i = 0; i < 100; i++)); do
		domid "$1" > /dev/null 2>&1 || return 0
		nap 0.2
	done
	return 1
}

# guest_state NAME: for who looks why it stands still: what its vCPUs are at, three times.
guest_state()
{
	local -a xenctx=(/usr/lib/xen-*/bin/xenctx)
	local id i
	id=$(domid "$1" 2> /dev/null) || return 0
	for i in 1 2 3; do
		echo "look $i"
		xl vcpu-list "$id"
		"${xenctx[0]}" -C "$id"
		nap 0.3
	done > "/job/out/state-$1.txt" 2>&1
	[ ! -e "/run/$1.serial" ] || cp "/run/$1.serial" /job/out/
	note "$1: what it was at is in state-$1.txt"
}

# wait_serial GUEST|FILE REGEX SECONDS
wait_serial()
{
	local file=$1
	[[ $file == */* ]] || file=/run/$file.serial
	wait_for "$3" file_has "$file" "$2" && return
	[[ $1 == */* ]] || guest_state "$1"
	return 1
}

# How many times as long things take here as on an idle host with a Debian kernel: the lab tells by how long the boot took.
read -r LAB_SLOW < /run/lab/slow
: "${LAB_SLOW:=1}"

# wait_for SECONDS CMD...: until CMD succeeds. Seconds of an idle host with a Debian kernel.
wait_for()
{
	local end=$((SECONDS + $1 * LAB_SLOW))
	shift
	until "$@" 2> /dev/null; do
		[ $SECONDS -lt $end ] || return 1
		nap 0.2
	done
}

# nap SECONDS: sleep without a process.
exec {NAP}<> <(:)
nap()
{
	read -r -t "$1" -u "$NAP" || :
}

# file_has FILE REGEX: a line that matches, likewise without a process. For text: a line ends at a NUL byte.
file_has()
{
	local line
	local -a lines
	mapfile -t lines < "$1" || return
	for line in "${lines[@]}"; do
		[[ ! $line =~ $2 ]] || return 0
	done
	return 1
}

# serial_read GUEST|FILE KEY: into $VALUE the last value of "VGAPT ... KEY=value".
serial_read()
{
	local file=$1 line
	local -a lines=()
	[[ $file == */* ]] || file=/run/$file.serial
	VALUE=""
	mapfile -t lines < "$file"
	for line in "${lines[@]}"; do
		[[ $line == *"VGAPT "* ]] || continue
		line=" ${line#*VGAPT }"
		line=${line//$'\r'}
		[[ $line == *" $2="* ]] || continue
		VALUE=${line##*" $2="}
		VALUE=${VALUE%% *}
	done
}

# serial_value GUEST|FILE KEY: the same, printed.
serial_value()
{
	serial_read "$@"
	printf '%s\n' "$VALUE"
}

# check_serial NAME WANT GUEST|FILE KEY: that is what the guest has told.
check_serial()
{
	serial_read "$3" "$4"
	check_eq "$1" "$2" "$VALUE"
}
