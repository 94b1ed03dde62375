"""SP-10's 48 hours in the report: what was decided within them, by either reading of them."""

from datetime import timedelta

import pytest

from modbot.review.decide import Choice, decide
from modbot.review.queue import pause, resume
from modbot.review.reports import build_report
from modbot.store.store import Store
from tests.builders import a_flag, a_post
from tests.fakes import FakeClock
from tests.review.scene import EVE, a_desk


@pytest.mark.parametrize(("mode", "in_time"), [("business_days", 2), ("office_hours", 3)])
def test_what_was_decided_in_time_is_counted_and_pauses_do_not_count(store: Store, mode: str, in_time: int) -> None:
    clock = FakeClock()
    desk = a_desk(store, clock, sla_mode=mode)
    quick, asked, slow = (a_flag(store, a_post(number)) for number in (1, 2, 3))
    pause(desk, asked.id, asked.version, EVE)
    clock.move(hours=24)
    decide(desk, {quick.id: quick.version}, Choice("violation"), EVE)
    clock.move(hours=24)
    with store.reading() as tx:
        asked = tx.flags.get(asked.id)
    resume(desk, asked.id, asked.version, EVE)
    clock.move(hours=24)
    with store.reading() as tx:
        asked = tx.flags.get(asked.id)
    decide(desk, {asked.id: asked.version}, Choice("violation"), EVE)
    decide(desk, {slow.id: slow.version}, Choice("no_violation"), EVE)
    with store.reading() as tx:
        report = build_report(desk, tx, days=30)
    assert (report.in_48_hours.hits, report.in_48_hours.total) == (in_time, 3)
    assert report.end - report.start == timedelta(days=30)
