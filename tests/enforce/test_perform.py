from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from modbot.enforce.perform import Patience, Performer
from modbot.enforce.switches import Caps, find_tripped, read_state, reset, resume, stop
from modbot.errors import ForumBusy, ForumError
from modbot.records import Action, ActionKind
from modbot.store.actions import NewAction
from modbot.store.rows import ActionRow
from modbot.store.store import Store
from tests.builders import ADA, CLEO, MONDAY, a_finding, a_flag, a_post
from tests.fakes import FakeClock, FakeForum


def ask(store: Store, kind: ActionKind = "hide", post_id: int = 812, **fields: object) -> ActionRow:
    author = fields.pop("author", None)
    category = str(fields.pop("category", "abuse"))
    post = a_post(id=post_id, author=author) if author else a_post(id=post_id)
    flag = a_flag(store, post, a_finding(category))
    key = str(fields.pop("key", f"{kind}/{post_id}"))
    with store.transaction() as tx:
        return tx.actions.add(flag, NewAction(key, kind, f"post/{post_id}", **fields), MONDAY)  # type: ignore[arg-type]


class Stage:
    """A performer with everything around it."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, FakeClock()
        self.forum, self.rehearsal = FakeForum(), FakeForum()
        self.performer = Performer(store, self.forum, self.rehearsal, self.clock, "one", "act")

    def row(self, action: ActionRow) -> ActionRow:
        with self.store.reading() as tx:
            return tx.actions.get(action.id)


@pytest.fixture
def stage(store: Store) -> Stage:
    return Stage(store)


def test_an_action_reaches_the_forum_once(store: Store, stage: Stage) -> None:
    action = ask(store, reason="insult")
    assert stage.performer.perform_all() == 1
    assert stage.performer.perform_all() == 0
    assert [(done.kind, done.target, done.reason) for done in stage.forum.performed] == [("hide", "post/812", "insult")]
    assert (stage.row(action).state, stage.row(action).done_at) == ("done", MONDAY)
    with store.reading() as tx:
        (entry,) = tx.audit.about(f"action/{action.id}")
        assert (entry.verb, entry.detail["kind"]) == ("action done", "hide")


def test_the_same_key_is_the_same_action(store: Store, stage: Stage) -> None:
    assert ask(store).id == ask(store).id
    assert stage.performer.perform_all() == 1


def test_rehearsal_is_the_default_and_never_touches_the_forum(store: Store) -> None:
    forum, rehearsal = FakeForum(), FakeForum()
    action = ask(store)
    performer = Performer(store, forum, rehearsal, FakeClock(), "one")
    assert performer.perform_next() == "rehearsed"
    assert (forum.performed, [done.id for done in rehearsal.performed]) == ([], [action.id])


def test_trouble_is_tried_again_later_and_longer_and_given_up_in_the_end(store: Store, stage: Stage) -> None:
    action = ask(store)
    stage.forum.trouble = [ForumError("502", status=502)] * 9
    waits = []
    for _ in range(Patience().attempts - 1):
        assert stage.performer.perform_next() == "pending"
        row = stage.row(action)
        assert row.next_try_at is not None
        waits.append((row.next_try_at - stage.clock.now()).total_seconds())
        assert stage.performer.perform_next() is None
        stage.clock.move(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480]
    assert stage.performer.perform_next() == "failed"
    assert stage.row(action).last_error == "502"


def test_permanent_trouble_and_a_fault_of_ours_are_told_apart(store: Store, stage: Stage) -> None:
    gone, odd = ask(store), ask(store, post_id=2)
    stage.forum.trouble = [ForumError("the post is gone", permanent=True), KeyError("odd")]
    assert [stage.performer.perform_next(), stage.performer.perform_next()] == ["failed", "pending"]
    assert [stage.row(gone).last_error, stage.row(odd).last_error] == ["the post is gone", "KeyError"]


def test_a_busy_forum_costs_no_attempt(store: Store, stage: Stage) -> None:
    action = ask(store)
    stage.forum.trouble = [ForumBusy("slow down", 90)]
    assert stage.performer.perform_next() == "pending"
    row = stage.row(action)
    assert (row.attempts, row.next_try_at) == (0, MONDAY + timedelta(seconds=90))


def test_who_died_while_acting_acts_again_and_twice_is_once(store: Store, stage: Stage) -> None:
    ask(store)

    class DiesAfter(FakeForum):
        def perform(self, action: Action) -> None:
            super().perform(action)
            raise KeyboardInterrupt

    dying = DiesAfter()
    with pytest.raises(KeyboardInterrupt):
        replace(stage.performer, forum=dying).perform_next()
    assert stage.performer.perform_next() is None  # the lease still runs
    stage.clock.move(minutes=4)
    assert replace(stage.performer, forum=dying_again(dying)).perform_next() == "done"
    assert len(dying.performed) == 1


def dying_again(forum: FakeForum) -> FakeForum:
    return FakeForum(performed=forum.performed)


def test_what_is_called_back_in_the_very_moment_is_given_back(store: Store, stage: Stage) -> None:
    action = ask(store)

    class CalledBack(FakeForum):
        def perform(self, action: Action) -> None:
            super().perform(action)
            with store.transaction() as tx:
                tx.actions.cancel(action.flag_id, MONDAY)

    assert replace(stage.performer, forum=CalledBack()).perform_next() == "cancelled"
    assert stage.row(action).state == "done"
    assert stage.performer.perform_next() == "done"
    assert [done.kind for done in stage.forum.performed] == ["restore"]


def test_giving_back_what_never_reached_the_forum_is_cancelled_or_rehearsed(store: Store, stage: Stage) -> None:
    first = ask(store)
    stage.forum.trouble = [ForumError("no", permanent=True)]
    stage.performer.perform_next()
    ask(store, "restore", key="undo/1", undoes_id=first.id)
    assert stage.performer.perform_next() == "cancelled"
    second = ask(store, post_id=2)
    replace(stage.performer, mode="rehearsal").perform_next()
    ask(store, "restore", post_id=2, key="undo/2", undoes_id=second.id)
    assert stage.performer.perform_next() == "rehearsed"
    assert stage.forum.performed == []


CAPS = [
    ("all", Caps(per_hour=2), lambda n: {}),
    ("author/bo", Caps(per_author_hour=2), lambda n: {}),
    ("rule/rules/spam/x", Caps(per_rule_hour=2), lambda n: {"source": "rules/spam/x"}),
    ("category/abuse", Caps(per_category_hour=2), lambda n: {}),
]


@pytest.mark.parametrize(("scope", "caps", "fields"), CAPS, ids=[scope for scope, _, _ in CAPS])
def test_above_a_cap_the_rest_is_rehearsed_and_it_is_said_so(
    store: Store, stage: Stage, scope: str, caps: Caps, fields: Callable[[int], dict[str, object]]
) -> None:
    for number in range(4):
        ask(store, post_id=number, **fields(number))
    performer = replace(stage.performer, caps=caps)
    assert [performer.perform_next() for _ in range(4)] == ["done", "done", "rehearsed", "rehearsed"]
    with store.reading() as tx:
        state = read_state(tx, "act")
        assert [breaker.scope for breaker in state.breakers] == [scope]
        assert state.acts is (scope != "all")
        assert [entry.verb for entry in tx.audit.about("settings/enforce")] == ["trip breaker"]


def test_a_tripped_breaker_holds_up_its_own_scope_only_until_a_person_resets_it(store: Store, stage: Stage) -> None:
    performer = replace(stage.performer, caps=Caps(per_author_hour=1))
    for number in range(2):
        ask(store, post_id=number)
    performer.perform_all()
    ask(store, post_id=7, author=CLEO)
    assert performer.perform_next() == "done"
    stage.clock.move(hours=5)
    ask(store, post_id=8)
    assert performer.perform_next() == "rehearsed"
    with store.transaction() as tx:
        reset(tx, "author/bo", "Ada", stage.clock.now())
    ask(store, post_id=9)
    assert performer.perform_next() == "done"


def test_giving_back_is_not_capped(store: Store, stage: Stage) -> None:
    performer = replace(stage.performer, caps=Caps(per_hour=1))
    first = ask(store)
    performer.perform_next()
    ask(store, "restore", key="undo/1", undoes_id=first.id)
    assert performer.perform_next() == "done"


def test_the_kill_switch_stops_everything_and_loses_nothing(store: Store, stage: Stage) -> None:
    ask(store)
    with store.transaction() as tx:
        stop(tx, "Ada", MONDAY)
    assert stage.performer.perform_next() is None
    with store.transaction() as tx:
        assert read_state(tx, "act").stopped_by == "Ada"
        resume(tx, "Ada", MONDAY)
    assert stage.performer.perform_next() == "done"
    with store.reading() as tx:
        assert [entry.verb for entry in tx.audit.about("settings/enforce")] == [
            "resume enforcement",
            "stop enforcement",
        ]


def test_counting_does_not_trip_without_need(store: Store) -> None:
    action = ask(store, author=ADA)
    with store.transaction() as tx:
        assert find_tripped(tx, action, Caps(), MONDAY) is None
        assert read_state(tx, "act").breakers == ()
