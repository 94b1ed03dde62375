"""Hate and what only looks like it (FT-4.1c): balanced accuracy over functional tests, with floors."""

from pathlib import Path

import pytest
import yaml

from modbot.equipment import build_examiner
from modbot.pipeline import Examiner
from modbot.records import Post, Surroundings

ROOT = Path(__file__).parents[2]
SHEETS = sorted((Path(__file__).parent / "functions").glob("??.yaml"))
FLOOR = 0.75


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return build_examiner(ROOT / "config", ROOT / "models")


def share_flagged(examiner: Examiner, texts: list[str]) -> float:
    posts = [(Post(number, text), Surroundings()) for number, text in enumerate(texts)]
    found = [any(each.category == "abuse" for each in done.findings) for done in examiner.examine_many(posts)]
    return sum(found) / len(found)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_hate_is_told_from_what_only_looks_like_it(examiner: Examiner, sheet: Path) -> None:
    functions = yaml.safe_load(sheet.read_text(encoding="utf-8"))
    sides = {side: [text for texts in lists.values() for text in texts] for side, lists in functions.items()}
    right = share_flagged(examiner, sides["hateful"]) + 1 - share_flagged(examiner, sides["clean"])
    assert right / 2 >= FLOOR
