"""Posts of many kinds in eight languages, and what each lacks (posts/*.yaml)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from modbot.records import LANGUAGES, QuotablePost
from tests.detect.prerequisites.scene import missing, read

POSTS = Path(__file__).parent / "posts"
BASIC = {"version", "steps_taken", "reproduction", "logs", "description", "vendor_not_contacted"}
LOG = "```\n10:22:31.004 [CM503003] Call(C:12): Retrieve from SP0 failed: 486 Busy here\n```"


def load(language: str) -> list[dict[str, Any]]:
    return yaml.safe_load((POSTS / f"{language}.yaml").read_text(encoding="utf-8"))


def judge(entry: dict[str, Any], language: str) -> tuple[set[str], set[str]]:
    """Return codes wrongly named and codes not named."""
    named, wanted = missing(entry["text"], language), set(entry.get("missing", ()))
    optional = set(entry.get("optional", ()))
    if entry["kind"] in {"question", "complaint"} or entry.get("topics"):
        optional |= BASIC
    return named - wanted - optional, wanted - named


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_problem_post_is_told_exactly_what_it_lacks(language: str) -> None:
    wrong = [(entry["text"], verdict) for entry in load(language) if any(verdict := judge(entry, language))]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_topics_out_of_scope_are_found_and_no_others(language: str) -> None:
    wrong = [
        (entry["text"], found)
        for entry in load(language)
        if (found := read(entry["text"], language).values("topic")) != tuple(entry.get("topics", ()))
    ]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_posts_of_every_kind(language: str) -> None:
    kinds = {entry["kind"] for entry in load(language)}
    assert len(load(language)) >= 15
    assert {"problem", "question", "answer", "announcement", "feature_request", "complaint", "removal"} <= kinds


def test_a_bare_cry_for_help_lacks_everything() -> None:
    assert missing("phone not working pls help") == {"version", "steps_taken", "reproduction", "logs", "description"}


def test_numbered_steps_are_not_several_issues() -> None:
    assert "multiple_issues" not in missing("V20 U8. 1) open app 2) dial 200 3) hear echo. Log attached.")


def test_three_named_problems_are_several_issues() -> None:
    text = "V20 U8. Problem 1: fax fails. Problem 2: licence renewal. Problem 3: door phone is silent."
    assert "multiple_issues" in missing(text)


def test_the_version_in_somebody_elses_quote_does_not_count() -> None:
    quote = '[quote="bob, post:2, topic:9"]\nI run V20 Update 8 here.\n[/quote]\n'
    bob = QuotablePost("bob", "I run V20 Update 8 here.", 9, 2)
    assert "version" in missing(quote + "The voicemail greeting is cut off here.", quotable=(bob,))
    assert "version" not in missing("The voicemail greeting is cut off here. V20 Update 8.")


def test_a_log_in_a_code_fence_counts_as_log() -> None:
    assert "logs" in missing("V20 U8. Park fails from the app.")
    assert "logs" not in missing("V20 U8. Park fails from the app.\n" + LOG)


def test_the_latest_version_is_no_version() -> None:
    assert "version" in missing(
        "We run the latest version and calls drop in the queue. Log attached, server restarted."
    )


def test_who_answers_was_asked() -> None:
    told = "Fanvil X5U, V20 U8: nach dem Halten bleibt das Display immer schwarz. Werksreset, nichts. Log anbei. "
    answered = "Fanvil hat den Mitschnitt angesehen und sagt, das re-INVITE kommt ohne SDP."
    assert "vendor_not_contacted" in missing(f"{told}Bei Fanvil habe ich noch nicht gefragt.", "de")
    assert "vendor_not_contacted" not in missing(told + answered, "de")


def test_the_licence_key_is_never_asked_for() -> None:
    assert not any("licence" in code for entry in load("en") for code in missing(entry["text"]))


def test_the_authors_level_changes_nothing() -> None:
    from modbot.records import Author

    text = "Ring group 800 drops calls. What now?"
    levels = [missing(text, author=Author("Bo", groups=groups)) for groups in ((), ("titanium",), ("bronze",))]
    assert levels[0] == levels[1] == levels[2]
