"""Posts as JSON lines in, examinations as JSON lines out: the stable interface for programs.

Offsets are Unicode code points into ``raw``, end exclusive.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from modbot.flag.merge import combine_families
from modbot.pipeline import Examination, Examiner
from modbot.records import Audience, Author, Finding, Post, QuotablePost, Span, Surroundings

BATCH = 256


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _AuthorLine(_Lenient):
    username: str = ""
    trust_level: int | None = None
    created_at: datetime | None = None
    post_count: int | None = None
    groups: tuple[str, ...] = ()
    is_staff: bool = False


class _QuotedLine(_Lenient):
    raw: str
    username: str = ""
    topic_id: int | None = None
    post_number: int | None = None


class _PostLine(_Lenient):
    id: int | str
    raw: str | None = None
    text: str | None = None
    title: str | None = None
    lang: str | None = None
    author: _AuthorLine | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    post_number: int | None = None
    topic_id: int | None = None
    audience: Audience = "public"
    created_at: datetime | None = None
    quoted: tuple[_QuotedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no post: its number (from 1) and what is wrong with it."""

    number: int
    message: str
    id: int | str | None = None


PostLine = tuple[Post, Surroundings] | BadLine


def read_post_line(number: int, line: str) -> PostLine:
    """Return the post of one JSON line with what stands around it, or a BadLine that says what is wrong."""
    try:
        data = json.loads(line)
    except ValueError as error:
        return BadLine(number, f"not JSON: {error}")
    if not isinstance(data, dict):
        return BadLine(number, "not a JSON object")
    identity = data.get("id") if isinstance(data.get("id"), int | str) else None
    try:
        entry = _PostLine.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        return BadLine(number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}", identity)
    text = entry.raw if entry.raw is not None else entry.text
    if text is None:
        return BadLine(number, "neither “raw” nor “text”", identity)
    return _post(entry, text), Surroundings(tuple(_quotable(quoted) for quoted in entry.quoted))


def _post(entry: _PostLine, text: str) -> Post:
    author = entry.author or _AuthorLine()
    return Post(
        id=entry.id,
        raw=text,
        title=entry.title or "",
        language=entry.lang or "",
        author=Author(
            username=author.username,
            trust_level=author.trust_level,
            joined_at=author.created_at,
            post_count=author.post_count,
            groups=author.groups,
            is_staff=author.is_staff,
        ),
        section=entry.section or "",
        tags=entry.tags,
        topic_id=entry.topic_id,
        post_number=entry.post_number,
        audience=entry.audience,
        posted_at=entry.created_at,
    )


def _quotable(quoted: _QuotedLine) -> QuotablePost:
    return QuotablePost(quoted.username, quoted.raw, quoted.topic_id, quoted.post_number)


def scan_lines(lines: Iterable[str], examiner: Examiner, batch: int = BATCH) -> Iterator[dict[str, Any]]:
    """Yield one output object per non-empty input line, in order, in memory bounded by ``batch`` posts."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while chunk := list(islice(numbered, batch)):
        entries = [read_post_line(number, line) for number, line in chunk]
        looks = iter(examiner.examine_many([entry for entry in entries if not isinstance(entry, BadLine)]))
        for entry in entries:
            if isinstance(entry, BadLine):
                yield {"id": entry.id, "line": entry.number, "error": entry.message}
            else:
                yield describe(entry[0], next(looks))


def describe(post: Post, look: Examination) -> dict[str, Any]:
    """Return the output object of one examined post."""
    return {
        "id": post.id,
        "language": look.prepared.language if look.prepared else post.language,
        "findings": [_describe_finding(finding) for finding in look.findings],
        "scores": _scores(look),
        "missing": _codes(look, "missing_prerequisites"),
        "stated": _stated(look),
        "topics": _codes(look, "out_of_scope"),
        "incomplete": sorted({failure.detector for failure in look.failures}),
    }


def _describe_finding(finding: Finding) -> dict[str, Any]:
    return {
        "category": finding.category,
        "label": finding.label,
        "score": round(finding.score, 4),
        "severity": finding.severity,
        "clauses": list(finding.clauses),
        "spans": [_describe_span(span) for span in finding.spans if span.field == "raw"],
        "sources": sorted({signal.source for signal in finding.signals}),
        "status": finding.status,
        "reason": "; ".join(dict.fromkeys(s.reason for s in finding.signals if s.reason)),
    }


def _describe_span(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "type": span.type,
        "attribution": span.attribution,
        "owner": span.owner,
    }


def _scores(look: Examination) -> dict[str, float]:
    by_category: dict[str, list[Any]] = {}
    for signal in look.signals:
        if signal.status != "shadow":
            by_category.setdefault(signal.category, []).append(signal)
    # Significant digits, not decimals: far below the threshold posts must still rank.
    return {name: float(f"{combine_families(signals):.5g}") for name, signals in sorted(by_category.items())}


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
