# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the jobs share that have calls fail (tests/lab/programs/faults), after common.sh.
if [ ! -e /proc/self/fail-nth ] || [ ! -e /sys/kernel/debug/failslab/stacktrace-depth ]; then
	skip "faults" "dom0's kernel has no fault injection: each operation once, without"
	without=-n
fi

faults()
{
	mark "$*"
	/job/bin/faults ${without:+"$without"} "$CARD" "${id:-0}" "$@" || not_ok "faults $*" "status $?"
}

# None of the module's memory is lost: asked while its functions still have names. Once more, at the end, when it has gone.
check_memory()
{
	local lost
	if lost=$(complaints memory /job/out/kmemleak-loaded.txt); then
		check_eq "no memory is lost while it is loaded" 0 "$lost"
	else
		skip "no memory is lost" "dom0's kernel has no kmemleak"
	fi
	{ echo > /sys/kernel/debug/fail_function/inject; } 2> /dev/null
}

# vmalloc() complains, with a stack, of memory that it is denied: that is our doing. And should_fail() asks for a random
# number; in a kprobe that is a breakpoint, not a call of ftrace's, lockdep takes that for one in an NMI.
cat > /job/log.sed <<'END'
/vmalloc error/,/Call Trace/d
/WARNING: inconsistent lock state/{
:more
N
/Call Trace/!b more
/IN-NMI.*batched_entropy/d
}
END
