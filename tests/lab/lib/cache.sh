# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Where things are kept between runs, who may work there at a time, and which mirror they come from.

LAB_CACHE=${VGAPT_LAB_CACHE:-/var/cache/xen-vgapt-lab}

# lock NAME: hold a lock of the cache until this process ends; says so when it has to wait.
lock()
{
	local fd
	mkdir -p "$LAB_CACHE"
	exec {fd}> "$LAB_CACHE/lock.$1"
	flock -n "$fd" && return 0
	say "waiting for another lab to finish its $1"
	flock "$fd"
}

# machines: how many machines may run at a time. Each wants a core and 4 GiB.
machines()
{
	local cores mem
	cores=$(nproc)
	mem=$(awk '$1 == "MemTotal:" { print int($2 / 1024 / 1024 / 5) }' /proc/meminfo)
	[ "$mem" -ge "$cores" ] || cores=$mem
	[ "$cores" -ge 1 ] || cores=1
	[ "$cores" -le $LAB_SLOTS ] || cores=$LAB_SLOTS
	echo "${VGAPT_LAB_MACHINES:-$cores}"
}

# No more than this many, however large the host; runner/run.py takes the places.
LAB_SLOTS=8

# lock_all_machines: until this process ends no other machine runs.
lock_all_machines()
{
	local i queue
	exec {queue}> "$LAB_CACHE/lock.queue"
	flock "$queue"
	for ((i = 1; i <= LAB_SLOTS; i++)); do
		lock "machine$i"
	done
}

# work_dir: a directory for this process, in $WORK_DIR, gone when it ends; and away with those that killed ones left.
work_dir()
{
	local old fd
	find "$LAB_CACHE" -maxdepth 1 -name 'run.*' -mmin +15 | while IFS= read -r old; do
		exec {fd}< "$old"
		! flock -n "$fd" || rm -rf --one-file-system "$old"
		exec {fd}<&-
	done
	WORK_DIR=$(mktemp -d "$LAB_CACHE/run.XXXXXX")
	exec {fd}< "$WORK_DIR"
	flock -s "$fd"
	# shellcheck disable=SC2064
	trap "rm -rf --one-file-system '$WORK_DIR'" EXIT
}

# key TEXT...: a short name for a content.
key()
{
	printf '%s\0' "$@" | sha256sum | cut -c1-12
}

# mirror: the Debian mirror that this machine's own apt uses.
mirror()
{
	local codename uri

	if [ -n "${VGAPT_LAB_MIRROR:-}" ]; then
		echo "$VGAPT_LAB_MIRROR"
		return
	fi
	# shellcheck disable=SC1091
	codename=$(. /etc/os-release; echo "${VERSION_CODENAME:-}")
	# shellcheck disable=SC2016
	uri=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
		awk -v c="$codename" '$NF == "main" && ($2 == c || $3 == c || $2 == "stable" || $2 == "oldstable") { print $1; exit }')
	case $uri in
	mirror+file:*)
		uri=$(awk '!/^#/ && NF { print $1; exit }' "/${uri#mirror+file:*/}")
		;;
	esac
	case $uri in
	http://*|https://*|file:/*) echo "${uri%/}" ;;
	*) die "no Debian mirror found in this machine's apt sources" \
		"set VGAPT_LAB_MIRROR to the address of one" ;;
	esac
}
