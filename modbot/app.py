"""The composition root: builds every part from settings, once, and names the concrete classes."""

from __future__ import annotations

from pathlib import Path

from modbot.detect.catalog import DetectorSources, build_detectors
from modbot.flag.policy import load_policy
from modbot.pipeline import Examiner


def build_examiner(config: Path, models: Path, profile: Path | None = None) -> Examiner:
    """Return the examiner of these files; raises ConfigError or ModelError."""
    sources = DetectorSources(config, models, profile or config / "products" / "3cx.yaml")
    return Examiner(build_detectors(sources), load_policy(config / "policy.yaml"))
