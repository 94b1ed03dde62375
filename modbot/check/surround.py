"""What stands around a post in the store: the posts its quotes may come from, and recent posts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from modbot.records import Post, QuotablePost, Surroundings
from modbot.store.rows import PostRow
from modbot.store.store import Transaction

# [quote="bo, post:3, topic:77"]: the name and both numbers of a quote, as far as it gives them.
_QUOTE = re.compile(r'\[quote="?[^\]\n"]{0,300}?post:\s*(\d{1,9})(?:,\s*topic:\s*(\d{1,12}))?', re.IGNORECASE)
_QUOTES_SOMETHING = re.compile(r"\[quote|^[ ]{0,3}>", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far to look: an author's posts, other people's, the topic's, and how many quotes are followed."""

    by_author: int = 20
    by_others: int = 100
    in_topic: int = 30
    quotes: int = 20


class Neighbourhood:
    """Looks around the posts of one batch; other people's recent posts are read once for all of them."""

    def __init__(self, tx: Transaction, reach: Reach) -> None:
        self._tx = tx
        self._reach = reach
        self.others = tx.posts.recent(reach.by_others)

    def surround(self, row: PostRow, recent: Sequence[PostRow]) -> Surroundings:
        """Return what stands around a post, given its recent neighbours."""
        return Surroundings(self._find_quotable(row), tuple(item.post for item in recent))

    def find_recent(self, row: PostRow) -> list[PostRow]:
        """Return the author's recent posts, then other people's, newest first; only ones that came in before."""
        mine = self._tx.posts.by_author(row.post.author.username, self._reach.by_author, before_row=row.id)
        name = row.post.author.username
        others = [item for item in self.others if item.id < row.id and item.post.author.username != name]
        return [item for item in {item.id: item for item in (*mine, *others)}.values() if item.post_id != row.post_id]

    def _find_quotable(self, row: PostRow) -> tuple[QuotablePost, ...]:
        topic_id = row.post.topic_id
        if not _QUOTES_SOMETHING.search(row.post.raw):
            return ()
        found = self._tx.posts.in_topic(topic_id, limit=self._reach.in_topic) if topic_id is not None else []
        for number, topic in read_quotes(row.post, self._reach.quotes):
            for named in self._tx.posts.in_topic(topic, [number]):
                found += self._tx.posts.versions(named.post_id)  # a quote may be older than the last edit
        others = {item.id: item for item in found if item.post_id != row.post_id and item.forgotten_at is None}
        return tuple(
            QuotablePost(item.post.author.username, item.post.raw, item.post.topic_id, item.post.post_number)
            for item in others.values()
        )


def read_quotes(post: Post, limit: int) -> list[tuple[int, int]]:
    """Return post and topic numbers of the quotes a post makes, each once; a quote without topic is of its own."""
    found: dict[tuple[int, int], None] = {}
    for quote in _QUOTE.finditer(post.raw):
        topic = int(quote[2]) if quote[2] else post.topic_id
        if topic is not None:
            found[int(quote[1]), topic] = None
        if len(found) == limit:
            break
    return list(found)
