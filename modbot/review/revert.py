"""Takes back everything that one rule or model did, or one version of it: previewed first, and exactly that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from modbot.review.desk import Desk, Reviewer
from modbot.review.roles import require
from modbot.review.undo import Undone, undo
from modbot.store.rows import DecisionRow, FlagRow
from modbot.store.store import Transaction

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Deeds:
    """What rests on a rule alone: violations that stand, and cases that still wait."""

    decisions: tuple[DecisionRow, ...]
    waiting: tuple[FlagRow, ...]


def find_deeds(tx: Transaction, source: str, since: datetime, version: str | None = None) -> Deeds:
    """Return what rests on one rule or model alone and was claimed or decided since then.

    ``version`` None: on all its versions. Flags that another live source, or another version of it, supports are left
    out: they would have been raised without it.
    """
    decisions: list[DecisionRow] = []
    waiting: list[FlagRow] = []
    for flag_ids in _walk_flags(tx, source, version):
        others = {
            row.flag_id
            for row in tx.signals.of_flags(flag_ids)
            if row.signal.status == "live"
            and (row.signal.source != source or (version is not None and row.signal.version != version))
        }
        for flag_id in flag_ids:
            if flag_id in others:
                continue
            flag, latest = tx.flags.get(flag_id), tx.decisions.latest(flag_id)
            if flag.state == "open" and latest is None and flag.opened_at >= since:
                waiting.append(flag)
            elif latest is not None and latest.verdict == "violation" and latest.decided_at >= since:
                decisions.append(latest)
    return Deeds(tuple(decisions), tuple(waiting))


def revert(
    desk: Desk, source: str, decision_ids: Sequence[int], flag_ids: Sequence[int], reviewer: Reviewer
) -> tuple[Undone, int]:
    """Take back the decisions of a preview, and put away the waiting cases; return what came of it.

    Raises NotAllowed, and ConflictError when anything changed since the preview. A case that changed meanwhile, or
    that somebody decided, stays as it is.
    """
    require(reviewer.roles, "undo_others")
    undone = undo(desk, decision_ids, reviewer, f"reverting {source}"[:200]) if decision_ids else Undone((), (), ())
    now = desk.clock.now()
    closed = 0
    with desk.store.transaction() as tx:
        for flag_id in [*flag_ids, *(flag.id for flag in undone.flags if flag_ids)]:
            flag = tx.flags.get(flag_id)
            if flag.state == "open":
                tx.flags.close(flag.id, flag.version, "expired", now)
                tx.actions.cancel(flag.id, now)
                tx.audit.add(now, reviewer.name, "close with its rule", f"flag/{flag.id}", source=source[:190])
                closed += 1
        facts = {"decisions": len(decision_ids), "closed": closed}
        tx.audit.add(now, reviewer.name, "revert rule", source[:190], **facts)
    return undone, closed


def _walk_flags(tx: Transaction, source: str, version: str | None) -> Iterator[list[int]]:
    """Yield the flags behind which the source stands, some hundred at a time, each once."""
    seen: set[int] = set()
    before: int | None = None
    while claims := tx.signals.of_source(source, limit=_CHUNK, before_id=before, version=version):
        before = claims[-1].id
        fresh = sorted({row.flag_id for row in claims if row.flag_id is not None} - seen)
        seen.update(fresh)
        if fresh:
            yield fresh
