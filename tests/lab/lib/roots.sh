# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Debian roots: one recipe file each, built by debootstrap, kept under a name that changes with the recipe.

# Raise it when the way a root is built changes, so that kept ones are made anew.
ROOT_FORMAT=1

recipe()
{
	local file=$LAB_DIR/roots/$1.recipe
	[ -f "$file" ] || die "no such root: $1" "roots: $(root_names | tr '\n' ' ')"
	sed -e 's/[[:space:]]*#.*//' -e '/^$/d' "$file"
}

root_names()
{
	local file
	for file in "$LAB_DIR"/roots/*.recipe; do
		basename "$file" .recipe
	done
}

# Those that everybody needs.
usual_root_names()
{
	local name
	for name in $(root_names); do
		recipe "$name" | grep -qx ondemand || echo "$name"
	done
}

# root_path NAME: where it lies, built or not.
root_path()
{
	local text
	text=$(recipe "$1")
	echo "$LAB_CACHE/roots/$1-$(key "$text" "$ROOT_FORMAT")"
}

root_ready()
{
	[ -f "$(root_path "$1")/.complete" ]
}

# setup_root NAME: build it unless it is there.
setup_root()
{
	local name=$1 path
	path=$(root_path "$name")
	if ! root_ready "$name"; then
		need debootstrap debootstrap
		step -h "look whether the mirror answers and the disk has 4 GiB free, then run this again" \
			"root $name: debootstrap and packages" root_build "$name" "$path"
	fi
}

# Roots of different Debians share no packages, so they are built side by side.
setup_all_roots()
{
	local name suite pid rc=0
	local -a pids=()
	for name in $(usual_root_names); do
		root_ready "$name" || need debootstrap debootstrap
	done
	for suite in $(for name in $(usual_root_names); do recipe "$name"; done | awk '$1 == "suite" { print $2 }' | sort -u); do
		(
			for name in $(usual_root_names); do
				if recipe "$name" | grep -qx "suite $suite"; then
					setup_root "$name"
				fi
			done
		) &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || rc=$?
	done
	return $rc
}

# root_install ROOT DEBS APT-ARGS...
root_install()
{
	local root=$1 debs=$2
	shift 2
	enter --bind "$debs:/var/cache/apt/archives" "$root" apt-get -y -q install "$@"
}

# Roots of another recipe, and what a killed run left: mounts were private, there is nothing below but files.
# Not those that somebody is in: their mounts would go with the directories.
root_remove_old()
{
	local old fd
	for old in "$LAB_CACHE/roots/$1"-*; do
		[ -d "$old" ] || continue
		exec {fd}< "$old"
		if flock -n "$fd"; then
			rm -rf --one-file-system "$old"
		else
			echo "$old is in use"
		fi
		exec {fd}<&-
	done
}

root_build()
{
	local name=$1 path=$2 tmp debs suite url word rest
	tmp=$path.tmp
	suite=$(recipe "$name" | awk '$1 == "suite" { print $2 }')
	debs=$LAB_CACHE/debs/$suite
	url=$(mirror)

	root_remove_old "$name"
	mkdir -p "$tmp" "$debs/partial"
	enter_host debootstrap --variant=minbase --cache-dir="$debs" \
		--include=ca-certificates "$suite" "$tmp" "$url"
	echo "deb $url $suite main" > "$tmp/etc/apt/sources.list"
	{
		echo 'APT::Install-Recommends "false";'
		echo 'APT::Sandbox::User "root";'
		echo 'APT::Keep-Downloaded-Packages "true";'
		echo 'Acquire::Languages "none";'
		apt-config dump | grep -E '^Acquire::(http|https)::Proxy(::| )|^Acquire::Check-Valid-Until ' || :
	} > "$tmp/etc/apt/apt.conf.d/80lab"
	rm -f "$tmp/etc/apt/apt.conf.d/docker-clean"
	{
		echo force-unsafe-io
		printf 'path-exclude=/usr/share/%s/*\n' doc man locale info lintian
		echo 'path-include=/usr/share/doc/*/copyright'
	} > "$tmp/etc/dpkg/dpkg.cfg.d/80lab"
	printf '#!/bin/sh\nexit 101\n' > "$tmp/usr/sbin/policy-rc.d"
	chmod 755 "$tmp/usr/sbin/policy-rc.d"
	cp /etc/resolv.conf "$tmp/etc/resolv.conf"
	if recipe "$name" | grep -q '^backports$'; then
		echo "deb $url $suite-backports main" >> "$tmp/etc/apt/sources.list"
	fi
	enter "$tmp" apt-get -q update
	# shellcheck disable=SC2086
	recipe "$name" | while read -r word rest; do
		case $word in
		install) root_install "$tmp" "$debs" $rest ;;
		install-backports) root_install "$tmp" "$debs" -t "$suite-backports" $rest ;;
		call) "root_call_$rest" "$tmp" "$debs" ;;
		suite|backports|ondemand) ;;
		*) echo "recipe $name: unknown word $word"; exit 1 ;;
		esac
	done
	mkdir -p "$tmp/src" "$tmp/lab" "$tmp/job" "$tmp/out"
	rm -rf "$tmp"/var/lib/apt/lists/*_Packages*
	touch "$tmp/.complete"
	sync -f "$tmp"
	mv -T "$tmp" "$path"
}

# enter_host CMD...: this machine's own root, but mounts and processes end with the command.
enter_host()
{
	isolated host_body "$@"
}

host_body()
{
	mount --make-rprivate /
	mount -t proc proc /proc
	env LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@" <&0
}

root_call_kernel_source()
{
	# shellcheck disable=SC2016
	enter "$1" sh -ec '
		mkdir /usr/src/linux
		tar xf /usr/src/linux-source-*.tar.xz -C /usr/src/linux --strip-components=1
		rm /usr/src/linux-source-*.tar.xz'
}

# Only checkpatch, kernel-doc, what they read, and Coccinelle's rules, out of the kernel's source package.
root_call_kernel_scripts()
{
	local root=$1 debs=$2
	# shellcheck disable=SC2016
	enter --bind "$debs:/var/cache/apt/archives" "$root" sh -ec '
		cd /var/tmp
		apt-get -q download linux-source-6.12
		dpkg-deb --fsys-tarfile linux-source-6.12_*.deb | tar x ./usr/src/linux-source-6.12.tar.xz
		mkdir -p /opt/kernel-scripts
		tar xf usr/src/linux-source-6.12.tar.xz -C /opt/kernel-scripts --strip-components=1 --wildcards \
			"*/scripts/checkpatch.pl" "*/scripts/spelling.txt" "*/scripts/const_structs.checkpatch" \
			"*/scripts/kernel-doc" "*/scripts/coccinelle"
		rm -rf usr linux-source-6.12_*.deb'
}
