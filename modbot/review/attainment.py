"""Shares of what was counted, with their intervals: how many cases were on time, against the agreed 80 percent."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

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
