"""Replies, warnings and notes to staff: written once each, found again by a reference at their end."""

from __future__ import annotations

from typing import Any

from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import list_objects, list_stream, read_text
from modbot.forum.targets import LivePost, give_up
from modbot.records import Action

LAST_POSTS = 20
SENT_PAGES = 2


class Letters:
    """Writes as modbot's forum member. A letter that is there already is not written again."""

    def __init__(self, client: ForumClient, username: str) -> None:
        self._client = client
        self._username = username

    def reply(self, action: Action, post: LivePost) -> None:
        """Answer a post in its topic, or whisper to staff there."""
        mark = refer_to(action)
        if self._has_replied(post.topic_id, mark):
            return
        body: dict[str, Any] = {
            "topic_id": post.topic_id,
            "raw": f"{_require_text(action)}\n\n{mark}",
            "reply_to_post_number": post.post_number,
        }
        if action.details.get("whisper") == "true":
            body["whisper"] = "true"
        self._client.send("POST", "/posts.json", body)

    def warn(self, action: Action, recipient: str) -> None:
        """Write a private message to a member, as an official warning when the details say so."""
        extra = {"is_warning": "true"} if action.details.get("official") == "true" else {}
        self._write(action, recipient, action.details.get("title") or "About your post", extra)

    def tell_staff(self, action: Action) -> None:
        """Write a private message to the moderators, or to the group the details name."""
        recipient = action.details.get("to") or "moderators"
        self._write(action, recipient, action.details.get("title") or "modbot: please have a look", {})

    def _write(self, action: Action, recipient: str, title: str, extra: dict[str, str]) -> None:
        mark = refer_to(action)
        if self._has_sent(mark):
            return
        body = {
            "archetype": "private_message",
            "title": f"{title[:200]} {mark}",
            "raw": _require_text(action),
            "target_recipients": recipient,
            **extra,
        }
        self._client.send("POST", "/posts.json", body)

    def _has_replied(self, topic_id: int, mark: str) -> bool:
        ids = list_stream(self._client.get(f"/t/{topic_id}.json"))[-LAST_POSTS:]
        data = self._client.get(f"/t/{topic_id}/posts.json", **{"post_ids[]": ids, "include_raw": 1})
        return any(
            read_text(item.get("username")).lower() == self._username.lower() and mark in read_text(item.get("raw"))
            for item in list_objects(data, "post_stream", "posts")
        )

    def _has_sent(self, mark: str) -> bool:
        for page in range(SENT_PAGES):
            data = self._client.get(f"/topics/private-messages-sent/{self._username}.json", page=page)
            topics = list(list_objects(data, "topic_list", "topics"))
            if any(mark in read_text(topic.get("title")) for topic in topics):
                return True
            if not topics:
                break
        return False


def refer_to(action: Action) -> str:
    """Return the reference that marks what was written for this action."""
    return f"(ref. {action.flag_id}-{action.id})"


def _require_text(action: Action) -> str:
    text = action.details.get("raw", "")
    if not text.strip():
        raise give_up(f"action {action.id}: there is no text to write")
    return text
