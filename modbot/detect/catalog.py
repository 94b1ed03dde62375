"""The list of detectors, in the order in which they look at a post. A new detector is one line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modbot.detect.behaviour import Behaviour
from modbot.detect.classifier import Classifier
from modbot.detect.exposure import build_exposure_detector
from modbot.detect.interface import Detector
from modbot.detect.model.encoder import Meanings
from modbot.detect.model.purposes import Purposes
from modbot.detect.model.values import ValueWeights
from modbot.detect.personal.profile import load_profile
from modbot.detect.prerequisites.detector import PrerequisitesDetector
from modbot.detect.prerequisites.read import StatementReader
from modbot.detect.products import load_product
from modbot.detect.purposes import PurposeDetector
from modbot.detect.rejection import Rejections
from modbot.detect.repeats import RepeatDetector
from modbot.detect.rules.detector import RuleDetector
from modbot.detect.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class DetectorSources:
    """Where detectors read what they need when they are built: configuration, models, one product profile."""

    config: Path
    models: Path
    product: Path
    hash_key: bytes = b""
    repeats_at_least: int = 3
    repeats_similarity: float = 88.0


@dataclass(frozen=True, slots=True)
class Detectors:
    """All detectors in order, those that others ask by name, and the reader of what posts state."""

    all: tuple[Detector, ...]
    rules: RuleDetector
    prerequisites: PrerequisitesDetector
    read_statement: StatementReader


def build_purpose_detector(sources: DetectorSources) -> PurposeDetector:
    """Return the detector of purposes by itself; raises ConfigError or ModelError when a file it reads is wrong."""
    purposes = Purposes(sources.models / "purposes", Meanings())
    return PurposeDetector(purposes, StatementReader(sources.config, load_product(sources.product), purposes))


def build_detectors(sources: DetectorSources, rules: RuleSet) -> Detectors:
    """Return all detectors; raises ConfigError or ModelError when a file they read is wrong."""
    product = load_product(sources.product)
    meanings = Meanings()
    purposes = Purposes(sources.models / "purposes", meanings)
    read_statement = StatementReader(sources.config, product, purposes)
    privacy = load_profile(sources.config, sources.product, sources.hash_key)
    by_rules = RuleDetector(rules)
    prerequisites = PrerequisitesDetector(product, read_statement)
    behaviour = Behaviour(sources.config / "spam" / "behaviour.yaml", sources.config / "lists")
    detectors: tuple[Detector, ...] = (
        by_rules,
        build_exposure_detector(sources.config, privacy, ValueWeights(sources.models / "values")),
        prerequisites,
        PurposeDetector(purposes, read_statement),
        RepeatDetector(sources.repeats_at_least, sources.repeats_similarity),
        Classifier(
            sources.models / "conduct",
            Rejections(sources.config / "lists" / "conduct"),
            behaviour.weigh,
            meanings,
        ),
        behaviour,
    )
    return Detectors(detectors, by_rules, prerequisites, read_statement)
