# SPDX-License-Identifier: GPL-2.0-only
"""vgapt acpi-tables"""
import errno
import resource
import signal
import struct

import pytest

import rom_image

# A guest's, on xen-pciback and free, and nobody's
APU, FREE, GUEST = "0000:05:00.0", "0001:05:00.0", 5
VBIOS = rom_image.x86(33, atom=True, entry=0)
FREE_VBIOS = rom_image.x86(40, atom=True, ids="1002-ffff")
HEADER = struct.Struct("<IIIHHHHII")


@pytest.fixture
def apu_tree(tree):
    """The guest sees the APU at 00:06.0."""
    tree.set_rom(APU, "vfct", "unverified", VBIOS)
    tree.set_rom(FREE, "rombar", "pristine", FREE_VBIOS)
    tree.tell_place(GUEST, "0000:05:00.1", "28")
    tree.tell_place(GUEST, APU, "30")
    return tree


@pytest.fixture
def file(tmp_path, apu_tree):    # pylint: disable=unused-argument
    folder = tmp_path / "to"
    folder.mkdir()
    return folder / "table"


def check(table, device, function=0, ids=(0x1002, 0x5046), vbios=VBIOS):
    """The table is whole, and has the VBIOS for that place in the guest."""
    assert table[:4] == b"VFCT"
    assert struct.unpack_from("<I", table, 4)[0] == len(table) == 76 + 28 + len(vbios) + 28
    assert table[8] == 1
    assert sum(table) % 256 == 0
    assert struct.unpack_from("<I", table, 0x34)[0] == 76
    assert HEADER.unpack_from(table, 76) == (0, device, function, *ids, 0, 0, 1, len(vbios))
    assert table[104:-28] == vbios
    assert table[-28:] == bytes(28)


def test_goes_by_where_the_guest_sees_it(vgapt, file):
    vgapt("acpi-tables", APU, "-o", file).has(
        rf"^{file} is for a guest that sees {APU} at 00:06\.0:$",
        r"^a VFCT of 17028 bytes, with the VBIOS of 16896 bytes for 1002:5046\.$",
        rf'^acpi_firmware = "{file}"$', rf'^pci = \[ "{APU},vslot=6" \]$')
    check(file.read_bytes(), 6)


@pytest.mark.parametrize("slot, device", [
    ("8", 8), ("08", 8), ("1f", 0x1F), ("1F", 0x1F), ("10", 0x10), ("0x8", 8), ("a.0", 10)])
def test_goes_by_the_users_word(vgapt, file, slot, device):
    vgapt("acpi-tables", FREE, "--slot", slot, "-o", file).has(
        rf"sees {FREE} at 00:{device:02x}\.0:$", rf'^pci = \[ "{FREE},vslot={device:x}" \]$')
    check(file.read_bytes(), device, ids=(0x1002, 0xFFFF), vbios=FREE_VBIOS)


def test_the_users_word_comes_first(vgapt, file):
    vgapt("acpi-tables", APU, "-s", "9", "-o", file, out=r"vslot=9")
    check(file.read_bytes(), 9)


def test_needs_no_xenstore_for_the_users_word(vgapt, apu_tree, file):
    apu_tree.remove_xenstore()
    vgapt("acpi-tables", APU, "-s", "9", "-o", file, out=r"vslot=9")
    check(file.read_bytes(), 9)


def test_a_function_of_all_of_a_slot(vgapt, apu_tree, file):
    sbdf = "0000:06:00.2"
    apu_tree.add_card(sbdf, "", "030000", "1002:5046", "pciback")
    apu_tree.add_module(sbdf, "vfct", "unverified", rom=VBIOS)
    vgapt("acpi-tables", sbdf, "-s", "7.2", "-o", file, out=r'"0000:06:00\.\*,vslot=7"')
    check(file.read_bytes(), 7, 2)
    # alone it becomes function 0
    vgapt("acpi-tables", sbdf, "-s", "7", "-o", file, out=r'"0000:06:00\.2,vslot=7"')
    check(file.read_bytes(), 7)


def test_json_of_a_guests(vgapt, file):
    assert vgapt("acpi-tables", APU, "-o", file, "--json").json == {
        "file": str(file), "sbdf": APU, "guest_sbdf": "00:06.0", "domain": GUEST,
        "domain_name": "desktop", "vendor_id": "1002", "device_id": "5046", "size": 17028,
        "vbios_size": 16896, "acpi_firmware": str(file), "pci": f"{APU},vslot=6"}


def test_json_of_the_users_word(vgapt, file):
    d = vgapt("acpi-tables", FREE, "-s", "8", "-o", file, "-j").json
    assert (d["domain"], d["domain_name"]) == (None, None)
    assert (d["guest_sbdf"], d["pci"]) == ("00:08.0", f"{FREE},vslot=8")
    check(file.read_bytes(), 8, ids=(0x1002, 0xFFFF), vbios=FREE_VBIOS)


def test_names_the_file_so_that_xl_finds_it_from_everywhere(vgapt, file):
    vgapt.how = {"cwd": file.parent}
    vgapt("acpi-tables", APU, "-o", "table", out=rf'^acpi_firmware = "{file}"$')


def test_replaces_a_file_and_leaves_nothing_beside_it(vgapt, file):
    file.write_text("something older")
    vgapt("acpi-tables", APU, "-o", file)
    check(file.read_bytes(), 6)
    assert list(file.parent.iterdir()) == [file]


def small_disk():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_leaves_what_was_there_if_there_is_no_room(vgapt, file):
    file.write_text("something older")
    vgapt.how = {"preexec_fn": small_disk}
    vgapt.fails("acpi-tables", APU, "-o", file, err=r"cannot write .*File too large")
    assert file.read_text() == "something older"
    assert list(file.parent.iterdir()) == [file]


#
# What of the ROM
#
def test_takes_the_x86_image_alone(vgapt, apu_tree, file):
    vbios = rom_image.x86(40, atom=True, last=False)
    apu_tree.set_rom(APU, "user", "unverified",
                     vbios + rom_image.efi(164, ids="03ea-0668") + b"\xff" * 512)
    vgapt("acpi-tables", APU, "-o", file)
    check(file.read_bytes(), 6, vbios=vbios)


@pytest.mark.parametrize("vbios, why", [
    (rom_image.x86(33, atom=True, ids="1002-5047"),
     r"note: the VBIOS is for device 5047, and the card is 5046"),
    (rom_image.x86(33, atom=True, bad_checksum=True), r"note: the VBIOS' checksum is wrong"),
], ids=["a sister's", "a wrong checksum"])
def test_tells_what_is_odd(vgapt, apu_tree, file, vbios, why):
    apu_tree.set_rom(APU, "user", "unverified", vbios)
    vgapt("acpi-tables", APU, "-o", file, err=why)
    check(file.read_bytes(), 6, vbios=vbios)


@pytest.mark.parametrize("rom, why, hint", [
    (rom_image.x86(33), r"no tables for AMD's drivers \(ATOM\)", "vgapt rom load"),
    (rom_image.efi(164, ids="03ea-0668"), r"has no x86 image", "vgapt rom load"),
    (rom_image.x86(33, atom=True, ids="10de-1db6"), r"is not good: .*vendor",
     "image of this very card"),
    (VBIOS[:5000], r"is not good: .*shorter", rf"vgapt rom show {APU}'"),
], ids=["no tables", "for UEFI alone", "another vendor's", "cut short"])
def test_refuses_a_rom_without_a_vbios(vgapt, apu_tree, file, rom, why, hint):
    apu_tree.set_rom(APU, "user", "unverified", rom)
    result = vgapt.fails("acpi-tables", APU, "-o", file, err=why)
    assert hint in result.last_words
    assert not list(file.parent.iterdir())


def test_refuses_a_card_without_a_rom(vgapt, device, file):
    device.set(read=errno.ENODATA)
    vgapt.fails("acpi-tables", APU, "-o", file, err=rf"no ROM was found for {APU}")
    assert not file.exists()


def test_refuses_a_rom_that_is_not_what_the_module_has_seen(vgapt, apu_tree, file):
    apu_tree.set(APU, rom_sha256="0" * 64)
    vgapt.fails("acpi-tables", APU, "-o", file, err=r"is not what the module")
    assert not list(file.parent.iterdir())


def test_fails_without_the_module(vgapt, apu_tree, file):
    apu_tree.remove_module()
    vgapt.fails("acpi-tables", APU, "-o", file, err=r"modprobe xen_vgapt")
    assert not file.exists()


#
# Which card, and where
#
@pytest.mark.parametrize("sbdf", ["00:02.0", "02:00.0", "03:00.0"])
def test_refuses_other_vendors(vgapt, file, sbdf):
    result = vgapt.fails("acpi-tables", sbdf, "-o", file, "-s", "8", err=r"is not AMD's$")
    assert "only AMD's drivers" in result.last_words
    assert not file.exists()


def test_refuses_what_is_no_display_adapter(vgapt, file):
    vgapt.fails("acpi-tables", "01:00.1", "-o", file, err=r"not a display adapter")


def slot_is_asked_for(result):
    assert "vslot=SLOT" in result.last_words and "--slot SLOT" in result.last_words


@pytest.mark.parametrize("sbdf", [FREE, "01:00.0"])
def test_needs_a_slot_where_no_guest_has_it(vgapt, file, sbdf):
    slot_is_asked_for(vgapt.fails("acpi-tables", sbdf, "-o", file, err=r"no guest has"))
    assert not file.exists()


def test_needs_a_slot_without_xenstore(vgapt, apu_tree, file):
    apu_tree.remove_xenstore()
    slot_is_asked_for(vgapt.fails("acpi-tables", APU, "-o", file,
                                  err=r"xenstore is not reachable"))


@pytest.mark.parametrize("vdevfn", [None, "0", "100", "-8", "none"])
def test_needs_a_slot_where_xenstore_tells_none(vgapt, apu_tree, file, vdevfn):
    apu_tree.remove("xenstore/local/domain/0/backend")
    apu_tree.tell_place(GUEST, APU, vdevfn)
    slot_is_asked_for(vgapt.fails("acpi-tables", APU, "-o", file,
                                  err=rf"does not tell where domain {GUEST} sees {APU}"))
    assert not file.exists()


def test_needs_a_slot_where_the_backend_is_gone(vgapt, apu_tree, file):
    apu_tree.remove("xenstore/local/domain/0/backend")
    vgapt.fails("acpi-tables", APU, "-o", file, err=r"xenstore does not tell")


@pytest.mark.parametrize("slot", ["", "20", "100000008", "g", "8.8", "8.100000000", "8.", ".0",
                                  "8.0.0", "8.-1", "-1", "+8", "00:08.0", " 8", "8 "], ids=repr)
def test_refuses_what_is_no_slot(vgapt, file, slot):
    vgapt.misused("acpi-tables", APU, "-o", file, f"--slot={slot}", err=r"is no slot")


@pytest.mark.parametrize("slot", ["0", "00", "0.0"])
def test_refuses_the_host_bridges_slot(vgapt, file, slot):
    vgapt.misused("acpi-tables", APU, "-o", file, "-s", slot, err=r"host bridge")


def test_refuses_a_function_that_xl_cannot_make_it(vgapt, file):
    vgapt.misused("acpi-tables", APU, "-o", file, "-s", "8.1", err=r"xl cannot make .* function 1")


#
# Where to
#
def test_needs_a_place(vgapt):
    vgapt.misused("acpi-tables", APU, err=r"missing -o FILE")


def test_does_not_write_to_standard_output(vgapt):
    vgapt.misused("acpi-tables", APU, "-o", "-", err=r"xl reads a file")


@pytest.mark.parametrize("args", [(), (APU, FREE)], ids=["none", "two"])
def test_needs_one_card(vgapt, args):
    vgapt.misused("acpi-tables", *args, "-o", "x", err=r"one SBDF is needed")


@pytest.mark.usefixtures("apu_tree")
def test_does_not_replace_a_device(vgapt):
    vgapt.fails("acpi-tables", APU, "-o", "/dev/null", err=r"not an ordinary file")


def test_needs_a_folder(vgapt, file):
    vgapt.fails("acpi-tables", APU, "-o", file.parent / "none/a",
                err=r"cannot write to the folder")


@pytest.mark.usefixtures("ordinary_user")
def test_fails_for_an_ordinary_user(vgapt, apu_tree, file):
    apu_tree.close_to_others()
    vgapt.fails("acpi-tables", APU, "-o", file, err=r"Permission denied")
    assert not file.exists()
