"""Texts cut into words. What stands between two blanks is cut once and remembered: posts share their words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate, chain
from operator import itemgetter
from typing import NamedTuple, TypeVar

_MOST = 50_000
_LONGEST = 40  # letters; longer texts are not remembered
Place = tuple[int, int]
ValueT = TypeVar("ValueT")


class Remembered(dict[str, ValueT]):
    """What a function made of each text; forgotten all at once when there are too many."""

    def __init__(self, make: Callable[[str], ValueT], most: int = _MOST) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, text: str) -> ValueT:
        made = self._make(text)
        if len(text) <= _LONGEST:
            if len(self) > self._most:
                self.clear()
            self[text] = made
        return made


class Cut(NamedTuple):
    """What stands between two blanks: its words, the place of each in it, its width with the blank behind it."""

    words: tuple[str, ...]
    places: tuple[Place, ...]
    width: int


_WORDS: Callable[[Cut], tuple[str, ...]] = itemgetter(0)
_WIDTH: Callable[[Cut], int] = itemgetter(2)


class WordCutter:
    """Cuts texts at the words of a pattern; its words hold no blank, and what a word is, no blank further decides."""

    def __init__(self, pattern: re.Pattern[str], fold: Callable[[str], str] = str) -> None:
        self._pattern = pattern
        self._fold = fold
        self._cuts = Remembered(self._cut)

    def cut(self, text: str) -> CutText:
        """Return the words of ``text``, each folded, in linear time."""
        return CutText(list(map(self._cuts.__getitem__, text.replace("\n", "\n ").split(" "))))

    def _cut(self, text: str) -> Cut:
        found = list(self._pattern.finditer(text))
        # The blank behind a line break is not the text's own.
        width = len(text) if text.endswith("\n") else len(text) + 1
        return Cut(tuple(self._fold(word[0]) for word in found), tuple(word.span() for word in found), width)


class CutText:
    """The words of one text; their places are worked out when asked for."""

    __slots__ = ("_counts", "_cuts", "_starts", "words")

    def __init__(self, cuts: list[Cut]) -> None:
        self._cuts = cuts
        self._counts: list[int] = []
        self._starts: list[int] = []
        self.words: list[str] = list(chain.from_iterable(map(_WORDS, cuts)))

    def place(self, index: int) -> Place:
        """Return where the word of this index begins and ends in the text."""
        if not self._counts:
            self._measure()
        at = bisect_right(self._counts, index)
        start, (first, last) = self._starts[at], self._cuts[at].places[index - self._counts[at]]
        return start + first, start + last

    def index_at(self, place: int) -> int:
        """Return the index of the first word that begins at ``place`` or after it."""
        if not self._counts:
            self._measure()
        at = bisect_right(self._starts, place) - 1
        start, index = self._starts[at], self._counts[at] - len(self._cuts[at].words)
        return index + sum(start + first < place for first, _ in self._cuts[at].places)

    def _measure(self) -> None:
        """Count the words, and the characters, up to each cut."""
        self._counts = list(accumulate(map(len, map(_WORDS, self._cuts))))
        self._starts = list(accumulate(map(_WIDTH, self._cuts), initial=0))
