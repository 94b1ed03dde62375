"""How well golden posts are read: floors a little below what was measured over all of them, so that nothing slips."""

from pathlib import Path
from typing import Any

import pytest

from modbot.equipment import build_examiner
from modbot.learn.evaluate import Count, PostReport, Prediction, SpanReport, score_posts, score_spans
from modbot.learn.predict import ExaminerPredictor
from tests.golden.sample import load_rows

ROOT = Path(__file__).parents[2]
GUARDED = "+44 20 7946 0991, +49 30 23125 447, +33 1 99 00 47 12, +357 25 000 123"
FLOORS = {
    "personal_data": 0.90,
    "confidential": 0.93,
    "vendor_complaint": 0.79,
    "removal_request": 0.88,
    "unlawful": 0.90,
    "out_of_scope": 0.88,
    "abuse": 0.77,
    "spam": 0.91,
    "missing_prerequisites": 0.93,
}
Scored = tuple[list[dict[str, Any]], list[Prediction]]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Scored:
    shipped = (ROOT / "config" / "products" / "3cx.yaml").read_text(encoding="utf-8")
    profile = tmp_path_factory.mktemp("product") / "3cx.yaml"
    numbers = ", ".join(f'"{number}"' for number in GUARDED.split(", "))
    profile.write_text(
        shipped.replace("internal_support_numbers: []", f"internal_support_numbers: [{numbers}]"), encoding="utf-8"
    )
    rows = load_rows()
    return rows, ExaminerPredictor(build_examiner(ROOT / "config", ROOT / "models", profile))(rows)


@pytest.fixture(scope="module")
def report(scored: Scored) -> PostReport:
    return score_posts(*scored)


@pytest.fixture(scope="module")
def spans(scored: Scored) -> SpanReport:
    kept = [(row, found) for row, found in zip(*scored, strict=True) if row["has_spans"]]
    return score_spans([row for row, _ in kept], [found for _, found in kept])


@pytest.mark.parametrize("category", FLOORS)
def test_a_category_is_found_as_well_as_measured(report: PostReport, category: str) -> None:
    assert report.by_category[category].f1 >= FLOORS[category]


def test_what_is_missing_is_named(report: PostReport) -> None:
    total = Count()
    for count in report.by_code.values():
        total.add(count)
    assert total.f1 >= 0.91
    assert report.exact_lists / report.lists >= 0.90


def test_clean_posts_stay_untouched(report: PostReport) -> None:
    assert report.clean_untouched / report.clean >= 0.93


def test_exposed_values_are_found_to_the_letter(spans: SpanReport) -> None:
    assert spans.total.precision >= 0.95
    assert spans.total.recall >= 0.96


def test_every_language_has_enough_posts(scored: Scored) -> None:
    languages = [row["lang"] for row in scored[0]]
    assert len(set(languages)) == 8
    assert min(languages.count(language) for language in set(languages)) >= 30
