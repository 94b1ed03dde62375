"""Turns the duties round: poll, sweep, check, enforce, fetch reviews, forget.

Each duty runs once at a time in this process, makes up for missed rounds with one, and never sleeps inside. A duty
that fails is noted with the kind of its failure, seen in the heartbeats, and tried again at its next turn.
"""

from __future__ import annotations

import logging
import signal
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from modbot.clock import Clock
from modbot.errors import ForumBusy
from modbot.store.store import Store

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Turn:
    """How many things a duty did, and in how many seconds it wants to come back (None: at its next turn)."""

    done: int = 0
    come_back_in: float | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A piece of work that comes round: every so often, or once a day ``at`` a time in UTC.

    ``wakes`` names the duties that have work once this one did something.
    """

    name: str
    work: Callable[[], Turn]
    every: timedelta = timedelta(minutes=1)
    at: time | None = None
    wakes: tuple[str, ...] = ()


class Worker:
    """Runs duties in threads until told to stop."""

    def __init__(self, store: Store, clock: Clock, name: str, duties: Sequence[Duty]) -> None:
        self.stopping = threading.Event()
        self._store = store
        self._clock = clock
        self._name = name
        self._duties = {duty.name: duty for duty in duties}
        self._woken: set[str] = set()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
            executors={"default": ThreadPoolExecutor(max(1, len(duties)))},
        )

    def start(self) -> None:
        """Start all duties: each runs at once, those with a time of day only then."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a skipped turn of a running duty is no news
        for duty in self._duties.values():
            if duty.at is not None:
                trigger = CronTrigger(hour=duty.at.hour, minute=duty.at.minute, second=duty.at.second, timezone=UTC)
                self._scheduler.add_job(self.run_once, trigger, args=[duty.name], id=duty.name)
            else:
                trigger = IntervalTrigger(seconds=duty.every.total_seconds(), timezone=UTC)
                now = datetime.now(UTC)
                self._scheduler.add_job(self.run_once, trigger, args=[duty.name], id=duty.name, next_run_time=now)
        self._scheduler.add_listener(self._turn_ended, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
        self._scheduler.start()

    def wake(self, *names: str) -> None:
        """Let duties run now instead of at their next turn; one that is running runs once more afterwards."""
        for name in names:
            self._woken.add(name)
            self._schedule(name, 0.0)

    def run_once(self, name: str) -> int:
        """Run one round of a duty and return how much it did; a failure is noted, not raised."""
        if self.stopping.is_set():
            return 0
        self._woken.discard(name)
        turn, error = self._run(self._duties[name])
        self._note(name, turn.done, error)
        if turn.done:
            self.wake(*self._duties[name].wakes)
        if turn.come_back_in == 0:
            self._woken.add(name)
        elif turn.come_back_in is not None:
            self._schedule(name, turn.come_back_in)
        return turn.done

    def stop(self) -> None:
        """Let running duties finish their round and start no other."""
        self.stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def run_until_signal(self) -> None:
        """Start, and stop cleanly on SIGTERM or SIGINT. Call it in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        self.start()
        self.stopping.wait()
        log.info("stopping", worker=self._name)
        self.stop()

    def _run(self, duty: Duty) -> tuple[Turn, str]:
        try:
            with self._store.transaction() as tx:
                tx.heartbeats.start(duty.name, self._name, self._clock.now())
            return duty.work(), ""
        except ForumBusy as busy:
            log.info("forum is busy", duty=duty.name, wait_seconds=busy.wait_seconds)
            return Turn(0, busy.wait_seconds), ""
        except Exception as error:
            log.error("duty failed", duty=duty.name, **describe_trouble(error))  # noqa: TRY400  no text in logs
            return Turn(), type(error).__name__

    def _note(self, name: str, done: int, error: str) -> None:
        if done:
            log.info("duty done", duty=name, done=done)
        try:
            with self._store.transaction() as tx:
                tx.heartbeats.finish(name, self._name, self._clock.now(), done, error)
        except Exception as trouble:
            log.error("heartbeat failed", duty=name, **describe_trouble(trouble))  # noqa: TRY400  no text in logs

    def _turn_ended(self, ended: JobExecutionEvent) -> None:
        # The scheduler skips a duty that still counts as running, so a wake in that time is made up for only here.
        if ended.job_id in self._woken:
            self._schedule(ended.job_id, 0.0)

    def _schedule(self, name: str, seconds: float) -> None:
        if not self.stopping.is_set() and self._scheduler.get_job(name) is not None:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC) + timedelta(seconds=seconds))


def describe_trouble(error: BaseException) -> Mapping[str, str]:
    """Return the kind of an error and where it came up; its message may quote a post and stays out of the log."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "where": place}
