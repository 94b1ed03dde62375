"""Which part of the queue a person looks at, as it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from modbot.records import CATEGORIES, LANGUAGES, SignalStatus
from modbot.store.queue import QueueQuery

SHOWS: dict[str, tuple[SignalStatus, ...]] = {"live": ("live",), "hints": ("hint",), "shadow": ("shadow",)}
ORDERS = ("due", "urgent")


@dataclass(frozen=True, slots=True)
class Filters:
    """What to show and in which order; anything unknown in an address counts as not given."""

    show: str = "live"
    category: str = ""
    language: str = ""
    order: str = "due"

    def read_query(self, limit: int) -> QueueQuery:
        """Return the store's query for a page of so many cards."""
        return QueueQuery(
            statuses=SHOWS[self.show],
            categories=(self.category,) if self.category else (),
            languages=(self.language,) if self.language else (),
            order="urgent" if self.order == "urgent" else "due",
            limit=limit,
        )

    def write_address(self) -> str:
        """Return the part of an address that brings this view back; nothing for the plain view."""
        plain = Filters()
        changed = {
            name: getattr(self, name)
            for name in ("show", "category", "language", "order")
            if getattr(self, name) != getattr(plain, name)
        }
        return f"?{urlencode(changed)}" if changed else ""


def read_filters(show: str = "", category: str = "", language: str = "", order: str = "") -> Filters:
    """Return filters from an address's values."""
    return Filters(
        show=show if show in SHOWS else "live",
        category=category if category in CATEGORIES else "",
        language=language if language in LANGUAGES else "",
        order=order if order in ORDERS else "due",
    )
