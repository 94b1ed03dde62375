"""Hints about missing information that mend themselves."""

from datetime import timedelta

import pytest

from modbot.detect.prerequisites.wants import WantsFinder
from modbot.records import Post
from modbot.review.facts import FlagDescriber, Partners
from modbot.review.healing import Healed, Healer
from modbot.store.store import Store
from tests.builders import ADA, CLEO, MONDAY, a_finding, a_flag, a_post, a_signal, store_post
from tests.detect.prerequisites.scene import the_product, the_reader
from tests.fakes import FakeClock
from tests.review.scene import BERLIN, a_desk

QUESTION = "Ring group 800 skips the second member whenever the first one is busy. What now?"
WHOLE = "V20 Update 8. I recreated the group, no change. Log attached."


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def healer(store: Store, clock: FakeClock) -> Healer:
    find_wants = WantsFinder(the_product(), the_reader())
    return Healer(store, clock, BERLIN, find_wants, FlagDescriber(a_desk(store, clock), Partners()))


def ask(store: Store) -> int:
    """File the hint that Bo's question lacks version, steps and logs."""
    signal = a_signal("missing_prerequisites", label="missing_prerequisites.version", status="hint")
    finding = a_finding("missing_prerequisites", signals=(signal,), status="hint", severity="P4")
    return a_flag(store, a_post(1, QUESTION, post_number=1), finding).id


def reply(store: Store, raw: str, number: int = 2, **fields: object) -> None:
    with store.transaction() as tx:
        store_post(tx, a_post(number * 10, raw, post_number=number, **fields))


def state_of(store: Store, flag_id: int) -> str:
    with store.reading() as tx:
        return tx.flags.get(flag_id).state


def verbs(store: Store, flag_id: int) -> list[str]:
    with store.reading() as tx:
        return [entry.verb for entry in tx.audit.about(f"flag/{flag_id}")]


def test_a_reply_with_everything_closes_the_hint_without_a_strike(store: Store, healer: Healer) -> None:
    flag = ask(store)
    reply(store, WHOLE)
    assert healer.heal_next() == Healed(supplied=1)
    assert state_of(store, flag) == "supplied"
    assert verbs(store, flag) == ["close as supplied"]


def test_a_reply_with_a_part_leaves_the_hint_open_and_is_noted_once(store: Store, healer: Healer) -> None:
    flag = ask(store)
    reply(store, "It is V20 Update 8.")
    assert healer.heal_next() == Healed(shrunk=1)
    assert healer.heal_next() == Healed()
    assert state_of(store, flag) == "open"
    assert verbs(store, flag) == ["supplied in part"]


def test_somebody_elses_version_supplies_nothing(store: Store, healer: Healer) -> None:
    flag = ask(store)
    reply(store, WHOLE, author=CLEO)
    assert healer.heal_next() == Healed()
    assert state_of(store, flag) == "open"


def test_an_edit_that_adds_the_rest_closes_the_hint(store: Store, healer: Healer) -> None:
    flag = ask(store)
    with store.transaction() as tx:
        store_post(tx, a_post(1, f"{QUESTION} {WHOLE}", post_number=1, version=2))
    assert healer.heal_next() == Healed(supplied=1)
    assert state_of(store, flag) == "supplied"


def test_a_staff_question_unanswered_for_days_becomes_a_hint_that_an_answer_closes(
    store: Store, healer: Healer, clock: FakeClock
) -> None:
    ask(store)
    reply(store, "Which version do you run?", author=ADA)
    clock.move(days=2)
    assert healer.heal_next() == Healed()
    clock.move(days=2)
    assert healer.heal_next() == Healed(silent=1)
    assert healer.heal_next() == Healed()
    reply(store, "Sorry, I was away.", number=3, posted_at=MONDAY + timedelta(days=4))
    assert healer.heal_next().supplied == 1


def test_drafts_and_healing_see_the_same_remainder() -> None:
    find_wants = WantsFinder(the_product(), the_reader())
    post, answer = Post(1, QUESTION, language="en"), Post(2, "V20 Update 8, log attached.", language="en")
    assert set(find_wants(post).missing) == {"version", "steps_taken", "logs"}
    assert set(find_wants(post, [answer]).missing) == {"steps_taken"}
    assert find_wants(post, [answer]).stated == "20 U8"
