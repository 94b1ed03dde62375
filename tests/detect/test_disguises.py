"""Disguised insults and adverts in eight languages are found about as well as plain ones, by modbot as a whole."""

from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from modbot.equipment import build_examiner
from modbot.pipeline import Examiner
from modbot.records import Post, Surroundings
from tests.detect.disguises import DISGUISES

ROOT = Path(__file__).parents[2]
MOST_LOST = 0.05
HARDEST = {"leetspeak": 0.2, "digits for letters": 0.12}


@pytest.fixture(scope="module")
def texts() -> dict[str, Any]:
    sheet: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "disguised.yaml").read_text(encoding="utf-8"))
    return sheet


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return build_examiner(ROOT / "config", ROOT / "models")


def flag(examiner: Examiner, texts: list[str], category: str) -> list[bool]:
    done = examiner.examine_many([(Post(number, text), Surroundings()) for number, text in enumerate(texts)])
    return [any(each.category == category and each.status == "live" for each in one.findings) for one in done]


@pytest.mark.parametrize("category", ["abuse", "spam"])
def test_a_disguise_costs_little_recall(examiner: Examiner, texts: dict[str, Any], category: str) -> None:
    plain = list(chain.from_iterable(texts[category].values()))
    found = [text for text, is_found in zip(plain, flag(examiner, plain, category), strict=True) if is_found]
    assert len(found) >= 0.9 * len(plain)
    lost = {}
    for name, hide in DISGUISES.items():
        lost[name] = 1 - sum(flag(examiner, [hide(text) for text in found], category)) / len(found)
    assert sum(lost.values()) / len(lost) <= MOST_LOST, lost
    assert not {name for name, share in lost.items() if share > HARDEST.get(name, 0.08)}, lost


@pytest.mark.parametrize("category", ["abuse", "spam"])
def test_clean_text_that_looks_odd_is_left_alone(examiner: Examiner, texts: dict[str, Any], category: str) -> None:
    assert not any(flag(examiner, texts["clean"], category))
