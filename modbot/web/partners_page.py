"""Confirmed findings by partner organisation, and drafts of notes to the owners of their accounts. Nothing is sent."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from modbot.errors import NotFound
from modbot.records import LANGUAGES
from modbot.review.partners import Account, draft_note, list_accounts, note_sent
from modbot.web.visit import Doing, Looking, Name

router = APIRouter(include_in_schema=False)
Tongue = Literal["en", "de", "it", "fr", "ru", "el", "pt", "es"]


@router.get("/partners", response_class=HTMLResponse)
def show_partners(visit: Looking, organisation: Name = "", language: Tongue | None = None) -> Response:
    """List the organisations; with one named, its findings and a note in the chosen language."""
    visit.need("review")
    desk = visit.parts.desk
    with desk.store.reading() as tx:
        accounts = list_accounts(desk, tx)
    chosen = next((account for account in accounts if account.organisation == organisation), None)
    if organisation and chosen is None:
        raise NotFound("nothing is known of the organisation “%(name)s”", name=organisation)
    tongue = str(language) if language else _find_tongue(chosen, visit.language)
    note = draft_note(desk, chosen, tongue) if chosen and chosen.findings else None
    return visit.render(
        "partners.html", accounts=accounts, chosen=chosen, note=note, tongue=tongue, languages=LANGUAGES
    )


@router.post("/partners/sent")
def mark_sent(visit: Doing, organisation: Annotated[str, Form(min_length=1, max_length=200)]) -> Response:
    """Write down that this person sent a note themselves."""
    note_sent(visit.parts.desk, organisation, visit.seat.reviewer())
    return RedirectResponse("/partners", 303)


def _find_tongue(account: Account | None, otherwise: str) -> str:
    """Return the language most of an organisation's posts are in, where there are letters in it."""
    spoken = Counter(row.language for row in account.findings) if account else Counter[str]()
    return next((name for name, _ in spoken.most_common() if name in LANGUAGES), otherwise)
