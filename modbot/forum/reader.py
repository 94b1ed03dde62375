"""A Discourse as a ForumReader: newest posts, the sweep, single posts, the review queue, webhooks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from modbot.forum.authors import AuthorBook
from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import TopicFacts, list_objects, list_stream, read_number, read_post, read_topic_facts
from modbot.forum.events import read_event
from modbot.forum.interface import ForumEvent, ForumReview, Page
from modbot.forum.paging import Manner, Place, walk
from modbot.forum.reviews import fetch_reviews
from modbot.forum.site import Site
from modbot.forum.sweep import read_place, sweep_slice
from modbot.records import Post

ANCHOR_TOPICS = 3


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """Whose eyes modbot reads with, whether it reads private messages, the webhook secret, and the walk's manner."""

    username: str
    private_messages: bool = False
    webhook_secret: str = ""
    manner: Manner = field(default_factory=Manner)


class DiscourseReader:
    """The read side of a Discourse. Posts by the forum's own voices (ids below zero) and by modbot are left out."""

    def __init__(
        self, client: ForumClient, sweeper: ForumClient, site: Site, authors: AuthorBook, rules: ReadingRules
    ) -> None:
        self._client = client
        self._sweeper = sweeper
        self._site = site
        self._authors = authors
        self._rules = rules

    def posts_after(self, cursor: str) -> Page[Post]:
        """Return a slice of the newest posts and where to go on; see ForumReader."""
        places = _read_places(cursor)
        posts, is_last = [], True
        for name in ("public", "private") if self._rules.private_messages else ("public",):
            anchor = partial(self._find_anchor, name)
            stretch = walk(self._pages_of(name), anchor, places.get(name, Place()), self._rules.manner)
            places[name] = stretch.place
            posts += self._read_all(stretch.items, audience_known=name == "private")
            is_last = is_last and stretch.is_last
        text = json.dumps({name: asdict(place) for name, place in places.items()}, separators=(",", ":"))
        return Page(tuple(posts), text, is_last)

    def changed_posts(self, since: datetime, cursor: str = "") -> Page[Post]:
        """Return a slice of all posts of topics active since then; see ForumReader."""
        place = read_place(cursor)
        posts: list[Post] = []
        for found in sweep_slice(self._sweeper, since, place):
            if found.topic is not None:
                self._site.remember_topic(found.topic_id, read_topic_facts(found.topic))
            facts = self._site.topic(found.topic_id)
            if facts is not None:
                posts += self._read_all(found.posts, facts)
        return Page(tuple(posts), "" if place.is_done else place.write(), place.is_done)

    def read_post(self, post_id: str) -> Post | None:
        """Return a post as it stands, None when it is deleted, out of sight, or private and not to be read."""
        number = read_number(post_id)
        data = None if number is None else self._client.get_if_there(f"/posts/{number}.json")
        if not isinstance(data, dict) or data.get("deleted_at"):
            return None
        topic_id = read_number(data.get("topic_id"))
        facts = self._site.topic(topic_id) if topic_id is not None else None
        if facts is None:
            return None
        return next(iter(self._read_all([data], facts)), None)

    def read_first_post(self, topic_id: str) -> Post | None:
        """Return a topic's first post with the title as it stands, None when it is gone or not to be read."""
        number = read_number(topic_id)
        data = None if number is None else self._client.get_if_there(f"/t/{number}.json", include_raw=1)
        if number is None or not isinstance(data, dict) or data.get("deleted_at"):
            return None
        facts = read_topic_facts(data)
        self._site.remember_topic(number, facts)
        first = [item for item in list_objects(data, "post_stream", "posts") if item.get("post_number") == 1]
        return next(iter(self._read_all(first, facts)), None)

    def reviews_after(self, cursor: str) -> Page[ForumReview]:
        """Return new and changed rows of the review queue; see ForumReader."""
        return fetch_reviews(self._client, cursor, self._rules.username, self._site.facts())

    def read_event(self, headers: Mapping[str, str], body: bytes) -> ForumEvent | None:
        """Return what a webhook announces, None for pings; raises BadSignature."""
        return read_event(headers, body, self._rules.webhook_secret)

    def _pages_of(self, name: str) -> Any:
        path, key = ("/posts.json", "latest_posts") if name == "public" else ("/private-posts.json", "private_posts")

        def get_page(before: int | None) -> list[dict[str, Any]]:
            params = {} if before is None else {"before": before}
            return list(list_objects(self._client.get(path, **params), key))

        return get_page

    def _find_anchor(self, name: str) -> int | None:
        """Return the highest post id of the topics active last: asked when the newest ids are all out of sight."""
        private = f"/topics/private-messages/{self._rules.username}.json"
        data = self._client.get("/latest.json" if name == "public" else private, order="activity", no_definitions=1)
        ids: list[int] = []
        for topic in list(list_objects(data, "topic_list", "topics"))[:ANCHOR_TOPICS]:
            number = read_number(topic.get("id"))
            if number is not None:
                ids += list_stream(self._client.get_if_there(f"/t/{number}.json"))
        return max(ids, default=None)

    def _read_all(
        self, items: Iterable[Mapping[str, Any]], topic: TopicFacts | None = None, *, audience_known: bool = False
    ) -> list[Post]:
        site = self._site.facts()
        read = (read_post(item, self._client.host, site, topic) for item in items)
        posts = [post for post in read if post is not None and not self._is_own(post)]
        if audience_known:
            posts = [replace(post, audience="private") for post in posts]
        return self._authors.describe(
            post for post in posts if post.audience == "public" or self._rules.private_messages
        )

    def _is_own(self, post: Post) -> bool:
        is_voice = post.author.id is not None and post.author.id < 0
        return is_voice or post.author.username.lower() == self._rules.username.lower()


def _read_places(cursor: str) -> dict[str, Place]:
    """Return the places a cursor names; an unreadable cursor starts anew, which costs calls but loses nothing."""
    try:
        return {str(name): Place(**place) for name, place in json.loads(cursor).items()}
    except (ValueError, TypeError, AttributeError):
        return {}
