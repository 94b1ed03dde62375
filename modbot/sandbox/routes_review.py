"""Routes of the forum's own review screen."""

from __future__ import annotations

from typing import Any

from modbot.sandbox.nouns import APPROVED, DELETED, IGNORED, PENDING, REJECTED, Reviewable
from modbot.sandbox.refusals import missing, not_found
from modbot.sandbox.reviewing import claim, perform, unclaim
from modbot.sandbox.show_reviews import may_review, show_one_review, show_review
from modbot.sandbox.visit import Handler, Reply, Visit

PER_PAGE = 10
STATUSES: dict[str, frozenset[int]] = {
    "pending": frozenset({PENDING}),
    "approved": frozenset({APPROVED}),
    "rejected": frozenset({REJECTED}),
    "ignored": frozenset({IGNORED}),
    "deleted": frozenset({DELETED}),
    "reviewed": frozenset({APPROVED, REJECTED, IGNORED}),
    "all": frozenset({PENDING, APPROVED, REJECTED, IGNORED, DELETED}),
}
TYPES = frozenset({"ReviewableFlaggedPost", "ReviewableQueuedPost", "ReviewablePost", "ReviewableUser"})


def list_reviewables(visit: Visit) -> Any:
    """GET /review.json."""
    visit.check_staff()
    found = _filter(visit)
    orders: dict[str, tuple[Any, bool]] = {
        "score": (lambda item: sum(score.score for score in item.scores), True),
        "score_asc": (lambda item: sum(score.score for score in item.scores), False),
        "created_at": (lambda item: (item.created_at, item.id), True),
        "created_at_asc": (lambda item: (item.created_at, item.id), False),
    }
    if visit.text("sort_order", default="score") not in orders:
        raise missing("sort_order")
    key, newest_first = orders[visit.text("sort_order", default="score")]
    found.sort(key=key, reverse=newest_first)
    offset = visit.number("offset") or 0
    meta: dict[str, Any] = {
        "total_rows_reviewables": len(found),
        "reviewable_count": sum(1 for item in visit.world.reviewables.values() if item.status == PENDING),
        "status": visit.text("status", default="pending"),
        "types": {"created_by": "user", "target_created_by": "user"},
    }
    if offset + PER_PAGE < len(found):
        meta["load_more_reviewables"] = f"/review?offset={offset + PER_PAGE}"
    return show_review(visit.world, found[offset : offset + PER_PAGE], meta)


def _filter(visit: Visit) -> list[Reviewable]:
    status, wanted_type = visit.text("status", default="pending"), visit.text("type")
    if status not in STATUSES:
        raise missing("status")
    if wanted_type and wanted_type not in TYPES:
        raise missing("type")
    ids = {int(value) for value in visit.items("ids[]") if value.isdigit()}
    author = visit.text("username").lower()
    topic_id = visit.number("topic_id")
    return [
        item
        for item in visit.world.reviewables.values()
        if item.status in STATUSES[status]
        and may_review(visit.world, visit.user, item)
        and (not ids or item.id in ids)
        and (not wanted_type or item.type == wanted_type)
        and (topic_id is None or item.topic_id == topic_id)
        and (not author or visit.world.users[item.target_created_by_id].username.lower() == author)
    ]


def find_reviewable(visit: Visit) -> Reviewable:
    """Return the item of the address when the caller may see it; 404 otherwise."""
    item = visit.world.reviewables.get(visit.path["id"])
    if item is None or not may_review(visit.world, visit.staff, item):
        raise not_found()
    return item


def read_reviewable(visit: Visit) -> Any:
    """GET /review/{id}.json."""
    return show_one_review(visit.world, find_reviewable(visit))


def count_reviewables(visit: Visit) -> Any:
    """GET /review/count.json."""
    visit.check_staff()
    return {"count": sum(1 for item in visit.world.reviewables.values() if item.status == PENDING)}


def perform_action(visit: Visit) -> Any:
    """PUT /review/{id}/perform/{action}.json."""
    item = perform(
        visit.world, visit.staff, find_reviewable(visit), visit.path["action"].rsplit("-", 1)[-1],
        visit.number("version"),
    )  # fmt: skip
    names = {PENDING: "pending", APPROVED: "approved", REJECTED: "rejected", IGNORED: "ignored", DELETED: "deleted"}
    return {
        "reviewable_perform_result": {
            "success": True,
            "transition_to": names[item.status],
            "transition_to_id": item.status,
            "version": item.version,
            "remove_reviewable_ids": [item.id],
        }
    }


def claim_topic(visit: Visit) -> Any:
    """POST /reviewable_claimed_topics.json."""
    topic_id = visit.number("reviewable_claimed_topic[topic_id]")
    if topic_id is None:
        raise missing("reviewable_claimed_topic")
    claim(visit.world, visit.staff, topic_id)
    return {"success": "OK"}


def unclaim_topic(visit: Visit) -> Any:
    """DELETE /reviewable_claimed_topics/{id}.json."""
    visit.check_staff()
    unclaim(visit.world, visit.path["id"])
    return Reply(body='{"success":"OK"}')


ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/review.json", list_reviewables),
    ("GET", "/review/count.json", count_reviewables),
    ("GET", "/review/{id:int}.json", read_reviewable),
    ("PUT", "/review/{id:int}/perform/{action}.json", perform_action),
    ("POST", "/reviewable_claimed_topics.json", claim_topic),
    ("DELETE", "/reviewable_claimed_topics/{id:int}.json", unclaim_topic),
)
