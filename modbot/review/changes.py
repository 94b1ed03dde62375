"""Which rules, models and files of configuration are in force, and when one of them changed: for audit and report."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from modbot.store.store import Transaction

ACTOR = "modbot"
Kind = Literal["rules", "config"]
CHANGED: dict[Kind, str] = {"rules": "change rule", "config": "change config"}
_KNOWN = "known."
_SUFFIXES = frozenset({".yaml", ".txt", ".j2"})


def note_changes(tx: Transaction, kind: Kind, current: Mapping[str, str], at: datetime) -> int:
    """Write an audit entry for every version that differs from the last one seen; return how many did.

    ``current``: name → version. The first look of all only remembers.
    """
    row = tx.settings.row(_KNOWN + kind)
    known: dict[str, str] = dict(row.value) if row is not None else {}
    if known == dict(current):
        return 0
    changed = sorted(name for name in {*known, *current} if known.get(name) != current.get(name)) if known else []
    for name in changed:
        facts = {"before": known.get(name, "none"), "after": current.get(name, "none")}
        tx.audit.add(at, ACTOR, CHANGED[kind], f"{kind}/{name.removeprefix('rules/')}"[:190], **facts)
    tx.settings.change(_KNOWN + kind, dict(current), ACTOR, at)
    return len(changed)


def name_files(config: Path) -> dict[str, str]:
    """Return the version of each file of configuration, rules and their lists aside, by its content."""
    found = {}
    for path in sorted(config.rglob("*")):
        place = path.relative_to(config)
        if path.suffix in _SUFFIXES and place.parts[0] not in ("rules", "lists") and path.is_file():
            found[str(place)] = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return found
