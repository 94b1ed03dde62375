"""What a person writes before an action goes out: drafts to begin with, and what they made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from modbot.enforce.cutting import Cut, write_cuts
from modbot.errors import IncompleteAction
from modbot.records import ActionKind
from modbot.review.card import Card, gather_marks
from modbot.review.desk import Desk
from modbot.review.evidence import hide
from modbot.review.letters import Letter, LetterFacts
from modbot.review.passages import choose_cuts, find_cuts

_AROUND = 60
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch that an edit would take out: its surroundings and itself, masked, and what would stand there."""

    start: int
    end: int
    before: str
    shown: str
    after: str
    put: str


@dataclass(frozen=True, slots=True)
class Composition:
    """The drafts for a card, in the author's language, and what an edit or a move can choose from."""

    language: str
    answer: str
    warning: Letter
    staff: Letter
    passages: tuple[Passage, ...]
    sections: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person wrote and chose. ``texts``: title and text by kind; ``stretches`` None: all that is offered."""

    texts: Mapping[ActionKind, tuple[str, str]] = field(default_factory=dict)
    section: int | None = None
    stretches: Sequence[tuple[int, int]] | None = None


def compose(desk: Desk, card: Card, drafted: Sequence[str], reader_language: str) -> Composition:
    """Return the drafts for a card; ``drafted``: answers that were drafted from what the post lacks, best first."""
    post, language = card.post, card.language or card.lead.language
    clauses = tuple(dict.fromkeys(clause for found in card.findings for clause in found.flag.clauses))
    facts = LetterFacts(post.post.author.username, post.post.url, clauses)
    answer = drafted[0] if drafted else desk.letters.answer(language, card.lead.category, facts).text
    return Composition(
        language,
        answer,
        desk.letters.warn(language, facts),
        desk.letters.tell_staff(reader_language, facts),
        tuple(_show_passages(card, list_cuts(desk, card))),
        tuple(sorted(desk.manners.sections.items(), key=lambda item: item[1].casefold())),
    )


def list_cuts(desk: Desk, card: Card) -> tuple[Cut, ...]:
    """Return what an edit of the card's post would take out."""
    signals = [row for found in card.findings for row in found.signals]
    return find_cuts(desk.policy, desk.letters, signals, card.language or card.lead.language)


def word_actions(desk: Desk, card: Card, wording: Wording) -> dict[ActionKind, dict[str, str]]:
    """Return the details of the actions as a person worded them; raises IncompleteAction for what cannot be."""
    details: dict[ActionKind, dict[str, str]] = {
        kind: {"title": _clean(title)[:200], "raw": _clean(text)} for kind, (title, text) in wording.texts.items()
    }
    if wording.section is not None:
        details["move"] = {"section_id": str(wording.section)}
    if wording.stretches is not None:
        details["edit"] = _word_edit(desk, card, wording.stretches)
    return details


def _word_edit(desk: Desk, card: Card, stretches: Sequence[tuple[int, int]]) -> dict[str, str]:
    length = len(card.post.post.raw)
    if any(not 0 <= start < end <= length for start, end in stretches):
        raise IncompleteAction("what is to be taken out does not lie in the text of this post")
    any_put = desk.letters.mark_removed(card.language, "")
    chosen = choose_cuts(list_cuts(desk, card), stretches, any_put)
    return {"cuts": write_cuts(chosen), "seen_sha256": card.post.content_key}


def _show_passages(card: Card, cuts: Sequence[Cut]) -> list[Passage]:
    hidden = hide(card.post.post.raw, gather_marks(row for found in card.findings for row in found.signals))
    return [
        Passage(
            cut.start,
            cut.end,
            hidden[max(0, cut.start - _AROUND) : cut.start],
            hidden[cut.start : min(cut.end, cut.start + 4 * _AROUND)],
            hidden[cut.end : cut.end + _AROUND],
            cut.put,
        )
        for cut in cuts[:200]
    ]


def _clean(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\x00", ""))
