#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Is all that the module says to people in the documents?

Prints a line for each finding, or nothing:
- a message in the kernel's log, but for dynamic debug, that no row of admin-guide.rst,
  "Messages in the kernel log", has;
- a row there that has no message of the module;
- a reason or failure of pure/tokens.h that reset.rst does not explain;
- a module parameter that admin-guide.rst or Documentation/ABI/testing does not have.
"""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
MODULE = TOP / "drivers/xen/xen-vgapt"
GUIDE = (TOP / "Documentation/admin-guide.rst").read_text()
RESETS = (TOP / "Documentation/reset.rst").read_text()
ABI = (TOP / "Documentation/ABI/testing/sysfs-bus-pci-xen_vgapt").read_text()

CALL = re.compile(r"\b(?:(?:pr|pci|dev)_(?:err|warn|notice|info)(?:_ratelimited|_once)?)\("
                  r'(?:[^";]*?)"((?:[^"\\]|\\.)*)"')
CONVERSION = re.compile(r"%[-#0]*(?:\.\*)?(?:\d+)?(?:\.\d+)?(?:ll|l|z)?(?:p[A-Za-z]+|[a-z])")


def messages():
    for path in sorted(MODULE.rglob("*.c")):
        if path.name.endswith(".mod.c"):
            continue
        for match in CALL.finditer(path.read_text()):
            yield path, match[1].replace("\\n", "").replace('\\"', '"')


def rows():
    """The left column. A row may have several messages."""
    section = GUIDE.split("Messages in the kernel log\n")[1].split("More detail: dynamic debug\n")[0]
    for match in re.finditer(r"^   \* - (.*?)\n     - ", section, flags=re.M | re.S):
        row = " ".join(match[1].split()).removesuffix(" *")
        if row != "Message":
            yield row


def constants(message):
    """What is the same whatever it is about, in order."""
    return [part.strip(" ,;:()\"") for part in CONVERSION.split(message)]


def said(message, row):
    """Has the row all constant parts of it, in order?"""
    at = 0
    for part in constants(message):
        at = row.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def params():
    for path in MODULE.rglob("*.c"):
        for match in re.finditer(r"^module_param(?:_named|_cb|_array)?\((\w+)", path.read_text(), flags=re.M):
            yield match[1]


def tokens():
    text = (MODULE / "pure/tokens.h").read_text()
    for name in ("VGAPT_REASON_TOKENS", "VGAPT_WHY_TOKENS"):
        block = re.search(r"#define %s\(X\)(.*?)\n\n" % name, text, flags=re.S)[1]
        yield from re.findall(r'X\(\w+, "([\w-]+)"\)', block)


def main():
    findings = []
    listed = list(rows())
    used = set()
    for path, message in messages():
        has = [row for row in listed if said(message, row)]
        used.update(has)
        if not has:
            findings.append(f"{path.relative_to(MODULE)}: not in admin-guide.rst: {message}")
    findings += [f"admin-guide.rst: nothing says that: {row}" for row in listed if row not in used]
    explained = re.findall(r"``([\w*-]+)``", RESETS)
    for token in tokens():
        if token in ("in", "none"):
            continue
        if not any(re.fullmatch(word.replace("*", ".*"), token) for word in explained):
            findings.append(f"reset.rst: {token} is not explained")
    for param in params():
        if f"``{param}=" not in GUIDE:
            findings.append(f"admin-guide.rst: no module parameter {param}")
        if f"/parameters/{param}\n" not in ABI:
            findings.append(f"ABI/testing: no module parameter {param}")
    print("\n".join(findings), end="\n" if findings else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
