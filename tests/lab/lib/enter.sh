# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Running things in a root: own mount and PID namespace, so that neither a mount nor a process can be left behind.

# The body runs as PID 1 of the namespace: mounts, then the command. When it goes, the kernel ends all that it started.
# Arguments: ROOT SCRATCH BINDS(newline-separated SRC:DST) CMD...
enter_body()
{
	local root=$1 scratch=$2 binds=$3 node bind src dst
	shift 3

	set -euo pipefail
	if [ -n "$scratch" ]; then
		mkdir -p "$scratch/upper" "$scratch/work" "$scratch/root"
		mount -t overlay overlay -o "lowerdir=$root,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
		root=$scratch/root
	else
		mount --bind "$root" "$root"
	fi
	mount -t proc proc "$root/proc"
	mount -t sysfs -o ro sysfs "$root/sys" 2> /dev/null || :
	mount -t tmpfs -o mode=755,size=1m tmpfs "$root/dev"
	for node in null zero full random urandom tty; do
		: > "$root/dev/$node"
		mount --bind "/dev/$node" "$root/dev/$node"
	done
	mkdir "$root/dev/pts" "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
	mount -t tmpfs tmpfs "$root/dev/shm"
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"
	ln -s fd/0 "$root/dev/stdin"
	ln -s fd/1 "$root/dev/stdout"
	ln -s fd/2 "$root/dev/stderr"
	mount -t tmpfs tmpfs "$root/run"
	while IFS= read -r bind; do
		[ -n "$bind" ] || continue
		src=${bind%%:*}
		dst=$root${bind#*:}
		if [ -d "$src" ]; then
			mkdir -p "$dst"
		else
			mkdir -p "${dst%/*}"
			[ -e "$dst" ] || : > "$dst"
		fi
		mount --rbind "$src" "$dst"
	done <<< "$binds"
	# PID 1 gets only signals it has a handler for, so the command is its child.
	trap 'exit 130' INT TERM HUP
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM="${TERM:-dumb}" LC_ALL=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive INITRD=No VGAPT_LAB=1 \
		chroot "$root" "$@" <&0 &
	wait $!
}

# enter [--scratch DIR] [--bind SRC:DST]... ROOT CMD...
enter()
{
	local scratch="" binds="" root in_use rc
	while :; do
		case $1 in
		--scratch) scratch=$2; shift 2 ;;
		--bind) binds+="$2"$'\n'; shift 2 ;;
		*) break ;;
		esac
	done
	root=$1
	shift
	# A root in use is not removed: see root_remove_old.
	exec {in_use}< "$root"
	flock -s "$in_use"
	isolated enter_body "$root" "$scratch" "$binds" "$@"
	rc=$?
	exec {in_use}<&-
	return $rc
}

# isolated FUNCTION ARGS...: run one of our functions as PID 1 of its own namespaces. It dies with this shell.
isolated()
{
	local fn=$1
	shift
	setpriv --pdeathsig KILL \
		unshare --mount --pid --fork --kill-child=KILL \
		bash -c "$(declare -f "$fn"); $fn \"\$@\"" "lab-$fn" "$@"
}
