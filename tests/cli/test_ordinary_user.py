# SPDX-License-Identifier: GPL-2.0-only
"""What an ordinary user may do; rom, reset and doctor have it in tests of their own"""
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
