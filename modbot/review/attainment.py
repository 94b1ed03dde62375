"""How the clock stands: what breaches next, and how many cases were on time, against the agreed 80 percent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from modbot.records import Severity

ATTAINMENT_TARGET = 0.8  # ZM-3.5: 80 % within the target


@dataclass(frozen=True, slots=True)
class Share:
    """A counted share with its 95 % Wilson interval; ``value`` is None when nothing was counted."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """The share itself, between 0 and 1."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end of the 95 % interval; everything is possible when nothing was counted."""
        if not self.total:
            return 0.0, 1.0
        z, n = 1.959964, self.total
        p = self.hits / n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def has_evidence(self, minimum: int) -> bool:
        """Return whether enough was counted to show a percentage at all."""
        return self.total >= minimum


def forecast_breaches(
    due: Iterable[tuple[Severity, datetime | None]], now: datetime, until: datetime
) -> dict[Severity, int]:
    """Return how many open cases of each severity fall due after ``now`` and before ``until``, most urgent first."""
    counts: dict[Severity, int] = {}
    for severity, moment in due:
        if moment is not None and now <= moment < until:
            counts[severity] = counts.get(severity, 0) + 1
    return {severity: counts[severity] for severity in sorted(counts)}


def count_overdue(due: Iterable[tuple[Severity, datetime | None]], now: datetime) -> int:
    """Return how many open cases are past their due time; paused ones are not."""
    return sum(1 for _, moment in due if moment is not None and moment < now)


def measure_attainment(
    cases: Iterable[tuple[Severity, datetime | None, datetime | None]], now: datetime
) -> Mapping[Severity, Share]:
    """Return the share on time per severity of ``(severity, due, done)``; a case not done counts once it is overdue."""
    hits: dict[Severity, int] = {}
    totals: dict[Severity, int] = {}
    for severity, due, done in cases:
        if due is None or (done is None and due >= now):
            continue
        totals[severity] = totals.get(severity, 0) + 1
        hits[severity] = hits.get(severity, 0) + (done is not None and done <= due)
    return {severity: Share(hits[severity], totals[severity]) for severity in sorted(totals)}
