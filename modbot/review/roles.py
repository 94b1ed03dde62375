"""Who may do what at the desk. A person holds one or more roles; each role grants powers by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from modbot.errors import NotAllowed

Role = Literal["reviewer", "lead", "rule_editor", "admin"]
Power = Literal[
    "review",  # see the queue, claim, decide, undo one's own decision
    "reveal",  # see masked personal data and secrets (each look is audited)
    "confirm_consequences",  # be the second reviewer of account consequences
    "undo_others",  # take back anybody's decision, or all that a rule version did
    "see_reports",
    "see_audit",
    "export",
    "change_rules",
    "manage_accounts",
    "stop_everything",  # the kill switch
]

ROLES: tuple[Role, ...] = ("reviewer", "lead", "rule_editor", "admin")
_REVIEWER: frozenset[Power] = frozenset({"review", "reveal", "confirm_consequences", "see_reports"})
POWERS: dict[Role, frozenset[Power]] = {
    "reviewer": _REVIEWER,
    "lead": _REVIEWER | {"undo_others", "see_audit", "export", "stop_everything"},
    "rule_editor": frozenset({"change_rules", "see_reports"}),
    "admin": frozenset({"manage_accounts", "see_audit", "see_reports", "export", "stop_everything"}),
}


def may(roles: Collection[str], power: Power) -> bool:
    """Return whether any of the roles grants the power."""
    return any(power in POWERS[role] for role in ROLES if role in roles)


def require(roles: Collection[str], power: Power) -> None:
    """Do nothing when a role grants the power; raises NotAllowed otherwise."""
    if not may(roles, power):
        raise NotAllowed("your role does not allow this (it needs: %(power)s)", power=power.replace("_", " "))
