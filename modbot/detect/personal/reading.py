"""A text read once for all finders: its words, what they tell, and where clauses and lines end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from modbot.detect.personal.lexicon import Lexicon, Note, lower_in_place
from modbot.detect.word_cuts import Place
from modbot.records import Owner

AnswerT = TypeVar("AnswerT")
# Whose data counts: somebody else's, or nobody knows whose.
FOREIGN = frozenset({"other", "unknown"})
_NUMBER = re.compile(r"\d\d*")  # begins with a set of characters, so that the search skips to them
# From the first digit of a number.
_LONG_NUMBER = re.compile(r"\d(?:(?:[ \u00a0\u202f().\-/‐‑–]{0,4}\d){5}|\d(?<=[A-Za-z]{6}..))")
_QUAD = re.compile(r"\d+\.\d{1,3}\.\d{1,3}\.\d")
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
        if owner == self.owner:
            return self
        return Found(self.start, self.end, self.type, self.confidence, owner, self.label)

    def overlaps(self, start: int, end: int) -> bool:
        """Return whether the stretch shares a character with this."""
        return self.start < end and start < self.end

    def overlaps_any(self, others: Iterable[Found]) -> bool:
        """Return whether this shares a character with one of the others."""
        for other in others:  # noqa: SIM110  asked so often that a generator's cost is felt
            if self.start < other.end and other.start < self.end:
                return True
        return False


class Reading:
    """One text with its words marked by role. ``lower`` has the text's own length."""

    def __init__(self, text: str, lexicon: Lexicon, language: str = "en") -> None:
        self.text = text
        self.lower = lower_in_place(text)
        self.language = language
        self.lexicon = lexicon
        self._cuts = lexicon.cutter.cut(text)
        self.forms = self._cuts.words
        marks = defaultdict(list)
        for index, form in enumerate(self.forms):
            for role in form.roles:
                marks[role].append(index)
        self.marks: dict[str, list[int]] = marks
        # Runs of digits: whatever else is a number of any kind begins with one of them, or not far before.
        self.numbers: list[Place] = [match.span() for match in _NUMBER.finditer(text)]
        self.has_long_number = self._has_number_like(_LONG_NUMBER)
        self._has_quad: bool | None = None
        self._notes: list[tuple[int, Note]] | None = None
        self._names: list[int] | None = None
        self._starts: list[int] | None = None
        self._ends: list[int] | None = None
        self._answers: dict[Callable[[Reading], Any], Any] = {}

    def _has_number_like(self, shape: re.Pattern[str]) -> bool:
        for start, _ in self.numbers:  # noqa: SIM110  asked so often that a generator's cost is felt
            if shape.match(self.text, start):
                return True
        return False

    def match_at_numbers(self, shape: re.Pattern[str], before: int = 0) -> Iterator[re.Match[str]]:
        """Yield the matches, apart and in order, that begin ``before`` characters before a run of digits."""
        done = 0
        for first, _ in self.numbers:
            start = first - before
            if start >= done and (match := shape.match(self.text, start)) is not None:
                done = match.end()
                yield match

    @property
    def has_quad(self) -> bool:
        """Whether four numbers with dots between them stand in the text."""
        if self._has_quad is None:
            self._has_quad = self._has_number_like(_QUAD)
        return self._has_quad

    def ask_once(self, question: Callable[[Reading], AnswerT]) -> AnswerT:
        """Return the answer to what several finders ask of this text; it is worked out once."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: AnswerT = self._answers[question]
        return answer

    @property
    def names(self) -> list[int]:
        """The indices of words that names may be made of."""
        if self._names is None:
            self._names = [index for index, form in enumerate(self.forms) if form.may_name]
        return self._names

    @property
    def starts(self) -> list[int]:
        """Where each word begins."""
        if self._starts is None:
            self._starts = self._cuts.list_starts()
        return self._starts

    @property
    def notes(self) -> list[tuple[int, Note]]:
        """What may matter of the stretches between blanks and line breaks, and where each of these begins."""
        if self._notes is None:
            self._notes = self._cuts.list_notes()
        return self._notes

    def word(self, index: int) -> Word:
        """Return the word of this index with its place."""
        start, lower = self.starts[index], self.forms[index].lower
        return Word(start, start + len(lower), lower)

    def words_between(self, first: int, last: int) -> list[Word]:
        """Return the words from the index ``first`` up to, not with, ``last``, as far as there are any."""
        return [self.word(index) for index in range(max(first, 0), min(last, len(self.forms)))]

    def word_at(self, place: int) -> int:
        """Return the index of the first word that starts at or after ``place``."""
        return bisect_left(self.starts, place)

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
            word = self.word(marks[index])
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
        return index < len(marks) and self.word(marks[index]).end <= end

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
