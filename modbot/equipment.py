"""What looks at posts, built from the files of a configuration, each read once: policy, terms, rules, detectors."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from modbot.config import find_cache_folder, load_settings, read_secret
from modbot.detect.catalog import Detectors, DetectorSources, build_detectors, build_purpose_detector
from modbot.detect.rules.checks import Vocabulary
from modbot.detect.rules.files import RuleReader, RuleSources
from modbot.flag.clauses import ClauseBook, load_clauses
from modbot.flag.policy import Policy, load_policy
from modbot.pipeline import Denial, Examiner

_ALLOCATIONS_A_ROUND = 50_000  # more than a batch of posts holds at a time


@dataclass(frozen=True, slots=True)
class Standards:
    """What posts are measured by: the policy and the terms its clauses stand in, read from the folder ``config``."""

    config: Path
    policy: Policy
    clauses: ClauseBook


@dataclass(frozen=True, slots=True)
class Equipment:
    """The examiner and what it was built from; ``rules`` reads the rules again when their files change."""

    standards: Standards
    rules: RuleReader
    detectors: Detectors
    examiner: Examiner


def load_standards(config: Path) -> Standards:
    """Return policy and terms of this configuration; raises ConfigError."""
    return Standards(config, load_policy(config / "policy.yaml"), load_clauses(config / "terms"))


def build_vocabulary(standards: Standards) -> Vocabulary:
    """Return the categories, labels and clauses that rules may refer to."""
    labels = {name: frozenset(category.labels) for name, category in standards.policy.categories.items()}
    return Vocabulary(labels, frozenset(standards.clauses.ids()))


def build_rule_reader(config: Path, standards: Standards | None = None, *, remembers: bool = True) -> RuleReader:
    """Return the reader of the rules of this configuration; raises ConfigError when policy or terms are wrong.

    Unless it ``remembers``, it tries every pattern and example itself, whatever an earlier start found.
    """
    vocabulary = build_vocabulary(standards or load_standards(config))
    sources = RuleSources(config / "rules", config / "lists", vocabulary, find_cache_folder())
    return RuleReader(sources, remembers=remembers)


def equip(config: Path, models: Path, profile: Path | None = None) -> Equipment:
    """Return all that examines posts, for one product profile; raises ConfigError or ModelError."""
    standards = load_standards(config)
    rules = build_rule_reader(config, standards)
    detectors = build_detectors(_find_sources(config, models, profile), rules.read())
    examiner = Examiner(detectors.all, standards.policy, detectors.read_statement.read_many)
    return Equipment(standards, rules, detectors, examiner)


def _find_sources(config: Path, models: Path, profile: Path | None) -> DetectorSources:
    detect = load_settings(config).detect
    hash_key = (read_secret(detect.hash_key_env) or "").encode()
    product = profile or config / "products" / "3cx.yaml"
    return DetectorSources(config, models, product, hash_key, detect.repeats_at_least, detect.repeats_similarity)


def build_denial(standards: Standards, models: Path) -> Denial:
    """Return what says whether the purposes deny a category; raises ConfigError or ModelError when first asked."""
    return Denial(lambda: build_purpose_detector(_find_sources(standards.config, models, None)), standards.policy)


@contextmanager
def settle() -> Iterator[None]:
    """Within it, what has been built so far is left out of the garbage collector's rounds, and those are seldom.

    Rules and models stay and hold no garbage; looking through them again and again costs a tenth of all the work.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_A_ROUND, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def build_examiner(config: Path, models: Path, profile: Path | None = None) -> Examiner:
    """Return the examiner of these files; raises ConfigError or ModelError."""
    return equip(config, models, profile).examiner
