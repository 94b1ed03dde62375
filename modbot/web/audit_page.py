"""Who did what and when: ids, never text. The chain is checked before it is trusted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from modbot.store.store import Store
from modbot.web.visit import Doing, Looking, Name

router = APIRouter(include_in_schema=False)
_PAGE = 60


@router.get("/audit", response_class=HTMLResponse)
def show_audit(
    visit: Looking,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    actor: Name = "",
    subject: Name = "",
) -> Response:
    """List the audit, newest first, of everybody, of one person, or about one thing."""
    visit.need("see_audit")
    with visit.parts.desk.store.reading() as tx:
        if subject:
            entries = tx.audit.about(subject, limit=_PAGE)
        else:
            entries = tx.audit.newest(_PAGE, before, actor=actor or None)
    more = entries[-1].id if len(entries) == _PAGE and not subject else None
    return visit.render("audit.html", entries=entries, more=more, actor=actor, subject=subject, verified=None)


@router.get("/audit/verify", response_class=HTMLResponse)
def verify_audit(visit: Looking) -> Response:
    """Check the whole chain, entry by entry."""
    visit.need("see_audit")
    with visit.parts.desk.store.reading() as tx:
        verified = tx.audit.verify()
        entries = tx.audit.newest(_PAGE)
    more = entries[-1].id if len(entries) == _PAGE else None
    return visit.render("audit.html", entries=entries, more=more, actor="", subject="", verified=verified)


@router.post("/audit/export")
def export_audit(visit: Doing) -> Response:
    """Hand out the audit as JSON lines; that it was handed out is an entry itself."""
    visit.need("export")
    desk = visit.parts.desk
    with desk.store.transaction() as tx:
        tx.audit.add(desk.clock.now(), visit.seat.account.username, "export", "audit")
    return StreamingResponse(
        _write_lines(desk.store),
        media_type="application/x-ndjson",
        headers={"Content-Disposition": "attachment; filename=modbot-audit.jsonl"},
    )


def _write_lines(store: Store) -> Iterator[str]:
    with store.reading() as tx:
        for entry in tx.audit.walk():
            fields = {name: getattr(entry, name) for name in entry.__slots__}
            yield json.dumps({**fields, "at": entry.at.isoformat(), "detail": dict(entry.detail)}) + "\n"
