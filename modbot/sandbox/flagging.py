"""Members and staff report posts: once each, scored, sometimes enough to hide the post by itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from modbot.sandbox.nouns import (
    APPROVED,
    HIDDEN_BY_FLAGS,
    ILLEGAL,
    INAPPROPRIATE,
    LIKE,
    NOTIFY_MODERATORS,
    NOTIFY_USER,
    OFF_TOPIC,
    PENDING,
    SCORE_AGREED,
    SCORE_DISAGREED,
    SCORE_IGNORED,
    SCORE_PENDING,
    SPAM,
    SYSTEM_ID,
    Post,
    PostAction,
    Reviewable,
    Score,
    User,
)
from modbot.sandbox.posting import Draft, greet, hide, publish
from modbot.sandbox.refusals import Refused, missing, no_access, refuse
from modbot.sandbox.world import World

AUTO_HIDING = frozenset({OFF_TOPIC, INAPPROPRIATE, SPAM})
REPORTS = frozenset({OFF_TOPIC, INAPPROPRIATE, NOTIFY_MODERATORS, SPAM, ILLEGAL})
KINDS = AUTO_HIDING | {NOTIFY_MODERATORS, ILLEGAL, NOTIFY_USER, LIKE}


@dataclass(frozen=True, slots=True)
class Report:
    """A flag about to be raised; the two switches are for staff."""

    type_id: int
    message: str = ""
    take_action: bool = False
    queue_for_review: bool = False


def flag(world: World, user: User, post: Post, report: Report) -> Reviewable | None:
    """Raise a flag; returns the review item, None for likes and notes to the author.

    Refuses with 403 what has been performed already (whatever its type), hidden posts, silenced members and, where the
    forum says so, flags on staff; with 422 what was decided a short while ago.
    """
    _check_flag(world, user, post, report)
    post.actions.append(PostAction(post.id, user.id, report.type_id, world.now(), report.message))
    if report.type_id not in REPORTS:
        return None
    if report.message and report.type_id in {NOTIFY_MODERATORS, ILLEGAL, SPAM}:
        title = f"A post in “{world.topics[post.topic_id].title}” requires staff attention"
        publish(world, user, Draft(report.message, title=title, recipients=("moderators",)))
    if post.user_id < 0:
        return None
    item = _file(world, user, post, report)
    if report.queue_for_review and user.staff:
        hide(world, post)
        greet(world, world.author_of(post), "Your post was hidden", "Your post was queued for review by our staff.")
    if report.take_action and user.staff:
        settle(world, item, SCORE_AGREED, APPROVED, user)
        if report.type_id in AUTO_HIDING:
            hide(world, post)
    elif report.type_id in AUTO_HIDING and _pending_score(item) >= world.traits.hide_threshold:
        hide(world, post)
        post.hidden_reason_id = post.hidden_reason_id or HIDDEN_BY_FLAGS
    return item


def _check_flag(world: World, user: User, post: Post, report: Report) -> None:
    if report.type_id not in KINDS:
        raise missing("post_action_type_id")
    author = world.author_of(post)
    silenced = user.silenced_till is not None and user.silenced_till > world.now()
    if silenced or post.deleted_at or (report.type_id != LIKE and post.hidden) or user.trust_level < 1:
        raise no_access()
    if author.staff and report.type_id in REPORTS and not world.traits.allow_flagging_staff:
        raise no_access()
    rivals = REPORTS if report.type_id in REPORTS else KINDS - REPORTS
    if any(a.user_id == user.id and a.state != "trashed" and a.type_id in rivals for a in post.actions):
        raise refuse(403, "invalid_access", "Your action was already performed.")
    cooled = world.now() - timedelta(hours=world.traits.reflag_hours)
    item = world.reviewable_of(post.id)
    recent = item is not None and any(
        score.type_id == report.type_id and score.reviewed_at is not None and score.reviewed_at > cooled
        and score.reviewed_at >= (post.revised_at or post.created_at)
        for score in item.scores
    )  # fmt: skip
    if recent and report.type_id != NOTIFY_MODERATORS:
        raise Refused(422, {"errors": ["A moderator has already handled this flag."], "error_type": "already_handled"})


def _file(world: World, user: User, post: Post, report: Report) -> Reviewable:
    item = world.reviewable_of(post.id)
    fresh = item is None
    if item is None:
        item = Reviewable(
            id=world.next_id("reviewable"),
            type="ReviewableFlaggedPost",
            created_by_id=user.id,
            target_created_by_id=post.user_id,
            created_at=world.now(),
            topic_id=post.topic_id,
            category_id=world.category_of(post),
            post_id=post.id,
        )
        world.reviewables[item.id] = item
    else:
        item.status, item.version = PENDING, item.version + 1
    points = 1.0 + (5 if user.staff else user.trust_level) + _accuracy_bonus(world, user) + 5 * report.take_action
    item.scores.append(Score(world.next_id("score"), user.id, report.type_id, max(points, 0.0), world.now()))
    world.announce("reviewable", "reviewable_created" if fresh else "reviewable_score_updated", item)
    return item


def _accuracy_bonus(world: World, user: User) -> float:
    """Return what past agreement is worth: nothing until more than five flags were decided, then rising slowly."""
    statuses = [s.status for item in world.reviewables.values() for s in item.scores if s.user_id == user.id]
    agreed, disagreed = statuses.count(SCORE_AGREED), statuses.count(SCORE_DISAGREED)
    decided = agreed + disagreed + statuses.count(SCORE_IGNORED)
    if user.id < 0 or decided <= 5:
        return 0.0
    return (agreed - disagreed) / decided * math.log(decided, 4) * 2.5


def _pending_score(item: Reviewable) -> float:
    return sum(score.score for score in item.scores if score.status == SCORE_PENDING)


def settle(world: World, item: Reviewable, score_status: int, item_status: int, by: User) -> None:
    """Close an item: every pending score takes the verdict, the item its status and next version."""
    for score in item.scores:
        if score.status == SCORE_PENDING:
            score.status, score.reviewed_by_id, score.reviewed_at = score_status, by.id, world.now()
    verdicts = {SCORE_AGREED: "agreed", SCORE_DISAGREED: "disagreed", SCORE_IGNORED: "ignored"}
    if item.post_id is not None and score_status in verdicts:
        for action in world.posts[item.post_id].actions:
            if action.state == "active" and action.type_id in REPORTS:
                action.state = verdicts[score_status]  # type: ignore[assignment]
    item.status, item.version, item.claimed_by_id = item_status, item.version + 1, None
    world.announce("reviewable", "reviewable_transitioned_to", item)


def expire(world: World, item: Reviewable) -> None:
    """Let an item run out unread, as the forum does by itself after some weeks: ignored, by the system."""
    settle(world, item, SCORE_IGNORED, 3, world.users[SYSTEM_ID])


def withdraw(world: World, user: User, post: Post, type_id: int) -> None:
    """Take back one's own flag within ten minutes."""
    for action in post.actions:
        if action.user_id == user.id and action.type_id == type_id and action.state == "active":
            if world.now() - action.created_at > timedelta(minutes=10):
                raise no_access()
            action.state = "trashed"
            return
    raise no_access()
