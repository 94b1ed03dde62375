"""By what a pattern is found in a text: a whole word, literals it needs, a loose shape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import regex

from modbot.detect.pattern_fold import collapse_spaces, fold_case, is_word_character
from modbot.detect.pattern_needs import Choice, Clause, Needs, find_needs, rate, rate_choice
from modbot.detect.pattern_shapes import loosen
from modbot.detect.pattern_squeeze import squeeze_tree
from modbot.detect.pattern_syntax import changes_meaning, phrase_to_pattern, read_pattern

COMMON = 5.0  # literals rated lower stand in too many posts to be searched for alone
_SHAPE_CAP = 3_000  # longer shapes take long to compile
_LONGEST_SHAPE = 15_000  # engines take no longer ones


@dataclass(frozen=True)
class Pattern:
    """A phrase (words, ``*`` for more letters at a word's edge) or a regular expression.

    Without ``match_case`` it matches whatever the letters' case.
    """

    text: str
    is_phrase: bool = False
    match_case: bool = False

    @cached_property
    def compiled(self) -> Any:
        """Return the pattern as ``regex`` runs it: the truth both engines must agree with."""
        source = phrase_to_pattern(self.text) if self.is_phrase else self.text
        return regex.compile(source, 0 if self.match_case else regex.IGNORECASE)

    @cached_property
    def evidence_group(self) -> int | str:
        """Return the group a hit points to: ``(?P<evidence>…)`` where there is one, else the whole match."""
        return "evidence" if "evidence" in self.compiled.groupindex else 0


@dataclass(frozen=True, slots=True)
class Clue:
    """By what a pattern is found: a whole word, literals, a loose shape; by nothing: tried everywhere.

    Literals that are common in posts come with the shape as well. Squeezed ones stand in the squeezed text.
    """

    word: str | None = None
    literals: Choice = frozenset()
    gates: tuple[Clause, ...] = ()
    shape: str | None = None
    is_squeezed: bool = False


def rate_clue(clue: Clue) -> float:
    """Return how rarely a post may match the clue's pattern, in bits; 0 if that is known only by trying it."""
    return sum(map(rate, (clue.literals, *clue.gates)))


@lru_cache(maxsize=100_000)
def find_clue(pattern: Pattern) -> Clue:
    """Return by what the pattern is found; raises ``regex.error`` for one that is no regular expression."""
    if pattern.is_phrase:
        return _find_phrase_clue(pattern)
    tree = read_pattern(pattern.text)
    if tree is None:
        _ = pattern.compiled  # refuse it now rather than at the first post
        return Clue()
    needs = find_needs(tree) or Needs(frozenset(), ())
    squeezed = None if changes_meaning(pattern.text) else find_needs(squeeze_tree(tree))
    rarity = rate_choice(needs.literals)
    if squeezed is not None and rate_choice(squeezed.literals) > max(rarity, COMMON):
        gates = (needs.literals, *needs.gates) if needs.literals else needs.gates
        return Clue(None, squeezed.literals, gates, is_squeezed=True)
    if rarity >= COMMON:
        return Clue(None, needs.literals, needs.gates)
    shape = loosen(tree, has_flags=pattern.match_case or changes_meaning(pattern.text))
    narrows = tree.getwidth()[0] > 0 and len(shape) <= (_SHAPE_CAP if needs.literals else _LONGEST_SHAPE)
    return Clue(None, needs.literals, needs.gates, shape if narrows else None)


def _find_phrase_clue(pattern: Pattern) -> Clue:
    folded = fold_case(collapse_spaces(pattern.text))
    is_word = not pattern.match_case and "*" not in folded and " " not in folded
    if is_word and is_word_character(folded[0]) and is_word_character(folded[-1]):
        return Clue(folded, frozenset({folded}))
    parts = {part.strip() for part in folded.split("*")} - {""}
    longest, *others = sorted(parts, key=len, reverse=True)
    return Clue(None, frozenset({longest}), tuple(frozenset({part}) for part in others))
