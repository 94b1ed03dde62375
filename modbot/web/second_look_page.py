"""Consequences for accounts that wait for somebody else to agree."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from modbot.review.second_look import answer_proposal
from modbot.web.show_deeds import tell_action
from modbot.web.visit import Doing, Looking

router = APIRouter(include_in_schema=False)


@router.get("/second-look", response_class=HTMLResponse)
def show_proposals(visit: Looking) -> Response:
    """List what waits for a second reviewer."""
    visit.need("confirm_consequences")
    with visit.parts.desk.store.reading() as tx:
        found = [(proposal, tx.decisions.get(proposal.decision_id)) for proposal in tx.proposals.open()]
    waiting = [(row, decision, tell_action(visit, row.kind, row.details)) for row, decision in found]
    return visit.render("second_look.html", waiting=waiting, me=visit.seat.account.username)


@router.post("/second-look/{proposal_id}")
def answer(proposal_id: int, visit: Doing, agrees: Annotated[bool, Form()]) -> Response:
    """Agree to a consequence or decline it."""
    answer_proposal(visit.parts.desk, proposal_id, agrees, visit.seat.reviewer())
    return RedirectResponse("/second-look", 303)
