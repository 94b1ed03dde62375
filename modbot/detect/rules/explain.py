"""Why a rule holds for a post, or which condition failed first and how near it was."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from modbot.detect.pattern_clues import Pattern
from modbot.detect.patterns import PatternSet, Place
from modbot.detect.rules.evaluate import Failure, Node
from modbot.detect.rules.examples import describe_place
from modbot.detect.rules.look import Look, drop_contained
from modbot.detect.rules.ruleset import RuleSet
from modbot.prepare.fold import fold_plain
from modbot.prepare.views import PreparedPost, View
from modbot.records import Span

_MOST_PHRASES = 2_000
_MOST_TEXT = 20_000
_ALIKE = 70.0


@dataclass(frozen=True, slots=True)
class NearMiss:
    """The place in the raw text most like a phrase of the rule, and how much (0–100)."""

    phrase: str
    place: Place
    likeness: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """``holds`` with its evidence; or ``failed`` (the condition's place in the rule), ``why``, and what was near."""

    source: str
    holds: bool
    spans: tuple[Span, ...] = ()
    failed: str = ""
    why: str = ""
    hint: str = ""
    nearest: NearMiss | None = None
    status: str = "live"


def explain(rules: RuleSet, index: int, post: PreparedPost) -> Explanation:
    """Return why the rule of this index holds for the post, or why not."""
    loaded = rules.rules[index]
    look = rules.look_at(post)
    result = rules.try_rule(index, look)
    if not isinstance(result, Failure):
        spans = drop_contained(look.span(hit, loaded.rule.span_type, loaded.rule.owner) for hit in result.hits)
        return Explanation(loaded.source, True, spans, status=loaded.rule.status)
    node = _node_at(rules.node(index), result.place)
    hint, nearest = "", None
    if node is not None and node.numbers and not look.hits_of(node.view, node.numbers):
        patterns = rules.patterns_of(node)
        hint = _find_elsewhere(patterns, node, look)
        nearest = None if hint else _find_nearest(patterns, look.view(node.view, "raw"))
    return Explanation(
        loaded.source, False, (), describe_place(result.place), result.why, hint, nearest, loaded.rule.status
    )


def _node_at(node: Node, place: tuple[str | int, ...]) -> Node | None:
    """Return the condition that stands at the place, by its own place in the rule."""
    if node.place == place:
        return node
    for child in (*node.all_of, *node.any_of, *node.none_of):
        found = _node_at(child, place)
        if found is not None:
            return found
    return node if place[: len(node.place)] == node.place and not node.place else None


def _find_elsewhere(patterns: list[Pattern], node: Node, look: Look) -> str:
    """Say where the words do stand if the condition's view leaves that part out."""
    everything = fold_plain(View(look.post.post.raw))
    for places in PatternSet(patterns).find(everything.text).places.values():
        kind = look.kind_at(everything.raw_span(*places[0])[0])
        return f"its words stand in the post, in a part ({kind}) that the view “{node.view}” leaves out"
    return ""


def _find_nearest(patterns: list[Pattern], view: View) -> NearMiss | None:
    text = view.text[:_MOST_TEXT].lower()
    best: NearMiss | None = None
    for pattern in patterns[:_MOST_PHRASES]:
        if not pattern.is_phrase or len(pattern.text) < 4 or not text.strip():
            continue
        found = fuzz.partial_ratio_alignment(pattern.text.lower(), text, score_cutoff=best.likeness if best else _ALIKE)
        if found is not None and found.score > (best.likeness if best else 0):
            best = NearMiss(pattern.text, view.raw_span(found.dest_start, found.dest_end), round(found.score))
    return best
