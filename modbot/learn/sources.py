"""Labelled texts → rows a classifier may learn from: what each source's labels mean, and what they leave unsaid.

A source answers only what its annotators were asked. ``neg_scope: hate`` rows may be rude, so they count little as
clean; sets full of casual swearing count little as abuse; sources and classes are balanced by weight; rows of equal
text and contrary labels are dropped. Files under ``research-only`` are never read here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from modbot.detect.model.words import OwnWords, read_words
from modbot.errors import ModelError
from modbot.prepare.post import prepare_post
from modbot.records import LANGUAGES, Post

CATEGORIES = ("abuse", "spam")
OWN, POSTS = "own", "own posts"
LONGEST = 1500
_ORDINARY = 700  # posts of a language that stand for the ordinary ones
FORUM_HAM = "sumo_firefox_ham"
HAM = (FORUM_HAM, "docs_libreoffice_multi")
# A side of a source counts in full up to so many rows, then with the root of its size. Ordinary posts are the majority.
FULL, ORDINARY_FULL = 2000, 18_000
SPAM_HAM = 4.0  # for spam, ordinary posts count so many times more
# Sources whose "abuse" or "ok" is shakier than others' (see the card): less weight.
SHAKY = {"davidson2017_en": 0.3, "mlma2019_en": 0.5, "mlma2019_fr": 0.5, "telegram_spam_monalenka_ru": 0.7}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text: its own words, its labels, and how much it counts per category (0: says nothing).

    ``pattern`` is what an own sentence was made from; sentences of one pattern stay together.
    """

    source: str
    language: str
    words: OwnWords
    labels: tuple[str, ...]
    weights: tuple[float, float]
    pattern: str = ""

    def says(self, category: str) -> bool:
        """Return whether the text is of the category."""
        return any(label.partition(".")[0] == category for label in self.labels)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of a file of rows: for the card."""

    licence: str
    sha256: str


def read_sources(folder: Path, cap: int | None, seed: int) -> tuple[list[Row], dict[str, Provenance]]:
    """Return the labelled rows, at most ``cap`` per source, language and side, and where each source comes from."""
    paths = sorted(folder.glob("*.jsonl.gz"))
    if not paths:
        raise ModelError(f"{folder} holds no *.jsonl.gz")
    rows: list[Row] = []
    origins: dict[str, Provenance] = {}
    for path in paths:
        entries = [entry for entry in read_lines(path) if entry["labels"]]
        name = path.name.removesuffix(".jsonl.gz")
        origins[name] = Provenance(entries[0]["licence"], hashlib.sha256(path.read_bytes()).hexdigest())
        rows += _weigh(name, _cap(entries, cap, random.Random(f"{seed} {name}")))
    return drop_contradictions(rows), origins


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzip file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def name_set(path: Path) -> str:
    """Return what a card calls the set of a file."""
    return path.name.removesuffix(".jsonl.gz")


def take_ordinary(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the first 700 posts of each language, cut to their longest, each with its place in the file."""
    taken: Counter[str] = Counter()
    for place, entry in enumerate(read_lines(path)):
        if taken[entry["lang"]] < _ORDINARY and entry["lang"] in LANGUAGES:
            taken[entry["lang"]] += 1
            yield place, entry | {"text": entry["text"][:LONGEST]}


def _cap(entries: list[dict[str, Any]], cap: int | None, draw: random.Random) -> list[dict[str, Any]]:
    sides: dict[tuple[str, bool], list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        sides[entry["lang"], entry["labels"] == ["ok"]].append(entry)
    kept: list[dict[str, Any]] = []
    for side in sides.values():
        draw.shuffle(side)
        kept += side[:cap]
    return kept


def _weigh(source: str, entries: list[dict[str, Any]]) -> Iterator[Row]:
    clean = sum(entry["labels"] == ["ok"] for entry in entries)
    sizes = {True: clean, False: len(entries) - clean}
    hates = any(label.startswith("abuse") for entry in entries for label in entry["labels"])
    for entry in entries:
        ok = entry["labels"] == ["ok"]
        full = ORDINARY_FULL if source in HAM else FULL
        weight = min(1.0, (full / sizes[ok]) ** 0.5) * SHAKY.get(source, 1.0)
        abuse = weight * (0.3 if ok and entry.get("neg_scope") == "hate" else 1.0)
        spam = weight * (0.2 if hates else SPAM_HAM if source in HAM else 1.0)
        # A forum's section says little about the language of a post in it: the live bot's guess is better.
        words, language = read_own_words(entry["text"], "" if source == FORUM_HAM else entry["lang"])
        yield Row(
            source,
            language,
            words,
            tuple(entry["labels"]),
            (abuse * (0.3 if "spam" in entry["labels"] else 1.0), spam),
        )


def read_own_words(text: str, language: str) -> tuple[OwnWords, str]:
    """Return the author's own words of a text and its language, told from the text where it is not given."""
    post = prepare_post(Post(id=0, raw=text[:LONGEST], language=language))
    return read_words(post), language or post.language


def drop_mislabelled(rows: list[Row], path: Path) -> list[Row]:
    """Return the rows without those whose digest the file lists; without the file, all of them."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    listed = {line.split()[0] for line in lines if line and not line.startswith("#")}
    return [row for row in rows if digest(" ".join(row.words.folded))[:16] not in listed]


def digest(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def drop_contradictions(rows: list[Row]) -> list[Row]:
    """Return the rows without repeats of a text, and without texts that sources label contrarily."""
    sides: dict[tuple[str, ...], set[bool]] = defaultdict(set)
    for row in rows:
        sides[row.words.folded].add(row.labels == ("ok",))
    seen: Counter[tuple[str, ...]] = Counter()
    kept = []
    for row in rows:
        seen[row.words.folded] += 1
        if len(sides[row.words.folded]) == 1 and seen[row.words.folded] == 1 and row.words.folded[0]:
            kept.append(row)
    return kept
