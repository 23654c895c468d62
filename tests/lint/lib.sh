# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Results, for run and in-root.

passed=0 failed=0 skipped=0

# Count a result by its line; other lines are of no account.
count()
{
	case $1 in
	"ok - "*" # SKIP"*) skipped=$((skipped + 1)) ;;
	"ok - "*) passed=$((passed + 1)) ;;
	"not ok - "*) failed=$((failed + 1)) ;;
	esac
}

result()
{
	count "$1"
	printf '%s\n' "$1"
}

# lint NAME CMD...: what CMD prints are findings; none is good.
lint()
{
	local name=$1 found
	shift
	found=$("$@" 2>&1)
	if [ -z "$found" ]; then
		result "ok - $name"
	else
		printf '%s\n' "$found" | sed 's/^/# /'
		result "not ok - $name ($(printf '%s\n' "$found" | wc -l) lines of findings, above)"
	fi
}

# Each script by itself: functions of one are not seen in another.
run_shellcheck()
{
	local script
	for script in "$@"; do
		# SC1091, not following a sourced file: its path is known only at run time, and it is looked at by itself.
		# SC2016: single quotes are meant where a script goes to another shell.
		# SC2317, unreachable: functions called by a name that is put together (part_*, cmd_*).
		# SC2154, SC2034: variables that cross between a script and what it sources.
		shellcheck --format=gcc --exclude=SC1091,SC2016,SC2154,SC2034,SC2317 "$script"
	done
}

summary()
{
	echo "$passed passed, $failed failed, $skipped skipped"
	[ $failed -eq 0 ]
}
