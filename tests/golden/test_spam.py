"""Telephony's own lookalikes of advertising stay silent; spam by other hands than the rules' examples is found."""

from pathlib import Path

import pytest
import yaml

from modbot.equipment import Equipment, equip
from modbot.flag.merge import combine_families
from modbot.pipeline import Examiner
from modbot.prepare.post import prepare_post
from modbot.records import LANGUAGES, Post, Surroundings

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "spam"
LOOKALIKES: dict[str, list[str]] = yaml.safe_load((FOLDER / "lookalikes.yaml").read_text("utf-8"))
FRESH: dict[str, list[str]] = yaml.safe_load((FOLDER / "lookalikes_fresh.yaml").read_text("utf-8"))
ADVERTS: dict[str, dict[str, list[str]]] = yaml.safe_load((FOLDER / "adverts.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def equipment() -> Equipment:
    return equip(ROOT / "config", ROOT / "models")


def find_spam(examiner: Examiner, texts: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the texts of each language that make a finding of spam."""
    found = {}
    for language, posts in texts.items():
        examined = examiner.examine_many([(Post(n, text), Surroundings()) for n, text in enumerate(posts)])
        found[language] = [
            text
            for text, examination in zip(posts, examined, strict=True)
            if any(finding.category == "spam" and finding.status == "live" for finding in examination.findings)
        ]
    return found


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in LOOKALIKES.items() for text in texts]
)
def test_rules_and_circumstances_say_nothing_of_telephony(equipment: Equipment, language: str, text: str) -> None:
    post = prepare_post(Post(1, text, language=language))
    claims = [
        signal
        for detector in equipment.detectors.all
        if detector.name in {"rules", "behaviour"}
        for signal in detector.detect(post)
        if signal.category == "spam"
    ]
    assert combine_families(claims) < 0.5


def test_posts_about_hotlines_prices_and_messengers_are_no_spam(equipment: Equipment) -> None:
    assert set(LOOKALIKES) == set(LANGUAGES)
    found = find_spam(equipment.examiner, LOOKALIKES)
    assert sum(map(len, found.values())) <= 0.04 * sum(map(len, LOOKALIKES.values()))


def test_fresh_posts_about_the_trades_of_advertisers_are_seldom_taken_for_spam(equipment: Equipment) -> None:
    assert set(FRESH) == set(LANGUAGES)
    found = find_spam(equipment.examiner, FRESH)
    assert sum(map(len, found.values())) <= 0.1 * sum(map(len, FRESH.values()))


@pytest.mark.parametrize(("part", "least"), [("known", 0.9), ("apart", 0.5), ("fresh", 0.45)])
def test_adverts_are_found_in_every_language(equipment: Equipment, part: str, least: float) -> None:
    found = find_spam(equipment.examiner, ADVERTS[part])
    texts = sum(map(len, ADVERTS[part].values()))
    assert set(ADVERTS[part]) == set(LANGUAGES)
    assert sum(map(len, found.values())) >= least * texts
    assert all(found.values())
