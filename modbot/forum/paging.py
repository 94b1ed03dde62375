"""Walking down the newest posts without losing one, whatever the forum's version makes of ``before``.

Some versions include the post named by ``before`` and some do not; a page may be short or blank although more posts
follow; ids become visible late. So no page is ever taken for the last one: the walk ends only below its goal, and
starts every time a little below what is already known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from modbot.errors import ForumError
from modbot.forum.discourse_json import read_number

WINDOW = 50
GetPage = Callable[[int | None], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands: everything up to ``floor`` is known; while a walk runs, ``before`` is its next step."""

    floor: int | None = None
    top: int = 0
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How to walk: pages per slice, ids to look at again below the floor, ids to go back at the very first time."""

    pages: int = 8
    overlap: int = 200
    backfill: int = 1000


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a slice of the walk brought, where to go on, and whether the walk has reached its goal."""

    items: list[dict[str, Any]]
    place: Place
    is_last: bool


def walk(get_page: GetPage, find_anchor: Callable[[], int | None], place: Place, manner: Manner) -> Stretch:
    """Return the next slice of posts, newest first.

    ``find_anchor`` is asked only when the very first page is blank: it returns an id not below the newest post, None
    for an empty forum. Trouble after the first page ends the slice early with what was read; on the first it is raised.
    """
    items: dict[int, dict[str, Any]] = {}
    for number in range(manner.pages):
        try:
            page, place, done = _step(get_page, find_anchor, place, manner)
        except ForumError:
            if number == 0:
                raise
            return Stretch(list(items.values()), place, is_last=False)
        items.update((item_id, item) for item_id, item in page.items() if item_id not in items)
        if done:
            return Stretch(list(items.values()), place, is_last=True)
    return Stretch(list(items.values()), place, is_last=False)


def _step(
    get_page: GetPage, find_anchor: Callable[[], int | None], place: Place, manner: Manner
) -> tuple[dict[int, dict[str, Any]], Place, bool]:
    page = {}
    for item in get_page(place.before):
        number = read_number(item.get("id"))
        if number is not None:
            page[number] = item
    if place.before is None and place.floor is not None and page and max(page) < place.floor - manner.overlap:
        place = Place()  # the newest ids are far below what was known: restored from a backup, or much was deleted
    top = max([place.top, *page])
    following = min(page, default=place.before)
    if following is None:
        following = find_anchor()  # a blank first page: the newest ids are not for us
        if following is None:
            return {}, Place(place.floor or 0, place.top), True
        following += 1  # so that the anchor itself is seen where "before" excludes
    elif place.before is not None and following >= place.before:
        following = place.before - WINDOW
    floor = place.floor if place.floor is not None else max((top or following) - manner.backfill, 0)
    goal = max(floor - manner.overlap, 0)
    wanted = {number: item for number, item in page.items() if number > goal}
    seen_to = following - 1 if following in page else following  # the lowest id that was looked at may be next again
    if seen_to <= goal:
        return wanted, Place(max(floor, top), max(floor, top)), True
    return wanted, Place(floor, top, following), False
