# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The debug kernel: Debian's source, kernel/debug.config, built in the root "kernel" and kept in the cache under a name that
# changes with either. In it: bzImage, root (modules, as below /), build (what a module is built against), version.
# One of Linux's files is replaced: KASAN's beginning, by one that works under Xen (kernel/kasan_xen.c).

# Raise it when the way it is built changes.
KERNEL_FORMAT=2
KERNEL_ROOT=kernel
# Whose accesses KASAN looks at: the module's own in any case, and those of the parts of the kernel that it gives memory to, or
# that use it on its behalf. Looking at all makes everything four times as slow: most of what there is to see are lockdep's.
KASAN_LOOKS="drivers/pci drivers/pci/% drivers/xen drivers/xen/% drivers/base drivers/base/% fs/kernfs fs/sysfs fs/char_dev"
KASAN_LOOKS+=" kernel/workqueue kernel/notifier lib/kobject lib/kobject_uevent lib/klist lib/list_debug lib/idr lib/vsprintf"

kernel_path()
{
	echo "$LAB_CACHE/kernels/debug-$(key "$(root_path $KERNEL_ROOT)" "$(grep ^CONFIG_ "$LAB_DIR/kernel/debug.config")" \
		"$(cat "$LAB_DIR"/kernel/kasan_xen.[ch])" "$KASAN_LOOKS" "$KERNEL_FORMAT")"
}

setup_kernel()
{
	setup_root $KERNEL_ROOT
	[ -f "$(kernel_path)/version" ] ||
		step "debug kernel (it takes about 6 minutes on two cores)" kernel_make "$(kernel_path)"
}

kernel_make()
{
	local dir=$1
	mkdir -p "$LAB_CACHE/kernels"
	rm -rf "$LAB_CACHE"/kernels/debug-*
	mkdir -p "$dir/build"
	# Every line of the configuration has to have been taken: Kconfig is silent about what it drops.
	# shellcheck disable=SC2016
	kernel_enter "$dir" "$REPO_DIR" bash -euc '
		cd /usr/src/linux
		make -s O=/build KCONFIG_ALLCONFIG=/src/tests/lab/kernel/debug.config allnoconfig
		rc=0
		while IFS= read -r line; do
			grep -qxF "$line" /build/.config || { echo "debug.config: $line was not taken"; rc=1; }
		done < <(grep "^CONFIG_" /src/tests/lab/kernel/debug.config)
		[ $rc -eq 0 ]
		# KASAN of stacks writes its marks without a call, too early for Xen; Kconfig does not let gcc have it off.
		make -s O=/build -j "$(nproc)" CONFIG_KASAN_STACK= "KASAN_SANITIZE=\$(if \$(filter $0,\$(obj) \$(obj)/\$(target-stem)),,n)" \
			CFLAGS_KERNEL="-include /src/tests/lab/kernel/kasan_xen.h" bzImage modules
		make -s O=/build INSTALL_MOD_PATH=/kernel/root INSTALL_MOD_STRIP=1 modules_install
		cp /build/arch/x86/boot/bzImage /kernel/
		# Only what modules are built with stays.
		find /build -name "*.o" -not -path "*/scripts/*" -not -path "*/tools/*" -delete
		find /build -name "*.a" -delete
		rm -rf /build/vmlinux /build/.tmp_vmlinux* /build/arch/x86/boot/bzImage
		make -s O=/build kernelrelease > /kernel/version.new
		mv /kernel/version.new /kernel/version' "$KASAN_LOOKS"
}

# kernel_enter DIR SRC CMD...: in the root it is built in; DIR at /kernel, its build at /build, SRC at /src.
kernel_enter()
{
	enter --bind "$2:/src" --bind "$1:/kernel" --bind "$1/build:/build" \
		--bind "$2/tests/lab/kernel/kasan_xen.c:/usr/src/linux/arch/x86/mm/kasan_init_64.c" \
		"$(root_path $KERNEL_ROOT)" "${@:3}"
}
