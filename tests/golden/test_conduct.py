"""What is about things, oneself or third parties is no abuse; complaints are told from criticism (FT-4.1b, FT-1b)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from modbot.equipment import build_examiner
from modbot.learn.evaluate import Count
from modbot.pipeline import Examiner
from modbot.records import Post, Surroundings

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return build_examiner(HOUSE / "config", HOUSE / "models")


def read(name: str) -> dict[str, Any]:
    sheet: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return sheet


def find_flagged(examiner: Examiner, texts: list[str], category: str) -> list[str]:
    done = examiner.examine_many([(Post(number, text), Surroundings()) for number, text in enumerate(texts)])
    return [
        text
        for text, one in zip(texts, done, strict=True)
        if any(each.category == category and each.status == "live" for each in one.findings)
    ]


def test_swearing_at_things_and_oneself_stays_silent(examiner: Examiner) -> None:
    texts = [text for sheet in read("things.yaml").values() for text in sheet]
    assert len(find_flagged(examiner, texts, "abuse")) <= len(texts) // 16


def test_complaints_are_found_and_criticism_is_not(examiner: Examiner) -> None:
    posts = read("complaints.yaml").values()
    count = Count()
    for sides in posts:
        found = len(find_flagged(examiner, sides["complaint"], "vendor_complaint"))
        wrong = find_flagged(examiner, [*sides["polite"], *sides["angry"]], "vendor_complaint")
        count.add(Count(found, len(wrong), len(sides["complaint"]) - found))
    assert count.false == 0
    assert count.f1 >= 0.85
