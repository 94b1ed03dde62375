"""The drafts a card offers: one reply about what is missing and what support leaves out, in the author's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modbot.review.healing import FindWants, comes_after, is_author, list_topic
from modbot.review.replies import ReplyRequest, ReplyWriter
from modbot.store.rows import FlagRow, PostRow
from modbot.store.store import Store

_ANSWERABLE = frozenset({"missing_prerequisites", "out_of_scope"})


@dataclass(frozen=True, slots=True)
class Drafter:
    """Drafts from what a post and its author's later replies lack now, so a draft shrinks with every answer."""

    store: Store
    find_wants: FindWants
    writer: ReplyWriter
    clauses: Mapping[str, Sequence[str]]
    topic_clauses: Mapping[str, Sequence[str]]

    def draft(self, row: PostRow, flags: Sequence[FlagRow], language: str) -> list[tuple[str, str]]:
        """Return (language, text) per draft; none for cards about other things."""
        categories = {flag.category for flag in flags} & _ANSWERABLE
        if not categories:
            return []
        with self.store.reading() as tx:
            topic = list_topic(tx, row)
        replies = [later.post for later in topic if is_author(later, row) and comes_after(later, row)]
        wants = self.find_wants(row.post, replies)
        missing = wants.missing if "missing_prerequisites" in categories else ()
        request = ReplyRequest(
            codes=missing,
            topics=wants.topics if "out_of_scope" in categories else (),
            author=row.post.author.username,
            stated=wants.stated,
            clauses=self.clauses,
            topic_clauses=self.topic_clauses,
            advice=wants.advice if missing else (),
        )
        text = self.writer.write(language or wants.language, request)
        return [(language or wants.language, text)] if text else []
