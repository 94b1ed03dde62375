"""Phrases: stems, choices, gaps, taking back."""

import re
from pathlib import Path

import pytest

from modbot.detect.prerequisites.phrase_tree import WORD, expand_phrase
from modbot.detect.prerequisites.phrases import Phrasebook
from modbot.detect.prerequisites.word_lists import load_word_list
from tests.detect.prerequisites.scene import CONFIG

SYNTAX = re.compile(r"\.\.|<n>|\*")


def hits(phrases: list[str], text: str, **more: list[str]) -> list[str]:
    reading = Phrasebook({"x": phrases, **more}).read(text)
    return [text[slice(*reading.characters(place))] for place in reading.places("x")]


def test_case_and_accents_do_not_count() -> None:
    assert hits(["élève"], "Un ELEVE") == ["ELEVE"]


def test_a_star_stands_for_any_ending() -> None:
    assert hits(["restart*"], "restarted it, no start") == ["restarted"]


def test_a_gap_stays_in_its_sentence() -> None:
    assert hits(["not .. working"], "It is not really working") == ["not really working"]
    assert hits(["not .. working"], "It is not. Working on it") == []


def test_choices_may_be_empty() -> None:
    assert hits(["(my|) phone"], "my phone") == ["my phone", "phone"]


def test_a_not_phrase_takes_back_what_it_overlaps() -> None:
    assert hits(["log"], "call log and log", not_x=["call log"]) == ["log"]


def test_a_number_is_any_number() -> None:
    assert hits(["after <n> seconds"], "after 30 seconds") == ["after 30 seconds"]


def test_a_long_hostile_text_is_read_in_linear_time() -> None:
    book = Phrasebook({"x": ["a .. a .. b"]})
    assert book.read("a " * 20_000).hits == {}


def test_phrases_may_begin_and_end_within_others() -> None:
    text = "no audio at all since"
    assert hits(["no audio at all", "audio", "at all since", "all"], text) == [
        "no audio at all", "audio", "at all since", "all",
    ]  # fmt: skip


def test_words_that_stems_share_are_told_apart_where_a_phrase_names_one() -> None:
    phrases = ["restart* twice", "restarted once"]
    assert hits(phrases, "restarting twice") == ["restarting twice"]
    assert hits(phrases, "restarting once, restarted once, restarted twice") == ["restarted once", "restarted twice"]


def test_more_states_than_are_remembered_change_no_answer() -> None:
    words = [f"w{number}" for number in range(20_100)]
    book = Phrasebook({"x": [f"{word} end" for word in words]})
    assert book.read(" ".join(words)).hits == {}
    assert book.read("w7 end and w20000 end").hits == {"x": [(0, 2), (3, 5)]}


def test_choices_may_stand_in_one_another() -> None:
    phrase = "is (there (a way|any way)|it possible)"
    assert hits([phrase], "Is there any way?") == ["Is there any way"]
    assert hits([phrase], "Is it possible?") == ["Is it possible"]


def test_a_choice_without_end_is_an_error() -> None:
    with pytest.raises(ValueError, match="without end"):
        Phrasebook({"x": ["is (there|it"]})


def test_words_too_long_to_be_remembered_are_read_all_the_same() -> None:
    assert hits(["restart*"], "restart" + "x" * 90) == ["restart" + "x" * 90]


@pytest.mark.parametrize("path", sorted((CONFIG / "prerequisites").glob("??.yaml")), ids=lambda path: path.stem)
def test_no_phrase_of_the_lists_holds_a_sign_that_is_never_read(path: Path) -> None:
    lost = [
        phrase
        for phrases in load_word_list(path).concepts.values()
        for phrase in phrases
        for variant in expand_phrase(phrase)
        if WORD.sub(" ", SYNTAX.sub(" ", variant)).translate(dict.fromkeys(map(ord, "'’-.,/"))).strip()
    ]
    assert not lost
