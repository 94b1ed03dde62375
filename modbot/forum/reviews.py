"""Reading the forum's own review queue: new reports, changed ones, and what staff made of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import SiteFacts, list_objects, read_number, read_text, read_time
from modbot.forum.interface import ForumReview, Page

PAGES = 5
PER_PAGE = 10
SYSTEM_ID = -1
OUTCOMES = {0: "pending", 1: "agreed", 2: "disagreed", 3: "ignored"}
FLAGGED_POST = "ReviewableFlaggedPost"


@dataclass(slots=True)
class ReviewPlace:
    """The newest item known, and the open ones with the version last seen, longest unseen first."""

    newest: int = 0
    open: dict[int, int] = field(default_factory=dict)

    def write(self) -> str:
        """Return this place as a cursor."""
        return json.dumps({"newest": self.newest, "open": list(self.open.items())}, separators=(",", ":"))


def read_place(cursor: str) -> ReviewPlace:
    """Return the place a cursor names; an unreadable one starts anew."""
    try:
        data = json.loads(cursor)
        return ReviewPlace(int(data["newest"]), {int(item): int(version) for item, version in data["open"]})
    except (ValueError, KeyError, TypeError):
        return ReviewPlace()


def fetch_reviews(client: ForumClient, cursor: str, username: str, site: SiteFacts) -> Page[ForumReview]:
    """Return the rows of items that are new, pending with another version than before, or decided since.

    Items nobody decided stay in the cursor, so that a decision weeks later still comes home; an item reported again
    after its decision is pending again and comes as such.
    """
    place = read_place(cursor)
    names = {number: name for name, number in site.flag_types.items()}
    found: list[ForumReview] = []
    seen: set[int] = set()
    for data in _list_new(client, place):
        found += _take_page(data, place, seen, username, names)
    for data in _list_pending(client):
        found += _take_page(data, place, seen, username, names)
    for data in _list_open(client, place, seen):
        found += _take_page(data, place, seen, username, names)
    return Page(tuple(found), place.write())


def _list_new(client: ForumClient, place: ReviewPlace) -> Iterable[Any]:
    known = place.newest
    for number in range(PAGES):
        data = client.get("/review.json", status="all", sort_order="created_at", offset=number * PER_PAGE)
        yield data
        ids = [read_number(item.get("id")) or 0 for item in list_objects(data, "reviewables")]
        if len(ids) < PER_PAGE or min(ids) <= known:
            return


def _list_pending(client: ForumClient) -> Iterable[Any]:
    for number in range(PAGES):
        data = client.get("/review.json", status="pending", sort_order="created_at", offset=number * PER_PAGE)
        yield data
        if len(list(list_objects(data, "reviewables"))) < PER_PAGE:
            return


def _list_open(client: ForumClient, place: ReviewPlace, seen: set[int]) -> Iterable[Any]:
    unseen = [number for number in place.open if number not in seen][: PAGES * PER_PAGE]
    for start in range(0, len(unseen), PER_PAGE):
        chunk = unseen[start : start + PER_PAGE]
        yield client.get("/review.json", **{"status": "all", "ids[]": chunk})
        for number in chunk:  # to the end of the line; gone for good when the forum no longer knows it
            version = place.open.pop(number, None)
            if version is not None and number in seen:
                place.open[number] = version


def _take_page(
    data: Any, place: ReviewPlace, seen: set[int], username: str, names: Mapping[int, str]
) -> list[ForumReview]:
    scores = {read_number(item.get("id")): item for item in list_objects(data, "reviewable_scores")}
    people = {read_number(item.get("id")): read_text(item.get("username")) for item in list_objects(data, "users")}
    rows: list[ForumReview] = []
    for item in list_objects(data, "reviewables"):
        number, version = read_number(item.get("id")), read_number(item.get("version")) or 0
        if number is None or number in seen:
            continue
        seen.add(number)
        is_new, known = number > place.newest, place.open.get(number)
        place.newest = max(place.newest, number)
        is_pending = item.get("status") == 0
        if is_pending:
            place.open[number] = version
        else:
            place.open.pop(number, None)
        if is_new or (known != version and (is_pending or known is not None)):
            rows += _read_item(item, scores, people, username, names)
    return rows


def _read_item(
    item: Mapping[str, Any],
    scores: Mapping[int | None, Mapping[str, Any]],
    people: Mapping[int | None, str],
    username: str,
    names: Mapping[int, str],
) -> list[ForumReview]:
    post_id = read_number(item.get("post_id")) or read_number(item.get("target_id"))
    ids = item.get("reviewable_score_ids")
    if item.get("type") != FLAGGED_POST or post_id is None or not isinstance(ids, list):
        return []  # posts waiting for approval have no post yet; other types are not about posts
    rows = []
    for score_id in ids:
        score = scores.get(read_number(score_id))
        if score is None:
            continue
        reporter = people.get(read_number(score.get("user_id")), "")
        rows.append(
            ForumReview(
                review_id=read_number(item.get("id")) or 0,
                score_id=read_number(score_id) or 0,
                post_id=str(post_id),
                kind=names.get(read_number(score.get("score_type_id")) or 0, "unknown"),
                outcome=_read_outcome(score),
                reported_by=reporter,
                decided_by=_name_decider(score, people),
                at=read_time(score.get("reviewed_at")) or read_time(score.get("created_at")),
                version=read_number(item.get("version")) or 0,
                reason=read_text(score.get("reason")),
                is_own=reporter.lower() == username.lower(),
            )
        )
    return rows


def _read_outcome(score: Mapping[str, Any]) -> str:
    outcome = OUTCOMES.get(read_number(score.get("status")) or 0, "pending")
    by_system = read_number(score.get("reviewed_by_id")) == SYSTEM_ID
    return "expired" if outcome == "ignored" and by_system else outcome


def _name_decider(score: Mapping[str, Any], people: Mapping[int | None, str]) -> str:
    number = read_number(score.get("reviewed_by_id"))
    if number is None:
        return ""
    return "system" if number == SYSTEM_ID else people.get(number) or f"user:{number}"
