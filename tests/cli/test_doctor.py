# SPDX-License-Identifier: GPL-2.0-only
"""vgapt doctor: the host, and what it says of a card; resets have test_reset.py"""
import errno
import re
import time

import pytest

import rom_image
from fake_tree import FOREIGN, METHODS, NO_DRIVER, SEIZED, attribute, function
from runner import TOOL

CARD, SIBLING, DOM0S = "0000:01:00.0", "0000:01:00.1", "0000:00:02.0"
GUESTS, RIVAL = "0000:05:00.0", "0000:0b:00.0"
APU, USB = "0000:07:00", "0000:01:00.2"
VTCON = "sys/class/vtconsole/vtcon0"


@pytest.fixture
def doctor(vgapt, device, quiet_tree):    # pylint: disable=unused-argument
    """Where no domain holds the ranges.  It succeeds unless a check failed."""
    def run(sbdf=CARD, rc=0):
        return vgapt("doctor", sbdf, rc=rc)
    return run


@pytest.fixture
def healthy(quiet_tree):
    quiet_tree.set_driver(SIBLING, "pciback")
    return quiet_tree


#
# All is well
#
@pytest.mark.usefixtures("healthy")
def test_all_is_well(doctor):
    doctor().has(r"0 warnings, 0 failed$")


@pytest.mark.usefixtures("healthy")
@pytest.mark.parametrize("line", [
    pytest.param(r"^ok +xen: this is dom0 of Xen 4.20.1$", id="Xen"),
    pytest.param(r"^ok +module: xen_vgapt is loaded \(primary=0000:01:00.0 rom_mode=copy\)$", id="module"),
    pytest.param(r"^ok +device: /dev/xen_vgapt answers, Xen's domctl interface 17h$", id="device"),
    pytest.param(r"^ok +iommu:", id="IOMMU"),
    pytest.param(r"^ok +do_flr:", id="do_flr"),
    pytest.param(r"^ok +0000:01:00.0 use: on xen-pciback, no domain has it$", id="use"),
    pytest.param(r"^ok +0000:01:00.0 primary: will be", id="primary"),
    pytest.param(r"^ok +0000:01:00.0 rom: 81920 bytes from rombar, pristine$", id="ROM"),
    pytest.param(r"^ok +0000:01:00.0 rom_served: a guest gets the copy that xen_vgapt has$",
                 id="what guests get for the ROM"),
    pytest.param(r"^ok +0000:01:00.0 siblings: the slot's other functions", id="siblings"),
    pytest.param(r"^ok +0000:01:00.0 reset: can be reset \(flr, bus\)$", id="reset"),
    pytest.param(r"^ok +0000:01:00.0 route:", id="route"),
])
def test_finds_good(doctor, line):
    doctor().has(line)


@pytest.mark.parametrize("device, line", [
    ("687f", r"^ok +0000:01:00.0 family: Vega 10: the reset by its own registers rests on .*109$"),
    ("7550", r"^ok +0000:01:00.0 family: Navi 48: the reset by its own registers is experimental, "
             r"and off; it rests on amdgpu's smu_v14_0_2_ppt.c.*; nobody's log\. To try it: "
             r"reset_experimental=1.* Please report .*vgapt reset-plan --steps 0000:01:00.0$"),
], ids=["proved", "experimental"])
def test_what_the_cards_own_reset_rests_on(doctor, healthy, device, line):
    healthy.write(f"sys/bus/pci/devices/{CARD}/device", f"0x{device}")
    healthy.write("sys/module/xen_vgapt/parameters/reset_experimental", "N")
    # the ROM is another card's then
    doctor(rc=None).has(line)


def test_whether_what_is_experimental_is_on(doctor, healthy):
    healthy.write(f"sys/bus/pci/devices/{CARD}/device", "0x7550")
    healthy.write("sys/module/xen_vgapt/parameters/reset_experimental", "Y")
    doctor(rc=None).has(r"family: Navi 48: .* is experimental, and on; .*\. Try it with nothing of value running")


@pytest.mark.usefixtures("healthy")
def test_nothing_is_said_of_a_card_without_a_reset_of_its_own(doctor):
    assert " family: " not in doctor().out


@pytest.mark.usefixtures("healthy", "doctor")
def test_json_has_totals_and_checks(vgapt):
    d = vgapt("doctor", "--json", CARD).json
    checks = {(check["check"], check["sbdf"]): check for check in d["checks"]}
    assert (d["fail"], d["warn"], d["ok"]) == (0, 0, len(d["checks"]))
    assert checks["xen", None]["status"] == "ok"
    assert checks["xen", None]["action"] is None
    assert checks["reset", CARD]["status"] == "ok"


@pytest.mark.usefixtures("device")
@pytest.mark.parametrize("line", [
    pytest.param(r"0000:00:02.0 use: dom0 keeps it \(driver i915\)", id="dom0's card"),
    pytest.param(r"^fail +0000:01:00.0 route: domain 7 holds .* through 0000:03:00.0",
                 id="that another card has the ranges"),
    pytest.param(r"^ok +0000:03:00.0 use: domain 7 \(web\) has it, with the legacy",
                 id="who has the ranges"),
    pytest.param(r"^ok +0000:05:00.0 use: domain 5 \(desktop\) has it$", id="a guest's card"),
    pytest.param(r"^ok +0000:05:00.0 primary: not VGA compatible \(class display\)",
                 id="what is not VGA"),
    pytest.param(r"^warn +0000:05:00.0 rom: no ROM was found", id="a card without ROM"),
])
def test_of_all_cards_shows(vgapt, line):
    vgapt("doctor", rc=1).has(line)


@pytest.mark.usefixtures("device")
def test_of_all_cards_finds_the_one_that_has_the_ranges_well(vgapt):
    vgapt("doctor", rc=1).lacks(r"(fail|warn) +0000:03:00.0")


@pytest.mark.usefixtures("device")
def test_of_all_cards_says_little_of_dom0s(vgapt):
    vgapt("doctor", rc=1).lacks(r"0000:00:02.0 (rom|reset)")


#
# The command line
#
@pytest.mark.usefixtures("device")
def test_refuses_a_card_that_is_not_there(vgapt):
    vgapt.fails("doctor", "09:00.0", err=r"no PCI function")


@pytest.mark.usefixtures("device")
def test_takes_one_card_at_most(vgapt):
    vgapt.misused("doctor", "01:00.0", "02:00.0", err=r"one SBDF at most")


#
# The host
#
def test_no_control_interface(doctor, device):
    device.set(noxen=1)
    doctor(rc=1).has(r"^fail +device:.*nothing can be granted", r"^ +-> .*XSM/FLASK")


def test_the_device_fails(doctor, device):
    device.set(version=22)
    doctor(rc=1).has(r"^fail +device: .*Invalid argument")


def test_xen_is_too_old(doctor, tree):
    tree.write("sys/hypervisor/version/minor", 10)
    doctor(rc=1).has(r"^fail +xen: .*4.10.1, which is too old")


def test_xen_is_too_new(doctor, tree):
    tree.write("sys/hypervisor/version/minor", 30)
    doctor().has(r"^warn +xen: .*newer than what is known")


def test_this_is_a_guest(doctor, tree):
    tree.remove("proc/xen/capabilities")
    tree.write("sys/hypervisor/properties/features", "00002705")
    doctor(rc=1).has(r"^fail +xen: this is not the dom0")


def test_dom0_is_known_without_proc_xen(doctor, tree):
    tree.write("sys/hypervisor/version/minor", 30)
    tree.remove("proc/xen/capabilities")
    tree.write("sys/hypervisor/properties/features", "00002f05")
    doctor().has(r"^warn +xen: this is dom0")


def test_xl_info_names_no_iommu(doctor, tree):
    tree.program("usr/sbin/xl", "[ $1 = info ] && echo 'virt_caps : pv hvm hap'")
    doctor(rc=1).has(r"^fail +iommu: .*no hvm_directio")


def test_xl_dmesg_says_that_there_is_an_iommu(doctor, tree):
    tree.program("usr/sbin/xl", "[ $1 = dmesg ] && echo '(XEN) I/O virtualisation enabled'")
    doctor().has(r"^ok +iommu: Xen says")


def test_xl_dmesg_says_that_there_is_no_iommu(doctor, tree):
    tree.program("usr/sbin/xl", "[ $1 = dmesg ] && echo '(XEN) I/O virtualisation disabled'")
    doctor(rc=1).has(r"^fail +iommu: Xen says")


def test_there_is_no_xl(doctor, tree):
    tree.remove("usr/sbin/xl")
    doctor().has(r"^warn +iommu: cannot tell")


@pytest.mark.usefixtures("device", "quiet_tree")
def test_an_xl_that_hangs_is_ended(vgapt, tree):
    tree.program("usr/sbin/xl", "[ $1 = info ] && exec sleep 60")
    start = time.monotonic()
    vgapt("doctor", CARD, err=r"^vgapt: still waiting for 'xl info' \(2 s\)$"
          ).has(r"^warn +iommu: cannot tell")
    assert time.monotonic() - start < 30


def test_there_is_no_xenstore(doctor, tree):
    tree.remove_xenstore()
    doctor().has(r"^warn +xenstore: xenstore is not reachable")


def test_there_is_no_do_flr(doctor, tree):
    tree.remove("sys/bus/pci/drivers/pciback/do_flr")
    doctor(rc=1).has(r"^fail +do_flr: do_flr is missing")


def test_the_module_is_not_loaded(doctor, tree):
    tree.remove("sys/bus/pci/drivers/pciback/do_flr")
    tree.remove_module()
    result = doctor(rc=1).has(r"^fail +module: xen_vgapt is not loaded$",
                              r"^ +-> modprobe xen_vgapt")
    # Without the module there is no do_flr to look for.
    result.lacks(r"do_flr")


def test_the_module_does_not_know_the_card(doctor, quiet_tree):
    quiet_tree.remove(f"{function(CARD)}/xen_vgapt")
    result = doctor(rc=1).has(rf"^fail +{CARD} known: xen_vgapt does not know this card$",
                              r"^ +-> see the kernel log \(dmesg\).*: rmmod xen_vgapt; modprobe")
    result.lacks(rf"{CARD} (rom|reset):")


@pytest.mark.usefixtures("store_folder")
@pytest.mark.parametrize("args", [
    ("rom", "show", CARD), ("rom", "save", CARD, "-o", "/dev/null/x"), ("rom", "mode", CARD),
    ("rom", "store", CARD), ("reset-plan", CARD), ("attach", CARD, "5", "--", "true"),
    ("grant", CARD, "5")], ids=lambda args: " ".join(args[:2]))
def test_others_on_a_card_that_the_module_does_not_know(vgapt, device, quiet_tree, args):
    device.set(attach=errno.ENODEV)
    quiet_tree.remove(f"{function(CARD)}/xen_vgapt")
    vgapt(*args, rc=None, err=r"what to do: see the kernel log \(dmesg\) for why xen_vgapt does not "
          r"know the card, then load it again: rmmod xen_vgapt; modprobe xen_vgapt$")


def test_nothing_is_there(vgapt, tree):
    tree.clear()
    vgapt("doctor", rc=1, out=r"^fail +cards: there is no display adapter$")
    d = vgapt("doctor", "--json", rc=1).json
    assert d["fail"] == 3
    assert all(check["action"] for check in d["checks"])


def test_an_ordinary_user_may_not_open_the_device(vgapt, quiet_tree, ordinary_user):
    quiet_tree.close_to_others()
    vgapt("doctor", CARD, out=r"^warn +device: /dev/xen_vgapt may not be opened$")


#
# Whose the card is, and its siblings
#
def test_a_sibling_is_elsewhere(doctor):
    doctor().has(r"^warn +0000:01:00.0 siblings: 0000:01:00.1 \(Adv.*Audio\) .*snd_hda_intel$",
                 r"^ +-> assign them together: xl pci-assignable-add 0000:01:00.1")


@pytest.fixture
def apu(quiet_tree):
    """An APU's graphics, beside dom0's USB controller and PSP and its own audio"""
    for fn, class_code, ids, driver in (
            (0, "030000", "1002:1636", "pciback"), (1, "040300", "1002:1637", "snd_hda_intel"),
            (2, "108000", "1022:15df", "ccp"), (3, "0c0330", "1022:1639", "xhci_hcd"),
            (5, "048000", "1022:15e2", None), (7, "0c8000", "1022:15e6", "xhci_hcd")):
        quiet_tree.add_card(f"{APU}.{fn}", "0000:00:08.1", class_code, ids, driver)
    quiet_tree.add_module(f"{APU}.0", primary=0, owner="none")
    return quiet_tree


def test_dom0_keeps_what_is_beside_an_apus_graphics(doctor, apu):
    doctor(f"{APU}.0").has(rf"^warn +{APU}.0 siblings: {APU}.1 ").lacks(rf"{APU}\.[2-7]")
    apu.set_driver(f"{APU}.1", "pciback")
    doctor(f"{APU}.0").has(rf"^ok +{APU}.0 siblings: dom0 may keep the slot's other functions")


def test_dom0_keeps_the_mainboards_sound(doctor, apu):
    apu.add_card(f"{APU}.6", "0000:00:08.1", "040300", "1022:15e3", "snd_hda_intel")
    apu.set_driver(f"{APU}.1", "pciback")
    doctor(f"{APU}.0").has(rf"^ok +{APU}.0 siblings: dom0 may keep the slot's other functions")
    apu.set_resets(f"{APU}.0", {"bus": f"{NO_DRIVER} {APU}.6"})
    doctor(f"{APU}.0").lacks(r"assign them together")


@pytest.mark.parametrize("fn, hit", [(2, False), (3, False), (5, True)],
                         ids=["PSP", "USB", "audio processor"])
def test_what_a_reset_of_an_apu_hits(doctor, apu, fn, hit):
    apu.set_driver(f"{APU}.1", "pciback")
    apu.set_resets(f"{APU}.0", {"bus": f"{NO_DRIVER} {APU}.{fn}"})
    result = doctor(f"{APU}.0")
    if hit:
        result.has(rf"^warn +{APU}.0 siblings: {APU}.{fn} ")
    else:
        result.has(rf"^ok +{APU}.0 siblings:")


@pytest.fixture
def usb_port(healthy):
    """A card that has a USB controller, which dom0 uses"""
    healthy.add_card(USB, "0000:00:01.0", "0c0330", "10de:1ad8", "xhci_hcd")
    return healthy


@pytest.mark.usefixtures("usb_port")
def test_a_cards_usb_controller_may_stay_with_dom0(doctor):
    doctor().has(r"^ok +0000:01:00.0 siblings: dom0 may keep the slot's other functions")


@pytest.mark.parametrize("flr, status", [("absent", "warn"), (None, "ok")],
                         ids=["the only one", "not needed"])
def test_a_cards_usb_controller_which_a_reset_hits(doctor, usb_port, flr, status):
    usb_port.set_resets(CARD, {"flr": flr, "bus": f"{NO_DRIVER} {USB}"})
    doctor().has(rf"^{status} +0000:01:00.0 siblings:")


@pytest.mark.parametrize("reason", [SEIZED, FOREIGN, "being-reset", None],
                         ids=[SEIZED, FOREIGN, "being reset", "no plan"])
def test_what_a_reset_will_hit_is_not_known_yet(doctor, usb_port, reason):
    if reason:
        usb_port.set_resets(CARD, dict.fromkeys(METHODS, reason))
    else:
        usb_port.remove(attribute(CARD, "reset_plan"))
    doctor(rc=None).lacks(r"siblings")
    usb_port.set_driver(USB, "pciback")
    doctor(rc=None).has(r"^ok +0000:01:00.0 siblings: .* on xen-pciback too$")


def test_dom0_has_the_card(doctor):
    doctor(DOM0S).has(r"^warn +0000:00:02.0 use: dom0's driver i915 has it$")


def test_primary_is_not_set(doctor):
    doctor(DOM0S).has(r"^warn +0000:00:02.0 primary: will be a secondary")


#
# Frame buffers and consoles
#
def test_the_firmwares_frame_buffer_is_on_the_card(doctor, tree):
    tree.write("proc/fb", "0 EFI VGA")
    doctor(DOM0S).has(r"^warn +0000:00:02.0 framebuffer: .* 0 \(EFI VGA\)")


def test_the_firmwares_frame_buffer_is_elsewhere(doctor, tree):
    tree.write("proc/fb", "0 EFI VGA")
    doctor().has(r"^ok +0000:01:00.0 framebuffer:")


def test_a_drivers_frame_buffer_is_on_the_card(doctor, tree):
    tree.write("proc/fb", "0 i915drmfb")
    tree.link("sys/class/graphics/fb0/device", f"sys/devices/pci0000:00/{DOM0S}")
    doctor(DOM0S).has(r"^warn +0000:00:02.0 framebuffer: .* 0 \(i915drmfb\)")


@pytest.fixture
def vgacon(tree):
    tree.write(f"{VTCON}/name", "(S) VGA+")
    tree.write(f"{VTCON}/bind", 1)


@pytest.mark.usefixtures("vgacon")
def test_the_text_console_is_on_another_card(doctor):
    doctor().has(r"^warn +0000:01:00.0 console: dom0's text console .*freezes",
                 r"^ +-> .*echo 0 > /sys/class/vtconsole/vtcon0/bind$",
                 r"^ok +0000:01:00.0 route:")


@pytest.mark.usefixtures("vgacon")
def test_the_text_console_is_on_this_card(doctor):
    doctor(DOM0S).has(r"^warn +0000:00:02.0 console: .*on this card$")


@pytest.mark.usefixtures("vgacon")
def test_an_unbound_text_console_does_not_matter(doctor, tree):
    tree.write(f"{VTCON}/bind", 0)
    doctor().has(r"^ok +0000:01:00.0 route:").lacks(r"console")


#
# Who else could need the ranges
#
def test_a_driver_that_stays_uses_a_card_on_the_same_bus(doctor, tree):
    tree.set_driver(DOM0S, "bochs-drm")
    doctor(rc=1).has(r"^fail +0000:01:00.0 route: dom0's driver bochs-drm uses 0000:00:02.0")


def test_dom0s_boot_display_has_no_driver(doctor, tree):
    tree.remove(f"{function(DOM0S)}/driver")
    doctor(rc=1).has(r"^fail +0000:01:00.0 route: 0000:00:02.0 is dom0's boot display")


def test_a_rival_of_a_secondary_card_is_no_failure(doctor, tree):
    tree.remove(f"{function(DOM0S)}/driver")
    tree.set(CARD, primary=0)
    doctor().has(r"^warn +0000:01:00.0 route:")


# What counts is the bridge right above the other card, and all that is below it.
@pytest.fixture
def rival(tree):
    tree.add_card(RIVAL, "0000:00:1e.0/0000:0a:00.0", "030000", "1234:1111", "bochs-drm", 0)
    return tree


@pytest.mark.usefixtures("rival")
def test_a_rival_has_a_bridge_of_its_own(doctor):
    doctor().has(r"^ok +0000:01:00.0 route:")


def test_a_rival_has_a_port_of_its_own_below_a_shared_bridge(doctor, rival):
    rival.add_card("0000:0c:00.0", "0000:00:1e.0/0000:0a:01.0", "030000", "1002:5046",
                   boot_vga=0)
    doctor().has(r"^ok +0000:01:00.0 route:")


def test_a_rival_has_a_3d_controller_beside_it(doctor, rival):
    rival.add_card("0000:0c:00.0", "0000:00:1e.0/0000:0a:01.0", "030000", "1002:5046",
                   boot_vga=0)
    rival.add_card("0000:0b:01.0", "0000:00:1e.0/0000:0a:00.0", "030200", "10de:1db6",
                   boot_vga=0)
    doctor().has(r"^ok +0000:01:00.0 route:")


def test_a_rival_shares_its_bridge_with_a_third_card(doctor, rival):
    rival.add_card("0000:0b:02.0", "0000:00:1e.0/0000:0a:00.0", "030000", "1002:5046",
                   "pciback", 0)
    doctor(rc=1).has(r"^fail +0000:01:00.0 route: dom0's driver bochs-drm uses 0000:0b:00.0")


def test_the_card_is_dead(doctor, tree):
    tree.set(CARD, state="dead")
    doctor(rc=1).has(rf"^fail +{CARD} state: the card is dead: it does not answer",
                     rf"^ +-> .*vgapt reset {CARD}.*switch the machine off and on")


def test_nothing_is_said_of_a_card_that_is_well(doctor):
    doctor().lacks(r" state:")


#
# Resets: test_reset_told.py has more
#
def test_a_module_without_reset_plan_is_another_version(doctor, tree):
    tree.remove_resets()
    doctor().has(r"^warn +0000:01:00.0 reset: cannot tell how it can be reset: No such file",
                 r"^ +-> install the xen_vgapt that belongs to this vgapt")


#
# The ROM
#
@pytest.mark.parametrize("rom, text", [
    pytest.param(rom_image.efi(20), r"no legacy .x86. image", id="EFI only"),
    pytest.param(rom_image.x86(20, last=False) + rom_image.image(1, 1, last=False) +
                 rom_image.efi(4), r"", id="three images"),
])
def test_the_rom_has(doctor, tree, rom, text):
    tree.set(CARD, primary=0)
    tree.set_rom(CARD, "rombar", "pristine", rom)
    doctor().has(rf"{CARD} rom: [0-9]+ bytes from rombar.*{text}")


def test_the_rom_is_cut_short(doctor, tree):
    tree.set(CARD, primary=0)
    tree.set_rom(CARD, "rombar", "pristine", rom_image.x86(40)[:12000])
    doctor().has(r"^warn +0000:01:00.0 rom: .*shorter than its images")


@pytest.mark.parametrize("rom, text", [
    pytest.param(bytes(4096), r"^fail +0000:01:00.0 rom: .*lacks the signature 55AAh",
                 id="without signature"),
    pytest.param(b"\x55\xaa", r"^fail +0000:01:00.0 rom: 2 bytes", id="of two bytes"),
    pytest.param(rom_image.x86(2)[:24] + b"\xff\xff" + rom_image.x86(2)[26:],
                 r"rom: .*PCI data structure lies outside", id="that points out of itself"),
    pytest.param(rom_image.efi(100), r"^fail +0000:01:00.0 rom: .*only others .EFI.$",
                 id="with EFI images only"),
])
def test_a_primary_card_has_a_rom(doctor, tree, rom, text):
    tree.set_rom(CARD, "rombar", "pristine", rom)
    doctor(rc=1).has(text)


def test_the_rom_is_not_what_the_module_has_seen(doctor, tree):
    tree.set(CARD, rom_sha256="none")
    doctor(rc=1).has(r"^fail +0000:01:00.0 rom: .*SHA-256 differs")


def test_the_rom_is_a_shadow(doctor):
    doctor(DOM0S).has(r"^warn +0000:00:02.0 rom: .*may have modified it$")


def test_the_rom_may_not_be_read(vgapt, device):
    device.set(read=13)
    vgapt("doctor", CARD, rc=1).has(r"warn +0000:01:00.0 rom: the ROM from rombar cannot be read")


@pytest.mark.parametrize("status, word, text", [
    ("pristine", "ok", r"rom: 51200 bytes from rombar, pristine$"),
    ("unverified", "ok", r"from rombar, unverified: there is nothing to compare"),
    ("modified", "warn", r"from rombar, modified: not as in the card's flash$"),
    ("invalid", "warn", r"from rombar, invalid: not as"),
], ids=["pristine", "unverified", "modified", "invalid"])
def test_the_rom_is(doctor, tree, status, word, text):
    tree.set_rom(CARD, "rombar", status, rom_image.x86(100))
    doctor().has(rf"^{word} +{CARD} rom: .*{text}|^{word} +{CARD} {text}")


def test_an_invalid_rom_has_other_sources(doctor, tree):
    tree.set_rom(CARD, "rombar", "invalid", rom_image.x86(100))
    doctor().has(r"-> vgapt rom sources 0000:01:00.0 shows")


def test_an_efi_rom_needs_uefi_firmware(doctor, tree):
    tree.set_rom(CARD, "rombar", "unverified", rom_image.efi(100))
    doctor(rc=1).has(r"-> use UEFI firmware in the guest")


def test_the_rom_is_another_devices(doctor, tree):
    tree.set_rom(CARD, "rombar", "unverified", rom_image.x86(100, ids="1002-5047"))
    doctor(rc=1).has(r"^fail +0000:01:00.0 rom: .*it is for device 5047", r"-> .*--adapt")


#
# What a guest gets of it
#
@pytest.mark.parametrize("served, text", [
    ("none", r"a guest gets no ROM: there is no VGA BIOS to start the card$"),
    ("shadow", r"a guest gets the firmware's copy at C0000h, .* may refuse to run again$"),
])
def test_a_primary_card_is_served(doctor, tree, served, text):
    tree.set(CARD, rom_served=served)
    doctor().has(rf"^warn +{CARD} rom_served: {text}",
                 r"^ +-> the kernel log \(dmesg\) says why it is not the copy$")


@pytest.mark.parametrize("primary, served, text", [
    (1, "copy", "the copy that xen_vgapt has"),
    (1, "flash", "the card's flash, by its ROM BAR"),
    (0, "none", "no ROM"),
    (0, "shadow", "the firmware's copy at C0000h, .* modified"),
    (1, "hologram", r"'hologram' \(this vgapt does not know that word; a newer one may\)"),
])
def test_it_is_well_that_a_guest_gets(doctor, tree, primary, served, text):
    tree.set(CARD, primary=primary, rom_served=served)
    doctor().has(rf"^ok +{CARD} rom_served: a guest gets {text}$")


def test_what_a_guest_is_served_may_have_been_chosen(doctor, tree):
    tree.set(CARD, rom_mode="none", rom_served="none")
    doctor().has(rf"^warn +{CARD} rom_served: ",
                 rf"^ +-> let it have the copy, from the next guest on: vgapt rom mode {CARD} copy$")


def test_a_card_without_a_copy_is_to_be_given_one(doctor, tree):
    tree.set_rom(CARD, "none", "absent", None)
    tree.set(CARD, rom_served="none")
    doctor(rc=1).has(rf"^ +-> give it an image: vgapt rom load {CARD} FILE$")


@pytest.mark.parametrize("served, word, text", [
    ("copy", "ok", r"a guest gets the copy that xen_vgapt has$"),
    ("flash", "warn", r"a guest gets the card's flash, by its ROM BAR, not the administrator's image$"),
    ("none", "warn", r"a guest gets no ROM, not the administrator's image$"),
    ("hologram", "ok", r"a guest gets 'hologram'"),
])
def test_the_administrators_image_is_to_be_served(doctor, tree, served, word, text):
    tree.set_rom(CARD, "user", "unverified", rom_image.x86(100))
    tree.set(CARD, primary=0, rom_served=served)
    doctor().has(rf"^{word} +{CARD} rom_served: {text}")


def test_what_the_guest_has_got_is_told_of_a_guests_card(doctor):
    doctor(GUESTS).has(rf"^ok +{GUESTS} rom_served: its guest has got no ROM$")


def test_what_is_served_is_not_settled_before_xen_pciback_has_the_card(doctor):
    doctor(DOM0S).lacks(r"rom_served")


def test_an_older_module_does_not_tell_what_is_served(doctor, tree):
    tree.remove_modes()
    doctor().lacks(r"rom_served|rom_flash")


#
# What a guest has left in the flash
#
@pytest.mark.parametrize("sbdf", [CARD, DOM0S], ids=["a guest's card", "dom0's card"])
def test_the_flash_has_changed(doctor, tree, vgapt, sbdf):
    tree.set(sbdf, rom_flash="changed")
    doctor(sbdf, rc=1).has(
        rf"^fail +{sbdf} rom_flash: its flash does not hold what it held before the last guest: ",
        rf"^ +-> .*no other guest.* vgapt rom save {sbdf} -o before.rom,.* vgapt rom diff {sbdf} ")
    vgapt("doctor", rc=1, out=rf"^fail +{sbdf} rom_flash: ")


@pytest.mark.parametrize("flash, text", [
    ("same", "it holds what it held before the last guest"),
    ("melted", r"'melted' \(this vgapt does not know that word; a newer one may\)")])
def test_the_flash_is_well(doctor, tree, flash, text):
    tree.set(CARD, rom_flash=flash)
    doctor().has(rf"^ok +{CARD} rom_flash: {text}$")


def test_nothing_is_said_of_a_flash_that_was_not_compared(doctor):
    doctor().lacks(r"rom_flash")


#
# The manual
#
def test_the_manual_has_all_checks():
    manual = (TOOL / "vgapt.8").read_text()
    manual = manual[manual.index("\n.SS doctor\n"):manual.index("\n.SH OPTIONS\n")]
    for file in sorted((TOOL / "cmd").glob("doctor*.c")):
        for name in re.findall(r'\breport\([^"]*"([a-z_]+)",', file.read_text()):
            assert re.search(rf"^\.BR? .*\b{name}\b", manual, re.MULTILINE), name
