# SPDX-License-Identifier: GPL-2.0-only
"""vgapt reset-method: which methods are tried, in which order"""
import errno

import pytest

from fake_tree import METHODS

CARD = "0000:01:00.0"


def test_shows_the_order(vgapt, tree):
    tree.set(CARD, reset_method="bus flr teleport")
    result = vgapt("reset-method", CARD)
    assert [line.split()[0] for line in result.lines] == ["bus", "flr", "teleport"]
    result.has(r"^flr +Function Level Reset", r"^teleport +'teleport' \(this vgapt does not know")
    assert tree.untouched(CARD)


def test_there_is_a_sentence_for_each_method(vgapt):
    result = vgapt("reset-method", CARD).lacks(r"does not know")
    assert [line.split()[0] for line in result.lines] == list(METHODS)


@pytest.mark.parametrize("names, written", [
    ("bus", "bus"),
    ("bus,af_flr,flr", "bus af_flr flr"),
    (" flr  link,", "flr link"),
    ("default", "default"),
])
def test_writes(vgapt, tree, names, written):
    vgapt("reset-method", "01:00.0", names, out="")
    assert tree.get(CARD, "reset_method") == written
    assert tree.untouched(CARD)


@pytest.mark.parametrize("names", ["", ",", "flrr", "flr,flr", "default,flr", "flr default",
                                   "none", "FLR"])
def test_refuses(vgapt, tree, names):
    tree.set(CARD, reset_method="keep")
    vgapt.misused("reset-method", CARD, names,
                  err=rf"'{names}' is no list of methods.* vendor kernel flr .*link")
    assert tree.get(CARD, "reset_method") == "keep"


def test_tells_that_no_method_is_left(vgapt, tree):
    tree.set_resets(CARD, {"flr": "not-listed"})
    vgapt("reset-method", CARD, "bus", out="", err=rf"note: nothing can reset {CARD} now")
    vgapt("reset-plan", CARD, rc=1, err=rf"what to do: vgapt reset-method {CARD} default")


def test_says_nothing_where_a_method_is_left(vgapt, tree):
    tree.set_resets(CARD, {"bus": None, "flr": "not-listed"})
    vgapt("reset-method", CARD, "bus", out="")


@pytest.mark.parametrize("args", [(), (CARD, "flr", "bus")], ids=["nothing", "two names"])
def test_is_misused_with(vgapt, args):
    vgapt.misused("reset-method", *args, err=r"an SBDF is needed, and methods may follow")


def test_the_module_does_not_know_the_method(vgapt, tree, device):
    tree.set_resets(CARD)
    device.set(write=errno.EINVAL)
    vgapt.fails("reset-method", CARD, "link", err=r"this xen_vgapt does not accept 'link'")


def test_needs_root(vgapt, tree, device):
    tree.set_resets(CARD)
    device.set(write=errno.EACCES)
    vgapt.fails("reset-method", CARD, "link", err=r"run it as root")


@pytest.mark.parametrize("args", [(), ("bus",)], ids=["show", "choose"])
def test_a_module_without_reset_method_is_another_version(vgapt, tree, args):
    tree.remove_resets()
    vgapt.fails("reset-method", CARD, *args,
                err=r"what to do: install the xen_vgapt that belongs to this vgapt")


@pytest.mark.parametrize("args", [(), ("bus",)], ids=["show", "choose"])
def test_without_the_module(vgapt, tree, args):
    tree.remove_module()
    vgapt.fails("reset-method", CARD, *args, err=r"modprobe xen_vgapt")
