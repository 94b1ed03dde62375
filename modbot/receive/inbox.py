"""The one door: every post comes in here, whoever brought it, and the same version twice is stored once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from modbot.records import Post
from modbot.store.posts import Received
from modbot.store.store import Transaction


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a round brought: posts by what became of them. New, edited and renamed ones will be checked."""

    new: int = 0
    edited: int = 0
    renamed: int = 0
    known: int = 0

    @property
    def to_check(self) -> int:
        """Return how many posts wait for a check because of this."""
        return self.new + self.edited + self.renamed

    def __add__(self, other: Delivery) -> Delivery:
        return Delivery(
            self.new + other.new, self.edited + other.edited, self.renamed + other.renamed, self.known + other.known
        )


def receive(tx: Transaction, post: Post, at: datetime) -> Received:
    """Store one version of a post; its content key is its id and the hash of its text."""
    return tx.posts.receive(post, at)


def receive_all(tx: Transaction, posts: Iterable[Post], at: datetime) -> Delivery:
    """Store posts, oldest first, so that an earlier post is there when a later one quotes it."""
    ordered = sorted(posts, key=lambda post: int(post.id) if str(post.id).isdigit() else 0)
    counts = Counter(receive(tx, post, at).arrival for post in ordered)
    return Delivery(counts["new"], counts["edited"], counts["renamed"], counts["known"])
