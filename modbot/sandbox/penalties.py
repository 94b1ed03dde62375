"""Silencing and suspending members of the sandbox forum."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from modbot.sandbox.furnishing import badge, stamp
from modbot.sandbox.nouns import User
from modbot.sandbox.refusals import already_penalized, no_access
from modbot.sandbox.world import World

FOREVER = timedelta(days=365 * 1000)


def silence(world: World, actor: User, user: User, until: datetime | None, reason: str) -> dict[str, Any]:
    """Silence a member, for good when no end is given; 409 when it is so already, 403 for staff."""
    if user.staff or user.id < 0:
        raise no_access()
    if user.silenced_till is not None and user.silenced_till > world.now():
        raise already_penalized(f"User was already silenced by {actor.username}.")
    user.silenced_till, user.penalty_reason = until or world.now() + FOREVER, reason
    world.staff_log.append(("silence_user", actor.id, user.username))
    return {
        "silence": {
            "silenced": True,
            "silence_reason": reason,
            "full_silence_reason": reason,
            "silenced_till": stamp(user.silenced_till),
            "silenced_at": stamp(world.now()),
            "silenced_by": badge(actor),
        }
    }


def suspend(world: World, actor: User, user: User, until: datetime, reason: str) -> dict[str, Any]:
    """Suspend a member; 409 when it is so already, 403 for staff."""
    if user.staff or user.id < 0:
        raise no_access()
    if user.suspended_till is not None and user.suspended_till > world.now():
        raise already_penalized(f"User was already suspended by {actor.username}.")
    user.suspended_till, user.penalty_reason = until, reason
    world.staff_log.append(("suspend_user", actor.id, user.username))
    world.announce("user", "user_suspended", user)
    return {
        "suspension": {
            "suspend_reason": reason,
            "full_suspend_reason": reason,
            "suspended_till": stamp(until),
            "suspended_at": stamp(world.now()),
            "suspended_by": badge(actor),
        }
    }


def release(world: World, user: User, *, suspension: bool) -> dict[str, Any]:
    """End a silence or a suspension."""
    if suspension:
        user.suspended_till = None
        world.announce("user", "user_unsuspended", user)
        return {"suspension": {"suspended_till": None, "suspended_at": None}}
    user.silenced_till = None
    return {"unsilence": {"silenced": False, "silenced_till": None}}
