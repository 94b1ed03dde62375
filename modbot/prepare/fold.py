"""Folds text into comparable letters, remembering the raw place of every character that is left."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import regex

from modbot.prepare.views import View

# Characters that do not fold one to one on their own: compatibility forms, letters whose small form is longer, marks.
_UNEVEN = r"\p{NFKC_QC=N}ßİŉǰΐΰև\u1e96-\u1e9e\u1f50-\u1ffc\ufb00-\ufb17"


class Edit(NamedTuple):
    """Text ``start``..``end`` is to be read as ``reading``; as many characters keep their own places."""

    start: int
    end: int
    reading: str


def fold_plain(view: View) -> View:
    """Return ``view`` in NFKC and casefolded: straße → strasse, Ａ → a, … → three dots. Accents stay."""
    text = view.text
    if text.isascii():
        return View(text.lower(), view.origins, view.ends)
    folded = text.casefold()
    if len(folded) == len(text) and unicodedata.is_normalized("NFKC", text):
        return View(folded, view.origins, view.ends)
    clusters = (
        Edit(found.start(), found.end(), unicodedata.normalize("NFKC", found[0]).casefold())
        for found in _find_uneven().finditer(text)
    )
    edited = edit_view(View(text, view.origins, view.ends), clusters)
    return View(_casefold_evenly(edited.text), edited.origins, edited.ends)


def _casefold_evenly(text: str) -> str:
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(small if len(small := letter.casefold()) == 1 else letter for letter in text)


def edit_view(view: View, edits: Iterable[Edit]) -> View:
    """Return ``view`` with ``edits`` made; they come in order and do not overlap.

    An edit of equal length keeps every place. Otherwise each new character stands for the whole edited stretch.
    """
    text = view.text
    origins: Sequence[int] = range(len(text)) if view.origins is None else view.origins
    ends: Sequence[int] = range(1, len(text) + 1) if view.ends is None and view.origins is None else _ends_of(view)
    parts: list[str] = []
    new_origins: list[int] = []
    new_ends: list[int] = []
    done = 0
    for start, end, reading in edits:
        parts += (text[done:start], reading)
        if len(reading) == end - start:
            new_origins += origins[done:end]
            new_ends += ends[done:end]
        else:
            new_origins += origins[done:start]
            new_ends += ends[done:start]
            if reading:
                new_origins += [origins[start]] * len(reading)
                new_ends += [ends[end - 1]] * len(reading)
        done = end
    if not parts:
        return view
    parts.append(text[done:])
    new_origins += origins[done:]
    new_ends += ends[done:]
    return View("".join(parts), new_origins, new_ends)


def _ends_of(view: View) -> Sequence[int]:
    if view.ends is not None:
        return view.ends
    return [origin + 1 for origin in view.origins or ()]


def strip_accents(text: str) -> str:
    """Return small-letter ``text`` without accents, letter by letter: é → e, ώ → ω, й → и; same length."""
    table = _accents()
    for letter in set(text) & table.keys():
        text = text.replace(letter, table[letter])
    return text


@cache
def _find_uneven() -> regex.Pattern[str]:
    return regex.compile(rf"[{_UNEVEN}]\p{{M}}*|\P{{M}}\p{{M}}+|[\u1100-\u11ff]+", regex.VERSION0)


@cache
def _accents() -> dict[str, str]:
    """Return the accented small letters of the Latin, Greek and Cyrillic scripts and their bare forms."""
    table = {}
    for start, end in ((0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000)):
        for letter in map(chr, range(start, end)):
            base = unicodedata.normalize("NFD", letter)
            if len(base) > 1 and all(unicodedata.category(mark) == "Mn" for mark in base[1:]):
                table[letter] = base[0]
    return table | {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ς": "σ"}
