import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from modbot.errors import ForumBusy
from modbot.store.rows import HeartbeatRow
from modbot.store.store import Store
from modbot.worker import Duty, Turn, Worker
from tests.fakes import FakeClock
from tests.waiting import PATIENCE

OFTEN = timedelta(milliseconds=30)
SELDOM = timedelta(hours=1)


@pytest.fixture
def quick_store(sqlite_url: str) -> Store:
    return Store(sqlite_url)


def run(worker: Worker, until: threading.Event) -> None:
    worker.start()
    try:
        assert until.wait(PATIENCE)
    finally:
        worker.stop()


def test_duties_come_round_and_never_meet_themselves(quick_store: Store) -> None:
    running, rounds, met, enough, pause = threading.Lock(), [], [], threading.Event(), threading.Event()

    def work() -> Turn:
        if not running.acquire(blocking=False):
            met.append(1)
        pause.wait(0.05)  # longer than it takes to come round
        rounds.append(1)
        running.release()
        if len(rounds) == 4:
            enough.set()
        return Turn()

    run(Worker(quick_store, FakeClock(), "one", [Duty("check", work, OFTEN)]), enough)
    assert met == []


def test_a_duty_that_did_something_wakes_those_that_have_work_then(quick_store: Store) -> None:
    checked = threading.Event()

    def check() -> Turn:
        checked.set()
        return Turn()

    far = (datetime.now(UTC) + timedelta(hours=12)).time()
    duties = [Duty("poll", lambda: Turn(3), SELDOM, wakes=("check",)), Duty("check", check, at=far)]
    run(Worker(quick_store, FakeClock(), "one", duties), checked)


def test_a_duty_woken_while_it_runs_runs_once_more(quick_store: Store) -> None:
    rounds, started, go_on, again = [], threading.Event(), threading.Event(), threading.Event()

    def work() -> Turn:
        rounds.append(1)
        started.set()
        go_on.wait(PATIENCE)
        if len(rounds) == 2:
            again.set()
        return Turn()

    worker = Worker(quick_store, FakeClock(), "one", [Duty("check", work, SELDOM)])
    worker.start()
    assert started.wait(PATIENCE)
    worker.wake("check")
    time.sleep(0.1)  # meanwhile the scheduler tries it and, as it runs, skips it; a slow machine only proves less
    go_on.set()
    assert again.wait(PATIENCE)
    worker.stop()


def test_a_duty_may_ask_to_come_back_soon(quick_store: Store) -> None:
    rounds, enough = [], threading.Event()

    def work() -> Turn:
        rounds.append(1)
        if len(rounds) == 3:
            enough.set()
        return Turn(0, 0.0 if len(rounds) < 3 else None)

    run(Worker(quick_store, FakeClock(), "one", [Duty("poll", work, SELDOM)]), enough)


def list_heartbeats(store: Store) -> list[HeartbeatRow]:
    with store.reading() as tx:
        return tx.heartbeats.all()


def test_a_failing_duty_is_noted_without_its_message_and_tried_again(store: Store) -> None:
    clock, trouble = FakeClock(), [ValueError("a post's words"), ValueError("a post's words"), ForumBusy("slow", 5)]

    def work() -> Turn:
        if trouble:
            raise trouble.pop(0)
        return Turn(7)

    duties = [Duty("poll", work)]
    worker = Worker(store, clock, "one", duties)
    with capture_logs() as logs:
        worker.run_once("poll")
        worker.run_once("poll")
    assert [(entry["event"], entry["error"]) for entry in logs] == [("duty failed", "ValueError")] * 2
    assert "words" not in str(logs)
    (beat,) = list_heartbeats(store)
    assert (beat.failures, beat.last_error) == (2, "ValueError")
    assert worker.run_once("poll") == 0  # busy is no failure
    clock.move(seconds=30)
    assert worker.run_once("poll") == 7
    (beat,) = list_heartbeats(store)
    assert (beat.failures, beat.finished_at) == (0, clock.now())


CHILD = """
import os, sys
from datetime import timedelta
from modbot.clock import SystemClock
from modbot.store.store import Store
from modbot.worker import Duty, Turn, Worker
def work():
    os.write(2, b"begun\\n")  # the log goes to standard output meanwhile
    worker.stopping.wait()
    os.write(2, b"ended\\n")
    return Turn()
worker = Worker(Store(sys.argv[1]), SystemClock(), "one", [Duty("check", work, timedelta(milliseconds=10))])
worker.run_until_signal()
os.write(2, b"stopped\\n")
"""


def test_sigterm_lets_the_round_end_and_then_stops(sqlite_url: str) -> None:
    root = str(Path(__file__).parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, sqlite_url], stderr=subprocess.PIPE, text=True, cwd=root
    ) as child:
        assert child.stderr is not None
        assert child.stderr.readline() == "begun\n"
        child.send_signal(signal.SIGTERM)
        lines = child.stderr.read().split()
        assert child.wait(PATIENCE) == 0
    assert [line for line in lines if line in {"begun", "ended", "stopped"}] == ["ended", "stopped"]
