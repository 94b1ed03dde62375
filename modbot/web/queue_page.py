"""The desk: the queue on the left, a case on the right."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from modbot.review.roles import may
from modbot.web.show_desk import choose_next, show_desk
from modbot.web.show_queue import show_queue
from modbot.web.visit import FlagId, Looking

router = APIRouter(include_in_schema=False)


@router.get("/")
def go_to_first_page(visit: Looking) -> Response:
    """Lead to the first page this person may see."""
    return RedirectResponse("/queue" if may(visit.seat.account.roles, "review") else "/rules", 303)


@router.get("/queue", response_class=HTMLResponse)
def show_queue_page(visit: Looking) -> Response:
    """Show the queue with its first free case."""
    visit.need("review")
    with visit.parts.desk.store.reading() as tx:
        first = choose_next(visit, tx)
    return show_desk(visit, first)


@router.get("/queue/list", response_class=HTMLResponse)
def show_list_part(visit: Looking, current: Annotated[int, Query(ge=0, le=2**53)] = 0) -> Response:
    """Show the list alone, as it is now: a card just decided does not wait for it."""
    visit.need("review")
    with visit.parts.desk.store.reading() as tx:
        queue = show_queue(visit.parts, tx, visit.filters, visit.reading)
    return visit.render("_queue.html", queue=queue, current=current)


@router.get("/cards/{flag_id}", response_class=HTMLResponse)
def show_card_page(flag_id: FlagId, visit: Looking) -> Response:
    """Show one case, with the queue beside it."""
    visit.need("review")
    with visit.parts.desk.store.reading() as tx:
        tx.flags.get(flag_id)
    return show_desk(visit, flag_id)
