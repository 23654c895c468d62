#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title two cards below one switch, reset at the same time: the ports above report errors again in the end
#: target xen420-linux612
#: timeout 300
#: seconds 70
#: cards one=slow-crs@switch two=slow-crs@switch quick=flr-good@switch
. /job/common.sh
# shellcheck source=named.sh
. /job/named.sh

# The ports above: those that they share, and one of each.
PORTS=()
for dir in "${SYS[@]}"; do
	dir=$(readlink -f "$dir")
	while dir=${dir%/*}; [[ ${dir##*/} == 0000:* ]]; do
		[[ " ${PORTS[*]} " == *" ${dir##*/} "* ]] || PORTS+=("${dir##*/}")
	done
done

# Error reporting of all of them: Device Control and AER's mask.
reporting()
{
	local port
	for port in "${PORTS[@]}"; do
		echo "$port $(setpci -s "$port" CAP_EXP+8.w) $(setpci -s "$port" ECAP_AER+8.l 2> /dev/null)"
	done
}

# together CARD DELAY CARD...: each reset begins DELAY seconds after the one before.
together()
{
	local -a pids=()
	local rc=0 pid
	while [ $# -gt 0 ]; do
		if [[ $1 == [0-9]* ]]; then
			nap "$1"
		else
			put 1 "${SYS[$1]}/xen_vgapt/reset" &
			pids+=($!)
		fi
		shift
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || rc=1
	done
	return $rc
}

module_load dyndbg=+p
modprobe xen-pciback
seize "${ALL[@]}"
check_eq "a root port, a switch's upstream port and three downstream ports" 5 ${#PORTS[@]}
for port in "${PORTS[@]}"; do
	setpci -s "$port" CAP_EXP+8.w=f:f
done
before=$(reporting)
while IFS=: read -r what order; do
	mark "$what"
	for name in $order; do
		[[ $name == [0-9]* ]] || spoil "$name"
	done
	# shellcheck disable=SC2086
	check "$what: all are reset" together $order
	check_eq "$what: the ports report errors as before" "$before" "$(reporting)"
	for name in $order; do
		[[ $name != [0-9]* ]] || continue
		look "$name"
		check_eq "$what: $name has been reset" 00000000 "${LEFT[$name]}"
	done
done <<-'END'
	the first ends first:one 1 two
	the other one ends first:two 1 one
	one within the other:one 0.5 quick
	one within the other, which ends last:two 1 one 0.5 quick
	all at once:one two quick
END
release "${ALL[@]}"
check "module unloads" module_unload
