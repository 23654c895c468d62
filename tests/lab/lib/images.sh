# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Disk image of a dom0 root, and the hypervisor, kernel and initrd it is started with.

# Raise it when the way images are made changes.
IMAGE_FORMAT=1

# What dom0 can do without: makes the image small and quick to write.
IMAGE_EXCLUDE="
./boot/* ./usr/src/* ./usr/include/* ./usr/lib/gcc/* ./usr/libexec/gcc/*
./usr/lib/linux-kbuild-* ./usr/share/doc/* ./usr/share/man/* ./usr/share/locale/*
./usr/share/i18n/* ./usr/share/perl/* ./usr/lib/x86_64-linux-gnu/perl/*
./usr/lib/python3* ./usr/lib/udev/hwdb* ./usr/lib/syslinux/*
./usr/lib/x86_64-linux-gnu/*.a ./usr/lib/x86_64-linux-gnu/lib[alt]san.so*
./usr/bin/x86_64-linux-gnu-* ./usr/bin/sparse* ./usr/bin/perl*
./usr/lib/debug/* ./var/cache/* ./var/lib/apt/* ./var/lib/dpkg/* ./var/log/*
./usr/lib/modules/*/vmlinuz
./usr/lib/modules/*/kernel/sound ./usr/lib/modules/*/kernel/drivers/media
./usr/lib/modules/*/kernel/drivers/infiniband ./usr/lib/modules/*/kernel/drivers/net/[!x]*
./usr/lib/modules/*/kernel/drivers/iio ./usr/lib/modules/*/kernel/drivers/gpu
./usr/lib/modules/*/kernel/drivers/usb ./usr/lib/modules/*/kernel/drivers/staging
./usr/lib/modules/*/kernel/drivers/scsi ./usr/lib/modules/*/kernel/net
"

image_path()
{
	echo "$LAB_CACHE/images/$T_ROOT-$(key "$(root_path "$T_ROOT")" "$IMAGE_FORMAT" "$IMAGE_EXCLUDE" "$(cat "$LAB_DIR/dom0/root-init")").ext4"
}

boot_path()
{
	echo "$LAB_CACHE/boot/$T_ROOT-$T_KVER-$(key "$(root_path "$T_ROOT")" "$(target_kernel)" "$(cat "$LAB_DIR/dom0/initrd-init")" "$(declare -f boot_make)" "$(cat "$LAB_DIR/lib/vmlinux.py")")"
}

# lab_enter ARGS...: a command in the host root.
in_host()
{
	local -a binds=()
	while [ "$1" = --bind ]; do
		binds+=(--bind "$2")
		shift 2
	done
	enter "${binds[@]}" "$(root_path host)" "$@"
}

setup_image()
{
	[ -f "$(image_path)" ] || step "disk image of $T_ROOT" image_make "$(image_path)"
}

image_make()
{
	local image=$1 word
	local -a exclude=()

	set -f
	for word in $IMAGE_EXCLUDE; do
		exclude+=("--exclude=$word")
	done
	set +f
	mkdir -p "$LAB_CACHE/images"
	rm -f "$LAB_CACHE/images/$T_ROOT"-*
	tar -C "$(root_path "$T_ROOT")" --one-file-system --numeric-owner "${exclude[@]}" -cf - . \
		-C "$LAB_DIR/dom0" --transform 's,^root-init$,./usr/sbin/lab-init,' root-init |
		in_host --bind "$LAB_CACHE/images:/images" \
			mke2fs -q -t ext4 -O ^has_journal -m 0 -d - "/images/${image##*/}.tmp" 2G
	mv "$image.tmp" "$image"
}

# xen.elf, xen.efi, vmlinux (vmlinuz for UEFI: it is smaller to read from a disk) and initrd.gz of a target.
setup_boot()
{
	[ -d "$(boot_path)" ] || step "hypervisor, kernel and initrd of $T_ROOT, $T_KVER" boot_make "$(boot_path)"
}

boot_make()
{
	local dir=$1 tmp=$1.tmp root module n=10

	root=$(root_path "$T_ROOT")
	rm -rf "$LAB_CACHE/boot/$T_ROOT-$T_KVER"-*
	mkdir -p "$tmp/initrd/bin" "$tmp/initrd/modules" "$tmp/initrd/dev" "$tmp/initrd/proc" "$tmp/initrd/sys" "$tmp/initrd/root"
	gzip -dc "$root/boot/xen-$T_XEN-amd64.gz" > "$tmp/xen.elf"
	[ ! -f "$root/boot/xen-$T_XEN-amd64.efi" ] || cp "$root/boot/xen-$T_XEN-amd64.efi" "$tmp/xen.efi"
	cp "$(target_kernel)" "$tmp/vmlinuz"
	in_host --bind "$LAB_DIR/lib:/in" --bind "$tmp:/out" python3 -B /in/vmlinux.py /out/vmlinuz /out/vmlinux
	cp "$root/bin/busybox" "$tmp/initrd/bin/busybox"
	install -m 755 "$LAB_DIR/dom0/initrd-init" "$tmp/initrd/init"
	# In the order in which they have to be loaded, unpacked since busybox cannot.
	# The debug kernel has them built in.
	[ "$T_KERNEL" = debug ] || enter "$root" modprobe -a -S "$T_KVER" --show-depends virtio_pci virtio_blk ext4 > "$tmp/modules"
	[ -e "$tmp/modules" ] || : > "$tmp/modules"
	awk '$1 == "insmod" && !seen[$2]++ { print $2 }' "$tmp/modules" | while read -r module; do
		n=$((n + 1))
		case $module in
		*.xz) xz -dc "$root/$module" > "$tmp/initrd/modules/$n-$(basename "$module" .xz)" ;;
		*) cp "$root/$module" "$tmp/initrd/modules/$n-${module##*/}" ;;
		esac
	done
	(cd "$tmp/initrd" && find . | enter --bind "$tmp/initrd:/out" "$(root_path host)" \
		sh -c 'cd /out && cpio -o -H newc --quiet -R 0:0') | gzip -1 > "$tmp/initrd.gz"
	rm -rf "$tmp/initrd"
	mv -T "$tmp" "$dir"
}
