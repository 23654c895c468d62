# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# One run: the outer QEMU with Xen in it, a job for dom0, and its results.

LAB_CARD='ati-vga,id=card,addr=0x10'
LAB_BOOT_TIMEOUT=180

# comma TEXT: as QEMU wants commas inside an option.
comma()
{
	printf '%s' "${1//,/,,}"
}

cmd_run()
{
	local cpus=1 tname="" job="" out="" mem=4096 timeout=300 name="" vga=default quiet="" alone="" initrd="" rc=0
	local -a devices=() dom0_args=() xen_args=() binds=() helpers=() qemu_args=() firmware_roms=()

	while [ $# -gt 0 ]; do
		case $1 in
		--target) tname=$2; shift 2 ;;
		--job) job=$2; shift 2 ;;
		--out) out=$2; shift 2 ;;
		--device) devices+=("$2"); shift 2 ;;
		--vga) vga=$2; shift 2 ;;
		--dom0-arg) dom0_args+=("$2"); shift 2 ;;
		--xen-arg) xen_args+=("$2"); shift 2 ;;
		--qemu-arg) qemu_args+=("$2"); shift 2 ;;
		--initrd) initrd=$2; shift 2 ;;
		--firmware-rom) firmware_roms+=("$2"); shift 2 ;;
		--mem) mem=$2; shift 2 ;;
		--timeout) timeout=$2; shift 2 ;;
		--name) name=$2; shift 2 ;;
		--bind) binds+=(--bind "$2"); shift 2 ;;
		--helper) helpers+=("$2"); shift 2 ;;
		--quiet) quiet=--quiet; shift ;;
		--alone) alone=yes; shift ;;
		--cpus) cpus=$2; shift 2 ;;
		*) die "run: unknown option $1" "see: lab help" ;;
		esac
	done
	if [ -z "$tname" ] || [ -z "$job" ] || [ -z "$out" ]; then
		die "run wants --target, --job and --out" "see: lab help"
	fi
	[ -f "$job/run" ] || die "$job has no script named run"
	[ -z "$initrd" ] || [ -f "$initrd" ] || die "there is no file $initrd"
	case $vga in
	default) [ ${#devices[@]} -gt 0 ] || devices=("$LAB_CARD") ;;
	none) ;;
	*) die "--vga is default or none" ;;
	esac
	# Only then what it needs: while this one waits, another may make that anew.
	if [ -n "$alone" ]; then
		lock_all_machines
	else
		lock_machine
	fi
	setup_with_lock "$tname"
	target "$tname"
	: "${name:=$T_NAME}"
	make_dir "$out"
	out=$(cd "$out" && pwd)
	rm -rf "$out/stood-still"
	rm -f "$out"/*.png "$out"/*.log "$out"/*.txt "$out/status"
	work_dir
	machine_files "$job"
	machine_run
	# Once in some hundred machines dom0 sleeps and nothing wakes it, not even its timer, while Xen goes on. That can't be
	# a lock of ours: with one virtual processor who waits for it either spins or lets others run. So: once more, and say so.
	if [ "$rc" -eq 123 ]; then
		say "$name: dom0 stood still; what there is of that is in $out/stood-still. The machine is started once more"
		mkdir "$out/stood-still"
		mv "$out"/*.log "$out"/*.txt "$out"/*.png "$out/status" "$out/stood-still/" 2> /dev/null || :
		rc=0
		machine_files "$job"
		machine_run
	fi
	hand_over "$out"
	return $rc
}

# The disks of one run: job, results, the lab's own files; for UEFI also the one it boots from.
machine_files()
{
	local job=$1
	tar -C "$job" --dereference -cf "$WORK_DIR/job.tar" .
	truncate -s %1M "$WORK_DIR/job.tar"
	truncate -s 512M "$WORK_DIR/out.tar"
	cp "$(guests_path)/lab.tar" "$WORK_DIR/lab.tar"
	[ "$T_KERNEL" != debug ] || tar -C "$(kernel_path)/root" -rf "$WORK_DIR/lab.tar" lib/modules
	tar -C "$LAB_DIR/dom0" --transform 's,^\(lab-ctl\|complaints\)$,bin/&,' -rf "$WORK_DIR/lab.tar" \
		init lib.sh lab-ctl complaints
	truncate -s %1M "$WORK_DIR/lab.tar"
	: > "$WORK_DIR/empty"
	[ -z "$initrd" ] || cp "$initrd" "$WORK_DIR/initrd"
}

# disk ID SLOT FILE EXTRA: a virtio disk; slots are high so that cards get the low ones, rising so that names are known.
disk()
{
	QEMU+=(-drive "if=none,id=$1,file=$3,format=raw,cache=unsafe${4:-}" -device "virtio-blk-pci,drive=$1,addr=$2")
}

# Sets rc of cmd_run.
machine_run()
{
	local xen dom0 boot device helper initrd_file=/boot-files/initrd.gz dom0_mem=1536 memory=$mem
	local -a QEMU

	boot=$(boot_path)
	# What the debug kernel keeps about memory is memory, too: KASAN's shadow alone is an eighth of it.
	[ "$T_KERNEL" != debug ] || dom0_mem=2944 memory=$((mem + 1408))
	xen="com1=115200,8n1 console=com1 dom0_mem=${dom0_mem}M,max:${dom0_mem}M dom0_max_vcpus=1"
	# eager-fpu: with an AMD processor Xen restores a domain's vector registers when it uses them first. On the emulated
	# one that fails at times when a PV guest runs, and programs in dom0 go on with the guest's: heaps were corrupted, and
	# locks that nobody held were waited for. vectors.c shows it.
	xen+=" cpuidle=0 conring_size=256k iommu=verbose,no-sharept spec-ctrl=eager-fpu ${xen_args[*]-}"
	# What goes to the serial line takes the one processor some 15 us a character; dom0's log is kept anyway.
	dom0="console=hvc0 loglevel=4 ${dom0_args[*]-}"
	# KASAN tells of the first mistake only, else.
	[ "$T_KERNEL" != debug ] || dom0+=" kasan_multi_shot"
	# See wait_for in dom0/lib.sh.
	[ "$T_SLOW" -eq 1 ] || dom0+=" lab_slow=$T_SLOW"
	if [ -n "$initrd" ]; then
		initrd_file=/files/initrd
		dom0+=" root=/dev/vda rw init=/usr/sbin/lab-init"
	fi

	# One processor unless more are asked for: dom0 and a guest hand each access to an emulated device to one another, and
	# on two threads each such handing over waits until the host runs the other one. So it is quicker alone, and two
	# machines don't slow each other.
	# shellcheck disable=SC2054
	QEMU=(qemu-system-x86_64 -nodefaults -no-user-config -name "$name,process=vgapt-lab"
		-accel tcg,thread=multi -cpu EPYC,+svm,+npt,-monitor -smp "$cpus" -m "$memory"
		-M q35,kernel-irqchip=split -device intel-iommu,intremap=on,caching-mode=on
		-no-reboot -display none -net none -vga none
		-chardev socket,id=com1,path=/run/machine/com1,server=on,wait=off,logfile=/out/console.log -serial chardev:com1
		-device virtio-serial-pci,addr=0x19
		-device virtserialport,chardev=ctl,nr=1,name=lab.ctl
		-device virtserialport,chardev=job,nr=2,name=lab.job)
	disk root 0x1a "/images/$(basename "$(image_path)")" ,snapshot=on
	disk job 0x1b /files/job.tar ,readonly=on
	disk out 0x1c /files/out.tar
	disk lab 0x1d /files/lab.tar ,readonly=on
	case $T_BOOT in
	bios)
		[ ${#firmware_roms[@]} -eq 0 ] || die "--firmware-rom is for targets that boot from UEFI"
		QEMU+=(-kernel /boot-files/xen.elf -append "$xen"
			-initrd "$(comma "/boot-files/vmlinuz $dom0"),$initrd_file")
		;;
	uefi)
		[ -z "$initrd" ] || die "--initrd is for targets that boot from BIOS"
		uefi_disk "$boot" "$xen" "$dom0"
		# shellcheck disable=SC2054
		QEMU+=(-drive if=pflash,format=raw,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.fd
			-drive if=pflash,format=raw,file=/files/vars.fd)
		disk efi 0x1e /files/efi.img
		QEMU[-1]+=,bootindex=1
		;;
	esac
	for device in "${devices[@]}"; do
		QEMU+=(-device "$device")
	done
	QEMU+=("${qemu_args[@]}")

	say "$name: $(target_title)"
	# Anew: this may be the second machine of this run.
	rm -f "$WORK_DIR/helpers"
	for helper in "${helpers[@]}"; do
		printf '%s\n' "$helper" >> "$WORK_DIR/helpers"
	done
	set +e
	in_host --bind "$out:/out" --bind "$WORK_DIR:/files" --bind "$boot:/boot-files" --bind "$LAB_CACHE/images:/images" \
		--bind "$LAB_DIR/lib:/lab" "${binds[@]}" \
		/lab/machine-start "${name}" $((timeout * T_SLOW)) $((LAB_BOOT_TIMEOUT * T_SLOW)) "$quiet" -- "${QEMU[@]}"
	rc=$?
	set -e
	[ -f "$out/status" ] || rc=125
	tar -C "$out" --no-same-owner -xf "$WORK_DIR/out.tar" 2> /dev/null || :
	if [ "$rc" -ge 123 ]; then
		say "the end of $out/console.log:"
		tail -n 30 "$out/console.log" 2> /dev/null | tr -d '\r\033' | sed 's/^/lab:   | /' >&2
		[ ! -s "$out/qemu.log" ] || tail -n 5 "$out/qemu.log" | sed 's/^/lab:   qemu | /' >&2
	fi
}

target_title()
{
	local how="BIOS, multiboot"
	[ "$T_BOOT" = bios ] || how="UEFI, xen.efi"
	echo "Xen $T_XEN, Linux $T_KVER, $how"
}

# A FAT image that the firmware finds xen.efi on; with ROMs of the firmware's, efi/firmware-rom.c comes in between.
uefi_disk()
{
	local boot=$1 xen=$2 dom0=$3 rom name
	cat > "$WORK_DIR/BOOTX64.cfg" <<-END
		[global]
		default=lab

		[lab]
		options=$xen
		kernel=vmlinuz $dom0
		ramdisk=initrd.gz
	END
	# shellcheck disable=SC2016
	in_host --bind "$WORK_DIR:/files" --bind "$boot:/boot-files" sh -ec '
		cp /usr/share/OVMF/OVMF_VARS_4M.fd /files/vars.fd
		truncate -s 64M /files/efi.img
		mformat -i /files/efi.img -F ::
		mmd -i /files/efi.img ::/EFI ::/EFI/BOOT
		mcopy -i /files/efi.img /boot-files/xen.efi ::/EFI/BOOT/BOOTX64.EFI
		mcopy -i /files/efi.img /files/BOOTX64.cfg /boot-files/vmlinuz /boot-files/initrd.gz ::/EFI/BOOT/'
	[ ${#firmware_roms[@]} -gt 0 ] || return 0
	# shellcheck disable=SC2016
	in_host --bind "$WORK_DIR:/files" --bind "$LAB_DIR/efi:/in" sh -ec '
		gcc -Os -Wall -Wextra -Werror -std=gnu11 -ffreestanding -fshort-wchar -fpie -fvisibility=hidden -mabi=ms \
			-mno-red-zone -mgeneral-regs-only -fno-stack-protector -fcf-protection=none -fno-ident \
			-fno-asynchronous-unwind-tables -c -o /files/firmware-rom.o /in/firmware-rom.c
		ld -m i386pep --subsystem=10 -e efi_main -o /files/firmware-rom.efi /files/firmware-rom.o
		mren -i /files/efi.img ::/EFI/BOOT/BOOTX64.EFI xen.efi
		mcopy -i /files/efi.img /files/firmware-rom.efi ::/EFI/BOOT/BOOTX64.EFI
		mmd -i /files/efi.img ::/roms'
	for rom in "${firmware_roms[@]}"; do
		name=${rom%%=*}
		in_host --bind "$WORK_DIR:/files" "${binds[@]}" \
			mcopy -i /files/efi.img "${rom#*=}" "::/roms/${name//[:.]/-}.rom"
	done
}
