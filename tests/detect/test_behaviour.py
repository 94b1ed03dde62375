"""Circumstances of spam: links, numbers, new accounts, the same text again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import exp
from pathlib import Path

import pytest

from modbot.detect.behaviour import Behaviour, score_log_odds
from modbot.prepare.post import prepare_post
from modbot.records import Author, Post, Signal, Surroundings

CONFIG = Path(__file__).parents[2] / "config"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEW = Author("bo", trust_level=0, joined_at=NOON - timedelta(minutes=5), post_count=1)
REGULAR = Author("cleo", trust_level=3, joined_at=NOON - timedelta(days=900), post_count=400)
PITCH = "Meet our leads for call centres, thousands of happy customers trust this list today, it works."


@pytest.fixture(scope="module")
def behaviour() -> Behaviour:
    return Behaviour(CONFIG / "spam" / "behaviour.yaml", CONFIG / "lists")


def look(behaviour: Behaviour, raw: str, author: Author = REGULAR, recent: tuple[Post, ...] = ()) -> list[Signal]:
    post = Post(1, raw, author=author, posted_at=NOON)
    return list(behaviour.detect(prepare_post(post, Surroundings(recent=recent))))


def test_a_shortener_by_a_five_minute_old_account_is_spam(behaviour: Behaviour) -> None:
    (signal,) = look(behaviour, "Up to 10 users free forever. No credit card. https://bit.ly/3xYz", NEW)
    assert signal.score >= 0.5
    assert signal.spans


def test_the_same_shortener_by_a_regular_is_not_enough(behaviour: Behaviour) -> None:
    (signal,) = look(behaviour, "My notes are here: https://bit.ly/3xYz")
    assert signal.score < 0.5


def test_a_fake_help_line_points_at_its_number(behaviour: Behaviour) -> None:
    raw = "QuickBooks customer care number 1-805-619-9337 call now 1 805 619 9337, all problem solve"
    (signal,) = look(behaviour, raw)
    assert signal.label == "spam.fake_support"
    assert signal.score >= 0.5
    assert any(raw[span.start : span.end].startswith("1-805") for span in signal.spans)


def test_a_question_about_ones_own_hotline_is_no_spam(behaviour: Behaviour) -> None:
    assert all(signal.score < 0.5 for signal in look(behaviour, "Our hotline 0800 123456 plays the wrong greeting."))


def test_the_same_text_by_others_is_a_wave_and_names_nobody(behaviour: Behaviour) -> None:
    recent = tuple(Post(n, PITCH + f" {n}", author=Author(f"new{n}")) for n in range(2, 5))
    signal = look(behaviour, PITCH, NEW, recent)[-1]
    assert (signal.label, signal.score >= 0.5) == ("spam.wave", True)
    assert "new2" not in signal.reason


def test_one_repeat_of_oneself_is_no_finding_yet_three_are(behaviour: Behaviour) -> None:
    once = (Post(2, PITCH, author=REGULAR),)
    assert look(behaviour, PITCH, recent=once)[-1].score < 0.5
    thrice = tuple(replace(once[0], id=n) for n in range(2, 5))
    assert look(behaviour, PITCH, recent=thrice)[-1].label == "spam.dup"
    assert look(behaviour, PITCH, recent=thrice)[-1].score >= 0.5


def test_staff_may_repeat_and_link(behaviour: Behaviour) -> None:
    staff = Author("ada", is_staff=True)
    assert not look(behaviour, PITCH + " https://bit.ly/x", staff, (Post(2, PITCH, author=staff),))


@pytest.mark.parametrize("total", [0.1, 0.8, 2.0, 4.5])
def test_a_sum_of_log_odds_merged_with_the_model_tips_just_where_both_reach_nought(total: float) -> None:
    for model, tips in ((0.01 - total, True), (-0.01 - total, False)):
        probability = 1 / (1 + exp(-model))
        assert (1 - (1 - probability) * (1 - score_log_odds(total, 5.5)) >= 0.5) is tips


def test_the_trades_own_words_speak_against_spam(behaviour: Behaviour) -> None:
    plea = prepare_post(Post(1, "The trunk of our PBX rejects calls to the extension, any idea?"))
    assert behaviour.weigh(plea) < -1.5
    assert behaviour.weigh(prepare_post(Post(1, "Instant loan, bad credit ok, apply now"))) > 3


def test_ordinary_posts_say_nothing(behaviour: Behaviour) -> None:
    assert not look(behaviour, "See https://www.3cx.com/docs/manual/ for the ports, 5060 and 9000-10999.", NEW)
