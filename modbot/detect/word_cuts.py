"""Texts cut into words. What stands between two blanks is cut once and remembered: posts share their words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

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


class CutWord(NamedTuple, Generic[ValueT]):
    """A word and its place in what was cut."""

    word: ValueT
    start: int
    end: int


class Cut(NamedTuple, Generic[ValueT]):
    """What stands between two blanks: its words, the place of each in it, their count, the width with the blank.

    ``note``: what else is to be known of it, if anything.
    """

    words: tuple[ValueT, ...]
    places: tuple[Place, ...]
    size: int
    width: int
    note: Any


_WORDS: Callable[[Cut[Any]], tuple[Any, ...]] = itemgetter(0)
_COUNT: Callable[[Cut[Any]], int] = itemgetter(2)
_WIDTH: Callable[[Cut[Any]], int] = itemgetter(3)
_NOTE: Callable[[Cut[Any]], Any] = itemgetter(4)


class WordCutter(Generic[ValueT]):
    """Cuts texts into words by what ``read`` makes of each stretch between blanks and line breaks.

    Words hold no blank, and what is one is decided without looking beyond a blank. ``note`` says what else a stretch
    is to be known for, None if for nothing.
    """

    def __init__(
        self, read: Callable[[str], Iterable[CutWord[ValueT]]], note: Callable[[str], object] = lambda _: None
    ) -> None:
        self._read = read
        self._note = note
        self._cuts = Remembered(self._cut)

    def cut(self, text: str) -> CutText[ValueT]:
        """Return the words of ``text``, in linear time."""
        stretches = text.replace("\n", "\n ").split(" ")
        return CutText(list(map(self._cuts.__getitem__, stretches)))

    def _cut(self, text: str) -> Cut[ValueT]:
        found = list(self._read(text))
        # The blank behind a line break is not the text's own.
        width = len(text) if text.endswith("\n") else len(text) + 1
        places = tuple([(start, end) for _, start, end in found])
        return Cut(tuple([word for word, _, _ in found]), places, len(found), width, self._note(text))


class CutText(Generic[ValueT]):
    """The words of one text; their places are worked out when asked for."""

    __slots__ = ("_counts", "_cuts", "_starts", "words")

    def __init__(self, cuts: list[Cut[ValueT]]) -> None:
        self._cuts = cuts
        self._counts: list[int] = []
        self._starts: list[int] = []
        self.words: list[ValueT] = list(chain.from_iterable(map(_WORDS, cuts)))

    def place(self, index: int) -> Place:
        """Return where the word of this index begins and ends in the text."""
        if not self._counts:
            self._measure()
        at = bisect_right(self._counts, index)
        start, (first, last) = self._starts[at], self._cuts[at].places[index - self._counts[at]]
        return start + first, start + last

    def list_starts(self) -> list[int]:
        """Return where each word begins."""
        starts = accumulate(map(_WIDTH, self._cuts), initial=0)
        return [start + first for start, cut in zip(starts, self._cuts) for first, _ in cut.places]  # noqa: B905

    def list_notes(self) -> list[tuple[int, Any]]:
        """Return where each stretch between blanks and line breaks begins that something is noted of, and what."""
        notes = list(map(_NOTE, self._cuts))
        if not any(notes):
            return []
        starts = accumulate(map(_WIDTH, self._cuts), initial=0)
        return [(start, note) for start, note in zip(starts, notes) if note]  # noqa: B905

    def index_at(self, place: int) -> int:
        """Return the index of the first word that begins at ``place`` or after it."""
        if not self._counts:
            self._measure()
        at = min(max(bisect_right(self._starts, place), 1), len(self._cuts)) - 1
        places, since = self._cuts[at].places, place - self._starts[at]
        index = self._counts[at] - len(places)
        for first, _ in places:
            index += first < since
        return index

    def _measure(self) -> None:
        """Count the words, and the characters, up to each cut."""
        self._counts = list(accumulate(map(_COUNT, self._cuts)))
        self._starts = list(accumulate(map(_WIDTH, self._cuts), initial=0))
