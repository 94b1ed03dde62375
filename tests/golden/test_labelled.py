"""Posts by another hand than the rules': made values in sentences of eight languages, and support posts.

Their figures stand in the README; the floors here leave room for single posts. ``modbot eval`` prints the tables.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

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


FLOORS = yaml.safe_load((HERE / "floors.yaml").read_text())


@pytest.mark.parametrize("name", FLOORS)
def test_posts_that_nobody_tuned_on_are_told_as_well_as_measured(predict: ExaminerPredictor, name: str) -> None:
    rows, floors = read(f"{name}.jsonl"), FLOORS[name]
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
