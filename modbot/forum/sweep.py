"""The nightly sweep: every post of every topic that was active lately, in slices, to find edits and late arrivals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from modbot.errors import ForumBusy
from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import list_objects, list_stream, read_number, read_time

CALLS_PER_SLICE = 8
CHUNK = 20


@dataclass(slots=True)
class SweepPlace:
    """What is left to sweep: the next page of topics (None: all listed), topics to open, and posts to fetch."""

    page: int | None = 0
    topics: list[int] = field(default_factory=list)
    posts: list[tuple[int, list[int]]] = field(default_factory=list)

    def write(self) -> str:
        """Return this place as a cursor."""
        return json.dumps({"page": self.page, "topics": self.topics, "posts": self.posts}, separators=(",", ":"))

    @property
    def is_done(self) -> bool:
        """Say whether nothing is left."""
        return self.page is None and not self.topics and not self.posts


@dataclass(frozen=True, slots=True)
class SweptTopic:
    """Posts of one topic, and the topic itself when the answer told about it."""

    topic_id: int
    topic: dict[str, Any] | None
    posts: list[dict[str, Any]]


def read_place(cursor: str) -> SweepPlace:
    """Return the place a cursor names; an unreadable one starts anew."""
    try:
        data = json.loads(cursor)
        posts = [(int(topic_id), [int(number) for number in ids]) for topic_id, ids in data["posts"]]
        return SweepPlace(data["page"], [int(topic_id) for topic_id in data["topics"]], posts)
    except (ValueError, KeyError, TypeError):
        return SweepPlace()


def sweep_slice(client: ForumClient, since: datetime, place: SweepPlace) -> Iterator[SweptTopic]:
    """Yield topics with posts and their raw text for at most eight calls, moving ``place`` on after each.

    Every post of a topic is read, however long it is: an edit may be anywhere. A busy forum ends the slice early.
    """
    for number in range(CALLS_PER_SLICE):
        if place.is_done:
            return
        try:
            yield from _make_one_call(client, since, place)
        except ForumBusy:
            if number == 0:
                raise
            return


def _make_one_call(client: ForumClient, since: datetime, place: SweepPlace) -> Iterator[SweptTopic]:
    if place.posts:
        topic_id, ids = place.posts[0]
        params = {"post_ids[]": ids[:CHUNK], "include_raw": 1}
        data = client.get_if_there(f"/t/{topic_id}/posts.json", **params)
        place.posts[0] = (topic_id, ids[CHUNK:])
        if not ids[CHUNK:]:
            place.posts.pop(0)
        yield SweptTopic(topic_id, None, list(list_objects(data, "post_stream", "posts")))
    elif place.topics:
        topic_id = place.topics[0]
        data = client.get_if_there(f"/t/{topic_id}.json", include_raw=1)
        place.topics.pop(0)
        if isinstance(data, dict):
            posts = list(list_objects(data, "post_stream", "posts"))
            seen = {read_number(item.get("id")) for item in posts}
            rest = [number for number in list_stream(data) if number not in seen]
            if rest:
                place.posts.append((topic_id, rest))
            yield SweptTopic(topic_id, data, posts)
    elif place.page is not None:
        _list_topics(client, since, place, place.page)


def _list_topics(client: ForumClient, since: datetime, place: SweepPlace, page: int) -> None:
    data = client.get("/latest.json", order="activity", page=page, no_definitions=1)
    listed = list(list_objects(data, "topic_list", "topics"))
    for topic in listed:
        number = read_number(topic.get("id"))
        times = [at for key in ("last_posted_at", "bumped_at") if (at := read_time(topic.get(key))) is not None]
        if number is not None and (not times or max(times) >= since):
            place.topics.append(number)
    oldest = [read_time(topic.get("last_posted_at")) for topic in listed if not topic.get("pinned")]
    is_past = any(at is not None and at < since for at in oldest)
    place.page = None if not listed or is_past else page + 1
