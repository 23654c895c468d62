# SPDX-License-Identifier: GPL-2.0-only
"""What an ordinary user may do; rom, reset and doctor have it in tests of their own"""
import errno

import pytest

CARD = "0000:01:00.0"


@pytest.fixture(autouse=True)
def closed(quiet_tree, ordinary_user):    # pylint: disable=unused-argument
    quiet_tree.close_to_others()


def test_may_list_the_cards(vgapt):
    vgapt("list", out=r"rombar +assignable")


@pytest.mark.parametrize("args", [
    ("grant", CARD, "5"), ("attach", CARD, "5", "--", "true"), ("capabilities",),
    ("capability-revoke", "3")], ids=["grant", "attach", "capabilities", "capability-revoke"])
def test_may_not(vgapt, args):
    vgapt.fails(*args, err=r"what to do: run it as root")


@pytest.mark.usefixtures("store_folder")
@pytest.mark.parametrize("args", [
    ("attach", CARD, "5", "--", "true"), ("attach", "--grant", CARD, "5", "--", "true"),
    ("rom", "sources", CARD), ("rom", "diff", CARD, "shadow"), ("rom", "load", CARD, "{good}"),
    ("rom", "load", CARD, "--clear"), ("reset", "--force", "05:00.0"), ("capabilities",),
    ("capability-revoke", "3")], ids=" ".join)
def test_may_not_without_the_capability(vgapt, device, roms, args):
    """Who may open the node by its mode needs CAP_SYS_ADMIN, too: the module says EPERM."""
    vgapt.how = {}
    device.set(device=errno.EPERM)
    vgapt(*(str(arg).format(good=roms.good) for arg in args), rc=None,
          err=r"what to do: run it as root$").never_says(r"pci=")
