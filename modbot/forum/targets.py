"""What an action is aimed at, found and read again before anything is done to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modbot.errors import ForumError
from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import read_number, read_text
from modbot.records import Action


@dataclass(frozen=True, slots=True)
class LivePost:
    """A post as it stands at the forum right now."""

    id: int
    topic_id: int
    post_number: int
    raw: str
    author: str
    author_id: int
    by_staff: bool
    hidden: bool
    deleted: bool
    reviewable_id: int | None
    flagged_by_us: bool

    @property
    def sha256(self) -> str:
        """Return the key of the text."""
        return hashlib.sha256(self.raw.encode("utf-8", "surrogatepass")).hexdigest()


def give_up(message: str, status: int | None = None) -> ForumError:
    """Return an error that no retry can cure."""
    return ForumError(message, permanent=True, status=status)


def name_member(action: Action) -> str | None:
    """Return the member an action names, None when it is aimed at a post."""
    kind, name = _split(action.target)
    return name if kind in {"user", "author"} else None


def name_post(action: Action) -> int:
    """Return the id of the post an action is aimed at."""
    kind, name = _split(action.target)
    number = read_number(name) if kind in {"", "post"} else None
    if number is None:
        raise give_up(f"action {action.id}: “{action.target[:40]}” is no post")
    return number


def _split(target: str) -> tuple[str, str]:
    """Return kind and name of a target: ``post/812`` and ``post:812`` are the same, ``812`` has no kind."""
    for sign in (":", "/"):
        kind, found, name = target.partition(sign)
        if found:
            return kind, name
    return "", target


def read_live_post(client: ForumClient, number: int) -> LivePost | None:
    """Return a post as it stands now, deleted ones included; None when it is gone or out of reach."""
    data = client.get_if_there(f"/posts/{number}.json")
    if not isinstance(data, Mapping):
        return None
    return LivePost(
        id=number,
        topic_id=read_number(data.get("topic_id")) or 0,
        post_number=read_number(data.get("post_number")) or 0,
        raw=read_text(data.get("raw")),
        author=read_text(data.get("username")),
        author_id=read_number(data.get("user_id")) or 0,
        by_staff=any(data.get(key) is True for key in ("staff", "moderator", "admin")),
        hidden=data.get("hidden") is True,
        deleted=bool(data.get("deleted_at")),
        reviewable_id=read_number(data.get("reviewable_id")),
        flagged_by_us=_has_flagged(data.get("actions_summary")),
    )


def require_live_post(client: ForumClient, action: Action) -> LivePost:
    """Return the post an action is aimed at; gives up when it is gone."""
    post = read_live_post(client, name_post(action))
    if post is None:
        raise give_up(f"action {action.id}: the post is gone or out of reach", 404)
    return post


def _has_flagged(summary: Any) -> bool:
    likes = {2, 6}
    items = [item for item in summary if isinstance(item, Mapping)] if isinstance(summary, list) else []
    return any(item.get("acted") is True and item.get("id") not in likes for item in items)
