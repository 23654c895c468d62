# SPDX-License-Identifier: GPL-2.0-only
"""vgapt capabilities and vgapt capability-revoke"""
import errno
import os

import pytest

# ID=FLAGS,BUS,DEVFN,DOMID,RIGHTS,HELD: one in use, one of the card's audio that is exclusive
# and revoked, one for a domain that has gone, with a right that nobody knows yet
THREE = ";3=0,1,0,5,7,7;12=3,1,1,5,4,0;400=4,3,0,7,1048577,0"


def fdinfo(pid, fd, number, tree):
    tree.write(f"proc/{pid}/fdinfo/{fd}",
               f"pos:\t0\nflags:\t02\nmnt_id:\t15\nino:\t1057\nxen-vgapt-id:\t{number}\n"
               "xen-vgapt-function:\t0000:01:00.0\nxen-vgapt-domain:\t5\n"
               "xen-vgapt-rights:\trom legacy reset\nxen-vgapt-state:\tlive")


@pytest.fixture(name="three")
def three_capabilities(tree, device):
    device.set(capabilities=THREE)
    fdinfo(1200, 9, 3, tree)
    fdinfo(812, 4, 3, tree)
    fdinfo(812, 7, 3, tree)             # twice in one process
    fdinfo(812, 8, 12, tree)
    tree.write("proc/812/fdinfo/5", "pos:\t0\nflags:\t02")
    tree.write("proc/self-not/fdinfo/5", "xen-vgapt-id:\t400")


@pytest.mark.usefixtures("three")
def test_has_a_line_of_heads_and_one_for_each(vgapt):
    result = vgapt("capabilities", out=r"^ID +FUNCTION +DOMAIN +RIGHTS +STATE +PIDS$")
    assert len(result.lines) == 4


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("line", [
    pytest.param(r"^3 +0000:01:00\.0 +5 +rom,legacy,reset +live +812,1200$", id="in use"),
    pytest.param(r"^12 +0000:01:00\.1 +5 +reset +exclusive revoked +812$", id="revoked"),
    pytest.param(r"^400 +0000:03:00\.0 +7 +rom,0x100000 +domain-gone +-$", id="left over"),
])
def test_shows(vgapt, line):
    vgapt("capabilities").has(line)


@pytest.mark.usefixtures("three")
def test_json_has_all_of_it(vgapt):
    first, second, third = vgapt("capabilities", "--json").json["capabilities"]
    assert first == {
        "id": 3, "function": "0000:01:00.0", "domain": 5, "domain_name": "desktop",
        "rights": ["rom", "legacy", "reset"], "exclusive": False, "state": ["live"],
        "granted": True, "pids": [812, 1200]}
    assert (second["exclusive"], second["state"], second["pids"]) == (True, ["revoked"], [812])
    assert (third["domain_name"], third["granted"], third["pids"]) == ("web", False, [])


@pytest.mark.usefixtures("tree", "device")
def test_says_so_if_there_is_none(vgapt):
    vgapt("capabilities", out="", err=r"nobody has a capability")
    assert vgapt("capabilities", "--json").json == {"capabilities": []}


def test_takes_no_argument(vgapt):
    vgapt.misused("capabilities", "01:00.0", err=r"too many arguments: '01:00.0'")


def test_without_the_module_fails(vgapt, tree):
    tree.remove_module()
    for args in (("capabilities",), ("capability-revoke", "3")):
        vgapt.fails(*args, err=r"modprobe xen_vgapt")


@pytest.mark.parametrize("error, hint", [
    (errno.EPERM, r"run it as root"), (errno.ENOTTY, r"belongs to this vgapt")],
    ids=["EPERM", "ENOTTY"])
def test_tells_what_to_do_about(vgapt, device, error, hint):
    device.set(capability=error)
    vgapt.fails("capabilities", err=rf"what to do: .*{hint}")


def test_revokes_the_one_that_is_meant(vgapt, device):
    device.set(capabilities=THREE)
    vgapt("capability-revoke", "12", out="")
    assert device.calls == ["revoke 16 id 12 flags 0"]


def test_revokes_none_that_is_not_there(vgapt, device):
    device.set(capabilities=THREE)
    vgapt.fails("capability-revoke", "4", err=r"there is no capability 4")
    vgapt.fails("capability-revoke", "18446744073709551615", err=r"there is no capability")


@pytest.mark.parametrize("bad", ["", "0", "-1", "x", "3x", "0x3", " 3", "18446744073709551616"],
                         ids=repr)
def test_refuses_what_is_no_id(vgapt, bad):
    vgapt.misused("capability-revoke", "--", bad, err=r"is not the id of a capability")


@pytest.mark.parametrize("args", [(), ("3", "12")], ids=["none", "two"])
def test_revoking_needs_one_id(vgapt, args):
    vgapt.misused("capability-revoke", *args, err=r"one ID is needed")


@pytest.mark.parametrize("error, why", [
    (errno.EIDRM, r"capability 3 has been revoked before"),
    (errno.ENOTTY, r"cannot revoke capability 3: (.|\n)*install the xen_vgapt that belongs"),
    (errno.EINVAL, r"cannot revoke capability 3: (.|\n)*install the xen_vgapt that belongs"),
], ids=["EIDRM", "ENOTTY", "EINVAL"])
def test_tells_why_it_could_not_be_revoked(vgapt, device, error, why):
    device.set(capabilities=THREE, revoke=error)
    vgapt.fails("capability-revoke", "3", err=why)


@pytest.mark.parametrize("error", [errno.EIO, errno.EPERM, errno.EACCES, errno.EBUSY],
                         ids=errno.errorcode.get)
def test_tells_that_xen_has_not_taken_a_range_back(vgapt, device, error):
    device.set(capabilities=THREE, revoke=error)
    vgapt.fails("capability-revoke", "3",
                err=r"capability 3 is revoked, but Xen has not taken a range back: "
                rf"{os.strerror(error)}$").says(
        r"what to do: 'vgapt revoke SBDF' tries again, for the function that 'vgapt capabilities' "
        r"shows$").never_says(r"cannot revoke")


@pytest.mark.parametrize("error, hint", [
    (errno.EACCES, r"run it as root"), (errno.EMFILE, r"kernel log")], ids=["EACCES", "EMFILE"])
def test_revokes_nothing_without_the_device(vgapt, device, error, hint):
    device.set(capabilities=THREE, device=error)
    vgapt.fails("capability-revoke", "3", err=rf"cannot revoke capability 3: {os.strerror(error)}$"
                ).says(rf"what to do: .*{hint}")
    assert device.calls == []
