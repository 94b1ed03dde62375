"""Many patterns, one pass: which of thousands of phrases and regular expressions match a text, and where.

Each pattern is known by what a matching text must hold: literals, all in one database, or a loose shape. The fast
engine names candidates in linear time; only candidates are confirmed, exactly, by ``regex`` under a deadline.
So the cost hardly grows with the number of patterns, and both engines give the same hits.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from modbot.detect.pattern_clues import Clue, Pattern, rate_clue
from modbot.detect.pattern_engines import (
    SHARD_SIZE,
    DatabaseMaker,
    Engine,
    EveryFinder,
    Finder,
    GramFinder,
    ShapeRefused,
    hyperscan_works,
)
from modbot.detect.pattern_fold import collapse_spaces, fold_case, is_word_character
from modbot.detect.pattern_needs import Seen, Unsearched, meets
from modbot.detect.pattern_shapes import spell, squeeze
from modbot.detect.pattern_shelf import find_clues

SECONDS = 0.05
SECONDS_PER_CHARACTER = 2e-7

Place = tuple[int, int]


@dataclass(slots=True)
class Hits:
    """What was found: ``places`` per pattern number, code points, in reading order; ``overdue`` ran out of time."""

    places: dict[int, list[Place]] = field(default_factory=dict)
    overdue: list[int] = field(default_factory=list)


class Folded:
    """A text as patterns are looked for in it, each form made once: ``text`` case-folded, place for place.

    ``collapsed``: with every run of white space as one space, where literals are searched.
    """

    def __init__(self, folded: str) -> None:
        self.text = folded
        self.collapsed = collapse_spaces(folded)
        self._spelled: bytes | None = None
        self._squeezed: bytes | None = None

    @property
    def spelled(self) -> bytes:
        """The text in the alphabet of shapes."""
        if self._spelled is None:  # by hand: a cached property takes a lock, which costs as much as the spelling
            self._spelled = spell(self.text)
        return self._spelled

    @property
    def squeezed(self) -> bytes:
        """The letters and digits alone, spelled: where words are found whose letters stand apart."""
        if self._squeezed is None:
            self._squeezed = squeeze(self.spelled)
        return self._squeezed


class Search:
    """One text and the patterns that may match it: ``candidates`` at once, their places on demand, each found once."""

    def __init__(self, patterns: PatternSet, text: str, folded: Folded) -> None:
        self._patterns = patterns
        self._text = text
        self._folded = folded.text
        self._places: dict[int, list[Place]] = {}
        self._likely: dict[int, bool] = {}
        self._seen = patterns.search_literals(folded)
        self.candidates = patterns.find_candidates(folded, self._seen)
        self.overdue: list[int] = []

    def may_match(self, number: int) -> bool:
        """Return whether all the literals a candidate needs are there; False is certain."""
        likely = self._likely.get(number)
        if likely is None:
            likely = self._likely[number] = self._patterns.passes_gates(number, self._seen)
        return likely

    def places(self, number: int) -> list[Place]:
        """Return the places of a candidate, in reading order; of one that ran out of time, none."""
        found = self._places.get(number)
        if found is None:
            try:
                found = self._patterns.confirm(number, self._text, self._folded) if self.may_match(number) else []
            except TimeoutError:
                self.overdue.append(number)
                found = []
            self._places[number] = found
        return found


class PatternSet:
    """Patterns compiled once, numbered as given. Safe to use from several threads."""

    def __init__(
        self,
        patterns: Sequence[Pattern],
        *,
        cache: Path | None = None,
        engine: Engine = "auto",
        seconds: float = SECONDS,
    ) -> None:
        self.patterns = tuple(patterns)
        self._seconds = seconds
        clues = self._clues = find_clues(self.patterns, cache)
        maker = DatabaseMaker(cache) if engine != "plain" and hyperscan_works() else None
        by_shape = _choose_shapes(clues, maker is not None)
        self._words = {number: clue.word for number, clue in enumerate(clues) if clue.word is not None}
        self._gates = {number: clue.gates for number, clue in enumerate(clues) if clue.gates}
        self._always = tuple(n for n, clue in enumerate(clues) if not clue.literals and clue.shape is None)
        self._with_literal = _index_literals(clues, by_shape, is_squeezed=False)
        self._with_squeezed = _index_literals(clues, by_shape, is_squeezed=True)
        self._literals = list(self._with_literal)
        self._unsearched = Unsearched(self._literals)
        self._literal_finder = _make_literal_finder([_encode(literal) for literal in self._literals], maker)
        self._squeezed = list(self._with_squeezed.values())
        self._squeezed_finder = _make_literal_finder([spell(literal) for literal in self._with_squeezed], maker)
        self._shape_finders = _make_shape_finders(list(by_shape.items()), maker)

    def rate(self, number: int) -> float:
        """Return how rarely a post may match one pattern, in bits; 0 if that is known only by trying it."""
        return rate_clue(self._clues[number])

    def find(self, text: str) -> Hits:
        """Return every pattern that matches ``text``, with all its places."""
        search = self.search(text)
        places = {number: found for number in search.candidates if (found := search.places(number))}
        return Hits(places, search.overdue)

    def search(self, text: str, folded: Folded | None = None) -> Search:
        """Return a search of ``text`` (``folded``, if that is known) that confirms a pattern only when asked for it."""
        return Search(self, text, folded or Folded(fold_case(text)))

    def sift(self, folded: Folded) -> Iterator[int]:
        """Yield the patterns that may match a text: all the literals they need are there."""
        seen = self.search_literals(folded)
        return (number for number in self.find_candidates(folded, seen) if self.passes_gates(number, seen))

    def confirm(self, number: int, text: str, folded: str) -> list[Place]:
        """Return the places of one pattern in ``text``; raises TimeoutError when it takes too long."""
        word = self._words.get(number)
        if word is not None:
            return find_word(folded, word)
        return list(self._find_matches(number, text))

    def holds(self, number: int, text: str, folded: str) -> bool:
        """Return whether one pattern matches ``text``; what takes too long to find out may."""
        word = self._words.get(number)
        if word is not None:
            return bool(find_word(folded, word))
        try:
            return next(self._find_matches(number, text), None) is not None
        except TimeoutError:
            return True

    def _find_matches(self, number: int, text: str) -> Iterator[Place]:
        pattern = self.patterns[number]
        seconds = self._seconds + len(text) * SECONDS_PER_CHARACTER
        group = pattern.evidence_group
        found = pattern.compiled.finditer(text, timeout=seconds)
        return (match.span(group) for match in found if match.end(group) > match.start(group))

    def passes_gates(self, number: int, seen: Seen) -> bool:
        """Return whether a text holds all literals the pattern needs; False is certain."""
        gates = self._gates.get(number)
        return gates is None or meets(gates, seen)

    def search_literals(self, folded: Folded) -> Seen:
        """Return which of the patterns' literals occur in a text."""
        if self._literal_finder is None:
            return Seen(folded.collapsed, frozenset(), self._unsearched)
        numbers = self._literal_finder.find(_encode(folded.collapsed))
        return Seen(folded.collapsed, frozenset(map(self._literals.__getitem__, numbers)), self._unsearched)

    def find_candidates(self, folded: Folded, seen: Seen) -> set[int]:
        """Return the numbers of all patterns that may match a text; a few of them do not."""
        candidates = set(self._always)
        for literal in seen.found:
            candidates.update(self._with_literal[literal])
        if self._squeezed_finder is not None:
            for place in self._squeezed_finder.find(folded.squeezed):
                candidates.update(self._squeezed[place])
        for numbers, finder in self._shape_finders:
            for place in finder.find(folded.spelled):
                candidates.add(numbers[place])
        return candidates


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _index_literals(clues: Sequence[Clue], by_shape: Container[int], *, is_squeezed: bool) -> dict[str, list[int]]:
    """Return the patterns to find by each literal; those found by shape are left out."""
    index: dict[str, list[int]] = {}
    for number, clue in enumerate(clues):
        # In an order that is the same at every start: kept databases are known by it.
        for literal in sorted(clue.literals) if clue.is_squeezed == is_squeezed and number not in by_shape else ():
            index.setdefault(literal, []).append(number)
    return index


def _make_literal_finder(literals: list[bytes], maker: DatabaseMaker | None) -> Finder | None:
    if not literals:
        return None
    return maker.make_literals(literals) if maker else GramFinder(literals)


def _choose_shapes(clues: Sequence[Clue], has_engine: bool) -> dict[int, str]:
    """Return the patterns to find by shape: without an engine for shapes only those that have no literals."""
    return {
        number: clue.shape
        for number, clue in enumerate(clues)
        if clue.shape is not None and (has_engine or not clue.literals)
    }


def find_word(folded: str, word: str) -> list[Place]:
    """Return the places of ``word`` in folded text where it is not part of a longer word."""
    places: list[Place] = []
    start = folded.find(word)
    while start >= 0:
        end = start + len(word)
        is_free = (start == 0 or not is_word_character(folded[start - 1])) and (
            end == len(folded) or not is_word_character(folded[end])
        )
        if is_free:
            places.append((start, end))
        start = folded.find(word, end if is_free else start + 1)
    return places


def _make_shape_finders(
    shaped: Sequence[tuple[int, str]], maker: DatabaseMaker | None
) -> list[tuple[tuple[int, ...], Finder]]:
    """Return finders over shards of shapes; a shape the engine refuses becomes a candidate everywhere."""
    finders: list[tuple[tuple[int, ...], Finder]] = []
    for first in range(0, len(shaped), SHARD_SIZE):
        finders += _make_shard(shaped[first : first + SHARD_SIZE], maker)
    return finders


def _make_shard(shard: Sequence[tuple[int, str]], maker: DatabaseMaker | None) -> list[tuple[tuple[int, ...], Finder]]:
    numbers = tuple(number for number, _ in shard)
    if maker is None:
        return [(numbers, EveryFinder(len(shard)))]
    try:
        return [(numbers, maker.make_shapes([shape for _, shape in shard]))]
    except ShapeRefused:
        if len(shard) == 1:
            return [(numbers, EveryFinder(1))]
        middle = len(shard) // 2
        return _make_shard(shard[:middle], maker) + _make_shard(shard[middle:], maker)
