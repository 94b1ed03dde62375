"""Compares what a problem post states with what the product requires: the codes of what is missing."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from modbot.detect.prerequisites.versions import Version
from modbot.prepare.statement import Statement

Stated = defaultdict[str, list[str]]


def list_missing(statement: Statement, required: tuple[str, ...], current: Version) -> tuple[str, ...]:
    """Return the codes the post misses, in the order of ``required``; nothing for posts that report no problem.

    FT-3.1 to FT-3.6, FT-4.0a, SP-2.*, SP-3.2 to SP-3.5, SP-4.1. Partner level and licence key play no part.
    """
    if statement.kind != "problem" or not required:
        return ()
    stated: Stated = defaultdict(list)
    for item in statement.items:
        stated[item.item].append(item.value)
    missing = {*statement.lacking, *_judge_version(stated, current), *_judge_support(stated)}
    if stated["vendor_answered"]:  # who answers was asked
        missing.discard("vendor_not_contacted")
    return tuple(code for code in required if code in missing)


def _judge_version(stated: Stated, current: Version) -> set[str]:
    """FT-3.5, SP-2.6: major and update must be stated, and be the current ones."""
    if not stated["version"]:
        return {"version"}
    return {"outdated_version"} if max(map(parse_value, stated["version"])) < current else set()


@lru_cache(maxsize=500)
def parse_value(value: str) -> Version:
    """Return the version of a statement's value ("20 U8", "15.5 U6")."""
    major, _, update = value.partition(" U")
    whole, _, part = major.partition(".")
    return Version((int(whole), int(part or 0)), int(update) if update else None)


def _judge_support(stated: Stated) -> set[str]:
    """FT-3.3, FT-3.4, SP-2.1 to SP-2.3: a supported installation."""
    missing: set[str] = set()
    if stated["unsupported_trunk"]:
        missing.add("unsupported_trunk")
    if stated["eol_phone"] or stated["unsupported_phone"]:
        missing.add("unsupported_hardware")
    if stated["unsupported_software"]:
        missing.add("unsupported_software")
    return missing
