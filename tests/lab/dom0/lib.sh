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
check()
{
	local name=$1 said rc
	shift
	said=$("$@" 2>&1)
	rc=$?
	if [ $rc -eq 0 ]; then
		ok "$name"
	else
		not_ok "$name" "status $rc: $(tail -n 3 <<< "$said" | tr '\n' ' ')"
	fi
	return $rc
}

# check_not NAME CMD...: ok when CMD fails.
check_not()
{
	local name=$1
	shift
	if "$@" > /dev/null 2>&1; then
		not_ok "$name" "succeeded: $*"
		return 1
	fi
	ok "$name"
}

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

# module_load [PARAM=VALUE...]: our module, as the job brought it.
module_load()
{
	insmod /job/modules/xen_vgapt.ko "$@"
}

module_unload()
{
	rmmod xen_vgapt
}

# assignable_add SBDF...: give devices to xen-pciback.
assignable_add()
{
	local dev
	modprobe xen-pciback
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

# guest_cfg NAME DISK [LINE...]: write /run/NAME.cfg and print its path. Lines add to it or win over what is there.
guest_cfg()
{
	local name=$1 disk=$2 cfg=/run/$1.cfg
	shift 2
	sed -e "s|@NAME@|$name|g" -e "s|@DISK@|$disk|g" -e "s|@BDF@|${CARD#0000:}|g" "$GUESTS/hvm.cfg" > "$cfg"
	# SeaBIOS takes 25 s to find its way through the controller that suits Linux; a boot sector needs but one read. And a
	# monitor for skip_menu.
	case $disk in
	*/bios-*)
		rm -f "/run/$name.monitor".{in,out}
		mkfifo "/run/$name.monitor".{in,out}
		cat >> "$cfg" <<-END
			device_model_args = [ "-drive", "file=$disk,if=ide,index=0,format=raw,file.locking=off",
			                      "-chardev", "pipe,id=monitor,path=/run/$name.monitor", "-mon", "chardev=monitor" ]
		END
		;;
	esac
	# QEMU's TCG (11.1) reports a guest's read of any control register as one of CR0 (SVM exit code 0). Xen 4.17 intercepts
	# those even with nested paging, decodes the instruction, and answers with its own copy of CR2, which nested paging leaves
	# stale: Linux dies at its first page fault. With shadow paging that copy is right. Xen 4.20 does not intercept them.
	case $disk:$(< /sys/hypervisor/version/minor) in
	*/linux.img:17) echo "hap = 0" >> "$cfg" ;;
	esac
	[ $# -eq 0 ] || printf '%s\n' "$@" >> "$cfg"
	echo "$cfg"
}

# guest_create CFG [XL OPTIONS]
guest_create()
{
	local name
	name=$(sed -n 's/^name *= *"\(.*\)".*/\1/p' "$1" | tail -n 1)
	rm -f "/run/$name.serial"
	timeout $((180 * LAB_SLOW)) xl create "$@"
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
		xl domid "$1" > /dev/null 2>&1 || return 0
		nap 0.2
	done
	return 1
}

# wait_serial FILE REGEX SECONDS
wait_serial()
{
	wait_for "$3" file_has "$1" "$2"
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

# nap SECONDS: sleep without a process. Each costs dom0 some 50 ms here, on the processor that the guest waits for.
nap()
{
	[ -n "${NAP:-}" ] || exec {NAP}<> <(:)
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

# serial_value FILE KEY: the last value of "VGAPT ... KEY=value".
serial_value()
{
	tr -d '\r' < "$1" | sed -n "s/^.*VGAPT .*\b$2=\([^ ]*\).*/\1/p" | tail -n 1
}
