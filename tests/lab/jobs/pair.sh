# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the jobs share that give away a graphics card with audio (pair.prepare), after common.sh.
GPU=$(card_sbdf gpu)
AUDIO=$(card_sbdf audio)
STOCK=$(card_sbdf sgpu)
STOCK_AUDIO=$(card_sbdf saudio)

# start_card SBDF: what a guest's driver does once. Alive afterwards, or dead?
start_card()
{
	bar - <<< "$1 0 0x10 1"$'\n'"$1 0 0x14" > /run/lab/bar
	case $(< /run/lab/bar) in
	ffffffff) echo dead ;;
	*) echo alive ;;
	esac
}

# generation_read: how often $CARD has really been reset, into $GENERATION.
generation_read()
{
	bar "$CARD" 0 0x14 > /run/lab/bar
	GENERATION=$((0x$(< /run/lab/bar)))
}

# A domain that has the functions and never runs: libxl does all that it does for one that does.
paused()
{
	local name=$1 pci
	shift
	printf -v pci '"%s",' "${@#0000:}"
	guest_cfg "$name" "$GUESTS/bios-text.img" "pci = [ ${pci%,} ]" 'memory = 32'
	guest_create "$name" -p > "/run/$name.xl" 2>&1 || {
		tail -n 3 "/run/$name.xl"
		return 1
	}
}

# A guest that runs, with both functions and no other adapter.
guest()
{
	guest_cfg "$1" "$GUESTS/bios-$2.img" "pci = [ \"${GPU#0000:}\", \"${AUDIO#0000:}\" ]"
	guest_create "$1" > "/run/$1.xl" 2>&1
	skip_menu "$1" > /dev/null 2>&1 &
}
