"""The fields of a decision as the card's forms send them, and the choice they make together."""

from __future__ import annotations

import re
from typing import get_args

from pydantic import BaseModel, Field

from modbot.errors import NotFound
from modbot.records import ActionKind, Verdict
from modbot.review.card import Card, build_card
from modbot.review.compose import Wording, word_actions
from modbot.review.decide import Choice
from modbot.web.visit import Visit

_KINDS = set(get_args(ActionKind))
_STRETCH = re.compile(r"(\d{1,9})-(\d{1,9})")


class DecisionForm(BaseModel):
    """What the card's forms send: one key's verdict, or a choice in detail with the words for each action."""

    verdict: Verdict
    seen: str = Field("", max_length=100_000)
    detailed: bool = False
    clause: list[str] = Field(default_factory=list)
    action: list[str] = Field(default_factory=list)
    days: int = Field(7, ge=1, le=3650)
    reason: str = Field("", max_length=1000)
    reply_text: str = Field("", max_length=20_000)
    warn_title: str = Field("", max_length=200)
    warn_text: str = Field("", max_length=20_000)
    staff_text: str = Field("", max_length=20_000)
    section: str = Field("", max_length=20, pattern=r"^\d*$")
    cut: list[str] = Field(default_factory=list, max_length=1000)
    csrf: str = ""


def read_choice(visit: Visit, flag_id: int, form: DecisionForm) -> Choice:
    """Return the choice of a form; raises NotFound (action, flag) and IncompleteAction."""
    if not form.detailed:
        return Choice(form.verdict)
    if unknown := set(form.action) - _KINDS:
        raise NotFound("there is no action “%(name)s”", name=sorted(unknown)[0])
    kinds: tuple[ActionKind, ...] = tuple(form.action) if form.verdict == "violation" else ()  # type: ignore[arg-type]
    choice = Choice(form.verdict, tuple(form.clause), kinds, form.reason.strip(), {"days": str(form.days)})
    if not kinds:
        return choice
    desk = visit.parts.desk
    with desk.store.reading() as tx:
        card = build_card(desk, tx, flag_id, visit.seat.reviewer(), visit.look())
    letters = word_actions(desk, card, _read_wording(form, card))
    return Choice(
        choice.verdict,
        choice.clauses,
        kinds,
        choice.reason,
        choice.details,
        {kind: details for kind, details in letters.items() if kind in kinds},
        card.lead.post_id,
    )


def _read_wording(form: DecisionForm, card: Card) -> Wording:
    texts: dict[ActionKind, tuple[str, str]] = {
        "reply": ("", form.reply_text),
        "warn": (form.warn_title, form.warn_text),
        "tell_staff": (f"modbot: {card.lead.severity}", form.staff_text),
    }
    found = [match for text in form.cut if (match := _STRETCH.fullmatch(text))]
    stretches = tuple((int(match[1]), int(match[2])) for match in found)
    return Wording(texts, int(form.section) if form.section else None, stretches)
