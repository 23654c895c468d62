# SPDX-License-Identifier: GPL-2.0-only
"""Resets, as vgapt show and vgapt doctor tell of them"""
import pytest

from fake_tree import METHODS, NO_DRIVER

CARD, AUDIO, DOM0S, GUESTS = "0000:01:00.0", "0000:01:00.1", "0000:00:02.0", "0000:05:00.0"


@pytest.fixture
def failed(quiet_tree):
    quiet_tree.set_resets(CARD, {"vendor": None, "bus": f"{NO_DRIVER} {AUDIO}"})
    quiet_tree.set(CARD, last_reset="vendor failed 3 no-sign-of-life")
    return quiet_tree


#
# show
#
@pytest.mark.usefixtures("failed")
@pytest.mark.parametrize("line", [
    pytest.param(r"^can_reset +yes$", id="whether"),
    pytest.param(r"^reset_plan +vendor: usable$", id="usable methods"),
    pytest.param(rf"^ +bus: this would also reset .*: {AUDIO}$", id="a reason"),
    pytest.param(r"^last_reset +vendor, failed, 3 ms: the card shows no sign of life$",
                 id="the last one"),
])
def test_show_has_a_line_for(vgapt, line):
    vgapt("show", CARD).has(line)


@pytest.mark.parametrize("sbdf, text", [
    (DOM0S, "the card is not on xen-pciback"), (GUESTS, "another domain has the card"),
], ids=["dom0's", "a guest's"])
def test_show_tells_one_reason_in_one_line(vgapt, sbdf, text):
    result = vgapt("show", sbdf).has(rf"^reset_plan +{text}$")
    assert result.out.count(text) == 1


def test_show_of_another_version_of_the_module(vgapt, tree):
    tree.remove_resets()
    vgapt("show", CARD, out=r"^can_reset +-$",
          err=r"note: .*install the xen_vgapt that belongs to this vgapt").has(
        r"^reset_methods +flr$")
    d = vgapt("show", "--json", CARD, err=None).json
    assert (d["can_reset"], d["reset_plan"], d["last_reset"]) == (None, [], None)


#
# doctor
#
@pytest.fixture
def doctor(vgapt, device):    # pylint: disable=unused-argument
    def run(sbdf=CARD):
        return vgapt("doctor", sbdf, rc=None)
    return run


@pytest.mark.usefixtures("failed")
def test_doctor_on_a_card_whose_last_reset_failed(doctor):
    doctor().has(rf"^ok +{CARD} reset: can be reset \(vendor\)$",
                 rf"^warn +{CARD} last_reset: its last reset failed: vendor, after 3 ms: "
                 r"the card shows no sign of life$")


def test_doctor_on_a_card_that_nothing_can_reset(doctor, quiet_tree):
    quiet_tree.set_resets(CARD, {"bus": f"{NO_DRIVER} {AUDIO}", "pm": "no-soft-reset"})
    doctor().has(rf"^warn +{CARD} reset: nothing can reset it; pm: the card keeps .*; "
                 rf"bus: this would also .*: {AUDIO}$",
                 rf"^ +-> .*xl pci-assignable-add {AUDIO}, and").lacks(r"last_reset")


def test_doctor_tells_once_that_nothing_was_tried(doctor, quiet_tree):
    quiet_tree.set_resets(CARD, {"bus": f"{NO_DRIVER} {AUDIO}"})
    quiet_tree.set(CARD, last_reset="none failed 0 no-method")
    doctor().has(rf"^warn +{CARD} reset:").lacks(r"last_reset")


def test_doctor_on_many_reasons(doctor, quiet_tree):
    quiet_tree.set_resets(CARD, {method: f"a-long-reason-of-{method} {AUDIO} 5"
                                 for method in METHODS})
    doctor().has(rf"^warn +{CARD} reset: nothing can reset it; vendor: 'a-long-reason-of-vendor'")


@pytest.mark.parametrize("sbdf", [DOM0S, GUESTS], ids=["dom0's", "a guest's"])
def test_doctor_says_nothing_where_the_module_cannot_tell(doctor, quiet_tree, sbdf):
    doctor(sbdf).has(rf"^[a-z]+ +{sbdf} rom:").lacks(r" reset:")
    assert quiet_tree.untouched(sbdf)


def test_doctor_says_nothing_without_the_module(doctor, quiet_tree):
    quiet_tree.remove_module()
    doctor().has(r"^fail +module:").lacks(r" reset:")


def test_doctor_on_what_is_no_plan(doctor, quiet_tree):
    quiet_tree.set(CARD, reset_plan="")
    doctor().has(rf"^warn +{CARD} reset: cannot tell how it can be reset")


#
# doctor: in which order
#
def groups(result):
    """The blocks between empty lines, each as its lines but for what to do"""
    return [[line for line in block.splitlines() if not line.startswith(" ")]
            for block in result.out.strip().split("\n\n")]


@pytest.mark.usefixtures("device")
def test_doctor_groups_by_card_the_worst_first(vgapt, tree):
    tree.set_driver(AUDIO, "pciback")
    host, *cards, totals = groups(vgapt("doctor", rc=1))
    assert all(line.split()[1].endswith(":") for line in host)
    of = [{line.split()[1] for line in card} for card in cards]
    assert all(len(sbdfs) == 1 for sbdfs in of), of
    assert len({sbdf for sbdfs in of for sbdf in sbdfs}) == len(cards)
    rank = {"fail": 0, "warn": 1, "ok": 2}
    worst = [min(rank[line.split()[0]] for line in card) for card in cards]
    assert worst == sorted(worst) and worst[0] == 0
    for card in cards:
        within = [rank[line.split()[0]] for line in card]
        assert within == sorted(within)
    assert totals[0].endswith("failed")


@pytest.mark.usefixtures("device")
def test_doctor_json_has_the_same_order(vgapt):
    text = [line.split()[0] for group in groups(vgapt("doctor", rc=1))[:-1] for line in group]
    d = vgapt("doctor", "--json", rc=1).json
    assert [check["status"] for check in d["checks"]] == text
