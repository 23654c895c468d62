# SPDX-License-Identifier: GPL-2.0-only
"""A guest that has run wild. The looks are from a lab's machine: job "flashed", stock QEMU."""
from runner import guests

LOOK = """\
look {number}
Name                                ID  VCPU   CPU State   Time(s) Affinity (Hard / Soft)
kind                                 1     0    0   {state}     {time}  all / all
vcpu0:
cs:eip: {cs}:00006da3
flags: {flags} nz
ss:esp: d900:0000fdd0
eax: 0000006e	ebx: 0000d99a	ecx: 0000fe00	edx: 000000e9
esi: 0000d558	edi: 00000000	ebp: 00000043
 ds:     d900	 es:     0040	 fs:     0000	 gs:     0000
Code (instr addr 000f6da3)
57 00 0c 00 0f 96 c0 66 5b 66 c3 2e 8b 16 94 60 85 d2 74 01 ee <66> c3 66 53 67 66 8b 48 04 2e 67


"""


def looks(*which):
    """What guest_state writes."""
    return "".join(LOOK.format(number=number, **{"cs": "f000", "flags": "00000002", "state": "---", "time": 213 + number / 2,
                                                  **look})
                   for number, look in enumerate(which, 1))


def test_three_looks_at_the_same():
    assert guests.ran_wild(looks({}, {}, {}))


def test_a_bios_that_can_be_interrupted():
    assert not guests.ran_wild(looks({}, {"flags": "00000202"}, {}))


def test_one_that_waits_for_its_device_model():
    assert not guests.ran_wild(looks(*({"state": "-b-", "time": 213.4},) * 3))


def test_a_guest_that_has_left_its_bios():
    assert not guests.ran_wild(looks({}, {}, {"cs": "0010"}))


def test_one_that_has_gone_meanwhile():
    assert not guests.ran_wild(looks({}, {}))
    assert not guests.ran_wild("look 1\nlook 2\nlook 3\n")
    assert not guests.ran_wild("")


def test_which_of_a_job_s_guests(tmp_path):
    (tmp_path / "state-good.txt").write_text(looks({"cs": "0010"}, {}, {}), encoding="ascii")
    (tmp_path / "serial-kind.txt").write_text(looks({}, {}, {}), encoding="ascii")
    assert guests.wild_in(tmp_path) == ""
    (tmp_path / "state-kind.txt").write_text(looks({}, {}, {}), encoding="ascii")
    assert guests.wild_in(tmp_path) == "kind"
