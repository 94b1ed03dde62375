"""Posts as the forum shows them: in lists, alone, inside topics, to staff and to others."""

from __future__ import annotations

import html
from typing import Any

from modbot.sandbox.flagging import KINDS, REPORTS
from modbot.sandbox.furnishing import AVATAR, furnish, stamp
from modbot.sandbox.nouns import LIKE, SCORE_PENDING, Post, User
from modbot.sandbox.world import World


def cook(raw: str) -> str:
    """Return the text as plain HTML paragraphs."""
    return "".join(f"<p>{html.escape(part)}</p>" for part in raw.split("\n\n"))


def show_post(world: World, viewer: User | None, post: Post, *, raw: bool = True) -> dict[str, Any]:
    """Return a post as this viewer gets it; hidden text goes to staff and author only."""
    author, topic = world.author_of(post), world.topics[post.topic_id]
    staff = viewer is not None and viewer.staff
    may_read = not post.hidden or staff or (viewer is not None and viewer.id == post.user_id)
    fields: dict[str, Any] = {
        "id": post.id,
        "name": author.name,
        "username": author.username,
        "display_username": author.name,
        "avatar_template": AVATAR,
        "created_at": stamp(post.created_at),
        "updated_at": stamp(post.updated_at),
        "cooked": cook(post.raw) if may_read else "<p>hidden</p>",
        "post_number": post.post_number,
        "post_type": post.post_type,
        "posts_count": len(world.topic_posts.get(post.topic_id, ())),
        "reply_to_post_number": post.reply_to,
        "yours": viewer is not None and viewer.id == post.user_id,
        "topic_id": topic.id,
        "topic_slug": topic.slug,
        "primary_group_name": author.primary_group,
        "version": post.version if staff or may_read else 1,
        "can_edit": staff,
        "can_delete": staff,
        "moderator": author.moderator,
        "admin": author.admin,
        "staff": author.staff,
        "user_id": author.id,
        "trust_level": author.trust_level,
        "hidden": post.hidden,
        "deleted_at": stamp(post.deleted_at),
        "user_deleted": post.user_deleted,
        "edit_reason": post.edit_reason,
        "actions_summary": _sum_up_actions(viewer, post),
        "post_url": f"/t/{topic.slug}/{topic.id}/{post.post_number}",
    }
    if post.hidden:
        fields["hidden_reason_id"] = post.hidden_reason_id
    if staff:
        fields.update(_sum_up_review(world, post))
    shown = furnish("post", **fields)
    for name in ("raw", "excerpt", "category_id", "topic_title", "topic_html_title"):
        shown.pop(name)  # these come with some answers only
    if raw and may_read:
        shown["raw"] = post.raw
    return shown


def show_listed_post(world: World, viewer: User | None, post: Post) -> dict[str, Any]:
    """Return a post of ``/posts.json`` and of webhooks: with raw text, title and section."""
    topic = world.topics[post.topic_id]
    shown = show_post(world, viewer, post)
    shown.update(
        topic_title=topic.title,
        topic_html_title=html.escape(topic.title),
        category_id=topic.category_id,
        excerpt=post.raw[:200],
        truncated=len(post.raw) > 200,
    )
    return shown


def show_topic_post(world: World, viewer: User | None, post: Post, *, raw: bool) -> dict[str, Any]:
    """Return a post inside its topic; raw text only when asked for."""
    shown = furnish("topic_post", **show_post(world, viewer, post, raw=raw))
    shown["reviewable_id"] = shown["reviewable_id"] or 0
    return shown


def _sum_up_actions(viewer: User | None, post: Post) -> list[dict[str, Any]]:
    summary = []
    for type_id in sorted(KINDS):
        mine = [a for a in post.actions if viewer and a.user_id == viewer.id and a.type_id == type_id]
        active = [a for a in mine if a.state != "trashed"]
        flagged = any(viewer and a.user_id == viewer.id and a.type_id in REPORTS for a in post.actions)
        item: dict[str, Any] = {"id": type_id, "can_act": not active and not (flagged and type_id in REPORTS)}
        if active:
            item.update(acted=True, can_undo=True)
        if type_id == LIKE:
            item["count"] = sum(1 for a in post.actions if a.type_id == LIKE and a.state == "active")
        summary.append(item)
    return summary


def _sum_up_review(world: World, post: Post) -> dict[str, Any]:
    item = world.reviewable_of(post.id)
    if item is None:
        return {"reviewable_id": None, "reviewable_score_count": 0, "reviewable_score_pending_count": 0}
    return {
        "reviewable_id": item.id,
        "reviewable_score_count": len(item.scores),
        "reviewable_score_pending_count": sum(1 for score in item.scores if score.status == SCORE_PENDING),
    }
