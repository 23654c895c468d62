# SPDX-License-Identifier: GPL-2.0-only
"""vgaptd: many things at once, in any order"""
import os
import random
import signal
import time

import pytest

import fake_module
from conftest import until

FUNCTIONS = ("0000:01:00.0", "0000:01:00.1", "0000:02:00.0")
DOMAINS = (5, 6, 7)
MODES = ("ok", "ok", "ok", "ok", "slow", "die", "rude", "stubborn", "silent")
STEPS = 250


def one_step(daemon, chance):
    sbdf, domid = chance.choice(FUNCTIONS), chance.choice(DOMAINS)
    what = chance.randrange(9)
    if what < 2:
        return daemon.module.give(sbdf, domid)
    if what == 2:
        return daemon.module.news(fake_module.TAKEN, sbdf, domid)
    if what == 3:
        return daemon.module.news(fake_module.DOMAIN_GONE, sbdf, domid)
    if what == 4:
        daemon.module.end(domid, sbdf, fake_module.EVENT_TAKEN)
    elif what == 5:
        daemon.store.place(domid, *((name, f"{8 * (n + 4):x}")
                                    for n, name in enumerate(FUNCTIONS)))
    elif what == 6:
        daemon.process.send_signal(signal.SIGHUP)
    else:
        workers = [fn["worker"] for fn in daemon.status["functions"] if fn["worker"]]
        if workers:
            try:
                os.kill(chance.choice(workers), signal.SIGKILL)
            except ProcessLookupError:
                pass
    return None


@pytest.mark.parametrize("seed", range(3))
def test_survives_what_comes(daemon, seed):
    """In the end all is answered, nobody is held, and nothing is left open."""
    chance = random.Random(seed)
    daemon.modes(*(chance.choice(MODES) for _ in range(500)))
    daemon.start(slot_wait=0.5, ready_wait=0.3, stop_wait=0.1, settled=0.2)
    base = daemon.descriptors()
    waiting = []
    for _ in range(STEPS):
        number = one_step(daemon, chance)
        if number:
            waiting.append(number)
        time.sleep(chance.choice((0, 0, 0.005, 0.03)))
    for domid in DOMAINS:
        for sbdf in FUNCTIONS:
            waiting.append(daemon.module.news(fake_module.DOMAIN_GONE, sbdf, domid))
    for number in waiting:
        daemon.answered(number)
    # The status is written when what was read at a time is done.
    until(lambda: all(daemon.module.pauses(domid) == 0 for domid in DOMAINS))
    until(lambda: daemon.descriptors() == base)
    until(lambda: daemon.status["functions"] == [], daemon.messages[-2000:])
    # A killed shell may leave a child, which has them for a moment.
    until(lambda: not [cap for cap in daemon.module.of() if not cap.hung_up])
    assert daemon.stop() == 0
