from datetime import timedelta

import pytest

from modbot.errors import ConflictError, NotFound
from modbot.store.flags import take_snapshot
from modbot.store.store import Store
from tests.builders import MONDAY, a_flag, a_post


def test_a_decision_keeps_what_was_judged_and_how_the_flag_was_before(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        made = tx.decisions.add(flag, "violation", MONDAY, "Ada", via="web", clauses=("FT-4.1c",), reason="hate")
        assert tx.decisions.of_flag(flag.id) == [made] == tx.decisions.of_post("812")
        assert tx.decisions.newest(moderator="Ada") == [made]
    assert (made.verdict, made.clauses, made.reason, made.via) == ("violation", ("FT-4.1c",), "hate", "web")
    assert (made.content_key, made.before) == (flag.content_key, take_snapshot(flag))


def test_the_latest_decision_that_stands_counts(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        first = tx.decisions.add(flag, "violation", MONDAY, "Ada", via="web")
        second = tx.decisions.add(flag, "no_violation", MONDAY, "Cleo", via="cli")
        assert tx.decisions.latest(flag.id) == second
        undone = tx.decisions.undo(second.id, MONDAY + timedelta(minutes=1), "Ada", "wrong post")
        assert (undone.undone_by, undone.undone_at) == ("Ada", MONDAY + timedelta(minutes=1))
        assert tx.decisions.latest(flag.id) == first
        assert [row.id for row in tx.decisions.after(0)] == [first.id]
        assert len(tx.decisions.of_flag(flag.id)) == 2


def test_a_decision_is_taken_back_once(store: Store) -> None:
    flag = a_flag(store)
    with store.transaction() as tx:
        made = tx.decisions.add(flag, "violation", MONDAY, "Ada", via="web")
        tx.decisions.undo(made.id, MONDAY, "Ada")
        with pytest.raises(ConflictError):
            tx.decisions.undo(made.id, MONDAY, "Cleo")
        with pytest.raises(NotFound):
            tx.decisions.undo(99, MONDAY, "Cleo")


def test_decisions_are_read_by_time_and_verdict(store: Store) -> None:
    flags = [a_flag(store, a_post(id=number)) for number in range(3)]
    with store.transaction() as tx:
        for hours, flag in enumerate(flags):
            verdict = "violation" if hours else "no_violation"
            tx.decisions.add(flag, verdict, MONDAY + timedelta(hours=hours), "Ada", via="web")
        found = tx.decisions.between(MONDAY, MONDAY + timedelta(hours=2))
        assert [row.flag_id for row in found] == [flags[0].id, flags[1].id]
        assert [row.flag_id for row in tx.decisions.after(0, verdicts=("no_violation",))] == [flags[0].id]
