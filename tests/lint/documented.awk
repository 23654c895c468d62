# SPDX-License-Identifier: GPL-2.0-only
#
# Every function that is not static has a kernel-doc comment of its own name,
# right above it.  awk -v file=NAME -f documented.awk NAME
#
# A definition is what ends in a line with nothing but "{", and has parentheses:
# the kernel's style knows no other.

function forget()
{
	head = ""
	doc = ""
}

# comments
/^\/\*/ {
	comment = 1
	block = ""
}
comment {
	block = block $0 "\n"
	if ($0 ~ /\*\//) {
		comment = 0
		head = ""
		doc = block
	}
	next
}

/^[[:space:]]*$/ || /^}/ || /^#/ {
	forget()
	next
}

/^{$/ {
	if (head ~ /\(/ && head !~ /=/ && head !~ /^(static|struct|union|enum|typedef)[[:space:]]/) {
		name = head
		sub(/[[:space:]]*\(.*/, "", name)
		sub(/.*[^[:alnum:]_]/, "", name)
		functions++
		if (doc !~ /^\/\*\*\n/)
			printf "%s:%d: %s() has no kernel-doc comment\n", file, FNR, name
		else if (index(doc, "\n * " name " - ") == 0 && index(doc, "\n * " name "() - ") == 0)
			printf "%s:%d: the comment above %s() is not about it\n", file, FNR, name
		else if (head !~ /^void[[:space:]]+[[:alnum:]_ ]*\(/ && index(doc, "\n * Return: ") == 0)
			printf "%s:%d: the comment above %s() does not say what it returns\n", file, FNR, name
	}
	# a struct-returning function would look like a declaration: see above
	forget()
	next
}

# the lines of a declaration begin at the left, or go on indented
/^[[:alnum:]_]/ {
	head = $0
	next
}
head != "" {
	head = head " " $0
}
/;[[:space:]]*$/ {
	forget()
}
