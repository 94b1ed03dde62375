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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_third_party_not_asked_yet_is_read_in_free_wording(language: str) -> None:
    read_ones = [read(text, language) for text in SENTENCES["vendor_unasked"][language]]
    assert [(one.values("vendor_unasked"), one.values("vendor_contacted")) for one in read_ones] == [(("yes",), ())] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_third_party_that_speaks_itself_has_answered(language: str) -> None:
    assert all(answered for _, answered in state("vendor_answered", language, "vendor_answered"))
    assert not any(answered for _, answered in state("vendor_unasked", language, "vendor_answered"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_leaving_the_manual_shows_and_following_it_does_not(language: str) -> None:
    assert all(left for _, left in state("manual_left", language, "manual"))
    assert not any(left for _, left in state("manual_kept", language, "manual"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_programs_count_on_the_machine_of_the_pbx_only(language: str) -> None:
    assert all(found for _, found in state("software_beside", language, "unsupported_software"))
    assert not any(found for _, found in state("software_elsewhere", language, "unsupported_software"))


def test_points_of_a_list_that_each_tell_a_fault_are_several_issues() -> None:
    assert read("20.0 U8: a) faxes are lost; b) the clock is wrong; c) nobody hears the tannoy", "en").values("issues")
    assert not read("1. open the page 2. press the star 3. nothing happens", "en").values("issues")


@pytest.mark.parametrize(
    "text",
    [
        "Calls drop:\n2026-03-01 10:22:31.118 Queue agent gone away",
        "It says “BackupTask: upload failed” and stops.",
        "Nothing rings.\n[RTC] sender enabled, no packets",
        "The page ends in a RangeError.",
        "Trunk answers SIP/2.0 488 at once.",
        "It stores `{'timeout': 300, 'unit': 's'}` instead.",
    ],
)
def test_lines_a_machine_wrote_are_a_log_without_a_fence(text: str) -> None:
    assert read(text, "en").values("logs")


@pytest.mark.parametrize("text", ["The queue at 10:22 was empty.", "He said “call me back later” and hung up."])
def test_times_and_people_quoted_are_no_log(text: str) -> None:
    assert not read(text, "en").values("logs")


def test_a_few_words_tell_no_condition() -> None:
    assert read("Hold music gone.", "en").values("brief")
    assert not read("Hold music is gone as soon as the third caller joins the queue.", "en").values("brief")


def test_counting_aloud_tells_several_issues_but_not_steps_taken() -> None:
    assert read("First, faxes are empty. Second, the photo of my colleague is mine. 20.0 U8.", "en").values("issues")
    assert not read("First I rebooted the server. Second I swapped the cable. Calls still drop.", "en").values("issues")
