"""Folds text into comparable letters, remembering the raw place of every character that is left."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import regex

from modbot.prepare.views import View

# Letters that fold to more than one without NFKC's doing; all others of the kind are found by asking.
_EXPANDING = "ßİŉǰΐΰև\u1e96-\u1e9e\u1f50-\u1ffc"
_COMBINING = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u0e4e\u1100-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
# Where Unicode keeps characters that NFKC rewrites. Beyond the first plane all are looked at one by one: the engine
# tests a character class with many ranges up there slowly.
_COMPATIBLE = ((0x80, 0x3400), (0xA640, 0xAC00), (0xF900, 0x10000))
_COMMON_ACCENTS = "áàâäãåéèêëíìîïóòôöõúùûüýÿñçάέήίόύώϊϋΐΰё"


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
        Edit(found.start(), found.end(), _fold_cluster(found[0]))
        for found in (_find_clusters() if _COMBINING.search(text) else _find_uneven()).finditer(text)
    )
    edited = edit_view(View(text, view.origins, view.ends), clusters)
    return View(_casefold_evenly(edited.text), edited.origins, edited.ends)


def _fold_cluster(cluster: str) -> str:
    """Return a letter with its marks folded; once more normalised, as small ΐ comes apart when it is folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())


def _casefold_evenly(text: str) -> str:
    folded = text.casefold()
    if len(folded) == len(text):
        return folded
    return "".join(small if len(small := letter.casefold()) == 1 else letter for letter in text)


def edit_view(view: View, edits: Iterable[Edit]) -> View:
    """Return ``view`` with ``edits`` made; they come in order and do not overlap.

    An edit of equal length keeps every place. Otherwise each new character stands for the whole edited stretch.
    """
    edits = tuple(edits)
    if not edits:
        return view
    text = view.text
    parts: list[str] = []
    done = 0
    for start, end, reading in edits:
        parts += (text[done:start], reading)
        done = end
    parts.append(text[done:])
    if all(len(reading) == end - start for start, end, reading in edits):
        return View("".join(parts), view.origins, view.ends)
    return View("".join(parts), *_move_places(view, edits))


def _move_places(view: View, edits: Sequence[Edit]) -> tuple[list[int], list[int]]:
    """Return where the characters of ``view`` begin and end in the raw text once ``edits`` are made."""
    origins: Sequence[int] = range(len(view.text)) if view.origins is None else view.origins
    ends: Sequence[int] = range(1, len(view.text) + 1) if view.ends is None and view.origins is None else _ends_of(view)
    new_origins: list[int] = []
    new_ends: list[int] = []
    done = 0
    for start, end, reading in edits:
        if len(reading) == end - start:
            continue
        new_origins += origins[done:start]
        new_ends += ends[done:start]
        if reading:
            new_origins += [origins[start]] * len(reading)
            new_ends += [ends[end - 1]] * len(reading)
        done = end
    new_origins += origins[done:]
    new_ends += ends[done:]
    return new_origins, new_ends


def _ends_of(view: View) -> Sequence[int]:
    if view.ends is not None:
        return view.ends
    return [origin + 1 for origin in view.origins or ()]


def strip_accents(text: str) -> str:
    """Return small-letter ``text`` without accents, letter by letter: é → e, ώ → ω, ё → е; same length."""
    for letter, base in _common_accents():
        text = text.replace(letter, base)
    if _find_rare_accents().search(text):
        return text.translate(_accents_by_number())
    return text


@cache
def _find_uneven() -> re.Pattern[str]:
    """Return a pattern for single characters that do not fold one to one, or that NFKC rewrites."""
    letters = [
        letter
        for first, last in _COMPATIBLE
        for letter in map(chr, range(first, last))
        if not unicodedata.is_normalized("NFKC", letter) and not 0xD800 <= ord(letter) < 0xE000
    ]
    return re.compile(f"[{_EXPANDING}{_write_class(letters)}\U00010000-\U0010ffff]")


def _write_class(letters: Sequence[str]) -> str:
    """Return ``letters`` (in order) as the inside of a character class."""
    ranges: list[list[str]] = []
    for letter in letters:
        if ranges and ord(letter) == ord(ranges[-1][1]) + 1:
            ranges[-1][1] = letter
        else:
            ranges.append([letter, letter])
    return "".join(f"\\U{ord(first):08x}-\\U{ord(last):08x}" for first, last in ranges)


@cache
def _find_clusters() -> regex.Pattern[str]:
    """Return a pattern for the same and for letters with combining marks, which NFKC may make one."""
    return regex.compile(rf"[\p{{NFKC_QC=N}}{_EXPANDING}]\p{{M}}*|\P{{M}}\p{{M}}+|[\u1100-\u11ff]+", regex.VERSION0)


@cache
def _find_rare_accents() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_accents().keys() - set(_COMMON_ACCENTS))}]")


@cache
def _common_accents() -> tuple[tuple[str, str], ...]:
    return tuple((letter, _accents()[letter]) for letter in _COMMON_ACCENTS)


@cache
def _accents_by_number() -> dict[int, str]:
    return {ord(letter): base for letter, base in _accents().items()}


@cache
def _accents() -> dict[str, str]:
    """Return the accented small letters of the Latin, Greek and Cyrillic scripts and their bare forms."""
    table = {}
    for start, end in ((0xC0, 0x250), (0x370, 0x530), (0x1E00, 0x2000)):
        for letter in map(chr, range(start, end)):
            base = unicodedata.normalize("NFD", letter)
            if len(base) > 1 and all(unicodedata.category(mark) == "Mn" for mark in base[1:]):
                table[letter] = base[0]
    # Letters of their own, not accented ones: without them Russian words would run together with others.
    del table["й"], table["ї"]
    return table | {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ς": "σ"}
