"""Whole ways: a post becomes a flag, a decision an action on the forum, and taken back it is given back."""

import pytest

from modbot.check.checker import Checker
from modbot.check.filing import Filer
from modbot.enforce.perform import Performer
from modbot.enforce.plan import plan_holding
from modbot.forget.retention import Forgetter, Retention
from modbot.receive.poller import Poller
from modbot.review.decide import Choice, decide
from modbot.review.desk import Reviewer
from modbot.review.undo import undo
from modbot.store.queue import QueueQuery
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from tests.builders import CLEO, a_post, facts_due
from tests.check.detectors import POLICY, an_examiner
from tests.check.test_checker import no_watch
from tests.fakes import FakeClock, FakeForum
from tests.review.scene import a_desk

ADA = Reviewer("Ada", ("reviewer", "lead"))


class House:
    """Every part of the way, around a forum in memory."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock, self.forum = store, FakeClock(), FakeForum()
        self.desk = a_desk(store, self.clock)
        filer = Filer(
            lambda finding, post, language, at: facts_due(), lambda flag: plan_holding(flag, POLICY, "notify")
        )
        self.poller = Poller(self.forum, store, self.clock)
        self.checker = Checker(store, an_examiner(), self.clock, filer, "one", "modbot", watch=no_watch)
        self.performer = Performer(store, self.forum, FakeForum(), self.clock, "one", "act")

    def turn(self) -> None:
        self.poller.poll()
        self.checker.check_all()
        self.performer.perform_all()

    def cards(self) -> list[FlagRow]:
        with self.store.reading() as tx:
            return tx.flags.page(QueueQuery())

    def done(self) -> list[tuple[str, str]]:
        return [(action.kind, action.target) for action in self.forum.performed]


@pytest.fixture
def house(store: Store) -> House:
    return House(store)


def test_a_post_becomes_a_flag_and_its_decision_reaches_the_forum(house: House) -> None:
    house.forum.write(a_post(id=1, raw="You idiot"))
    house.forum.write(a_post(id=2, raw="Have you tried the newest firmware?", author=CLEO))
    house.turn()
    (card,) = house.cards()
    assert (card.post_id, card.category) == ("1", "abuse")
    assert house.done() == [("send_to_review", "post/1")]
    decide(house.desk, {card.id: card.version}, Choice("violation", actions=("hide",)), ADA)
    house.turn()
    assert house.done()[1:] == [("hide", "post/1")]
    assert house.cards() == []


def test_a_decision_taken_back_brings_card_and_post_back(house: House) -> None:
    house.forum.write(a_post(id=1, raw="You idiot"))
    house.turn()
    (card,) = house.cards()
    made = decide(house.desk, {card.id: card.version}, Choice("violation", actions=("hide",)), ADA)
    house.turn()
    undo(house.desk, [made.decisions[0].id], ADA)
    house.turn()
    assert [kind for kind, _ in house.done()] == ["send_to_review", "hide", "restore"]
    assert [back.id for back in house.cards()] == [card.id]


def test_an_edit_adds_to_the_flag_and_only_a_person_closes_it(house: House) -> None:
    house.forum.write(a_post(id=1, raw="You idiot"))
    house.turn()
    house.forum.edit(1, "You idiot, you absolute idiot")
    house.turn()
    house.forum.edit(1, "Good morning")
    house.turn()
    (card,) = house.cards()
    with house.store.reading() as tx:
        assert len(tx.signals.of_flag(card.id)) == 2
    decide(house.desk, {card.id: card.version}, Choice("no_violation"), ADA)
    house.forum.edit(1, "Good  morning!")
    house.turn()
    assert house.cards() == []


def test_what_a_member_wrote_is_forgotten_and_what_was_decided_is_not(house: House) -> None:
    house.forum.write(a_post(id=1, raw="You idiot of all the idiots in Limassol"))
    house.turn()
    (card,) = house.cards()
    decide(house.desk, {card.id: card.version}, Choice("violation", reason="he wrote Limassol"), ADA)
    Forgetter(house.store, house.clock, Retention()).erase_member("Bo", "Ada")
    house.turn()  # the forum still shows the post; it does not come in again
    with house.store.reading() as tx:
        assert [row.post.raw for row in tx.posts.versions("1")] == [""]
        assert tx.flags.get(card.id).verdict == "violation"
        assert tx.audit.verify().whole
