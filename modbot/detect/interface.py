"""What a detector is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, runtime_checkable

from modbot.prepare.views import PreparedPost
from modbot.records import Signal


class Detector(Protocol):
    """Finds one kind of thing in one post."""

    name: str

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return the claims about ``post``; an exception marks its check incomplete."""
        ...


@runtime_checkable
class BatchDetector(Protocol):
    """A detector that is cheaper on many posts at once; ``detect`` gives the same answers one by one."""

    name: str

    def detect_many(self, posts: Sequence[PreparedPost]) -> Sequence[Iterable[Signal]]:
        """Return the claims about each post, in order."""
        ...
