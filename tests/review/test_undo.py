from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from modbot.enforce.demands import prepare_action
from modbot.enforce.perform import Performer
from modbot.errors import ConflictError, NotAllowed
from modbot.records import ActionKind, Verdict
from modbot.review.decide import Choice, decide
from modbot.review.second_look import answer_proposal
from modbot.review.undo import find_batch, undo
from modbot.store.store import Store, Transaction
from modbot.store.tables import counters, flags
from tests.builders import MONDAY, a_finding, a_flag, a_post
from tests.fakes import FakeClock, FakeForum
from tests.review.scene import ADA, EVE, FINN, a_desk

# What deciding and undoing may leave behind: versions count up, moments of change, and that somebody looked.
LEFT_BEHIND = {"version", "changed_at", "taken_at", "due_tto_met"}


def picture(store: Store) -> dict[str, Any]:
    """Everything that a decision may change, audit aside: flags, the queue's counters, actions still in force."""
    with store.reading() as tx:
        rows = tx.connection.execute(select(flags).order_by(flags.c.id)).all()
        return {
            "flags": [{k: v for k, v in row._mapping.items() if k not in LEFT_BEHIND} for row in rows],
            "counters": [
                tuple(r) for r in tx.connection.execute(select(counters)) if r.name.startswith("cards/") and r.n
            ],
            "in force": in_force(tx),
            "proposals": len(tx.proposals.open()),
        }


def in_force(tx: Transaction) -> list[tuple[str, str]]:
    """What the forum looks like: what was last done or is to be done per target, in each respect."""
    state: dict[tuple[str, str], str] = {}
    for action in reversed(tx.actions.newest()):
        if action.state == "cancelled":
            continue
        respect = "shown" if action.kind in ("hide", "delete", "restore") else action.kind
        if action.kind == "edit":
            state[action.target, respect] = "as written" if action.details.get("back") else "cut"
        elif action.kind == "move":
            state[action.target, respect] = action.details["section_id"]
        else:
            state[action.target, respect] = "" if action.kind == "restore" else action.kind
    at_first = {"shown": "", "edit": "as written", "move": "5"}
    return sorted((target, what) for (target, respect), what in state.items() if what != at_first.get(respect))


LETTERS: dict[ActionKind, dict[str, str]] = {
    "reply": {"raw": "Please stay polite."},
    "warn": {"raw": "Please stay polite.", "title": "Your post"},
    "move": {"section_id": "7"},
}
SENT = {"reply", "warn"}  # what a person has read stays read
CHOICES = st.builds(
    Choice,
    verdict=st.sampled_from(["violation", "no_violation", "escalate"]),
    actions=st.none()
    | st.lists(st.sampled_from(["hide", "delete", "silence", "warn", "edit", "move", "reply"]), unique=True).map(tuple),
    letters=st.just(LETTERS),
)


@pytest.mark.parametrize("carried_out", [False, True])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=CHOICES, number=st.integers(1, 3))
def test_after_decide_and_undo_everything_is_as_before(
    empty_sqlite: bytes, tmp_path: Any, carried_out: bool, choice: Choice, number: int
) -> None:
    path = tmp_path / "modbot.sqlite"
    for old in tmp_path.glob("modbot.sqlite*"):
        old.unlink()
    path.write_bytes(empty_sqlite)
    with Store(f"sqlite:///{path}") as store:
        rows = [a_flag(store, a_post(n), a_finding(severity="P3")) for n in range(1, number + 1)]
        desk = a_desk(store, sections={5: "Support", 7: "Ideas"})
        before = picture(store)
        done = decide(desk, {row.id: row.version for row in rows}, choice, EVE)
        if carried_out:
            with store.transaction() as tx:
                for action in done.actions:
                    tx.actions.finish(action.id, "cancelled" if action.kind in SENT else "done", MONDAY)
        undo(desk, [decision.id for decision in done.decisions], EVE)
        assert picture(store) == before
        with store.reading() as tx:
            assert tx.audit.verify().whole
            assert [entry.verb for entry in tx.audit.walk()] == ["decide"] * number + ["undo"] * number


def decided(store: Store, verdict: Verdict = "violation", kinds: tuple[ActionKind, ...] | None = None) -> int:
    flag = a_flag(store)
    choice = Choice(verdict, actions=kinds, letters=LETTERS)
    return decide(a_desk(store), {flag.id: flag.version}, choice, EVE).decisions[0].id


def test_what_is_done_on_the_forum_is_reversed_there(store: Store) -> None:
    decision = decided(store)
    with store.transaction() as tx:
        hidden = tx.actions.of_decision(decision)[0]
        tx.actions.finish(hidden.id, "done", MONDAY)
    undone = undo(a_desk(store), [decision], EVE)
    assert [(a.kind, a.undoes_id, a.state) for a in undone.reversing] == [("restore", hidden.id, "pending")]


def test_words_that_were_sent_are_named_as_what_remains(store: Store) -> None:
    decision = decided(store, kinds=("reply",))
    with store.transaction() as tx:
        tx.actions.finish(tx.actions.of_decision(decision)[0].id, "done", MONDAY)
    assert [action.kind for action in undo(a_desk(store), [decision], EVE).remains] == ["reply"]


def test_words_wait_for_second_thoughts_and_are_never_sent_when_taken_back(store: Store) -> None:
    desk, forum = a_desk(store, FakeClock()), FakeForum()
    decision = decided(store, kinds=("reply",))
    with store.reading() as tx:
        reply = tx.actions.of_decision(decision)[0]
    assert reply.next_try_at == MONDAY + desk.manners.second_thoughts
    undo(desk, [decision], EVE)
    Performer(store, forum, forum, FakeClock(MONDAY + timedelta(hours=1)), "one", "act").perform_all()
    assert forum.performed == []


def test_taking_an_edit_back_asks_for_the_text_as_it_was(store: Store) -> None:
    decision = decided(store, kinds=("edit",))
    with store.transaction() as tx:
        tx.actions.finish(tx.actions.of_decision(decision)[0].id, "done", MONDAY)
    back = undo(a_desk(store), [decision], EVE).reversing[0]
    with store.reading() as tx:
        assert prepare_action(tx, back).details["raw"] == "You are an idiot and so is your PBX."


def test_a_reviewer_takes_back_only_their_own_and_only_for_some_minutes(store: Store) -> None:
    decision, clock = decided(store), FakeClock()
    with pytest.raises(NotAllowed, match="Eve's"):
        undo(a_desk(store, clock), [decision], FINN)
    clock.move(minutes=31)
    with pytest.raises(NotAllowed, match="too old"):
        undo(a_desk(store, clock), [decision], EVE)
    undo(a_desk(store, clock), [decision], ADA)


def test_twice_is_told_and_a_newer_decision_goes_first(store: Store) -> None:
    desk, flag = a_desk(store), a_flag(store)
    first = decide(desk, {flag.id: flag.version}, Choice("escalate"), EVE).decisions[0]
    with store.reading() as tx:
        flag = tx.flags.get(flag.id)
    second = decide(desk, {flag.id: flag.version}, Choice("violation"), EVE).decisions[0]
    with pytest.raises(ConflictError, match="decided again"):
        undo(desk, [first.id], EVE)
    undo(desk, [second.id, first.id], EVE)
    with pytest.raises(ConflictError, match="already"):
        undo(desk, [second.id], EVE)


def test_an_undone_case_can_be_decided_anew(store: Store) -> None:
    decision = decided(store)
    desk = a_desk(store)
    flag = undo(desk, [decision], EVE).flags[0]
    again = decide(desk, {flag.id: flag.version}, Choice("violation"), FINN)
    assert [action.state for action in again.actions] == ["pending"]


def test_a_batch_is_what_was_decided_in_one_act(store: Store) -> None:
    rows = [a_flag(store), a_flag(store, None, a_finding("spam"))]
    done = decide(a_desk(store), {row.id: row.version for row in rows}, Choice("violation"), EVE)
    with store.reading() as tx:
        assert {d.id for d in find_batch(tx, done.decisions[0].id)} == {d.id for d in done.decisions}


def test_a_second_reviewer_agrees_or_not_and_never_to_their_own_proposal(store: Store) -> None:
    decision, desk = decided(store, kinds=("silence",)), a_desk(store)
    with store.reading() as tx:
        proposal = tx.proposals.open()[0]
    with pytest.raises(NotAllowed, match="somebody else"):
        answer_proposal(desk, proposal.id, True, EVE)
    answer_proposal(desk, proposal.id, True, FINN)
    with pytest.raises(ConflictError):
        answer_proposal(desk, proposal.id, False, ADA)
    with store.reading() as tx:
        (action,) = tx.actions.of_decision(decision)
    until = (MONDAY + timedelta(days=7)).isoformat()
    assert (action.kind, action.target, action.details["until"]) == ("silence", "author/Bo", until)


def test_a_warning_that_was_agreed_to_still_waits_for_second_thoughts(store: Store) -> None:
    decision, desk = decided(store, kinds=("warn",)), a_desk(store)
    with store.reading() as tx:
        proposal = tx.proposals.open()[0]
    answer_proposal(desk, proposal.id, True, FINN)
    with store.reading() as tx:
        (warning,) = tx.actions.of_decision(decision)
    assert warning.next_try_at == MONDAY + desk.manners.second_thoughts
    undo(desk, [decision], EVE)
    with store.reading() as tx:
        assert tx.actions.get(warning.id).state == "cancelled"


def test_undoing_withdraws_what_waits_for_a_second_reviewer(store: Store) -> None:
    decision, desk = decided(store, kinds=("suspend",)), a_desk(store)
    undo(desk, [decision], EVE)
    with store.reading() as tx:
        assert tx.proposals.open() == []
