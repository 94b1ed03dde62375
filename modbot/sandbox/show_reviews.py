"""The review queue as the forum shows it: items with side-loaded scores, actions, people and numbers for statuses."""

from __future__ import annotations

from typing import Any

from modbot.sandbox.flagging import REPORTS
from modbot.sandbox.furnishing import badge, stamp
from modbot.sandbox.nouns import SCORE_AGREED, SCORE_DISAGREED, SCORE_IGNORED, Reviewable, User
from modbot.sandbox.reviewing import offer_actions
from modbot.sandbox.show_posts import cook
from modbot.sandbox.world import World

FLAG_NAMES = {
    2: ("like", "Like"),
    3: ("off_topic", "Off-topic"),
    4: ("inappropriate", "Inappropriate"),
    6: ("notify_user", "Message the author"),
    7: ("notify_moderators", "Something else"),
    8: ("spam", "Spam"),
    10: ("illegal", "Illegal"),
}


def show_review(world: World, items: list[Reviewable], meta: dict[str, Any]) -> dict[str, Any]:
    """Return a page of review items; everything they point to by id lies beside them once."""
    shown, bundles, actions, people = [], [], [], set()
    for item in items:
        item_bundles, item_actions = _show_actions(world, item)
        bundles += item_bundles
        actions += item_actions
        shown.append(_show_item(world, item, [bundle["id"] for bundle in item_bundles]))
        people |= {item.created_by_id, item.target_created_by_id, *(score.user_id for score in item.scores)}
        people |= {score.reviewed_by_id for score in item.scores if score.reviewed_by_id is not None}
    return {
        "reviewables": shown,
        "reviewable_scores": [_show_score(world, score) for item in items for score in item.scores],
        "bundled_actions": bundles,
        "actions": actions,
        "users": [badge(world.users[user_id]) for user_id in sorted(people)],
        "score_types": [{"id": type_id, "title": FLAG_NAMES[type_id][1]} for type_id in sorted(REPORTS)],
        "meta": meta,
        "__rest_serializer": "1",
    }


def show_one_review(world: World, item: Reviewable) -> dict[str, Any]:
    """Return a single review item, under ``reviewable``."""
    page = show_review(world, [item], {})
    page["reviewable"] = page.pop("reviewables")[0]
    return page


def _show_item(world: World, item: Reviewable, bundle_ids: list[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": item.id,
        "type": item.type,
        "type_source": "core",
        "status": item.status,
        "score": sum(score.score for score in item.scores),
        "version": item.version,
        "topic_id": item.topic_id,
        "category_id": item.category_id,
        "created_at": stamp(item.created_at),
        "created_by_id": item.created_by_id,
        "target_created_by_id": item.target_created_by_id,
        "reviewable_score_ids": [score.id for score in item.scores],
        "bundled_action_ids": bundle_ids,
        "can_edit": False,
        "claimed_by_id": item.claimed_by_id,
        "payload": item.payload,
    }
    if item.post_id is not None:
        post = world.posts[item.post_id]
        topic = world.topics[post.topic_id]
        shown.update(
            post_id=post.id,
            target_type="Post",
            target_id=post.id,
            target_url=f"/t/{topic.slug}/{topic.id}/{post.post_number}",
            raw=post.raw,
            cooked=cook(post.raw),
            post_version=post.version,
            post_updated_at=stamp(post.updated_at),
            target_deleted_at=stamp(post.deleted_at),
        )
    return shown


def _show_score(world: World, score: Any) -> dict[str, Any]:
    past = [s.status for item in world.reviewables.values() for s in item.scores if s.user_id == score.user_id]
    return {
        "id": score.id,
        "user_id": score.user_id,
        "score": score.score,
        "status": score.status,
        "score_type_id": score.type_id,
        "score_type": {"id": score.type_id, "title": FLAG_NAMES[score.type_id][1]},
        "created_at": stamp(score.created_at),
        "reason": score.reason,
        "reviewed_at": stamp(score.reviewed_at),
        "reviewed_by_id": score.reviewed_by_id,
        "agree_stats": {
            "agreed": past.count(SCORE_AGREED),
            "disagreed": past.count(SCORE_DISAGREED),
            "ignored": past.count(SCORE_IGNORED),
        },
    }


def _show_actions(world: World, item: Reviewable) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    prefixed = world.traits.action_ids == "prefixed"
    bundles, actions = [], []
    for bundle, names in offer_actions(world, item).items():
        ids = [f"{item.id}-post-{name}" if prefixed else name for name in names]
        bundles.append({"id": f"{item.id}-{bundle}", "label": bundle.capitalize(), "action_ids": ids})
        for action_id, name in zip(ids, names, strict=True):
            shown = {"id": action_id, "label": name.replace("_", " "), "button_class": None}
            actions.append({**shown, "server_action": name} if prefixed else shown)
    return bundles, actions


def may_review(world: World, user: User | None, item: Reviewable) -> bool:
    """Say whether a person may see an item: staff, and only of sections they can read."""
    return user is not None and user.staff and world.sees_category(user, item.category_id)
