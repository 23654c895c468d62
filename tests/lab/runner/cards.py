# SPDX-License-Identifier: GPL-2.0-only
"""Where a job's cards are, and what QEMU is told of them.

A card is one word, NAME=WHAT[@PLACE]. WHAT is

  PERSONALITY         a mock card (tests/mockgpu): the job's own personalities/PERSONALITY.conf if it has prepared one, else
                      tests/mockgpu/personalities/PERSONALITY.conf
  qemu:DEVICE[,...]   one of QEMU's own devices, with its properties
  none                nothing: an empty port

and PLACE is

  (nothing)           below a root port of its own, without hot-plug
  plug                below a root port of its own that is a hot-plug slot
  switch              below a downstream port of its own of the one switch, which is below a root port
  root                on the root bus, in the next free slot
  10 or 10.1          on the root bus, in that slot (hexadecimal) and function
  CARD                the next function of that card's slot

Root ports take the slots from 3 on, in the order of the cards. The firmware numbers buses in the order of the slots, so a
card's address is known before the machine runs: the job finds it in /job/cards, one line "NAME WHAT SBDF PORT" each; PORT is the
SBDF of the card's own port, or "-". QEMU's id of a card is its name, that of its port port-NAME; the root port of the switch is
port-switch.
"""
import dataclasses
import json
import re

FIRST_SLOT = 3
# The lab's own devices begin there.
END_SLOT = 0x19
PLACES = ("", "plug", "root", "switch")
MOCK_SOCKETS = "/run/mock"


class CardError(ValueError):
    """A card that cannot be placed."""


@dataclasses.dataclass
class Card:
    """One card and its place."""
    name: str
    what: str
    place: str = ""
    slot: int = -1
    function: int = 0
    own_port: bool = False
    port_bus: int = 0
    root_slot: int = -1
    bus: int = 0
    multifunction: bool = False
    port: object = None

    @property
    def mock(self):
        """Is it one of mockgpu's?"""
        return self.what != "none" and not self.what.startswith("qemu:")

    @property
    def sbdf(self):
        """Its address in dom0."""
        return f"0000:{self.bus:02x}:{0 if self.port else self.slot:02x}.{self.function}"

    @property
    def port_sbdf(self):
        """The address of its own port."""
        return f"0000:{self.port.port_bus:02x}:{self.port.slot:02x}.0" if self.port else "-"


def parse(word):
    """One card of a job's head."""
    found = re.fullmatch(r"([A-Za-z][A-Za-z0-9_-]*)=([^@\s]+)(?:@([A-Za-z0-9_.-]+))?", word)
    if not found:
        raise CardError(f"not a card: {word} (NAME=WHAT[@PLACE])")
    return Card(found[1], found[2], found[3] or "")


def place(words):
    """All cards of a machine, each with its address."""
    cards = []
    by_name = {}
    for card in map(parse, words):
        if card.name in by_name:
            raise CardError(f"two cards are named {card.name}")
        by_name[card.name] = card
        cards.append(card)
    taken = set()
    for card in cards:
        found = re.fullmatch(r"([0-9a-f]{1,2})(?:\.([0-7]))?", card.place)
        if card.place not in by_name and found:
            card.slot, card.function = int(found[1], 16), int(found[2] or 0)
            if card.slot >= 0x20:
                raise CardError(f"{card.name}: no slot {found[1]}")
            taken.add(card.slot)
    free = (slot for slot in range(FIRST_SLOT, END_SLOT) if slot not in taken)
    root = switch = -1
    for card in cards:
        if card.slot >= 0:
            continue
        if card.place in by_name and card.place not in PLACES:
            _beside(card, by_name[card.place], cards)
            continue
        if card.place not in PLACES:
            raise CardError(f"{card.name}: no such place: {card.place}")
        if card.place == "switch":
            behind = [other for other in cards if other.place == "switch" and other.own_port]
            # The root port's slot is the switch's; its downstream ports count by themselves.
            if not behind:
                root = _slot(card, free)
            card.slot = len(behind)
        else:
            card.slot = _slot(card, free)
        if card.place != "root":
            card.own_port, card.port = True, card
    ports = [(root if card.place == "switch" else card.slot, card.slot, card) for card in cards if card.own_port]
    bus = 0
    for slot, _, port in sorted(ports, key=lambda entry: entry[:2]):
        if port.place == "switch":
            # The upstream port has a bus, and so have the downstream ports together.
            if port.slot == 0:
                bus += 2
                switch = bus
            port.port_bus, port.root_slot = switch, slot
        bus += 1
        port.bus = bus
    places = {}
    for card in cards:
        if card.port:
            card.bus = card.port.bus
        if card.sbdf in places:
            raise CardError(f"{card.name} and {places[card.sbdf].name} are both at {card.sbdf}")
        places[card.sbdf] = card
    for card in cards:
        slot = card.sbdf[:-2]
        card.multifunction = sum(other.sbdf[:-2] == slot for other in cards) > 1
        if f"{slot}.0" not in places:
            raise CardError(f"{card.name}: its slot has no function 0")
    return cards


def _slot(card, free):
    """The next one on the root bus."""
    slot = next(free, -1)
    if slot < 0:
        raise CardError(f"{card.name}: no slot is left")
    return slot


def _beside(card, first, cards):
    """One more function of a card's slot."""
    if first.slot < 0:
        raise CardError(f"{card.name}: {first.name} has to come before it")
    card.slot, card.port = first.slot, first.port
    card.function = 1 + max(other.function for other in cards
                            if other is not card and (other.slot, other.port) == (first.slot, first.port))
    if card.function > 7:
        raise CardError(f"{card.name}: {first.name} has eight functions already")


def devices(cards):
    """What follows -device, in this order."""
    strings = []
    for number, card in enumerate(cards, 1):
        if card.own_port and card.place == "switch":
            if card.slot == 0:
                strings += [f"pcie-root-port,id=port-switch,addr=0x{card.root_slot:x},slot=0,chassis=0,x-speed=5,hotplug=off",
                            "x3130-upstream,id=switch,bus=port-switch,addr=0x0"]
            strings.append(f"xio3130-downstream,id=port-{card.name},bus=switch,addr=0x{card.slot:x},slot={number},"
                           f"chassis={number},hotplug=off")
        elif card.own_port:
            port = f"pcie-root-port,id=port-{card.name},addr=0x{card.slot:x},slot={number},chassis={number},x-speed=5"
            strings.append(port if card.place == "plug" else port + ",hotplug=off")
        if card.what != "none":
            strings.append(device(card))
    return strings


def device(card):
    """The card itself: also what "lab-ctl device_add" needs to put it back."""
    at = {"bus": f"port-{card.port.name}", "addr": f"0x0.{card.function}"} if card.port else \
        {"addr": f"0x{card.slot:x}.{card.function}"}
    if card.multifunction:
        at["multifunction"] = True
    if card.mock:
        return json.dumps({"driver": "vfio-user-pci", "id": card.name, **at,
                           "socket": {"type": "unix", "path": f"{MOCK_SOCKETS}/{card.name}.sock"}}, separators=(",", ":"))
    driver, _, properties = card.what[len("qemu:"):].partition(",")
    words = [driver, f"id={card.name}"]
    words += [f"{key}={'on' if value is True else value}" for key, value in at.items()]
    return ",".join(words + ([properties] if properties else []))


def table(cards):
    """The file /job/cards."""
    return "".join(f"{card.name} {card.what} {card.sbdf} {card.port_sbdf}\n" for card in cards)


def mockgpu(cards, own, stock, log):
    """The command that serves the mock cards, "" if there is none. own: personalities that the job has prepared."""
    words = []
    for card in cards:
        if card.mock:
            words.append(f"{card.name}={f'/host/personalities/{card.what}' if card.what in own else card.what}.conf")
    if not words:
        return ""
    return f"cd {stock}/personalities && exec {stock}/mockgpu --socket-dir {MOCK_SOCKETS} --log {log} {' '.join(words)}"
