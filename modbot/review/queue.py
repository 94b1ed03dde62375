"""What waits for a decision: the next card, taking a case and giving it back, what is late and what soon will be.

A card of a post that could not be examined can send it to be examined again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from modbot.errors import ConflictError
from modbot.records import CATEGORIES, NOT_SCANNED, Severity
from modbot.review.desk import Desk, Reviewer
from modbot.review.roles import require
from modbot.store.queue import QueueQuery
from modbot.store.rows import FlagRow
from modbot.store.store import Transaction

COUNTED_AT_MOST = 1000  # "1000 or more" says as much to a person, and costs the same with a million waiting


@dataclass(frozen=True, slots=True)
class Standing:
    """How the queue stands: cards waiting, how many are late, how many fall due before ``until`` per severity."""

    waiting: int
    overdue: int
    breaches: dict[Severity, int]
    until: datetime


def leave_out(query: QueueQuery, excluded: Collection[str]) -> QueueQuery:
    """Return the query without the categories a person asked not to see; what they name themselves they see."""
    if query.categories or not excluded:
        return query
    return replace(query, categories=tuple(name for name in (*CATEGORIES, NOT_SCANNED) if name not in excluded))


def is_hard(desk: Desk, card: FlagRow) -> bool:
    """Return whether a case weighs on who reads it: hate, threats, adult content."""
    return card.label in desk.manners.hard_labels


def next_card(
    tx: Transaction, query: QueueQuery, reviewer: Reviewer, now: datetime, *, spare: tuple[str, ...] = ()
) -> FlagRow | None:
    """Return the first card that is free for this person and that they did not pass on themselves.

    ``spare`` names categories to leave out: personal exclusions, and hard ones after many in a row.
    """
    free = replace(leave_out(query, spare), free_at=now, reader=reviewer.name, limit=25)
    while True:
        page = tx.flags.page(free)
        for card in page:
            if card.verdict != "escalate" or _passed_on_by(tx, card) != reviewer.name:
                return card
        if len(page) < free.limit:
            return None
        free = replace(free, after=page[-1])


def measure_standing(desk: Desk, tx: Transaction, query: QueueQuery, now: datetime) -> Standing:
    """Return how the queue of ``query`` stands; counts stop at COUNTED_AT_MOST."""
    until = desk.calendar.closing_after(now)
    overdue = tx.flags.count_due(query, None, now, COUNTED_AT_MOST)
    due = tx.flags.count_due(query, now, until, COUNTED_AT_MOST)
    return Standing(count_waiting(tx, query), sum(overdue.values()), dict(sorted(due.items())), until)


def count_waiting(tx: Transaction, query: QueueQuery) -> int:
    """Return how many open cards have one of the statuses, severities and categories that are asked for."""
    return sum(
        n
        for name, n in tx.flags.count_open().items()
        if name.split("/")[0] in query.statuses
        and (not query.categories or name.split("/")[2] in query.categories)
        and (not query.severities or name.split("/")[1] in query.severities)
    )


def claim(desk: Desk, flag_id: int, reviewer: Reviewer) -> FlagRow:
    """Take a case for a while, visibly; raises ConflictError naming who has it."""
    require(reviewer.roles, "review")
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        flag = tx.flags.get(flag_id)
        if flag.state != "open":
            raise ConflictError("this case is decided already")
        if flag.claimed_by not in (None, reviewer.name) and flag.claimed_until and flag.claimed_until > now:
            raise ConflictError("%(name)s is on this case", name=flag.claimed_by)
        taken = tx.flags.claim(flag_id, reviewer.name, now, now + desk.manners.claim)
        if flag.claimed_by != reviewer.name:
            tx.audit.add(now, reviewer.name, "claim", f"flag/{flag_id}")
    return taken


def release(desk: Desk, flag_id: int, reviewer: Reviewer) -> FlagRow:
    """Give a case back; what others hold stays theirs."""
    require(reviewer.roles, "review")
    with desk.store.transaction() as tx:
        tx.flags.release(flag_id, reviewer.name)
        return tx.flags.get(flag_id)


def pause(desk: Desk, flag_id: int, version: int, reviewer: Reviewer) -> FlagRow:
    """Stop the clock while the author is asked, visibly and audited (ZM-3.5-c); raises ConflictError."""
    require(reviewer.roles, "review")
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        paused = tx.flags.pause(flag_id, version, now)
        tx.audit.add(now, reviewer.name, "pause", f"flag/{flag_id}")
    return paused


def resume(desk: Desk, flag_id: int, version: int, reviewer: Reviewer) -> FlagRow:
    """Let the clock run again: the working time left at the pause is left still; raises ConflictError."""
    require(reviewer.roles, "review")
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        flag = tx.flags.get(flag_id)
        running = tx.flags.resume(flag_id, version, now, _due_after_pause(desk, flag, now))
        tx.audit.add(now, reviewer.name, "resume", f"flag/{flag_id}")
    return running


def examine_again(desk: Desk, flag_id: int, reviewer: Reviewer) -> None:
    """Have a post examined anew that could not be; when that works, its card closes by itself.

    Raises ConflictError when the case is of another kind, closed, or the post's words have expired.
    """
    require(reviewer.roles, "review")
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        flag = tx.flags.get(flag_id)
        if flag.category != NOT_SCANNED or flag.state != "open":
            raise ConflictError("only a post that could not be examined can be examined again")
        if not tx.posts.recheck(flag.post_id, now):
            raise ConflictError("the words of this post are no longer kept")
        tx.audit.add(now, reviewer.name, "examine again", f"flag/{flag_id}", post=flag.post_id)


def _due_after_pause(desk: Desk, flag: FlagRow, now: datetime) -> datetime | None:
    if flag.paused_at is None or flag.due_at is None:
        return flag.due_at
    return desk.calendar.move(flag.severity, flag.due_at, flag.paused_at, now)


def _passed_on_by(tx: Transaction, card: FlagRow) -> str:
    latest = tx.decisions.latest(card.id)
    return latest.moderator if latest else ""
