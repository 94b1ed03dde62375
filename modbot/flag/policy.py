"""The policy as data: categories, their labels, clauses, severities and thresholds (config/policy.yaml)."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from modbot.marked_yaml import read_model
from modbot.records import ActionKind, Severity


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelPolicy(_Strict):
    """What one sub-category means: its clauses and how urgent it is."""

    clauses: tuple[str, ...] = ()
    severity: Severity | None = None
    hint: bool = False


class CategoryPolicy(_Strict):
    """What one category means and from which score it makes a flag.

    ``denied_below``: where what the post is for speaks so clearly against the category, its rules only count a hit.
    """

    clauses: tuple[str, ...]
    severity: Severity
    threshold: float = Field(0.5, ge=0, le=1)
    denied_below: float = Field(0.0, ge=0, le=1)
    hint: bool = False
    human_only: bool = False
    exempt_staff: bool = True
    silenced_by: tuple[str, ...] = ()
    labels: dict[str, LabelPolicy] = Field(default_factory=dict)
    actions: tuple[ActionKind, ...] = ()


class Policy(_Strict):
    """All categories. Unknown categories are refused when rules and models are loaded."""

    version: str
    categories: dict[str, CategoryPolicy]

    def clauses_of(self, category: str, label: str) -> tuple[str, ...]:
        """Return the clause ids a label may break; the category's own where the label names none."""
        policy = self.categories[category]
        named = policy.labels.get(label)
        return named.clauses if named and named.clauses else policy.clauses

    def severity_of(self, category: str, label: str) -> Severity:
        """Return how urgent a label is by itself (clauses.md §4)."""
        policy = self.categories[category]
        named = policy.labels.get(label)
        return named.severity if named and named.severity else policy.severity


def load_policy(path: Path) -> Policy:
    """Return the policy file; raises ConfigError with file, line and column."""
    return read_model(path, Policy)
