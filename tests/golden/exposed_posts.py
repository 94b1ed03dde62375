"""Posts with exposed values marked in place, read from tests/golden/exposed, one file a language.

``[[TYPE:value]]`` marks a value that must be found, ``[[own:value]]`` the author's own data (either answer is right),
``[[trap kind:value]]`` a value that must stay silent. ``flags`` names the categories, ``may`` those where either answer
is right. Half of the posts, drawn by hash, were set apart: while rules were tuned only their totals were looked at.
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
MARK = re.compile(r"\[\[(own|trap \w+|[A-Z_]+):(.*?)\]\]", re.DOTALL)
CATEGORIES = ("personal_data", "confidential", "removal_request", "unlawful", "copyright")


def load_rows() -> list[dict[str, Any]]:
    """Return all posts as labelled rows; ``half`` is "build" or "apart"."""
    rows = []
    for path in sorted((HERE / "exposed").rglob("*.yaml")):
        for place, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))):
            rows.append(read_entry(entry, path.stem) | {"id": f"{path.parent.name}-{path.stem}-{place:02}"})
    return rows


def read_entry(entry: dict[str, Any], language: str) -> dict[str, Any]:
    """Return one marked post as a row of labelled data."""
    text, spans, traps = unmark(entry["post"])
    flags, may = split(entry.get("flags")), split(entry.get("may"))
    drawn = sha256(text.encode()).digest()[0] % 2
    return {
        "lang": language,
        "text": text,
        "spans": spans,
        "traps": traps,
        "labels": {category: category in flags for category in CATEGORIES},
        "optional_categories": sorted(may),
        "half": "apart" if drawn else "build",
    }


def split(value: str | list[str] | None) -> set[str]:
    """Return the names of a comma-separated entry."""
    return set(value.split(",")) if isinstance(value, str) else set()


def unmark(marked: str) -> tuple[str, list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the text without marks, its labelled spans and its traps."""
    text, spans, traps, done = "", [], [], 0
    for match in MARK.finditer(marked):
        text += marked[done : match.start()]
        place = {"start": len(text), "end": len(text) + len(match[2]), "value": match[2]}
        text += match[2]
        done = match.end()
        kind = match[1].removeprefix("trap ")
        if match[1].startswith("trap"):
            traps.append(place | {"kind": kind})
        elif kind == "own":
            spans.append(place | {"type": "OWN", "ignore": True})
        else:
            spans.append(place | {"type": kind})
    return text + marked[done:], spans, traps
