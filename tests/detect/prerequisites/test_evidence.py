"""Single sentences in eight languages: what they state, and what they only promise (sentences.yaml)."""

from pathlib import Path

import pytest
import yaml

from modbot.records import LANGUAGES
from tests.detect.prerequisites.scene import read

SENTENCES = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8"))


def state(group: str, language: str, item: str) -> list[tuple[str, bool]]:
    return [(text, bool(read(text, language).values(item))) for text in SENTENCES[group][language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_log_that_is_there_counts_and_a_promised_one_does_not(language: str) -> None:
    assert all(stated for _, stated in state("logs_stated", language, "logs"))
    assert not any(stated for _, stated in state("logs_withheld", language, "logs"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_taken_count_and_plain_history_does_not(language: str) -> None:
    assert all(stated for _, stated in state("steps_stated", language, "steps_taken"))
    assert not any(stated for _, stated in state("steps_untold", language, "steps_taken"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_now_and_then_is_no_condition(language: str) -> None:
    assert all(stated for _, stated in state("intermittent", language, "intermittent"))
    assert not any(stated for _, stated in state("intermittent", language, "reproduction"))
