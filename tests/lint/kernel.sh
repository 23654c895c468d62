# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# How the kernel compiles the module and calls sparse for it, so that other tools can be called likewise.

# What the kernel is asked to compile to see how it does.
KERNEL_MODEL=uapi/argsz

# kernel_args DIR: have a file of the module built in a copy of the tree, DIR/tree, and keep what sparse and gcc were
# called with in DIR/{sparse,gcc}.args, an argument a line, and in DIR/headers where. Prints what went wrong.
kernel_args()
{
	local dir=$1 headers tool said
	local -a found

	found=(/usr/src/linux-headers-*-amd64)
	headers=${found[-1]}
	[ -e "$headers/Makefile" ] || { echo "no kernel headers in the root"; return 1; }
	echo "$headers" > "$dir/headers"
	mkdir -p "$dir/tree"
	tar -c --exclude='*.o' --exclude='*.ko' --exclude='*.mod*' --exclude='.*.cmd' \
		Kbuild Makefile dkms.conf drivers include | tar -x -C "$dir/tree"
	for tool in sparse gcc; do
		printf '#!/bin/bash\nprintf "%%s\\n" "$@" > %q\n' "$dir/$tool.args" > "$dir/$tool"
	done
	echo 'exec gcc "$@"' >> "$dir/gcc"
	chmod +x "$dir/sparse" "$dir/gcc"
	# Each call overwrites what the one before has left; the last one of gcc is that which compiles.
	if ! said=$(make -s -C "$headers" M="$dir/tree" C=2 CHECK="$dir/sparse" CC="$dir/gcc" \
		"drivers/xen/xen-vgapt/$KERNEL_MODEL.o" 2>&1); then
		echo "make has failed: $said"
		return 1
	fi
	for tool in sparse gcc; do
		if ! grep -q "KBUILD_BASENAME=\"${KERNEL_MODEL##*/}\"" "$dir/$tool.args" ||
		   ! tail -n 1 "$dir/$tool.args" | grep -q "/$KERNEL_MODEL\.c\$"; then
			echo "$tool was not called as expected: $(tr '\n' ' ' < "$dir/$tool.args")"
			return 1
		fi
	done
}

# kernel_words DIR TOOL FILE: TOOL's arguments for another file of the module, an argument a line, without those that
# make it write something.
kernel_words()
{
	local path=${3#drivers/xen/xen-vgapt/}
	awk -v from="$KERNEL_MODEL" -v to="${path%.c}" '
		function base(path) { sub(".*/", "", path); return path }
		/^-Wp,/ || $0 == "-g" || $0 == "-c" { next }
		$0 == "-o" { getline; next }
		{
			sub("KBUILD_BASENAME=\"" base(from) "\"", "KBUILD_BASENAME=\"" base(to) "\"")
			sub("/" from "\\.c$", "/" to ".c")
			print
		}' "$1/$2.args"
}

# Those that say what the file means, which each compiler understands: kernel_words' output goes in.
kernel_portable()
{
	awk '
		$0 == "-include" { print; getline; print; next }
		/^-(I|D|U|std=|nostdinc|fshort-wchar|funsigned-char|m64)/ || /\.c$/'
}
