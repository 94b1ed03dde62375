"""Reads posts written for modbot with their labels: YAML lists of ``as`` (the labels) and ``post`` (the text).

``as`` holds the kind of post (``post`` where nothing is said of it), then key=value,…: ``missing`` codes that must be
named, ``optional`` ones that may be, ``flags`` (categories), ``may`` (categories where either answer is right),
``topics``. ``secrets`` lists the values in the text that are usable secrets; a post flagged as confidential without
such a list does not say which they are. ``theirs`` lists, by type (PERSON, EXTENSION, PHONE, …), the personal data of
others in the text; a post flagged as personal_data without it does not say which they are. What stands in neither list
is no secret and nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from modbot.detect.model.card import hash_file

# The kind of posts whose kind nobody says.
UNSAID = "post"
# What can be asked of any report; of these posts asking is neither right nor wrong.
BASIC = frozenset({"version", "steps_taken", "reproduction", "logs", "description", "vendor_not_contacted"})
_UNASKED_KINDS = {"howto", "complaint"}
_UNASKED_FLAGS = {"confidential", "unlawful", "out_of_scope"}


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A post and what is known of it; ``optional`` codes and ``may`` categories are right either way."""

    language: str
    text: str
    kind: str
    missing: frozenset[str]
    optional: frozenset[str]
    flags: frozenset[str]
    may: frozenset[str]
    topics: frozenset[str]
    secrets: tuple[str, ...] = ()
    theirs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_labelled_posts(folder: Path) -> Iterator[LabelledPost]:
    """Yield the posts of a folder, one file a language (``en.yaml``)."""
    for path in sorted(folder.glob("??.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader):
            yield read_entry(entry, path.stem)


def hash_posts(folder: Path) -> str:
    """Return what tells the folder's posts from other ones, for a card: the beginning of each file's SHA-256."""
    return "+".join(hash_file(path)[:12] for path in sorted(folder.glob("??.yaml")))


def read_entry(entry: dict[str, Any], language: str) -> LabelledPost:
    """Return one entry as a labelled post; what follows from its labels is filled in."""
    kind, *pairs = entry["as"].split()
    said = {key: frozenset(value.split(",")) for key, value in (pair.split("=") for pair in pairs)}
    nothing: frozenset[str] = frozenset()
    flags, missing, optional, may = (said.get(key, nothing) for key in ("flags", "missing", "optional", "may"))
    if kind in _UNASKED_KINDS or flags & _UNASKED_FLAGS or "all" in optional:
        optional |= BASIC
        may |= nothing if missing else {"missing_prerequisites"}
    if "missing_prerequisites" in may:
        optional |= BASIC
    flags |= {"missing_prerequisites"} if missing else nothing
    topics = said.get("topics", nothing)
    secrets = tuple(entry.get("secrets", ()))
    theirs = {name: tuple(values) for name, values in entry.get("theirs", {}).items()}
    optional -= {"all"}
    return LabelledPost(language, entry["post"], kind, missing, optional, flags, may - flags, topics, secrets, theirs)


def read_row(row: dict[str, Any]) -> LabelledPost:
    """Return a labelled row, as evaluations read them, as a labelled post."""
    return LabelledPost(
        row["lang"],
        row["text"],
        row["post_type"],
        frozenset(row["missing"]),
        frozenset(row["missing_optional"]),
        frozenset(name for name, holds in row["labels"].items() if holds),
        frozenset(row["optional_categories"]),
        frozenset(row.get("oos_topics") or row.get("topics") or ()),
    )
