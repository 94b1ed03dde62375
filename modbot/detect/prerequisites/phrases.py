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
from collections.abc import Iterable, Mapping, Sequence

from modbot.detect.word_cuts import CutText, CutWord, Place, Remembered, WordCutter

WORD = re.compile(r"[^\W_]+|%|[.!?;:…](?=\s|$|[\"'»”)])|[!?\n]")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_STOPS = frozenset(".!?;…\n")
_MARKS = (":", "%")
SIGNS = _STOPS.union(_MARKS)  # all that is no word
_GAP = 3
_STEPS_REMEMBERED = 500
_LONGEST = 40  # letters of a word in which stems are looked for
Hits = dict[str, list[Place]]


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
        self.steps: dict[str, _State | None] = Remembered(
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


FAMILIES: dict[str, str] = Remembered(_name_family)


def fold_word(word: str) -> str:
    """Return the word without case and accents (``ё`` as ``е``, ``ς`` as ``σ``)."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))


def _read_words(text: str) -> Iterable[CutWord[str]]:
    if text.isalnum():
        return (CutWord(fold_word(text), 0, len(text)),)
    return (CutWord(fold_word(found[0]), *found.span()) for found in WORD.finditer(text))


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
    stops = sentences[-1] + (words[-1] in _STOPS)
    return len(words) - stops - sum(words.count(mark) for mark in _MARKS if mark in text)


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


class _Likeness(Remembered[str]):
    """For each word one that every phrase treats alike: itself or another; the empty one if no phrase holds it.

    So what is remembered of steps is soon complete, however many words there are.
    """

    def __init__(self, root: _Node) -> None:
        super().__init__(self._find_like)
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._first: dict[tuple[str, ...], str] = {}
        nodes = [root]
        for node in nodes:
            self._words.update(node.words)
            self._stems.update(node.stems)
            nodes += [*node.words.values(), *node.stems.values(), *filter(None, (node.number, node.gap))]

    def _find_like(self, word: str) -> str:
        if word in SIGNS:
            return word
        beginnings = (word[:size] for size in range(1, min(len(word), _LONGEST) + 1))
        marks = [beginning for beginning in beginnings if beginning in self._stems]
        marks += (f"={word}",) if word in self._words else ()
        marks += ("<n>",) if word.isdigit() else ()
        return self._first.setdefault(tuple(marks), word) if marks else ""


class Phrasebook:
    """All phrases of one language, ready to read texts."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        self._root = _Node()
        self._cutter = WordCutter(_read_words)
        self._denials = {f"not_{concept}": concept for concept in concepts if f"not_{concept}" in concepts}
        for concept, phrases in concepts.items():
            for phrase in phrases:
                for variant in expand_phrase(phrase):
                    self._plant(variant, concept)
        self._likeness = _Likeness(self._root)
        self._beginnings: dict[str, _State | None] = Remembered(lambda word: _join(self._root.follow(word)))

    def read(self, text: str) -> Reading:
        """Return the words of ``text`` and the concepts they express, in linear time."""
        cuts = self._cutter.cut(text)
        words = cuts.words
        sentences = list(itertools.accumulate(map(_STOPS.__contains__, words[:-1]), initial=0)) if words else []
        found: Hits = defaultdict(list)
        leapt: Hits = defaultdict(list)
        likes = list(map(self._likeness.__getitem__, words))
        following = itertools.chain(likes[1:], ("",))
        for start, (state, like) in enumerate(zip(map(self._beginnings.__getitem__, likes), following)):  # noqa: B905
            if state is None:
                continue
            if state.concepts:
                place = (start, start + 1)
                for concept in state.concepts:
                    found[concept].append(place)
            if state.goes_on and (state.gap is not None or state.steps[like] is not None):
                _walk_on(state, likes, start, found, leapt)
        for concept, places in leapt.items():
            found[concept] = sorted({*found[concept], *places})
        return Reading(text, cuts, sentences, self._take_back(dict(found)))

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


def _walk_on(state: _State, words: list[str], start: int, found: Hits, leapt: Hits, place: int = 0) -> None:
    """Note the phrases that begin at ``start``, have come to ``state``, and go on with the word at ``place``.

    ``found`` gets them in reading order, each once; ``leapt`` gets those with a gap, in no order and some twice.
    """
    for index in range(place or start + 1, len(words)):
        if state.gap is not None:
            _leap(state.gap, words, start, leapt, index)
        reached = state.steps[words[index]]
        if reached is None:
            return
        for concept in reached.concepts:
            found[concept].append((start, index + 1))
        if not reached.goes_on:
            return
        state = reached


def _leap(state: _State, words: list[str], start: int, leapt: Hits, place: int) -> None:
    """Note the phrases that go on after a gap, with one of the words from ``place`` on in the same sentence."""
    steps = state.steps
    for index, word in enumerate(words[place : place + _GAP + 1], place + 1):
        reached = steps[word]
        if reached is not None:
            for concept in reached.concepts:
                leapt[concept].append((start, index))
            if reached.goes_on:
                _walk_on(reached, words, start, leapt, leapt, index)
        if word in _STOPS:
            return
