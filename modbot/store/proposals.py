"""Consequences for a person's account that one reviewer proposed and a second one confirms or declines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select, update

from modbot.errors import ConflictError, NotFound
from modbot.records import ActionKind
from modbot.store.actions import NewAction
from modbot.store.database import insert_once
from modbot.store.rows import FlagRow, read_row
from modbot.store.tables import proposals

ProposalState = Literal["open", "confirmed", "declined", "withdrawn"]


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposed consequence: for whom, by whom, and what became of it."""

    id: int
    flag_id: int
    decision_id: int
    key: str
    kind: ActionKind
    target: str
    reason: str
    details: Mapping[str, str]
    state: ProposalState
    proposed_by: str
    proposed_at: datetime
    answered_by: str | None
    answered_at: datetime | None


class Proposals:
    """The proposals table inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, flag: FlagRow, action: NewAction, by: str, at: datetime) -> ProposalRow:
        """Propose an action; one with the same key stays as it is."""
        values = {
            "flag_id": flag.id,
            "decision_id": action.decision_id,
            "key": action.key,
            "kind": action.kind,
            "target": action.target,
            "reason": action.reason,
            "details": dict(action.details),
            "state": "open",
            "proposed_by": by,
            "proposed_at": at,
        }
        insert_once(self._connection, proposals, values)
        row = self._connection.execute(select(proposals).where(proposals.c.key == action.key)).one()
        return read_row(ProposalRow, row)

    def get(self, proposal_id: int) -> ProposalRow:
        """Return a proposal; raises NotFound."""
        row = self._connection.execute(select(proposals).where(proposals.c.id == proposal_id)).first()
        if row is None:
            raise NotFound("there is no proposal %(number)s", number=proposal_id)
        return read_row(ProposalRow, row)

    def open(self, limit: int = 200) -> list[ProposalRow]:
        """Return the proposals that wait for a second reviewer, oldest first."""
        query = select(proposals).where(proposals.c.state == "open").order_by(proposals.c.id).limit(limit)
        return [read_row(ProposalRow, row) for row in self._connection.execute(query)]

    def of_decisions(self, decision_ids: Sequence[int]) -> list[ProposalRow]:
        """Return the proposals that follow from decisions, oldest first."""
        query = select(proposals).where(proposals.c.decision_id.in_(decision_ids)).order_by(proposals.c.id)
        return [read_row(ProposalRow, row) for row in self._connection.execute(query)]

    def answer(self, proposal_id: int, state: ProposalState, by: str, at: datetime) -> ProposalRow:
        """Close an open proposal; raises NotFound, or ConflictError when it was answered already."""
        self.get(proposal_id)
        changed = self._connection.execute(
            update(proposals)
            .where(proposals.c.id == proposal_id, proposals.c.state == "open")
            .values(state=state, answered_by=by, answered_at=at)
        )
        if changed.rowcount != 1:
            raise ConflictError("proposal %(number)s was answered already", number=proposal_id)
        return self.get(proposal_id)
