import pytest

from modbot.errors import ForumBusy
from modbot.forum.budget import Budget
from tests.fakes import FakeClock


def test_a_minutes_allowance_is_spent_and_grows_back() -> None:
    clock = FakeClock()
    budget = Budget(30, clock, patience=0)
    for _ in range(30):
        budget.take("act")
    with pytest.raises(ForumBusy):
        budget.take("act")
    clock.move(seconds=2)
    budget.take("act")


def test_reading_leaves_a_fifth_to_acting() -> None:
    budget = Budget(30, FakeClock(), patience=0)
    for _ in range(24):
        budget.take("read")
    with pytest.raises(ForumBusy) as busy:
        budget.take("read")
    assert busy.value.wait_seconds == pytest.approx(2)
    for _ in range(6):
        budget.take("act")


def test_a_sweep_leaves_half_to_polling_and_acting() -> None:
    budget = Budget(30, FakeClock(), patience=0)
    for _ in range(15):
        budget.take("sweep")
    with pytest.raises(ForumBusy):
        budget.take("sweep")
    for _ in range(9):
        budget.take("read")


def test_short_waits_are_waited_for_and_long_ones_are_told() -> None:
    clock = FakeClock()
    budget = Budget(60, clock, patience=2)
    for _ in range(61):
        budget.take("act")
    assert clock.slept == [pytest.approx(1)]
    budget.close_for(3600)
    with pytest.raises(ForumBusy) as busy:
        budget.take("act")
    assert busy.value.wait_seconds > 3500


def test_a_closed_forum_opens_again_by_itself() -> None:
    clock = FakeClock()
    budget = Budget(30, clock, patience=0)
    budget.close_for(30)
    budget.close_for(5)
    clock.move(seconds=29)
    with pytest.raises(ForumBusy):
        budget.take("act")
    clock.move(seconds=2)
    budget.take("act")
