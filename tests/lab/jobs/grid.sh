# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the jobs matrix and matrix2 do, after named.sh: cards in CALLED, with what they are called in the table; those with a reset
# of their own that is experimental in EXPERIMENTAL, those that are not reset for the sake of others in SPARED.
# shellcheck disable=SC2153

# In the order of the operator's numbers (tests/mockgpu/behaviours/operator.c).
STATES=("never started" running crashed "shut down" hung "hung, PSP too" dead "gone for ever")
FRESH=0 RUNNING=1 HUNG=4 HUNG_PSP=5 DEAD=6 GONE=7
OPERATOR="0000:${WHERE[operator]} 0 0"
declare -A NTH STOCK OURS KIND
CARDS=()
# A card is what all of its functions are.
declare -A BESIDE=([gpu]=audio)
for name in "${ALL[@]}"; do
	NTH[$name]=${#NTH[@]}
	[ -z "${CALLED[$name]:-}" ] || CARDS+=("$name")
done

# What a personality makes of states: pci nothing, smu7 and soc15 what their behaviours say (tests/mockgpu/behaviours, put).
while read -r what kind; do
	KIND[$what]=$kind
done < /job/kinds

# as_state CARD STATE: into $AS the state that is the same to it, which may be this one.
as_state()
{
	AS=$2
	case ${KIND[${FILE[$1]}]}:$2 in
	pci:[2-5] | smu7:[23]) AS=$RUNNING ;;
	smu7:"$HUNG_PSP") AS=$HUNG ;;
	esac
}

# those_of STATE CARD...: into the array THOSE those to which it is a state of its own.
those_of()
{
	local state=$1 name
	THOSE=()
	for name in "${@:2}"; do
		as_state "$name" "$state"
		[ "$AS" -ne "$state" ] || THOSE+=("$name")
	done
}

# put_into STATE CARD...: switched off and on, and in that state. What a guest leaves in a card is in those that had one.
put_into()
{
	local state=$1 name accesses=""
	shift
	for name in "$@"; do
		[ -z "${BESIDE[$name]:-}" ] || accesses+="$OPERATOR $((NTH[${BESIDE[$name]}] << 8 | state))"$'\n'
		accesses+="$OPERATOR $((NTH["$name"] << 8 | state))"$'\n'
	done
	bar - <<< "${accesses%$'\n'}"
	[ "$state" -eq $FRESH ] || [ "$state" -ge $DEAD ] || spoil "$@"
}

# give_back: all cards have the header of their configuration space as it was at first. The stock kernel saves all ones of a dead
# one, and writes them when it is back; and a bus reset takes the BARs of one that nobody could save.
give_back()
{
	local name
	put_into $FRESH "${CARDS[@]}"
	for name in "${FUNCTIONS[@]}"; do
		cat "/run/lab/header-$name" > "${SYS[$name]}/config"
	done
}

# silent CARD...: into $SILENT those of which a function does not answer, with blanks around each; into $HOPELESS those that
# nothing but power would bring back. It is the operator that is asked.
silent()
{
	local name accesses="" worst i=0
	local -a said functions=()
	for name in "$@"; do
		functions+=("$name")
		[ -z "${BESIDE[$name]:-}" ] || functions+=("${BESIDE[$name]}")
	done
	for name in "${functions[@]}"; do
		accesses+="$OPERATOR $((NTH["$name"] << 8 | 255))"$'\n'"$OPERATOR"$'\n'
	done
	bar - <<< "${accesses%$'\n'}" > /run/lab/bar
	mapfile -t said < /run/lab/bar
	SILENT=" " HOPELESS=" "
	for name in "$@"; do
		worst=${said[i]}
		i=$((i + 1))
		if [ -n "${BESIDE[$name]:-}" ]; then
			[[ ! ${said[i]} > $worst ]] || worst=${said[i]}
			i=$((i + 1))
		fi
		[ "$worst" = 00000000 ] || SILENT+="$name "
		[ "$worst" != 00000003 ] || HOPELESS+="$name "
	done
}

# judge STATE CARD...: into VERDICT[CARD] what has become of each:
#   clean  it answers, and nothing is left of a guest
#   used   it answers, and is as its guest has left it
#   lost   a function of it does not answer, or its registers do not, for four seconds
#   dead   it was, and is, silent
declare -A VERDICT
judge()
{
	local state=$1 name tries bits
	local -a there=()
	shift
	silent "$@"
	for name in "$@"; do
		[[ $SILENT == *" $name "* ]] || there+=("$name")
		VERDICT[$name]=lost
		[ "$state" -lt $DEAD ] || [[ $SILENT != *" $name "* ]] || VERDICT[$name]=dead
	done
	for ((tries = 0; tries < 20 && ${#there[@]} > 0; tries++)); do
		look "${there[@]}"
		bits=""
		for name in "${there[@]}"; do
			bits+=" ${LEFT[$name]}"
		done
		[[ $bits == *ffffffff* ]] || break
		nap 0.2
	done
	for name in "${there[@]}"; do
		case ${LEFT[$name]} in
		00000000) VERDICT[$name]=clean ;;
		*ffffffff*) VERDICT[$name]=lost ;;
		*) VERDICT[$name]=used ;;
		esac
	done
}

# waiting: into the array WAITING the cards whose process in PID has not ended.
declare -A PID
waiting()
{
	local name
	WAITING=()
	for name in "${!PID[@]}"; do
		! kill -0 "${PID[$name]}" 2> /dev/null || WAITING+=("$name")
	done
}

# stock STATE: all cards at the same time, by their own files "reset". The kernel waits for a minute for a card that has gone, and
# then tries the next method: so do we, but for cards of which the operator knows that nothing will bring them back. These are
# switched on again, which ends the kernel's wait.
stock()
{
	local state=$1 name said i
	those_of "$state" "${CARDS[@]}"
	[ ${#THOSE[@]} -gt 0 ] || return 0
	put_into "$state" "${THOSE[@]}"
	PID=()
	for name in "${THOSE[@]}"; do
		echo "no way to reset it" > "/run/lab/stock-$name"
		[ -e "${SYS[$name]}/reset" ] || continue
		put 1 "${SYS[$name]}/reset" 2> "/run/lab/stock-$name" &
		PID[$name]=$!
	done
	for ((i = 0; i < 250 * LAB_SLOW; i++)); do
		nap 1
		waiting
		[ ${#WAITING[@]} -gt 0 ] || break
		silent "${WAITING[@]}"
		# shellcheck disable=SC2086
		set -- $HOPELESS
		[ $# -lt ${#WAITING[@]} ] || break
	done
	judge "$state" "${THOSE[@]}"
	waiting
	for name in "${WAITING[@]}"; do
		echo "still waiting for it" > "/run/lab/stock-$name"
	done
	[ ${#WAITING[@]} -eq 0 ] || put_into $FRESH "${WAITING[@]}"
	wait
	for name in "${THOSE[@]}"; do
		said=$(< "/run/lab/stock-$name")
		STOCK["$name $state"]=${VERDICT[$name]}
		echo "stock: $name, ${STATES[state]}: ${VERDICT[$name]}; ${said##*: }"
	done
}

# ours STATE KEY CARD...: likewise, by the module. KEY is what follows the card's name in OURS. Into $WELL those that a reset has
# done well by, in the module's own words.
WELL=" "
ours()
{
	local state=$1 key=$2 name
	those_of "$state" "${@:3}"
	[ ${#THOSE[@]} -gt 0 ] || return 0
	set -- "${THOSE[@]}"
	put_into "$state" "$@"
	for name in "$@"; do
		put 1 "${SYS[$name]}/xen_vgapt/reset" 2> /dev/null &
	done
	wait
	[ "$state" -ne $GONE ] || touched
	judge "$state" "$@"
	for name in "$@"; do
		OURS["$name$key $state"]=${VERDICT[$name]}
		last_read "$name"
		[[ $LAST_BY == "none "* || $LAST_BY != *" ok" ]] || WELL+="$name "
		echo "ours$key: $name, ${STATES[state]}: ${VERDICT[$name]}; $LAST"
	done
}

# touched: into $TOUCHED how often anybody has accessed the memory of a card.
touched()
{
	local names="${CARDS[*]}"
	TOUCHED=$(lab-ctl count mock.log " (${names// /|}) bar[0-5] (read|write) ")
}

# rank VERDICT: into $RANK how good that is.
rank()
{
	case $1 in
	clean) RANK=2 ;;
	used) RANK=1 ;;
	*) RANK=0 ;;
	esac
}

# compare CARD KEY CALLED: ours with stock's, in each state; lines of the table, and two checks. What is in SPARED our table keeps
# from the bus for the sake of others: there a guest's leavings are not held against us, nor that a dead one stays dead.
better=0 same=0 cells=0
compare()
{
	local name=$1 key=$2 state theirs mine before lost="" worse="" spared=""
	[[ " ${SPARED[*]} " != *" $name "* ]] || spared=yes
	for state in "${!STATES[@]}"; do
		as_state "$name" "$state"
		if [ "$AS" -ne "$state" ]; then
			printf '%s\t%s\tas %s\tas %s\n' "$3" "${STATES[state]}" "${STATES[AS]}" "${STATES[AS]}" >> /job/out/matrix.txt
			continue
		fi
		cells=$((cells + 1))
		theirs=${STOCK["$name $state"]} mine=${OURS["$name$key $state"]}
		printf '%s\t%s\t%s\t%s\n' "$3" "${STATES[state]}" "$theirs" "$mine" >> /job/out/matrix.txt
		rank "$theirs"
		before=$RANK
		rank "$mine"
		[ "$RANK" -gt 0 ] || [ "$before" -eq 0 ] || [ "$spared$state" = "yes$DEAD" ] || lost+=", ${STATES[state]}"
		[ "$RANK" -ge "$before" ] || worse+=", ${STATES[state]}: $theirs, $mine"
		[ "$RANK" -le "$before" ] || better=$((better + 1))
		[ "$RANK" -ne "$before" ] || same=$((same + 1))
	done
	check_eq "$3: ours loses no card that the stock kernel keeps" "" "${lost#, }"
	if [ -n "$spared" ]; then
		check "$3: and leaves a guest's state in it, as our table says" test -n "$worse"
	else
		check_eq "$3: and leaves no more of a guest in it" "" "${worse#, }"
	fi
}

# stuck: into $STUCK those whose book says that they are dead.
stuck()
{
	local name
	STUCK=""
	for name in "${CARDS[@]}"; do
		[ "$(< "${SYS[$name]}/xen_vgapt/state")" != dead ] || STUCK+=" $name"
	done
}

mark "families"
gap="" families=0
while read -r family theirs; do
	families=$((families + 1))
	[ -n "$theirs" ] || gap+=" $family"
done < /job/families
check "the list of families has been read" test $families -gt 1
check_eq "each has a card in matrix or matrix2" "" "$gap"

mark "the stock kernel"
FUNCTIONS=("${CARDS[@]}")
for name in "${CARDS[@]}"; do
	[ -z "${BESIDE[$name]:-}" ] || FUNCTIONS+=("${BESIDE[$name]}")
done
for name in "${FUNCTIONS[@]}"; do
	head -c 64 "${SYS[$name]}/config" > "/run/lab/header-$name"
done
for state in "${!STATES[@]}"; do
	stock "$state"
	# What the stock kernel has restored may be the ones of a dead card.
	[ "$state" -lt $DEAD ] || give_back
done

mark "xen_vgapt"
give_back
# Linux is told of those that FLR takes away before pciback has anything reset.
module_load dyndbg=+p reset_timeout=3
modprobe xen-pciback
seize "${FUNCTIONS[@]}"
put_into $GONE "${CARDS[@]}"
touched
before=$TOUCHED
ours $GONE "" "${CARDS[@]}"
check_eq "nobody touches the memory of a card that is gone" "$before" "$TOUCHED"
stuck
check_eq "each is said to be dead" " ${CARDS[*]}" "$STUCK"
give_back
ours $DEAD "" "${CARDS[@]}"
left=""
for name in "${CARDS[@]}"; do
	[ "${VERDICT[$name]}" != dead ] || left+=" $name"
done
stuck
check_eq "and so is what a reset has not brought back, and nothing else" "$left" "$STUCK"
give_back
WELL=" "
for state in "${!STATES[@]}"; do
	[ "$state" -ge $DEAD ] || ours "$state" "" "${CARDS[@]}"
done
left=""
for name in $STUCK; do
	[[ $WELL == *" $name "* ]] || left+=" $name"
done
stuck
# What nothing resets stays dead in the book.
check_eq "and is no longer, once it has been reset" "$left" "$STUCK"

mark "experimental"
if [ -n "$STUCK" ]; then
	# shellcheck disable=SC2086
	release $STUCK
	# shellcheck disable=SC2086
	seize $STUCK
	stuck
	check_eq "or seized anew" "" "$STUCK"
fi
release "${FUNCTIONS[@]}"
check "module unloads" module_unload
if [ ${#EXPERIMENTAL[@]} -gt 0 ]; then
	module_load dyndbg=+p reset_timeout=3 reset_experimental=1
	seize "${EXPERIMENTAL[@]}"
	for state in "${!STATES[@]}"; do
		ours "$state" ", experimental" "${EXPERIMENTAL[@]}"
		[ "$state" -lt $DEAD ] || give_back
	done
fi

mark "side by side"
for name in "${CARDS[@]}"; do
	compare "$name" "" "${CALLED[$name]}"
	[[ " ${EXPERIMENTAL[*]} " != *" $name "* ]] || compare "$name" ", experimental" "${CALLED[$name]}, experimental"
done
note "matrix: $better better than stock, $same the same, of $cells"
check_eq "nothing was done that must not be" 0 "$(lab-ctl count mock.log VIOLATION)"
