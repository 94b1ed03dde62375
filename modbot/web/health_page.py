"""Whether everything turns: duties, waiting posts and actions, what was given up on; and the kill switch."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from modbot.enforce import switches
from modbot.errors import NotFound
from modbot.web.visit import Doing, Looking

router = APIRouter(include_in_schema=False)
_OWN_PLACE = re.compile(r"/[\w-]+(?:/[\w.-]+)*")


@router.get("/health", response_class=HTMLResponse)
def show_health(visit: Looking) -> Response:
    """Show how modbot is."""
    visit.need("see_reports")
    desk = visit.parts.desk
    now = desk.clock.now()
    with desk.store.reading() as tx:
        facts: dict[str, Any] = {
            "unchecked": tx.posts.count_unchecked(now),
            "pending": tx.actions.count_pending(now),
            "parked": tx.posts.parked(50),
            "failed": tx.actions.newest(("failed",), 20),
            "duties": tx.heartbeats.all(),
        }
    return visit.render("health.html", now=now, **facts)


@router.post("/health/switch")
def turn_switch(
    visit: Doing, stop: Annotated[bool, Form()], back: Annotated[str, Form(max_length=300)] = "/health"
) -> Response:
    """Stop everything modbot does to the forum, or let it go on; lead back to where the person was."""
    visit.need("stop_everything")
    desk, who = visit.parts.desk, visit.seat.account.username
    turn = switches.stop if stop else switches.resume
    with desk.store.transaction() as tx:
        turn(tx, who, desk.clock.now())
    return RedirectResponse(back if _OWN_PLACE.fullmatch(back) else "/health", 303)


@router.post("/health/breakers")
def put_breaker_back(visit: Doing, scope: Annotated[str, Form(max_length=300)]) -> Response:
    """Let a rule, author or category act again after its breaker tripped."""
    visit.need("stop_everything")
    desk = visit.parts.desk
    if scope not in {breaker.scope for breaker in visit.parts.read_enforcement().breakers}:
        raise NotFound("no such breaker has tripped")
    with desk.store.transaction() as tx:
        switches.reset(tx, scope, visit.seat.account.username, desk.clock.now())
    return RedirectResponse("/health", 303)
