# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the jobs share that reset mock cards, after common.sh: the card NAME is at ${WHERE[NAME]}, as ${FILE[NAME]} describes it;
# ALL has the names in the order of the job's head.
declare -A WHERE FILE
ALL=()
while read -r name what sbdf _; do
	WHERE[$name]=${sbdf#0000:}
	# shellcheck disable=SC2034
	FILE[$name]=$what
	ALL+=("$name")
done < /job/cards

sys()
{
	echo "/sys/bus/pci/devices/0000:${WHERE[$1]}"
}

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
	read -r id < "/sys/bus/pci/devices/0000:${WHERE[$1]}/$2"
}

# spoil CARD...: what a guest leaves in them.
spoil()
{
	local name id
	for name in "$@"; do
		id_of "$name" vendor
		echo "0000:${WHERE[$name]} ${MEMORY[$id]} $MARK"
		echo "0000:${WHERE[$name]} ${REGISTERS[$id]} $MARK"
	done | bar -
}

# look CARD...: into GENERATION[CARD] how often it has really been reset, and into LEFT[CARD] what there is of a guest.
declare -A GENERATION LEFT
look()
{
	local name id memory registers
	local -a said
	mapfile -t said < <(for name in "$@"; do
		id_of "$name" vendor
		printf "0000:${WHERE[$name]} %s\n" "${COUNTS[$id]}" "${MEMORY[$id]}" "${REGISTERS[$id]}"
	done | bar -)
	for name in "$@"; do
		GENERATION[$name]=$((0x${said[0]}))
		memory=${said[1]} registers=${said[2]}
		said=("${said[@]:3}")
		LEFT[$name]=$memory
		[ "$memory" = "$registers" ] || LEFT[$name]+=" $registers"
	done
}

generation()
{
	look "$1"
	echo "${GENERATION[$1]}"
}

left()
{
	look "$1"
	echo "${LEFT[$1]}"
}

# start CARD...: as a driver in the guest does, where the card has processors of its own.
start()
{
	local name id index data
	for name in "$@"; do
		id_of "$name" device
		index=""
		case $id in
		0x6658) index=0x200 data=0x204 ;;
		0x67df) index=0x6b0 data=0x6b4 ;;
		0x687f|0x66af|0x731f) echo "0000:${WHERE[$name]} 5 0x5818c 0x20000" ;;
		esac
		# The SMC: its clock on, its reset off. Its driver found 0 in the index register.
		[ -z "$index" ] || printf "0000:${WHERE[$name]} 5 %s %s\n" $index 0x80000004 $data 0 $index 0x80000000 $data 0 $index 0
	done | bar -
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

# methods CARD: those that are usable, in order.
methods()
{
	awk '$2 == "in" { print $1 }' "$(sys "$1")/xen_vgapt/reset_plan" | tr '\n' ' ' | sed 's/ $//'
}

reason()
{
	sed -n "s/^$2 out //p" "$(sys "$1")/xen_vgapt/reset_plan"
}

last()
{
	cat "$(sys "$1")/xen_vgapt/last_reset"
}

# reset_by CARD: what a write to its "reset" gives: ok, or the message.
reset_by()
{
	bash -c "echo 1 > $(sys "$1")/xen_vgapt/reset" 2>&1 | sed 's/.*: //'
	[ "${PIPESTATUS[0]}" -ne 0 ] || echo ok
}

# reset_seen CARD METHOD: a reset by that method, seen on the card and in the files.
reset_seen()
{
	local before
	spoil "$1"
	before=$(generation "$1")
	check_eq "$1: reset" ok "$(reset_by "$1")"
	check_eq "$1: by" "$2 ok" "$(last "$1" | cut -d' ' -f1,2)"
	check_eq "$1: the card has been reset" $((before + 1)) "$(generation "$1")"
	check_eq "$1: nothing is left of a guest" 00000000 "$(left "$1")"
}
