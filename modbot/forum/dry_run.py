"""A ForumActor that only writes down what it would do: rehearsal is a swap of parts, not a condition in the code."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from modbot.records import Action

KEPT = 1000


class DryRun:
    """Takes every action and changes nothing. ``write`` gets one line per action: kind and ids, never text."""

    def __init__(self, write: Callable[[str], None] | None = None) -> None:
        self._write = write or (lambda _line: None)
        self.actions: deque[Action] = deque(maxlen=KEPT)

    def perform(self, action: Action) -> None:
        """Write down what would be done; the forum hears nothing of it."""
        self.actions.append(action)
        self._write(describe_action(action))


def describe_action(action: Action) -> str:
    """Return an action in one line of ids and names of details."""
    by = f"decision {action.decision_id}" if action.decision_id is not None else "a holding rule"
    details = f", with {', '.join(sorted(action.details))}" if action.details else ""
    return f"would {action.kind.replace('_', ' ')} {action.target} (flag {action.flag_id}, by {by}{details})"
