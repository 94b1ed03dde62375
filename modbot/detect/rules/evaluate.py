"""Whether a compiled condition holds for a post, at which places; and if not, what failed first."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modbot.detect.rules.circumstances import find_unmet
from modbot.detect.rules.look import Hit, Look
from modbot.detect.rules.model import Condition, Near, ViewName
from modbot.detect.validators import CHECKS
from modbot.marked_yaml import Place as RulePlace

_SENTENCE_END = re.compile(r"[.!?;…]\s|\n\s*\n")
_LONGEST_NEAR = 200


@dataclass(frozen=True, slots=True)
class Node:
    """A condition with its words as numbers of patterns in the view's set."""

    place: RulePlace
    condition: Condition
    view: ViewName
    numbers: frozenset[int]
    near: frozenset[int]
    not_near: tuple[frozenset[int], ...]
    hosts: frozenset[str]
    all_of: tuple[Node, ...]
    any_of: tuple[Node, ...]
    none_of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """The first condition that failed: its place in the rule and why, without quoting the post."""

    place: RulePlace
    why: str


def is_possible(node: Node, look: Look) -> bool:
    """Return whether the words a condition needs may all be there: cheap, and False is certain."""
    if node.numbers and not look.may_hold(node.view, node.numbers):
        return False
    if node.near and not look.may_hold(node.view, node.near):
        return False
    if not all(is_possible(child, look) for child in node.all_of):
        return False
    return not node.any_of or any(is_possible(child, look) for child in node.any_of)


def evaluate(node: Node, look: Look) -> list[Hit] | Failure:
    """Return the places that make the condition hold (none, if it asks for no words), or what failed first."""
    condition = node.condition
    if condition.author is not None or condition.post is not None:
        unmet = find_unmet(condition.author, condition.post, look.post, node.hosts)
        if unmet is not None:
            return Failure(node.place, unmet)
    hits: list[Hit] = []
    if node.numbers:
        found = _find_words(node, look)
        if isinstance(found, Failure):
            return found
        hits = found
    for child in node.all_of:
        result = evaluate(child, look)
        if isinstance(result, Failure):
            return result
        hits += result
    return _evaluate_others(node, look, hits)


def _evaluate_others(node: Node, look: Look, hits: list[Hit]) -> list[Hit] | Failure:
    if node.any_of:
        results = [evaluate(child, look) for child in node.any_of]
        held = [result for result in results if not isinstance(result, Failure)]
        if not held:
            return Failure((*node.place, "any"), "none of the alternatives holds")
        hits = hits + [hit for result in held for hit in result]
    for child in node.none_of:
        if not isinstance(evaluate(child, look), Failure):
            return Failure(child.place, "holds, but must not")
    return hits


def _find_words(node: Node, look: Look) -> list[Hit] | Failure:
    hits: list[Hit] = []
    for why, hits in _narrow(node, look):
        if not hits:
            return Failure(node.place, why)
    if len(hits) < node.condition.at_least:
        return Failure(node.place, f"at_least: {len(hits)} of {node.condition.at_least} places")
    return hits


def _narrow(node: Node, look: Look) -> Iterator[tuple[str, list[Hit]]]:
    """Return the places left after each step, with what it means if none are left."""
    condition = node.condition
    hits = look.hits_of(node.view, node.numbers)
    yield "none of its words stands in the post", hits
    if condition.segments:
        hits = [hit for hit in hits if look.segment_kind(hit) in condition.segments]
        yield "segments: its words stand in other parts of the post only", hits
    if condition.check is not None:
        passes = CHECKS[condition.check]
        hits = [hit for hit in hits if passes(look.text_of(hit))]
        yield f"check: no place passes {condition.check}", hits
    if condition.near is not None:
        others = look.hits_of(node.view, node.near)
        hits = [hit for hit in hits if _has_near(hit, others, condition.near, look)]
        yield "near: no such word stands near its words", hits
    for numbers, near in zip(node.not_near, condition.not_near, strict=True):
        others = look.hits_of(node.view, numbers)
        hits = [hit for hit in hits if not _has_near(hit, others, near, look)]
        yield "not_near: such a word stands near each of its words", hits


def _has_near(hit: Hit, others: Sequence[Hit], near: Near, look: Look) -> bool:
    """Return whether one of ``others`` (in order) stands as near as asked; only a window of them is looked at."""
    first = bisect_left(others, Hit(hit.field, hit.view, hit.start - near.within - _LONGEST_NEAR, 0))
    for other in others[first : first + 2 * (near.within + _LONGEST_NEAR)]:
        if other.field != hit.field or other.start > hit.end + near.within:
            break
        if (other.start, other.end) != (hit.start, hit.end) and _is_near(hit, other, near, look):
            return True
    return False


def _is_near(hit: Hit, other: Hit, near: Near, look: Look) -> bool:
    is_before = other.start < hit.start
    if (near.side == "before" and not is_before) or (near.side == "after" and is_before):
        return False
    left, right = (other.end, hit.start) if is_before else (hit.end, other.start)
    if right - left > near.within:
        return False
    text = look.view(hit.view, hit.field).text
    return not (near.same_sentence and right > left and _SENTENCE_END.search(text, left, right))
