"""The author's own words as the encoder and the n-grams read them."""

import pytest

from modbot.detect.model.words import drop_addresses, drop_numbers, read_words
from modbot.prepare.post import prepare_post
from modbot.records import Post


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@anna.b: you are wrong", "you are wrong"),
        ("see https://example.org/a?b and www.example.org now", "see and now"),
        ("rt @user <user> what [url] a #great_day", "what a great day"),
        ("url", "url"),
        ("mail me at anna@example.org", "mail me at anna@example.org"),
    ],
)
def test_names_and_links_do_not_reach_the_encoder(text: str, left: str) -> None:
    assert drop_addresses(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("call 030 1234567 or +49 (30) 12 34", "call or"),
        ("the 2nd of 3 phones on port 5060 - since 7", "the 2nd of phones on port - since"),
        ("wait - 5 - then x86 and ipv4", "wait then and ipv4"),
        ("now - or never ... (ok) 3", "now - or never ... (ok)"),
        ("a price of 20 € for 30 lines", "a price of 20 € for 30 lines"),
        ("12 34", "12 34"),
    ],
)
def test_numbers_do_not_reach_the_model_unless_something_is_sold(text: str, left: str) -> None:
    assert drop_numbers(text) == left


def test_signs_without_number_stay_however_many_there_are() -> None:
    text = "- " * 20_000 + "5th"  # tried again from each sign on, this would take a minute
    assert drop_numbers(text) == text


def test_the_encoder_hears_accents_and_the_ngrams_do_not() -> None:
    words = read_words(prepare_post(Post(1, "@anna Était-ce prévu ?")))
    assert words.folded == ("@anna etait-ce prevu ?",)
    assert words.speak(0) == "était-ce prévu ?"


def test_a_disguise_is_undone_for_both() -> None:
    words = read_words(prepare_post(Post(1, "you are an i\u200bd\u200bi\u200bo\u200bt")))
    assert words.speak(0) == words.folded[0] == "you are an idiot"


def test_the_beginning_of_a_post_keeps_names_and_numbers() -> None:
    words = read_words(prepare_post(Post(1, "@anna Était-ce prévu, le 5060 ?\nOui.")))
    assert words.begin(60) == "@anna était-ce prévu, le 5060 ? oui."
    assert words.begin(2) == "@anna était-ce"


def test_what_is_no_word_is_not_read_whole() -> None:
    assert len(read_words(prepare_post(Post(1, "x" * 50_000))).begin(60)) == 600
