"""What was decided, newest first; from here a decision can be taken back, or all that rests on one rule."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from modbot.review.revert import find_deeds, revert
from modbot.review.roles import may
from modbot.review.undo import find_batch, undo
from modbot.store.rows import DecisionRow
from modbot.web.visit import Doing, Looking, Name, Visit

router = APIRouter(include_in_schema=False)
_PAGE = 40
_SHOWN = 200


class RevertForm(BaseModel):
    """What a preview named: decisions to take back, waiting cases to put away if asked."""

    source: str = Field(max_length=200)
    decisions: str = Field("", max_length=1_000_000, pattern=r"^[0-9,]*$")
    waiting: str = Field("", max_length=1_000_000, pattern=r"^[0-9,]*$")
    close: bool = False
    csrf: str = ""


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
    return visit.render("history.html", rows=shown, more=more, moderator=moderator, author=author)


@router.post("/history/undo")
def undo_from_history(visit: Doing, decision: Annotated[int, Form(ge=1, le=2**53)]) -> Response:
    """Take a decision back with everything decided in the same act."""
    desk = visit.parts.desk
    with desk.store.reading() as tx:
        batch = [row.id for row in find_batch(tx, decision)] or [decision]
    undo(desk, batch, visit.seat.reviewer(), "from the history")
    return RedirectResponse("/history", 303)


@router.get("/history/revert", response_class=HTMLResponse)
def preview_revert(visit: Looking, source: Name, version: Name | None = None, since: date | None = None) -> Response:
    """Show what would be taken back if everything that rests on one rule, or one version of it, since a day were."""
    visit.need("undo_others")
    with visit.parts.desk.store.reading() as tx:
        deeds = find_deeds(tx, source, _moment(visit, since), version)
        shown = [(deed, tx.flags.get(deed.flag_id)) for deed in deeds.decisions[:_SHOWN]]
        versions = tx.signals.versions_of(source)
    return visit.render(
        "revert.html",
        source=source,
        version=version,
        versions=versions,
        since=since.isoformat() if since else "",
        rows=shown,
        decisions=[deed.id for deed in deeds.decisions],
        waiting=[flag.id for flag in deeds.waiting],
        waiting_shown=deeds.waiting[:_SHOWN],
    )


@router.post("/history/revert")
def revert_rule(visit: Doing, form: Annotated[RevertForm, Form()]) -> Response:
    """Take back what the preview showed, in one act; on request put the waiting cases away too."""
    waiting = _read_ids(form.waiting) if form.close else []
    revert(visit.parts.desk, form.source, _read_ids(form.decisions), waiting, visit.seat.reviewer())
    return RedirectResponse("/history", 303)


def _read_ids(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part]


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
