"""What was decided, newest first; from here a decision can be taken back, or all that rests on one rule."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from modbot.review.roles import may
from modbot.review.undo import find_batch, find_deeds, undo
from modbot.store.rows import DecisionRow, FlagRow
from modbot.web.visit import Doing, Looking, Name, Visit

router = APIRouter(include_in_schema=False)
_PAGE = 40


@router.get("/history", response_class=HTMLResponse)
def show_history(
    visit: Looking,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    moderator: Name = "",
    author: Name = "",
) -> Response:
    """List decisions, of everybody, of one person, or about one author."""
    visit.need("review")
    with visit.parts.desk.store.reading() as tx:
        if author:
            found = [d for flag in tx.flags.of_author(author, limit=_PAGE) for d in tx.decisions.of_flag(flag.id)]
            found.sort(key=lambda decision: -decision.id)
        else:
            found = tx.decisions.newest(_PAGE, before, moderator)
        rows = [(decision, tx.flags.get(decision.flag_id)) for decision in found]
    more = found[-1].id if len(found) == _PAGE and not author else None
    shown = [(decision, flag, _may_undo(visit, decision)) for decision, flag in rows]
    return visit.render("history.html", rows=shown, more=more, moderator=moderator, author=author, preview=None)


@router.post("/history/undo")
def undo_from_history(visit: Doing, decision: Annotated[int, Form(ge=1, le=2**53)]) -> Response:
    """Take a decision back with everything decided in the same act."""
    desk = visit.parts.desk
    with desk.store.reading() as tx:
        batch = [row.id for row in find_batch(tx, decision)] or [decision]
    undo(desk, batch, visit.seat.reviewer(), "from the history")
    return RedirectResponse("/history", 303)


@router.get("/history/revert", response_class=HTMLResponse)
def preview_revert(visit: Looking, source: Name, since: date | None = None) -> Response:
    """Show what would be taken back if everything that rests on one rule since a day were."""
    visit.need("undo_others")
    with visit.parts.desk.store.reading() as tx:
        deeds = find_deeds(tx, source, _moment(visit, since))
        rows: list[tuple[DecisionRow, FlagRow, bool]] = [(deed, tx.flags.get(deed.flag_id), False) for deed in deeds]
    preview = {"source": source, "since": since.isoformat() if since else "", "ids": [deed.id for deed in deeds]}
    return visit.render("history.html", rows=rows, more=None, moderator="", author="", preview=preview)


@router.post("/history/revert")
def revert_rule(
    visit: Doing, source: Annotated[str, Form(max_length=200)], decisions: Annotated[str, Form()]
) -> Response:
    """Take back what the preview showed, in one act."""
    visit.need("undo_others")
    ids = [int(part) for part in decisions.split(",") if part]
    undo(visit.parts.desk, ids, visit.seat.reviewer(), f"reverting {source}"[:200])
    return RedirectResponse("/history", 303)


def _moment(visit: Visit, day: date | None) -> datetime:
    return datetime.combine(day or date(2000, 1, 1), datetime.min.time(), visit.parts.zone)


def _may_undo(visit: Visit, decision: DecisionRow) -> bool:
    if decision.undone_at is not None:
        return False
    if may(visit.seat.account.roles, "undo_others"):
        return True
    desk = visit.parts.desk
    is_fresh = desk.clock.now() - decision.decided_at <= desk.manners.undo
    return decision.moderator == visit.seat.account.username and is_fresh
