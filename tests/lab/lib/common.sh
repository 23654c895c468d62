# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Messages, steps with their seconds, and leaving in good order.

# shellcheck disable=SC2034
LAB_START=$EPOCHREALTIME

# elapsed SINCE: seconds since an $EPOCHREALTIME value, one decimal.
elapsed()
{
	local now=$EPOCHREALTIME since=$1 us
	us=$(( (${now/[.,]/} - ${since/[.,]/}) / 100000 ))
	printf '%d.%d' $((us / 10)) $((us % 10))
}

say()
{
	printf 'lab: %s\n' "$*" >&2
}

die()
{
	printf 'lab: error: %s\n' "$1" >&2
	shift
	local line
	for line in "$@"; do
		printf 'lab:        %s\n' "$line" >&2
	done
	exit 2
}

# step [-h HINT] TITLE CMD...: run CMD with its output in a log, and print the title and the seconds it took.
# A step that fails ends the run, names itself and shows the end of its log.
step()
{
	local hint="" title log since rc

	if [ "$1" = -h ]; then
		hint=$2
		shift 2
	fi
	title=$1
	shift
	mkdir -p "$LAB_CACHE/log"
	log="$LAB_CACHE/log/$(printf '%s' "$title" | tr -c 'A-Za-z0-9.\n-' '_').log"
	since=$EPOCHREALTIME
	[ ! -t 2 ] || printf 'lab: %s ...\r' "$title" >&2
	set +e
	( set -e; "$@" ) > "$log" 2>&1 < /dev/null
	rc=$?
	set -e
	if [ $rc -eq 0 ]; then
		printf 'lab: %-58s %6s s\n' "$title" "$(elapsed "$since")" >&2
		return 0
	fi
	printf 'lab: FAILED: %s (status %d after %s s). The end of %s:\n' "$title" $rc "$(elapsed "$since")" "$log" >&2
	tail -n 25 "$log" | sed 's/^/lab:   | /' >&2
	[ -z "$hint" ] || say "what to do: $hint"
	exit 2
}

# as_root ARGS...: go on as root. Namespaces, chroots and root-owned trees need it.
as_root()
{
	[ "$(id -u)" -ne 0 ] || return 0
	command -v sudo > /dev/null ||
		die "the lab needs root and there is no sudo here" "run it as root"
	exec sudo --preserve-env=VGAPT_LAB_CACHE,VGAPT_LAB_MIRROR,VGAPT_LAB_MACHINES -- "$LAB_DIR/lab" "$@"
}

# hand_over PATH...: results belong to whom they were made for, not to root.
hand_over()
{
	[ -n "${SUDO_UID:-}" ] || return 0
	chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$@"
}

# make_dir DIR: with its parents, and for whom it is made.
make_dir()
{
	local first=$1
	[ ! -d "$1" ] || return 0
	while [ ! -d "$(dirname "$first")" ]; do
		first=$(dirname "$first")
	done
	mkdir -p "$1"
	hand_over "$first"
}

# need PROGRAM PACKAGE: the one thing that this machine itself must have; everything else is in the roots.
need()
{
	command -v "$1" > /dev/null && return 0
	command -v apt-get > /dev/null || die "$1 is not installed" "install the package $2"
	step -h "apt-get install $2" "package $2 on this machine" install_package "$2"
}

install_package()
{
	export DEBIAN_FRONTEND=noninteractive
	apt-get -q -o DPkg::Lock::Timeout=120 update
	apt-get -y -q -o DPkg::Lock::Timeout=120 --no-install-recommends install "$1"
}
