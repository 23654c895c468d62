# SPDX-License-Identifier: GPL-2.0-only
"""vgapt dm, and what other commands say of device models"""
import json

import pytest

CARD, GUESTS = "0000:01:00.0", "0000:05:00.0"
ADVICE = "the domain is held. Do something"


def function(sbdf, domain, state, **more):
    return {"sbdf": sbdf, "domain": domain, "state": state, "slot": "00:06.0", "worker": 812,
            "restarts": 0, "last_end": None, "advice": None, **more}


@pytest.fixture
def vgaptd(tree):
    """A daemon that has written this"""
    def write(*functions, runs=True):
        tree.write("run/xen-vgapt/vgaptd.json",
                   json.dumps({"pid": 700, "functions": functions}))
        tree.write("proc/700/comm", "vgaptd" if runs else "sshd")
        return tree
    return write


def test_status_is_a_table(vgapt, vgaptd):
    vgaptd(function(GUESTS, 5, "serving"), function("0000:05:00.1", 99, "held", slot=None,
                                                    worker=None))
    vgapt("dm", "status").has(
        r"^FUNCTION +DOMAIN +STATE +SLOT +WORKER +RESTARTS$",
        r"^0000:05:00.0 +5 \(desktop\) +serving +00:06.0 +812 +0$",
        r"^0000:05:00.1 +99 +held +- +- +0$")


def test_status_as_json(vgapt, vgaptd):
    vgaptd(function(GUESTS, 5, "serving", restarts=2, last_end="signal 9"))
    assert vgapt("dm", "status", "--json").json == {
        "running": True,
        "functions": [{"sbdf": GUESTS, "domain": 5, "domain_name": "desktop",
                       "state": "serving", "slot": "00:06.0", "worker": 812, "restarts": 2,
                       "last_end": "signal 9", "advice": None}]}


def test_status_of_a_failure_says_what_to_do(vgapt, vgaptd):
    vgaptd(function(GUESTS, 5, "failed", advice=ADVICE, last_end="signal 11"))
    vgapt("dm", "status", rc=1, out=r" failed ",
          err=r"what to do: the domain is held").says(r"0000:05:00.0 of domain 5 .*signal 11")


def test_status_of_a_worker_that_nobody_looks_after(vgapt, vgaptd):
    vgaptd(function(GUESTS, 5, "unwatched", advice="do something"))
    vgapt("dm", "status", rc=1, out=r" unwatched ", err=r"what to do: do something").says(
        r"0000:05:00.0 of domain 5 is served by a worker that vgaptd does not look after")


def test_status_of_nothing(vgapt, vgaptd):
    vgaptd()
    vgapt("dm", "status", out="", err=r"serves nothing")


@pytest.mark.parametrize("runs", [True, False], ids=["never started", "dead"])
def test_status_without_the_daemon(vgapt, vgaptd, tree, runs):
    vgaptd(runs=runs)
    if runs:
        tree.remove("run")
    vgapt.fails("dm", "status", err=r"systemctl enable --now vgaptd")
    assert vgapt("dm", "status", "--json", rc=1, err=None).json == {
        "running": False, "functions": []}


def test_status_of_workers_without_the_daemon(vgapt, vgaptd):
    vgaptd(function(GUESTS, 5, "serving"), runs=False)
    vgapt("dm", "status", rc=1, out=r" serving ", err=r"nobody looks after these workers")


def test_status_that_is_no_json(vgapt, tree):
    tree.write("run/xen-vgapt/vgaptd.json", "{ \"pid\": ")
    vgapt.fails("dm", "status", err=r"vgaptd does not run")


def test_status_of_workers_that_have_ended_without_the_daemon(vgapt, vgaptd, tree):
    vgaptd(function(GUESTS, 5, "serving"), function("0000:05:00.1", 5, "serving", worker=813),
           function("0000:05:00.2", 5, "held", worker=None), runs=False)
    tree.write("proc/812/comm", "vgapt-dm")
    tree.write("proc/813/comm", "bash")
    vgapt("dm", "status", rc=1, err=r"nobody looks after these workers, and the states are those "
          r"of when it ended").has(
        r"^0000:05:00.0 .* serving +00:06.0 +812 +0$", r"^0000:05:00.1 .* serving +00:06.0 +gone +0$",
        r"^0000:05:00.2 .* held +00:06.0 +- +0$")


@pytest.mark.parametrize("word, value", [("on", "1"), ("off", "0")])
def test_switches(vgapt, vgaptd, word, value):
    tree = vgaptd()
    tree.set(CARD, device_model="0" if word == "on" else "1")
    vgapt("dm", word, "01:00.0", out="")
    assert tree.get(CARD, "device_model").startswith(value)


@pytest.mark.parametrize("named", [CARD, "0000:01:00.2"], ids=["the first", "another"])
@pytest.mark.parametrize("word, value", [("on", "1"), ("off", "0")])
def test_switches_all_display_functions_of_the_slot(vgapt, vgaptd, word, value, named):
    tree = vgaptd()
    tree.add_card("0000:01:00.2", "0000:00:01.0", "038000", "1002:5046", "pciback")
    tree.add_module("0000:01:00.2")
    tree.add_card("0000:01:01.0", "0000:00:01.0", "038000", "1002:5046", "pciback")
    for sbdf in (CARD, "0000:01:00.2", "0000:01:01.0"):
        tree.set(sbdf, device_model="x")
    vgapt("dm", word, named, out="")
    for sbdf in (CARD, "0000:01:00.2"):
        assert tree.get(sbdf, "device_model") == value
    assert tree.get("0000:01:01.0", "device_model") == "x"


def test_on_tells_that_the_daemon_does_not_run(vgapt, tree):
    tree.set(CARD, device_model="0")
    vgapt("dm", "on", "01:00.0", out="", err=r"vgaptd does not run.*systemctl enable --now vgaptd")
    vgapt("dm", "off", "01:00.0", out="")


def test_a_guest_keeps_what_it_has(vgapt, vgaptd):
    vgaptd().set(GUESTS, device_model="0")
    vgapt("dm", "on", "05:00.0", out="", err=r"keeps what serves it")


def test_a_module_that_has_no_device_models(vgapt, tree):
    vgapt.fails("dm", "on", "01:00.0", err=r"does not offer device_model")


@pytest.mark.parametrize("args, why", [
    ((), r"missing subcommand"), (("up",), r"'up' is not a subcommand"),
    (("status", "x"), r"too many arguments"), (("on",), r"one SBDF is needed"),
    (("off", "01:00.0", "02:00.0"), r"one SBDF is needed")])
def test_is_refused(vgapt, args, why):
    vgapt.misused("dm", *args, err=why)


@pytest.mark.parametrize("command", ["status", "on", "off"])
def test_help(vgapt, command):
    vgapt("dm", command, "--help", out=rf"^Usage: vgapt dm {command}")


@pytest.mark.parametrize("state, text", [("serving", "assigned vgapt-dm "),
                                         ("failed", "assigned vgapt-dm:failed ")])
def test_list_tells_who_serves(vgapt, vgaptd, state, text):
    vgaptd(function(GUESTS, 5, state)).set(GUESTS, device_model="1", model="vgapt")
    vgapt("list").has(rf"^{GUESTS} .*{text}")
    card = vgapt("list", "--json").cards[GUESTS]
    assert (card["device_model"], card["model"], card["model_state"]) == (
        True, "vgapt", state)


def test_list_tells_of_qemu(vgapt, vgaptd):
    vgaptd(function(GUESTS, 4, "serving")).set(GUESTS, device_model="0", model="qemu")
    vgapt("list").has(rf"^{GUESTS} .*assigned +Adv")
    cards = vgapt("list", "--json").cards
    card = cards[GUESTS]
    assert (card["device_model"], card["model"], card["model_state"]) == (
        False, "qemu", None)
    assert cards[CARD]["device_model"] is None


@pytest.mark.parametrize("model, comm, state, text", [
    ("vgapt", "bash", "serving", r"vgapt-dm:serving\?"),
    ("qemu", "vgapt-dm", "serving", "vgapt-dm:gone"),
    ("qemu", "vgapt-dm", "failed", "vgapt-dm:failed"),
    ("qemu", "vgapt-dm", "orphan", "vgapt-dm:orphan"),
    (None, "vgapt-dm", "serving", r"vgapt-dm:serving\?"),
    (None, "bash", "serving", "vgapt-dm:gone"),
    (None, None, "serving", "vgapt-dm:gone"),
])
def test_list_without_the_daemon(vgapt, vgaptd, model, comm, state, text):
    tree = vgaptd(function(GUESTS, 5, state), runs=False)
    tree.remove(f"sys/bus/pci/devices/{GUESTS}/xen_vgapt/model")
    if model:
        tree.set(GUESTS, model=model)
    if comm:
        tree.write("proc/812/comm", comm)
    vgapt("list", err=r"note: vgaptd does not run, .*: see 'vgapt dm status'$").has(
        rf"^{GUESTS} .*assigned {text} ")
    card = vgapt("list", "--json", err=None).cards[GUESTS]
    assert (card["model"], card["model_state"], card["model_daemon"]) == (model, state, False)


def test_list_without_the_daemon_and_before_a_first_worker(vgapt, vgaptd):
    vgaptd(function(GUESTS, 5, "held", worker=None), runs=False).set(GUESTS, model="qemu")
    vgapt("list").has(rf"^{GUESTS} .*assigned +Adv")


def test_json_tells_that_the_daemon_runs(vgapt, vgaptd):
    vgaptd(function(GUESTS, 5, "serving"))
    assert vgapt("list", "--json").cards[GUESTS]["model_daemon"] is True
    assert vgapt("show", GUESTS, "--json").json["model_daemon"] is True
    vgapt("show", GUESTS).has(r"^model_daemon +yes$")


#
# Doctor
#
@pytest.fixture
def ready(vgaptd, device):    # pylint: disable=unused-argument
    """A host that has all that is needed"""
    tree = vgaptd()
    tree.set("0000:03:00.0", owner="none")
    tree.set(CARD, device_model="1")
    tree.write("etc/passwd", "root:x:0:0::/root:/bin/sh\nxen-vgapt:x:990:990::/:/bin/false")
    tree.program("usr/sbin/vgaptd", "exit 0")
    tree.program("usr/libexec/xen-vgapt/vgapt-dm", "exit 2")
    return tree


def doctor(vgapt, rc=0):
    return vgapt("doctor", "01:00.0", rc=rc, err=None)


@pytest.mark.usefixtures("ready")
def test_doctor_finds_all_well(vgapt):
    doctor(vgapt).has(r"^ok .* device_model: ", r"^ok .* vgaptd: vgaptd runs$",
                      r"^ok .* model_programs: ", r"^ok .* model_user: the user xen-vgapt")


def test_doctor_says_nothing_where_none_is_wanted(vgapt, ready):
    ready.set(CARD, device_model="0")
    ready.remove("run", "etc")
    doctor(vgapt).lacks("vgaptd", "model_")


def test_doctor_misses_the_daemon(vgapt, ready):
    ready.write("proc/700/comm", "sh")
    doctor(vgapt, rc=1).has(r"^fail .* vgaptd: vgaptd does not run", r"journalctl -u vgaptd")


def test_doctor_misses_the_daemon_at_the_next_boot(vgapt, ready):
    ready.write("run/systemd/system/x", "")
    doctor(vgapt).has(r"^warn .* not started at boot", r"-> systemctl enable vgaptd")
    ready.write("etc/systemd/system/multi-user.target.wants/vgaptd.service", "")
    doctor(vgapt).has(r"^ok .* vgaptd: vgaptd runs$")


def test_doctor_misses_the_user(vgapt, ready):
    ready.write("etc/passwd", "root:x:0:0::/root:/bin/sh")
    doctor(vgapt, rc=1).has(r"^fail .* no user xen-vgapt", r"-> useradd --system")


@pytest.mark.parametrize("script", [None, "exit 127"], ids=["a program", "a library"])
def test_doctor_misses(vgapt, ready, script):
    if script:
        ready.program("usr/libexec/xen-vgapt/vgapt-dm", script)
    else:
        ready.remove("usr/libexec")
    doctor(vgapt, rc=1).has(r"^fail .* /usr/libexec/xen-vgapt/vgapt-dm does not run",
                            r"-> ldd .*apt-get install")


@pytest.mark.parametrize("state, line", [
    ("serving", r"^ok .* served_by: vgapt-dm serves it \(serving\)"),
    ("failed", r"^fail .* served_by: its device model is dead"),
    ("unwatched", r"^warn .* served_by: vgapt-dm serves it, and vgaptd cannot look after that"),
    (None, r"^warn .* served_by: QEMU serves it")])
def test_doctor_tells_who_serves(vgapt, ready, vgaptd, state, line):
    vgaptd(*([function(CARD, 5, state)] if state else []))
    ready.write("xenstore/libxl/pci/0000-01-00-0/domid", "5")
    doctor(vgapt, rc=None).has(line)


@pytest.mark.parametrize("state, model, served, daemon", [
    ("serving", "vgapt", r"^warn .* served_by: vgapt-dm serves it, and nobody looks after that$",
     r"vgaptd does not run: nobody looks after the device model of the guest"),
    ("serving", "qemu", r"^fail .* served_by: its device model has ended, and vgaptd does not run",
     r"vgaptd does not run: nobody serves the card in the guest that has it$"),
    ("failed", "qemu", r"^fail .* served_by: its device model has ended, and vgaptd does not run",
     r"vgaptd does not run: nobody serves the card in the guest that has it$"),
    ("held", "qemu", r"^warn .* served_by: QEMU serves it",
     r"vgaptd does not run: QEMU serves the card$"),
    (None, "vgapt", r"^ok .* served_by: whoever has the capability .* 'vgapt capabilities'",
     r"vgaptd does not run: nobody looks after the device model of the guest"),
    (None, "qemu", r"^warn .* served_by: QEMU serves it",
     r"vgaptd does not run: QEMU serves the card$")])
def test_doctor_without_the_daemon(vgapt, ready, vgaptd, state, model, served, daemon):
    worker = {"worker": None} if state in ("held", "failed") else {}
    vgaptd(*([function(CARD, 5, state, **worker)] if state else []), runs=False)
    ready.set(CARD, model=model)
    ready.write("xenstore/libxl/pci/0000-01-00-0/domid", "5")
    doctor(vgapt, rc=1).has(served, daemon)
