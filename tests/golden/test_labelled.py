"""Posts by another hand than the rules': made values in sentences of eight languages, and support posts.

Their figures stand in the README; the floors here leave room for single posts. ``modbot eval`` prints the tables.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from modbot.equipment import build_examiner
from modbot.learn.evaluate import score_posts, score_spans
from modbot.learn.predict import ExaminerPredictor

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]


@pytest.fixture(scope="module")
def predict() -> ExaminerPredictor:
    return ExaminerPredictor(build_examiner(HOUSE / "config", HOUSE / "models"))


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text().splitlines()]


def test_exposed_values_are_found_in_every_language_and_traps_stay_silent(predict: ExaminerPredictor) -> None:
    rows = read("spans.jsonl")
    report = score_spans(rows, predict(rows))
    assert report.total.f1 >= 0.96
    assert min(count.f1 for count in report.by_language.values()) >= 0.93
    assert not any(report.by_trap.values())


def test_support_posts_are_asked_for_what_they_lack_and_nothing_else(predict: ExaminerPredictor) -> None:
    rows = read("support_posts.jsonl")
    report = score_posts(rows, predict(rows))
    assert report.exact_lists / report.lists >= 0.9
    assert report.clean_untouched / report.clean >= 0.95
    for category in ("missing_prerequisites", "out_of_scope", "removal_request", "unlawful", "vendor_complaint"):
        assert report.by_category[category].f1 >= 0.9, category


FLOORS = {
    "unseen.jsonl": {"codes": 0.86, "lists": 0.87, "clean": 0.89, "spans": 0.93, "missing_prerequisites": 0.89,
                     "removal_request": 0.87, "unlawful": 0.85, "vendor_complaint": 0.88, "personal_data": 0.93,
                     "confidential": 0.94, "out_of_scope": 0.92, "copyright": 0.82},
    "unread.jsonl": {"codes": 0.87, "lists": 0.85, "clean": 0.88, "spans": 0.89, "missing_prerequisites": 0.91,
                     "removal_request": 0.89, "unlawful": 0.81, "vendor_complaint": 0.9, "personal_data": 0.86,
                     "confidential": 0.89, "out_of_scope": 0.88, "copyright": 0.84},
    "fresh.jsonl": {"codes": 0.89, "lists": 0.88, "clean": 0.89, "spans": 0.9, "missing_prerequisites": 0.91,
                    "removal_request": 0.91, "unlawful": 0.87, "vendor_complaint": 0.89, "personal_data": 0.87,
                    "confidential": 0.92, "out_of_scope": 0.9, "copyright": 0.9},
    "unheard.jsonl": {"codes": 0.91, "lists": 0.92, "clean": 0.89, "spans": 0.91, "missing_prerequisites": 0.93,
                      "removal_request": 0.89, "unlawful": 0.87, "vendor_complaint": 0.88, "personal_data": 0.89,
                      "confidential": 0.94, "out_of_scope": 0.89, "copyright": 0.82},
    "untried.jsonl": {"codes": 0.83, "lists": 0.83, "clean": 0.85, "spans": 0.9, "missing_prerequisites": 0.87,
                      "removal_request": 0.92, "unlawful": 0.85, "vendor_complaint": 0.89, "personal_data": 0.86,
                      "confidential": 0.91, "out_of_scope": 0.93, "copyright": 0.92},
    "unmet.jsonl": {"codes": 0.84, "lists": 0.78, "clean": 0.87, "spans": 0.76, "missing_prerequisites": 0.87,
                    "removal_request": 0.9, "unlawful": 0.82, "vendor_complaint": 0.9, "personal_data": 0.86,
                    "confidential": 0.88, "out_of_scope": 0.8, "copyright": 0.9},
    "unfamiliar.jsonl": {"codes": 0.86, "lists": 0.76, "clean": 0.87, "spans": 0.88, "missing_prerequisites": 0.91,
                         "removal_request": 0.9, "unlawful": 0.72, "vendor_complaint": 0.85, "personal_data": 0.9,
                         "confidential": 0.84, "out_of_scope": 0.75, "copyright": 0.9},
}  # fmt: skip


@pytest.mark.parametrize("name", FLOORS)
def test_posts_that_nobody_tuned_on_are_told_as_well_as_measured(predict: ExaminerPredictor, name: str) -> None:
    rows, floors = read(name), FLOORS[name]
    predicted = predict(rows)
    report = score_posts(rows, predicted)
    reached = {category: report.by_category[category].f1 for category in floors if category in report.by_category}
    reached |= {
        "codes": report.codes.f1,
        "lists": report.exact_lists / report.lists,
        "clean": report.clean_untouched / report.clean,
        "spans": score_spans(rows, predicted).total.f1,
    }
    assert {what: reached[what] for what, floor in floors.items() if reached[what] < floor} == {}
