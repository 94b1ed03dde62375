"""Compares what a problem post states with what the product requires: the codes of what is missing."""

from __future__ import annotations

from modbot.detect.prerequisites.versions import Version
from modbot.prepare.statement import Statement


def list_missing(statement: Statement, required: tuple[str, ...], current: Version) -> tuple[str, ...]:
    """Return the codes the post misses, in the order of ``required``; nothing for posts that report no problem.

    FT-3.1 to FT-3.6, FT-4.0a, SP-2.*, SP-3.2 to SP-3.5, SP-4.1. Partner level and licence key play no part.
    """
    if statement.kind != "problem":
        return ()
    missing = {
        *_judge_version(statement, current),
        *_judge_report(statement),
        *_judge_support(statement),
        *_judge_vendor(statement),
    }
    return tuple(code for code in required if code in missing)


def _judge_version(statement: Statement, current: Version) -> set[str]:
    """FT-3.5, SP-2.6: major and update must be stated, and be the current ones."""
    stated = [parse_value(value) for value in statement.values("version")]
    if not stated:
        return {"version"}
    return {"outdated_version"} if max(stated) < current else set()


def parse_value(value: str) -> Version:
    """Return the version of a statement's value ("20 U8", "15.5 U6")."""
    major, _, update = value.partition(" U")
    whole, _, part = major.partition(".")
    return Version((int(whole), int(part or 0)), int(update) if update else None)


def _judge_report(statement: Statement) -> set[str]:
    """FT-4.0a, SP-2.7, SP-3.2 to SP-3.4, SP-4.1: what makes a report one can work with."""
    missing: set[str] = set()
    is_vague = bool(statement.values("vague"))
    if is_vague:
        missing.add("description")
    if not statement.values("steps_taken"):
        missing.add("steps_taken")
    if not statement.values("logs"):
        missing.add("logs")
    states_conditions = bool(statement.values("reproduction"))
    if (statement.values("intermittent") or is_vague) and not states_conditions:
        missing.add("reproduction")
    if statement.values("issues"):
        missing.add("multiple_issues")
    return missing


def _judge_support(statement: Statement) -> set[str]:
    """FT-3.1, FT-3.3, FT-3.4, SP-2.1 to SP-2.3: a supported installation, as the manuals have it."""
    missing: set[str] = set()
    if statement.values("unsupported_trunk"):
        missing.add("unsupported_trunk")
    if statement.values("eol_phone") or statement.values("unsupported_phone"):
        missing.add("unsupported_hardware")
    if statement.values("unsupported_software"):
        missing.add("unsupported_software")
    if "departed" in statement.values("manual"):
        missing.add("not_per_manual")
    return missing


def _judge_vendor(statement: Statement) -> set[str]:
    """FT-3.2, SP-2.8: a supported provider or phone maker is involved and has not been asked."""
    contacted = statement.values("vendor_contacted")
    if "no" in contacted:
        return {"vendor_not_contacted"}
    if contacted or statement.values("vague") or statement.values("unsupported_trunk"):
        return set()
    return {"vendor_not_contacted"} if statement.values("vendor_involved") else set()
