# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Building the kernel module for a target, from a copy of the tree.

# source_copy DIR: the sources without what a build leaves among them, and without what is not for building.
source_copy()
{
	mkdir -p "$1"
	tar -C "$REPO_DIR" --exclude=./.git --exclude=./build --exclude='*.o' --exclude='*.ko' --exclude='*.mod' \
		--exclude='*.mod.c' --exclude='.*.cmd' --exclude=Module.symvers --exclude=modules.order --exclude='.tmp_*' \
		-cf - . | tar -C "$1" --no-same-owner -xf -
}

cmd_module()
{
	local tname="" out="" dir=""
	while [ $# -gt 0 ]; do
		case $1 in
		--target) tname=$2; shift 2 ;;
		--out) out=$2; shift 2 ;;
		--dir) dir=$2; shift 2 ;;
		*) die "module: unknown option $1" "see: lab help" ;;
		esac
	done
	if [ -z "$tname" ] || [ -z "$out" ]; then
		die "module wants --target and --out" "see: lab help"
	fi
	setup_with_lock "$tname"
	target "$tname"
	make_dir "$(dirname "$out")"
	work_dir
	step "module $(basename "$out" .ko) for Linux $T_KVER" module_make "$out" "$dir"
	hand_over "$out"
}

module_make()
{
	local out=$1 dir=$2 kdir=/lib/modules/$T_KVER/build
	local -a in_root=(enter --bind "$WORK_DIR/src:/src" "$(root_path "$T_ROOT")") what=(make -C /src module)
	source_copy "$WORK_DIR/src"
	if [ "$T_KERNEL" = debug ]; then
		kdir=/build
		in_root=(kernel_enter "$(kernel_path)" "$WORK_DIR/src")
		what+=(KCOV_INSTRUMENT=y)
	fi
	if [ -n "$dir" ]; then
		what=(make -C "$kdir" "M=/src/$dir" modules)
	fi
	"${in_root[@]}" "${what[@]}" "KDIR=$kdir"
	cp "$WORK_DIR/src/${dir:-drivers/xen/xen-vgapt}/$(basename "$out")" "$out"
}
