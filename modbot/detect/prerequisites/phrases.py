"""Phrases of a language, grouped by what they mean, found in one walk over the words of a text.

A phrase is words; ``stem*`` stands for any ending, ``(a|b|)`` for either or nothing, ``<n>`` for a number,
``..`` for up to three words of the same sentence. Case and accents do not count. A concept ``not_x`` takes
back the hits of ``x`` that it overlaps.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

WORD = re.compile(r"[^\W_]+|[.!?;:…](?=\s|$|[\"'»”)])|[!?\n]")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_CHOICE = re.compile(r"\(([^()]*)\)")
_STOPS = frozenset(".!?;…\n")
_GAP = 3
_REMEMBERED = 50_000
Place = tuple[int, int]


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    number: _Node | None = None
    gap: _Node | None = None
    concepts: tuple[str, ...] = ()
    is_end: bool = True


def fold_word(word: str) -> str:
    """Return the word without case and accents (``ё`` as ``е``, ``ς`` as ``σ``)."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))


@dataclass(frozen=True)
class Reading:
    """A text as words with their sentence, and the concepts found in it: half-open word ranges per concept."""

    text: str
    words: list[str]
    sentences: list[int]
    hits: dict[str, tuple[Place, ...]]

    @cached_property
    def spans(self) -> list[Place]:
        """Where each word stands in the text."""
        return [match.span() for match in WORD.finditer(self.text)]

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

    def sentences_of(self, *concepts: str) -> set[int]:
        """Return the sentences in which any of the concepts stands."""
        hits, sentences = self.hits, self.sentences
        return {sentences[start] for concept in concepts if concept in hits for start, _ in hits[concept]}

    def characters(self, place: Place) -> Place:
        """Return the half-open stretch of the text that a word range covers."""
        return self.spans[place[0]][0], self.spans[place[1] - 1][1]

    def named(self, prefix: str) -> list[str]:
        """Return the concepts found whose name starts with ``prefix``, without it."""
        return sorted(name.removeprefix(prefix) for name in self.hits if name.startswith(prefix))

    @cached_property
    def questions(self) -> frozenset[int]:
        """The sentences that end in a question mark; in Greek text that is the semicolon."""
        marks = {"?", ";"} if _GREEK.search(self.text) else {"?"}
        return frozenset(self.sentences[index] for index, word in enumerate(self.words) if word in marks)

    @cached_property
    def length(self) -> int:
        """Number of words, punctuation not counted."""
        return sum(word[0].isalnum() for word in self.words)


class Phrasebook:
    """All phrases of one language, ready to read texts."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._known: dict[str, tuple[_Node, ...]] = {}
        self._folds: dict[str, str] = {}
        for concept, phrases in concepts.items():
            for phrase in phrases:
                for variant in _expand(phrase):
                    self._plant(variant, concept)

    def read(self, text: str) -> Reading:
        """Return the words of ``text`` and the concepts they express, in linear time."""
        found_words = WORD.findall(text)
        folds, known = self._folds, self._known
        words = [folds.get(word) or self._fold(word) for word in found_words]
        sentences = list(itertools.accumulate((word in _STOPS for word in words[:-1]), initial=0)) if words else []
        found: dict[str, set[Place]] = {}
        for start, word in enumerate(words):
            nodes = known.get(word)
            if nodes is None:
                nodes = self._look_up(word)
            for node in nodes:
                _walk(node, words, start, start + 1, found)
        return Reading(text, words, sentences, _take_back(found))

    def _fold(self, word: str) -> str:
        if len(self._folds) > _REMEMBERED:
            self._folds.clear()
        folded = self._folds[word] = fold_word(word)
        return folded

    def _look_up(self, word: str) -> tuple[_Node, ...]:
        """Return the phrases' beginnings that fit ``word``; remembered, because posts share their words."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        stems = (self._root.stems.get(word[:size]) for size in range(1, min(len(word), 40) + 1))
        nodes = [node for node in (self._root.words.get(word), *stems) if node is not None]
        if word.isdigit() and self._root.number is not None:
            nodes.append(self._root.number)
        self._known[word] = tuple(nodes)
        return self._known[word]

    def _plant(self, phrase: str, concept: str) -> None:
        node = self._root
        for part in phrase.split():
            node = _grow(node, part)
        if concept not in node.concepts:
            node.concepts = (*node.concepts, concept)


def _grow(node: _Node, part: str) -> _Node:
    node.is_end = False
    if part == "..":
        node.gap = node.gap or _Node()
        return node.gap
    if part == "<n>":
        node.number = node.number or _Node()
        return node.number
    pieces = [fold_word(piece) for piece in WORD.findall(part.removesuffix("*"))]
    for index, piece in enumerate(pieces):
        is_stem = part.endswith("*") and index == len(pieces) - 1
        node.is_end = False
        node = (node.stems if is_stem else node.words).setdefault(piece, _Node())
    return node


def _expand(phrase: str) -> Iterable[str]:
    """Return the phrase once per combination of its ``(a|b)`` choices."""
    parts = _CHOICE.split(phrase)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    return ("".join(combination) for combination in itertools.product(*choices))


def _walk(node: _Node, words: list[str], start: int, place: int, found: dict[str, set[Place]]) -> None:
    for concept in node.concepts:
        found.setdefault(concept, set()).add((start, place))
    if node.is_end or place >= len(words):
        return
    word = words[place]
    following = node.words.get(word)
    if following is not None:
        _walk(following, words, start, place + 1, found)
    for stem, stemmed in node.stems.items():
        if word.startswith(stem):
            _walk(stemmed, words, start, place + 1, found)
    if node.number is not None and word.isdigit():
        _walk(node.number, words, start, place + 1, found)
    if node.gap is not None:
        for skipped in range(place, min(place + _GAP, len(words) - 1) + 1):
            _walk(node.gap, words, start, skipped, found)
            if words[skipped] in _STOPS:
                break


def _take_back(found: dict[str, set[Place]]) -> dict[str, tuple[Place, ...]]:
    """Return the hits without those that a ``not_`` phrase of the same concept overlaps."""
    kept: dict[str, tuple[Place, ...]] = {}
    for concept, places in found.items():
        against = found.get(f"not_{concept}", set())
        left = sorted(p for p in places if not any(p[0] < other[1] and other[0] < p[1] for other in against))
        if left:
            kept[concept] = tuple(left)
    return kept
