"""The composition root: builds every part from settings, once, and names the concrete classes."""

from __future__ import annotations

from pathlib import Path

from modbot.config import find_cache_folder
from modbot.detect.catalog import DetectorSources, build_detectors
from modbot.detect.rules.checks import Vocabulary
from modbot.detect.rules.files import RuleReader, RuleSources
from modbot.flag.clauses import ClauseBook, load_clauses
from modbot.flag.policy import Policy, load_policy
from modbot.pipeline import Examiner


def build_examiner(config: Path, models: Path, profile: Path | None = None) -> Examiner:
    """Return the examiner of these files; raises ConfigError or ModelError."""
    policy = load_policy(config / "policy.yaml")
    vocabulary = build_vocabulary(policy, load_clauses(config / "terms"))
    product = profile or config / "products" / "3cx.yaml"
    sources = DetectorSources(config, models, product, vocabulary, cache=find_cache_folder())
    return Examiner(build_detectors(sources), policy)


def build_rule_reader(config: Path) -> RuleReader:
    """Return the reader of the rules of this configuration; raises ConfigError when policy or terms are wrong."""
    vocabulary = build_vocabulary(load_policy(config / "policy.yaml"), load_clauses(config / "terms"))
    return RuleReader(RuleSources(config / "rules", config / "lists", vocabulary, find_cache_folder()))


def build_vocabulary(policy: Policy, clauses: ClauseBook) -> Vocabulary:
    """Return the categories, labels and clauses that rules may refer to."""
    return Vocabulary(
        {name: frozenset(category.labels) for name, category in policy.categories.items()}, frozenset(clauses.ids())
    )
