"""One request at the desk: who asks, by which right, looking at which part of the queue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from modbot.records import CATEGORIES
from modbot.review.accounts import Seat
from modbot.review.card import Look
from modbot.review.roles import Power
from modbot.web.filters import Filters, read_filters
from modbot.web.pages import Pages
from modbot.web.parts import WebParts
from modbot.web.refusals import tell_error
from modbot.web.seats import check_power, get_pages, get_parts, require_proof, require_seat
from modbot.web.show_queue import Reading


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at the desk: who, from where, looking at which part of the queue."""

    request: Request
    parts: WebParts
    pages: Pages
    seat: Seat
    filters: Filters

    @property
    def language(self) -> str:
        """The language this person reads."""
        return self.pages.language_of(self.request, self.seat)

    def say(self, text: str, **facts: object) -> str:
        """Return a text in the person's language."""
        translated = self.pages.translations[self.language].gettext(text)
        return translated % facts if facts else translated

    def tell(self, error: Exception) -> str:
        """Return what an error says, in the person's language."""
        return tell_error(error, self.pages.translations[self.language].gettext)

    @property
    def reading(self) -> Reading:
        """How this person reads the queue."""
        excluded = self.seat.account.preferences.get("excluded", ())
        known = tuple(name for name in excluded if name in CATEGORIES)
        return Reading(self.language, self.pages.translations[self.language], self.seat.account.username, known)

    def look(self, **how: Any) -> Look:
        """Return how this person looks at a card: blurred words stay blurred unless they prefer otherwise."""
        look = Look(language=self.language, **how)
        if self.seat.account.preferences.get("blur", True) is False:
            look = replace(look, uncovered=look.uncovered | {"blurred"})
        return look

    def need(self, power: Power) -> None:
        """Do nothing when this person may; raises NotAllowed."""
        check_power(self.seat, power)

    def render(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page in this person's language."""
        return self.pages.render(self.request, self.seat, template, status=status, **context)


def get_filters(show: str = "", category: str = "", language: str = "", order: str = "") -> Filters:
    """Return the filters of an address."""
    return read_filters(show, category, language, order)


def look_in(
    request: Request, seat: Annotated[Seat, Depends(require_seat)], filters: Annotated[Filters, Depends(get_filters)]
) -> Visit:
    """Return the visit of somebody who reads; raises SignInNeeded."""
    return Visit(request, get_parts(request), get_pages(request), seat, filters)


def lay_hands_on(
    request: Request, seat: Annotated[Seat, Depends(require_proof)], filters: Annotated[Filters, Depends(get_filters)]
) -> Visit:
    """Return the visit of somebody who changes something by a form of ours; raises SignInNeeded, NotAllowed."""
    return Visit(request, get_parts(request), get_pages(request), seat, filters)


FlagId = Annotated[int, Path(ge=1, le=2**53)]
# A name in an address: no control characters, which no name here has.
Name = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Looking = Annotated[Visit, Depends(look_in)]
Doing = Annotated[Visit, Depends(lay_hands_on)]
