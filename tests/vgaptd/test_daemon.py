# SPDX-License-Identifier: GPL-2.0-only
"""vgaptd: from a function that is given to one that is taken"""
import errno
import fcntl
import os
import pathlib
import pwd
import re
import signal
import socket
import subprocess
import time

import pytest

import fake_module
from conftest import PATIENCE_S, until

GPU, AUDIO = "0000:01:00.0", "0000:01:00.1"
RIGHTS = fake_module.RIGHT_MODEL | fake_module.RIGHT_RESET


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def memory(daemon):
    with open(f"/proc/{daemon.worker()}/fd/4", encoding="ascii") as state:
        return state.read().rstrip("\0")


def test_serves_a_function(daemon):
    daemon.start()
    number = daemon.module.give(GPU, 5)
    assert daemon.answered(number) == 0
    daemon.becomes("held")
    assert daemon.module.pauses(5) == 1
    assert daemon.starts == []
    daemon.store.place(5, ("0000:02:00.0", "28"), (GPU, "30"))
    daemon.becomes("serving")
    until(lambda: daemon.module.pauses(5) == 0)
    assert daemon.status["functions"][0]["slot"] == "00:06.0"
    words = daemon.starts[0].split()[1:]
    nobody = pwd.getpwnam("nobody")
    assert words[:-1] == [
        "--domid", "5", "--slot", "00:06.0", "--capability", "3", "--state", "4", "--ready", "5",
        "--user", f"{nobody.pw_uid}:{nobody.pw_gid}", "--root", f"{daemon.folder}/run/empty"]


def test_asks_for_the_rights_that_are_of_use(daemon):
    daemon.module.plain.add(fake_module.parse(AUDIO))
    daemon.start()
    for sbdf in (GPU, AUDIO):
        daemon.answered(daemon.module.give(sbdf, 5))
    rights = {(call[1], call[3]) for call in daemon.module.calls("attach")}
    assert rights == {
        (fake_module.parse(GPU), fake_module.RIGHT_HOLD),
        (fake_module.parse(GPU),
         RIGHTS | fake_module.RIGHT_ROM | fake_module.RIGHT_LEGACY),
        (fake_module.parse(AUDIO), fake_module.RIGHT_HOLD), (fake_module.parse(AUDIO), RIGHTS)}


def test_looks_for_the_slot_only_in_vdevfn(daemon):
    daemon.start()
    daemon.answered(daemon.module.give(GPU, 5))
    for slot in (None, "0", "100", "junk", ""):
        daemon.store.place(5, (GPU, slot))
    time.sleep(0.3)
    assert daemon.state(GPU) == "held"
    daemon.store.place(5, (GPU, "a8"))
    daemon.becomes("serving")
    assert "--slot 00:15.0" in daemon.starts[0]


def test_releases_when_the_slot_does_not_come(daemon):
    daemon.start(slot_wait=0.3)
    daemon.answered(daemon.module.give(GPU, 5))
    until(lambda: re.search(r"libxl has not noted .* QEMU serves it", daemon.messages))
    until(lambda: daemon.module.of(GPU) == [])
    assert daemon.module.pauses(5) == 0
    # The next one is served.
    daemon.store.place(6, (GPU, "30"))
    daemon.answered(daemon.module.give(GPU, 6))
    daemon.becomes("serving", domid=6)


def test_answers_with_the_error_if_it_cannot_attach(daemon):
    daemon.start()
    daemon.module.refusals["attach"] = errno.EBUSY
    assert daemon.answered(daemon.module.give(GPU, 5)) == errno.EBUSY
    until(lambda: "cannot be attached" in daemon.messages)
    until(lambda: daemon.state(GPU) is None)


def test_gives_back_what_it_has_if_it_cannot_hold(daemon):
    daemon.start()
    daemon.module.refusals["hold"] = errno.ESRCH
    assert daemon.answered(daemon.module.give(GPU, 5)) == errno.ESRCH
    until(lambda: daemon.module.of(GPU) == [])


def test_holds_a_domain_until_all_of_its_functions_are_served(daemon):
    daemon.modes("ok", "slow")
    daemon.start()
    for sbdf in (GPU, AUDIO):
        daemon.answered(daemon.module.give(sbdf, 5))
    assert daemon.module.pauses(5) == 2
    daemon.store.place(5, (GPU, "30"))
    daemon.becomes("serving", GPU)
    until(lambda: daemon.module.pauses(5) == 1)
    daemon.store.place(5, (GPU, "30"), (AUDIO, "38"))
    daemon.becomes("serving", AUDIO)
    until(lambda: daemon.module.pauses(5) == 0)


def test_starts_a_dead_worker_anew_with_what_it_had(daemon):
    daemon.start()
    daemon.serve()
    first = daemon.worker()
    begun = time.monotonic()
    os.kill(first, signal.SIGKILL)
    until(lambda: len(daemon.starts) == 2)
    daemon.becomes("serving")
    assert time.monotonic() - begun < 5
    assert daemon.starts[0].endswith("state=")
    until(lambda: daemon.worker() not in (None, first))
    assert daemon.status["functions"][0]["restarts"] == 1
    assert daemon.status["functions"][0]["last_end"] == "signal 9"
    until(lambda: daemon.module.pauses(5) == 0)
    assert len(daemon.module.of(GPU, right=fake_module.RIGHT_MODEL)) == 1
    # What the first one has written is there.
    until(lambda: memory(daemon) == "by1\nby2\n")
    assert daemon.starts[1].endswith("state=by1")


@pytest.mark.parametrize("modes, end", [(("die",), "exit status 7"), (("ok",), "signal 9")],
                         ids=["at once", "when killed"])
def test_gives_up_after_five_deaths(daemon, modes, end):
    daemon.modes(*modes)
    daemon.start()
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.store.place(5, (GPU, "30"))
    if modes == ("ok",):
        for number in range(5):
            daemon.serves_after(number)
            os.kill(daemon.worker(), signal.SIGKILL)
    daemon.becomes("failed")
    assert len(daemon.starts) == 5
    assert daemon.module.pauses(5) == 1
    function = daemon.status["functions"][0]
    assert function["last_end"] == end
    assert "xl destroy" in function["advice"]
    assert "xl destroy" in daemon.messages
    # xl destroy: nothing of ours stays.
    daemon.module.end(5)
    until(lambda: daemon.state(GPU) is None)
    assert daemon.process.poll() is None


def test_a_domain_that_has_failed_can_be_destroyed(daemon):
    """xl takes the function away first, while the domain lives on."""
    daemon.modes("die", "die", "die", "die", "die", "ok")
    daemon.start()
    base = daemon.descriptors()
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.store.place(5, (GPU, "30"))
    daemon.becomes("failed")
    assert daemon.answered(daemon.module.news(fake_module.TAKEN, GPU, 5)) == 0
    until(lambda: daemon.state(GPU) is None)
    assert daemon.module.pauses(5) == 0
    # The last one was to take away what those before may have left.
    assert len(daemon.starts) == 6
    assert (daemon.folder / "ends").read_text() == "ended\n"
    assert daemon.descriptors() == base


def test_taken_before_the_slot_is_known(daemon):
    daemon.start()
    daemon.answered(daemon.module.give(GPU, 5))
    assert daemon.answered(daemon.module.news(fake_module.TAKEN, GPU, 5)) == 0
    until(lambda: daemon.module.of(GPU) == [])
    assert daemon.starts == []


def test_a_domain_that_is_gone_before_the_slot_is_known(daemon):
    daemon.start()
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.becomes("held")
    daemon.module.end(5)
    until(lambda: daemon.state(GPU) is None)
    assert daemon.starts == []


def test_many_news_at_once(daemon):
    """More than are read at a time, of many domains"""
    daemon.start()
    base = daemon.descriptors()
    numbers = [daemon.module.give(f"0000:{bus:02x}:00.0", 5 + bus) for bus in range(1, 25)]
    for number in numbers:
        assert daemon.answered(number) == 0
    for bus in range(1, 25):
        daemon.module.news(fake_module.DOMAIN_GONE, f"0000:{bus:02x}:00.0", 5 + bus)
    until(lambda: daemon.descriptors() == base)
    until(lambda: daemon.status["functions"] == [])


def test_xenstored_that_does_not_answer(daemon):
    """Rather than to hang with a guest held, the daemon dies."""
    daemon.start()
    daemon.store.silent = True
    daemon.module.give(GPU, 5)
    assert daemon.process.wait(30) == 3
    assert "xenstored does not answer" in daemon.messages
    until(lambda: daemon.module.pauses(5) == 0)


def test_a_device_that_tells_no_more(daemon):
    daemon.start()
    daemon.serve()
    for ours, _ in daemon.module.listeners.values():
        ours.close()
    assert daemon.process.wait(20) == 1
    assert "no more news" in daemon.messages
    assert alive(int(daemon.starts[0].split()[0]))


def test_tries_again_when_told_to(daemon):
    daemon.modes("die", "die", "die", "die", "die", "ok")
    daemon.start()
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.store.place(5, (GPU, "30"))
    daemon.becomes("failed")
    daemon.process.send_signal(signal.SIGHUP)
    daemon.becomes("serving")
    until(lambda: daemon.module.pauses(5) == 0)


def test_forgives_who_has_served_well(daemon):
    daemon.start(settled=0.15)
    daemon.serve()
    for number in range(7):
        os.kill(daemon.worker(), signal.SIGKILL)
        daemon.serves_after(number + 1)
        time.sleep(0.4)
    assert daemon.state(GPU) == "serving"


def test_kills_a_worker_that_is_never_ready(daemon):
    daemon.modes("silent", "ok")
    daemon.start(ready_wait=0.4)
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.options["ready-wait"] = 15
    daemon.store.place(5, (GPU, "30"))
    until(lambda: len(daemon.starts) >= 2)
    until(lambda: "is killed" in daemon.messages)
    assert not alive(int(daemon.starts[0].split()[0]))


def test_a_worker_that_is_not_there(daemon):
    daemon.start(worker="/nonexistent/vgapt-dm")
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.store.place(5, (GPU, "30"))
    daemon.becomes("failed")
    assert "cannot run /nonexistent/vgapt-dm" in daemon.messages
    assert daemon.module.pauses(5) == 1


def test_ends_the_worker_before_the_taker_goes_on(daemon):
    daemon.start()
    daemon.serve()
    worker = daemon.worker()
    number = daemon.module.news(fake_module.TAKEN, GPU, 5)
    assert daemon.answered(number) == 0
    assert not alive(worker)
    assert (daemon.folder / "ends").read_text() == "ended\n"
    until(lambda: daemon.module.of(GPU) == [])


def test_ends_the_worker_of_a_domain_that_is_gone(daemon):
    daemon.start()
    base = daemon.descriptors()
    daemon.serve()
    daemon.serve(AUDIO, slot="38")
    workers = [daemon.worker(GPU), daemon.worker(AUDIO)]
    number = daemon.module.news(fake_module.DOMAIN_GONE, GPU, 5)
    assert daemon.answered(number) == 0
    until(lambda: daemon.status["functions"] == [])
    assert not any(alive(worker) for worker in workers)
    assert daemon.descriptors() == base


@pytest.mark.parametrize("state", [
    fake_module.EVENT_DOMAIN_GONE, fake_module.EVENT_TAKEN, fake_module.EVENT_REVOKED],
    ids=["domain gone", "taken", "revoked"])
def test_hears_of_the_end_by_the_capability_alone(daemon, state):
    daemon.start()
    daemon.serve()
    worker = daemon.worker()
    daemon.module.end(5, state=state)
    until(lambda: daemon.state(GPU) is None)
    assert not alive(worker)


def test_a_worker_that_does_not_end_is_killed_and_cleaned_up_after(daemon):
    daemon.modes("stubborn", "ok")
    daemon.start(stop_wait=2)
    daemon.serve()
    number = daemon.module.news(fake_module.TAKEN, GPU, 5)
    assert daemon.answered(number) == 0
    assert len(daemon.starts) == 2
    assert (daemon.folder / "ends").read_text() == "ended\n"


def test_does_not_try_to_leave_for_ever(daemon):
    daemon.modes("rude")
    daemon.start(stop_wait=0.3)
    daemon.serve()
    number = daemon.module.news(fake_module.TAKEN, GPU, 5)
    assert daemon.answered(number) == 0
    until(lambda: "could not leave in an orderly way" in daemon.messages)
    until(lambda: daemon.state(GPU) is None)


def test_a_stubborn_worker_of_a_dead_domain(daemon):
    daemon.modes("stubborn")
    daemon.start(stop_wait=0.3)
    daemon.serve()
    worker = daemon.worker()
    daemon.module.end(5)
    until(lambda: daemon.state(GPU) is None)
    assert not alive(worker)
    assert len(daemon.starts) == 1


def test_a_guest_that_reboots(daemon):
    """The new domain has the function before the old one's end is heard of."""
    daemon.start()
    daemon.serve(domid=5)
    daemon.serve(domid=6)
    assert daemon.state(GPU, 5) == "serving"
    daemon.module.end(5)
    until(lambda: daemon.state(GPU, 5) is None)
    assert daemon.state(GPU, 6) == "serving"
    assert alive(daemon.worker(domid=6))


def test_given_again_to_the_same_domain(daemon):
    daemon.modes("stubborn", "ok", "ok")
    daemon.start(stop_wait=2)
    daemon.serve()
    taken = daemon.module.news(fake_module.TAKEN, GPU, 5)
    daemon.becomes("leaving")
    again = daemon.module.give(GPU, 5)
    assert daemon.answered(taken) == 0
    assert daemon.answered(again) == 0
    until(lambda: len(daemon.starts) == 3)
    daemon.becomes("serving")


def test_given_again_is_not_lost_when_the_old_capability_hangs_up(daemon):
    daemon.modes("stubborn", "ok", "ok")
    daemon.start(stop_wait=1)
    daemon.serve()
    taken = daemon.module.news(fake_module.TAKEN, GPU, 5)
    daemon.becomes("leaving")
    again = daemon.module.give(GPU, 5)
    daemon.module.end(5, GPU, fake_module.EVENT_TAKEN)
    assert daemon.answered(taken) == 0
    assert daemon.answered(again) == 0
    daemon.becomes("serving")


def test_what_is_given_again_begins_anew(daemon):
    daemon.modes("ok", "stubborn", "ok", "ok")
    daemon.start(stop_wait=1)
    daemon.serve()
    os.kill(daemon.worker(), signal.SIGKILL)
    daemon.serves_after(1)
    taken = daemon.module.news(fake_module.TAKEN, GPU, 5)
    daemon.becomes("leaving")
    again = daemon.module.give(GPU, 5)
    assert daemon.answered(taken) == 0
    assert daemon.answered(again) == 0
    daemon.becomes("serving")
    function = daemon.status["functions"][0]
    assert (function["restarts"], function["last_end"]) == (0, None)


def test_a_worker_that_cannot_be_killed_is_no_zombie_in_the_end(daemon):
    daemon.env = {"FAKE_SIGNALS": "lost"}
    daemon.start(stop_wait=0.1)
    daemon.serve()
    worker = daemon.worker()
    assert daemon.answered(daemon.module.news(fake_module.TAKEN, GPU, 5)) == 0
    until(lambda: "cannot be killed" in daemon.messages)
    assert alive(worker)
    base = daemon.descriptors()
    os.kill(worker, signal.SIGKILL)
    until(lambda: not os.path.exists(f"/proc/{worker}"))
    until(lambda: daemon.descriptors() < base)


def test_one_that_is_never_ready_and_cannot_be_killed_has_not_died(daemon):
    daemon.modes("silent")
    daemon.env = {"FAKE_SIGNALS": "lost"}
    daemon.start(ready_wait=0.1)
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.store.place(5, (GPU, "30"))
    daemon.becomes("failed")
    assert "cannot be killed" in daemon.messages
    assert "times in a row" not in daemon.messages
    assert daemon.module.pauses(5) == 1


def test_how_a_worker_ends_is_known_whatever_was_inherited(daemon):
    daemon.preexec = lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    daemon.start()
    daemon.serve()
    os.kill(daemon.worker(), signal.SIGKILL)
    daemon.serves_after(1)
    assert daemon.status["functions"][0]["last_end"] == "signal 9"


def test_news_of_what_is_not_known(daemon):
    daemon.start()
    assert daemon.answered(daemon.module.news(fake_module.TAKEN, GPU, 5)) == 0
    assert daemon.answered(daemon.module.news(fake_module.DOMAIN_GONE, GPU, 5)) == 0
    assert daemon.answered(daemon.module.news(77, GPU, 5)) == errno.EOPNOTSUPP


def test_given_twice(daemon):
    daemon.start()
    daemon.serve()
    assert daemon.answered(daemon.module.give(GPU, 5)) == 0
    assert daemon.state(GPU) == "serving"
    assert len(daemon.starts) == 1


def test_is_connected_to_xenstore_only_while_it_waits(daemon):
    daemon.start()
    assert daemon.store.connections == 0
    base = daemon.descriptors()
    daemon.serve()
    until(lambda: daemon.store.watches == [])
    daemon.module.end(5)
    until(lambda: daemon.descriptors() == base)


def test_xenstored_that_dies_while_a_domain_is_held(daemon):
    daemon.start()
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.becomes("held")
    for count in (2, 3):
        daemon.store.drop()
        until(lambda count=count: daemon.store.connections == count and daemon.store.watches)
    daemon.store.place(5, (GPU, "30"))
    daemon.becomes("serving")
    until(lambda: daemon.store.watches == [])


def test_without_xenstore_qemu_serves(daemon):
    daemon.env = {"XENSTORED_PATH": "/nonexistent"}
    daemon.start(slot_wait=0.3)
    daemon.answered(daemon.module.give(GPU, 5))
    until(lambda: "QEMU serves it" in daemon.messages)
    until(lambda: daemon.module.of(GPU) == [])
    assert "xenstore is not reachable" in daemon.messages


#
# Ending and beginning again
#
def test_ending_leaves_those_that_serve(daemon):
    daemon.start()
    daemon.serve()
    daemon.answered(daemon.module.give(AUDIO, 6))
    worker = daemon.worker()
    assert daemon.stop() == 0
    assert alive(worker)
    assert daemon.module.pauses(5) == daemon.module.pauses(6) == 0
    assert daemon.module.of(AUDIO) == []


def test_ending_waits_for_those_that_start(daemon):
    daemon.modes("told")
    daemon.start()
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.store.place(5, (GPU, "30"))
    daemon.becomes("starting")
    daemon.process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    assert daemon.process.poll() is None
    (daemon.folder / "go").touch()
    assert daemon.process.wait(PATIENCE_S) == 0
    assert daemon.state(GPU) == "serving"
    assert daemon.module.pauses(5) == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["a stop", "kill -9"])
def test_the_next_one_takes_over_after(daemon, how):
    daemon.start()
    daemon.serve()
    worker = daemon.worker()
    daemon.stop(how)
    daemon.module.standing = [(GPU, 5)]
    daemon.start()
    assert daemon.state(GPU) == "serving"
    assert daemon.worker() == worker
    # It is watched, and started anew with the same memory and the same capability.
    os.kill(worker, signal.SIGKILL)
    until(lambda: len(daemon.starts) == 2)
    daemon.becomes("serving")
    until(lambda: memory(daemon) == "by1\nby2\n")
    assert len(daemon.module.of(GPU, right=fake_module.RIGHT_MODEL)) == 1
    assert daemon.answered(daemon.module.news(fake_module.TAKEN, GPU, 5)) == 0


def test_the_next_one_ends_what_was_taken_meanwhile(daemon):
    daemon.start()
    daemon.serve()
    worker = daemon.worker()
    daemon.stop()
    daemon.module.end(5)
    daemon.start()
    until(lambda: daemon.state(GPU) is None)
    until(lambda: not alive(worker))


def worker_ended_meanwhile(daemon, how=signal.SIGKILL, sbdf=GPU):
    """While there is no daemon."""
    worker = daemon.worker(sbdf)
    daemon.stop()
    os.kill(worker, how)
    until(lambda: not alive(worker))


def test_a_worker_that_has_died_meanwhile(daemon):
    daemon.start()
    daemon.serve()
    worker_ended_meanwhile(daemon)
    daemon.module.standing = [(GPU, 5)]
    daemon.module.servers = {(5, 1)}
    daemon.start()
    daemon.becomes("orphan")
    assert daemon.module.pauses(5) == 1
    assert "xl destroy" in daemon.status["functions"][0]["advice"]
    daemon.process.send_signal(signal.SIGHUP)
    daemon.module.end(5)
    until(lambda: daemon.state(GPU) is None)


def status_edited(daemon, old, new):
    file = daemon.folder / "run/vgaptd.json"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.parametrize("number", [1, None], ids=["number known", "number not known"])
def test_a_worker_that_has_ended_in_an_orderly_way_meanwhile(daemon, number):
    """Detached and attached, or told to by the administrator: QEMU serves it."""
    daemon.start()
    daemon.serve()
    assert daemon.status["functions"][0]["server"] == 1
    worker_ended_meanwhile(daemon, signal.SIGTERM)
    if number is None:
        status_edited(daemon, '"server": 1', '"server": null')
    daemon.module.standing = [(GPU, 5)]
    daemon.start()
    until(lambda: "ended while vgaptd did not run: QEMU serves it" in daemon.messages)
    assert daemon.module.pauses(5) == 0
    assert daemon.status["functions"] == []


@pytest.mark.parametrize("servers, state", [({2}, "serving"), ({2, 3}, "orphan")],
                         ids=["all are somebody's", "one is nobody's"])
def test_a_dead_worker_whose_number_was_never_learned(daemon, servers, state):
    daemon.start()
    daemon.serve()
    daemon.serve(AUDIO, slot="38")
    worker_ended_meanwhile(daemon, sbdf=AUDIO)
    assert [fn["server"] for fn in daemon.status["functions"]] == [2, 1]
    status_edited(daemon, '"server": 2', '"server": null')
    status_edited(daemon, '"server": 1', '"server": 2')
    daemon.module.standing = [(GPU, 5), (AUDIO, 5)]
    daemon.module.servers = {(5, number) for number in servers}
    daemon.start()
    assert daemon.state(GPU) == "serving"
    assert daemon.state(AUDIO) == ("orphan" if state == "orphan" else None)
    assert daemon.module.pauses(5) == (state == "orphan")


def test_when_xen_cannot_be_asked_nobody_is_held(daemon):
    daemon.start()
    daemon.serve()
    worker_ended_meanwhile(daemon)
    daemon.module.standing = [(GPU, 5)]
    daemon.module.servers = {(5, 1)}
    daemon.module.refusals["ioreq_server"] = errno.EPERM
    daemon.start()
    assert "cannot ask Xen" in daemon.messages
    assert daemon.module.pauses(5) == 0


@pytest.fixture(params=[errno.EPERM, errno.EACCES, errno.EMFILE, errno.ENOMEM],
                ids=lambda number: errno.errorcode[number])
def unwatched(daemon, request):
    """A worker serves that the next daemon cannot have."""
    daemon.start()
    daemon.serve()
    daemon.stop()
    daemon.module.standing = [(GPU, 5)]
    daemon.module.servers = {(5, 1)}
    daemon.env = {"FAKE_GETFD": str(request.param)}
    daemon.start()
    return daemon


def test_a_worker_that_cannot_be_had_serves_on(unwatched):
    daemon = unwatched
    worker = daemon.worker()
    assert daemon.state(GPU) == "unwatched"
    assert daemon.module.pauses(5) == 0
    assert alive(worker)
    assert len(daemon.starts) == 1
    assert len(re.findall("cannot be taken over", daemon.messages)) == 1
    assert "systemctl restart vgaptd" in daemon.status["functions"][0]["advice"]
    # With the next one that may, all is as it was.
    daemon.stop()
    assert daemon.state(GPU) == "unwatched"
    daemon.env = {}
    daemon.start()
    assert daemon.state(GPU) == "serving"
    assert daemon.worker() == worker


def test_it_is_forgotten_when_its_function_is_taken(unwatched):
    daemon = unwatched
    worker = daemon.worker()
    assert daemon.answered(daemon.module.news(fake_module.TAKEN, GPU, 5)) == 0
    until(lambda: daemon.state(GPU) is None)
    assert alive(worker)
    daemon.env = {}
    assert daemon.answered(daemon.module.give(GPU, 5)) == 0
    daemon.becomes("serving")


@pytest.mark.parametrize("how, state", [(signal.SIGTERM, None), (signal.SIGKILL, "orphan")],
                         ids=["SIGTERM", "kill -9"])
def test_its_end_is_heard(unwatched, how, state):
    daemon = unwatched
    if how == signal.SIGTERM:
        daemon.module.servers = set()
    os.kill(daemon.worker(), how)
    until(lambda: daemon.state(GPU) == state)
    until(lambda: daemon.module.pauses(5) == (state == "orphan"))
    assert len(daemon.starts) == 1


@pytest.mark.parametrize("hidden", [False, True], ids=["", "hidden"])
def test_a_process_that_only_has_the_same_number(daemon, hidden):
    """It has a file of its own under the capability's number, or none: nothing is asked of it."""
    daemon.start()
    daemon.serve()
    worker = daemon.worker()
    daemon.stop()
    os.kill(worker, signal.SIGKILL)
    if hidden:
        daemon.env = {"FAKE_GETFD": str(errno.EPERM)}
    for script in ("exec sleep 100", "exec sleep 100 3< /dev/null"):
        with subprocess.Popen(["sh", "-c", script]) as other:
            until(lambda: os.readlink(f"/proc/{other.pid}/exe").endswith("sleep"))
            status_edited(daemon, f'"worker": {worker}', f'"worker": {other.pid}')
            text = (daemon.folder / "run/vgaptd.json").read_text()
            daemon.start()
            assert daemon.state(GPU) is None
            assert other.poll() is None
            assert daemon.module.strangers == []
            daemon.stop()
            (daemon.folder / "run/vgaptd.json").write_text(text)
            worker = other.pid
            other.kill()


def test_what_qemu_serves_already_is_left_to_it(daemon):
    daemon.module.standing = [(GPU, 5)]
    daemon.start()
    until(lambda: "QEMU serves it" in daemon.messages)
    assert daemon.module.pauses(5) == 0
    assert daemon.status["functions"] == []


def test_a_status_that_is_no_json(daemon):
    (daemon.folder / "run").mkdir()
    (daemon.folder / "run/vgaptd.json").write_text("{")
    daemon.start(wait=False)
    until(lambda: "is no JSON" in daemon.messages)
    daemon.serve()


def test_a_status_that_cannot_be_written_is_written_later(daemon):
    daemon.start()
    obstacle = daemon.folder / "run/.vgaptd.json"
    obstacle.mkdir()
    daemon.answered(daemon.module.give(GPU, 5))
    until(lambda: "cannot write" in daemon.messages)
    daemon.store.place(5, (GPU, "30"))
    until(lambda: daemon.module.pauses(5) == 0)
    obstacle.rmdir()
    daemon.becomes("serving")
    assert len(re.findall("cannot write", daemon.messages)) == 1


def test_a_worker_is_in_the_status_as_soon_as_it_is_there(daemon):
    """The daemon comes to nothing else after that: xenstored does not answer."""
    daemon.start()
    for sbdf in (AUDIO, GPU):
        daemon.answered(daemon.module.give(sbdf, 5))
        daemon.becomes("held", sbdf)
    daemon.store.silent_after = "/local/domain/0/backend/pci/5/0/vdevfn-0"
    daemon.store.place(5, (GPU, "30"), (AUDIO, None))
    until(lambda: daemon.store.silent and daemon.state(GPU) == "starting")
    # Killed before that, it would not let it begin.
    until(lambda: daemon.starts)
    assert alive(daemon.worker())
    daemon.stop(signal.SIGKILL)
    daemon.store.silent = False
    daemon.start()
    assert daemon.state(GPU) == "serving"
    assert len(daemon.starts) == 1


#
# What it cannot begin with
#
def test_one_that_has_not_ended_yet(daemon):
    """It hears no news any more, but waits for its workers."""
    daemon.modes("told")
    daemon.start()
    daemon.answered(daemon.module.give(GPU, 5))
    daemon.store.place(5, (GPU, "30"))
    daemon.becomes("starting")
    first = daemon.process
    first.send_signal(signal.SIGTERM)
    until(lambda: "ending: workers that serve go on" in daemon.messages)
    daemon.start(wait=False)
    assert daemon.process.wait(PATIENCE_S) == 1
    assert "systemctl restart vgaptd" in daemon.messages
    assert daemon.status["pid"] == first.pid
    (daemon.folder / "go").touch()
    assert first.wait(PATIENCE_S) == 0
    daemon.start()
    assert daemon.state(GPU) == "serving"


def test_two_of_them(daemon):
    daemon.start()
    first = daemon.process
    daemon.start(wait=False)
    assert daemon.process.wait(20) == 1
    assert "another vgaptd runs" in daemon.messages
    daemon.process = first


@pytest.mark.parametrize("call, number, hint", [
    ("open", errno.ENOENT, "modprobe xen_vgapt"), ("open", errno.EACCES, "as root"),
    ("listen", errno.ENOTTY, "Install the xen_vgapt that belongs to this vgaptd")])
def test_tells_what_to_do(daemon, call, number, hint):
    daemon.module.refusals[call] = number
    daemon.start(wait=False)
    assert daemon.process.wait(20) == 1
    assert hint in daemon.messages


@pytest.mark.parametrize("option, value", [("ready-wait", "x"), ("settled", "-1"),
                                           ("slot-wait", "0"), ("no-such", "1")])
def test_options_that_are_wrong(daemon, option, value):
    daemon.start(wait=False, **{option: value})
    assert daemon.process.wait(20) == 2


@pytest.mark.parametrize("user", ["no-such-user-here", "root"])
def test_workers_need_a_user(daemon, user):
    daemon.start(wait=False, user=user)
    assert daemon.process.wait(20) == 1
    assert "useradd --system" in daemon.messages


def test_tells_the_service_manager(daemon):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(daemon.folder / "notify"))
        manager.settimeout(20)
        daemon.env = {"NOTIFY_SOCKET": str(daemon.folder / "notify")}
        daemon.start()
        assert manager.recv(200) == b"READY=1\n"
        daemon.serve()
        environ = f"/proc/{daemon.worker()}/environ"
        with open(environ, "rb") as file:
            assert b"NOTIFY_SOCKET" not in file.read()
        daemon.process.terminate()
        assert manager.recv(200) == b"STOPPING=1\n"


def test_a_workers_memory_has_a_fixed_size(daemon):
    """Or one that has gone mad could take all of dom0's."""
    daemon.start()
    daemon.serve()
    with open(f"/proc/{daemon.worker()}/fd/4", "r+b", buffering=0) as state:
        assert os.fstat(state.fileno()).st_size == 256 * 1024
        for size in (0, 1 << 20):
            with pytest.raises(PermissionError):
                state.truncate(size)
        assert fcntl.fcntl(state, fcntl.F_GET_SEALS) & fcntl.F_SEAL_SEAL


def test_what_spares_the_daemon_does_not_spare_workers(daemon):
    """When memory is short: the service has an OOMScoreAdjust."""
    daemon.preexec = lambda: pathlib.Path("/proc/self/oom_score_adj").write_text("100")
    daemon.start()
    daemon.serve()
    assert pathlib.Path(f"/proc/{daemon.process.pid}/oom_score_adj").read_text() == "100\n"
    assert pathlib.Path(f"/proc/{daemon.worker()}/oom_score_adj").read_text() == "0\n"


@pytest.mark.parametrize("journal", [False, True], ids=["", "journal"])
def test_a_worker_says_what_it_says_in_its_own_name(daemon, journal):
    daemon.modes("forger", "ok")
    start = "<5>" if journal else "vgaptd: "
    if journal:
        daemon.env = {"JOURNAL_STREAM": "1:2"}
    daemon.start()
    daemon.serve()
    os.kill(daemon.worker(), signal.SIGKILL)
    daemon.serves_after(1)
    said = [line for line in daemon.messages.splitlines() if "forged" in line]
    assert said == [f"{start}{GPU} of domain 5: worker says: {what}" for what in (
        "<3>forged", "vgaptd: forged", "?[31mforged?", "forged, without an end")]


def test_a_worker_cannot_fill_the_log(daemon):
    daemon.modes("flood")
    daemon.start(ready_wait=60)
    daemon.serve()
    assert (daemon.folder / "ends").read_text() == "flooded\n"
    until(lambda: "says too much" in daemon.messages)
    assert 0 < daemon.messages.count("flood ") < 500
    # Nor can it be killed by its own words, nor the daemon be kept by them.
    assert daemon.answered(daemon.module.news(fake_module.TAKEN, GPU, 5)) == 0
    assert (daemon.folder / "ends").read_text() == "flooded\nended\n"
    assert daemon.messages.count("flood ") < 500


def test_a_worker_may_speak_whoever_listens(daemon):
    daemon.modes("chatty")
    daemon.start()
    daemon.serve()
    worker = daemon.worker()
    daemon.stop()
    os.kill(worker, signal.SIGUSR1)
    until(lambda: (daemon.folder / "ends").exists())
    assert alive(worker)
    assert "hello" not in daemon.messages
    daemon.start()
    os.kill(worker, signal.SIGUSR1)
    until(lambda: f"{GPU} of domain 5: worker says: hello" in daemon.messages)


def test_workers_have_what_is_theirs_and_nothing_else(daemon):
    daemon.start()
    daemon.serve(AUDIO, slot="38")
    daemon.serve()
    descriptors = os.listdir(f"/proc/{daemon.worker()}/fd")
    # The shell keeps its script open.
    assert {"0", "1", "2", "3", "4", "5"} <= set(descriptors)
    assert len(descriptors) <= 7
    assert os.getsid(daemon.worker()) == daemon.worker()
