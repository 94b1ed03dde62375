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
AGREEING = ("agree_and_keep_hidden", "agree_and_keep")
DISAGREEING = ("disagree_and_restore", "disagree")
OVERTAKEN = frozenset({403, 404, 409, 422})


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
        """Hide a post: by a flag that queues it, or, where modbot has flagged it before, by deciding that item.

        What a person decided here needs nobody's decision there: the item is closed unless members reported it too.
        """
        if not (post.hidden or post.deleted or post.flagged_by_us):
            self._flag(post, NOTIFY, self._write_message(action), hide=True)
            post = read_live_post(self._client, post.id) or post
        if not (post.hidden or post.deleted):
            self._decide_hidden(action, post)
        elif action.decision_id is not None and post.hidden:
            self._close_own_item(post, AGREEING)

    def give_back(self, action: Action, post: LivePost) -> None:
        """Show a hidden post again: by disagreeing with modbot's own flag where that is all there is, else directly."""
        if post.hidden and action.decision_id is not None and self._close_own_item(post, DISAGREEING):
            post = read_live_post(self._client, post.id) or post
        if post.hidden:
            self._client.send("PUT", f"/posts/{post.id}/unhide.json")

    def _close_own_item(self, post: LivePost, wanted: tuple[str, ...]) -> bool:
        """Decide the post's pending review item, if only modbot reported it; False when that is not so."""
        if post.reviewable_id is None or not post.flagged_by_us:
            return False
        page = self._client.get_if_there(f"/review/{post.reviewable_id}.json")
        people = {read_number(person.get("id")): person for person in list_objects(page, "users")}
        reporters = {
            read_text(people.get(read_number(score.get("user_id")), {}).get("username")).lower()
            for score in list_objects(page, "reviewable_scores")
        }
        if reporters != {str(self._client.api_username).lower()}:
            return False
        try:
            return self._perform(page, post.reviewable_id, wanted)
        except ForumError as error:
            if error.status in OVERTAKEN:  # staff were faster: theirs counts
                return False
            raise

    def _perform(self, page: Any, number: int, wanted: tuple[str, ...]) -> bool:
        item = page.get("reviewable") if isinstance(page, dict) else None
        version = read_number(item.get("version")) if isinstance(item, dict) else None
        offered = list_actions(page)
        action = next((name for name in wanted if name in offered), None)
        if action is None or version is None:
            return False
        self._client.send("PUT", f"/review/{number}/perform/{action}.json", None, version=version)
        return True

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
        if not self._perform(page, post.reviewable_id, HIDING):
            raise give_up(f"action {action.id}: the forum's review screen does not offer to hide this post now")

    def _write_message(self, action: Action) -> str:
        return action.details.get("message") or f"modbot asks for a look at this post (flag {action.flag_id})."


def list_actions(page: Any) -> list[str]:
    """Return the decisions a review page offers, by the server's names, whichever way the version writes their ids."""
    return [
        read_text(item.get("server_action")) or read_text(item.get("id")).rsplit("-", 1)[-1]
        for item in list_objects(page, "actions")
    ]
