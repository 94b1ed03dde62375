"""Pending actions → the forum. The only file that is handed the forum's write side.

An action is claimed under a lease, carried out, and noted in a transaction of its own. Dying in between repeats it,
and the forum's side makes twice the same as once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from modbot.clock import Clock
from modbot.enforce.demands import prepare_action
from modbot.enforce.plan import plan_reversal
from modbot.enforce.switches import Caps, Mode, find_tripped, read_state
from modbot.errors import ForumBusy, ForumError, IncompleteAction
from modbot.forum.interface import ForumActor
from modbot.records import Action, ActionState
from modbot.store.rows import ActionRow
from modbot.store.store import Store, Transaction

_LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Patience:
    """How often an action is tried and how long is waited: twice as long each time, up to a limit."""

    attempts: int = 6
    retry: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(hours=1)
    lease: timedelta = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Performer:
    """Carries out actions in the name of one worker. In "rehearsal" nothing but ``rehearsal`` is ever called."""

    store: Store
    forum: ForumActor
    rehearsal: ForumActor
    clock: Clock
    worker: str
    mode: Mode = "rehearsal"
    caps: Caps = field(default_factory=Caps)
    patience: Patience = field(default_factory=Patience)

    def perform_all(self, most: int = 100) -> int:
        """Carry out what is due, at most so many; return how many actions were dealt with."""
        for done in range(most):
            if self.perform_next() is None:
                return done
        return most

    def perform_next(self) -> ActionState | None:
        """Carry out one action; return its state afterwards ("pending": to be tried again), None when none is due."""
        now = self.clock.now()
        with self.store.transaction() as tx:
            if read_state(tx, self.mode).stopped_by:
                return None
            claimed = tx.actions.claim(self.worker, now, now + self.patience.lease, 1)
            if not claimed:
                return None
            action = claimed[0]
            if (state := self._end_early(tx, action)) is not None:
                return state
            try:
                ready = prepare_action(tx, action)
            except IncompleteAction as error:
                return self._end(tx, action, "failed", str(error)[:_LONGEST_ERROR])
            acts = self._may_act(tx, action, now)
        return self._carry_out(action, ready, acts=acts)

    def _carry_out(self, action: ActionRow, ready: Action, *, acts: bool) -> ActionState:
        try:
            (self.forum if acts else self.rehearsal).perform(ready)
        except ForumError as error:
            return self._note_trouble(action, error)
        except Exception as error:  # a fault of ours: tried again like any other trouble, then shown as failed
            return self._note_trouble(action, ForumError(type(error).__name__))
        return self._note_done(action, "done" if acts else "rehearsed")

    def _end_early(self, tx: Transaction, action: ActionRow) -> ActionState | None:
        """End an action that is not to be carried out any more; None when it is."""
        if action.attempts > self.patience.attempts:  # the last attempt never came back
            return self._end(tx, action, "failed", "the attempts are used up")
        if action.undoes_id is not None and tx.actions.get(action.undoes_id).state in ("failed", "cancelled"):
            return self._end(tx, action, "cancelled")  # nothing to give back: it never reached the forum
        return None

    def _may_act(self, tx: Transaction, action: ActionRow, now: datetime) -> bool:
        if self.mode != "act":
            return False
        if action.undoes_id is not None:  # giving back is never held up, if there is something to give back
            return tx.actions.get(action.undoes_id).state == "done"
        return find_tripped(tx, action, self.caps, now) is None

    def _note_done(self, action: ActionRow, state: ActionState) -> ActionState:
        with self.store.transaction() as tx:
            if self._end(tx, action, state) is not None:
                return state
            # Called back while it was being carried out: what reached the forum is given back.
            if state == "done":
                tx.actions.admit_done(action.id, self.clock.now())
                back = plan_reversal(action)
                if back is not None:
                    tx.actions.add(tx.flags.get(action.flag_id), back, self.clock.now())
            return "cancelled"

    def _note_trouble(self, action: ActionRow, error: ForumError) -> ActionState:
        now, told = self.clock.now(), str(error)[:_LONGEST_ERROR]
        with self.store.transaction() as tx:
            if isinstance(error, ForumBusy):
                tx.actions.postpone(action.id, now + timedelta(seconds=error.wait_seconds), told)
                return "pending"
            if error.permanent or action.attempts >= self.patience.attempts:
                return self._end(tx, action, "failed", told) or "cancelled"
            wait = min(self.patience.retry * 2 ** (action.attempts - 1), self.patience.longest)
            tx.actions.retry(action.id, now + wait, told)
            return "pending"

    def _end(self, tx: Transaction, action: ActionRow, state: ActionState, error: str = "") -> ActionState | None:
        """End an action with its audit entry; None when somebody else ended it meanwhile."""
        now = self.clock.now()
        if not tx.actions.finish(action.id, state, now, error):
            return None
        facts = {"flag": action.flag_id, "kind": action.kind, "attempts": action.attempts}
        tx.audit.add(now, "modbot", f"action {state}", f"action/{action.id}", **facts)
        tx.counters.add(f"actions/{state}/{action.kind}", day=now.date())
        return state
