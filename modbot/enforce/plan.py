"""What should follow from a flag or from taking something back, as actions to be asked for. Pure."""

from __future__ import annotations

from typing import Literal

from modbot.flag.policy import Policy
from modbot.records import ActionKind
from modbot.store.actions import NewAction
from modbot.store.rows import ActionRow, FlagRow

NativeMode = Literal["off", "notify", "typed", "hide"]

# What gives back what an action did. Words once sent cannot be taken back.
REVERSED_BY: dict[ActionKind, ActionKind] = {"hide": "restore", "delete": "restore"}


def plan_holding(flag: FlagRow, policy: Policy, mode: NativeMode) -> tuple[NewAction, ...]:
    """Return what is done about a new flag before a person looked: at most a word to the forum's own review screen.

    Hints, and categories that only a person may act on, are never brought there. A post is brought there once.
    """
    category = policy.categories.get(flag.category)
    if mode == "off" or flag.status != "live" or category is None or category.human_only or category.hint:
        return ()
    key = f"send_to_review/post/{flag.post_id}"
    return (NewAction(key, "send_to_review", f"post/{flag.post_id}", details={"category": flag.category}),)


def plan_reversal(action: ActionRow) -> NewAction | None:
    """Return the action that gives back what ``action`` did to the forum; None when nothing can."""
    opposite = REVERSED_BY.get(action.kind)
    if opposite is None:
        return None
    key = f"undo/{action.id}"
    return NewAction(key, opposite, action.target, details=action.details, undoes_id=action.id)
