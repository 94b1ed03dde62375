"""Members and groups as the forum shows them to others and to staff."""

from __future__ import annotations

from typing import Any

from modbot.sandbox.furnishing import AVATAR, badge, furnish, stamp
from modbot.sandbox.nouns import APPROVED, Group, User
from modbot.sandbox.world import World


def show_group(world: World, group: Group) -> dict[str, Any]:
    """Return a group without its members."""
    names = {"name": group.name, "full_name": group.full_name, "display_name": group.full_name}
    return furnish("group", id=group.id, user_count=len(world.members_of(group.name)), **names)


def show_member(user: User) -> dict[str, Any]:
    """Return a member in a group's list."""
    at = stamp(user.created_at)
    return furnish("member", **badge(user), last_posted_at=at, last_seen_at=at, added_at=at)


def show_user(world: World, user: User) -> dict[str, Any]:
    """Return a member's public page."""
    posts = [post for post in world.posts.values() if post.user_id == user.id and post.committed]
    return furnish(
        "user",
        **badge(user),
        created_at=stamp(user.created_at),
        trust_level=user.trust_level,
        moderator=user.moderator,
        admin=user.admin,
        primary_group_name=user.primary_group,
        post_count=len(posts),
        topic_count=sum(1 for post in posts if post.post_number == 1),
        groups=[show_group(world, world.groups[name]) for name in sorted(user.groups)],
        user_fields={"1": None, "2": None},
        suspended_till=stamp(user.suspended_till),
    )


def show_current_user(user: User) -> dict[str, Any]:
    """Return who the caller is."""
    return {
        "current_user": {
            **badge(user),
            "trust_level": user.trust_level,
            "moderator": user.moderator,
            "admin": user.admin,
            "staff": user.staff,
            "groups": [{"name": name} for name in sorted(user.groups)],
        }
    }


def show_admin_user(world: World, user: User) -> dict[str, Any]:
    """Return a member as staff see them: penalties, warnings, flags received."""
    received = [item for item in world.reviewables.values() if item.target_created_by_id == user.id]
    silenced = user.silenced_till is not None and user.silenced_till > world.now()
    suspended = user.suspended_till is not None and user.suspended_till > world.now()
    return furnish(
        "admin_user",
        id=user.id,
        username=user.username,
        name=user.name,
        avatar_template=AVATAR,
        active=True,
        admin=user.admin,
        moderator=user.moderator,
        created_at=stamp(user.created_at),
        trust_level=user.trust_level,
        post_count=sum(1 for post in world.posts.values() if post.user_id == user.id),
        flags_received_count=sum(1 for item in received if item.status == APPROVED),
        warnings_received_count=user.warnings,
        silenced_till=stamp(user.silenced_till),
        suspended_till=stamp(user.suspended_till),
        silence_reason=user.penalty_reason if silenced else None,
        suspend_reason=user.penalty_reason if suspended else None,
        penalty_counts={"silenced": int(silenced), "suspended": int(suspended)},
        groups=[show_group(world, world.groups[name]) for name in sorted(user.groups)],
    )
