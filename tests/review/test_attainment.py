from datetime import UTC, datetime, timedelta

import pytest

from modbot.review.attainment import Share, count_overdue, forecast_breaches, measure_attainment

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)


def test_the_forecast_counts_what_falls_due_before_closing_time() -> None:
    due = [("P2", hours(1)), ("P2", hours(5)), ("P2", hours(7)), ("P1", hours(2)), ("P2", hours(-1)), ("P3", None)]
    assert forecast_breaches(due, NOW, hours(6)) == {"P1": 1, "P2": 2}
    assert count_overdue(due, NOW) == 1


def test_attainment_counts_the_late_the_timely_and_the_still_open_but_overdue() -> None:
    cases = [
        ("P2", hours(-2), hours(-3)),
        ("P2", hours(-2), hours(-2)),
        ("P2", hours(-2), hours(-1)),
        ("P2", hours(-2), None),
        ("P2", hours(2), None),
        ("P2", None, None),
    ]
    assert measure_attainment(cases, NOW) == {"P2": Share(2, 4)}


def test_the_interval_is_wilsons() -> None:
    assert Share(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(0, 0).value is None


def test_few_cases_are_no_evidence() -> None:
    assert not Share(5, 5).has_evidence(20)
    assert Share(15, 20).has_evidence(20)
