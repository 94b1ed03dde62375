"""Finds authors who ask the same again and again (ZM-5.5): near-duplicates among their own recent topics."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from modbot.prepare.views import PreparedPost
from modbot.records import Post, Signal

_MOST = 2000  # characters compared
_SHORTEST = 40


class RepeatDetector:
    """Counts an author's other topics that ask nearly the same; people decide whether that is misuse."""

    name = "repeats"

    def __init__(self, at_least: int = 3, similarity: float = 88.0) -> None:
        self._at_least = at_least
        self._similarity = similarity

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return a claim when ``at_least`` earlier topics of the author ask nearly the same."""
        mine = post.post
        if mine.author.is_staff or (mine.post_number or 1) > 1 or len(mine.raw) < _SHORTEST:
            return []
        earlier = {other.topic_id: other.raw[:_MOST] for other in post.surroundings.recent if _may_repeat(mine, other)}
        alike = process.extract(
            mine.raw[:_MOST], earlier, scorer=fuzz.token_set_ratio, score_cutoff=self._similarity, limit=None
        )
        if len(alike) < self._at_least:
            return []
        return [
            Signal(
                "repeats/question",
                "support_abuse",
                "support_abuse",
                ("ZM-5.5",),
                0.6,
                (),
                f"{len(alike)} earlier topics of this author ask nearly the same",
            )
        ]


def _may_repeat(mine: Post, other: Post) -> bool:
    """Say whether ``other`` opened an earlier topic of the same author."""
    is_same_author = bool(mine.author.username) and other.author.username == mine.author.username
    return is_same_author and other.id != mine.id and other.topic_id != mine.topic_id and (other.post_number or 1) == 1
