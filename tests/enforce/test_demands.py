from collections.abc import Mapping
from datetime import timedelta

import pytest

from modbot.enforce.cutting import Cut, write_cuts
from modbot.enforce.demands import find_lacking, prepare_action
from modbot.enforce.perform import Performer
from modbot.enforce.plan import plan_reversal
from modbot.errors import IncompleteAction
from modbot.records import ActionKind
from modbot.store.actions import NewAction
from modbot.store.rows import ActionRow
from modbot.store.store import Store
from tests.builders import MONDAY, a_flag, a_post
from tests.fakes import FakeClock, FakeForum

RAW = "Ask Klaus Meier, he is our customer."
CUT = {"cuts": write_cuts([Cut(4, 15, "[name]")])}


def ask(store: Store, kind: ActionKind, details: Mapping[str, str]) -> ActionRow:
    flag = a_flag(store, a_post(raw=RAW))
    with store.transaction() as tx:
        seen = {"seen_sha256": flag.content_key} if kind == "edit" else {}
        return tx.actions.add(flag, NewAction(f"{kind}/1", kind, "post/812", details={**seen, **details}), MONDAY)


@pytest.mark.parametrize(
    ("kind", "details", "says"),
    [
        ("reply", {}, "the answer has no text"),
        ("reply", {"raw": "  \n"}, "the answer has no text"),
        ("warn", {"title": "About your post"}, "the warning has no text"),
        ("tell_staff", {}, "the message to staff has no text"),
        ("reply", {"raw": "x" * 20_001}, "too long"),
        ("move", {}, "choose the section"),
        ("edit", {}, "nothing to take out"),
        ("edit", {"cuts": "nonsense", "seen_sha256": "0"}, "not a list"),
        ("reply", {"raw": "Please state your version."}, ""),
        ("move", {"section_id": "5"}, ""),
        ("hide", {}, ""),
    ],
)
def test_an_action_says_kindly_what_it_lacks(kind: ActionKind, details: dict[str, str], says: str) -> None:
    lacking = find_lacking(kind, details)
    assert says in lacking
    assert bool(says) == bool(lacking)


@pytest.mark.parametrize("mode", ["act", "rehearsal"])
def test_an_action_without_its_text_fails_for_good_and_the_forum_hears_nothing(store: Store, mode: str) -> None:
    forum, rehearsal = FakeForum(), FakeForum()
    action = ask(store, "reply", {})
    performer = Performer(store, forum, rehearsal, FakeClock(), "one", mode)  # type: ignore[arg-type]
    assert performer.perform_next() == "failed"
    assert (forum.performed, rehearsal.performed) == ([], [])
    with store.reading() as tx:
        assert "has no text yet" in tx.actions.get(action.id).last_error


def test_an_edit_gets_its_text_at_the_last_moment_and_keeps_none(store: Store) -> None:
    forum = FakeForum()
    action = ask(store, "edit", CUT)
    assert Performer(store, forum, FakeForum(), FakeClock(), "one", "act").perform_next() == "done"
    assert forum.performed[0].details["raw"] == "Ask [name], he is our customer."
    with store.reading() as tx:
        assert "Klaus" not in str(tx.actions.get(action.id).details)


def test_taking_an_edit_back_brings_the_old_text_and_only_over_our_own(store: Store) -> None:
    action = ask(store, "edit", CUT)
    back = plan_reversal(action)
    assert back is not None
    with store.transaction() as tx:
        after = prepare_action(tx, action)
        row = tx.actions.add(tx.flags.get(action.flag_id), back, MONDAY)
        ready = prepare_action(tx, row)
    assert ready.details["raw"] == RAW
    assert ready.details["seen_sha256"] != after.details["seen_sha256"]
    assert plan_reversal(row) is None


def test_a_text_that_was_forgotten_is_not_cut(store: Store) -> None:
    action = ask(store, "edit", CUT)
    with store.transaction() as tx:
        tx.forgetting.remove_texts([tx.flags.get(action.flag_id).post_row], MONDAY)
    with store.reading() as tx, pytest.raises(IncompleteAction, match="no longer kept"):
        prepare_action(tx, action)


def test_a_move_goes_back_to_where_the_post_came_from_if_that_is_known(store: Store) -> None:
    known = ask(store, "move", {"section_id": "7", "from_section_id": "5"})
    back = plan_reversal(known)
    assert back is not None
    assert (back.kind, back.details["section_id"]) == ("move", "5")
    with store.transaction() as tx:
        flag = tx.flags.get(known.flag_id)
        unknown = tx.actions.add(flag, NewAction("move/2", "move", "post/812", details={"section_id": "7"}), MONDAY)
    assert plan_reversal(unknown) is None


def test_words_wait_before_they_are_sent(store: Store) -> None:
    flag, clock, forum = a_flag(store), FakeClock(), FakeForum()
    with store.transaction() as tx:
        reply = NewAction("r", "reply", "post/812", details={"raw": "Hello."}, wait=timedelta(minutes=2))
        tx.actions.add(flag, reply, MONDAY)
    performer = Performer(store, forum, FakeForum(), clock, "one", "act")
    assert performer.perform_next() is None
    clock.move(minutes=2)
    assert performer.perform_next() == "done"
