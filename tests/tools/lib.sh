# SPDX-License-Identifier: GPL-2.0-only
#
# shellcheck shell=bash
# What the tests of the command have in common: made-up trees, a made-up device,
# comparing.  "here" is this folder.
# shellcheck disable=SC2034
top=$(cd "$here/../.." && pwd)
tool=$top/tools/vgapt
unset LD_PRELOAD VGAPT_FD
export LC_ALL=C

command -v python3 >/dev/null || { echo "python3 is needed" >&2; exit 1; }
if [[ -z ${VGAPT-} ]]; then
	make -s -C "$tool" >&2 || { echo "not ok - build (make failed)"; exit 1; }
	VGAPT=$tool/vgapt
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

passed=0 failed=0 skipped=0

ok()
{
	echo "ok - $1"
	passed=$((passed + 1))
}

not_ok()
{
	echo "not ok - $1 ($2)"
	failed=$((failed + 1))
}

skip()
{
	echo "ok - $1 # SKIP $2"
	skipped=$((skipped + 1))
}

# run_it ARG...: vgapt; leaves $out, $err and $rc.  $wrap goes in front.
wrap=()
run_it()
{
	"${wrap[@]}" "$VGAPT" "$@" >"$work/out" 2>"$work/err" </dev/null
	rc=$?
	out=$(tr -d '\0' <"$work/out")
	err=$(<"$work/err")
}

# t NAME RC OUT ERR ARG...: run and compare.  OUT and ERR are extended regular
# expressions sought in the output; "" wants it empty, "-" takes anything, as RC too.
t()
{
	local name=$1 want=$2 wout=$3 werr=$4

	shift 4
	run_it "$@"
	if [[ $want != - && $rc != "$want" ]]; then
		not_ok "$name" "exit status $rc, not $want: ${err//$'\n'/ | }"
	elif ! matches "$out" "$wout"; then
		not_ok "$name" "stdout lacks '$wout': ${out//$'\n'/ | }"
	elif ! matches "$err" "$werr"; then
		not_ok "$name" "stderr lacks '$werr': ${err//$'\n'/ | }"
	else
		ok "$name"
	fi
}

matches()
{
	case $2 in
	-) return 0 ;;
	'') [[ -z $1 ]] ;;
	*) grep -qE -- "$2" <<<"$1" ;;
	esac
}

# has NAME REGEX: in the output of the last run
has()
{
	if grep -qE -- "$2" <<<"$out"; then
		ok "$1"
	else
		not_ok "$1" "no '$2' in: ${out//$'\n'/ | }"
	fi
}

hasnt()
{
	if grep -qE -- "$2" <<<"$out"; then
		not_ok "$1" "'$2' in: ${out//$'\n'/ | }"
	else
		ok "$1"
	fi
}

# json NAME EXPRESSION: a Python expression on d, the last output
json()
{
	local why

	if why=$(python3 -c '
import json, sys
d = json.load(open(sys.argv[1]))
card = {c["sbdf"]: c for c in d.get("cards", [])}
def check(name, sbdf=None):
    return [c for c in d["checks"] if c["check"] == name and c["sbdf"] == sbdf]
value = eval(sys.argv[2])
if not value:
    sys.exit("false: " + sys.argv[2])' "$work/out" "$2" 2>&1); then
		ok "$1"
	else
		not_ok "$1" "$(tail -1 <<<"$why")"
	fi
}

# is NAME VALUE WANTED
is()
{
	if [[ $2 == "$3" ]]; then
		ok "$1"
	else
		not_ok "$1" "'$2', not '$3'"
	fi
}

put()
{
	mkdir -p "$(dirname "${VGAPT_ROOT:?}/$1")"
	printf '%s\n' "$2" >"$VGAPT_ROOT/$1"
}

# gone PATTERN...: take away from the tree, and from nowhere else
gone()
{
	local pattern

	[[ ${VGAPT_ROOT:?} == "$work"/* ]] || exit 1
	for pattern; do
		# shellcheck disable=SC2086
		(cd "$VGAPT_ROOT" && rm -r ./$pattern)
	done
}

# without_module
without_module()
{
	gone "sys/bus/pci/devices/*/xen_vgapt" sys/module dev
}

# card SBDF BRIDGES CLASS VENDOR DEVICE DRIVER [BOOT_VGA]
card()
{
	local pci=${VGAPT_ROOT:?}/sys/bus/pci dir=sys/devices/pci0000:00/$2/$1

	put "$dir/class" "0x$3"
	put "$dir/vendor" "0x$4"
	put "$dir/device" "0x$5"
	put "$dir/subsystem_vendor" 0x1043
	put "$dir/subsystem_device" 0x04a0
	put "$dir/revision" 0x01
	put "$dir/reset_method" "flr bus"
	put "$dir/resource" "0x00000000e0000000 0x00000000efffffff 0x000000000014220c
0x0000000000000000 0x0000000000000000 0x0000000000000000
0x00000000fe400000 0x00000000fe403fff 0x0000000000040200
0x0000000000000000 0x0000000000000000 0x0000000000000000
0x000000000000e000 0x000000000000e0ff 0x0000000000040101
0x0000000000000000 0x0000000000000000 0x0000000000000000
0x00000000fe420000 0x00000000fe43ffff 0x0000000000046200"
	[[ -n ${7-} ]] && put "$dir/boot_vga" "$7"
	mkdir -p "$pci/devices"
	ln -s "../../../../$dir" "$pci/devices/$1"
	if [[ -n $6 ]]; then
		mkdir -p "$pci/drivers/$6"
		ln -sr "$pci/drivers/$6" "$VGAPT_ROOT/$dir/driver"
	fi
}

# vgapt_attrs SBDF PRIMARY OWNER SOURCE [IMAGE...]; PRIMARY "" for none; rom_status
# is that of the images
vgapt_attrs()
{
	local at=$1 primary=$2 owner=$3 source=$4
	local dir=sys/bus/pci/devices/$at/xen_vgapt

	shift 4
	if [[ -n $primary ]]; then
		put "$dir/primary" "$primary"
		put "$dir/owner" "$owner"
	fi
	put "$dir/rom_source" "$source"
	put "$dir/rom_status" absent
	if (($#)); then
		put "$dir/rom_status" "${rom_status:-pristine}"
		python3 "$here/mkrom" "$@" >"$VGAPT_ROOT/$dir/rom"
		put "$dir/rom_sha256" "$(sha256sum <"$VGAPT_ROOT/$dir/rom" | cut -d' ' -f1)"
	else
		put "$dir/rom_sha256" none
	fi
	reset_attrs "$at"
}

seized="the function is not on xen-pciback"
foreign="another domain has the function"
absent="the function, or what is above it, cannot do this"
no_driver="a function that it would hit is not on xen-pciback"
no_domain="a function that it would hit belongs to another domain"

# reset_attrs SBDF [METHOD=REASON...]: what the module says of its resets; those not
# named are absent, "METHOD=" is in question.  Without any, it goes by who has the card.
reset_attrs()
{
	local at=$1 dir=sys/bus/pci/devices/$1/xen_vgapt all=$absent method plan="" driver
	local -A reasons=()

	shift
	driver=$(readlink "$VGAPT_ROOT/${dir%/*}/driver")
	if (($#)); then
		:
	elif [[ ${driver##*/} != pciback ]]; then
		all=$seized
	elif [[ $at == 0000:0[35]:* ]]; then
		all=$foreign
	else
		set -- flr= bus=
	fi
	for method; do
		reasons[${method%%=*}]=${method#*=}
	done
	for method in vendor kernel flr af_flr pm slot bus link; do
		if [[ ${reasons[$method]-$all} ]]; then
			plan+="$method out ${reasons[$method]-$all}"$'\n'
		else
			plan+="$method in"$'\n'
		fi
	done
	put "$dir/reset_plan" "${plan%$'\n'}"
	put "$dir/reset_method" "vendor kernel flr af_flr pm slot bus link"
	put "$dir/last_reset" none
	put "$dir/reset" ""
}

# older_module: one that says nothing of resets
older_module()
{
	gone "sys/bus/pci/devices/*/xen_vgapt/*reset*"
}

# A dom0 with cards in every state
tree()
{
	export VGAPT_ROOT=$work/$1
	rm -rf "${work:?}/$1"
	card 0000:00:02.0 . 030000 8086 3e92 i915 1
	card 0000:00:1f.0 . 060100 8086 a305 ""
	card 0000:01:00.0 0000:00:01.0 030000 1002 5046 pciback 0
	card 0000:01:00.1 0000:00:01.0 040300 1002 aab0 snd_hda_intel
	card 0000:02:00.0 0000:00:1b.0 030200 10de 1db6 ""
	card 0000:03:00.0 0000:00:1c.0 030000 1a03 2000 pciback 0
	card 0000:05:00.0 0000:00:1d.0/0000:04:00.0 038000 1002 5046 pciback
	card 0001:05:00.0 . 030000 1002 ffff pciback 0

	rom_status=unverified vgapt_attrs 0000:00:02.0 0 none shadow 0:128,ids=8086-3e92
	vgapt_attrs 0000:01:00.0 1 none rombar 0:100 3:60
	vgapt_attrs 0000:02:00.0 "" none none
	vgapt_attrs 0000:03:00.0 1 7 rombar 0:64,ids=1a03-2000
	vgapt_attrs 0000:05:00.0 "" none none
	vgapt_attrs 0001:05:00.0 0 none none
	put sys/bus/pci/drivers/pciback/do_flr ""
	put sys/module/xen_vgapt/parameters/primary 0000:01:00.0
	put dev/xen_vgapt ""
	put proc/xen/capabilities control_d
	put sys/hypervisor/version/major 4
	put sys/hypervisor/version/minor 20
	put sys/hypervisor/version/extra .1
	put xenstore/local/domain/0/name Domain-0
	put xenstore/local/domain/5/name desktop
	put xenstore/local/domain/7/name web
	put xenstore/libxl/pci/0000-05-00-0/domid 5
	put xenstore/libxl/pci/0000-03-00-0/domid 7
	put xenstore/libxl/pci/0001-05-00-0/domid 99	# long dead
	put usr/sbin/xl "#!/bin/sh
[ \"\$1\" = info ] && echo 'virt_caps              : pv hvm hvm_directio pv_directio hap'"
	chmod +x "$VGAPT_ROOT/usr/sbin/xl"
	printf '%s\n' '1002  Advanced Micro Devices' $'\t5046  Rage 128 PRO' \
		$'\taab0  Some HDMI Audio' '8086  Intel' $'\t3e92  UHD Graphics 630' \
		'1a03  ASPEED' $'\t2000  ASPEED Graphics Family' >"$work/pci.ids"
	mkdir -p "$VGAPT_ROOT/usr/share/misc"
	cp "$work/pci.ids" "$VGAPT_ROOT/usr/share/misc/pci.ids"
}

# The made-up device
cc=${CC:-$(command -v cc || command -v gcc)}
have_fake=
log=$work/log
if [[ -n $cc ]] && $cc -shared -fPIC -I"$top/include/uapi" -o "$work/fakedev.so" \
	"$here/../cli/fakedev.c" -ldl 2>"$work/cc.err"; then
	have_fake=1
fi

# fake VARIABLE=VALUE...: run what follows on the made-up device
fake()
{
	: >"$log"
	wrap=(env "LD_PRELOAD=$work/fakedev.so" "FAKEDEV_LOG=$log" "$@")
}
