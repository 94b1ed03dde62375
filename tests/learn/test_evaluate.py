"""Scores: what counts as found, what as false, and how sure the figures are."""

import pytest

from modbot.learn.evaluate import Count, FoundSpan, Prediction, bootstrap_f1, score_posts, score_spans, wilson
from modbot.learn.score_table import draw_posts, draw_spans

ROW = {
    "id": "1",
    "lang": "en",
    "text": "call Ann 0123456789, me 99, v 1.2.3.4",
    "spans": [
        {"start": 9, "end": 19, "type": "PHONE"},
        {"start": 24, "end": 26, "type": "PHONE", "ignore": True},
    ],
    "traps": [{"start": 30, "end": 37, "kind": "version"}],
}


def score(*spans: FoundSpan) -> Count:
    return score_spans([ROW], [Prediction(spans)]).total


def test_half_of_a_labelled_span_is_enough() -> None:
    assert score(FoundSpan(9, 14, "PHONE")) == Count(hits=1)
    assert score(FoundSpan(9, 13, "PHONE")) == Count(missed=1)
    assert score(FoundSpan(9, 19, "PHONE")) == Count(hits=1, exact=1)


def test_the_authors_own_data_is_neither_right_nor_wrong() -> None:
    assert score(FoundSpan(24, 26, "PHONE")) == Count(missed=1)


def test_a_trap_is_a_false_positive_and_named() -> None:
    report = score_spans([ROW], [Prediction((FoundSpan(30, 37, "IP_ADDRESS"),))])
    assert report.total == Count(false=1, missed=1)
    assert report.by_trap["IP_ADDRESS", "version"] == 1
    assert any("version" in line and "IP_ADDRESS 1" in line for line in draw_spans("modbot", report))


def test_optional_categories_and_codes_are_left_out() -> None:
    rows = [
        {
            "labels": {"spam": True, "abuse": False},
            "optional_categories": ["spam"],
            "missing": ["logs"],
            "missing_optional": ["version"],
            "post_type": "problem",
        },
        {"labels": {"abuse": False}},
    ]
    right = [Prediction((), frozenset({"spam"}), frozenset({"logs", "version"})), Prediction()]
    report = score_posts(rows, right)
    assert dict(report.by_category) == {"abuse": Count()}
    assert (report.exact_lists, report.lists, report.clean_untouched, report.clean) == (1, 1, 1, 1)
    wrong = score_posts(rows, [Prediction(), Prediction((), frozenset({"abuse"}))])
    assert wrong.by_category["abuse"] == Count(false=1)
    assert (wrong.exact_lists, wrong.clean_untouched) == (0, 0)
    assert any("clean posts untouched: 0/1" in line for line in draw_posts("modbot", wrong))


def test_codes_are_counted_together_and_lists_by_language() -> None:
    row = {"labels": {}, "missing": ["logs", "version"], "post_type": "problem", "lang": "el"}
    report = score_posts([row, row], [Prediction((), frozenset(), frozenset({"logs", "version"})), Prediction()])
    assert report.codes == Count(hits=2, missed=2)
    assert report.lists_by_language == {"el": [True, False]}
    assert any(line.split()[:2] == ["el", "1/2"] for line in draw_posts("modbot", report))


def test_intervals_narrow_with_more_evidence() -> None:
    few, many = wilson(8, 10), wilson(800, 1000)
    assert few[0] < many[0] < 0.8 < many[1] < few[1]
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = bootstrap_f1([Count(hits=1), Count(false=1)] * 50)
    assert low < Count(hits=50, false=50).f1 < high
    assert bootstrap_f1([]) == (0.0, 0.0)


@pytest.mark.parametrize("count", [Count(), Count(false=3), Count(missed=2)])
def test_shares_of_nothing_are_zero(count: Count) -> None:
    assert (count.precision, count.recall, count.f1) == (0.0, 0.0, 0.0)
