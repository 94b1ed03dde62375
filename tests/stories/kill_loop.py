"""Runs poll, check and enforce in a child process and kills it at random moments, again and again.

Usage: python kill_loop.py STORE_URL FORUM_URL KILLS SEED. Prints one JSON line at the end. Children are forked from
this process, which has imported everything and keeps nothing open, so that a life costs milliseconds.
"""

import json
import os
import random
import select
import signal
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path

from modbot.check.checker import Checker, CheckLimits
from modbot.check.filing import Filer, Tally
from modbot.clock import SystemClock
from modbot.enforce.perform import Patience, Performer
from modbot.enforce.plan import plan_holding
from modbot.enforce.switches import Caps
from modbot.errors import ForumError
from modbot.forum.discourse import Access, Habits, connect
from modbot.forum.dry_run import DryRun
from modbot.forum.paging import Manner
from modbot.prepare.views import PreparedPost
from modbot.receive.poller import Poller
from modbot.receive.sweep import Sweep
from modbot.records import Signal
from modbot.sandbox.server import ACT_KEY, BOT, READ_KEY
from modbot.store.flags import FlagFacts
from modbot.store.store import Store
from tests.check.detectors import POLICY, FindsWord, an_examiner


class TakesItsTime:
    """Tells the parent that a post is in hand and holds it for a moment, so that a kill can find it there."""

    name = "slow"

    def __init__(self, told: int) -> None:
        self._told = told

    def detect(self, post: PreparedPost) -> list[Signal]:
        os.write(self._told, b".")
        time.sleep(0.01)
        return []


LEASE = timedelta(milliseconds=300)
NO_CAPS = Caps(10**6, 10**6, 10**6, 10**6)


def live(store: Store, forum_url: str, told: int, *, rounds: int = 10**9, until_idle: bool = False) -> None:
    """Check, enforce and poll: so many rounds, or until there is nothing left to do."""
    clock, worker = SystemClock(), f"child-{os.getpid()}"
    access = Access(forum_url, BOT, READ_KEY, ACT_KEY)
    habits = Habits(100_000, native_flags="notify", manner=Manner(pages=2, overlap=30, backfill=100_000))
    forum = connect(access, habits, clock)
    assert forum.actor is not None
    poller = Poller(forum.reader, store, clock, slices=2)
    filer = Filer(
        lambda finding, post, language, at: FlagFacts(language), lambda flag: plan_holding(flag, POLICY, "notify")
    )
    limits = CheckLimits(batch=4, attempts=10**6, lease=LEASE, retry=timedelta())
    examiner = an_examiner(FindsWord("idiot"), FindsWord("buy now", "spam"), TakesItsTime(told))
    checker = Checker(store, examiner, clock, filer, worker, limits=limits)
    patience = Patience(10**6, retry=timedelta(), lease=LEASE)
    performer = Performer(store, forum.actor, DryRun(), clock, worker, "act", NO_CAPS, patience)
    if until_idle:
        sweep = Sweep(forum.reader, store, clock)
        while sweep.sweep().come_back_in is not None:
            pass  # goes on at once where it was cut short
    for _ in range(rounds):
        tally, performed = checker.check_all(3), performer.perform_all(4)
        try:
            polled = poller.poll().delivery.to_check
        except ForumError:
            polled = 1
        if until_idle and not polled and tally == Tally() and not performed and is_done(store):
            return


def is_done(store: Store) -> bool:
    """Whether nothing waits; what a dead child still holds under its lease does."""
    time.sleep(LEASE.total_seconds() / 3)
    with store.reading() as tx:
        return (
            not tx.posts.count_unchecked(SystemClock().now())[0]
            and not tx.actions.count_pending(SystemClock().now())[0]
        )


def fork(store: Store, forum_url: str, told: int, *, rounds: int = 10**9, until_idle: bool = False) -> int:
    """Start a child and return its process id."""
    pid = os.fork()
    if pid:
        return pid
    try:
        live(store, forum_url, told, rounds=rounds, until_idle=until_idle)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def forget(heard: int) -> None:
    """Take out what earlier children said."""
    while select.select([heard], [], [], 0)[0]:
        os.read(heard, 65536)


def main(store_url: str, forum_url: str, kills: int, seed: int) -> None:
    chance, killed = random.Random(seed), 0
    store = Store(store_url)
    heard, told = os.pipe()
    live(store, forum_url, told, rounds=5)  # warms up what children inherit: compiled statements, no connections
    store.close()
    began = time.monotonic()
    os.waitpid(fork(store, forum_url, told, rounds=0), 0)
    longest = max(0.07, 5 * (time.monotonic() - began))  # on a slow machine as well a life holds some work
    for number in range(kills):
        forget(heard)
        pid = fork(store, forum_url, told)
        if number % 10 == 9:  # the others die at any moment, and on a slow machine none of them may hold a post
            select.select([heard], [], [], 5)
        else:
            time.sleep(chance.uniform(0.005, longest))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        killed += os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    Path(sys.argv[5]).touch()  # tells the forum to stop writing
    time.sleep(0.2)
    _, status = os.waitpid(fork(store, forum_url, told, until_idle=True), 0)
    sys.stdout.write(json.dumps({"killed": killed, "last": os.waitstatus_to_exitcode(status)}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
