# SPDX-License-Identifier: GPL-2.0-only
"""The tokens of the module, from its own header"""
import re

from runner import TOP

HEADER = (TOP / "drivers/xen/xen-vgapt/pure/tokens.h").read_text()


def read(name):
    """Those of VGAPT_<NAME>_TOKENS"""
    block = re.search(rf"^#define VGAPT_{name}_TOKENS\(X\)(.*\\\n)+.*", HEADER, re.MULTILINE)[0]
    return re.findall(r'X\([A-Z0-9_]+, "([a-z0-9_-]+)"\)', block)
