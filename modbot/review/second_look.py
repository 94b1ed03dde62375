"""The second reviewer: what touches a person's account is done only after somebody else agrees."""

from __future__ import annotations

from datetime import datetime, timedelta

from modbot.enforce.demands import WORDS
from modbot.errors import NotAllowed
from modbot.review.desk import Desk, Reviewer
from modbot.review.roles import require
from modbot.store.actions import NewAction
from modbot.store.proposals import ProposalRow

DEFAULT_DAYS = 7


def answer_proposal(desk: Desk, proposal_id: int, agrees: bool, reviewer: Reviewer) -> ProposalRow:
    """Confirm a proposed consequence, which asks the forum for it, or decline it.

    Raises NotFound, NotAllowed (one's own proposal) and ConflictError (answered already).
    """
    require(reviewer.roles, "confirm_consequences")
    now = desk.clock.now()
    with desk.store.transaction() as tx:
        proposal = tx.proposals.get(proposal_id)
        if proposal.proposed_by == reviewer.name:
            raise NotAllowed("somebody else has to agree to what you proposed")
        answered = tx.proposals.answer(proposal_id, "confirmed" if agrees else "declined", reviewer.name, now)
        if agrees:
            action = NewAction(
                key=proposal.key,
                kind=proposal.kind,
                target=proposal.target,
                reason=proposal.reason,
                details=_set_end(proposal, now),
                decision_id=proposal.decision_id,
                wait=desk.manners.second_thoughts if proposal.kind in WORDS else timedelta(),
            )
            tx.actions.add(tx.flags.get(proposal.flag_id), action, now)
        detail = {"proposal": proposal.id, "kind": proposal.kind, "by": proposal.proposed_by}
        tx.audit.add(now, reviewer.name, "confirm" if agrees else "decline", f"flag/{proposal.flag_id}", **detail)
    return answered


def _set_end(proposal: ProposalRow, now: datetime) -> dict[str, str]:
    """Return the details of a consequence; a silence or suspension runs from when it was agreed to."""
    details = dict(proposal.details)
    if proposal.kind in ("silence", "suspend"):
        days = int(details.get("days") or DEFAULT_DAYS)
        details["until"] = (now + timedelta(days=days)).isoformat()
    return details
