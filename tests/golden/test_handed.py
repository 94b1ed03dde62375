"""Secrets handed over in passing are found to the letter; sentences built alike that hand over nothing stay silent."""

from pathlib import Path

import pytest
import yaml

from modbot.equipment import build_examiner
from modbot.pipeline import Examiner
from modbot.records import Post
from modbot.review.evidence import TOLD_BY_WORDS
from tests.golden.exposed_posts import unmark

ROOT = Path(__file__).parents[2]
SENTENCES = yaml.safe_load((Path(__file__).parent / "handed.yaml").read_text(encoding="utf-8"))
TOLD = [
    pytest.param(language, marked.replace("[[", "[[PASSWORD:"), id=f"{language}-{place:02}")
    for language, kinds in SENTENCES.items()
    for place, marked in enumerate(kinds["told"])
]
INNOCENT = [
    pytest.param(language, text, id=f"{language}-{place:02}")
    for language, kinds in SENTENCES.items()
    for place, text in enumerate(kinds["innocent"])
]


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return build_examiner(ROOT / "config", ROOT / "models")


def secrets_of(examiner: Examiner, text: str, language: str) -> set[str]:
    examination = examiner.examine(Post(id=1, raw=text, language=language))
    assert not examination.failures
    return {
        text[span.start : span.end]
        for finding in examination.findings
        if finding.category == "confidential"
        for signal in finding.signals
        if signal.label not in TOLD_BY_WORDS
        for span in signal.spans
    }


@pytest.mark.parametrize(("language", "marked"), TOLD)
def test_a_secret_is_found_by_the_way_it_is_handed_over(examiner: Examiner, language: str, marked: str) -> None:
    text, spans, _ = unmark(marked)
    assert secrets_of(examiner, text, language) == {span["value"] for span in spans}


@pytest.mark.parametrize(("language", "text"), INNOCENT)
def test_what_only_looks_alike_is_nobodys_secret(examiner: Examiner, language: str, text: str) -> None:
    assert secrets_of(examiner, text, language) == set()
    told = examiner.examine(Post(id=1, raw=text, language=language)).findings
    assert "confidential" not in {finding.category for finding in told}
