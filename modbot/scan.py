"""Posts as JSON lines in, examinations as JSON lines out: the stable interface for programs.

Offsets are Unicode code points into ``raw``, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from modbot.flag.merge import combine_families
from modbot.flag.policy import Policy
from modbot.pipeline import Examination, Examiner
from modbot.post_lines import BadLine, PostLine, read_post_line
from modbot.records import Finding, Post, Signal, Span

BATCH = 256
BATCH_CHARACTERS = 4_000_000


def scan_lines(lines: Iterable[str], examiner: Examiner, batch: int = BATCH) -> Iterator[dict[str, Any]]:
    """Yield one output object per non-empty input line, in order, in memory bounded by ``batch`` posts."""
    for chunk in _cut(lines, batch):
        looks = iter(examiner.examine_many([entry for entry in chunk if not isinstance(entry, BadLine)]))
        for entry in chunk:
            if isinstance(entry, BadLine):
                yield {"id": entry.id, "line": entry.number, "error": entry.message}
            else:
                yield describe(entry[0], next(looks), examiner.policy)


def _cut(lines: Iterable[str], batch: int) -> Iterator[list[PostLine]]:
    """Yield the entries of non-empty lines, so many at once, fewer where they are long."""
    chunk: list[PostLine] = []
    size = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        chunk.append(read_post_line(number, line))
        size += len(line)
        if len(chunk) >= batch or size >= BATCH_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def describe(post: Post, look: Examination, policy: Policy) -> dict[str, Any]:
    """Return the output object of one examined post; what only shadow rules saw is no finding."""
    return {
        "id": post.id,
        "language": look.prepared.language if look.prepared else post.language,
        "findings": [_describe_finding(finding) for finding in look.findings if finding.status != "shadow"],
        "scores": _scores(look, policy),
        "missing": _codes(look, "missing_prerequisites"),
        "stated": _stated(look),
        "topics": _codes(look, "out_of_scope"),
        "incomplete": sorted({failure.detector for failure in look.failures}),
    }


def _describe_finding(finding: Finding) -> dict[str, Any]:
    counted = [signal for signal in finding.signals if signal.status != "shadow"]
    return {
        "category": finding.category,
        "label": finding.label,
        "score": round(finding.score, 4),
        "severity": finding.severity,
        "clauses": list(finding.clauses),
        "spans": [_describe_span(span) for span in _list_spans(counted)],
        "sources": sorted({signal.source for signal in counted}),
        "status": finding.status,
        "reason": "; ".join(dict.fromkeys(s.reason for s in counted if s.reason)),
    }


def _list_spans(signals: Iterable[Signal]) -> list[Span]:
    """Return each place in the text once, in reading order."""
    unique = {(s.start, s.end, s.type): s for signal in signals for s in signal.spans if s.field == "raw"}
    return [unique[key] for key in sorted(unique)]


def _describe_span(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "type": span.type,
        "attribution": span.attribution,
        "owner": span.owner,
    }


def _scores(look: Examination, policy: Policy) -> dict[str, float]:
    """Return how likely each category is, 0 where nothing speaks for it; thresholds and exemptions play no part."""
    counted: dict[str, list[Signal]] = {name: [] for name, category in policy.categories.items() if category.clauses}
    for signal in look.signals:
        if signal.status != "shadow":
            counted.setdefault(signal.category, []).append(signal)
    # Significant digits, not decimals: far below the threshold posts must still rank.
    return {name: float(f"{combine_families(signals):.5g}") for name, signals in sorted(counted.items())}


def _codes(look: Examination, category: str) -> list[str]:
    labels = {s.label for f in look.findings if f.category == category for s in f.signals if s.status != "shadow"}
    return sorted(label.removeprefix(f"{category}.") for label in labels if label.startswith(f"{category}."))


def _stated(look: Examination) -> dict[str, list[str]]:
    if look.statement is None:
        return {}
    stated: dict[str, list[str]] = {"kind": [look.statement.kind]}
    for item in look.statement.items:
        stated.setdefault(item.item, []).append(item.value)
    return stated
