"""How good is it? Scores spans and posts against labelled data, with n and 95 % intervals.

A labelled span counts as found when a span of the same type covers at least half of it. The author's own data
(``ignore``) is neither expected nor wrong; a span on a trap or on plain text is a false positive. Categories and codes
marked optional are not scored for that post.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

Row = Mapping[str, Any]
RESAMPLES = 300
_Z = 1.96


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A predicted stretch of one post."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was predicted for one post."""

    spans: tuple[FoundSpan, ...] = ()
    categories: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


@dataclass(slots=True)
class Count:
    """Hits, false alarms and misses; ``exact``: hits with the very bounds of the label."""

    hits: int = 0
    false: int = 0
    missed: int = 0
    exact: int = 0

    @property
    def labelled(self) -> int:
        """How many there were to find: the n of recall."""
        return self.hits + self.missed

    @property
    def precision(self) -> float:
        """Share of predictions that are right; 0 when nothing was predicted."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 0.0

    @property
    def recall(self) -> float:
        """Share of labels that were found; 0 when there was nothing to find."""
        return self.hits / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else 0.0

    def add(self, other: Count) -> None:
        """Add another count to this one."""
        self.hits += other.hits
        self.false += other.false
        self.missed += other.missed
        self.exact += other.exact


@dataclass(slots=True)
class SpanReport:
    """Counts by type, by language, of everything, and false positives by the trap they fell into."""

    by_type: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_language: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_trap: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    traps: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    total: Count = field(default_factory=Count)
    f1_interval: tuple[float, float] = (0.0, 0.0)


@dataclass(slots=True)
class PostReport:
    """Counts by category and by missing code; how many clean posts stayed untouched, how many lists were exact."""

    by_category: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_language: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_code: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    clean_untouched: int = 0
    clean: int = 0
    exact_lists: int = 0
    lists: int = 0
    lists_by_language: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    @property
    def codes(self) -> Count:
        """All missing codes together."""
        total = Count()
        for count in self.by_code.values():
            total.add(count)
        return total


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share; (0, 1) when nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + _Z * _Z / (2 * n)
    spread = _Z * sqrt(share * (1 - share) / n + _Z * _Z / (4 * n * n))
    scale = 1 + _Z * _Z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def bootstrap_f1(counts: Sequence[Count], resamples: int = RESAMPLES) -> tuple[float, float]:
    """Return the 95 % interval of F1 when posts are drawn again with replacement (fixed seed)."""
    if not counts:
        return 0.0, 0.0
    draw = random.Random(20)
    scores = []
    for _ in range(resamples):
        total = Count()
        for count in draw.choices(counts, k=len(counts)):
            total.add(count)
        scores.append(total.f1)
    scores.sort()
    return scores[int(0.025 * resamples)], scores[min(resamples - 1, int(0.975 * resamples))]


def score_spans(rows: Sequence[Row], predictions: Sequence[Prediction], types: Iterable[str] = ()) -> SpanReport:
    """Return the span report; ``types`` limits it to what a peer claims to find."""
    report = SpanReport()
    wanted = frozenset(types)
    per_post = []
    for row, prediction in zip(rows, predictions, strict=True):
        counts = _count_spans(row, prediction, wanted, report)
        post = Count()
        for kind, count in counts.items():
            report.by_type[kind].add(count)
            post.add(count)
        report.by_language[str(row.get("lang", ""))].add(post)
        report.total.add(post)
        per_post.append(post)
    report.f1_interval = bootstrap_f1(per_post)
    return report


def _count_spans(row: Row, prediction: Prediction, wanted: frozenset[str], report: SpanReport) -> dict[str, Count]:
    spans = [span for span in prediction.spans if not wanted or span.type in wanted]
    labels = [s for s in row["spans"] if not s.get("ignore") and (not wanted or s["type"] in wanted)]
    own = [s for s in row["spans"] if s.get("ignore")]
    traps = row.get("traps", ())
    counts: dict[str, Count] = defaultdict(Count)
    for label in labels:
        same = [span for span in spans if span.type == label["type"]]
        half = [span for span in same if _shared(span, label) * 2 >= label["end"] - label["start"]]
        counts[label["type"]].hits += bool(half)
        counts[label["type"]].missed += not half
        counts[label["type"]].exact += any((s.start, s.end) == (label["start"], label["end"]) for s in half)
    for span in spans:
        if any(label["type"] == span.type and _shared(span, label) for label in labels):
            continue
        if any(_shared(span, mine) for mine in own):
            continue
        counts[span.type].false += 1
        for trap in traps:
            report.by_trap[span.type, trap["kind"]] += bool(_shared(span, trap))
    for trap in traps:
        report.traps[trap["kind"]] += 1
    return counts


def _shared(span: FoundSpan, label: Mapping[str, Any]) -> int:
    return max(0, min(span.end, int(label["end"])) - max(span.start, int(label["start"])))


def score_posts(rows: Sequence[Row], predictions: Sequence[Prediction]) -> PostReport:
    """Return the post report: each labelled category and each missing code, what is optional left out."""
    report = PostReport()
    for row, prediction in zip(rows, predictions, strict=True):
        optional = set(row.get("optional_categories", row.get("optional", ())))
        labels = {category: bool(is_true) for category, is_true in row["labels"].items() if category not in optional}
        is_flagged = False
        for category, is_true in labels.items():
            count = _compare(is_true, category in prediction.categories)
            report.by_category[category].add(count)
            report.by_language[str(row.get("lang", ""))].add(count)
            is_flagged |= bool(count.false)
        if not any(row["labels"].values()):
            report.clean += 1
            report.clean_untouched += not is_flagged
        if "missing" in row:
            _count_missing(row, prediction, report)
    return report


def _compare(is_true: bool, is_predicted: bool) -> Count:
    return Count(is_true and is_predicted, is_predicted and not is_true, is_true and not is_predicted)


def _count_missing(row: Row, prediction: Prediction, report: PostReport) -> None:
    wanted, optional = set(row["missing"]), set(row.get("missing_optional", ()))
    wrong = prediction.missing - wanted - optional
    for code in wanted | wrong:
        report.by_code[code].add(_compare(code in wanted, code in prediction.missing))
    if row.get("post_type") == "problem":
        is_exact = not (wanted - prediction.missing or wrong)
        report.lists += 1
        report.exact_lists += is_exact
        report.lists_by_language[str(row.get("lang", ""))].append(is_exact)


Predictor = Callable[[Sequence[Row]], list[Prediction]]
