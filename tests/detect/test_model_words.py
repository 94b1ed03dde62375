"""The author's own words as the encoder and the n-grams read them."""

import pytest

from modbot.detect.model.words import drop_addresses, read_words
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


def test_the_encoder_hears_accents_and_the_ngrams_do_not() -> None:
    words = read_words(prepare_post(Post(1, "@anna Était-ce prévu ?")))
    assert words.folded == ("@anna etait-ce prevu ?",)
    assert words.speak(0) == "était-ce prévu ?"


def test_a_disguise_is_undone_for_both() -> None:
    words = read_words(prepare_post(Post(1, "you are an i\u200bd\u200bi\u200bo\u200bt")))
    assert words.speak(0) == words.folded[0] == "you are an idiot"
