"""Literals a text must hold for a pattern to match: what the fast search looks for instead of the pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import log2
from typing import Any

from modbot.detect.pattern_fold import collapse_spaces, fold_case
from modbot.detect.pattern_shapes import is_spelled
from modbot.detect.pattern_syntax import REPEATS, UNKNOWN, ZERO_WIDTH, Tree, inner_trees

MAX_ALTERNATIVES = 64
MIN_LITERAL = 3
MAX_CLASS = 6
MAX_GATES = 4
RARE = 6.0
# In all eight languages these letters are so frequent that they tell little.
_FREQUENT = frozenset("aeionrstlhdоаеинтсрαοιετνσ ")

Choice = frozenset[str]  # of these literals at least one must occur


@dataclass(frozen=True, slots=True)
class Either:
    """Alternatives of which one must be met whole; ``flat`` holds one literal or more of each."""

    flat: Choice
    branches: tuple[tuple[Clause, ...], ...]


Clause = Choice | Either


@dataclass(frozen=True, slots=True)
class Needs:
    """``literals``: what to search for, one of them must occur. ``gates``: what else must all be met."""

    literals: Choice
    gates: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class _Need:
    """``exact``: all texts the part can match, if few. ``clauses``: each must be met by a matching text."""

    exact: Choice | None = None
    clauses: tuple[Clause, ...] = ()

    def all_clauses(self) -> tuple[Clause, ...]:
        return self.clauses if self.exact is None else (self.exact, *self.clauses)


_ANYTHING = _Need()
_SPACE: Choice = frozenset({" "})


def find_needs(tree: Tree) -> Needs | None:
    """Return the literals (folded, spaces collapsed) a matching text must hold; None if there are none worth it."""
    clauses = _sort({_clean(clause) for clause in _read_sequence(tree).all_clauses()})
    if not clauses or min(map(_measure, _flatten(clauses[0]))) < MIN_LITERAL:
        return None
    return Needs(_flatten(clauses[0]), tuple(clauses if isinstance(clauses[0], Either) else clauses[1:])[:MAX_GATES])


class Unsearched(dict[Choice, Choice]):
    """Per choice, its literals that are not among those ``searched`` for; worked out once."""

    def __init__(self, searched: Iterable[str]) -> None:
        super().__init__()
        self._searched = frozenset(searched)

    def __missing__(self, choice: Choice) -> Choice:
        self[choice] = choice - self._searched
        return self[choice]


@dataclass(frozen=True, slots=True)
class Seen:
    """A text (folded, spaces collapsed), which literals were found in it, and which ones nobody searched for."""

    text: str
    found: frozenset[str]
    unsearched: Unsearched


def meets(gates: tuple[Clause, ...], seen: Seen) -> bool:
    """Return whether a text meets all gates."""
    for clause in gates:  # noqa: SIM110  called hundreds of times a post: a plain loop costs half of all()
        if not _is_met(clause, seen):
            return False
    return True


def _is_met(clause: Clause, seen: Seen) -> bool:
    if isinstance(clause, Either):
        for branch in clause.branches:  # noqa: SIM110  as above
            if meets(branch, seen):
                return True
        return False
    if not clause.isdisjoint(seen.found):
        return True
    for literal in seen.unsearched[clause]:  # noqa: SIM110  as above
        if literal in seen.text:
            return True
    return False


def _flatten(clause: Clause) -> Choice:
    return clause.flat if isinstance(clause, Either) else clause


def rate(clause: Clause) -> float:
    """Rate how rarely a post meets the clause, by the literals of which one must occur."""
    return rate_choice(_flatten(clause))


def _sort(clauses: Iterable[Clause]) -> list[Clause]:
    """Return the useful clauses, the rarest first, in an order that is the same at every run."""
    return sorted(filter(rate, clauses), key=lambda clause: (-rate(clause), sorted(_flatten(clause))))


def _clean(clause: Clause) -> Clause:
    if isinstance(clause, Either):
        branches = tuple(tuple(_sort(map(_clean, branch))) for branch in clause.branches)
        return Either(_collapse(clause.flat), branches)
    return _collapse(clause)


def _collapse(choice: Choice) -> Choice:
    return frozenset(collapse_spaces(literal) for literal in choice)


@lru_cache(maxsize=100_000)
def rate_choice(choice: Choice | None) -> float:
    """Rate how rarely a post meets the choice: about the bits of its commonest literal; 0 is of no use."""
    if not choice or len(choice) > MAX_ALTERNATIVES or any("\0" in literal for literal in choice):
        return 0.0
    shortest = min(map(_measure, choice))
    if shortest < 2:
        return 0.0
    commonest = min(sum(map(_rate_letter, literal[:12])) for literal in choice)
    penalty = 4.0 if shortest < MIN_LITERAL else 0.0
    return max(0.1, commonest - 0.6 * log2(len(choice)) - penalty)


def _rate_letter(letter: str) -> float:
    return 1.0 if letter in _FREQUENT else 1.6 if is_spelled(letter) else RARE


def _measure(literal: str) -> int:
    """Return a literal's length; a letter that hardly any post holds counts as a whole literal."""
    return sum(1 if is_spelled(letter) else MIN_LITERAL for letter in literal)


def _read_sequence(tree: Tree) -> _Need:
    exact: Choice = frozenset({""})
    clauses: list[Clause] = []
    is_whole = True
    for operation, argument in tree:
        need = _read_node(str(operation), argument)
        clauses += need.clauses
        joined = _join(exact, need.exact)
        if joined is not None:
            exact = joined
            continue
        is_whole = False
        clauses.append(exact)
        exact = need.exact if need.exact is not None else frozenset({""})
    kept = tuple(filter(rate, clauses if is_whole else [*clauses, exact]))
    return _Need(exact if is_whole else None, kept)


def _join(left: Choice, right: Choice | None) -> Choice | None:
    if right is None or len(left) * len(right) > MAX_ALTERNATIVES:
        return None
    return frozenset(a + b for a, b in product(left, right))


def _read_node(name: str, argument: Any) -> _Need:
    if name in REPEATS:
        return _read_repeat(*argument)
    if name in ZERO_WIDTH:
        inner = inner_trees(name, argument) if name == "ASSERT" else []
        return _Need(frozenset({""}), tuple(clause for tree in inner for clause in _read_sequence(tree).all_clauses()))
    reader = _READERS.get(name)
    return reader(argument) if reader else _ANYTHING


def _read_literal(code: int) -> _Need:
    return _ANYTHING if code == UNKNOWN else _Need(exact=frozenset({fold_case(chr(code))}))


def _read_class(members: Iterable[tuple[Any, Any]]) -> _Need:
    characters: set[str] = set()
    for operation, argument in members:
        name = str(operation)
        if name == "LITERAL" and argument != UNKNOWN:
            characters.add(fold_case(chr(argument)))
        elif name == "CATEGORY" and str(argument) == "CATEGORY_SPACE":
            characters.add(" ")
        elif name == "RANGE" and argument[1] - argument[0] < MAX_CLASS:
            characters.update(fold_case(chr(code)) for code in range(argument[0], argument[1] + 1))
        else:
            return _ANYTHING
        if len(characters) > MAX_CLASS:
            return _ANYTHING
    return _Need(exact=frozenset(characters))


def _read_branches(needs: list[_Need]) -> _Need:
    exact: Choice | None = frozenset()
    needed: Choice | None = frozenset()
    for need in needs:
        best = _flatten(max(need.all_clauses(), key=rate, default=frozenset()))
        exact = exact | need.exact if exact is not None and need.exact is not None else None
        needed = needed | best if needed is not None and rate_choice(best) > 0 else None
    either = () if needed is None else (Either(needed, tuple(need.all_clauses() for need in needs)),)
    if exact is None or len(exact) > MAX_ALTERNATIVES:
        return _Need(clauses=either)
    return _Need(exact, either if any(need.clauses for need in needs) else ())


def _read_repeat(low: int, high: int, tree: Tree) -> _Need:
    inner = _read_sequence(tree)
    if inner.exact == _SPACE:  # however much white space there is, it is one space in the collapsed text
        return _Need(exact=_SPACE if low else _SPACE | {""})
    if low == 0:
        return _Need(exact=inner.exact | {""}) if high == 1 and inner.exact is not None else _ANYTHING
    if low == high and inner.exact is not None and len(inner.exact) ** low <= MAX_ALTERNATIVES and low <= 16:
        return _Need(frozenset("".join(parts) for parts in product(inner.exact, repeat=low)), inner.clauses)
    return _Need(clauses=inner.all_clauses())


_READERS: dict[str, Callable[[Any], _Need]] = {
    "LITERAL": _read_literal,
    "IN": _read_class,
    "SUBPATTERN": lambda argument: _read_sequence(argument[3]),
    "ATOMIC_GROUP": _read_sequence,
    "BRANCH": lambda argument: _read_branches([_read_sequence(tree) for tree in argument[1]]),
}
