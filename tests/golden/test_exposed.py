"""Posts written by several hands before the detectors were read: values found to the letter, meanings told apart."""

from pathlib import Path

import pytest

from modbot.equipment import build_examiner
from modbot.learn.evaluate import PostReport, Prediction, SpanReport, score_posts, score_spans
from modbot.learn.predict import ExaminerPredictor
from tests.golden.exposed_posts import load_rows

ROOT = Path(__file__).parents[2]
FLOORS = {"personal_data": 0.92, "confidential": 0.95, "removal_request": 0.93, "unlawful": 0.93, "copyright": 0.92}


@pytest.fixture(scope="module")
def predictions() -> list[Prediction]:
    return ExaminerPredictor(build_examiner(ROOT / "config", ROOT / "models"))(load_rows())


@pytest.fixture(scope="module")
def spans(predictions: list[Prediction]) -> SpanReport:
    return score_spans(load_rows(), predictions)


@pytest.fixture(scope="module")
def posts(predictions: list[Prediction]) -> PostReport:
    return score_posts(load_rows(), predictions)


def test_values_are_found_in_every_language(spans: SpanReport) -> None:
    assert spans.total.f1 >= 0.95
    assert {language: count.f1 for language, count in spans.by_language.items() if count.f1 < 0.9} == {}


def test_versions_private_addresses_serials_and_tickets_are_hardly_ever_anybodys(spans: SpanReport) -> None:
    assert sum(spans.by_trap.values()) <= 1


@pytest.mark.parametrize("category", FLOORS)
def test_what_a_post_means_is_told_apart(posts: PostReport, category: str) -> None:
    assert posts.by_category[category].f1 >= FLOORS[category]
