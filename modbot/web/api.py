"""The desk for programs: the queue, a card, decide, undo, claim. JSON, with a bearer token from the settings page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Security
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from modbot.records import CATEGORIES, LANGUAGES, ActionKind, Severity, Verdict
from modbot.review.accounts import Seat
from modbot.review.card import Look, build_card, gather_marks
from modbot.review.compose import Wording, compose, list_cuts, word_actions
from modbot.review.decide import Choice, decide
from modbot.review.evidence import cover
from modbot.review.queue import claim, measure_standing, release
from modbot.review.undo import undo
from modbot.store.rows import FlagRow
from modbot.web.filters import read_filters
from modbot.web.parts import WebParts
from modbot.web.seats import check_power, get_parts, require_program

LARGEST_ID = 2**53
Number = Annotated[int, Path(ge=1, le=LARGEST_ID)]
_REFUSALS: dict[int | str, dict[str, Any]] = {}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Refusal(BaseModel):
    """Why a request was not done."""

    detail: str


_REFUSALS |= {
    status: {"model": Refusal, "description": text}
    for status, text in {
        400: "the request cannot be read",
        401: "no valid token",
        403: "the role does not allow this",
        404: "there is no such thing",
        409: "somebody was first; read the card again",
        413: "the request is too large",
        422: "a value is not as described",
        429: "too many requests; wait a moment",
    }.items()
}


class Seen(_Strict):
    """A flag and the version of it that was judged."""

    flag: int = Field(ge=1, le=LARGEST_ID)
    version: int = Field(ge=0, le=LARGEST_ID)


class Words(_Strict):
    """What is written to somebody."""

    title: str = Field("", max_length=200)
    text: str = Field(max_length=20_000)


class Stretch(_Strict):
    """A half-open stretch of the card's text, in code points."""

    start: int = Field(ge=0, le=LARGEST_ID)
    end: int = Field(ge=1, le=LARGEST_ID)


class Decide(_Strict):
    """A decision about the flags that were seen. Without clauses or actions: what the card offers."""

    verdict: Verdict
    seen: list[Seen] = Field(min_length=1, max_length=500)
    clauses: list[Annotated[str, Field(max_length=20)]] | None = Field(None, max_length=20)
    actions: list[ActionKind] | None = Field(None, max_length=10)
    reason: str = Field("", max_length=1000)
    days: int = Field(7, ge=1, le=3650)
    reply: Words | None = Field(None, description="the answer, needed by the action reply; its title is not used")
    warn: Words | None = Field(None, description="the private message, needed by the action warn")
    tell_staff: Words | None = Field(None, description="the message to staff, needed by the action tell_staff")
    section: int | None = Field(None, ge=1, le=LARGEST_ID, description="where to, needed by the action move")
    cut: list[Stretch] | None = Field(
        None, max_length=500, description="what the action edit takes out of this card's text; all evidence if left out"
    )


class Undo(_Strict):
    """Decisions to take back, all or none."""

    decisions: list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] = Field(min_length=1, max_length=500)
    reason: str = Field("", max_length=1000)


class FlagOut(BaseModel):
    """A flag as the queue knows it."""

    flag: int
    version: int
    state: str
    category: str
    label: str
    clauses: list[str]
    severity: Severity
    score: float
    language: str
    post: str
    author: str
    opened_at: datetime
    due_at: datetime | None
    claimed_by: str | None


class QueueOut(BaseModel):
    """A page of the queue, and how the clock stands."""

    waiting: int
    overdue: int
    due_before: datetime
    due_before_by_severity: dict[str, int]
    cards: list[FlagOut]


class CardOut(BaseModel):
    """A case: its flags, its post with personal data and secrets masked, and what to answer to."""

    flags: list[FlagOut]
    seen: list[Seen]
    title: str
    text: str
    language: str
    evidence: list[dict[str, int | str]]
    offered: list[str]


class CutOut(BaseModel):
    """A stretch an edit would take out, and what would stand in its place."""

    start: int
    end: int
    put: str


class DraftsOut(BaseModel):
    """Drafts in the author's language, what an edit would take out, and where a post may be moved to."""

    language: str
    reply: str
    warn: Words
    tell_staff: Words
    cut: list[CutOut]
    sections: dict[str, str]


class DecidedOut(BaseModel):
    """What came of a decision."""

    decisions: list[int]
    actions: list[int]
    proposals: list[int]


class UndoneOut(BaseModel):
    """What is open again, what is being reversed on the forum, and what cannot be."""

    flags: list[FlagOut]
    reversing: list[int]
    remains: list[int]


def enter(
    request: Request,
    seat: Annotated[Seat, Depends(require_program)],
    _: Annotated[object, Security(HTTPBearer(auto_error=False))],
) -> tuple[WebParts, Seat]:
    """Return the parts and who asks; raises SignInNeeded, NotAllowed."""
    check_power(seat, "review")
    return get_parts(request), seat


Entered = Annotated[tuple[WebParts, Seat], Depends(enter)]
router = APIRouter(prefix="/api", responses=_REFUSALS, tags=["desk"])


@router.get("/queue")
def read_queue(
    entered: Entered,
    show: Literal["live", "hints", "shadow"] = "live",
    category: Literal["", *CATEGORIES] = "",  # type: ignore[valid-type]
    language: Literal["", *LANGUAGES] = "",  # type: ignore[valid-type]
    order: Literal["due", "urgent"] = "due",
    limit: Annotated[int, Query(ge=1, le=200)] = 30,
) -> QueueOut:
    """Return the first cards of the queue, most at risk first."""
    parts, _ = entered
    query = read_filters(show, category, language, order).read_query(limit)
    with parts.desk.store.reading() as tx:
        cards = tx.flags.page(query)
        standing = measure_standing(parts.desk, tx, query, parts.desk.clock.now())
    return QueueOut(
        waiting=standing.waiting,
        overdue=standing.overdue,
        due_before=standing.until,
        due_before_by_severity={str(severity): n for severity, n in standing.breaches.items()},
        cards=[_write_flag(card) for card in cards],
    )


@router.get("/cards/{flag_id}")
def read_card(flag_id: Number, entered: Entered) -> CardOut:
    """Return a case. Evidence points into the post's text by code points; masked text keeps its length."""
    parts, seat = entered
    with parts.desk.store.reading() as tx:
        card = build_card(parts.desk, tx, flag_id, seat.reviewer("api"), Look())
    marks = gather_marks(row for finding in card.findings for row in finding.signals)
    pairs = [pair.split(":") for pair in card.seen.split(",") if pair]
    return CardOut(
        flags=[_write_flag(finding.flag) for finding in card.findings],
        seen=[Seen(flag=int(flag), version=int(version)) for flag, version in pairs],
        title=cover(card.post.post.title, marks, "title"),
        text=cover(card.post.post.raw, marks),
        language=card.language,
        evidence=[{"start": mark.start, "end": mark.end, "label": mark.label} for mark in marks],
        offered=list(card.offered),
    )


@router.get("/cards/{flag_id}/drafts")
def read_drafts(flag_id: Number, entered: Entered) -> DraftsOut:
    """Return drafts to begin with; they are sent only as part of a decision, and as it words them."""
    parts, seat = entered
    with parts.desk.store.reading() as tx:
        card = build_card(parts.desk, tx, flag_id, seat.reviewer("api"), Look())
    flags = [finding.flag for finding in card.findings]
    drafted = [draft.text for draft in parts.draft_replies(card.post, flags, card.language)]
    found = compose(parts.desk, card, drafted, "en")
    return DraftsOut(
        language=found.language,
        reply=found.answer,
        warn=Words(title=found.warning.title, text=found.warning.text),
        tell_staff=Words(title=found.staff.title, text=found.staff.text),
        cut=[CutOut(start=cut.start, end=cut.end, put=cut.put) for cut in list_cuts(parts.desk, card)],
        sections={str(number): name for number, name in found.sections},
    )


@router.post("/cards/{flag_id}/decide")
def decide_card(flag_id: Number, body: Decide, entered: Entered) -> DecidedOut:
    """Decide a case as it was seen; 409 when somebody was first, and then nothing is kept.

    422 when an action lacks its words, its section or something to take out.
    """
    parts, seat = entered
    with parts.desk.store.reading() as tx:
        card = build_card(parts.desk, tx, flag_id, seat.reviewer("api"), Look())
    given: dict[ActionKind, Words | None] = {"reply": body.reply, "warn": body.warn, "tell_staff": body.tell_staff}
    words = {kind: (words.title, words.text) for kind, words in given.items() if words is not None}
    stretches = None if body.cut is None else [(cut.start, cut.end) for cut in body.cut]
    choice = Choice(
        body.verdict,
        None if body.clauses is None else tuple(body.clauses),
        None if body.actions is None else tuple(dict.fromkeys(body.actions)),
        body.reason,
        {"days": str(body.days)},
        word_actions(parts.desk, card, Wording(words, body.section, stretches)),
        card.lead.post_id,
    )
    done = decide(parts.desk, {item.flag: item.version for item in body.seen}, choice, seat.reviewer("api"))
    return DecidedOut(
        decisions=[row.id for row in done.decisions],
        actions=[row.id for row in done.actions],
        proposals=[row.id for row in done.proposals],
    )


@router.post("/decisions/undo")
def undo_decisions(body: Undo, entered: Entered) -> UndoneOut:
    """Take decisions back with all that followed from them, all or none."""
    parts, seat = entered
    undone = undo(parts.desk, body.decisions, seat.reviewer("api"), body.reason)
    return UndoneOut(
        flags=[_write_flag(flag) for flag in undone.flags],
        reversing=[row.id for row in undone.reversing],
        remains=[row.id for row in undone.remains],
    )


@router.post("/cards/{flag_id}/claim")
def claim_card(flag_id: Number, entered: Entered) -> FlagOut:
    """Take a case for a while; 409 names who has it."""
    parts, seat = entered
    return _write_flag(claim(parts.desk, flag_id, seat.reviewer("api")))


@router.post("/cards/{flag_id}/release")
def release_card(flag_id: Number, entered: Entered) -> FlagOut:
    """Give a case back."""
    parts, seat = entered
    return _write_flag(release(parts.desk, flag_id, seat.reviewer("api")))


def _write_flag(flag: FlagRow) -> FlagOut:
    return FlagOut(
        flag=flag.id,
        version=flag.version,
        state=flag.state,
        category=flag.category,
        label=flag.label,
        clauses=list(flag.clauses),
        severity=flag.severity,
        score=flag.score,
        language=flag.language,
        post=flag.post_id,
        author=flag.author_name.encode("utf-8", "replace").decode(),
        opened_at=flag.opened_at,
        due_at=flag.due_at,
        claimed_by=flag.claimed_by,
    )
