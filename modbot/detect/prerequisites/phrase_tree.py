"""Phrases as a tree of their words, and what the words of a text lead to in it: each step is looked up once.

A phrase is words; ``stem*`` stands for any ending, ``(a|b|)`` for either or nothing, ``<n>`` for a number,
``..`` for up to three words of the same sentence. Case and accents do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from modbot.detect.word_cuts import Remembered

WORD = re.compile(r"[^\W_]+|%|[.!?;:…](?=\s|$|[\"'»”)])|[!?\n]")
STOPS = frozenset(".!?;…\n")
MARKS = (":", "%")
SIGNS = STOPS.union(MARKS)  # all that is no word
_NUMBER = "<n>"
_STEPS_REMEMBERED = 500
_STATES_REMEMBERED = 20_000
_LONGEST = 40  # letters of a word in which stems are looked for


def fold_word(word: str) -> str:
    """Return the word without case and accents (``ё`` as ``е``, ``ς`` as ``σ``)."""
    folded = word.casefold()
    if folded.isascii() or (folded.isalnum() and unicodedata.is_normalized("NFD", folded)):
        return folded
    return "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))


class _Node:
    """A place in the tree of phrases: what follows it, and the concepts of the phrases that end here.

    ``following``: by word, by stem with its ``*``, by ``<n>``.
    """

    __slots__ = ("concepts", "following", "gap")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.gap: _Node | None = None
        self.concepts: tuple[str, ...] = ()

    def plant(self, phrase: str, concept: str) -> None:
        """Add a phrase without choices below this place."""
        node = self
        for part in phrase.split():
            node = node._grow(part)
        if concept not in node.concepts:
            node.concepts = (*node.concepts, concept)

    def _grow(self, part: str) -> _Node:
        if part == "..":
            self.gap = self.gap or _Node()
            return self.gap
        node, pieces = self, [fold_word(piece) for piece in WORD.findall(part.removesuffix("*"))]
        if part == _NUMBER:
            pieces = [part]
        elif pieces and part.endswith("*"):
            pieces[-1] += "*"
        for piece in pieces:
            node = node.following.setdefault(piece, _Node())
        return node


# Places in the tree, and how many words led to each: the most first.
_Ways = tuple[tuple[_Node, int], ...]


class State:
    """All places in the tree that the last words lead to, as one: each next word is looked up once, then remembered.

    ``ends``: the concepts of phrases that end here, with their number of words; ``gaps``: where they go on after a
    gap; ``ways``: empty where no phrase goes on or ends.
    """

    __slots__ = ("ends", "gaps", "steps", "ways")

    def __init__(self, ways: _Ways, states: _States) -> None:
        ends: dict[int, dict[str, None]] = {}
        gaps: dict[int, _Ways] = {}
        for node, size in ways:
            if node.concepts:
                ends.setdefault(size, {}).update(dict.fromkeys(node.concepts))
            if node.gap is not None:
                gaps[size] = (*gaps.get(size, ()), (node.gap, 0))
        self.ways = ways
        self.ends = tuple((size, tuple(concepts)) for size, concepts in ends.items())
        self.gaps = tuple((size, states.behind_gaps[behind]) for size, behind in gaps.items())
        self.steps: dict[str, State] = Remembered(lambda like: states.step(ways, like), _STEPS_REMEMBERED)


class PhraseTree:
    """All phrases of one language with the concept each expresses, planted once."""

    def __init__(self, concepts: Mapping[str, Sequence[str]]) -> None:
        root = _Node()
        for concept, phrases in concepts.items():
            for phrase in phrases:
                for variant in expand_phrase(phrase):
                    root.plant(variant, concept)
        self._likeness = _Likeness(root)
        self._states = _States(self._likeness, _States(self._likeness), root)

    @property
    def start(self) -> State:
        """Where every text begins."""
        return self._states[()]

    def liken(self, words: Iterable[str]) -> list[str]:
        """Return for each word the one by which steps are remembered: one that all phrases treat alike."""
        return list(map(self._likeness.__getitem__, words))


class _Likeness(Remembered[str]):
    """For each word one that every phrase treats alike: itself or another; the empty one if no phrase holds it.

    ``steps``: what of a phrase each of those stands for: a word, stems, ``<n>``.
    """

    def __init__(self, root: _Node) -> None:
        super().__init__(self._find_like)
        self.steps: dict[str, tuple[str, ...]] = {}
        self._likes: dict[tuple[str, ...], str] = {(): ""}
        self._known = _list_steps(root)
        self._sizes: dict[str, list[int]] = {}  # of stems, by their first letter
        for first, size in sorted({(step[0], len(step) - 1) for step in self._known if step.endswith("*")}):
            self._sizes.setdefault(first, []).append(size)

    def _find_like(self, word: str) -> str:
        known = self._known
        steps = [word] if word in known else []
        longest = min(len(word), _LONGEST)
        steps += [stem for n in self._sizes.get(word[:1], ()) if n <= longest and (stem := f"{word[:n]}*") in known]
        if word.isdigit() and _NUMBER in known:
            steps.append(_NUMBER)
        like = word if word in SIGNS else self._likes.setdefault(tuple(steps), word)
        self.steps[like] = tuple(steps)
        return like


def _list_steps(root: _Node) -> frozenset[str]:
    """Return all words, stems and ``<n>`` of a tree."""
    nodes = [root]
    for node in nodes:
        nodes += [*node.following.values(), *([node.gap] if node.gap else [])]
    return frozenset(step for node in nodes for step in node.following)


class _States(dict[_Ways, State]):
    """The states of a tree, each made once; with a ``root``, phrases may begin at every word."""

    def __init__(self, likeness: _Likeness, behind_gaps: _States | None = None, root: _Node | None = None) -> None:
        super().__init__()
        self._likeness = likeness
        self.behind_gaps = self if behind_gaps is None else behind_gaps
        begin = ((root, 0),) if root else ()
        self._begin: dict[str, _Ways] = Remembered(lambda like: self._list_ways(begin, like))

    def __missing__(self, ways: _Ways) -> State:
        if len(self) > _STATES_REMEMBERED:
            for state in self.values():
                state.steps.clear()
            self.clear()
        state = self[ways] = State(ways, self)
        return state

    def step(self, ways: _Ways, like: str) -> State:
        """Return the state that a word leads to."""
        return self[self._list_ways(ways, like) + self._begin[like]]

    def _list_ways(self, ways: _Ways, like: str) -> _Ways:
        steps = self._likeness.steps[like]
        return tuple(
            [(node.following[step], size + 1) for node, size in ways for step in steps if step in node.following]
        )


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
