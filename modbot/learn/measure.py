"""Figures with honest intervals: AUC, rates, recall at a wanted precision, calibration error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from modbot.detect.model.card import Measure

Z = 1.96


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, its 95 % interval, and how many texts it rests on."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        """Return ``0.812 (0.790–0.834, n=900)``."""
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f}, n={self.n})"

    def note(self, category: str, language: str, measure: str, source: str = "own") -> Measure:
        """Return the figure as a line of a card, rounded to four digits."""
        value, low, high = (round(each, 4) for each in (self.value, self.low, self.high))
        return Measure(
            category=category, source=source, language=language, measure=measure, value=value, low=low, high=high,
            n=self.n,
        )  # fmt: skip


def measure_rate(hits: int, n: int) -> Figure:
    """Return hits / n with its Wilson interval."""
    if n == 0:
        return Figure(0.0, 0.0, 1.0, 0)
    rate = hits / n
    middle = (rate + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * np.sqrt(rate * (1 - rate) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Figure(rate, max(0.0, float(middle - half)), min(1.0, float(middle + half)), n)


def measure_auc(is_positive: NDArray[np.bool_], scores: NDArray[np.float64]) -> Figure:
    """Return the area under the ROC curve with the interval of Hanley and McNeil (1982)."""
    area = float(roc_auc_score(is_positive, scores))
    positive, negative = int(is_positive.sum()), int((~is_positive).sum())
    first, second = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + (positive - 1) * (first - area**2) + (negative - 1) * (second - area**2)
    half = Z * float(np.sqrt(max(spread, 0.0) / (positive * negative)))
    return Figure(area, max(0.0, area - half), min(1.0, area + half), len(scores))


def recall_at_precision(
    positives: NDArray[np.float64], ham: NDArray[np.float64], precision: float = 0.95, mix: float = 20.0
) -> Figure:
    """Return the share of positives found where that precision holds among ``mix`` hams per positive."""
    thresholds = np.unique(positives)
    found = 1.0 - np.searchsorted(np.sort(positives), thresholds, side="left") / len(positives)
    wrong = 1.0 - np.searchsorted(np.sort(ham), thresholds, side="left") / max(len(ham), 1)
    right = found / np.maximum(found + mix * wrong, 1e-12)
    good = found[right >= precision]
    return measure_rate(round(float(good.max(initial=0.0)) * len(positives)), len(positives))


def find_limit(sources: Iterable[NDArray[np.float64]], share: float) -> float:
    """Return the threshold that flags at most ``share`` of every source: what one seldom says another may say often.

    Sources too small to hold a single such text tell nothing; -inf if all are.
    """
    telling = (scores for scores in sources if len(scores) * share >= 1)
    return max((float(np.quantile(scores, 1 - share)) for scores in telling), default=-np.inf)


def find_threshold(sums: NDArray[np.float64], says: NDArray[np.bool_], precision: float) -> float:
    """Return just below the sum from which F1 is best while so much of what reaches it is right; ties keep order."""
    order = np.argsort(-sums, kind="stable")
    right, reached = says[order].cumsum(), np.arange(1, len(order) + 1)
    f1 = np.where(right >= precision * reached, 2 * right / (reached + says.sum()), 0.0)
    return float(sums[order[f1.argmax()]]) - 1e-4


def calibration_error(is_positive: NDArray[np.bool_], probabilities: NDArray[np.float64], bins: int = 10) -> float:
    """Return the expected calibration error over equally wide bins."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    gaps = [
        abs(float(is_positive[places == b].mean()) - float(probabilities[places == b].mean())) * (places == b).mean()
        for b in range(bins)
        if (places == b).any()
    ]
    return float(sum(gaps))


def measure_calibration(is_positive: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> Figure:
    """Return the calibration error with an interval from 100 draws with replacement (percentiles 2.5 and 97.5)."""
    draw = np.random.default_rng(0)
    places = [draw.integers(len(probabilities), size=len(probabilities)) for _ in range(100)]
    errors = [calibration_error(is_positive[drawn], probabilities[drawn]) for drawn in places]
    low, high = np.percentile(errors, [2.5, 97.5])
    return Figure(calibration_error(is_positive, probabilities), float(low), float(high), len(probabilities))
