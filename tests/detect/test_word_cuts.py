"""Words cut piece by piece are the words of the whole text, at their places."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modbot.detect.prerequisites.phrase_tree import WORD
from modbot.detect.word_cuts import CutWord, Remembered, WordCutter

TEXTS = st.text(st.sampled_from("ab1é'’-.,!?:;…»\n\t \r\u00a0\u2028_%\ud800"), max_size=40)


def _read(pattern: re.Pattern[str], piece: str) -> list[CutWord[str]]:
    return [CutWord(word[0].upper(), *word.span()) for word in pattern.finditer(piece)]


@pytest.mark.parametrize("pattern", [WORD, re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")])
@given(text=TEXTS)
@settings(max_examples=100)
def test_words_and_places_are_those_of_the_whole_text(pattern: re.Pattern[str], text: str) -> None:
    cut = WordCutter(lambda piece: _read(pattern, piece), pattern.findall).cut(text)
    found = list(pattern.finditer(text))
    assert cut.words == [word[0].upper() for word in found]
    assert [cut.place(index) for index in range(len(found))] == [word.span() for word in found]
    assert cut.list_starts() == [word.start() for word in found]
    notes = cut.list_notes()
    assert [word for _, words in notes for word in words] == [word[0] for word in found]
    assert all(words and (start == 0 or text[start - 1] in " \n") for start, words in notes)


@given(text=TEXTS)
@settings(max_examples=100)
def test_every_place_leads_to_the_first_word_behind_it(text: str) -> None:
    cut = WordCutter(lambda piece: _read(WORD, piece)).cut(text)
    starts = [word.start() for word in WORD.finditer(text)]
    for place in range(len(text) + 1):
        assert cut.index_at(place) == sum(start < place for start in starts)


def test_no_more_is_remembered_than_asked_for() -> None:
    made: list[str] = []

    def make(text: str) -> int:
        made.append(text)
        return len(text)

    remembered = Remembered(make, most=2)
    assert [remembered[text] for text in ("a", "a", "bb", "ccc", "d", "x" * 41, "x" * 41)] == [1, 1, 2, 3, 1, 41, 41]
    assert made == ["a", "bb", "ccc", "d", "x" * 41, "x" * 41]
    assert len(remembered) == 1
