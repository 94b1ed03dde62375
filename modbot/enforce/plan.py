"""What should follow from a flag or from taking something back, as actions to be asked for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from modbot.flag.policy import Policy
from modbot.records import ActionKind
from modbot.store.actions import NewAction
from modbot.store.rows import ActionRow, FlagRow

NativeMode = Literal["off", "notify", "typed", "hide"]

# What gives back what an action did. Words once sent cannot be taken back.
REVERSED_BY: dict[ActionKind, ActionKind] = {"hide": "restore", "delete": "restore", "edit": "edit", "move": "move"}


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
    if action.kind == "restore" and action.undoes_id is not None:
        opposite = "hide"
    details = _plan_way_back(action)
    if opposite is None or details is None:
        return None
    return NewAction(f"undo/{action.id}", opposite, action.target, details=details, undoes_id=action.id)


def _plan_way_back(action: ActionRow) -> Mapping[str, str] | None:
    """Return the details of the way back; None when the action does not know where it came from."""
    details = dict(action.details)
    if action.kind == "edit":
        details.pop("hide_revision", None)
        return {**details, "back": "true"} if "cuts" in details and "back" not in details else None
    if action.kind == "move":
        came_from = details.pop("from_section_id", "")
        return {"section_id": came_from, "post_id": details.get("post_id", "")} if came_from else None
    return details
