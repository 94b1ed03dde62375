"""A Discourse as a ForumActor: every kind of action, looked up first, done once, never repeated blindly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modbot.clock import Clock
from modbot.errors import ForumError
from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import read_number, read_tags, read_text, read_time
from modbot.forum.letters import Letters
from modbot.forum.native_flags import NativeFlags
from modbot.forum.targets import LivePost, give_up, name_member, require_live_post
from modbot.records import Action

TOUCHING = frozenset({"hide", "delete", "edit", "silence", "suspend", "send_to_review", "warn"})


class DiscourseActor:
    """The write side of a Discourse.

    What nobody decided (no ``decision_id``) never touches staff, and nothing ever touches modbot's own posts or the
    forum's own voices; staff are never silenced or suspended at all.
    """

    def __init__(self, client: ForumClient, flags: NativeFlags, letters: Letters, clock: Clock) -> None:
        self._client = client
        self._flags = flags
        self._letters = letters
        self._clock = clock
        self._on_post: dict[str, Callable[[Action, LivePost], None]] = {
            "hide": flags.hide,
            "send_to_review": flags.send_to_review,
            "reply": letters.reply,
            "restore": self._restore,
            "delete": self._delete,
            "edit": self._edit,
            "move": self._move,
        }

    def perform(self, action: Action) -> None:
        """Carry out ``action``; doing it twice is the same as once. Raises ForumError(permanent=…) or ForumBusy."""
        if action.kind == "tell_staff":
            self._letters.tell_staff(action)
        elif action.kind in self._on_post:
            post = require_live_post(self._client, action)
            self._check_author(action, post.author, post.author_id, by_staff=post.by_staff)
            self._on_post[action.kind](action, post)
        else:
            self._act_on_member(action)

    def _check_author(self, action: Action, name: str, number: int, *, by_staff: bool) -> None:
        if action.kind not in TOUCHING:
            return
        if number < 0 or name.lower() == str(self._client.api_username).lower():
            raise give_up(f"action {action.id}: modbot does not act on itself or on the forum's own voice")
        if by_staff and (action.decision_id is None or action.kind in {"silence", "suspend"}):
            raise give_up(f"action {action.id}: the author belongs to the forum's staff")

    def _restore(self, action: Action, post: LivePost) -> None:
        if post.deleted:
            place = f"/t/{post.topic_id}" if post.post_number == 1 else f"/posts/{post.id}"
            self._client.send("PUT", f"{place}/recover.json")
        self._flags.give_back(action, post)

    def _delete(self, _action: Action, post: LivePost) -> None:
        if post.deleted:
            return
        self._client.send("DELETE", f"/t/{post.topic_id}.json" if post.post_number == 1 else f"/posts/{post.id}.json")

    def _edit(self, action: Action, post: LivePost) -> None:
        raw, seen = action.details.get("raw", ""), action.details.get("seen_sha256")
        if not raw.strip():
            raise give_up(f"action {action.id}: there is no text to put in place")
        if post.raw != raw:
            if seen and seen != post.sha256:
                raise give_up(f"action {action.id}: the post was changed since it was judged", 409)
            reason = action.details.get("edit_reason", "moderation")
            change = {"raw": raw, "original_text": post.raw, "edit_reason": reason}
            self._client.send("PUT", f"/posts/{post.id}.json", {"post": change})
        if action.details.get("hide_revision") == "true":
            self._hide_revision(post)

    def _hide_revision(self, post: LivePost) -> None:
        """Hide what stood there before: an edit alone leaves it in the post's history for everybody."""
        latest = self._client.get(f"/posts/{post.id}/revisions/latest.json")
        number = read_number(latest.get("current_revision")) if isinstance(latest, dict) else None
        if number is not None:
            self._client.send("PUT", f"/posts/{post.id}/revisions/{number}/hide.json")

    def _move(self, action: Action, post: LivePost) -> None:
        topic = self._client.get(f"/t/{post.topic_id}.json")
        topic = topic if isinstance(topic, dict) else {}
        change: dict[str, Any] = {}
        section = read_number(action.details.get("section_id"))
        if section is not None and section != read_number(topic.get("category_id")):
            change["category_id"] = section
        title = action.details.get("title", "")
        if title and title != read_text(topic.get("title")):
            change["title"] = title
        if "tags" in action.details:
            tags = tuple(tag.strip() for tag in action.details["tags"].split(",") if tag.strip())
            if set(tags) != set(read_tags(topic.get("tags"))):
                change["tags"] = list(tags)  # replaces all of them
        if change:
            self._client.send("PUT", f"/t/-/{post.topic_id}.json", change)

    def _act_on_member(self, action: Action) -> None:
        name = name_member(action)
        post = None if name is not None else require_live_post(self._client, action)
        data = self._client.get_if_there(f"/u/{name or (post.author if post else '')}.json")
        user = data.get("user") if isinstance(data, dict) else None
        number = read_number(user.get("id")) if isinstance(user, dict) else None
        if not isinstance(user, dict) or number is None:
            raise give_up(f"action {action.id}: there is no such member", 404)
        username = read_text(user.get("username"))
        is_staff = user.get("moderator") is True or user.get("admin") is True
        self._check_author(action, username, number, by_staff=is_staff)
        if action.kind == "warn":
            self._letters.warn(action, username)
        elif action.kind in {"silence", "suspend"}:
            self._penalize(action, number, post)
        else:
            raise give_up(f"action {action.id}: a Discourse cannot {action.kind}")

    def _penalize(self, action: Action, user_id: int, post: LivePost | None) -> None:
        key = "silenced_till" if action.kind == "silence" else "suspended_till"
        if self._is_penalized(user_id, key):
            return
        until, message = action.details.get("until", ""), action.details.get("message", "")
        about = post.id if post else read_number(action.details.get("post_id"))
        body: dict[str, Any] = {"reason": action.reason[:300] or "moderation", "post_id": about}
        if action.kind == "suspend" and not until:
            raise give_up(f"action {action.id}: a suspension needs an end")
        if until:
            body["silenced_till" if action.kind == "silence" else "suspend_until"] = until
        if message:
            body["message"] = message
        body = {name: value for name, value in body.items() if value is not None}
        try:
            self._client.send("PUT", f"/admin/users/{user_id}/{action.kind}.json", body)
        except ForumError as error:
            if error.status != 409:  # somebody else was a moment faster
                raise

    def _is_penalized(self, user_id: int, key: str) -> bool:
        data = self._client.get(f"/admin/users/{user_id}.json")
        till = read_time(data.get(key)) if isinstance(data, dict) else None
        return till is not None and till > self._clock.now()
