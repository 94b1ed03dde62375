"""Takes decisions back with all that followed: flags, actions, proposed consequences. The audit keeps both ways.

One's own newest decision for some minutes by one key; anybody's at any time from the history, for leads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from modbot.enforce.plan import plan_reversal
from modbot.errors import ConflictError, NotAllowed
from modbot.review.desk import Desk, Reviewer
from modbot.review.roles import may, require
from modbot.store.rows import ActionRow, DecisionRow, FlagRow
from modbot.store.store import Transaction


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, what is being reversed on the forum, and what could not be (sent words, ended terms)."""

    flags: tuple[FlagRow, ...]
    reversing: tuple[ActionRow, ...]
    remains: tuple[ActionRow, ...]


def undo(desk: Desk, decision_ids: Sequence[int], reviewer: Reviewer, reason: str = "") -> Undone:
    """Take decisions back, newest first, all or none.

    Raises NotFound; NotAllowed when it is another's or too long ago and the role does not allow it; ConflictError
    when one was taken back already, or its flag was decided or opened anew since.
    """
    require(reviewer.roles, "review")
    now = desk.clock.now()
    flags: list[FlagRow] = []
    reversing: list[ActionRow] = []
    remains: list[ActionRow] = []
    with desk.store.transaction() as tx:
        for decision_id in sorted(set(decision_ids), reverse=True):
            decision = tx.decisions.get(decision_id)
            _check_power(desk, decision, reviewer, now)
            flag = _take_back(tx, decision, reviewer, reason, now)
            flags.append(flag)
            for action in tx.actions.of_decision(decision_id):
                back = _reverse(tx, flag, action, now)
                if back is not None:
                    reversing.append(back)
                elif tx.actions.get(action.id).state == "done" and action.undoes_id is None:
                    remains.append(action)
    return Undone(tuple(flags), tuple(reversing), tuple(remains))


def find_batch(tx: Transaction, decision_id: int) -> list[DecisionRow]:
    """Return the standing decisions made in the same act: same person and moment, on the flags of the same case."""
    decision = tx.decisions.get(decision_id)
    case = tx.flags.get(decision.flag_id).case_id
    members = [latest for flag in tx.flags.of_cases([case]) if (latest := tx.decisions.latest(flag.id)) is not None]
    return [m for m in members if (m.moderator, m.decided_at) == (decision.moderator, decision.decided_at)]


def _check_power(desk: Desk, decision: DecisionRow, reviewer: Reviewer, now: datetime) -> None:
    if may(reviewer.roles, "undo_others"):
        return
    if decision.moderator != reviewer.name:
        raise NotAllowed("this is %(name)s's decision; a lead can take it back", name=decision.moderator)
    if now - decision.decided_at > desk.manners.undo:
        raise NotAllowed("this decision is too old for you to take back; a lead can")


def _take_back(tx: Transaction, decision: DecisionRow, reviewer: Reviewer, reason: str, now: datetime) -> FlagRow:
    standing = tx.decisions.latest(decision.flag_id)
    tx.decisions.undo(decision.id, now, reviewer.name, reason)
    if standing is None or standing.id != decision.id:
        raise ConflictError("this case was decided again since; take the newer decision back first")
    flag = tx.flags.get(decision.flag_id)
    tx.flags.restore(flag.id, flag.version, _without_claim(decision.before), now)
    for proposal in tx.proposals.of_decisions([decision.id]):
        if proposal.state == "open":
            tx.proposals.answer(proposal.id, "withdrawn", reviewer.name, now)
    detail = {"decision": decision.id, "verdict": decision.verdict, "by": decision.moderator}
    tx.audit.add(now, reviewer.name, "undo", f"flag/{flag.id}", **detail)
    return tx.flags.get(flag.id)


def _without_claim(before: Mapping[str, object]) -> dict[str, object]:
    """A claim of back then would be somebody's lock now: the case comes back free."""
    return {**before, "claimed_by": None, "claimed_until": None}


def _reverse(tx: Transaction, flag: FlagRow, action: ActionRow, now: datetime) -> ActionRow | None:
    """Stop an action that waits, or ask for its opposite; None when there is nothing to ask."""
    if action.state == "pending":
        tx.actions.finish(action.id, "cancelled", now)
        return None
    back = plan_reversal(action)
    if back is None or action.state not in ("done", "rehearsed"):
        return None
    return tx.actions.add(flag, back, now)
