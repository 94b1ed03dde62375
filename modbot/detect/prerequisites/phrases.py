"""Phrases of a language, grouped by what they mean, found in one walk over the words of a text.

A phrase is words; ``stem*`` stands for any ending, ``(a|b|)`` for either or nothing, ``<n>`` for a number,
``..`` for up to three words of the same sentence. Case and accents do not count. A concept ``not_x`` takes
back the hits of ``x`` that it overlaps.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

WORD = re.compile(r"[^\W_]+|%|[.!?;:…](?=\s|$|[\"'»”)])|[!?\n]")
_PIECES = re.compile(f"({WORD.pattern})")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_STOPS = frozenset(".!?;…\n")
_MARKS = _STOPS | {":", "%"}
_GAP = 3
_REMEMBERED = 50_000
_STEPS_REMEMBERED = 500
Place = tuple[int, int]
ValueT = TypeVar("ValueT")


class _Remembered(dict[str, ValueT]):
    """What a function made of each word; posts share their words."""

    def __init__(self, make: Callable[[str], ValueT], most: int = _REMEMBERED) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, word: str) -> ValueT:
        if len(self) > self._most:
            self.clear()
        made = self[word] = self._make(word)
        return made


class _Node:
    """A place in the tree of phrases: what follows it, and the concepts of the phrases that end here."""

    __slots__ = ("concepts", "gap", "goes_on", "number", "steps", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.number: _Node | None = None
        self.gap: _Node | None = None
        self.concepts: tuple[str, ...] = ()
        self.goes_on = False
        self.steps: dict[str, tuple[_Node, ...]] = _Remembered(self._follow, _STEPS_REMEMBERED)

    def _follow(self, word: str) -> tuple[_Node, ...]:
        """Return the nodes that ``word`` leads to."""
        stems = (self.stems.get(word[:size]) for size in range(1, min(len(word), 40) + 1))
        nodes = [node for node in (self.words.get(word), *stems) if node is not None]
        if self.number is not None and word.isdigit():
            nodes.append(self.number)
        return tuple(nodes)


def _name_family(name: str) -> str:
    head, mark, _ = name.partition("=")
    if not mark:
        head, mark, _ = name.partition(".")
    return head + mark if mark else ""


_FAMILIES: dict[str, str] = _Remembered(_name_family)


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
    pieces: list[str]  # what stands between words, a word, and so on in turn

    @cached_property
    def edges(self) -> list[int]:
        """Where each word begins and ends in the text, two numbers a word."""
        return list(itertools.accumulate(map(len, self.pieces)))

    @cached_property
    def families(self) -> dict[str, list[str]]:
        """The concepts found whose names have a beginning in common ("area.", "trunk="), by it."""
        families: dict[str, list[str]] = {}
        for name in self.hits:
            if family := _FAMILIES[name]:
                families.setdefault(family, []).append(name)
        return families

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

    def sentences_of(self, *concepts: str) -> set[int]:
        """Return the sentences in which any of the concepts stands."""
        hits, sentences = self.hits, self.sentences
        return {sentences[start] for concept in concepts if concept in hits for start, _ in hits[concept]}

    def characters(self, place: Place) -> Place:
        """Return the half-open stretch of the text that a word range covers."""
        return self.edges[2 * place[0]], self.edges[2 * place[1] - 1]

    def named(self, family: str) -> list[str]:
        """Return the concepts found of a family, without its name, in order."""
        return sorted(name.removeprefix(family) for name in self.families.get(family, ()))

    @cached_property
    def questions(self) -> frozenset[int]:
        """The sentences that end in a question mark; in Greek text that is the semicolon."""
        marks = {"?", ";"} if _GREEK.search(self.text) else {"?"}
        return frozenset(self.sentences[index] for index, word in enumerate(self.words) if word in marks)

    @cached_property
    def length(self) -> int:
        """Number of words, punctuation not counted."""
        return len(self.words) - sum(map(_MARKS.__contains__, self.words))


class Phrasebook:
    """All phrases of one language, ready to read texts."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._folds: dict[str, str] = _Remembered(fold_word)
        for concept, phrases in concepts.items():
            for phrase in phrases:
                for variant in expand_phrase(phrase):
                    self._plant(variant, concept)
        self._beginnings: dict[str, tuple[_Node, ...]] = _Remembered(self._root._follow)

    def read(self, text: str) -> Reading:
        """Return the words of ``text`` and the concepts they express, in linear time."""
        pieces = _PIECES.split(text)
        words = list(map(self._folds.__getitem__, pieces[1::2]))
        sentences = list(itertools.accumulate(map(_STOPS.__contains__, words[:-1]), initial=0)) if words else []
        found: dict[str, set[Place]] = {}
        for start, nodes in enumerate(map(self._beginnings.__getitem__, words)):
            if nodes:
                _walk(nodes, words, start, start, found)
        return Reading(text, words, sentences, _take_back(found), pieces)

    def _plant(self, phrase: str, concept: str) -> None:
        node = self._root
        for part in phrase.split():
            node = _grow(node, part)
        if concept not in node.concepts:
            node.concepts = (*node.concepts, concept)


def _grow(node: _Node, part: str) -> _Node:
    node.goes_on = True
    if part == "..":
        node.gap = node.gap or _Node()
        return node.gap
    if part == "<n>":
        node.number = node.number or _Node()
        return node.number
    pieces = [fold_word(piece) for piece in WORD.findall(part.removesuffix("*"))]
    for index, piece in enumerate(pieces):
        is_stem = part.endswith("*") and index == len(pieces) - 1
        node.goes_on = True
        node = (node.stems if is_stem else node.words).setdefault(piece, _Node())
    return node


def expand_phrase(phrase: str) -> Iterable[str]:
    """Yield the phrase once per combination of its ``(a|b)`` choices, which may stand in one another."""
    opening = phrase.find("(")
    if opening < 0:
        yield phrase
        return
    branches, closing = _split_choice(phrase, opening)
    for branch in branches:
        for middle in expand_phrase(branch):
            for rest in expand_phrase(phrase[closing + 1 :]):
                yield phrase[:opening] + middle + rest


def _split_choice(phrase: str, opening: int) -> tuple[list[str], int]:
    """Return the branches of the choice that begins at ``opening``, and where it ends."""
    branches, depth, start = [], 0, opening + 1
    for place in range(opening + 1, len(phrase)):
        sign = phrase[place]
        if depth == 0 and sign in "|)":
            branches.append(phrase[start:place])
            start = place + 1
            if sign == ")":
                return branches, place
        depth += (sign == "(") - (sign == ")")
    raise ValueError(f"a choice without end: {phrase!r}")


def _walk(nodes: tuple[_Node, ...], words: list[str], start: int, place: int, found: dict[str, set[Place]]) -> None:
    """Note the phrases that begin at ``start`` and have come as far as ``nodes`` with the word at ``place``."""
    place += 1
    for node in nodes:
        for concept in node.concepts:
            found.setdefault(concept, set()).add((start, place))
        if not node.goes_on or place >= len(words):
            continue
        if following := node.steps[words[place]]:
            _walk(following, words, start, place, found)
        gap = node.gap
        if gap is None:
            continue
        for skipped in range(place, min(place + _GAP, len(words) - 1) + 1):
            if following := gap.steps[words[skipped]]:
                _walk(following, words, start, skipped, found)
            if words[skipped] in _STOPS:
                break


def _take_back(found: dict[str, set[Place]]) -> dict[str, tuple[Place, ...]]:
    """Return the hits without those that a ``not_`` phrase of the same concept overlaps."""
    kept: dict[str, tuple[Place, ...]] = {}
    taken_back = {concept[4:]: places for concept, places in found.items() if concept.startswith("not_")}
    for concept, places in found.items():
        left = sorted(places) if len(places) > 1 else list(places)
        if against := taken_back.get(concept):
            left = [p for p in left if not any(p[0] < other[1] and other[0] < p[1] for other in against)]
        if left:
            kept[concept] = tuple(left)
    return kept
