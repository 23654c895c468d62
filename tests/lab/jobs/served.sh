# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What jobs share whose functions vgapt-dm serves, after common.sh: the daemon and its workers, and what the guest "watch" sees.
STATUS=/run/xen-vgapt/vgaptd.json
DAEMON_LOG=/job/out/vgaptd.log
declare -A SEEN

# daemon_up WORKER [OPTION...]: a program of ours serves.
daemon_up()
{
	vgaptd --user nobody --worker "/job/bin/$1" "${@:2}" >> $DAEMON_LOG 2>&1 &
	DAEMON=$!
	wait_for 10 file_has $STATUS "\"pid\": *$DAEMON\\b"
}

daemon_down()
{
	kill "$DAEMON"
	wait "$DAEMON"
}

# status_read: into STATES and WORKERS (those that run) what vgaptd says of all functions.
status_read()
{
	local line
	local -a lines=()
	mapfile -t lines < $STATUS
	STATES=() WORKERS=()
	for line in "${lines[@]}"; do
		if [[ $line =~ \"state\":\ *\"([a-z]+)\" ]]; then
			STATES+=("${BASH_REMATCH[1]}")
		elif [[ $line =~ \"worker\":\ *([0-9]+) ]]; then
			WORKERS+=("${BASH_REMATCH[1]}")
		fi
	done
}

# served N: there are so many functions, and all of them are served.
served()
{
	local state
	status_read
	[ ${#STATES[@]} -eq "$1" ] || return
	for state in "${STATES[@]}"; do
		[ "$state" = serving ] || return
	done
}

# has_failed: one of them is served no more.
has_failed()
{
	status_read
	[[ " ${STATES[*]} " == *" failed "* ]]
}

# other_than PID: that worker is no more.
other_than()
{
	status_read
	[[ " ${WORKERS[*]} " != *" $1 "* ]]
}

# deaths: how many workers have died until now.
deaths()
{
	grep -c 'worker has died' $DAEMON_LOG
}

no_worker()
{
	! pgrep '^vgapt-dm' > /dev/null
}

# server_of DOMID: into $SERVER the ioreq server of the domain's last worker that came up.
server_of()
{
	local line
	local -a lines
	SERVER=""
	mapfile -t lines < <(grep "domain $1 .*, ioreq server " $DAEMON_LOG)
	for line in "${lines[@]}"; do
		[[ ! $line =~ ,\ ioreq\ server\ ([0-9]+) ]] || SERVER=${BASH_REMATCH[1]}
	done
	[ -n "$SERVER" ]
}

# seen_read GUEST: into SEEN what the guest "watch" says in its last line that is whole.
seen_read()
{
	local word line i
	local -a lines=()
	mapfile -t lines < "/run/$1.serial"
	for ((i = ${#lines[@]} - 1; i >= 0; i--)); do
		line=${lines[i]}
		[[ $line == *"VGAPT seen "*$'\r' ]] || continue
		line=${line##*VGAPT seen }
		for word in ${line%$'\r'}; do
			SEEN[${word%%=*}]=${word#*=}
		done
		return 0
	done
	return 1
}

# seen_past GUEST ROUND: it is past that round.
seen_past()
{
	seen_read "$1" && [ $((16#${SEEN[n]})) -gt "$2" ]
}

# seen GUEST: a round that has begun after this.
seen()
{
	SEEN=([n]=0)
	seen_read "$1" || :
	wait_for 90 seen_past "$1" $((16#${SEEN[n]} + 1))
}

# gap_read GUEST ROUND: into $GAP the longest that it has waited for an access to configuration space after that round, in ms.
gap_read()
{
	local line longest=0 tick=1
	local -a lines
	mapfile -t lines < "/run/$1.serial"
	for line in "${lines[@]}"; do
		[[ $line =~ seen\ n=([0-9A-F]{4})\ .*\ gap=([0-9A-F]{4})\ tick=([0-9A-F]{4}) ]] || continue
		[ $((16#${BASH_REMATCH[1]})) -gt "$2" ] || continue
		tick=$((16#${BASH_REMATCH[3]}))
		[ $((16#${BASH_REMATCH[2]})) -le $longest ] || longest=$((16#${BASH_REMATCH[2]}))
	done
	GAP=$((longest * 1000 / (tick ? tick : 1)))
}

# How many guests in a row the emulator may kill.
TRIES=6

# killed_by_emulator NAME: its kernel has had one interrupt twice, the second time while interrupts were off: at the handler's first
# instruction, or before it has changed GS. That is QEMU's doing, below Xen (lab.rst, "Machines"). Such a guest says nothing.
killed_by_emulator()
{
	grep -qs 'Kernel panic' "/run/$1.serial" && interrupted_with_interrupts_off "/run/$1.serial"
}

linux_ended()
{
	file_has "/run/$1.serial" 'VGAPT done' || killed_by_emulator "$1"
}

# linux_runs NAME SECONDS: a Linux guest is created and comes to its end; once more if the emulator has killed it.
linux_runs()
{
	local try
	for ((try = 1; try <= TRIES; try++)); do
		check "$1: created" guest_create "$1"
		wait_for "$2" linux_ended "$1"
		killed_by_emulator "$1" || break
		note "$1: the emulator has given its kernel an interrupt twice"
		! domid "$1" > /dev/null || guest_destroy "$1"
	done
	file_has "/run/$1.serial" 'VGAPT done' || guest_state "$1"
	cp "/run/$1.serial" /job/out/
	check "$1: it comes to its end" file_has "/run/$1.serial" 'VGAPT done'
}

# interrupted_with_interrupts_off FILE: the flags below an interrupt's frame are those of what it has interrupted; 200h is IF.
interrupted_with_interrupts_off()
{
	awk '
	/RIP: 0010:asm_sysvec_[a-z_]*\+0x0\// { found = 1 }
	/ asm_sysvec_[a-z_]*\+0x/ && !/\?/ { below = 1; next }
	below && match($0, /EFLAGS: [0-9a-f]+/) {
		if (substr($0, RSTART + RLENGTH - 3, 1) ~ /[014589cd]/)
			found = 1
		below = 0
	}
	END { exit !found }' "$1"
}
