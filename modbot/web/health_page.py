"""Whether everything turns: duties, waiting posts and actions, what was given up on; and the kill switch."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from modbot.web.parts import STOPPED
from modbot.web.visit import Doing, Looking

router = APIRouter(include_in_schema=False)


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
def turn_switch(visit: Doing, stop: Annotated[bool, Form()]) -> Response:
    """Stop everything modbot does to the forum, or let it go on."""
    visit.need("stop_everything")
    desk, who = visit.parts.desk, visit.seat.account.username
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        before = bool(tx.settings.read(STOPPED, default=False))
        tx.settings.change(STOPPED, stop, who, now)
        tx.audit.add(now, who, "stop" if stop else "start", "enforce", before=before, after=stop)
    return RedirectResponse("/health", 303)
