"""All rules, compiled: one pattern set a view, an index from found patterns to the rules that may hold."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from modbot.detect.pattern_clues import Pattern
from modbot.detect.patterns import Folded, PatternSet
from modbot.detect.rules.evaluate import Failure, Node, evaluate, is_possible
from modbot.detect.rules.folding import fold_for
from modbot.detect.rules.look import Hit, Look, drop_contained
from modbot.detect.rules.model import Condition, Rule, ViewName, Words
from modbot.marked_yaml import Place as RulePlace
from modbot.prepare.views import PreparedPost
from modbot.records import Signal, SignalStatus

MAX_SPANS = 200
Lists = Mapping[str, Sequence[str]]
Key = tuple[ViewName, int]


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule, its pack, file and place in the file; the digest names all that decides what it does."""

    rule: Rule
    pack: str
    path: str
    index: int
    digest: str

    @property
    def source(self) -> str:
        """Return the name signals carry: "rules/<pack>/<id>"."""
        return f"rules/{self.pack}/{self.rule.id}"

    @property
    def version(self) -> str:
        """Return the short form of the digest that signals carry."""
        return self.digest[:12]


@dataclass(frozen=True, slots=True)
class Match:
    """A rule held for a post, at these places."""

    hits: tuple[Hit, ...]


class RuleSet:
    """Compiled rules, safe to use from several threads. Examining a post never changes it."""

    def __init__(self, rules: Sequence[LoadedRule], lists: Lists, cache: Path | None = None) -> None:
        self.rules = tuple(rules)
        self.version = hashlib.sha256("".join(sorted(r.digest for r in rules)).encode()).hexdigest()[:12]
        compiler = _Compiler(lists)
        self._nodes = [compiler.compile(loaded.rule, loaded.rule.view or "plain", ()) for loaded in rules]
        # In order: what everybody sees comes first, and other views are mostly shown as it is folded.
        self._sets: dict[ViewName, PatternSet] = {
            view: PatternSet(list(numbers), cache=cache) for view, numbers in sorted(compiler.numbers.items())
        }
        self._always: list[int] = []
        self._woken: dict[Key, list[int]] = defaultdict(list)
        wakers: dict[Pattern, int] = {}
        for index, node in enumerate(self._nodes):
            triggers = find_triggers(node, self._rate)
            for view, number in sorted(triggers or ()):
                pattern = self._sets[view].patterns[number]
                self._woken[view, wakers.setdefault(pattern, len(wakers))].append(index)
            if triggers is None:
                self._always.append(index)
        self._wakers = PatternSet(list(wakers), cache=cache)

    def _rate(self, keys: frozenset[Key]) -> float:
        """Rate how rarely a post matches one of the patterns, in bits."""
        return -log2(sum(2 ** -self._sets[view].rate(number) for view, number in keys))

    def node(self, index: int) -> Node:
        """Return the compiled condition of the rule of this index."""
        return self._nodes[index]

    def patterns_of(self, node: Node) -> list[Pattern]:
        """Return the patterns a condition looks for."""
        return [self._sets[node.view].patterns[number] for number in sorted(node.numbers)]

    def find_rule(self, name: str) -> int | None:
        """Return the index of the rule of this id or source ("rules/<pack>/<id>", "<pack>/<id>"); None if unknown."""
        for index, loaded in enumerate(self.rules):
            if name in {loaded.rule.id, loaded.source, f"{loaded.pack}/{loaded.rule.id}"}:
                return index
        return None

    def look_at(self, post: PreparedPost) -> Look:
        """Return everything the rules' words find in the post."""
        return Look(post, self._sets)

    def try_rule(self, index: int, look: Look) -> Match | Failure:
        """Return where the rule of this index holds, or the first condition that fails; its status plays no part."""
        rule = self.rules[index].rule
        if not _speaks(rule, look.post):
            return Failure(("languages",), f"the post is in “{look.post.language}”")
        posted_at = look.post.post.posted_at
        if rule.expires is not None and posted_at is not None and posted_at.date() > rule.expires:
            return Failure(("expires",), "the post is younger than the rule's last day")
        result = evaluate(self._nodes[index], look)
        return result if isinstance(result, Failure) else Match(tuple(result))

    def find_matches(self, look: Look) -> dict[int, Match]:
        """Return every rule that holds, by index, whatever its status."""
        results = ((index, self.try_rule(index, look)) for index in self._find_possible(look))
        return {index: result for index, result in results if isinstance(result, Match)}

    def _find_possible(self, look: Look) -> list[int]:
        """Return the rules worth trying. Most posts wake none: only what the rarest words wake is searched for more."""
        awake = {index for index in self._always if _speaks(self.rules[index].rule, look.post)}
        views: dict[Folded, list[tuple[ViewName, str]]] = {}
        for folded, view, text in look.fold_views():
            views.setdefault(folded, []).append((view, text))
        for folded, shown in views.items():
            for number in self._wakers.sift(folded):
                for view, text in shown:
                    woken = self._list_woken(view, number, look.post)
                    if not awake.issuperset(woken) and self._wakers.holds(number, text, folded.text):
                        awake.update(woken)
        return [index for index in sorted(awake) if is_possible(self._nodes[index], look)]

    def _list_woken(self, view: ViewName, number: int, post: PreparedPost) -> list[int]:
        woken = self._woken.get((view, number), ())
        return [index for index in woken if _speaks(self.rules[index].rule, post)]

    def detect(self, post: PreparedPost) -> list[Signal]:
        """Return the signals of all live and shadow rules."""
        look = self.look_at(post)
        matches = self.find_matches(look)
        signals = [
            _signal(self.rules[index], match, look)
            for index, match in matches.items()
            if self.rules[index].rule.is_active
        ]
        overdue = look.overdue()
        if overdue:
            slow = [index for index in self._find_possible(look) if index not in matches]
            signals += [
                _overdue_signal(self.rules[index])
                for index in slow
                if self.rules[index].rule.is_active and not overdue.isdisjoint(list_keys(self._nodes[index]))
            ]
        return signals


def _speaks(rule: Rule, post: PreparedPost) -> bool:
    """Return whether the rule is meant for the post's language, as far as that is known."""
    return not rule.languages or not post.language_is_sure or post.language in rule.languages


def _signal(loaded: LoadedRule, match: Match, look: Look) -> Signal:
    rule = loaded.rule
    span_type = rule.span_type or rule.label or rule.category
    spans = drop_contained(look.span(hit, span_type, rule.owner) for hit in match.hits)
    return Signal(
        source=loaded.source,
        category=rule.category,
        label=rule.label or rule.category,
        clauses=rule.clauses,
        score=rule.score,
        spans=spans[:MAX_SPANS],
        reason=rule.reason or f"matches the rule “{rule.id}”",
        status=_status(rule),
        severity=rule.severity,
        version=loaded.version,
    )


def _status(rule: Rule) -> SignalStatus:
    if rule.status == "shadow":
        return "shadow"
    return "hint" if rule.hint else "live"


def _overdue_signal(loaded: LoadedRule) -> Signal:
    """Say that a rule could not be tried to its end: a slow post must not pass for a clean one."""
    rule = loaded.rule
    return Signal(
        source=loaded.source,
        category=rule.category,
        label=rule.label or rule.category,
        clauses=rule.clauses,
        score=rule.score,
        reason=f"the rule “{rule.id}” ran out of time on this post: a person has to look",
        status="shadow" if rule.status == "shadow" else "hint",
        severity=rule.severity,
        version=loaded.version,
    )


class _Compiler:
    """Gives every pattern of a view a number, once."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self.numbers: dict[ViewName, dict[Pattern, int]] = {}

    def compile(self, condition: Condition, view: ViewName, place: RulePlace) -> Node:
        view = condition.view or view
        hosts = condition.post.link_host_lists if condition.post else ()

        def compile_all(key: str, children: Iterable[Condition]) -> tuple[Node, ...]:
            return tuple(self.compile(child, view, (*place, key, i)) for i, child in enumerate(children))

        return Node(
            place=place,
            condition=condition,
            view=view,
            numbers=self._number(condition, view, condition.match_case),
            near=self._number(condition.near, view, condition.match_case),
            not_near=tuple(self._number(near, view, condition.match_case) for near in condition.not_near),
            hosts=frozenset(host.casefold() for name in hosts for host in self._lists[name]),
            all_of=compile_all("all", condition.all_of),
            any_of=compile_all("any", condition.any_of),
            none_of=compile_all("not", condition.none_of),
        )

    def _number(self, words: Words | None, view: ViewName, match_case: bool) -> frozenset[int]:
        if words is None or not words.has_words():
            return frozenset()
        numbers = self.numbers.setdefault(view, {})
        return frozenset(
            numbers.setdefault(pattern, len(numbers)) for pattern in list_patterns(words, view, match_case, self._lists)
        )


def list_patterns(words: Words, view: ViewName, match_case: bool, lists: Lists) -> Iterable[Pattern]:
    """Return the patterns that the words of a condition stand for in a view."""
    for phrase in (*words.phrases, *(entry for name in words.lists for entry in lists[name])):
        yield Pattern(fold_for(view, phrase), is_phrase=True, match_case=match_case)
    for pattern in (*words.patterns, *(entry for name in words.pattern_lists for entry in lists[name])):
        yield Pattern(pattern, match_case=match_case)


def list_keys(node: Node) -> set[Key]:
    """Return all patterns a condition and those inside it ask for."""
    keys = {(node.view, number) for number in node.numbers.union(node.near, *node.not_near)}
    for child in (*node.all_of, *node.any_of, *node.none_of):
        keys |= list_keys(child)
    return keys


def find_triggers(node: Node, rate: Callable[[frozenset[Key]], float]) -> frozenset[Key] | None:
    """Return the patterns of which one must be found for the condition to hold; None if it can hold without any.

    Where several groups of patterns are needed it is the group that ``rate`` (how rare it is) gives the most.
    """
    needed = [frozenset((node.view, number) for number in numbers) for numbers in (node.numbers, node.near) if numbers]
    needed += [keys for child in node.all_of if (keys := find_triggers(child, rate)) is not None]
    alternatives = [find_triggers(child, rate) for child in node.any_of]
    if alternatives and None not in alternatives:
        needed.append(frozenset(key for keys in alternatives for key in keys or ()))
    return max(needed, key=rate, default=None)
