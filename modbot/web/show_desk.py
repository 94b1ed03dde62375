"""The whole desk, or the parts of it that change: the list, the card on the table, what just happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi.responses import HTMLResponse

from modbot.errors import NotFound
from modbot.review.card import Card, build_card
from modbot.review.compose import compose
from modbot.review.queue import next_card
from modbot.store.store import Transaction
from modbot.web import wording
from modbot.web.due import describe_due
from modbot.web.pages import name_language
from modbot.web.parts import Draft
from modbot.web.show_deeds import tell_deeds
from modbot.web.show_queue import show_queue
from modbot.web.visit import Visit

# Actions that open with a key of their own, to be read before they are sent.
ACTION_KEYS = {"reply": "r", "warn": "w", "edit": "e", "move": "m"}


@dataclass(frozen=True, slots=True)
class Toast:
    """A few words about what just happened; ``undo`` lists the decisions that can be taken back at once."""

    text: str
    undo: str = ""


def choose_next(visit: Visit, tx: Transaction, *, rest_from_hard: bool = False) -> int | None:
    """Return the flag to put on the table next; after many hard ones in a row something else, if there is any."""
    query = visit.filters.read_query(25)
    me, now = visit.seat.reviewer(), visit.parts.desk.clock.now()
    spare = visit.reading.excluded
    if rest_from_hard:
        calmer = next_card(tx, query, me, now, spare=(*spare, "abuse"))
        if calmer is not None:
            return calmer.id
    card = next_card(tx, query, me, now, spare=spare)
    return card.id if card else None


def show_desk(visit: Visit, flag_id: int | None, toast: Toast | None = None, status: int = 200) -> HTMLResponse:
    """Return the desk with that card on it; only its changing parts when a page asked for those."""
    asks_for_part = visit.request.headers.get("hx-request") == "true"
    is_restoring = visit.request.headers.get("hx-history-restore-request") == "true"
    as_part = asks_for_part and not is_restoring and visit.request.headers.get("hx-target") != "desk"
    with visit.parts.desk.store.reading() as tx:
        card = _find_card(visit, tx, flag_id)
        queue = None if as_part else show_queue(visit.parts, tx, visit.filters, visit.reading)
    context = describe_card(visit, card) if card else {"card": None}
    if card:
        desk, drafted = visit.parts.desk, [draft.text for draft in _draft(visit, card)]
        context |= {"composed": compose(desk, card, drafted, visit.language), "deeds": tell_deeds(visit, card.deeds)}
    answer = visit.render(
        "part.html" if as_part else "desk.html",
        status=status,
        queue=queue,
        queue_query=visit.filters.write_address(),
        current=card.lead.id if card else None,
        toast=toast,
        blank_title="",
        blank_text="",
        **context,
    )
    if as_part:
        place = f"/cards/{card.lead.id}" if card else "/queue"
        answer.headers["HX-Push-Url"] = f"{place}{visit.filters.write_address()}"
        answer.headers["X-Desk"] = "part"
    return answer


def describe_card(visit: Visit, card: Card) -> dict[str, Any]:
    """Return what the card's template needs beside the card."""
    words = visit.pages.translations[visit.language]
    return {
        "card": card,
        "due": describe_due(card.lead, visit.parts.desk.clock.now(), words, visit.language),
        "offer_text": describe_offer(visit, card),
        "language_name": name_language(visit.language, card.language),
        "forum_url": card.post.post.url if card.post.post.url.startswith(("http://", "https://")) else "",
        "uncovered": sorted(visit.look().uncovered),
        "is_hint": card.lead.status == "hint",
        "action_keys": ACTION_KEYS,
    }


def describe_offer(visit: Visit, card: Card) -> str:
    """Return in words what a plain "violation" does."""
    if not card.may_decide:
        return visit.say("Somebody else is deciding this case.") if card.claimed_by and not card.is_mine else ""
    actions = ", ".join(visit.say(wording.ACTIONS[kind]) for kind in card.offered)
    done = actions or visit.say("nothing is done on the forum")
    if card.lead.status == "hint":
        return visit.say("A hint counts against nobody. Applies: %(actions)s.", actions=done)
    text = visit.say("Violation: %(actions)s.", actions=done)
    if visit.parts.desk.manners.rehearsal and card.offered:
        text += " " + visit.say("Rehearsal: it is only written down.")
    return text


def _find_card(visit: Visit, tx: Transaction, flag_id: int | None) -> Card | None:
    if flag_id is None:
        return None
    try:
        return build_card(visit.parts.desk, tx, flag_id, visit.seat.reviewer(), visit.look())
    except NotFound:
        return None


def _draft(visit: Visit, card: Card) -> tuple[Draft, ...]:
    flags = [finding.flag for finding in card.findings]
    return tuple(visit.parts.draft_replies(card.post, flags, card.language))
