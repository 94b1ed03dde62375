"""Patterns of spelled-out words: what is left of ``v[\\W_]*i[\\W_]*a`` where all separators are left out.

A text that matches a pattern still holds the pattern's letters side by side when every separator is taken out of
both. So a pattern without a literal of its own in the text may have one in the squeezed text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from modbot.detect.pattern_fold import fold_case
from modbot.detect.pattern_shapes import spell, squeeze
from modbot.detect.pattern_syntax import REPEATS, UNKNOWN, Tree

_ANYTHING = ("ANY", None)
_SEPARATORS = frozenset({"CATEGORY_NOT_WORD", "CATEGORY_SPACE"})


def squeeze_tree(tree: Tree) -> Tree:
    """Return a parse tree without the parts that match separators only; it must not be read by the engine."""
    return list(_squeeze(tree))


def _squeeze(tree: Tree) -> Iterator[tuple[str, Any]]:
    for operation, argument in tree:
        name = str(operation)
        if name in REPEATS:
            low, high, inner = argument
            if left := squeeze_tree(inner):
                yield name, (low, high, left)
        elif name == "LITERAL":
            if not _is_separator(name, argument):
                yield name, argument
        elif name == "IN":
            left_out = [_is_separator(str(kind), value) for kind, value in argument]
            if not all(left_out):
                yield _ANYTHING if any(left_out) else (name, argument)
        elif name == "SUBPATTERN":
            yield name, (*argument[:3], squeeze_tree(argument[3]))
        elif name == "ATOMIC_GROUP":
            yield name, squeeze_tree(argument)
        elif name == "BRANCH":
            yield name, (argument[0], [squeeze_tree(branch) for branch in argument[1]])
        elif name == "ASSERT":
            yield name, (argument[0], squeeze_tree(argument[1]))
        elif name not in {"AT", "ASSERT_NOT"}:
            yield _ANYTHING


def _is_separator(name: str, argument: Any) -> bool:
    """Return whether a literal, or a member of a class, is left out of squeezed text."""
    if name == "LITERAL":
        return argument != UNKNOWN and not squeeze(spell(fold_case(chr(argument))))
    return name == "CATEGORY" and str(argument) in _SEPARATORS
