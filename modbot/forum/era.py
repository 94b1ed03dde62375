"""Which of the four behaviours of ``/posts.json`` a forum shows: by a page of it, and by its version."""

from __future__ import annotations

import re
from collections.abc import Sequence

WINDOW = 50
DESCRIPTIONS = {
    "A": "50 ids a page, “before” included, pages may be blank",
    "B": "50 posts a page, “before” included",
    "C": "50 posts a page, “before” left out, pages may be short",
    "D": "50 posts a page, “before” left out",
}


def read_version(text: str) -> tuple[int, int] | None:
    """Return year or major and minor of a version like 3.2.1, 2026.2.0 or 2026.1.0-latest."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})", text)
    return (int(found[1]), int(found[2])) if found else None


def expect_era(version: str) -> str:
    """Return the behaviour a version is known for, "" when it is not a version."""
    number = read_version(version)
    if number is None:
        return ""
    for era, first in (("D", (2026, 0)), ("C", (3, 5)), ("B", (3, 3))):
        if number >= first:
            return era
    return "A"


def guess_era(before: int, page: Sequence[int], version: str) -> str:
    """Return the behaviour that fits a page asked for with ``before``; the version decides what it leaves open."""
    expected = expect_era(version)
    if not page:
        return "A"
    if before in page:
        if min(page) <= before - WINDOW:
            return "B"
        return expected if expected in {"A", "B"} else "A"
    return expected if expected in {"C", "D"} else "C"
