import pytest

from modbot.review.attainment import Share


def test_the_interval_is_wilsons() -> None:
    assert Share(8, 10).interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(0, 0).value is None


def test_few_cases_are_no_evidence() -> None:
    assert not Share(5, 5).has_evidence(20)
    assert Share(15, 20).has_evidence(20)
