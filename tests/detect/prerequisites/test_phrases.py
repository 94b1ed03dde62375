"""Phrases: stems, choices, gaps, taking back."""

from modbot.detect.prerequisites.phrases import Phrasebook


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
