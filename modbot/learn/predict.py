"""modbot itself as a predictor: examines labelled posts the way live posts are examined."""

from __future__ import annotations

from collections.abc import Sequence

from modbot.learn.evaluate import FoundSpan, Prediction, Row
from modbot.pipeline import Examination, Examiner
from modbot.records import Author, Post, Surroundings

_BATCH = 256


class ExaminerPredictor:
    """Turns findings into predictions; hints count as flagged categories, shadow findings do not."""

    def __init__(self, examiner: Examiner) -> None:
        self._examiner = examiner

    def __call__(self, rows: Sequence[Row]) -> list[Prediction]:
        """Return a prediction per row, in order."""
        predictions: list[Prediction] = []
        for start in range(0, len(rows), _BATCH):
            posts = [(read_post(row), Surroundings()) for row in rows[start : start + _BATCH]]
            predictions += [as_prediction(examination) for examination in self._examiner.examine_many(posts)]
        return predictions


def read_post(row: Row) -> Post:
    """Return the labelled row as a public post; what it does not say stays unknown."""
    author = row.get("author") or {}
    return Post(
        id=str(row["id"]),
        raw=row.get("text") or row.get("raw") or "",
        title=row.get("title") or "",
        author=Author(username=author.get("username", "")),
        language=row.get("lang") or "",
        audience=row.get("audience") or "public",
        post_number=row.get("post_number"),
    )


def as_prediction(examination: Examination) -> Prediction:
    """Return spans, categories and missing codes of an examination."""
    findings = [finding for finding in examination.findings if finding.status != "shadow"]
    spans = {
        FoundSpan(span.start, span.end, span.type)
        for finding in findings
        if finding.category in {"personal_data", "confidential"}
        for span in finding.spans
        if span.field == "raw" and span.type.isupper()  # a value's kind; what a rule points to is evidence, no value
    }
    codes = {
        signal.label.partition(".")[2]
        for finding in findings
        if finding.category == "missing_prerequisites"
        for signal in finding.signals
        if signal.status != "shadow"
    }
    ordered = tuple(sorted(spans, key=lambda span: (span.start, span.end, span.type)))
    return Prediction(ordered, frozenset(finding.category for finding in findings), frozenset(codes))
