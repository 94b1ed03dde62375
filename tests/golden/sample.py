"""The golden posts as labelled rows: read from posts/, reports/ and briefs/ beside this file, one file a language each.

Of posts/, every second of the first 36 posts and all later ones were set apart; of reports/, written blind by customers
of every temper about faults, questions and answers, and of briefs/, a line or two each, the digest of the text decides.
Of what was set apart only outcomes were counted, and families of failures noted, while rules were tuned on the others.
``as:`` is read as in modbot.learn.labelled_posts; ``found`` quotes the exposed values.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from modbot.learn import labelled_posts

HERE = Path(__file__).parent
TUNED = 36
CATEGORIES = (
    "personal_data", "confidential", "vendor_complaint", "removal_request", "unlawful", "out_of_scope", "abuse",
    "spam", "missing_prerequisites",
)  # fmt: skip


def load_rows() -> list[dict[str, Any]]:
    """Return all golden posts with their labels; ``half`` is "blind" or "open"."""
    rows = []
    for path in sorted((HERE / "posts").glob("*.yaml")):
        for place, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            row = read_entry(entry, path.stem)
            rows.append(
                row | {"id": f"{path.stem}-{place:02}", "half": "open" if place % 2 and place < TUNED else "blind"}
            )
    return rows


def load_reports(folder: str = "reports") -> list[dict[str, Any]]:
    """Return the golden reports or briefs with their labels; ``half`` is "blind" or "open"."""
    rows = []
    for path in sorted((HERE / folder).glob("*.yaml")):
        for place, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            row = read_entry(entry, path.stem)
            is_open = hashlib.sha256(row["text"].encode()).digest()[0] % 2
            rows.append(row | {"id": f"{folder}-{path.stem}-{place:02}", "half": "open" if is_open else "blind"})
    return rows


def read_entry(entry: dict[str, Any], language: str) -> dict[str, Any]:
    """Return one golden post as a row of labelled data."""
    labelled = labelled_posts.read_entry(entry, language)
    text, flags = labelled.text, labelled.flags
    spans = [
        {"start": text.index(value), "end": text.index(value) + len(value), "type": type_}
        for type_, values in (entry.get("found") or {}).items()
        for value in values
    ]
    return {
        "lang": language,
        "text": text,
        "post_type": labelled.kind,
        "labels": {category: category in flags for category in CATEGORIES},
        "missing": sorted(labelled.missing),
        "missing_optional": sorted(labelled.optional),
        "optional_categories": sorted(labelled.may),
        "spans": spans,
        "has_spans": bool(spans) or not flags & {"personal_data", "confidential"},
        "topics": set(labelled.topics),
    }
