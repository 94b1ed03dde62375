"""Flags in the forum's own review screen, and hiding, which a Discourse knows only as part of a flag.

A post can be flagged once by the same member, whatever the type; so each step first looks whether it is done.
"""

from __future__ import annotations

from typing import Any, Literal

from modbot.errors import ForumError
from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import list_objects, read_number, read_text
from modbot.forum.site import Site
from modbot.forum.targets import LivePost, give_up, read_live_post
from modbot.records import Action

Mode = Literal["off", "notify", "typed", "hide"]
NOTIFY = "notify_moderators"
TYPES = {"abuse": "inappropriate", "spam": "spam", "unlawful": "illegal", "copyright": "illegal"}
HIDING = ("agree_and_hide", "hide_post", "agree_and_keep_hidden")


class NativeFlags:
    """Raises flags as modbot's forum member, in one of four modes: off, notify, typed, hide."""

    def __init__(self, client: ForumClient, site: Site, mode: Mode) -> None:
        self._client = client
        self._site = site
        self._mode = mode

    def send_to_review(self, action: Action, post: LivePost) -> None:
        """Bring a post into the forum's review screen; what is there, hidden or deleted already stays as it is."""
        if self._mode == "off" or post.flagged_by_us or post.hidden or post.deleted:
            return
        category = action.details.get("category", "")
        name = TYPES.get(category, NOTIFY) if self._mode == "typed" else NOTIFY
        self._flag(post, name, self._write_message(action), hide=self._mode == "hide")

    def hide(self, action: Action, post: LivePost) -> None:
        """Hide a post: by a flag that queues it, or, where modbot has flagged it before, by deciding that item."""
        if post.hidden or post.deleted:
            return
        if not post.flagged_by_us:
            self._flag(post, NOTIFY, self._write_message(action), hide=True)
            post = read_live_post(self._client, post.id) or post
            if post.hidden or post.deleted:
                return
        self._decide_hidden(action, post)

    def _flag(self, post: LivePost, name: str, message: str, *, hide: bool) -> None:
        types = self._site.facts().flag_types
        type_id = types.get(name, types.get(NOTIFY))
        if type_id is None:
            raise give_up("the forum offers no flag type for moderators")
        body: dict[str, Any] = {"id": post.id, "post_action_type_id": type_id, "message": message}
        if hide:
            body["queue_for_review"] = "true"
        try:
            self._client.send("POST", "/post_actions.json", body)
        except ForumError as error:
            if error.status not in {403, 422} or not self._is_done(post.id):
                raise

    def _is_done(self, post_id: int) -> bool:
        """Say whether the post was flagged, hidden or deleted after all, perhaps by a call whose answer was lost."""
        post = read_live_post(self._client, post_id)
        return post is None or post.flagged_by_us or post.hidden or post.deleted

    def _decide_hidden(self, action: Action, post: LivePost) -> None:
        if post.reviewable_id is None:
            raise give_up(f"action {action.id}: the post was flagged before and has no review item to hide it by")
        page = self._client.get(f"/review/{post.reviewable_id}.json")
        item = page.get("reviewable") if isinstance(page, dict) else None
        version = read_number(item.get("version")) if isinstance(item, dict) else None
        wanted = next((name for name in list_actions(page) if name in HIDING), None)
        if wanted is None or version is None:
            raise give_up(f"action {action.id}: the forum's review screen does not offer to hide this post now")
        self._client.send("PUT", f"/review/{post.reviewable_id}/perform/{wanted}.json", None, version=version)

    def _write_message(self, action: Action) -> str:
        return action.details.get("message") or f"modbot asks for a look at this post (flag {action.flag_id})."


def list_actions(page: Any) -> list[str]:
    """Return the decisions a review page offers, by the server's names, whichever way the version writes their ids."""
    return [
        read_text(item.get("server_action")) or read_text(item.get("id")).rsplit("-", 1)[-1]
        for item in list_objects(page, "actions")
    ]
