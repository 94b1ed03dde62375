"""The forum's own review screen: which decisions an item offers in its state, and what each of them does."""

from __future__ import annotations

from modbot.sandbox.flagging import settle
from modbot.sandbox.nouns import (
    APPROVED,
    DELETED,
    IGNORED,
    PENDING,
    REJECTED,
    SCORE_AGREED,
    SCORE_DISAGREED,
    SCORE_IGNORED,
    Reviewable,
    User,
)
from modbot.sandbox.posting import Draft, delete, hide, publish, recover, unhide
from modbot.sandbox.refusals import Refused, conflict, no_access
from modbot.sandbox.world import World

Bundles = dict[str, tuple[str, ...]]


def offer_actions(world: World, item: Reviewable) -> Bundles:
    """Return what may be decided about an item now, by bundle: agree, disagree, ignore, or approve and reject."""
    if item.type == "ReviewableQueuedPost":
        return {"approve": ("approve_post",), "reject": ("reject_post",)} if item.status == PENDING else {}
    if item.status != PENDING or item.post_id is None:
        return {}
    post = world.posts[item.post_id]
    modern = world.traits.action_ids == "prefixed"
    ignore = "ignore_and_do_nothing" if modern else "ignore"
    if post.deleted_at is not None:
        return {"agree": ("agree_and_keep",), "disagree": ("disagree_and_restore",), "ignore": (ignore,)}
    keep = ("agree_and_keep_hidden",) if post.hidden else ("agree_and_keep", "agree_and_hide")
    penalties = () if world.author_of(post).staff else ("agree_and_suspend", "agree_and_silence")
    return {
        "agree": (*keep, *penalties, "delete_and_agree"),
        "disagree": ("disagree_and_restore" if post.hidden else "disagree",),
        "ignore": (ignore, "delete_and_ignore"),
    }


def perform(world: World, user: User, item: Reviewable, action: str, version: int | None) -> Reviewable:
    """Decide an item.

    Refuses with 422 without a version or in spite of a claim, 409 on a stale version, 403 on what is not offered.
    """
    if version is None:
        raise Refused(422, {"errors": ["You must supply a version."], "error_type": "invalid_parameters"})
    if item.version != version:
        raise conflict("There was a conflict: somebody else changed this item.")
    _check_claim(world, user, item)
    if not any(action in actions for actions in offer_actions(world, item).values()):
        raise no_access()
    if item.type == "ReviewableQueuedPost":
        _decide_queued(world, user, item, action)
    else:
        _decide_flagged(world, user, item, action)
    return item


def _decide_flagged(world: World, user: User, item: Reviewable, action: str) -> None:
    assert item.post_id is not None  # a flagged post is a post
    post = world.posts[item.post_id]
    if action == "agree_and_hide":
        hide(world, post)
    if action.startswith("disagree"):
        unhide(world, post)
        if post.deleted_at is not None:
            recover(world, user, post)
        settle(world, item, SCORE_DISAGREED, REJECTED, user)
        return
    if action.startswith("delete"):
        delete(world, user, post)
    ignored = "ignore" in action
    settle(world, item, SCORE_IGNORED if ignored else SCORE_AGREED, IGNORED if ignored else APPROVED, user)


def _decide_queued(world: World, user: User, item: Reviewable, action: str) -> None:
    if action == "approve_post":
        payload = item.payload
        draft = Draft(
            payload["raw"],
            title=payload.get("title", ""),
            topic_id=item.topic_id,
            category_id=item.category_id,
            tags=tuple(payload.get("tags", ())),
        )
        item.post_id = publish(world, world.users[item.target_created_by_id], draft).id
        settle(world, item, SCORE_DISAGREED, APPROVED, user)
    else:
        settle(world, item, SCORE_AGREED, REJECTED, user)


def queue_post(world: World, author: User, draft: Draft) -> Reviewable:
    """Keep a draft for approval; it has no post id until somebody approves it."""
    item = Reviewable(
        id=world.next_id("reviewable"),
        type="ReviewableQueuedPost",
        created_by_id=-1,
        target_created_by_id=author.id,
        created_at=world.now(),
        topic_id=draft.topic_id,
        category_id=draft.category_id,
        payload={"raw": draft.raw, "title": draft.title, "tags": list(draft.tags)},
    )
    world.reviewables[item.id] = item
    world.announce("reviewable", "reviewable_created", item)
    return item


def note_staff_deletion(world: World, user: User, post_id: int) -> None:
    """Agree with an item's flags because staff deleted its post by another way."""
    item = world.reviewable_of(post_id)
    if item is not None and item.status == PENDING:
        settle(world, item, SCORE_AGREED, APPROVED if item.type == "ReviewableFlaggedPost" else DELETED, user)


def claim(world: World, user: User, topic_id: int) -> None:
    """Claim a topic's items; 409 when a colleague was first."""
    items = [item for item in world.reviewables.values() if item.topic_id == topic_id and item.status == PENDING]
    if any(item.claimed_by_id not in {None, user.id} for item in items):
        raise conflict("Somebody else has already claimed this.")
    for item in items:
        item.claimed_by_id = user.id


def unclaim(world: World, topic_id: int) -> None:
    """Give a topic's items back."""
    for item in world.reviewables.values():
        if item.topic_id == topic_id:
            item.claimed_by_id = None


def _check_claim(world: World, user: User, item: Reviewable) -> None:
    if world.traits.claiming == "disabled":
        return
    if item.claimed_by_id not in {None, user.id}:
        raise Refused(422, {"errors": ["This item has been claimed by another user."]})
    if world.traits.claiming == "required" and item.claimed_by_id != user.id:
        raise Refused(422, {"errors": ["You must claim items before reviewing them."]})
