# SPDX-License-Identifier: GPL-2.0-only
"""vgapt attach"""
import errno

import pytest

CARD = "0000:01:00.0"
RIGHTS = 1 | 2 | 4                  # rom, legacy, reset
ATTACH_CALL = f"attach 20 {CARD} domid 5 flags 0 rights {RIGHTS}"


@pytest.mark.parametrize("args, why", [
    (("01:00.0", "5"), r"no command: give it after --"),
    (("01:00.0", "5", "--"), r"no command"),
    (("01:00.0", "--", "true"), r"before the --"),
    (("--fd", "x", "01:00.0", "5", "--", "true"), r"not a file descriptor"),
    (("--fd", "2", "01:00.0", "5", "--", "true"), r"of 3 or more"),
    (("01:00.0", "5", "--fd", "--", "true"), r"requires an argument"),
    (("--rights", "rom,read", "01:00.0", "5", "--", "true"), r"'rom,read' is not a list of rights"),
    (("--rights=", "01:00.0", "5", "--", "true"), r"'' is not a list of rights"),
    (("--rights", "rom", "--grant", "01:00.0", "5", "--", "true"), r"needs the right 'legacy'"),
], ids=["no --", "no command", "no domain", "a descriptor that is none", "descriptor 2",
        "no descriptor", "an unknown right", "no right", "a grant without the right"])
def test_is_refused_with(vgapt, args, why):
    vgapt.misused("attach", *args, err=why)


def test_hands_the_capability_to_the_command(vgapt, device):
    vgapt("attach", "01:00.0", "web", "--",
          "sh", "-c", "echo fd=$VGAPT_FD $(readlink /proc/$$/fd/$VGAPT_FD)",
          out=r"^fd=[0-9]+ /memfd:capability")
    assert device.calls == [f"attach 20 {CARD} domid 7 flags 0 rights {RIGHTS}"]


def test_hands_it_over_under_a_number_of_choice(vgapt, device):
    vgapt("attach", "0001:05:00.0", "5", "--fd", "9", "--",
          "sh", "-c", "echo $VGAPT_FD $(readlink /proc/$$/fd/9)", out=r"^9 /memfd:capability")
    assert device.calls == [f"attach 20 0001:05:00.0 domid 5 flags 0 rights {RIGHTS}"]


@pytest.mark.usefixtures("device")
def test_leaves_one_descriptor(vgapt):
    vgapt("attach", "01:00.0", "5", "--fd", "77", "--",
          "sh", "-c", "ls -l /proc/$$/fd | grep -c -e capability -e xen_vgapt", out=r"^1$")


@pytest.mark.parametrize("rights, number", [
    ("rom", 1), ("legacy,reset", 6), ("reset-others,addresses", 24), ("hold,model", 96), ("all", 127)])
def test_asks_for_the_rights_that_are_wanted(vgapt, device, rights, number):
    vgapt("attach", "--rights", rights, "01:00.0", "5", "--", "true", out="")
    assert device.calls == [f"attach 20 {CARD} domid 5 flags 0 rights {number}"]


def test_asks_for_no_legacy_ranges_of_a_card_that_has_none(vgapt, device):
    vgapt("attach", "02:00.0", "5", "--", "true", out="")
    assert device.calls == ["attach 20 0000:02:00.0 domid 5 flags 0 rights 5"]


def test_takes_a_function_beside_a_display_adapter(vgapt, device):
    vgapt("attach", "01:00.1", "5", "--", "true", out="")
    vgapt("attach", "01:00.1", "5", "--rights", "model", "--", "true", out="")
    assert device.calls == [f"attach 20 0000:01:00.1 domid 5 flags 0 rights {rights}"
                            for rights in (4, 64)]


def test_there_is_nothing_to_grant_of_such_a_function(vgapt, device):
    vgapt.fails("attach", "--grant", "01:00.1", "5", "--", "true",
                err=r"0000:01:00.1 is not VGA compatible").says(r"leave out --grant")
    assert device.calls == []


def test_refuses_a_function_without_a_display_adapter_beside_it(vgapt, device):
    vgapt.fails("attach", "00:1f.0", "5", "--", "true",
                err=r"0000:00:1f.0 \(.*\) is neither a display adapter nor in the slot of one, its "
                    r"class is 0601$").says(r"what to do: see 'vgapt list'")
    vgapt.fails("attach", "09:00.0", "5", "--", "true", err=r"there is no PCI function 0000:09:00.0")
    vgapt.fails("attach", "x", "5", "--", "true", rc=2, err=r"is not the address of a PCI function")
    assert device.calls == []


def test_can_be_the_only_one(vgapt, device):
    vgapt("attach", "--exclusive", "01:00.0", "5", "--", "true", out="")
    assert device.calls == [f"attach 20 {CARD} domid 5 flags 1 rights {RIGHTS}"]


@pytest.mark.parametrize("options, why", [
    ((), r"there is a capability for 0000:01:00.0 already$"),
    (("--exclusive",), r"already, and this one was to be the only one$")],
    ids=["another domain's", "any"])
def test_tells_who_is_in_the_way(vgapt, device, options, why):
    device.set(attach=errno.EBUSY)
    result = vgapt.fails("attach", *options, "01:00.0", "5", "--", "true", err=why)
    assert "vgapt capabilities" in result.last_words


def test_grants_the_ranges_if_asked_to(vgapt, device):
    vgapt("attach", "--grant", "01:00.0", "5", "--", "echo", "done", out=r"^done$")
    assert device.calls == [ATTACH_CALL, "grant 16 ranges 7 flags 0 reserved 0"]


@pytest.mark.parametrize("options", [(), ("--rights", "rom,legacy"), ("--rights", "all")],
                         ids=["by default", "legacy", "all"])
def test_there_is_nothing_to_grant_of_a_card_that_is_not_vga(vgapt, device, options):
    vgapt.fails("attach", "--grant", *options, "02:00.0", "5", "--", "echo", "done",
                err=r"0000:02:00.0 is not VGA compatible \(class 0302\)").says(
        r"what to do: .*nothing needs to be granted: leave out --grant$")
    assert device.calls == []


@pytest.mark.usefixtures("device")
def test_leaves_the_commands_options_alone(vgapt):
    vgapt("attach", "01:00.0", "5", "--", "echo", "--fd", "3", "--", "--grant",
          out=r"^--fd 3 -- --grant$")


@pytest.mark.usefixtures("device")
def test_returns_the_commands_status(vgapt):
    vgapt("attach", "01:00.0", "5", "--", "sh", "-c", "exit 42", rc=42, out="")


@pytest.mark.usefixtures("device")
def test_of_a_command_that_is_not_there_returns_127(vgapt, tmp_path):
    vgapt.fails("attach", "01:00.0", "5", "--", tmp_path / "none", rc=127, err=r"cannot run")


@pytest.mark.usefixtures("device")
def test_of_what_is_no_program_returns_126(vgapt):
    vgapt.fails("attach", "01:00.0", "5", "--", "/", rc=126, err=r"cannot run")


def test_does_not_run_the_command_if_the_grant_is_refused(vgapt, device):
    device.set(grant=errno.EBUSY)
    vgapt.fails("attach", "--grant", "01:00.0", "5", "--", "echo", "done", err=r"dmesg")


@pytest.mark.parametrize("option, call, error, hint", [
    ("--grant", "grant", errno.EPERM, r"guest's pci= list"),
    ("--fd=3", "attach", errno.ESRCH, r"no such domain: see 'xl list'"),
    ("--fd=3", "attach", errno.ENODEV, r"knows no display adapter"),
], ids=["EPERM", "ESRCH", "ENODEV"])
def test_tells_what_to_do_about(vgapt, device, option, call, error, hint):
    device.set(**{call: error})
    vgapt.fails("attach", option, "01:00.0", "55", "--", "true", err=hint)
