"""Reads the sentences under ``models/examples``, written for modbot: patterns with slots, and remarks as they are.

Files are named by language: ``en.txt`` holds patterns, ``en.yaml`` lists of remarks by label.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from modbot.errors import ModelError

_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
DEPTH = 6


@dataclass(frozen=True, slots=True)
class Example:
    """One written sentence: its label ("abuse.hate", "ok.jargon"), and the pattern it came from."""

    language: str
    label: str
    text: str
    pattern: str


@dataclass(slots=True)
class _Sheet:
    language: str
    slots: dict[str, list[str]] = field(default_factory=dict)
    patterns: list[tuple[str, str]] = field(default_factory=list)


def read_examples(folder: Path, per_pattern: int, seed: int) -> list[Example]:
    """Return up to ``per_pattern`` different sentences of every pattern; same seed, same sentences."""
    examples: list[Example] = []
    for path in sorted(folder.rglob("??.txt")):
        sheet = _read_sheet(path)
        for label, pattern in sheet.patterns:
            draw = random.Random(f"{seed} {sheet.language} {label} {pattern}")
            texts = dict.fromkeys(_fill(pattern, sheet.slots, draw) for _ in range(per_pattern))
            examples += [Example(sheet.language, label, text, pattern) for text in texts]
    return examples


def read_remarks(folder: Path) -> list[Example]:
    """Return the remarks of a folder, each a pattern of its own; raises ModelError where a file is no such list."""
    examples: list[Example] = []
    for path in sorted(folder.glob("??.yaml")):
        remarks = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        if not isinstance(remarks, dict):
            raise ModelError(f"{path}: not lists of remarks by label")
        examples += [Example(path.stem, label, text, text) for label, texts in remarks.items() for text in texts]
    return examples


def _read_sheet(path: Path) -> _Sheet:
    sheet, label = _Sheet(path.stem), ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            name, _, entries = line[1:].partition(":")
            sheet.slots[name.strip()] = [entry.strip() for entry in entries.split(",")]
        elif line.startswith("=="):
            label = line[2:].strip()
        elif unknown := set(_SLOT.findall(line)) - set(sheet.slots):
            raise ModelError(f"{path}:{number}: no slot {', '.join(sorted(unknown))}")
        else:
            sheet.patterns.append((label, line))
    return sheet


def _fill(pattern: str, slots: dict[str, list[str]], draw: random.Random) -> str:
    for _ in range(DEPTH):
        filled = _SLOT.sub(lambda found: draw.choice(slots[found[1]]), pattern)
        filled = _CHOICE.sub(lambda found: draw.choice(found[1].split("|")), filled)
        if filled == pattern:
            break
        pattern = filled
    return " ".join(pattern.split())
