"""Phrases of a language, grouped by what they mean, found in one walk over the words of a text.

A phrase is words; ``stem*`` stands for any ending, ``(a|b|)`` for either or nothing, ``<n>`` for a number,
``..`` for up to three words of the same sentence. Case and accents do not count. A concept ``not_x`` takes
back the hits of ``x`` that it overlaps.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

WORD = re.compile(r"[^\W_]+|%|[.!?;:…](?=\s|$|[\"'»”)])|[!?\n]")
_PIECES = re.compile(f"({WORD.pattern})")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_STOPS = frozenset(".!?;…\n")
_MARKS = (":", "%")
_GAP = 3
_REMEMBERED = 50_000
_STEPS_REMEMBERED = 500
_LONGEST = 40  # letters; longer words are not remembered
Place = tuple[int, int]
ValueT = TypeVar("ValueT")


class _Remembered(dict[str, ValueT]):
    """What a function made of each word; posts share their words."""

    def __init__(self, make: Callable[[str], ValueT], most: int = _REMEMBERED) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, word: str) -> ValueT:
        made = self._make(word)
        if len(word) <= _LONGEST:
            if len(self) > self._most:
                self.clear()
            self[word] = made
        return made


class _Node:
    """A place in the tree of phrases: what follows it, and the concepts of the phrases that end here."""

    __slots__ = ("concepts", "gap", "number", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.number: _Node | None = None
        self.gap: _Node | None = None
        self.concepts: tuple[str, ...] = ()

    def follow(self, word: str) -> Iterable[_Node]:
        """Yield the nodes that ``word`` leads to."""
        if word in self.words:
            yield self.words[word]
        if self.stems:
            for size in range(1, min(len(word), _LONGEST) + 1):
                if word[:size] in self.stems:
                    yield self.stems[word[:size]]
        if self.number is not None and word.isdigit():
            yield self.number


class _State:
    """All nodes that the words so far lead to, as one: each next word is looked up once and then remembered."""

    __slots__ = ("concepts", "gap", "goes_on", "steps")

    def __init__(self, nodes: Iterable[_Node]) -> None:
        nodes = tuple(nodes)
        gaps = [node.gap for node in nodes if node.gap is not None]
        self.concepts = tuple(dict.fromkeys(concept for node in nodes for concept in node.concepts))
        self.gap: _State | None = _State(gaps) if gaps else None
        self.goes_on = bool(gaps) or any(node.words or node.stems or node.number for node in nodes)
        self.steps: dict[str, _State | None] = _Remembered(
            lambda word: _join(following for node in nodes for following in node.follow(word)), _STEPS_REMEMBERED
        )


def _join(nodes: Iterable[_Node]) -> _State | None:
    found = list(nodes)
    return _State(found) if found else None


def _name_family(name: str) -> str:
    head, mark, _ = name.partition("=")
    if not mark:
        head, mark, _ = name.partition(".")
    return head + mark if mark else ""


_FAMILIES: dict[str, str] = _Remembered(_name_family)
_DENIALS: dict[str, str] = _Remembered("not_{}".format)


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
        marks = {mark for mark in ("?", ";") if mark in self.text}
        if ";" in marks and not _GREEK.search(self.text):
            marks.remove(";")
        if not marks:
            return frozenset()
        return frozenset(self.sentences[index] for index, word in enumerate(self.words) if word in marks)

    @cached_property
    def length(self) -> int:
        """Number of words, punctuation not counted."""
        if not self.words:
            return 0
        stops = self.sentences[-1] + (self.words[-1] in _STOPS)
        return len(self.words) - stops - sum(self.words.count(mark) for mark in _MARKS if mark in self.text)


class Phrasebook:
    """All phrases of one language, ready to read texts."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._folds: dict[str, str] = _Remembered(fold_word)
        for concept, phrases in concepts.items():
            for phrase in phrases:
                for variant in expand_phrase(phrase):
                    self._plant(variant, concept)
        self._beginnings: dict[str, _State | None] = _Remembered(lambda word: _join(self._root.follow(word)))

    def read(self, text: str) -> Reading:
        """Return the words of ``text`` and the concepts they express, in linear time."""
        pieces = _PIECES.split(text)
        words = list(map(self._folds.__getitem__, pieces[1::2]))
        sentences = list(itertools.accumulate(map(_STOPS.__contains__, words[:-1]), initial=0)) if words else []
        found: dict[str, list[Place]] = defaultdict(list)
        following = itertools.chain(words[1:], ("",))
        for start, (state, word) in enumerate(zip(map(self._beginnings.__getitem__, words), following)):  # noqa: B905
            if state is None:
                continue
            for concept in state.concepts:
                found[concept].append((start, start + 1))
            if state.goes_on and (state.gap is not None or state.steps[word] is not None):
                _walk_on(state, words, start, start + 1, found)
        return Reading(text, words, sentences, _take_back(found), pieces)

    def _plant(self, phrase: str, concept: str) -> None:
        node = self._root
        for part in phrase.split():
            node = _grow(node, part)
        if concept not in node.concepts:
            node.concepts = (*node.concepts, concept)


def _grow(node: _Node, part: str) -> _Node:
    if part == "..":
        node.gap = node.gap or _Node()
        return node.gap
    if part == "<n>":
        node.number = node.number or _Node()
        return node.number
    pieces = [fold_word(piece) for piece in WORD.findall(part.removesuffix("*"))]
    for index, piece in enumerate(pieces):
        is_stem = part.endswith("*") and index == len(pieces) - 1
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


def _walk_on(state: _State, words: list[str], start: int, place: int, found: dict[str, list[Place]]) -> None:
    """Note the phrases that begin at ``start``, have come to ``state``, and go on with the word at ``place``."""
    while state.goes_on and place < len(words):
        if state.gap is not None:
            steps = state.gap.steps
            for skipped in range(place, min(place + _GAP, len(words) - 1) + 1):
                word = words[skipped]
                if following := steps[word]:
                    _note(following, start, skipped + 1, found)
                    _walk_on(following, words, start, skipped + 1, found)
                if word in _STOPS:
                    break
        reached = state.steps[words[place]]
        if reached is None:
            return
        state = reached
        place += 1
        _note(state, start, place, found)


def _note(state: _State, start: int, end: int, found: dict[str, list[Place]]) -> None:
    for concept in state.concepts:
        found[concept].append((start, end))


def _take_back(found: dict[str, list[Place]]) -> dict[str, tuple[Place, ...]]:
    """Return the hits in reading order, without those that a ``not_`` phrase of the same concept overlaps."""
    kept: dict[str, tuple[Place, ...]] = {}
    for concept, places in found.items():
        left = sorted(set(places)) if len(places) > 1 else places
        if against := found.get(_DENIALS[concept]):
            left = [p for p in left if not any(p[0] < other[1] and other[0] < p[1] for other in against)]
        if left:
            kept[concept] = tuple(left)
    return kept
