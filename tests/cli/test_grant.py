# SPDX-License-Identifier: GPL-2.0-only
"""vgapt grant and vgapt revoke"""
import errno

import pytest

CARD = "0000:01:00.0"


@pytest.mark.parametrize("card, domain, domid", [("01:00.0", 5, "5"), (CARD, "web", "7")],
                         ids=["a domid", "a name"])
def test_grants_to(vgapt, tree, card, domain, domid):
    vgapt("grant", card, domain, out="")
    assert tree.get(CARD, "owner") == domid


def test_revokes(vgapt, tree):
    vgapt("grant", CARD, 5)
    vgapt("revoke", CARD, out="")
    assert tree.get(CARD, "owner") == "none"


def test_refuses_a_name_that_no_domain_has(vgapt):
    vgapt.fails("grant", CARD, "nobody", err=r"there is no domain 'nobody'")


@pytest.mark.parametrize("domain", [0, "Domain-0"])
def test_refuses_dom0(vgapt, domain):
    vgapt.misused("grant", CARD, domain, err=r"dom0 itself")


@pytest.mark.parametrize("domid", [32752, 99999999999999999999999])
def test_refuses_an_impossible_domid(vgapt, domid):
    vgapt.misused("grant", CARD, domid, err=r"no domain can have")


def test_needs_a_domain(vgapt):
    vgapt.misused("grant", CARD, err=r"an SBDF and a DOMAIN")


def test_refuses_what_is_not_vga(vgapt):
    vgapt.fails("grant", "02:00.0", 5, err=r"not VGA compatible")


def test_without_xenstore_takes_no_name(vgapt, tree):
    tree.remove_xenstore()
    vgapt.fails("grant", CARD, "web", err=r"xenstore is not reachable")


def test_without_xenstore_takes_a_domid(vgapt, tree):
    tree.remove_xenstore()
    vgapt("grant", CARD, 5, out="")


def test_without_the_module_fails(vgapt, tree):
    tree.remove_xenstore()
    tree.remove_module()
    vgapt.fails("grant", CARD, 5, err=r"modprobe xen_vgapt")


@pytest.mark.parametrize("error, hint", [
    (errno.EBUSY, r"kernel log"),
    (errno.EPERM, rf"is {CARD} in the guest.s pci= list"),
    (errno.ENODEV, rf"xl pci-assignable-add {CARD}"),
    (errno.EACCES, r"run it as root"),
    (errno.ESRCH, r"xl list"),
    (errno.EOPNOTSUPP, r"vgapt doctor"),
    (errno.ENXIO, rf"it is dead.*vgapt reset {CARD}"),
], ids=["EBUSY", "EPERM", "ENODEV", "EACCES", "ESRCH", "EOPNOTSUPP", "ENXIO"])
@pytest.mark.usefixtures("tree")
def test_tells_what_to_do_about(vgapt, device, error, hint):
    device.set(write=error)
    vgapt.fails("grant", CARD, 5, err=rf"what to do: .*{hint}")
