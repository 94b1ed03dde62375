"""Hints that mend themselves: closed as "supplied" once the author gave what was asked (SP-4.3, SP-4.4); no strike.

Partly supplied, the hint stays and its draft shrinks. A staff question nobody answers for some business days
becomes a hint of its own, which closes when the author writes again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from modbot.clock import Clock
from modbot.prepare.statement import Wants
from modbot.records import Finding, Post, Signal
from modbot.review.calendar import Calendar
from modbot.store.flags import FlagFacts
from modbot.store.rows import FlagRow, PostRow
from modbot.store.store import Store, Transaction

ACTOR = "modbot"
LACKING = "missing_prerequisites"
SILENT = "attention.awaiting_author"
_QUESTION_MARKS = ("?", ";", "？")

FindWants = Callable[[Post, Sequence[Post]], Wants]
DescribeFlag = Callable[[Finding, Post, str, datetime], FlagFacts]


@dataclass(frozen=True, slots=True)
class Healed:
    """What a round did: hints closed, hints that need less than before, questions found unanswered."""

    supplied: int = 0
    shrunk: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Healer:
    """Looks through the open hints. ``patience``: business time a staff question may stay unanswered."""

    store: Store
    clock: Clock
    calendar: Calendar
    find_wants: FindWants
    describe: DescribeFlag
    patience: timedelta = timedelta(hours=27)

    def heal_next(self) -> Healed:
        """Close what was supplied, note what shrank, point at silence; each change with its audit entry."""
        now = self.clock.now()
        done = Healed()
        with self.store.transaction() as tx:
            for flag in tx.flags.open_in(LACKING):
                done = self._look_at(tx, flag, now, done)
            for flag in tx.flags.open_in("attention"):
                done = _close_answered(tx, flag, now, done)
        return done

    def _look_at(self, tx: Transaction, flag: FlagRow, now: datetime, done: Healed) -> Healed:
        row = tx.posts.latest(flag.post_id)
        if row is None:
            return done
        topic = list_topic(tx, row)
        replies = [later.post for later in topic if is_author(later, row) and comes_after(later, row)]
        wants = self.find_wants(row.post, replies)
        if not wants.missing:
            tx.flags.close(flag.id, flag.version, "supplied", now)
            tx.audit.add(now, ACTOR, "close as supplied", f"flag/{flag.id}", post=row.post_id)
            return Healed(done.supplied + 1, done.shrunk, done.silent)
        remaining = " ".join(wants.missing)
        if replies and remaining != _last_remaining(tx, flag):
            tx.audit.add(now, ACTOR, "supplied in part", f"flag/{flag.id}", post=row.post_id, remaining=remaining)
            return Healed(done.supplied, done.shrunk + 1, done.silent)
        if self._is_silent(topic, row, now) and tx.flags.open_of(row.post_id, "attention") is None:
            self._point_at_silence(tx, row, flag.language, now)
            return Healed(done.supplied, done.shrunk, done.silent + 1)
        return done

    def _is_silent(self, topic: Sequence[PostRow], row: PostRow, now: datetime) -> bool:
        """Say whether the topic ends in a staff question older than the patience, with no word of the author since."""
        asked = [later for later in topic if comes_after(later, row) and asks_author(later)]
        if not asked or asked[-1].post.posted_at is None:
            return False
        question = asked[-1]
        if any(is_author(later, row) and comes_after(later, question) for later in topic):
            return False
        return self.calendar.business_time(asked[-1].post.posted_at, now) >= self.patience

    def _point_at_silence(self, tx: Transaction, row: PostRow, language: str, now: datetime) -> None:
        signal = Signal(
            source="review/silence",
            category="attention",
            label=SILENT,
            clauses=("SP-4.3",),
            score=1.0,
            reason="a staff question has not been answered by the author",
            status="hint",
        )
        finding = Finding("attention", SILENT, signal.clauses, 1.0, "P4", "hint", (signal,))
        filed = tx.flags.file(row, finding, self.describe(finding, row.post, language, now), now)
        tx.audit.add(now, ACTOR, "open flag", f"flag/{filed.flag.id}", post=row.post_id, category="attention")


def list_topic(tx: Transaction, row: PostRow) -> list[PostRow]:
    """Return the stored posts of the row's topic, newest versions only, in the order they were written."""
    if row.post.topic_id is None:
        return []
    return tx.posts.in_topic(row.post.topic_id, limit=200)


def is_author(other: PostRow, row: PostRow) -> bool:
    """Say whether both posts are by the same person."""
    return bool(row.post.author.username) and other.post.author.username == row.post.author.username


def comes_after(other: PostRow, row: PostRow) -> bool:
    """Say whether ``other`` stands below ``row`` in its topic."""
    return (other.post.post_number or 0) > (row.post.post_number or 0)


def asks_author(row: PostRow) -> bool:
    """Say whether staff asks something here."""
    return row.post.author.is_staff and any(mark in row.post.raw for mark in _QUESTION_MARKS)


def _last_remaining(tx: Transaction, flag: FlagRow) -> str:
    entries = [entry for entry in tx.audit.about(f"flag/{flag.id}") if entry.verb == "supplied in part"]
    return max(entries, key=lambda entry: entry.id).detail.get("remaining", "") if entries else ""


def _close_answered(tx: Transaction, flag: FlagRow, now: datetime, done: Healed) -> Healed:
    """Close the hint about silence once the author has written again."""
    row = tx.posts.latest(flag.post_id)
    if flag.label != SILENT or row is None:
        return done
    topic = list_topic(tx, row)
    asked = [later for later in topic if comes_after(later, row) and asks_author(later)]
    answered = any(is_author(later, row) and comes_after(later, asked[-1]) for later in topic) if asked else True
    if not answered:
        return done
    tx.flags.close(flag.id, flag.version, "supplied", now)
    tx.audit.add(now, ACTOR, "close as supplied", f"flag/{flag.id}", post=row.post_id)
    return Healed(done.supplied + 1, done.shrunk, done.silent)
