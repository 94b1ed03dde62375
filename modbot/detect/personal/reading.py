"""A text read once for all finders: its words, what they tell, and where clauses and lines end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from typing import NamedTuple

from modbot.detect.personal.lexicon import Lexicon
from modbot.records import Owner

_WORDS = re.compile(r"([^\W_]+(?:['’-][^\W_]+)*)")
_NUMBER = re.compile(r"\d+")
_LONG_NUMBER = re.compile(r"\d(?:(?:[ \u00a0\u202f().\-/‐‑–]{0,4}\d){5}|\d(?<=[A-Za-z]{6}..))")
_QUAD = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d")
# Begins with a set of characters, so that the search skips to them.
_CLAUSE_END = re.compile(
    r"[\n!?;….](?:(?<=\n)|(?<=[!?;…])(?=\s)|(?<=\.)(?:(?<=[^\W\d_]{4}.)|(?<=[\d)\]»\"”].))(?=\s+[^\W\d_a-zа-яα-ω]))"
)


class Word(NamedTuple):
    """One word of the text: its place and its lower-case form."""

    start: int
    end: int
    lower: str


@dataclass(frozen=True, slots=True)
class Found:
    """Something a finder believes in: where, what type, whose, how sure, and under which label it is reported."""

    start: int
    end: int
    type: str
    confidence: float
    owner: Owner = "unknown"
    label: str = ""

    def owned_by(self, owner: Owner) -> Found:
        """Return the same with another owner."""
        return replace(self, owner=owner)

    def overlaps(self, start: int, end: int) -> bool:
        """Return whether the stretch shares a character with this."""
        return self.start < end and start < self.end


class Reading:
    """One text with its words marked by role. ``lower`` has the text's own length."""

    def __init__(self, text: str, lexicon: Lexicon, language: str = "en") -> None:
        self.text = text
        self.lower = lower_in_place(text)
        self.language = language
        self.lexicon = lexicon
        self._pieces: list[str] = _WORDS.split(self.lower)  # what stands between words, a word, and so on in turn
        self.lowers = self._pieces[1::2]
        self.marks: dict[str, list[int]] = {}
        for index, roles in enumerate(map(lexicon.roles_of, self.lowers)):
            if roles:
                for role in roles:
                    self.marks.setdefault(role, []).append(index)
        # Runs of digits: whatever else is a number of any kind begins with one of them, or not far before.
        self.numbers = [match.span() for match in _NUMBER.finditer(text)]
        self.has_long_number = any(_LONG_NUMBER.match(text, start) for start, _ in self.numbers)
        self.has_quad = any(_QUAD.match(text, end - 1) for _, end in self.numbers)
        self._ends: list[int] | None = None
        self._words: list[Word] | None = None
        self._starts: list[int] = []

    @property
    def words(self) -> list[Word]:
        """All words with their places; found when first asked for."""
        if self._words is None:
            edges = list(accumulate(map(len, self._pieces)))
            self._starts = edges[:-1:2]
            # Passes by the named tuple's own constructor, which costs five times as much.
            self._words = list(map(partial(tuple.__new__, Word), zip(self._starts, edges[1::2], self.lowers)))  # noqa: B905
        return self._words

    def word_at(self, place: int) -> int:
        """Return the index of the first word that starts at or after ``place``."""
        if self._words is None:
            _ = self.words
        return bisect_left(self._starts, place)

    def clause(self, place: int) -> tuple[int, int]:
        """Return the half-open clause around ``place``: between line breaks and sentence ends."""
        if self._ends is None:
            self._ends = [match.start() for match in _CLAUSE_END.finditer(self.text)]
        index = bisect_left(self._ends, place)
        start = self._ends[index - 1] + 1 if index else 0
        return start, self._ends[index] if index < len(self._ends) else len(self.text)

    def last_mark_before(self, role: str, place: int, lowest: int = 0) -> Word | None:
        """Return the nearest word of ``role`` that ends at or before ``place`` and starts at or after ``lowest``."""
        marks = self.marks.get(role)
        if not marks:
            return None
        index = bisect_right(marks, self.word_at(place) - 1) - 1
        while index >= 0:
            word = self.words[marks[index]]
            if word.start < lowest:
                return None
            if word.end <= place:
                return word
            index -= 1
        return None

    def has_mark(self, role: str, start: int, end: int) -> bool:
        """Return whether a word of ``role`` stands wholly inside the stretch."""
        marks = self.marks.get(role)
        if not marks:
            return False
        index = bisect_left(marks, self.word_at(max(0, start)))
        return index < len(marks) and self.words[marks[index]].end <= end

    def has_mark_before(self, role: str, place: int, reach: int = 40) -> bool:
        """Return whether a word of ``role`` stands before ``place`` in the same clause, at most ``reach`` away."""
        lowest = max(self.clause(place)[0], place - reach)
        return self.last_mark_before(role, place, lowest) is not None

    def has_mark_near(self, role: str, start: int, end: int, reach: int = 40) -> bool:
        """Return whether a word of ``role`` stands around the stretch in the same clause."""
        low, high = self.clause(start)
        return self.has_mark(role, max(low, start - reach), min(max(high, end), end + reach))

    def line(self, place: int) -> tuple[int, int]:
        """Return the half-open line around ``place``."""
        start = self.text.rfind("\n", 0, place) + 1
        end = self.text.find("\n", place)
        return start, end if end >= 0 else len(self.text)


def lower_in_place(text: str) -> str:
    """Return the text in lower case with the same length, so that places stay true."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
