# SPDX-License-Identifier: GPL-2.0-only
"""vgapt reset-plan: which methods are usable, and what is said of the others"""
import re

import pytest

import tokens
from fake_tree import FOREIGN, METHODS, NO_DRIVER, SEIZED
from runner import TOOL

CARD, AUDIO, DOM0S, GUESTS = "0000:01:00.0", "0000:01:00.1", "0000:00:02.0", "0000:05:00.0"


@pytest.fixture
def some(tree):
    """A card that only FLR can reset"""
    tree.set_resets(CARD, {"flr": None, "bus": f"{NO_DRIVER} {AUDIO}", "vendor": "hung"})
    tree.set(CARD, last_reset="flr ok 105")
    return tree


@pytest.fixture
def none(tree):
    """A card that nothing can reset"""
    tree.set_resets(CARD, {"bus": f"{NO_DRIVER} {AUDIO}"})
    return tree


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize("line", [
    pytest.param(r"^METHOD +USABLE +REASON$", id="heads"),
    pytest.param(r"^flr +yes +-$", id="a usable method"),
    pytest.param(rf"^bus +no +this would also reset a function that is not on xen-pciback: "
                 rf"{AUDIO}$", id="a method that is not usable"),
    pytest.param(r"^last reset: flr, ok, 105 ms$", id="the last reset"),
])
def test_has_a_line_for(vgapt, line):
    vgapt("reset-plan", "01:00.0").has(line)


def test_the_order_is_the_modules(vgapt, some):
    lines = vgapt("reset-plan", CARD).lines[1:len(METHODS) + 1]
    assert [line.split()[0] for line in lines] == list(METHODS)
    assert some.untouched(CARD)


@pytest.mark.usefixtures("some")
def test_json_has_tokens_and_text(vgapt):
    d = vgapt("reset-plan", "--json", CARD).json
    plan = {line["method"]: line for line in d["reset_plan"]}
    assert (d["sbdf"], d["can_reset"]) == (CARD, True)
    assert [line["method"] for line in d["reset_plan"] if line["in"]] == ["flr"]
    assert plan["flr"] == {"method": "flr", "in": True, "reason": None, "other": None,
                           "domid": None, "text": "usable"}
    assert plan["bus"] == {
        "method": "bus", "in": False, "reason": "sibling-driver", "other": AUDIO,
        "domid": None,
        "text": f"this would also reset a function that is not on xen-pciback: {AUDIO}"}
    assert d["last_reset"] == {"method": "flr", "result": "ok", "milliseconds": 105,
                               "reason": None, "link": None, "text": None}


def test_json_has_the_domain_of_the_other_function(vgapt, tree):
    tree.set_resets(CARD, {"flr": None, "bus": f"sibling-domain {AUDIO} 5"})
    line = vgapt("reset-plan", "--json", CARD).json["reset_plan"][METHODS.index("bus")]
    assert (line["reason"], line["other"], line["domid"]) == ("sibling-domain", AUDIO, 5)
    assert line["text"].endswith(f": {AUDIO} (domain 5)")


def test_a_failure_is_told(vgapt, some):
    some.set(CARD, last_reset="bus failed 61234 no-answer")
    vgapt("reset-plan", CARD,
          out=r"^last reset: bus, failed, 61234 ms: the card does not answer$")
    last = vgapt("reset-plan", "-j", CARD).json["last_reset"]
    assert (last["result"], last["reason"], last["text"]) == (
        "failed", "no-answer", "the card does not answer")


def test_json_has_the_link(vgapt, some):
    some.set(CARD, last_reset="bus ok 9 link-narrower x4 x16 link-slower 2.5 8")
    last = vgapt("reset-plan", "--json", CARD).json["last_reset"]
    assert last["reason"] is None
    assert last["link"] == {"width": "x4", "width_before": "x16", "speed": "2.5",
                            "speed_before": "8"}


@pytest.mark.usefixtures("none")
def test_nothing_is_usable(vgapt):
    result = vgapt("reset-plan", CARD, rc=1, out=r"^bus +no", err=rf"nothing can reset {CARD} now")
    result.has(r"^last reset: none$").says(rf"what to do: .*xl pci-assignable-add {AUDIO}, and")


@pytest.mark.usefixtures("none")
def test_json_where_nothing_is_usable(vgapt):
    d = vgapt("reset-plan", "--json", CARD, rc=1).json
    assert d["can_reset"] is False and d["last_reset"] is None


@pytest.mark.parametrize("sbdf, line, hint", [
    (DOM0S, r"^flr +no +the card is not on xen-pciback$", rf"xl pci-assignable-add {DOM0S}"),
    (GUESTS, r"^flr +no +another domain has the card$", r"shut down the domain"),
], ids=["dom0's", "a guest's"])
def test_of_a_card_that_is(vgapt, sbdf, line, hint):
    vgapt("reset-plan", sbdf, rc=1, out=line, err=hint)


@pytest.mark.parametrize("reason", tokens.read("REASON"))
def test_there_is_a_sentence_for(vgapt, tree, reason):
    tree.set_resets(CARD, {"flr": reason, "bus": None})
    vgapt("reset-plan", CARD, out=r"^flr +no +[A-Za-z].{5}").lacks(r"does not know that word")


def test_tokens_that_take_the_place_of_a_method_are_those_of_this_file():
    assert tuple(tokens.read("METHOD")) == METHODS
    assert {SEIZED, FOREIGN, NO_DRIVER} <= set(tokens.read("REASON"))


#
# What is no plan, or a newer module's
#
@pytest.mark.parametrize("plan", ["", "flr", "flr maybe", "garbage in, garbage", b"\1\2\n",
                                  "m" * 300, f"flr out {'x' * 900}"],
                         ids=["nothing", "one word", "another second word", "garbage",
                              "bytes", "a long word", "a long reason"])
def test_is_no_plan(vgapt, tree, plan):
    tree.set(CARD, reset_plan=plan)
    vgapt.fails("reset-plan", CARD,
                err=rf"cannot tell how {CARD} can be reset: Protocol").says(
        r"what to do: install the xen_vgapt that belongs to this vgapt")


def test_lines_of_a_newer_module(vgapt, tree):
    tree.set(CARD, reset_plan="flr in today\nteleport out full-moon 0000:01:00.1 5 more\n"
                              "no words\nbus out\npm out bent nowhere")
    result = vgapt("reset-plan", CARD).has(
        r"^flr +yes", r"^bus +no +no reason is given$", r"^pm +no +'bent' \(this vgapt",
        rf"^teleport +no +'full-moon' \(this vgapt does not know that word; a newer one may\): "
        rf"{AUDIO} \(domain 5\)$")
    assert "no words" not in result.out
    plan = vgapt("reset-plan", "--json", CARD).json["reset_plan"]
    assert [line["reason"] for line in plan] == [None, "full-moon", None, "bent"]


def test_more_lines_than_there_are_methods(vgapt, tree):
    tree.set(CARD, reset_plan="\n".join(f"method{n} out hung" for n in range(1, 41)))
    vgapt("reset-plan", CARD, rc=1, out=r"^method16 +no", err=None)


@pytest.mark.parametrize("last, any_", [
    ("", False), ("ok", False), ("flr", False), ("flr ok", False), ("flr ok x", False),
    ("flr ok 1x", False), ("flr ok -1", False), ("flr went 1", False), ("none", False),
    ("none ok 0 idle", True), ("flr ok 1", True), ("flr ok 1 link-narrower", True),
])
def test_what_is_made_of_last_reset(vgapt, tree, last, any_):
    tree.set(CARD, last_reset=last)
    d = vgapt("reset-plan", "--json", CARD).json
    assert (d["last_reset"] is not None) == any_


def test_a_module_without_reset_plan_is_another_version(vgapt, tree):
    tree.remove_resets()
    vgapt.fails("reset-plan", CARD, err=r"No such file").says(
        r"what to do: install the xen_vgapt that belongs to this vgapt")


def test_without_the_module(vgapt, tree):
    tree.remove_module()
    vgapt.fails("reset-plan", CARD, err=r"modprobe xen_vgapt")


#
# --steps: by the card's ids alone
#
def ids(tree, device, vendor="1002"):
    tree.write(f"sys/bus/pci/devices/{CARD}/vendor", f"0x{vendor}")
    tree.write(f"sys/bus/pci/devices/{CARD}/device", f"0x{device}")


def test_steps_are_told_in_order_with_their_sources(vgapt, tree):
    ids(tree, "687f")
    result = vgapt("reset-plan", "--steps", CARD).has(
        r"^Vega 10, family amd-vega10$",
        r"^rests on: .*pull request 109$",
        r"^probe: .* +\[vendor-reset: navi10\.c; amdgpu: soc15\.c",
        r"^reset: mode 1, or power off and on",
        r"^ +\d+ +mode 1, by the PSP +\[amdgpu: psp_v3_1\.c",
        r"^ +\d+ +write MP0 C2PMSG_64 \(BAR5\+58200h\) = 00070000h$",
        r"^ +\d+ +write MP1 C2PMSG_66 \(BAR5\+58a08h\) = 0000001eh$",
        r"^alive: sign of life")
    text = result.out
    assert text.index("= 00070000h") < text.index("= 0000001eh"), "BACO comes second"
    assert tree.untouched(CARD)


def test_steps_need_no_module(vgapt, tree):
    ids(tree, "67df")
    tree.remove_module()
    vgapt("reset-plan", "-s", CARD, out=r"write config 7Ch = 39d5e86bh")


def test_steps_say_what_is_experimental(vgapt, tree):
    ids(tree, "744c")
    vgapt("reset-plan", "--steps", CARD, out=r"^Navi 31, family amd-navi31, experimental$")


def test_steps_of_a_card_that_has_only_a_sign_of_life(vgapt):
    result = vgapt("reset-plan", "--steps", "02:00.0").has(
        r"^NVIDIA, family nvidia$", r"^before: ", r"^after: ", r"^alive: ")
    assert "\nreset: " not in result.out


def test_steps_as_json(vgapt, tree):
    ids(tree, "73bf")
    d = vgapt("reset-plan", "--steps", "--json", CARD).json
    assert (d["sbdf"], d["chip"], d["family"], d["experimental"]) == (
        CARD, "Navi 21", "amd-navi2x", True)
    assert set(d) >= {"probe", "reset", "alive"} and d["rests_on"]
    steps = d["reset"]["steps"]
    assert steps[0] == {"depth": 0, "step": "see whether the VBIOS is known; else fail: no-vbios",
                        "source": None}
    assert max(step["depth"] for step in steps) == 2
    assert all(step["source"] for step in steps if step["step"].startswith("a message to"))


def test_the_manual_has_what_is_in_the_json_of_steps(vgapt, tree):
    ids(tree, "73bf")
    manual = (TOOL / "vgapt.8").read_text()
    begin = manual.index("\n.B reset\\-plan \\-\\-steps\nprints")
    manual = manual[begin:manual.index("\n.PP", begin)]
    d = vgapt("reset-plan", "--steps", "--json", CARD).json
    for key in {*d, *d["reset"], *d["reset"]["steps"][0], "before", "after"}:
        assert re.search(rf"^\.BR? .*\b{key}\b", manual, re.MULTILINE), key


@pytest.mark.parametrize("device", ["5046", "74a1", "15dd"], ids=["older", "MI300", "APU"])
def test_no_steps(vgapt, tree, device):
    ids(tree, device)
    vgapt.fails("reset-plan", "--steps", CARD,
                err=rf"nothing is known of the registers of {CARD} \(1002:{device}\)")
