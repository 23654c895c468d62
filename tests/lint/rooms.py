#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Who may know whom in the module.

  rooms.py [--graph]

Prints a line for each finding, or nothing:
- a file in pure/ that includes anything but headers of pure/ and the uAPI, as it
  has to compile in user space (pure/pure.h alone may ask for the kernel's types);
- a circle of files that call each other, unless Documentation/design.rst names
  all of its files in one item of its section "Circles", with the reason;
- an item there that names no circle any more.
With --graph: what each file calls, for people.
"""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
MODULE = TOP / "drivers/xen/xen-vgapt"
DESIGN = TOP / "Documentation/design.rst"


def code(path):
    """A file without comments and strings, but for its includes."""
    text = path.read_text()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return re.sub(r'^(?!#include).*$', lambda m: re.sub(r'"(\\.|[^"\\])*"', '""', m[0]),
                  text, flags=re.M)


def name(path):
    return str(path.relative_to(MODULE))


def impure():
    allowed = re.compile(r'"pure/|<xen/xen_vgapt\.h>')
    for path in sorted((MODULE / "pure").rglob("*.[ch]")):
        if name(path) == "pure/pure.h":
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = re.match(r"\s*#\s*include\s+(\S+)", line)
            if include and not allowed.match(include[1]):
                yield f"{name(path)}:{number}: {include[1]} in pure/"


def defined(text):
    """Functions and variables that other files can see."""
    found = set()
    for match in re.finditer(r"^(?!static|extern|struct \w+ \{|enum|typedef|#|\s)([\w \*]*?)\b(vgapt_\w+)(\(|\[| =|;)",
                             text, flags=re.M):
        if match[3] != "(" or re.match(r"[^;{]*\{", text[match.end():], flags=re.S):
            found.add(match[2])
    return found


def graph():
    texts = {name(path): code(path) for path in MODULE.rglob("*.c")
             if not path.name.endswith(".mod.c")}
    owner = {}
    for file, text in texts.items():
        for symbol in defined(text):
            owner[symbol] = file
    calls = {}
    for file, text in texts.items():
        # a call, or an address; a member of that name is neither
        used = set(re.findall(r"(?<![\w.>])(vgapt_\w+)\b(?!\s*\{)", text))
        types = set(re.findall(r"\b(?:struct|enum|union)\s+(vgapt_\w+)", text))
        calls[file] = {}
        for symbol in used:
            if owner.get(symbol, file) == file:
                continue
            # a name that is a type, too, counts only where it is called
            if symbol in types and not re.search(r"(?<!struct )(?<!enum )\b%s\(" % symbol, text):
                continue
            calls[file].setdefault(owner[symbol], set()).add(symbol)
    return calls


def circles(calls):
    """Tarjan's strongly connected components, those of more than one file."""
    index, low, stack, found = {}, {}, [], []

    def visit(file):
        index[file] = low[file] = len(index)
        stack.append(file)
        for other in calls[file]:
            if other not in index:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], index[other])
        if low[file] == index[file]:
            part = []
            while True:
                part.append(stack.pop())
                if part[-1] == file:
                    break
            if len(part) > 1:
                found.append(frozenset(part))

    for file in sorted(calls):
        if file not in index:
            visit(file)
    return found


def named():
    """The circles that the design page names: the files of each item of its section."""
    section = re.search(r"^Circles\n=+\n(.*?)(?=^\S.*\n=+\n|\Z)", DESIGN.read_text(), flags=re.S | re.M)
    if not section:
        return []
    items = re.split(r"^- ", section[1], flags=re.M)[1:]
    return [frozenset(re.findall(r"``([\w/]+\.c)``", item)) for item in items]


def main():
    calls = graph()
    if sys.argv[1:] == ["--graph"]:
        for file in sorted(calls):
            print(file)
            for other in sorted(calls[file]):
                print(f"    {other}: {' '.join(sorted(calls[file][other]))}")
        return
    for line in impure():
        print(line)
    found, known = circles(calls), named()
    for part in found:
        if part not in known:
            print("circle: " + " ".join(sorted(part)))
            for file in sorted(part):
                for other in sorted(part & set(calls[file])):
                    print(f"    {file} -> {other}: {' '.join(sorted(calls[file][other]))}")
    for part in known:
        if part not in found:
            print("design.rst names a circle that is none: " + " ".join(sorted(part)))


main()
