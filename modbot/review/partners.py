"""Accountability by partner (FT-4.12): what members of an organisation were found to have done, and a note about it.

A note is a draft for the owner of the partner account. modbot never sends one: a person does, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from modbot.records import Severity
from modbot.review.desk import Desk, Reviewer
from modbot.review.letters import Letter, LetterFacts
from modbot.review.roles import require
from modbot.store.reports import Confirmed
from modbot.store.store import Transaction

ACCOUNTABLE: tuple[Severity, ...] = ("P1", "P2")
LOOK_BACK = timedelta(days=30)
SENT = "note to partner"


@dataclass(frozen=True, slots=True)
class Account:
    """One organisation: its confirmed findings since the last note (or the last month), newest last."""

    organisation: str
    since: datetime
    noted_at: datetime | None
    findings: tuple[Confirmed, ...]


def list_accounts(desk: Desk, tx: Transaction) -> list[Account]:
    """Return the organisations with confirmed P1 and P2 findings that no note speaks of yet; most findings first."""
    now = desk.clock.now()
    by_name: dict[str, list[Confirmed]] = {}
    for row in tx.reports.confirmed_of_partners(now - LOOK_BACK, now + timedelta(days=1), ACCOUNTABLE):
        by_name.setdefault(row.partner, []).append(row)
    found = []
    for name, rows in by_name.items():
        noted_at = max((e.at for e in tx.audit.about(_subject(name)) if e.verb == SENT), default=None)
        since = max(now - LOOK_BACK, noted_at) if noted_at else now - LOOK_BACK
        left = tuple(row for row in rows if row.decided_at > since)
        if left or noted_at:
            found.append(Account(name, since, noted_at, left))
    return sorted(found, key=lambda account: (-len(account.findings), account.organisation.casefold()))


def draft_note(desk: Desk, account: Account, language: str) -> Letter:
    """Return a note to the account's owner: numbers, dates, members, places and clauses; never a post's words."""
    facts = LetterFacts(organisation=account.organisation, since=account.since.date().isoformat())
    lines = [
        f"{row.flag_id} · {row.decided_at.date().isoformat()} · @{row.author} · {', '.join(row.clauses)}"
        + (f" · {row.url}" if row.url.startswith(("http://", "https://")) else "")
        for row in account.findings
    ]
    return desk.letters.tell_partner(language, facts, lines)


def note_sent(desk: Desk, organisation: str, reviewer: Reviewer) -> None:
    """Write down that a person sent a note; the next one speaks of what came after. Raises NotAllowed."""
    require(reviewer.roles, "confirm_consequences")
    with desk.store.transaction() as tx:
        tx.audit.add(desk.clock.now(), reviewer.name, SENT, _subject(organisation))


def _subject(organisation: str) -> str:
    return f"partner/{organisation}"[:190]
