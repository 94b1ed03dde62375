"""Which open case a new flag belongs to: copies of one text, and one author's wave, are decided once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from modbot.check.quiet import are_alike
from modbot.records import Finding
from modbot.store.rows import FlagRow, PostRow
from modbot.store.store import Transaction

ALIKE = 90.0
WAVE = timedelta(hours=1)
MOST_IN_CASE = 200
_COMPARED = 5_000  # characters of each text
_SHORT = 40  # below, only equal texts are copies


def find_case(tx: Transaction, row: PostRow, finding: Finding, recent: Sequence[PostRow], now: datetime) -> int | None:
    """Return the case of a near copy, or of the author's flags of the last hour; None when it stands alone."""
    if not finding.category or finding.status != "live":
        return None
    candidates = [*_flags_of_copies(tx, row, recent), *_flags_of_wave(tx, row, now)]
    for flag in candidates:
        if flag.state == "open" and flag.category == finding.category and flag.post_id != row.post_id:
            return flag.case_id if len(tx.flags.of_cases([flag.case_id], only_open=True)) < MOST_IN_CASE else None
    return None


def _flags_of_copies(tx: Transaction, row: PostRow, recent: Sequence[PostRow]) -> list[FlagRow]:
    copies = [other for other in recent if _is_copy(row.post.raw, other.post.raw)]
    return [flag for copy in copies for flag in tx.flags.of_post(copy.post_id)]


def _flags_of_wave(tx: Transaction, row: PostRow, now: datetime) -> list[FlagRow]:
    if not row.post.author.username:
        return []
    return [flag for flag in tx.flags.of_author(row.post.author.username) if flag.opened_at >= now - WAVE]


def _is_copy(one: str, other: str) -> bool:
    one, other = " ".join(one[:_COMPARED].split()), " ".join(other[:_COMPARED].split())
    if min(len(one), len(other)) < _SHORT:
        return one == other
    return are_alike(one, other, ALIKE)
