"""Puts the views of a post together."""

from __future__ import annotations

from modbot.prepare.views import PreparedPost, Segment, View
from modbot.records import Post, Surroundings


def prepare_post(post: Post, surroundings: Surroundings = Surroundings()) -> PreparedPost:  # noqa: B008  frozen
    """Return the post with its views; quotes are verified against the posts in ``surroundings``."""
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
        surroundings=surroundings,
    )
