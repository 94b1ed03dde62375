"""What is wrong with a rule before it is ever tried: words, names, conditions. All of it, each with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from modbot.detect.pattern_syntax import find_faults, list_literals
from modbot.detect.rules.folding import FOLDED_VIEWS, fold_for
from modbot.detect.rules.lists import ListShelf
from modbot.detect.rules.model import Condition, Near, Rule, ViewName, Words
from modbot.detect.validators import CHECKS
from modbot.errors import Problem
from modbot.marked_yaml import MarkedDocument, Place


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the policy and the terms know: categories with their labels, and clause ids."""

    categories: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clauses: frozenset[str] = frozenset()


class RuleChecker:
    """Finds the faults of rules; patterns found good once are not tried again (``good``)."""

    def __init__(self, vocabulary: Vocabulary, shelf: ListShelf, good: set[str]) -> None:
        self._vocabulary = vocabulary
        self._shelf = shelf
        self._good = good
        self._checked_lists: set[tuple[str, bool, bool]] = set()

    def check(self, document: MarkedDocument, place: Place, rule: Rule) -> list[Problem]:
        """Return everything wrong with the rule at ``place``; its examples are not tried here."""
        problems = [*self._check_names(document, place, rule)]
        if not rule.asks_for_something():
            problems.append(
                document.problem(place, f"rule “{rule.id}” looks for nothing", "add phrases:, patterns: or a condition")
            )
        if not rule.match:
            problems.append(
                document.problem(
                    place,
                    f"rule “{rule.id}” has no example",
                    "add match: with a post it must find, [[evidence]] marked",
                )
            )
        return [*problems, *self._check_condition(document, place, rule, rule.view or "plain")]

    def _check_names(self, document: MarkedDocument, place: Place, rule: Rule) -> Iterator[Problem]:
        categories = self._vocabulary.categories
        if rule.category not in categories:
            yield _unknown(document, (*place, "category"), "category", rule.category, categories)
        elif rule.label:
            labels = categories[rule.category]
            if labels and rule.label not in labels:
                yield _unknown(document, (*place, "label"), "label", rule.label, labels)
            elif not rule.label.startswith(f"{rule.category}."):
                message = f"label “{rule.label}” does not belong to {rule.category}"
                yield document.problem((*place, "label"), message, f"write {rule.category}.{rule.label.split('.')[-1]}")
        for index, clause in enumerate(rule.clauses):
            if clause not in self._vocabulary.clauses:
                known = self._vocabulary.clauses
                yield _unknown(document, (*place, "clauses", index), "clause", clause, known)

    def _check_condition(
        self, document: MarkedDocument, place: Place, condition: Condition, view: ViewName
    ) -> Iterator[Problem]:
        view = condition.view or view
        yield from self._check_words(document, place, condition, view)
        yield from self._check_near(document, (*place, "near"), condition.near, condition, view)
        for index, near in enumerate(condition.not_near):
            here = (*place, "not_near", index) if len(condition.not_near) > 1 else (*place, "not_near")
            yield from self._check_near(document, here, near, condition, view)
        if condition.check is not None and condition.check not in CHECKS:
            yield _unknown(document, (*place, "check"), "check", condition.check, CHECKS)
        if condition.check is not None and not condition.has_words():
            yield document.problem((*place, "check"), "a check needs words to check", "put it beside its patterns:")
        for host_list in condition.post.link_host_lists if condition.post else ():
            if self._shelf.take(host_list) is None:
                yield self._missing_list(document, (*place, "post", "link_host_lists"), host_list)
        children = {"all": condition.all_of, "any": condition.any_of, "not": condition.none_of}
        for key, conditions in children.items():
            for index, child in enumerate(conditions):
                here = (*place, key, index)
                if not child.asks_for_something():
                    yield document.problem(here, "this condition asks for nothing", "add to it or remove it")
                yield from self._check_condition(document, here, child, view)

    def _check_near(
        self, document: MarkedDocument, place: Place, near: Near | None, condition: Condition, view: ViewName
    ) -> Iterator[Problem]:
        if near is None:
            return
        if not near.has_words():
            yield document.problem(place, "no words are named", "add phrases: or patterns: below it")
        if not condition.has_words():
            yield document.problem(place, "stands beside no words", "put it beside the phrases: it is about")
        yield from self._check_words(document, place, near, view)

    def _check_words(self, document: MarkedDocument, place: Place, words: Words, view: ViewName) -> Iterator[Problem]:
        for index, phrase in enumerate(words.phrases):
            for offset, message, suggestion in find_phrase_faults(phrase):
                yield document.problem_inside(_item(document, (*place, "phrases"), index), offset, message, suggestion)
        for index, pattern in enumerate(words.patterns):
            for offset, message, suggestion in self._find_pattern_faults(pattern, view):
                yield document.problem_inside(_item(document, (*place, "patterns"), index), offset, message, suggestion)
        for key, names in (("lists", words.lists), ("pattern_lists", words.pattern_lists)):
            for name in names:
                yield from self._check_list(document, (*place, key), name, view)

    def _check_list(self, document: MarkedDocument, place: Place, name: str, view: ViewName) -> Iterator[Problem]:
        found = self._shelf.take(name)
        if found is None:
            yield self._missing_list(document, place, name)
            return
        are_patterns = place[-1] == "pattern_lists"
        key = (name, are_patterns, view in FOLDED_VIEWS)
        if key in self._checked_lists:
            return
        self._checked_lists.add(key)
        for index, entry in enumerate(found.entries):
            faults = self._find_pattern_faults(entry, view) if are_patterns else find_phrase_faults(entry)
            for offset, message, suggestion in faults:
                yield found.problem(index, offset, message, suggestion)

    def _missing_list(self, document: MarkedDocument, place: Place, name: str) -> Problem:
        return document.problem(place, f"there is no list “{name}”", self._shelf.suggest(name))

    def _find_pattern_faults(self, pattern: str, view: ViewName) -> list[tuple[int, str, str]]:
        key = f"{view} {pattern}" if view in FOLDED_VIEWS else pattern
        if key in self._good:
            return []
        faults = [(fault.position, fault.message, fault.suggestion) for fault in find_faults(pattern)]
        faults = faults or [*_find_folded_letters(pattern, view)]
        if not faults:
            self._good.add(key)
        return faults


def find_phrase_faults(phrase: str) -> Iterator[tuple[int, str, str]]:
    """Return (offset, message, suggestion) for everything wrong with a phrase."""
    parts = [part.strip() for part in phrase.split("*")]
    longest = max(parts, key=len)
    if not longest:
        yield 0, "the phrase is empty", "write a word or remove the entry"
    elif len(longest) < 2 and longest.isascii():
        yield 0, "one character is too little to look for", "write a longer phrase"
    elif len(phrase) > 500:
        yield 0, "the phrase is longer than 500 characters", "shorten it"


def _find_folded_letters(pattern: str, view: ViewName) -> Iterator[tuple[int, str, str]]:
    """Return letters that the view's folding has already replaced: they could never match."""
    if view not in FOLDED_VIEWS:
        return
    for letter in dict.fromkeys(list_literals(pattern)):
        shown = fold_for(view, letter)
        if shown != letter.lower() and shown:
            place = max(pattern.find(letter), 0)
            yield place, f"the view “{view}” shows “{letter}” as “{shown}”", f"write “{shown}”, or choose view: prose"


def _item(document: MarkedDocument, place: Place, index: int) -> Place:
    """Return the place of an entry, or of the value itself where one text stands for a list of one."""
    return (*place, index) if document.knows((*place, index)) else place


def _unknown(document: MarkedDocument, place: Place, kind: str, name: str, known: Iterable[str]) -> Problem:
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean “{close[0]}”?" if close else f"known are: {', '.join(names[:20])}"
    return document.problem(place, f"unknown {kind} “{name}”", hint)
