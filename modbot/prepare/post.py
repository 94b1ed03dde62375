"""Puts the views of a post together."""

from __future__ import annotations

from collections.abc import Sequence

from modbot.prepare.views import PreparedPost, Segment, View
from modbot.records import Post, QuotablePost


def prepare_post(post: Post, quotable: Sequence[QuotablePost] = ()) -> PreparedPost:
    """Return the post with its views; ``quotable`` are the posts its quotes are verified against."""
    del quotable
    raw, title = View(post.raw), View(post.title)
    lowered = View(post.raw.lower()) if len(post.raw.lower()) == len(post.raw) else raw
    return PreparedPost(
        post=post,
        language=post.language or "en",
        language_is_sure=bool(post.language),
        segments=(Segment(0, len(post.raw), "prose", "own"),),
        raw=raw,
        prose=raw,
        exposure=raw,
        plain=lowered,
        folded=lowered,
        title=title,
        title_folded=title,
    )
