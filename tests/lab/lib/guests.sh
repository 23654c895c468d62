# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The guests' disks: boot sectors assembled here, and a small Linux of the dom0 root's own kernel.

# Raise it when the way they are made changes.
GUESTS_FORMAT=7
# A VBE mode that the kernel's own boot code sets through int 10h: 640x480, 16 bits (0x311 in VBE's numbers + 0x200).
GUEST_VGA=0x311

# The guests are the same on every target: Debian 13's own kernel.
GUEST_ROOT=dom0-trixie
GUEST_LINUX=6.12

guest_kver()
{
	local dirs
	dirs=$(cd "$(root_path $GUEST_ROOT)/usr/lib/modules" && printf '%s\n' "$GUEST_LINUX".[0-9]*)
	echo "${dirs%%$'\n'*}"
}

guests_path()
{
	local text
	text=$(cat "$LAB_DIR"/guests/*)
	echo "$LAB_CACHE/guests/$GUEST_ROOT-$GUEST_LINUX-$(key "$(root_path $GUEST_ROOT)" "$(root_path host)" "$text" "$GUESTS_FORMAT" "$GUEST_VGA")"
}

setup_guests()
{
	setup_root $GUEST_ROOT
	[ -d "$(guests_path)" ] || step "guests, Linux $(guest_kver)" guests_make "$(guests_path)"
	# In use: guests_make() of another tree is to leave them.
	touch "$(guests_path)"
}

guests_make()
{
	local dir=$1 tmp=$1.tmp root out kver module file
	root=$(root_path $GUEST_ROOT)
	kver=$(guest_kver)
	# Not those of another tree, which may be at work beside this one.
	[ ! -d "$LAB_CACHE/guests" ] || find "$LAB_CACHE/guests" -maxdepth 1 -name "$GUEST_ROOT-$GUEST_LINUX-*" -mmin +600 -exec rm -rf {} +
	out=$tmp/lab/guests
	mkdir -p "$out" "$tmp/initrd/bin" "$tmp/initrd/etc" "$tmp/initrd/modules"
	bios_guest "$out" text 1
	bios_guest "$out" vbe 2
	bios_guest "$out" reboot 3
	bios_guest "$out" crash 4
	bios_guest "$out" loop 5
	bios_guest "$out" probe 6
	bios_guest "$out" scribble 7
	bios_guest "$out" model 8
	bios_guest "$out" trap 9
	bios_guest "$out" watch 10
	# Time for a picture of its text screen, on a busy host too.
	bios_guest "$out" demo 2 12
	cp "$LAB_DIR"/guests/*.cfg "$out/"

	cp "$root/bin/busybox" "$tmp/initrd/bin/"
	install -m 755 "$LAB_DIR/guests/linux-init" "$tmp/initrd/init"
	cat "$root/etc/os-release" > "$tmp/initrd/etc/os-release"
	for module in pci/xen-pcifront block/xen-blkfront net/xen-netfront \
		nvme/common/nvme-keyring nvme/common/nvme-auth nvme/host/nvme-core nvme/host/nvme \
		scsi/scsi_common scsi/scsi_mod scsi/sd_mod ata/libata ata/libahci ata/ahci; do
		file=$(echo "$root/usr/lib/modules/$kver/kernel/drivers/$module".ko*)
		case $file in
		*.xz) xz -dc "$file" > "$tmp/initrd/modules/${module##*/}.ko" ;;
		*.ko) cp "$file" "$tmp/initrd/modules/" ;;
		esac
	done
	cp "$root/boot/vmlinuz-$kver" "$out/vmlinuz"
	cat > "$tmp/syslinux.cfg" <<-END
		default linux
		label linux
		say Loading Linux
		kernel vmlinuz
		append initrd=initrd.gz vga=$GUEST_VGA console=tty0 $GUEST_KERNEL_ARGS
	END
	# shellcheck disable=SC2016
	in_host --bind "$tmp:/out" --bind "$LAB_DIR/guests:/in" sh -ec '
		nasm -f bin -Wall -w-reloc-abs-word -o /out/mbr.bin /in/mbr.asm
		for name in letgo stalls evil reads bigbar; do
			gcc -O2 -Wall -Wextra -static -D_GNU_SOURCE -s -o "/out/initrd/bin/$name" "/in/$name.c" /in/xs.c
		done
		cd /out/initrd
		find . | cpio -o -H newc --quiet -R 0:0 | gzip -9 > ../lab/guests/linux-initrd.gz
		cd /out/lab/guests
		truncate -s 24M linux.img
		# Where it begins is also known to mbr.asm.
		echo "2048,,6,*" | sfdisk -q linux.img
		dd if=/out/mbr.bin of=linux.img conv=notrunc status=none
		mformat -i linux.img@@1M -T $((23 * 2048)) -h 255 -s 63 -H 2048 ::
		mcopy -i linux.img@@1M vmlinuz ::/vmlinuz
		mcopy -i linux.img@@1M linux-initrd.gz ::/initrd.gz
		mcopy -i linux.img@@1M /out/syslinux.cfg ::/syslinux.cfg
		syslinux --install --offset $((2048 * 512)) linux.img
		rm /out/mbr.bin'
	# Two files for what few jobs need: large_file of dom0/lib.sh.
	tar -C "$tmp/lab" -cf "$tmp/large.tar" guests/linux.img guests/vmlinuz
	rm "$out/linux.img" "$out/vmlinuz"
	tar -C "$tmp/lab" -S -cf "$tmp/lab.tar" guests
	rm -rf "$tmp/lab" "$tmp/initrd"
	mv -T "$tmp" "$dir"
}

# No serial console: every character on it costs the nested machine an exit. What matters is reported by init.
GUEST_KERNEL_ARGS="tsc=reliable no_timer_check mitigations=off random.trust_cpu=1 loglevel=3"

# bios_guest OUT NAME VARIANT [PAUSE]: how long it pauses, in seconds.
bios_guest()
{
	local out=$1 name=$2 variant=$3 pause=${4:-3}
	in_host --bind "$LAB_DIR/guests:/in" --bind "$out:/out" \
		nasm -f bin -Wall -I /in/ "-DVARIANT=$variant" "-DPAUSE=$pause" -o "/out/bios-$name.img" /in/bios.asm
	truncate -s 1M "$out/bios-$name.img"
}
