# SPDX-License-Identifier: GPL-2.0-only
# bash completion for vgapt(8)

_vgapt_sbdfs()
{
	local dev class

	for dev in "${VGAPT_ROOT-}"/sys/bus/pci/devices/*; do
		read -r class 2>/dev/null <"$dev/class" || continue
		[[ $class == 0x03* ]] && printf '%s\n' "${dev##*/}"
	done
}

# Display adapters, and what is in their slots
_vgapt_slots()
{
	local sbdf dev

	for sbdf in $(_vgapt_sbdfs); do
		for dev in "${VGAPT_ROOT-}"/sys/bus/pci/devices/"${sbdf%.*}".*; do
			printf '%s\n' "${dev##*/}"
		done
	done | sort -u
}

_vgapt_domains()
{
	xl list 2>/dev/null | awk 'NR > 1 && $2 != 0 { print $1 }'
}

# Where ROMs come from, as "vgapt rom sources" has it
_vgapt_sources="user rombar efi platform vfct atrm acpi_rom prom smc pramin vram shadow"

# The methods that reset cards, as "vgapt reset-plan" has them
_vgapt_methods="vendor kernel flr af_flr pm slot bus link default"

# What guests may get for a ROM, as "vgapt rom mode" has it
_vgapt_modes="copy flash none"

# What a capability may be for, as "vgapt attach --rights" has it
_vgapt_rights="rom legacy reset reset-others addresses hold model all"

_vgapt_rom()
{
	case $1 in
	show)
		options+=" --json" takes="rom" ;;
	sources)
		options+=" --json" takes="sbdf" ;;
	save)
		options+=" --output" takes="sbdf" ;;
	verify)
		options+=" --json" takes="file sbdf" ;;
	diff)
		options+=" --json" takes="sbdf source" ;;
	load)
		options+=" --adapt --once --clear --json" takes="sbdf file file file file" ;;
	mode)
		options+=" --json" takes="sbdf mode" ;;
	strip)
		options+=" --output" takes="file" ;;
	store)
		options+=" --use --replace --list --json"
		takes="sbdf sbdf sbdf sbdf sbdf sbdf sbdf sbdf" ;;
	*)
		return 1 ;;
	esac
}

_vgapt_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

# Words after the last comma; what is before it stays.
_vgapt_after_comma()
{
	local before=${cur%"${cur##*,}"}

	compopt -o nospace 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "${cur##*,}")
}

_vgapt()
{
	local commands="list show rom acpi-tables attach capabilities capability-revoke grant revoke reset reset-plan reset-method dm doctor"
	local roms="show sources save verify diff load mode strip store"
	local cur prev words cword command i first=2 places=0 takes="" options="--help"

	# An SBDF holds colons, at which bash would split it.
	if declare -F _comp_initialize >/dev/null; then
		_comp_initialize -n : -- "$@" || return
	elif declare -F _init_completion >/dev/null; then
		_init_completion -n : || return
	else
		return
	fi

	if ((cword == 1)); then
		mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$cur")
		return
	fi
	command=${words[1]}

	# Behind the -- of attach is another command.
	if [[ $command == attach ]]; then
		for ((i = 2; i < cword; i++)); do
			[[ ${words[i]} == -- ]] || continue
			if declare -F _comp_command_offset >/dev/null; then
				_comp_command_offset $((i + 1))
			else
				_command_offset $((i + 1))
			fi
			return
		done
	fi

	case $command in
	list | capabilities)
		options+=" --json" ;;
	dm)
		if ((cword == 2)); then
			takes="dmword"
		else
			first=3
			[[ ${words[2]} == status ]] && options+=" --json"
			[[ ${words[2]} == o[nf]* ]] && takes="sbdf"
		fi ;;
	capability-revoke)
		;;
	show | doctor)
		options+=" --json" takes="sbdf" ;;
	reset-plan)
		options+=" --steps --json" takes="sbdf" ;;
	rom)
		if ((cword > 2)) && _vgapt_rom "${words[2]}"; then
			first=3
		elif ((cword == 2)); then
			options+=" --output" takes="romword"
		else
			options+=" --output" takes="sbdf"
		fi ;;
	acpi-tables)
		options+=" --output --slot --json" takes="sbdf" ;;
	attach)
		options+=" --rights --exclusive --grant --fd --" takes="slot domain" ;;
	grant)
		takes="sbdf domain" ;;
	reset)
		options+=" --force" takes="sbdf" ;;
	reset-method)
		takes="sbdf methods" ;;
	revoke)
		takes="sbdf" ;;
	*)
		return ;;
	esac

	case $command:$prev in
	rom:-o)
		# Of "rom load" it is --once, which has no argument.
		if [[ ${words[2]} != load ]]; then
			_vgapt_files
			return
		fi ;;
	rom:--output | acpi-tables:-o | acpi-tables:--output)
		_vgapt_files
		return ;;
	attach:-f | attach:--fd | acpi-tables:-s | acpi-tables:--slot)
		return ;;
	attach:-r | attach:--rights)
		_vgapt_after_comma "$_vgapt_rights"
		return ;;
	esac
	if [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		return
	fi

	# How many arguments stand before this one, options aside?
	for ((i = first; i < cword; i++)); do
		case ${words[i]} in
		-o)
			[[ $command:${words[2]} == rom:load ]] || ((i++)) ;;
		--output | --fd | --rights | --slot)
			((i++)) ;;
		-s)
			[[ $command == acpi-tables ]] && ((i++)) ;;
		-f | -r)
			[[ $command == attach ]] && ((i++)) ;;
		-*)
			;;
		*)
			((places++)) ;;
		esac
	done
	read -ra takes <<<"$takes"
	case ${takes[places]-} in
	file)
		_vgapt_files ;;
	source)
		_vgapt_files
		mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$_vgapt_sources" -- "$cur") ;;
	sbdf | slot | rom | romword)
		mapfile -t COMPREPLY < <(compgen -W "$(_vgapt_sbdfs)" -- "$cur")
		case ${takes[places]} in
		slot)
			mapfile -t COMPREPLY < <(compgen -W "$(_vgapt_slots)" -- "$cur") ;;
		rom)
			compopt -o filenames 2>/dev/null
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur") ;;
		romword)
			mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$roms" -- "$cur") ;;
		esac
		if declare -F _comp_ltrim_colon_completions >/dev/null; then
			_comp_ltrim_colon_completions "$cur"
		else
			__ltrim_colon_completions "$cur"
		fi ;;
	dmword)
		mapfile -t COMPREPLY < <(compgen -W "status on off" -- "$cur") ;;
	methods)
		_vgapt_after_comma "$_vgapt_methods" ;;
	mode)
		mapfile -t COMPREPLY < <(compgen -W "$_vgapt_modes" -- "$cur") ;;
	domain)
		mapfile -t COMPREPLY < <(compgen -W "$(_vgapt_domains)" -- "$cur") ;;
	esac
}

complete -F _vgapt vgapt
