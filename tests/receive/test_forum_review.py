"""Members' reports become flags, staff verdicts decisions, each once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from modbot.receive.forum_review import ForumReviews
from modbot.receive.poller import Poller
from modbot.review.decide import Choice, decide
from modbot.review.desk import Desk, Reviewer
from modbot.sandbox.flagging import Report, expire, flag
from modbot.sandbox.reviewing import perform
from modbot.sandbox.trouble import Fault
from modbot.store.actions import NewAction
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from tests.builders import a_finding, facts_due
from tests.forum.visitors import Visitors, an_action
from tests.review.scene import a_desk


class Scene:
    """A forum with two posts read into a store, a desk beside it, and the duty that fetches reviews."""

    def __init__(self, store: Store) -> None:
        self.visitors = Visitors(native_flags="notify")
        self.visitors.say("Buy cheap minutes from me.")
        self.visitors.say("Buy even cheaper minutes from me.", 1)
        self.desk: Desk = a_desk(store, self.visitors.clock)
        self.poller = Poller(self.visitors.reader, store, self.visitors.clock)
        self.poller.poll()
        self.duty = ForumReviews(self.visitors.reader, self.desk)

    def report(self, post_id: int = 2, type_id: int = 8, name: str = "cleo") -> None:
        self.visitors.clock.move(minutes=1)
        world = self.visitors.world
        flag(world, world.find_user(name), world.posts[post_id], Report(type_id))

    def judge(self, action: str, number: int = 1) -> None:
        self.visitors.clock.move(minutes=1)
        world = self.visitors.world
        perform(world, world.find_user("ada"), world.reviewables[number], action, world.reviewables[number].version)

    def flags(self, post_id: str = "2") -> list[FlagRow]:
        with self.desk.store.reading() as tx:
            return tx.flags.of_post(post_id)


@pytest.fixture
def scene(sqlite_url: str) -> Iterator[Scene]:
    with Store(sqlite_url) as store:
        yield Scene(store)


def test_a_report_becomes_a_flag_with_its_clause_and_due_time(scene: Scene) -> None:
    scene.report()
    assert scene.duty.fetch().reports == 1
    (row,) = scene.flags()
    assert (row.category, row.clauses, row.severity, row.status) == ("spam", ("FT-4.1e",), "P3", "live")
    assert row.due_at is not None
    assert scene.duty.fetch().reports == 0
    assert len(scene.flags()) == 1


def test_a_second_report_of_the_same_kind_joins_the_open_flag(scene: Scene) -> None:
    scene.report()
    scene.duty.fetch()
    scene.report(name="olga")
    assert scene.duty.fetch().reports == 1
    assert len(scene.flags()) == 1


def test_a_report_about_a_post_not_read_yet_brings_the_post_in(scene: Scene) -> None:
    post = scene.visitors.say("Come to my shop, everybody.", 1)
    scene.report(post.id)
    scene.duty.fetch()
    assert len(scene.flags(str(post.id))) == 1


def test_staff_verdicts_on_the_forum_become_decisions_by_their_name(scene: Scene) -> None:
    scene.report(1)
    scene.report(2)
    scene.duty.fetch()
    scene.judge("agree_and_keep", 1)
    scene.judge("disagree", 2)
    assert scene.duty.fetch().verdicts == 2
    with scene.desk.store.reading() as tx:
        decisions = [tx.decisions.latest(row.id) for post_id in ("1", "2") for row in tx.flags.of_post(post_id)]
        assert [(d.verdict, d.moderator, d.via) for d in decisions if d] == [
            ("violation", "ada", "forum"),
            ("no_violation", "ada", "forum"),
        ]
        assert tx.actions.newest() == []


@pytest.mark.parametrize("how", ["expired", "ignored"])
def test_what_ran_out_or_was_ignored_decides_nothing(scene: Scene, how: str) -> None:
    scene.report()
    scene.duty.fetch()
    if how == "expired":
        expire(scene.visitors.world, scene.visitors.world.reviewables[1])
    else:
        scene.judge("ignore_and_do_nothing")
    assert scene.duty.fetch().verdicts == 0
    assert [row.state for row in scene.flags()] == ["open"]


def test_what_a_person_cleared_here_is_not_queued_again_by_the_same_report(scene: Scene) -> None:
    scene.report()
    scene.duty.fetch()
    (row,) = scene.flags()
    decide(scene.desk, {row.id: row.version}, Choice("no_violation"), Reviewer("Ada", ("reviewer",)))
    scene.report(name="olga", type_id=4)  # another reason; the forum shows both rows again
    scene.duty.fetch()
    assert [(r.category, r.state) for r in scene.flags()] == [("spam", "decided"), ("abuse", "open")]


def test_a_verdict_about_modbots_own_flag_decides_the_flag_it_came_from_and_no_other(scene: Scene) -> None:
    with scene.desk.store.transaction() as tx:
        post = tx.posts.latest("2")
        assert post is not None
        now = scene.visitors.clock.now()
        mine = tx.flags.file(post, a_finding("spam", clauses=("FT-4.1e",)), facts_due(), now).flag
        tx.flags.file(post, a_finding("personal_data", clauses=("FT-4.2a",)), facts_due(), now)
        sent = tx.actions.add(mine, NewAction(key="x", kind="send_to_review", target="post/2"), now)
        tx.actions.finish(sent.id, "done", now)
    scene.visitors.actor.perform(replace(an_action("send_to_review", "post/2"), id=sent.id))
    assert scene.duty.fetch().reports == 0
    scene.judge("agree_and_keep")
    assert scene.duty.fetch().verdicts == 1
    assert {row.category: row.state for row in scene.flags()} == {"spam": "decided", "personal_data": "open"}


def test_a_verdict_that_meets_somebodys_claim_is_noted_and_does_not_win(scene: Scene) -> None:
    scene.report()
    scene.duty.fetch()
    (row,) = scene.flags()
    now = scene.visitors.clock.now()
    with scene.desk.store.transaction() as tx:
        tx.flags.claim(row.id, "Olga", now, now.replace(hour=23))
    scene.judge("disagree")
    assert scene.duty.fetch().conflicts == 1
    assert scene.flags()[0].state == "open"


def test_a_busy_forum_repeats_rows_and_not_their_effects(scene: Scene) -> None:
    scene.report(1)
    post = scene.visitors.say("Come to my shop, everybody.", 1)
    scene.report(post.id)
    scene.visitors.sandbox.trouble.faults.append(Fault("429_json", f"GET /posts/{post.id}", seconds=60))
    assert scene.duty.fetch().come_back_in == 61
    scene.visitors.clock.move(seconds=61)
    scene.duty.fetch()
    assert (len(scene.flags("1")), len(scene.flags(str(post.id)))) == (1, 1)


def test_a_decision_made_here_and_carried_out_there_does_not_come_back_as_another(scene: Scene) -> None:
    with scene.desk.store.transaction() as tx:
        stored = tx.posts.latest("2")
        assert stored is not None
        now = scene.visitors.clock.now()
        mine = tx.flags.file(stored, a_finding("spam", clauses=("FT-4.1e",)), facts_due(), now).flag
        held = tx.actions.add(mine, NewAction(key="x", kind="hide", target="post/2"), now)
        tx.actions.finish(held.id, "done", now)
    scene.visitors.actor.perform(replace(an_action("hide", "post/2"), id=held.id))
    assert scene.visitors.world.reviewables[1].status == 1
    assert scene.duty.fetch().verdicts == 0
    assert [row.state for row in scene.flags()] == ["open"]
