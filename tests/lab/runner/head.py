# SPDX-License-Identifier: GPL-2.0-only
"""What a job says in its head.

Lines "#: KEY VALUE", from the job itself and from the file "machine" that its .prepare script may write:

  title TEXT          what the job is about; a script without a title is no job
  timeout SECONDS     for the whole machine, on a machine that boots dom0 in 10 s
  seconds N           roughly what it takes; the longest are started first
  cards CARD...       the cards, see cards.py; "none" for no card; default: card=qemu:ati-vga@10
  cpus N              processors of the machine (dom0's own: xen-arg)
  mem MIB             memory of the machine
  dom0-arg X          an argument for dom0's kernel; likewise xen-arg and qemu-arg
  helper COMMAND      runs beside QEMU, in the host root
  firmware-rom BB:DD.F=FILE   a ROM that UEFI's firmware has for that function
  prepared [NAME]     NAME.prepare runs first (default: JOB.prepare); it may write personalities and "machine"
  sanitizers          there is a vgapt-dm-asan: the worker with sanitizers
  alone               no other machine at the same time
  target TARGET       only there, and there with the debug kernel
  uefi                on the same Xen and Linux, booted by UEFI
  long TEXT           only with --long; TEXT is how long it takes
  debug TEXT          only on the debug kernel; TEXT is how long it takes
"""
import dataclasses
import re

DEFAULT_CARDS = "card=qemu:ati-vga@10"


class HeadError(ValueError):
    """A head that says something the lab does not know."""


@dataclasses.dataclass
class Head:
    """What one machine needs, and when its job runs."""
    title: str = ""
    timeout: int = 300
    seconds: int = 0
    cards: list = dataclasses.field(default_factory=list)
    cpus: int = 1
    mem: int = 4096
    dom0_arg: list = dataclasses.field(default_factory=list)
    xen_arg: list = dataclasses.field(default_factory=list)
    qemu_arg: list = dataclasses.field(default_factory=list)
    helper: list = dataclasses.field(default_factory=list)
    firmware_rom: list = dataclasses.field(default_factory=list)
    prepared: str = ""
    sanitizers: bool = False
    alone: bool = False
    target: str = ""
    uefi: bool = False
    long: str = ""
    debug: str = ""

    def card_words(self):
        """The cards, one word each."""
        if self.cards == ["none"]:
            return []
        return self.cards or DEFAULT_CARDS.split()

    def options(self):
        """The same as options of "lab run": what concerns the machine, not when it runs."""
        options = []
        for key in MACHINE_KEYS:
            value = getattr(self, key.replace("-", "_"))
            if value == getattr(Head(), key.replace("-", "_")):
                continue
            if key == "cards":
                options += ["--cards", " ".join(value)]
            elif isinstance(value, list):
                for one in value:
                    options.append(f"--{key}={one}")
            elif value is True:
                options.append(f"--{key}")
            else:
                options.append(f"--{key}={value}")
        return options


# Keys that are also options of "lab run".
MACHINE_KEYS = ("timeout", "cards", "cpus", "mem", "dom0-arg", "xen-arg", "qemu-arg", "helper", "firmware-rom", "alone")


def add(head, key, value):
    """One line's worth."""
    name = key.replace("-", "_")
    kinds = {field.name: field.type for field in dataclasses.fields(Head)}
    if name not in kinds or "_" in key:
        raise HeadError(f"unknown word: {key}")
    kind = kinds[name]
    if kind is bool:
        if value:
            raise HeadError(f"{key} takes no value: {value}")
        setattr(head, name, True)
    elif kind is int:
        if not value.isdigit():
            raise HeadError(f"{key} wants a number: {value}")
        setattr(head, name, int(value))
    elif key == "cards":
        head.cards += value.split()
    elif kind is list:
        getattr(head, name).append(value)
    elif not value and key != "prepared":
        raise HeadError(f"{key} wants a value")
    else:
        setattr(head, name, value)


def parse(text, head=None):
    """Read a script's head, or add to one that was read before."""
    head = head or Head()
    for line in text.splitlines():
        found = re.match(r"#: *(\S+) *(.*?)\s*$", line)
        if found:
            add(head, *found.groups())
    return head
