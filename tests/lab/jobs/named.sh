# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the jobs share that reset mock cards, after common.sh: the card NAME is at ${WHERE[NAME]}, as ${FILE[NAME]} describes it,
# its files are in ${SYS[NAME]}; ALL has the names in the order of the job's head.
declare -A WHERE FILE SYS
ALL=()
while read -r name what sbdf _; do
	WHERE[$name]=${sbdf#0000:}
	SYS[$name]=/sys/bus/pci/devices/$sbdf
	# shellcheck disable=SC2034
	FILE[$name]=$what
	ALL+=("$name")
done < /job/cards

# reg CARD BAR OFFSET [VALUE]
reg()
{
	bar "0000:${WHERE[$1]}" "${@:2}"
}

# By whose card it is (tests/mockgpu/README.rst): what counts its real resets, and where in video memory and in registers it
# keeps what a guest leaves: BAR and offset of each.
declare -A COUNTS=([0x1002]="2 0" [0x10de]="0 0x20" [0x5333]="0 0x14")
declare -A MEMORY=([0x1002]="0 0x100" [0x10de]="1 0x100" [0x5333]="2 0x100")
declare -A REGISTERS=([0x1002]="5 0x8000" [0x10de]="0 0x400000" [0x5333]="0 0x100")
MARK=0x5a5a1234

# id_of CARD vendor|device: into $id, without a process.
id_of()
{
	read -r id < "${SYS[$1]}/$2"
}

# spoil CARD...: what a guest leaves in them.
spoil()
{
	local name id accesses=""
	for name in "$@"; do
		id_of "$name" vendor
		accesses+="0000:${WHERE[$name]} ${MEMORY[$id]} $MARK"$'\n'
		accesses+="0000:${WHERE[$name]} ${REGISTERS[$id]} $MARK"$'\n'
	done
	bar - <<< "${accesses%$'\n'}"
}

# look CARD...: into GENERATION[CARD] how often it has really been reset, and into LEFT[CARD] what there is of a guest.
declare -A GENERATION LEFT
look()
{
	local name id accesses="" memory registers
	local -a said
	for name in "$@"; do
		id_of "$name" vendor
		accesses+="0000:${WHERE[$name]} ${COUNTS[$id]}"$'\n'
		accesses+="0000:${WHERE[$name]} ${MEMORY[$id]}"$'\n'
		accesses+="0000:${WHERE[$name]} ${REGISTERS[$id]}"$'\n'
	done
	bar - <<< "${accesses%$'\n'}" > /run/lab/bar
	mapfile -t said < /run/lab/bar
	for name in "$@"; do
		GENERATION[$name]=$((0x${said[0]}))
		memory=${said[1]} registers=${said[2]}
		said=("${said[@]:3}")
		LEFT[$name]=$memory
		[ "$memory" = "$registers" ] || LEFT[$name]+=" $registers"
	done
}

# start CARD...: as a driver in the guest does, where the card has processors of its own.
start()
{
	local name id index data at smc accesses=""
	for name in "$@"; do
		id_of "$name" device
		index="" at="0000:${WHERE[$name]} 5"
		case $id in
		0x6658) index=0x200 data=0x204 ;;
		0x67df) index=0x6b0 data=0x6b4 ;;
		0x687f|0x66af|0x731f|0x7340|0x744c|0x7550) accesses+="$at 0x5818c 0x20000"$'\n' ;;
		esac
		# The SMC: its clock on, and then its reset off, which starts it. Its driver found 0 in the index register.
		[ -n "$index" ] || continue
		printf -v smc "$at %s %s\n" $index 0x80000004 $data 0 $index 0x80000000 $data 0 $index 0
		accesses+=$smc
	done
	[ -z "$accesses" ] || bar - <<< "${accesses%$'\n'}"
}

# What lspci says, without what does not come from the card: addresses, interrupts, names that pci.ids gives, what the
# kernel does with it. The ROM's address is the shadow's, and its size too, where Linux takes it for the boot adapter.
lspci_of()
{
	lspci -vvv -nn -s "${WHERE[$1]}" | sed -E \
		-e '1s/^[^ ]* .*\[([0-9a-f]{4})\]: .*\[([0-9a-f]{4}:[0-9a-f]{4})\]/class \1: \2/' \
		-e 's/(Subsystem:|Device|NUMA) .*\[([0-9a-f:]{9})\]/\1 \2/' \
		-e 's/routed to IRQ [0-9]+/routed to IRQ N/' \
		-e 's/(Memory|ports|ROM) at [0-9a-f]+/\1 at ADDRESS/' \
		-e '/Expansion ROM/d' \
		-e '/^\t(Control|Status|Kernel driver|Kernel modules|IOMMU group|NUMA node|Latency|Physical Slot)/d' \
		-e '/Address: |^$/d'
}

# as_golden CARD PERSONALITY: that is what it should be.
as_golden()
{
	lspci_of "$1" > "/job/out/$2.lspci"
	check "$1: what lspci says" diff -u "/job/mockgpu/golden/$2.lspci" "/job/out/$2.lspci"
}

# seize CARD...: give them to pciback. It has the kernel reset them, each for itself.
seize()
{
	local name
	local -a pids=()
	for name in "$@"; do
		xl pci-assignable-add "${WHERE[$name]}" > /dev/null 2>&1 &
		pids+=($!)
	done
	wait "${pids[@]}"
}

# release CARD...: and back.
release()
{
	local name
	local -a pids=()
	for name in "$@"; do
		xl pci-assignable-remove "${WHERE[$name]}" > /dev/null 2>&1 &
		pids+=($!)
	done
	wait "${pids[@]}"
}

# answers SBDF: its configuration space is there.
answers()
{
	[ "$(setpci -s "$1" VENDOR_ID.w)" != ffff ]
}

# plan_read CARD: into METHODS those that are usable, in order; into WHY[METHOD] why each of the others is not.
plan_read()
{
	local method state why plan
	METHODS="" WHY=()
	plan=$(< "${SYS[$1]}/xen_vgapt/reset_plan")
	while read -r method state why; do
		case $state in
		in) METHODS+=" $method" ;;
		out) WHY[$method]=$why ;;
		esac
	done <<< "$plan"
	METHODS=${METHODS# }
}
declare -A WHY

# check_plan NAME CARD METHODS: these are usable, in this order.
check_plan()
{
	plan_read "$2"
	check_eq "$1" "$3" "$METHODS"
}

# check_why NAME CARD METHOD WHY: this one is not, and that is the reason.
check_why()
{
	plan_read "$2"
	check_eq "$1" "$4" "${WHY[$3]:-}"
}

# last_read CARD: its last_reset into LAST; the first two words into LAST_BY, the milliseconds into LAST_MS, all but those into
# LAST_IS.
last_read()
{
	local by result rest
	LAST=$(< "${SYS[$1]}/xen_vgapt/last_reset")
	read -r by result LAST_MS rest <<< "$LAST"
	LAST_BY="$by${result:+ $result}"
	LAST_IS="$LAST_BY${rest:+ $rest}"
}

# check_last NAME CARD WANT: that is the last reset, without its milliseconds.
check_last()
{
	last_read "$2"
	check_eq "$1" "$3" "$LAST_IS"
}

# reset_by CARD: a write to its "reset"; into $SAID ok, or the error's words.
reset_by()
{
	! put_says 1 "${SYS[$1]}/xen_vgapt/reset" || SAID=ok
}

# check_reset NAME CARD WANT
check_reset()
{
	reset_by "$2"
	check_eq "$1" "$3" "$SAID"
}

# reset_seen CARD METHOD: a reset by that method, seen on the card and in the files.
reset_seen()
{
	local before
	spoil "$1"
	look "$1"
	before=${GENERATION[$1]}
	check_reset "$1: reset" "$1" ok
	last_read "$1"
	check_eq "$1: by" "$2 ok" "$LAST_BY"
	look "$1"
	check_eq "$1: the card has been reset" $((before + 1)) "${GENERATION[$1]}"
	check_eq "$1: nothing is left of a guest" 00000000 "${LEFT[$1]}"
}
