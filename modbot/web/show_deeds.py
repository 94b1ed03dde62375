"""What actions say and do, in words for people: composed texts with personal data masked, sections by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modbot.enforce.cutting import read_cuts
from modbot.enforce.demands import WORDS
from modbot.records import ActionKind
from modbot.store.rows import ActionRow
from modbot.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Told:
    """One action in words. ``exposes``: its text holds data that are masked here and would be seen on the forum."""

    kind: ActionKind
    title: str = ""
    text: str = ""
    where: str = ""
    exposes: bool = False
    trouble: str = ""
    row: ActionRow | None = None


def tell_action(visit: Visit, kind: ActionKind, details: Mapping[str, str]) -> Told:
    """Return an action in words."""
    if kind in WORDS:
        title, text = details.get("title", ""), details.get("raw", "")
        masked = visit.parts.mask_text(text)
        return Told(kind, title if kind != "reply" else "", masked, exposes=masked != text)
    if kind == "move":
        return Told(kind, where=_name_section(visit, details.get("section_id", "")))
    if kind == "edit":
        return Told(kind, text=_list_cuts(details.get("cuts", "")))
    return Told(kind)


def tell_deeds(visit: Visit, rows: Sequence[ActionRow]) -> list[Told]:
    """Return what was done, waits or failed, oldest first."""
    words = visit.pages.translations[visit.language]
    found = []
    for row in rows:
        told = tell_action(visit, row.kind, row.details)
        trouble = words.gettext(row.last_error) if row.last_error else ""
        found.append(Told(told.kind, told.title, told.text, told.where, told.exposes, trouble, row))
    return found


def _name_section(visit: Visit, number: str) -> str:
    return next((name for key, name in visit.parts.desk.manners.sections.items() if str(key) == number), number)


def _list_cuts(text: str) -> str:
    try:
        return "\n".join(f"→ {cut.put}" for cut in read_cuts(text)) if text else ""
    except ValueError:
        return ""
