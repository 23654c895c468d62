# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Building the kernel module for a target, from a copy of the tree. What was built is kept in the cache, under a name that changes
# with the sources, as several tests want it at the same time; the last few of each kernel stay.

# Raise it when the way it is built changes.
MODULE_FORMAT=2
MODULES_KEPT=6

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
	local tname="" out="" dir="" log="" sparse="" kept
	while [ $# -gt 0 ]; do
		case $1 in
		--target) tname=$2; shift 2 ;;
		--out) out=$2; shift 2 ;;
		--dir) dir=$2; shift 2 ;;
		--log) log=$2; shift 2 ;;
		--sparse) sparse=yes; shift ;;
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
	source_copy "$WORK_DIR/src"
	kept=$LAB_CACHE/modules/$T_KVER-$(module_key "$dir")
	( lock "module.$T_KVER"; module_build "$kept" "$dir" "$sparse" "$log" )
	touch "$kept"
	cp "$kept/$(basename "$out")" "$out"
	[ -z "$log" ] || cp "$kept/log" "$log"
	[ -z "$log" ] || [ -z "$sparse" ] || cat "$kept/sparse" >> "$log"
	hand_over "$out" ${log:+"$log"}
}

# module_key DIR: a short name for what goes into it.
module_key()
{
	key "$(root_path "$T_ROOT")" "$T_KERNEL" "$T_KVER" "$1" "$MODULE_FORMAT" \
		"$(cd "$WORK_DIR/src" && find Kbuild Makefile include drivers ${1:+"$1"} -type f | LC_ALL=C sort | xargs sha256sum)"
}

# module_build KEPT DIR SPARSE LOG: the module, and what sparse says, if that is asked for; what is there already stays.
module_build()
{
	local kept=$1 dir=$2 sparse=$3 log=$4 old
	if [ ! -e "$kept/log" ]; then
		rm -rf "$kept"
		mkdir -p "$kept"
		mv "$WORK_DIR/src" "$kept/src"
		step "module $(basename "${dir:-xen_vgapt}") for Linux $T_KVER" module_make "$kept" "$dir" W=1
		find "$LAB_CACHE/modules" -maxdepth 1 -name "$T_KVER-*" -printf '%T@ %p\n' | sort -rn | tail -n "+$((MODULES_KEPT + 1))" |
			while read -r _ old; do
				rm -rf --one-file-system "$old"
			done
	fi
	[ -z "$sparse" ] || [ -e "$kept/sparse" ] || step "sparse for Linux $T_KVER" module_make "$kept" "$dir" W=1 C=2
}

# module_make KEPT DIR VARIABLE...: with W=1, into log; with C=2 sparse alone, as the rest is built already, into sparse.
module_make()
{
	local kept=$1 dir=$2 kdir=/lib/modules/$T_KVER/build said=log
	local -a in_root=(enter --bind "$kept/src:/src" "$(root_path "$T_ROOT")") what=(make -s -j "$(nproc)" -C /src module "${@:3}")
	if [ "$T_KERNEL" = debug ]; then
		kdir=/build
		in_root=(kernel_enter "$(kernel_path)" "$kept/src")
		# Its root has not what W=1 wants for kernel-doc; Debian's kernels have been asked.
		what+=(KCOV_INSTRUMENT=y W=)
	fi
	if [ -n "$dir" ]; then
		what=(make -s -C "$kdir" "M=/src/$dir" modules)
	fi
	[ "${*: -1}" != C=2 ] || said=sparse
	"${in_root[@]}" "${what[@]}" "KDIR=$kdir" > "$kept/$said.new" 2>&1 || {
		cat "$kept/$said.new"
		return 1
	}
	# As DKMS does it. The lab's dom0 would spend a second on what is for debuggers.
	enter --bind "$kept/src:/src" "$(root_path "$T_ROOT")" sh -c 'strip --strip-debug "$1"/*.ko' sh "/src/${dir:-drivers/xen/xen-vgapt}"
	cp "$kept/src/${dir:-drivers/xen/xen-vgapt}"/*.ko "$kept/"
	mv "$kept/$said.new" "$kept/$said"
}
