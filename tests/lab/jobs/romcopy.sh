#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#: title the guest's ROM is our copy: a card without a ROM BAR, one guest's scribbling and the next one's ROM, modes, violent ends
#: timeout 900
#: seconds 150
#: cards card=qemu:ati-vga nobar=qemu:ati-vga,romfile=
. /job/common.sh
NOBAR=$(card_sbdf nobar)
NG=/sys/bus/pci/devices/$NOBAR/xen_vgapt
IMAGE=/run/vgabios.rom

# resource SBDF: into $START, $SIZE (0: there is none) what QEMU is told of its ROM.
resource()
{
	local -a lines
	local start end
	mapfile -t lines < "/sys/bus/pci/devices/$1/resource"
	read -r start end _ <<< "${lines[6]}"
	START=$((start)) SIZE=0
	[ $START -eq 0 ] || SIZE=$((end - start + 1))
}

# rom_register SBDF: into $REGISTER.
rom_register()
{
	REGISTER=0x$(setpci -s "$1" 30.l)
}

# guest_runs NAME WHAT [DISK]: with text by int 10h.
guest_runs()
{
	check "$2: created" start_guest "$1" "${3:-text}"
	check "$2: it comes to its end" wait_serial "$1" "VGAPT done" 120
	check_serial "$2: int 10h" ok "$1" int10
	check_serial "$2: text" ok "$1" text
}

# moved ADDRESS: the card's resource is there no more.
moved()
{
	resource "$CARD"
	[ $START -ne "$1" ] && [ $SIZE -ne 0 ]
}

# no_domain_has ADDRESS...: no domain is left but dom0, or none of them is in what Xen lets it reach.
no_domain_has()
{
	local address frame sets
	xl debug-keys q
	sets=$(xl dmesg | tac | sed '/General information for domain 0:/q' | tac | sed -n '/General information for domain [1-9]/,$p')
	for address; do
		printf -v frame '%x' $((address >> 12))
		[[ $sets != *"$frame"* ]] || return 1
	done
}

mark "before"
resource "$CARD"
before="$START $SIZE"
rom_register "$CARD"
before_register=$REGISTER
resource "$NOBAR"
check_eq "the second card has no ROM" 0 "$SIZE"
rom_register "$NOBAR"
check_eq "and no ROM BAR" 0 $((REGISTER))

check "module loads" module_load dyndbg=+p
cat "$VG/rom" > $IMAGE
sha256_read $IMAGE
check_files "the first card has one in its flash, the other none" "rombar pristine" "$CARD" rom_source rom_status
check_files "the other has none" "none absent" "$NOBAR" rom_source rom_status
assignable_add "$CARD" "$NOBAR" > /dev/null 2>&1
check "on pciback it is the copy that a guest gets" wait_for 10 file_has "$VG/rom_served" '^copy$'
check_files "the mode is that by default" copy "$CARD" rom_mode
check_files "without a copy there is none to get" none "$NOBAR" rom_served
check_files "of the flash nothing is known yet" unknown "$CARD" rom_flash
resource "$CARD"
copy=$START
check_eq "the resource is as large as the copy, in a power of two" $((1 << 16)) "$SIZE"
rom_register "$CARD"
check_not "the BAR has another address" test $((REGISTER & ~2047)) -eq $((START & 0xffffffff))
check_not "and has one" test $((REGISTER & ~2047)) -eq 0
check_eq "and does not decode" 0 $((REGISTER & 1))

mark "a card without a ROM BAR"
check "the image is given" vgapt rom load "$NOBAR" $IMAGE
check_files "it is the copy now" "copy user" "$NOBAR" rom_served rom_source
resource "$NOBAR"
nobar=$START
check_eq "and the resource has its size" $((1 << 16)) "$SIZE"
echo 1 > "$NG/primary"
CARD=$NOBAR
check "created" start_guest nobar vbe
check "it comes to its end" wait_serial nobar "VGAPT done" 180
lab-ctl shot romcopy-nobar nobar
check_serial "video BIOS" ok nobar int10
check_serial "text" ok nobar text
check_serial "VBE" ok nobar vbe
check_not "the module can't be unloaded while the guest may have the copy" rmmod xen_vgapt
guest_destroy nobar
echo 0 > "$NG/primary"
CARD=$(card_sbdf card)
rom_register "$NOBAR"
check_eq "the register of the card without a BAR" 0 $((REGISTER))

mark "one guest after the other"
echo 1 > "$VG/primary"
log_mark
guest_runs first "the first writes all over its ROM" scribble
check_serial "it did" ok first scribble
check_serial "to as much as the copy has" 65536 first size
check_serial "which was a ROM" AA55 first head
guest_destroy first
check "the log says that it did" wait_for 30 log_has "its last guest has written to its copy of the ROM"
check "the flash is compared with what it was" wait_for 30 file_has "$VG/rom_flash" '^same$'
guest_runs second "the second, which does the same" scribble
check_serial "it had a ROM, too" AA55 second head

mark "violent ends"
# Then pciback has the dead domain for the owner until the next do_flr, and longer.
no_model second
guest_destroy second
start_guest old probe
log_mark
check "a guest after a device model's death runs" wait_serial old "VGAPT probe" 90
check_serial "with a video BIOS" ok old int10
check_serial "and text" ok old text
check_not "nobody has written to its copy" log_has "has written to its copy"

mark "taken from a guest that lives on"
resource "$CARD"
copy=$START
xl pci-detach old "${CARD#0000:}" > /run/detach.log 2>&1
check "the next guest's copy is elsewhere" wait_for 60 moved "$copy"
guest_runs next "another guest, beside it"
guest_destroy next
check_not "the module can't be unloaded while the first one lives" rmmod xen_vgapt
guest_destroy old
guest_cfg half "$GUESTS/bios-text.img" 'memory = 64'
xl create /run/half.cfg > /run/half.log 2>&1 &
check "xl is at work" wait_for 60 domid half
pkill -9 -f "xl create /run/half.cfg"
guest_destroy half

mark "none, and the flash"
check "none" put none "$VG/rom_mode"
check "nobody has it, so it is none at once" wait_for 30 file_has "$VG/rom_served" '^none$'
resource "$CARD"
check_eq "there is no resource" 0 "$SIZE"
check "none: created" start_guest none scribble
check "none: it comes to its end" wait_serial none "VGAPT done" 120
check_serial "none: no ROM BAR" absent none scribble
check_serial "none: no video BIOS" dead none int10
guest_destroy none
check "flash" put flash "$VG/rom_mode"
check "flash, when the last guest has gone" wait_for 30 file_has "$VG/rom_served" '^flash$'
guest_runs flash "flash" scribble
check_serial "flash: it can't be written to like memory" same flash scribble
guest_destroy flash
check_not "another word is refused" put both "$VG/rom_mode"
check_files "and changes nothing" flash "$CARD" rom_mode
check "copy again" put copy "$VG/rom_mode"
check "copy again, when the last guest has gone" wait_for 30 file_has "$VG/rom_served" '^copy$'

mark "as it was"
check "Xen: no domain has the copies" no_domain_has "$copy" "$nobar"
assignable_remove "$CARD" "$NOBAR" > /dev/null 2>&1
resource "$CARD"
check_eq "the resource is what Linux had made it" "$before" "$START $SIZE"
rom_register "$CARD"
check_eq "and so is the register" "$before_register" "$REGISTER"
resource "$NOBAR"
check_eq "the other card has no ROM" 0 "$SIZE"
check "module unloads" module_unload
