from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modbot.records import Severity
from modbot.store.queue import QueueQuery
from modbot.store.rows import FlagRow
from modbot.store.store import Store
from tests.builders import MONDAY, a_finding, a_flag, a_post

Card = tuple[int, Severity, int]  # minutes until due, severity, the partner's rank
CARDS = st.lists(
    st.tuples(st.integers(0, 300), st.sampled_from(["P1", "P2", "P3", "P4"]), st.sampled_from([0, 2, 100])),
    min_size=2,
    max_size=14,
)


def file_cards(store: Store, cards: list[Card]) -> list[FlagRow]:
    return [
        a_flag(store, a_post(number), a_finding(severity=severity), hours=due / 60, partner_rank=rank)
        for number, (due, severity, rank) in enumerate(cards, 1)
    ]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cards=CARDS)
def test_cards_go_by_the_hour_of_their_breach_then_severity_then_partner_then_the_minute(
    empty_sqlite: bytes, tmp_path: Any, cards: list[Card]
) -> None:
    path = tmp_path / "modbot.sqlite"
    for old in tmp_path.glob("modbot.sqlite*"):
        old.unlink()
    path.write_bytes(empty_sqlite)
    with Store(f"sqlite:///{path}") as store:
        rows = file_cards(store, cards)

        def place(row: FlagRow) -> tuple[datetime, str, int, datetime, int]:
            assert row.due_at is not None
            hour = row.due_at.replace(minute=0, second=0, microsecond=0)
            return (hour, row.severity, row.partner_rank, row.due_at, row.id)

        found: list[int] = []
        last: FlagRow | None = None
        with store.reading() as tx:
            while page := tx.flags.page(QueueQuery(limit=3, after=last)):
                found += [card.id for card in page]
                last = page[-1]
    assert found == [row.id for row in sorted(rows, key=place)]


def test_of_two_equally_severe_cards_due_in_the_same_hour_the_closer_partners_comes_first(store: Store) -> None:
    nobody, gold = file_cards(store, [(5, "P2", 100), (50, "P2", 2)])
    with store.reading() as tx:
        assert [card.id for card in tx.flags.page(QueueQuery())] == [gold.id, nobody.id]


@pytest.mark.parametrize(
    ("start", "end", "number"), [(None, 20, 1), (None, 60, 2), (10, 61, 1), (31, 200, 1), (0, 200, 3)]
)
def test_what_falls_due_is_counted_to_the_minute(store: Store, start: int | None, end: int, number: int) -> None:
    file_cards(store, [(5, "P2", 100), (30, "P2", 100), (100, "P3", 100)])
    begin = None if start is None else MONDAY + timedelta(minutes=start)
    with store.reading() as tx:
        found = tx.flags.count_due(QueueQuery(), begin, MONDAY + timedelta(minutes=end), 1000)
    assert sum(found.values()) == number
