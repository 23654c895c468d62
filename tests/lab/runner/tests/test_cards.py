# SPDX-License-Identifier: GPL-2.0-only
"""Where cards are placed, and what QEMU is told."""
import json

import pytest
from runner import cards, jobs


def sbdfs(*words):
    """The addresses of the cards."""
    return {card.name: card.sbdf for card in cards.place(words)}


def test_each_has_a_port_of_its_own():
    assert sbdfs("a=flr-good", "b=pm-good") == {"a": "0000:01:00.0", "b": "0000:02:00.0"}
    strings = cards.devices(cards.place(["a=flr-good"]))
    assert strings[0] == "pcie-root-port,id=port-a,addr=0x3,slot=1,chassis=1,x-speed=5,hotplug=off"
    assert json.loads(strings[1]) == {"driver": "vfio-user-pci", "id": "a", "bus": "port-a", "addr": "0x0.0",
                                      "socket": {"type": "unix", "path": "/run/mock/a.sock"}}


def test_buses_are_numbered_in_the_order_of_the_slots():
    assert sbdfs("a=x", "r=x@root", "b=x@plug", "c=x@3") == {
        "a": "0000:01:00.0", "r": "0000:00:05.0", "b": "0000:02:00.0", "c": "0000:00:03.0"}


def test_a_hot_plug_slot_and_an_empty_one():
    strings = cards.devices(cards.place(["a=x@plug", "empty=none@plug"]))
    assert [s for s in strings if "hotplug=off" in s] == []
    assert len(strings) == 3 and strings[2].startswith("pcie-root-port,id=port-empty,")


def test_functions_of_one_slot():
    placed = cards.place(["gpu=g.0", "audio=g.1@gpu", "usb=u@gpu"])
    assert [card.sbdf for card in placed] == ["0000:01:00.0", "0000:01:00.1", "0000:01:00.2"]
    strings = cards.devices(placed)
    assert len(strings) == 4
    assert all(json.loads(s)["multifunction"] for s in strings[1:])
    assert [json.loads(s)["addr"] for s in strings[1:]] == ["0x0.0", "0x0.1", "0x0.2"]


def test_slots_and_functions_on_the_root_bus():
    assert sbdfs("a=x@2", "b=x@1f.3", "c=x@1f") == {"a": "0000:00:02.0", "b": "0000:00:1f.3", "c": "0000:00:1f.0"}


def test_a_switch():
    placed = cards.place(["a=x", "b=x@switch", "c=x@switch", "d=x", "audio=y@c"])
    # Bus 2 is the upstream port's, bus 3 the downstream ports'.
    assert {card.name: (card.sbdf, card.port_sbdf) for card in placed} == {
        "a": ("0000:01:00.0", "0000:00:03.0"), "b": ("0000:04:00.0", "0000:03:00.0"), "c": ("0000:05:00.0", "0000:03:01.0"),
        "d": ("0000:06:00.0", "0000:00:05.0"), "audio": ("0000:05:00.1", "0000:03:01.0")}
    strings = cards.devices(placed)
    assert strings[2] == "pcie-root-port,id=port-switch,addr=0x4,slot=0,chassis=0,x-speed=5,hotplug=off"
    assert strings[3] == "x3130-upstream,id=switch,bus=port-switch,addr=0x0"
    assert strings[4] == "xio3130-downstream,id=port-b,bus=switch,addr=0x0,slot=2,chassis=2,hotplug=off"
    assert json.loads(strings[5])["bus"] == "port-b"
    assert len([s for s in strings if "switch" in s and "upstream" in s]) == 1


def test_devices_of_qemus():
    assert cards.devices(cards.place(["c=qemu:ati-vga,model=rv100,romfile=@10"])) == \
        ["ati-vga,id=c,addr=0x10.0,model=rv100,romfile="]
    assert cards.devices(cards.place(["c=qemu:VGA"]))[1] == "VGA,id=c,bus=port-c,addr=0x0.0"


def test_a_card_may_be_named_as_a_place():
    assert sbdfs("plug=x", "b=x@plug") == {"plug": "0000:01:00.0", "b": "0000:02:00.0"}


@pytest.mark.parametrize("words", [
    ["a"], ["=x"], ["a=x@"], ["1=x"], ["a=x@nowhere"], ["a=x@20"], ["a=x", "a=y"], ["a=x@b", "b=y"], ["a=x@10", "b=x@10.0"],
    ["a=x@10.1"], [f"c{n}=x" for n in range(23)], ["a=x"] + [f"f{n}=x@a" for n in range(8)],
])
def test_refuses(words):
    with pytest.raises(cards.CardError):
        cards.place(words)


def test_the_table_for_the_job():
    assert cards.table(cards.place(["a=flr-good", "b=x@10"])) == "a flr-good 0000:01:00.0 0000:00:03.0\nb x 0000:00:10.0 -\n"


def test_a_personality_of_the_jobs_own_wins():
    placed = cards.place(["a=mine", "b=flr-good", "c=qemu:VGA"])
    assert cards.mockgpu(placed, {"mine"}, "/mockgpu", "/out/mock.log") == (
        "cd /mockgpu/personalities && exec /mockgpu/mockgpu --socket-dir /run/mock --log /out/mock.log "
        "a=/host/personalities/mine.conf b=flr-good.conf")
    assert cards.mockgpu(placed[2:], set(), "/mockgpu", "/l") == ""


def test_every_job_of_the_lab_can_be_placed():
    for name in jobs.all_names():
        cards.devices(cards.place(jobs.read_head(name).card_words()))
