"""Flags: filed by the check, taken up and decided by people. One open flag per post and category.

Every change names the version of the flag it was based on; who comes second gets a ConflictError. Claims are not
changes: they lapse by themselves. A case is a group of flags decided together; one of them leads it in the queue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from modbot.errors import ConflictError, NotFound
from modbot.records import Finding, Flag, FlagState, Severity, Verdict
from modbot.store.counters import Counters
from modbot.store.database import lock_rows
from modbot.store.queue import QueueQuery, find_hour, select_cards_by_status, select_due, sort_cards
from modbot.store.rows import FlagRow, PostRow, read_row
from modbot.store.signals import Signals
from modbot.store.tables import IS_OPEN, cases, flags

FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)
_STATUS_RANK = {"live": 0, "hint": 1, "shadow": 2}


@dataclass(frozen=True, slots=True)
class FlagFacts:
    """What a new flag needs beside its finding: when it is due, which terms it was held against, whose it is."""

    language: str = ""
    due_tto_at: datetime | None = None
    due_at: datetime | None = None
    terms_version: str = ""
    terms_hash: str = ""
    partner: str = ""
    partner_rank: int = 100
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a finding: a flag was opened, got more evidence, or knew it all."""

    flag: FlagRow
    outcome: Literal["opened", "added", "known"]


class Flags:
    """The flags table inside one transaction."""

    def __init__(self, connection: Connection, signals: Signals, counters: Counters) -> None:
        self._connection = connection
        self._signals = signals
        self._counters = counters
        self._unsettled: set[int] = set()

    def file(self, post: PostRow, finding: Finding, facts: FlagFacts, at: datetime) -> Filed:
        """Open a flag for a finding, or add the finding to the open flag of its post and category."""
        signal_ids = self._signals.record(post.id, post.post_id, finding.signals, at)
        known = self.open_of(post.post_id, finding.category)
        if known is None:
            flag = self._open(post, finding, facts, at)
            self._signals.put_behind(flag.id, signal_ids)
            return Filed(flag, "opened")
        added = self._signals.put_behind(known.id, signal_ids)
        changes = _merge_into(known, post, finding, facts)
        if not added and not changes:
            return Filed(known, "known")
        return Filed(self._change(known, changed_at=at, **changes), "added")

    def get(self, flag_id: int) -> FlagRow:
        """Return a flag; raises NotFound."""
        row = self._connection.execute(select(flags).where(flags.c.id == flag_id)).first()
        if row is None:
            raise NotFound("there is no flag %(number)s", number=flag_id)
        return _read(row)

    def load(self, flag_id: int) -> Flag:
        """Return a flag as the record that travels, with its whole finding; raises NotFound."""
        row = self.get(flag_id)
        signals = tuple(item.signal for item in self._signals.of_flag(flag_id) if item.post_row == row.post_row)
        finding = Finding(row.category, row.label, row.clauses, row.score, row.severity, row.status, signals)
        return Flag(
            id=row.id,
            post_id=row.post_id,
            content_key=row.content_key,
            finding=finding,
            state=row.state,
            opened_at=row.opened_at,
            due_at=row.due_at,
            claimed_by=row.claimed_by,
            claimed_until=row.claimed_until,
            version=row.version,
        )

    def open_of(self, post_id: str, category: str) -> FlagRow | None:
        """Return the open flag of a post and category, locked until the transaction ends."""
        query = select(flags).where(flags.c.post_id == post_id, flags.c.category == category, IS_OPEN)
        row = self._connection.execute(lock_rows(query, self._connection)).first()
        return None if row is None else _read(row)

    def open_in(self, category: str, limit: int = 500) -> list[FlagRow]:
        """Return the open flags of a category, oldest first, whether or not they lead their case."""
        found = select(flags).where(flags.c.category == category, IS_OPEN).order_by(flags.c.id).limit(limit)
        return [_read(row) for row in self._connection.execute(found)]

    def last_decided(self, post_id: str, category: str) -> FlagRow | None:
        """Return the flag of a post and category that people decided last."""
        query = select(flags).where(
            flags.c.post_id == post_id, flags.c.category == category, flags.c.state == "decided"
        )
        row = self._connection.execute(query.order_by(flags.c.decided_at.desc(), flags.c.id.desc()).limit(1)).first()
        return None if row is None else _read(row)

    def of_post(self, post_id: str) -> list[FlagRow]:
        """Return all flags of a post, oldest first."""
        query = select(flags).where(flags.c.post_id == post_id).order_by(flags.c.id)
        return [_read(row) for row in self._connection.execute(query)]

    def of_cases(self, case_ids: Sequence[int], *, only_open: bool = False) -> list[FlagRow]:
        """Return the flags of cases, by id."""
        query = select(flags).where(flags.c.case_id.in_(case_ids)).order_by(flags.c.id)
        if only_open:
            query = query.where(IS_OPEN)
        return [_read(row) for row in self._connection.execute(query)]

    def of_author(self, username: str, limit: int = 50) -> list[FlagRow]:
        """Return an author's flags, newest first."""
        query = select(flags).where(flags.c.author_key == username.casefold()).order_by(flags.c.id.desc())
        return [_read(row) for row in self._connection.execute(query.limit(limit))]

    def page(self, query: QueueQuery) -> list[FlagRow]:
        """Return the cards of the queue that fit ``query``: the leading flag of each case, in order."""
        self.settle()
        pages = [self._connection.execute(statement) for statement in select_cards_by_status(query)]
        return sort_cards(query, (_read(row) for page in pages for row in page))

    def count_open(self, prefix: str = "") -> dict[str, int]:
        """Return how many cards wait, by "status/severity/category"."""
        self.settle()
        start = "cards/open/"
        return {name[len(start) :]: n for name, n in self._counters.read(start + prefix).items() if n}

    def count_due(self, query: QueueQuery, start: datetime | None, end: datetime, most: int) -> dict[Severity, int]:
        """Return how many cards fall due in that time, by severity; counting stops at ``most``."""
        self.settle()
        return {row[0]: row[1] for row in self._connection.execute(select_due(query, start, end, most))}

    def claim(self, flag_id: int, who: str, now: datetime, until: datetime) -> FlagRow:
        """Take up a flag with its whole case until then; raises ConflictError when someone else holds it."""
        row = self.get(flag_id)
        if row.state != "open":
            raise ConflictError("this case is decided already")
        mine = [flag for flag in self._lock_case(row.case_id) if flag.state == "open"]
        if any(f.claimed_by not in (None, who) and f.claimed_until and f.claimed_until > now for f in mine):
            raise ConflictError("somebody else holds this case just now")
        for flag in mine:
            taken: dict[str, Any] = {"claimed_by": who, "claimed_until": until}
            if flag.taken_at is None:
                met = None if flag.due_tto_at is None else now <= flag.due_tto_at
                taken |= {"taken_at": now, "due_tto_met": met}
            self._set(flag.id, **taken)
        return self.get(flag_id)

    def release(self, flag_id: int, who: str) -> None:
        """Give back a claimed case; what others hold stays theirs."""
        case_id = select(flags.c.case_id).where(flags.c.id == flag_id).scalar_subquery()
        self._connection.execute(
            update(flags)
            .where(flags.c.case_id == case_id, flags.c.claimed_by == who)
            .values(claimed_by=None, claimed_until=None)
        )

    def decide(self, flag_id: int, version: int, verdict: Verdict, at: datetime) -> FlagRow:
        """Close a flag with a verdict; raises ConflictError when it changed since ``version`` or is not open."""
        row = self._seen(flag_id, version)
        met = None if row.due_at is None else at <= row.due_at
        changes: dict[str, Any] = {"state": "decided", "verdict": verdict, "decided_at": at, "due_met": met}
        return self._change(row, changed_at=at, claimed_by=None, claimed_until=None, **changes)

    def escalate(
        self, flag_id: int, version: int, severity: Severity, at: datetime, due_at: datetime | None
    ) -> FlagRow:
        """Keep a flag open for others, at another severity; raises ConflictError."""
        changes: dict[str, Any] = {"severity": severity, "verdict": "escalate", "due_at": due_at}
        row = self._seen(flag_id, version)
        return self._change(row, changed_at=at, claimed_by=None, claimed_until=None, **changes, **_sort(due_at))

    def close(self, flag_id: int, version: int, state: FlagState, at: datetime) -> FlagRow:
        """Close a flag without a verdict: "supplied" what was missing, or "expired"; raises ConflictError."""
        row = self._seen(flag_id, version)
        return self._change(row, changed_at=at, state=state, decided_at=at, claimed_by=None, claimed_until=None)

    def pause(self, flag_id: int, version: int, at: datetime) -> FlagRow:
        """Stop a flag's clock while its author is asked; raises ConflictError."""
        return self._change(self._seen(flag_id, version), changed_at=at, paused_at=at, **_sort(None))

    def resume(self, flag_id: int, version: int, at: datetime, due_at: datetime | None) -> FlagRow:
        """Start a flag's clock again with a new due time; raises ConflictError."""
        row = self._seen(flag_id, version)
        paused = int((at - row.paused_at).total_seconds()) if row.paused_at else 0
        changes: dict[str, Any] = {"paused_at": None, "paused_seconds": row.paused_seconds + paused}
        return self._change(row, changed_at=at, due_at=due_at, **changes, **_sort(due_at))

    def restore(self, flag_id: int, version: int, before: Mapping[str, Any], at: datetime) -> FlagRow:
        """Give a flag the fields of a snapshot; raises ConflictError, also when a newer one is open on its post."""
        row = self.get(flag_id)
        if row.version != version:
            raise ConflictError("flag %(number)s was changed by somebody else", number=flag_id)
        newer = self.open_of(row.post_id, row.category)
        if newer is not None and newer.id != flag_id and before["state"] == "open":
            raise ConflictError("flag %(number)s was opened meanwhile on the same post", number=newer.id)
        return self._change(row, **_read_snapshot(before), changed_at=at)

    def settle(self) -> None:
        """Let the most urgent open flag of every touched case lead it; the transaction does so at its end."""
        for case_id in sorted(self._unsettled):
            members = self._lock_case(case_id)
            waiting = [flag for flag in members if flag.state == "open"]
            first = min(waiting, key=lambda f: (_STATUS_RANK[f.status], f.severity, f.sort_at, f.id), default=None)
            for flag in members:
                leads = first is not None and flag.id == first.id
                if leads != flag.leads:
                    self._set(flag.id, leads=leads)
                    self._count_card(flag, 1 if leads else -1)
        self._unsettled.clear()

    def _open(self, post: PostRow, finding: Finding, facts: FlagFacts, at: datetime) -> FlagRow:
        case_id = facts.case_id or self._case_of_post(post.post_id) or self._new_case(at)
        author = post.post.author
        values = {
            "case_id": case_id,
            "leads": False,
            **{name: getattr(post, name) for name in ("post_id", "content_key")},
            **{name: getattr(finding, name) for name in ("category", "label", "score", "severity", "status")},
            **{name: getattr(post.post, name) for name in ("section", "audience")},
            **{name: getattr(facts, name) for name in ("terms_version", "terms_hash", "partner", "partner_rank")},
            "post_row": post.id,
            "clauses": list(finding.clauses),
            "state": "open",
            "version": 0,
            "author_id": author.id,
            "author_key": author.username.casefold(),
            "author_name": author.username,
            "language": facts.language or post.post.language,
            "opened_at": at,
            "changed_at": at,
            "due_tto_at": facts.due_tto_at,
            "due_at": facts.due_at,
            "paused_seconds": 0,
            **_sort(facts.due_at),
        }
        row = _read(self._connection.execute(insert(flags).values(**values).returning(flags)).one())
        self._unsettled.add(case_id)
        self._counters.add(f"flags/opened/{row.severity}/{row.category}", day=at.astimezone(UTC).date())
        return row

    def _case_of_post(self, post_id: str) -> int | None:
        """Flags of one post are one case while any of them is open."""
        query = select(flags.c.case_id).where(flags.c.post_id == post_id, IS_OPEN).limit(1)
        return self._connection.execute(query).scalar()

    def _new_case(self, at: datetime) -> int:
        new = insert(cases).values(opened_at=at).returning(cases.c.id)
        return int(self._connection.execute(new).scalar_one())

    def _lock_case(self, case_id: int) -> list[FlagRow]:
        query = select(flags).where(flags.c.case_id == case_id, or_(flags.c.state == "open", flags.c.leads))
        found = self._connection.execute(lock_rows(query.order_by(flags.c.id), self._connection))
        return [_read(row) for row in found]

    def _seen(self, flag_id: int, version: int) -> FlagRow:
        row = self.get(flag_id)
        if row.version != version or row.state != "open":
            raise ConflictError("flag %(number)s was changed or decided by somebody else", number=flag_id)
        return row

    def _change(self, before: FlagRow, **values: Any) -> FlagRow:
        statement = (
            update(flags)
            .where(flags.c.id == before.id, flags.c.version == before.version)
            .values(version=before.version + 1, **values)
            .returning(flags)
        )
        try:
            row = self._connection.execute(statement).first()
        except IntegrityError as error:
            raise ConflictError(
                "flag %(number)s cannot change: another one is open on its post", number=before.id
            ) from error
        if row is None:
            raise ConflictError("flag %(number)s was changed by somebody else", number=before.id)
        after = _read(row)
        if before.leads:  # counted under what it was; settle() finds it again under what it is
            self._count_card(before, -1)
            self._count_card(after, 1)
        self._unsettled.add(after.case_id)
        return after

    def _count_card(self, flag: FlagRow, n: int) -> None:
        self._counters.add(f"cards/open/{flag.status}/{flag.severity}/{flag.category}", n)

    def _set(self, flag_id: int, **values: Any) -> None:
        self._connection.execute(update(flags).where(flags.c.id == flag_id).values(**values))


def take_snapshot(flag: FlagRow) -> dict[str, Any]:
    """Return what a decision may change about a flag, as plain data: what undo gives back."""
    return {
        name: value.isoformat() if isinstance(value := getattr(flag, name), datetime) else value for name in _UNDONE
    }


_UNDONE = (
    *("state", "verdict", "severity", "decided_at", "due_at", "due_met", "sort_at"),
    *("paused_at", "paused_seconds", "claimed_by", "claimed_until"),
)


def _read_snapshot(before: Mapping[str, Any]) -> dict[str, Any]:
    found = {
        name: datetime.fromisoformat(value) if value and name.endswith(("_at", "_until")) else value
        for name, value in before.items()
        if name in _UNDONE
    }
    return {**found, **_sort(found["sort_at"])}


def _merge_into(flag: FlagRow, post: PostRow, finding: Finding, facts: FlagFacts) -> dict[str, Any]:
    """Return the fields of an open flag that a further finding changes: it may grow, never shrink."""
    changes: dict[str, Any] = {}
    if finding.score > flag.score:
        changes |= {"score": finding.score, "label": finding.label}
    if _STATUS_RANK[finding.status] < _STATUS_RANK[flag.status]:
        changes["status"] = finding.status
    if finding.severity < flag.severity:
        changes["severity"] = finding.severity
        if facts.due_at and facts.due_at < flag.sort_at:
            changes |= {"due_tto_at": facts.due_tto_at, "due_at": facts.due_at, **_sort(facts.due_at)}
    if new_clauses := [clause for clause in finding.clauses if clause not in flag.clauses]:
        changes["clauses"] = [*flag.clauses, *new_clauses]
    if post.id > flag.post_row:  # never back to an older version
        changes |= {"content_key": post.content_key, "post_row": post.id}
    return changes


def _sort(due_at: datetime | None) -> dict[str, datetime]:
    sort_at = due_at or FAR_FUTURE
    return {"sort_at": sort_at, "risk_at": find_hour(sort_at)}


def _read(row: Row[Any]) -> FlagRow:
    return read_row(FlagRow, row)
