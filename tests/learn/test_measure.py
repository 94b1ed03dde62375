"""Figures and their intervals."""

import numpy as np
import pytest

from modbot.learn.measure import (
    calibration_error,
    find_limit,
    measure_auc,
    measure_calibration,
    measure_rate,
    recall_at_precision,
)


def test_a_rate_of_nothing_found_still_has_an_upper_end() -> None:
    figure = measure_rate(0, 300)
    assert (figure.value, figure.low) == (0.0, 0.0)
    assert figure.high == pytest.approx(0.0127, abs=0.001)


def test_auc_of_a_perfect_order_is_one() -> None:
    assert measure_auc(np.array([False, False, True, True]), np.array([0.1, 0.2, 0.3, 0.4])).value == 1.0


def test_recall_at_precision_counts_twenty_hams_per_positive() -> None:
    positives = np.linspace(0.5, 1.0, 100)
    ham = np.zeros(2000)
    assert recall_at_precision(positives, ham).value == 1.0
    ham[:20] = 0.75  # one per cent of ham between: twenty wrong for every right above it
    assert recall_at_precision(positives, ham).value == pytest.approx(0.5, abs=0.02)


def test_calibration_error_is_none_where_shares_are_as_said() -> None:
    said = np.repeat([0.05, 0.95], 100)
    so = np.concatenate([np.arange(100) < 5, np.arange(100) < 95])
    assert calibration_error(so, said) == pytest.approx(0.0, abs=1e-9)


def test_the_interval_of_a_calibration_error_holds_the_error() -> None:
    said = np.tile([0.1, 0.3, 0.9], 300)
    so = np.tile([False, False, True], 300)
    figure = measure_calibration(so, said)
    assert figure.value == pytest.approx((0.1 + 0.3 + 0.1) / 3)
    assert figure.low <= figure.value <= figure.high
    assert figure.n == 900


def test_a_limit_holds_for_every_source_that_is_large_enough() -> None:
    calm, loud = np.linspace(-10, -5, 500), np.linspace(-10, 3, 500)
    limit = find_limit([calm, loud, np.array([9.0])], share=0.01)
    assert (loud >= limit).mean() <= 0.01
    assert not (calm >= limit).any()
    assert limit > find_limit([np.concatenate([calm, loud])], share=0.01)
    assert find_limit([np.array([9.0])], share=0.01) == -np.inf
