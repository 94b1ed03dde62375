"""The left side of the desk: the waiting cases in a few words each, and how the clock stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from gettext import NullTranslations
from typing import Any

from modbot.records import CATEGORIES, LANGUAGES
from modbot.review.card import summarize
from modbot.review.queue import COUNTED_AT_MOST, Standing, leave_out, measure_standing
from modbot.store.rows import FlagRow
from modbot.store.store import Transaction
from modbot.web import wording
from modbot.web.due import Due, describe_due
from modbot.web.filters import Filters
from modbot.web.pages import name_language
from modbot.web.parts import WebParts

ROWS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list."""

    flag_id: int
    severity: str
    name: str
    line: str
    author: str
    language: str
    due: Due
    claimed_by: str
    size: int


@dataclass(frozen=True, slots=True)
class QueueShown:
    """The list with its head and filters."""

    rows: tuple[Row, ...]
    waiting: int
    overdue: str
    forecast: str
    filters: Filters
    query: str
    choices: dict[str, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads: their language, its words, and what they asked not to see."""

    language: str
    words: NullTranslations
    name: str
    excluded: tuple[str, ...] = ()


def show_queue(parts: WebParts, tx: Transaction, filters: Filters, reading: Reading) -> QueueShown:
    """Return the first cases of the queue as this person sees them."""
    now = parts.desk.clock.now()
    query = leave_out(filters.read_query(ROWS), reading.excluded)
    cards = tx.flags.page(query)
    standing = measure_standing(parts.desk, tx, query, now)
    return QueueShown(
        rows=tuple(_rows(tx, cards, reading, now)),
        waiting=standing.waiting if not filters.language else len(cards),
        overdue=_count(standing.overdue),
        forecast=_forecast(standing, parts, reading.words),
        filters=filters,
        query=filters.write_address(),
        choices=_choices(reading),
    )


def _rows(tx: Transaction, cards: list[FlagRow], reading: Reading, now: datetime) -> list[Row]:
    posts = tx.posts.rows([card.post_row for card in cards])
    signals = tx.signals.of_flags([card.id for card in cards])
    sizes: dict[int, set[str]] = {}
    for flag in tx.flags.of_cases([card.case_id for card in cards], only_open=True):
        sizes.setdefault(flag.case_id, set()).add(flag.post_id)
    translate = reading.words.gettext
    return [
        Row(
            flag_id=card.id,
            severity=card.severity,
            name=wording.name_finding(card.category, card.label, translate),
            line=summarize(posts[card.post_row], [row for row in signals if row.flag_id == card.id]),
            author=card.author_name,
            language=name_language(reading.language, card.language) if card.language else "",
            due=describe_due(card, now, reading.words, reading.language),
            claimed_by=_holder(card, reading.name, now),
            size=len(sizes.get(card.case_id, ())),
        )
        for card in cards
    ]


def _holder(card: FlagRow, me: str, now: datetime) -> str:
    held = card.claimed_by and card.claimed_until and card.claimed_until > now and card.claimed_by != me
    return card.claimed_by or "" if held else ""


def _count(number: int) -> str:
    return f"{COUNTED_AT_MOST}+" if number >= COUNTED_AT_MOST else str(number) if number else ""


def _forecast(standing: Standing, parts: WebParts, words: NullTranslations) -> str:
    if not standing.breaches:
        return ""
    what = ", ".join(f"{_count(n)} {severity}" for severity, n in standing.breaches.items())
    until = standing.until.astimezone(parts.zone)
    return words.gettext("%(what)s due before %(time)s") % {"what": what, "time": until.strftime("%H:%M")}


def _choices(reading: Reading) -> dict[str, list[tuple[str, Any]]]:
    _ = reading.words.gettext
    return {
        "show": [("live", _("Cases")), ("hints", _("Hints")), ("shadow", _("Shadow"))],
        "category": [("", _("All categories")), *((name, _(wording.CATEGORIES[name])) for name in CATEGORIES)],
        "language": [
            ("", _("All languages")),
            *((code, name_language(reading.language, code)) for code in LANGUAGES),
        ],
        "order": [("due", _("Most at risk first")), ("urgent", _("Most severe first"))],
    }
