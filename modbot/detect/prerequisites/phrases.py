"""Phrases of a language, grouped by what they mean, found in one walk over the words of a text.

A concept ``not_x`` takes back the hits of ``x`` that it overlaps.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from modbot.detect.prerequisites.phrase_tree import MARKS, STOPS, WORD, PhraseTree, State, fold_word
from modbot.detect.word_cuts import CutText, CutWord, Place, Remembered, WordCutter

_GREEK = re.compile(r"[\u0370-\u03ff]")
_GAP = 3
Hits = dict[str, list[Place]]


def _name_family(name: str) -> str:
    head, mark, _ = name.partition("=")
    if not mark:
        head, mark, _ = name.partition(".")
    return head + mark if mark else ""


FAMILIES: dict[str, str] = Remembered(_name_family)


def _read_words(text: str) -> Iterable[CutWord[str]]:
    if text.isalnum():
        return (CutWord(fold_word(text), 0, len(text)),)
    return [CutWord(fold_word(found[0]), found.start(), found.end()) for found in WORD.finditer(text)]


class Reading:
    """A text as words with their sentence, and the concepts found in it: half-open word ranges per concept.

    ``words``: without case and accents, with the signs that end sentences; ``length``: their number without signs;
    ``questions``: the sentences that end in a question mark; ``families``: the concepts found whose names have a
    beginning in common ("area.", "trunk="), by it.
    """

    __slots__ = ("cuts", "families", "hits", "length", "questions", "sentences", "text", "words")

    def __init__(self, text: str, cuts: CutText[str], sentences: list[int], hits: Hits) -> None:
        self.text, self.cuts, self.sentences, self.hits = text, cuts, sentences, hits
        self.words = cuts.words
        self.length = _count_words(text, self.words, sentences)
        self.questions = _find_questions(text, self.words, sentences)
        self.families: dict[str, list[str]] = {}
        for name in hits:
            if family := FAMILIES[name]:
                self.families.setdefault(family, []).append(name)

    def of(self, *families: str) -> list[str]:
        """Return the names of the concepts found of some families."""
        known = self.families
        return [name for family in families if family in known for name in known[family]]

    def has(self, *concepts: str) -> bool:
        """Say whether any of the concepts was found."""
        hits = self.hits
        for concept in concepts:  # noqa: SIM110  called often: a plain loop costs half of any()
            if concept in hits:
                return True
        return False

    def places(self, *concepts: str) -> list[Place]:
        """Return where the concepts were found, in reading order."""
        if len(concepts) == 1:
            return list(self.hits.get(concepts[0], ()))
        return sorted(place for concept in concepts for place in self.hits.get(concept, ()))

    def sentences_of(self, *concepts: str) -> frozenset[int]:
        """Return the sentences in which any of the concepts stands."""
        hits, sentences = self.hits, self.sentences
        return frozenset([sentences[place[0]] for name in concepts if name in hits for place in hits[name]])

    def characters(self, place: Place) -> Place:
        """Return the half-open stretch of the text that a word range covers."""
        first, last = place[0], place[1] - 1
        start, end = self.cuts.place(first)
        return start, self.cuts.place(last)[1] if last > first else end

    def named(self, family: str) -> list[str]:
        """Return the concepts found of a family, without its name, in order."""
        return sorted(name.removeprefix(family) for name in self.families.get(family, ()))


def _count_words(text: str, words: list[str], sentences: list[int]) -> int:
    if not words:
        return 0
    stops = sentences[-1] + (words[-1] in STOPS)
    return len(words) - stops - sum(words.count(mark) for mark in MARKS if mark in text)


def _find_questions(text: str, words: list[str], sentences: list[int]) -> frozenset[int]:
    """Return the sentences that end in a question mark; in Greek text that is the semicolon."""
    marks = [mark for mark in ("?", ";") if mark in text]
    if ";" in marks and not _GREEK.search(text):
        marks.remove(";")
    return frozenset(sentences[index] for mark in marks for index in _find_all(words, mark))


def _find_all(words: list[str], word: str) -> Iterable[int]:
    place = -1
    for _ in range(words.count(word)):
        place = words.index(word, place + 1)
        yield place


class Phrasebook:
    """All phrases of one language, ready to read texts."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self._cutter = WordCutter(_read_words)
        self._denials = {f"not_{concept}": concept for concept in concepts if f"not_{concept}" in concepts}
        self._tree = PhraseTree(concepts)

    def read(self, text: str) -> Reading:
        """Return the words of ``text`` and the concepts they express, in linear time."""
        cuts = self._cutter.cut(text)
        words = cuts.words
        sentences = list(itertools.accumulate(map(STOPS.__contains__, words[:-1]), initial=0)) if words else []
        return Reading(text, cuts, sentences, self._take_back(self._find(self._tree.liken(words))))

    def _find(self, words: list[str]) -> Hits:
        """Return where each concept is expressed, in reading order; the concepts in the order of their first places."""
        ended: list[tuple[Place, tuple[str, ...]]] = []
        leaps: list[tuple[Place, State]] = []
        state = self._tree.start
        for place, word in enumerate(words, 1):
            state = state.steps[word]
            for size, concepts in state.ends:
                ended.append(((place - size, place), concepts))
            for size, gap in state.gaps:
                leaps.append(((place - size, place), gap))
        found: Hits = defaultdict(list)
        for where, concepts in sorted(ended):
            for concept in concepts:
                found[concept].append(where)
        leapt: Hits = defaultdict(list)
        for (start, place), gap in sorted(leaps):
            _leap(gap, words, start, leapt, place)
        for concept, places in leapt.items():
            found[concept] = sorted({*found[concept], *places})
        return dict(found)

    def _take_back(self, found: Hits) -> Hits:
        """Return the hits without those that a ``not_`` phrase of the same concept overlaps."""
        kept = dict(found)
        for denial in self._denials.keys() & kept.keys():
            concept, against = self._denials[denial], found[denial]
            left = [p for p in kept.get(concept, ()) if not any(p[0] < o[1] and o[0] < p[1] for o in against)]
            if left:
                kept[concept] = left
            else:
                kept.pop(concept, None)
        return kept


def _leap(state: State, words: list[str], start: int, leapt: Hits, place: int) -> None:
    """Note the phrases that go on after a gap, with one of the words from ``place`` on in the same sentence."""
    steps = state.steps
    for index, word in enumerate(words[place : place + _GAP + 1], place + 1):
        reached = steps[word]
        if reached.ways:
            _walk_on(reached, words, start, leapt, index)
        if word in STOPS:
            return


def _walk_on(state: State, words: list[str], start: int, leapt: Hits, place: int) -> None:
    """Note the phrases that begin at ``start``, leap, have come to ``state``, and go on with the word at ``place``.

    ``leapt`` gets them in no order and some twice.
    """
    while state.ways:
        for _, concepts in state.ends:
            for concept in concepts:
                leapt[concept].append((start, place))
        for _, gap in state.gaps:
            _leap(gap, words, start, leapt, place)
        if place == len(words):
            return
        state = state.steps[words[place]]
        place += 1
