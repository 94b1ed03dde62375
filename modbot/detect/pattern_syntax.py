"""Regular expressions as staff may write them: parsed for what they are, refused for what they would cost.

The language is Python's ``re`` with ``\\p{…}`` added. Fuzzy matching, recursion, named lists and verbs are refused.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import regex

from modbot.detect.pattern_fold import is_word_character

MAX_LENGTH = 2_000
MAX_REPEAT = 1_000
MAX_SIZE = 20_000
MAX_DEPTH = 20
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
_PROPERTY = re.compile(r"\\[pP](?:\{\^?[\w=:. -]+\}|[A-Z])")
_MEANING_FLAGS = re.compile(r"\(\?[a-zA-Z]*?[-aL][a-zA-Z]*[:)]")
_FOREIGN = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<fault>\(\?(?:R|\d|&|P>|\||r\)|V1|DEFINE)|\(\*[A-Z]|\\[LKGXmMkg]|\{[a-z]*[<=])"
)

UNKNOWN = 1  # a control character nobody writes into a pattern
ZERO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT"})

Tree = Any  # a list of (operation, argument) pairs, as CPython's own parser gives it


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a pattern, at which of its characters, and what to write instead."""

    message: str
    suggestion: str
    position: int = 0


def parse_pattern(text: str) -> Tree:
    """Return the parse tree of a pattern; raises ``re.error`` (with ``pos``) where it cannot be read.

    Where a Unicode property stands, the tree holds the literal UNKNOWN: expect any character there.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _parser.parse(_PROPERTY.sub(chr(UNKNOWN), text), re.IGNORECASE)
        except re.error as error:
            raise re.error(error.msg, text, _find_place(text, error.pos or 0)) from error


def _find_place(text: str, position: int) -> int:
    """Return where in ``text`` a place of its parsed form stands, properties having been one character there."""
    for match in _PROPERTY.finditer(text):
        if match.start() >= position:
            break
        position += match.end() - match.start() - 1
    return position


def is_foreign(text: str) -> bool:
    """Return whether a pattern uses constructs that rules may not: recursion, fuzzy matching, definitions, verbs."""
    return _FOREIGN.search(text) is not None


def read_pattern(text: str) -> Tree | None:
    """Return the parse tree of a pattern, or None where ``regex`` may read it otherwise than the parser does."""
    if is_foreign(text):
        return None
    try:
        return parse_pattern(text)
    except (re.error, OverflowError, RecursionError):
        return None


def changes_meaning(text: str) -> bool:
    """Return whether inline flags make parts of the pattern mind case or read classes as ASCII only."""
    return _MEANING_FLAGS.search(text) is not None


def phrase_to_pattern(phrase: str) -> str:
    r"""Return the regular expression a phrase stands for.

    Words stand apart by any white space; ``*`` at a word's edge stands for more letters (``idiot*``);
    the phrase must not continue a word on either side.
    """
    words = phrase.split()
    body = r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    left = r"(?<!\w)" if is_word_character(words[0][0]) else ""
    right = r"(?!\w)" if is_word_character(words[-1][-1]) else ""
    return left + body + right


def list_literals(text: str) -> list[str]:
    """Return the letters a pattern names by themselves, outside of ranges and classes of characters."""
    tree = read_pattern(text)
    return [] if tree is None else [letter for letter in _walk_literals(tree) if letter != chr(UNKNOWN)]


def find_faults(text: str) -> list[Fault]:
    """Return everything that speaks against a staff pattern; an empty list means it may be compiled."""
    if not text:
        return [Fault("the pattern is empty", "write a pattern or remove the entry")]
    if len(text) > MAX_LENGTH:
        return [Fault(f"the pattern has {len(text)} characters; {MAX_LENGTH} are allowed", "split it into several")]
    foreign = _FOREIGN.search(text)
    if foreign:
        place = foreign.start("fault")
        return [Fault(f"“{foreign['fault']}” is not part of the pattern language", "write it without", place)]
    try:
        tree = parse_pattern(text)
    except re.error as error:
        return [Fault(f"not a regular expression: {error.msg}", _suggest(error.msg), error.pos or 0)]
    except (OverflowError, RecursionError):
        return [Fault("the pattern is nested too deeply or repeats too often", "write it simpler")]
    return list(_find_costs(tree)) or list(_find_compile_faults(text, tree))


def _suggest(message: str) -> str:
    if "nothing to repeat" in message or "multiple repeat" in message:
        return r"write a backslash before +, * or ? where you mean the character itself: \+"
    if "unterminated" in message or "missing )" in message or "unbalanced" in message:
        return r"close every ( and [, or write \( and \[ for the characters themselves"
    if "bad escape" in message:
        return r"write \\ for a backslash, or drop the backslash before this letter"
    if "global flags" in message:
        return "put (?s), (?m), (?x) at the very beginning, or write (?s:…) around the part"
    return "see the rule guide for what a pattern may hold"


def _find_costs(tree: Tree) -> Iterator[Fault]:
    if measure_depth(tree) > MAX_DEPTH:
        yield Fault(f"groups stand more than {MAX_DEPTH} deep in each other", "write it flatter")
        return
    largest = max((high for low, high, _ in _walk_repeats(tree)), default=0)
    if largest > MAX_REPEAT:
        yield Fault(f"a repeat of {largest} is too large; {MAX_REPEAT} is the limit", "repeat less, or use + or *")
    elif measure_size(tree) > MAX_SIZE:
        yield Fault("repeats inside repeats make this pattern too large", "repeat less, or use + or *")
    if tree.getwidth()[0] == 0:
        yield Fault(
            "the pattern matches the empty text, so it would match every post", "ask for at least one character"
        )


def _find_compile_faults(text: str, tree: Tree) -> Iterator[Fault]:
    try:
        compiled = regex.compile(text, regex.IGNORECASE)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        yield Fault(f"not a regular expression: {error}", "see the rule guide for what a pattern may hold")
        return
    if any(True for _ in _walk_unbounded(tree)):
        yield from _find_slowness(compiled, tree)


def _find_slowness(compiled: Any, tree: Tree) -> Iterator[Fault]:
    """Try the pattern on texts made of its own letters, repeated: where slow patterns show themselves."""
    letters = "".join(dict.fromkeys(_walk_literals(tree)))[:8] or "a"
    for unit in dict.fromkeys([*letters, letters, f"{letters} ", "a", "a ", "1", "a1"]):
        bait = letters + unit * (3_000 // len(unit)) + "\u2060!"
        try:
            compiled.search(bait, timeout=0.1)
        except TimeoutError:
            yield Fault(
                f"the pattern needs far too long on a text like “{unit * 3}…”",
                "a repeat inside a repeat can match the same text in many ways: make their contents distinct",
            )
            return


def _walk(tree: Tree) -> Iterator[tuple[str, Any]]:
    for operation, argument in tree:
        name = str(operation)
        yield name, argument
        for inner in inner_trees(name, argument):
            yield from _walk(inner)


_INNER: dict[str, Callable[[Any], list[Tree]]] = {
    **dict.fromkeys(REPEATS, lambda argument: [argument[2]]),
    "SUBPATTERN": lambda argument: [argument[3]],
    "ATOMIC_GROUP": lambda argument: [argument],
    "ASSERT": lambda argument: [argument[1]],
    "ASSERT_NOT": lambda argument: [argument[1]],
    "BRANCH": lambda argument: list(argument[1]),
    "GROUPREF_EXISTS": lambda argument: [tree for tree in argument[1:] if tree is not None],
}


def inner_trees(name: str, argument: Any) -> list[Tree]:
    """Return the sub-trees of one node of a parse tree."""
    return _INNER[name](argument) if name in _INNER else []


def _walk_repeats(tree: Tree) -> Iterator[tuple[int, int, Tree]]:
    for name, argument in _walk(tree):
        if name in REPEATS:
            low, high, inner = argument
            yield int(low), (int(low) if high is _parser.MAXREPEAT else int(high)), inner


def _walk_unbounded(tree: Tree) -> Iterator[Tree]:
    for name, argument in _walk(tree):
        if name in REPEATS and (argument[1] is _parser.MAXREPEAT or argument[1] > 20):
            yield argument[2]


def _walk_literals(tree: Tree) -> Iterator[str]:
    return (chr(argument) for name, argument in _walk(tree) if name == "LITERAL")


def measure_depth(tree: Tree) -> int:
    """Return how deep groups and repeats stand in each other."""
    return 1 + max(
        (measure_depth(inner) for op, argument in tree for inner in inner_trees(str(op), argument)), default=0
    )


def measure_size(tree: Tree) -> int:
    """Return how many nodes the pattern has once its bounded repeats are written out."""
    total = 0
    for operation, argument in tree:
        name = str(operation)
        times = 1
        if name in REPEATS:
            low, high, _ = argument
            times = max(1, int(low) if high is _parser.MAXREPEAT else int(high))
        total += times * max(1, sum(measure_size(inner) for inner in inner_trees(name, argument)))
    return total
