#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title every allocation and every call of Xen fails in turn: all or nothing, no leak, and Xen agrees
#: debug ten to twenty minutes
#: timeout 3600
#: vga none
#: mockgpu card=flr-good.conf smc=ati-smc-vi.conf
#: device {"driver":"vfio-user-pci","id":"card","addr":"0x10","socket":{"type":"unix","path":"/run/mock/card.sock"}}
#: device {"driver":"vfio-user-pci","id":"smc","addr":"0x11","socket":{"type":"unix","path":"/run/mock/smc.sock"}}
. /job/common.sh

if [ ! -e /proc/self/fail-nth ] || [ ! -e /sys/kernel/debug/failslab/stacktrace-depth ]; then
	skip "faults" "dom0's kernel has no fault injection: each operation once, without"
	without=-n
fi

faults()
{
	mark "$*"
	/job/bin/faults ${without:+"$without"} "$CARD" "${id:-0}" "$@" || not_ok "faults $*" "status $?"
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
modprobe xen-pciback
module_load dyndbg=+p
faults load
module_load dyndbg=+p
faults hot-add
# Its ROM is behind registers.
CARD=0000:00:11.0 faults hot-add
assignable_add "$CARD" > /dev/null 2>&1
faults files rom-source rom-open rom-load reset seize

# A domain without the card, and a note that it has it: as if it were being given.
guest_create "$(guest_cfg one "$GUESTS/bios-probe.img" 'pci = [ ]' 'memory = 32')" -p > /run/one.xl 2>&1 ||
	not_ok "a paused domain" "$(tail -n 2 /run/one.xl | tr '\n' ' ')"
id=$(domid one)
xenstore-write "/libxl/pci/${CARD//[:.]/-}/domid" "$id"
echo 1 > "$VG/primary"
faults attach info grant grant-more revoke close owner owner-none
faults do_flr reset-by-capability reap unbind
guest_destroy one > /dev/null 2>&1
xenstore-rm "/libxl/pci/${CARD//[:.]/-}"
check_eq "nobody has anything in the end" none "$(owner)"
# While its functions still have names; once more, at the end, when it has gone.
if lost=$(complaints memory /job/out/kmemleak-loaded.txt); then
	check_eq "no memory is lost while it is loaded" 0 "$lost"
else
	skip "no memory is lost" "dom0's kernel has no kmemleak"
fi
{ echo > /sys/kernel/debug/fail_function/inject; } 2> /dev/null
assignable_remove "$CARD" > /dev/null 2>&1
unset id
faults unload
check "unloads" module_unload
