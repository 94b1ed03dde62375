"""What adverts are made of: themes in any language, advertised numbers, loud forms; and what speaks against them."""

from pathlib import Path

import pytest

from modbot.detect.lures import Lures
from modbot.errors import ConfigError
from modbot.prepare.post import prepare_post
from modbot.records import Post

LISTS = Path(__file__).parents[2] / "config" / "lists"
LABELS = {"loans": "spam.ad", "helplines": "spam.fake_support", "earnings": "spam.job"}


@pytest.fixture(scope="module")
def lures() -> Lures:
    return Lures(LISTS, LABELS)


def name_clues(lures: Lures, raw: str, title: str = "") -> set[str]:
    post = prepare_post(Post(1, raw, title=title, post_number=1))
    return {clue.name for clue in lures.read(post, lures.find(post))}


@pytest.mark.parametrize(
    "raw",
    ["Payday loans for all", "Sofortkredit für alle", "Préstamos para todos", "Займы всем", "Δάνεια για όλους"],
)
def test_a_theme_is_known_in_every_language(lures: Lures, raw: str) -> None:
    assert "loans" in name_clues(lures, raw)


def test_a_theme_points_at_its_words_in_the_raw_post_and_in_the_title(lures: Lures) -> None:
    post = prepare_post(Post(1, "We offer a PAYDAY loan.", title="Payday loan", post_number=1))
    spans = lures.find(post)["loans"]
    assert [post.post.raw[span.start : span.end] for span in spans if span.field == "raw"] == ["PAYDAY loan"]
    assert [span.field for span in spans] == ["raw", "title"]


def test_a_theme_and_a_call_to_act_are_more_than_both(lures: Lures) -> None:
    assert "theme_and_call" in name_clues(lures, "Payday loan, apply now")
    assert "theme_and_call" not in name_clues(lures, "Payday loan")


@pytest.mark.parametrize("number", ["1-(844)-555-0142", "➑➒➓0️ 844 5550142 99", "O87-5501-2234 5", "1/844/555/0142"])
def test_an_odd_number_is_still_a_number(lures: Lures, number: str) -> None:
    assert "number" in name_clues(lures, f"Zenair: {number}")


@pytest.mark.parametrize("text", ["192.168.100.200 fails", "on 2026/03/02 10:26 PM", "version 16.1.0-17198959"])
def test_addresses_dates_and_versions_are_no_numbers_to_call(lures: Lures, text: str) -> None:
    assert "number" not in name_clues(lures, text)


def test_a_mentioned_member_is_no_messenger_handle(lures: Lures) -> None:
    assert "handle" not in name_clues(lures, "Thanks @maria_k, that was it")
    assert "handle" in name_clues(lures, "For details write to @maria_k")


def test_the_trades_own_words_and_pleas_for_help_are_noted(lures: Lures) -> None:
    clues = name_clues(lures, "The trunk does not register and the extension is busy, any idea?")
    assert {"telephony", "more_telephony", "troubles"} <= clues


def test_a_missing_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"loans\.txt"):
        Lures(tmp_path, {"loans": "spam.ad"})
