# SPDX-License-Identifier: GPL-2.0-only
#
# Findings of a tool, one a line, less those that are suppressed.  A suppression without a reason right above it is a
# finding, too, and so is one that has nothing to suppress.
# awk -v tool=NAME -v list=tests/lint/suppressions -f suppressed.awk tests/lint/suppressions -

FILENAME == list {
	if (/^#/) {
		reason = 1
	} else if (/^[[:space:]]*$/) {
		reason = 0
	} else {
		if (!reason)
			printf "%s:%d: no reason is given right above\n", list, FNR
		if (index($0, tool ": ") == 1) {
			pattern[++patterns] = substr($0, length(tool) + 3)
			at[patterns] = FNR
		}
		reason = 0
	}
	next
}

{
	for (i = 1; i <= patterns; i++) {
		if ($0 ~ pattern[i]) {
			used[i]++
			next
		}
	}
	print
}

END {
	for (i = 1; i <= patterns; i++) {
		if (!used[i])
			printf "%s:%d: %s does not say this any more\n", list, at[i], tool
	}
}
