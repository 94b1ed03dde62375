"""The list of duties: which part does which, how often, and who has work after whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta

from modbot.check.checker import Checker
from modbot.enforce.perform import Performer
from modbot.forget.retention import Forgetter
from modbot.receive.forum_review import ForumReviews
from modbot.receive.poller import Poller, Round
from modbot.receive.sweep import Sweep
from modbot.receive.webhook import WebhookDoor
from modbot.review.healing import Healer
from modbot.worker import Duty, Turn

_CHECK_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that do the work."""

    poller: Poller
    sweep: Sweep
    door: WebhookDoor
    reviews: ForumReviews
    checker: Checker
    performer: Performer
    forgetter: Forgetter
    healer: Healer


@dataclass(frozen=True, slots=True)
class Pace:
    """How often each duty comes round; sweep and forget at a time of day in UTC."""

    poll: timedelta = timedelta(seconds=60)
    reviews: timedelta = timedelta(minutes=5)
    check: timedelta = timedelta(seconds=5)
    enforce: timedelta = timedelta(seconds=5)
    sweep_at: time = time(3, 30)
    forget_at: time = time(4, 30)
    heal: timedelta = timedelta(minutes=5)


def list_duties(parts: Parts, pace: Pace) -> list[Duty]:
    """Return all duties. Who accepts a webhook call wakes "events"; who decides may wake "enforce"."""
    return [
        Duty("poll", lambda: _turn(parts.poller.poll()), pace.poll, wakes=("check",)),
        Duty("events", lambda: _follow_up(parts.door), pace.poll, wakes=("check", "reviews")),
        Duty("reviews", lambda: _fetch(parts.reviews), pace.reviews),
        Duty("check", lambda: _check(parts.checker), pace.check, wakes=("enforce",)),
        Duty("enforce", lambda: Turn(parts.performer.perform_all()), pace.enforce),
        Duty("heal", lambda: _heal(parts.healer), pace.heal),
        Duty("sweep", lambda: _turn(parts.sweep.sweep()), at=pace.sweep_at, wakes=("check",)),
        Duty("sweep on", lambda: _sweep_on(parts.sweep), pace.poll, wakes=("check",)),
        Duty("forget", lambda: Turn(parts.forgetter.forget_due().versions), at=pace.forget_at),
    ]


def _turn(done: Round) -> Turn:
    return Turn(done.delivery.to_check, done.come_back_in)


def _sweep_on(sweep: Sweep) -> Turn:
    """Go on with a sweep that was cut short, by a busy forum or a restart."""
    return _turn(sweep.sweep()) if sweep.is_unfinished() else Turn()


def _heal(healer: Healer) -> Turn:
    done = healer.heal_next()
    return Turn(done.supplied + done.shrunk + done.silent)


def _follow_up(door: WebhookDoor) -> Turn:
    woken = door.follow_up()
    return Turn(woken.delivery.to_check + woken.reviews_changed, woken.come_back_in)


def _fetch(reviews: ForumReviews) -> Turn:
    harvest = reviews.fetch()
    return Turn(harvest.reports + harvest.verdicts, harvest.come_back_in)


def _check(checker: Checker) -> Turn:
    """Check some batches; with more waiting, come back at once, so that a stop need not wait for a long backlog."""
    tally = checker.check_all(_CHECK_ROUNDS)
    more = tally.examined >= _CHECK_ROUNDS * checker.limits.batch
    return Turn(tally.examined + tally.not_scanned, 0.0 if more else None)
