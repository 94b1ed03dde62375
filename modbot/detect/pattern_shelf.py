"""Keeps the clues of patterns from one start to the next: finding them takes longer than all else a start does."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import regex
from pydantic import TypeAdapter

from modbot.detect.pattern_clues import Clue, Pattern, find_clue
from modbot.detect.pattern_engines import keep_file


def find_clues(patterns: Sequence[Pattern], folder: Path | None) -> tuple[Clue, ...]:
    """Return the clue of each pattern; raises ``regex.error`` for one that is no regular expression.

    What an earlier start kept in ``folder`` is used if it is of the same patterns, code and engine; a file that is
    missing or damaged is made anew.
    """
    file = folder / f"{_name(patterns)}.clues" if folder is not None and patterns else None
    if file is not None:
        with contextlib.suppress(OSError, ValueError):
            kept = _adapter().validate_json(file.read_bytes())
            if len(kept) == len(patterns):
                return kept
    clues = tuple(map(find_clue, patterns))
    if file is not None:
        with contextlib.suppress(ValueError):  # a lone surrogate, which JSON has no place for
            keep_file(file, _adapter().dump_json(clues))
    return clues


def _name(patterns: Sequence[Pattern]) -> str:
    """Return a digest of all that decides what the clues are."""
    digest = hashlib.sha256(f"{sys.version} {regex.__version__}\n".encode())
    for code in sorted(Path(__file__).parent.glob("pattern_*.py")):
        digest.update(code.read_bytes())
    for pattern in patterns:
        digest.update(f"{pattern!r}\n".encode())
    return digest.hexdigest()


@cache
def _adapter() -> TypeAdapter[tuple[Clue, ...]]:
    return TypeAdapter(tuple[Clue, ...])
