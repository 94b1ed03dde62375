from datetime import date, timedelta

import pytest

from modbot.errors import ConflictError
from modbot.store.store import Store
from tests.builders import MONDAY


def test_a_cursor_is_empty_at_first_and_then_where_it_was_put(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.cursors.read("posts") == ""
        tx.cursors.write("posts", "17", MONDAY)
        tx.cursors.write("posts", "18", MONDAY)
        assert tx.cursors.read("posts") == "18"


def test_a_call_is_kept_once_and_waits_until_it_is_handled(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.events.add("e1", "post", "812", MONDAY)
        assert not tx.events.add("e1", "post", "812", MONDAY)
        (event,) = tx.events.waiting()
        tx.events.finish([event.id], MONDAY)
        assert tx.events.waiting() == []
        assert not tx.events.add("e1", "post", "812", MONDAY)  # a replay


def test_who_changes_a_setting_second_is_told(store: Store) -> None:
    with store.transaction() as tx:
        assert tx.settings.read("review.mode", "calm") == "calm"
        first = tx.settings.change("review.mode", {"cap": 3}, "Ada", MONDAY, version=0)
        with pytest.raises(ConflictError):
            tx.settings.change("review.mode", {}, "Cleo", MONDAY, version=0)
        assert tx.settings.row("review.mode") == first
        tx.settings.change("review_mode", 1, "Ada", MONDAY)
        assert [row.name for row in tx.settings.all("review_")] == ["review_mode"]


def test_a_heartbeat_tells_the_last_good_round_and_failures_in_a_row(store: Store) -> None:
    later = MONDAY + timedelta(minutes=3)
    with store.transaction() as tx:
        tx.heartbeats.start("poll", "one", MONDAY)
        tx.heartbeats.finish("poll", "one", MONDAY, done=4)
        assert [beat.finished_at for beat in tx.heartbeats.all()] == [MONDAY]
        for _ in range(2):
            tx.heartbeats.finish("poll", "one", later, error="ForumError")
        (beat,) = tx.heartbeats.all()
        assert (beat.failures, beat.last_error) == (2, "ForumError")
        tx.heartbeats.forget(later)
        assert tx.heartbeats.all() == []


def test_counts_add_up_by_day_and_in_all_and_are_seen_before_they_are_written(store: Store) -> None:
    day = date(2026, 3, 9)
    with store.transaction() as tx:
        tx.counters.add("rule/a", 2, day)
        tx.counters.add("rule/b", 1, day)
        tx.counters.add("cards", 5)
        assert tx.counters.read("rule/", day) == {"rule/a": 2, "rule/b": 1}
    with store.transaction() as tx:
        tx.counters.add("rule/a", 1, day + timedelta(days=1))
        tx.counters.add("cards", -2)
    with store.reading() as tx:
        assert tx.counters.read("rule/", day) == {"rule/a": 3, "rule/b": 1}
        assert tx.counters.read("rule/", day + timedelta(days=1)) == {"rule/a": 1}
        assert tx.counters.read_days("rule/a", day) == {day: 2, day + timedelta(days=1): 1}
        assert tx.counters.read("cards") == {"cards": 3}
