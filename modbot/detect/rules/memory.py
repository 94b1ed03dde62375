"""What was found good before and need not be tried again, within a run and from one start to the next.

Kept under a name made of the code that found it good: other code, another Python or another engine tries all anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

import regex

import modbot
from modbot.detect.pattern_engines import keep_file

_JUDGES = ("detect", "prepare")  # the rooms whose code decides whether a pattern is good and an example matches


@dataclass(slots=True)
class Memory:
    """Patterns without faults (after the view that folds them), and digests of rules whose examples held.

    A digest names all that decides what a rule does.
    """

    patterns: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)


def recall(folder: Path | None) -> Memory:
    """Return what earlier starts found good; nothing where the file is missing, damaged or of other code."""
    if folder is None:
        return Memory()
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads(_file_in(folder).read_text(encoding="utf-8"))
        return Memory({str(pattern) for pattern in kept["patterns"]}, {str(digest) for digest in kept["rules"]})
    return Memory()


def keep(memory: Memory, folder: Path | None) -> None:
    """Write the memory whole or not at all; a folder that cannot be written to costs only time at the next start."""
    if folder is None:
        return
    content = json.dumps({"patterns": sorted(memory.patterns), "rules": sorted(memory.rules)})
    with contextlib.suppress(OSError):
        file = _file_in(folder)
        keep_file(file, content.encode())
        for old in set(folder.glob("rules-*.json")) - {file}:
            old.unlink(missing_ok=True)


def _file_in(folder: Path) -> Path:
    digest = hashlib.sha256(f"{sys.version} {regex.__version__}".encode())
    house = Path(modbot.__file__).parent
    for room in _JUDGES:
        for code in sorted(path for path in (house / room).rglob("*.*") if path.suffix != ".pyc"):
            digest.update(code.read_bytes())
    return folder / f"rules-{digest.hexdigest()[:16]}.json"
