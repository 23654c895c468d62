# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the jobs share that reset mock cards, after common.sh: cards have names, and are at ${WHERE[NAME]}. spoil, left and
# generation, by which a reset is told from a pretence, are each job's own.

sys()
{
	echo "/sys/bus/pci/devices/0000:${WHERE[$1]}"
}

# methods CARD: those that are in question, in order.
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
