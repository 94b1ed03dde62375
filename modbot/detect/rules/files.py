"""Reads config/rules: every rule of every pack, or every problem of them. Nothing is dropped silently."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modbot.detect.rules.checks import RuleChecker, Vocabulary
from modbot.detect.rules.examples import try_examples
from modbot.detect.rules.lists import ListShelf
from modbot.detect.rules.memory import keep, recall
from modbot.detect.rules.model import Condition, Rule
from modbot.detect.rules.ruleset import LoadedRule, RuleSet
from modbot.errors import ConfigError, Problem
from modbot.marked_yaml import MarkedDocument, Place, read_marked


@dataclass(frozen=True, slots=True)
class RuleSources:
    """Where rules and their lists are read, what they may refer to, and where compiled patterns are kept."""

    rules: Path
    lists: Path
    vocabulary: Vocabulary
    cache: Path | None = None


class RuleReader:
    """Reads a folder of rules again and again; unchanged rules are not tried twice.

    With ``remembers`` what was found good is kept beside the compiled patterns for the next start.
    """

    def __init__(self, sources: RuleSources, *, remembers: bool = False) -> None:
        self.sources = sources
        self._kept_in = sources.cache if remembers else None
        self._memory = recall(self._kept_in)

    def read(self, paths: Sequence[Path] | None = None) -> RuleSet:
        """Return the rules of the folder (or of ``paths``); raises ConfigError with every problem of every file."""
        rules, problems = self.inspect(paths)
        if problems:
            raise ConfigError(problems)
        return rules

    def inspect(self, paths: Sequence[Path] | None = None) -> tuple[RuleSet, list[Problem]]:
        """Return the rules that can be tried, and every problem: of the others, and of examples that fail.

        ``paths`` are files or folders to read instead of the whole folder of rules.
        """
        known = len(self._memory.patterns) + len(self._memory.rules)
        shelf = ListShelf(self.sources.lists)
        checker = RuleChecker(self.sources.vocabulary, shelf, self._memory.patterns)
        problems: list[Problem] = []
        good: list[tuple[MarkedDocument, LoadedRule]] = []
        seen: dict[str, str] = {}
        for path in _find_files([self.sources.rules] if paths is None else paths):
            for document, loaded in self._read_file(path, checker, shelf, problems):
                if loaded.source in seen:
                    message = f"rule “{loaded.rule.id}” stands in this pack twice"
                    hint = f"the other stands in {seen[loaded.source]}: rename one"
                    problems.append(document.problem((loaded.index, "id"), message, hint))
                    continue
                seen[loaded.source] = loaded.path
                good.append((document, loaded))
        problems += shelf.problems
        rules = RuleSet([loaded for _, loaded in good], shelf.entries(), self.sources.cache)
        problems += self._try_all(rules, [document for document, _ in good])
        if len(self._memory.patterns) + len(self._memory.rules) > known:
            keep(self._memory, self._kept_in)
        return rules, problems

    def _read_file(
        self, path: Path, checker: RuleChecker, shelf: ListShelf, problems: list[Problem]
    ) -> list[tuple[MarkedDocument, LoadedRule]]:
        try:
            document = read_marked(path)
        except ConfigError as error:
            problems += error.problems
            return []
        if not isinstance(document.data, list) or not document.data:
            # An empty file is most often one that is being written: the last good set must outlive it.
            message = "a rule file is a list of rules" if document.data else "the file holds no rules"
            problems.append(document.problem((), message, "begin each rule with “- id:”, or remove the file"))
            return []
        good = []
        for index in range(len(document.data)):
            rule, faults = _read_rule(document, (index,), checker)
            problems += faults
            if rule is not None and not faults:
                loaded = LoadedRule(rule, self._pack_of(path), str(path), index, _digest(rule, shelf))
                good.append((document, loaded))
        return good

    def _pack_of(self, path: Path) -> str:
        path, folder = path.resolve(), self.sources.rules.resolve()
        inside = path.relative_to(folder) if path.is_relative_to(folder) else Path(path.name)
        return inside.parts[0] if len(inside.parts) > 1 else inside.stem

    def _try_all(self, rules: RuleSet, documents: list[MarkedDocument]) -> list[Problem]:
        problems = []
        for index, loaded in enumerate(rules.rules):
            if loaded.digest in self._memory.rules:
                continue
            faults = list(try_examples(rules, index))
            if not faults:
                self._memory.rules.add(loaded.digest)
            for key, number, message, suggestion in faults:
                place = (loaded.index, key, number)
                problems.append(documents[index].problem(place, f"{message} [{loaded.rule.id}]", suggestion))
        return problems


def _find_files(paths: Sequence[Path]) -> list[Path]:
    found = [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
    return list(dict.fromkeys(found))


def _read_rule(document: MarkedDocument, place: Place, checker: RuleChecker) -> tuple[Rule | None, list[Problem]]:
    try:
        rule = document.validate(Rule, place)
    except ConfigError as error:
        return None, list(error.problems)
    return rule, checker.check(document, place, rule)


def _digest(rule: Rule, shelf: ListShelf) -> str:
    digest = hashlib.sha256(rule.model_dump_json().encode("utf-8", "surrogatepass"))
    for name in sorted(_list_names(rule)):
        found = shelf.take(name)
        digest.update("\n".join((name, *found.entries) if found else (name,)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _list_names(condition: Condition) -> set[str]:
    names = {*condition.lists, *condition.pattern_lists, *(condition.post.link_host_lists if condition.post else ())}
    for near in (condition.near, *condition.not_near):
        names.update((*near.lists, *near.pattern_lists) if near else ())
    for child in (*condition.all_of, *condition.any_of, *condition.none_of):
        names |= _list_names(child)
    return names
