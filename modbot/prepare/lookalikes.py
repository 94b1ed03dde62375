"""Reads letters of one script that pose as another's: Cyrillic in an English word, Latin in a Russian one.

A word is re-read only when it mixes scripts, or when it is made of look-alikes alone in a text that is otherwise Latin.
The text's own script wins, so Russian and Greek are never taken for disguised Latin.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from functools import cache

from confusable_homoglyphs import confusables

from modbot.prepare.fold import Edit, edit_view
from modbot.prepare.views import View

_OTHERS = "\u0370-\u03ff\u0400-\u052f"
# Where scripts meet, looked for from either side.
_MIXED = re.compile(rf"[a-z](?:(?=[{_OTHERS}])|(?<=[{_OTHERS}].))")
_MIXED_IN_LATIN = re.compile(rf"[{_OTHERS}](?:(?=[a-z])|(?<=[a-z].))")
_LATIN = re.compile("[a-z]")
_OTHER = re.compile(f"[{_OTHERS}]")
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_WORD = re.compile(rf"[{_OTHERS}]+")
# Letters of no script the house reads, which decorate or disguise: small capitals, Cherokee, Armenian …
_RARE = re.compile(
    r"[\u0250-\u02af\u0531-\u0587\u10a0-\u10ff\u13a0-\u13ff\u1d00-\u1d7f\u2c60-\u2cff\ua4d0-\ua7ff\uab30-\uabbf]"
)
# Boxed letters, and flag letters that do not pair up to a flag.
_FLAG = r"[\U0001f1e6-\U0001f1ff]"
_ENCLOSED = re.compile(
    rf"[\U0001f150-\U0001f169\U0001f170-\U0001f189]+|(?<!{_FLAG}){_FLAG}(?:{_FLAG}{{2}})*(?!{_FLAG})"
)

# Looks the same in any type face: enough to say that a whole word may be posing.
_SAME = dict(zip("аеосрхуіјѕԁһӏԛԝкмтвн" + "αεικνορτυχ", "aeocpxyijsdhlqwkmtbh" + "aeikvoptux", strict=True))
# Looks the same to a willing reader: believed inside a word that is Latin otherwise.
_TO_LATIN = str.maketrans(_SAME | dict(zip("пгиьшяґүѵ" + "βγηπωσζμ", "nrubwrryv" + "bynnwszu", strict=True)))
_CAPITALS = {"η": "h", "ν": "n", "υ": "y", "ζ": "z", "μ": "m", "ρ": "p", "β": "b", "и": "n", "я": "r"}
_TO_CYRILLIC = str.maketrans("aceopxykmthbiunrg3", "асеорхукмтнвиипгдз")
_TO_GREEK = str.maketrans("aovpuiktxnewym", "αονρυικτχηεωγμ")
_POSING = {"a", "c", "e", "o", "p", "x", "y", "k", "A", "B", "C", "E", "H", "K", "M", "O", "P", "T", "X", "Y"}
_SYMBOLS = set("μωπδλσ")
# What tells Latin, Cyrillic and Greek text: letters that cannot pose as another script's. To be counted, a text is
# written with one byte a letter.
_OWN = ("bdfgijlmnqrstuvwz", "бвгджзийклмнптфцчшщъыьэюя", "βγδζθλμξπσφψω")
_LETTERS = "".join(map(chr, range(128))) + "αβγδεζηθικλμνξοπρστυφχψω" + "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_SPELLING = codecs.charmap_build(_LETTERS)
_OWN_BYTES = [bytes(map(_LETTERS.index, own)) for own in _OWN]


def read_lookalikes(view: View, raw: str) -> tuple[View, bool]:
    """Return ``view`` (small letters without accents), posing letters read as what they pose as, and if any did.

    ``raw`` is the post's text: capitals pose differently from small letters. A foreign first capital in a Greek or
    Russian word is a slip of the keyboard: it is read right, but nobody posed.
    """
    other, latin = _OTHER.search(view.text), _LATIN.search(view.text)
    if not other or not latin:
        return view, False
    posing = False
    # The script that comes first is likely the text's own: quicker to look for is the one that is scarce.
    readings = list(_read_mixed(view, raw, _MIXED if other.start() < latin.start() else _MIXED_IN_LATIN))
    if readings:
        posing = any(not is_slip for _, is_slip in readings)
        view = edit_view(view, [edit for edit, _ in readings])
    read = edit_view(view, _read_posing_words(view.text))
    return read, posing or read is not view


def read_rare_letters(view: View) -> View:
    """Return ``view`` with boxed letters, and letters of scripts nobody here writes, read as Latin ones."""
    return edit_view(view, _read_rare(view.text))


def _read_rare(text: str) -> Iterator[Edit]:
    table = _rare_letters()
    for found in re.finditer(f"{_ENCLOSED.pattern}|{_RARE.pattern}", text):
        letters = "".join(_open_enclosed(letter) or table.get(letter, letter) for letter in found[0])
        if letters != found[0]:
            yield Edit(found.start(), found.end(), letters)


def _open_enclosed(letter: str) -> str:
    for first in (0x1F150, 0x1F170, 0x1F1E6):
        if first <= ord(letter) < first + 26:
            return chr(ord(letter) - first + ord("a"))
    return ""


def _read_mixed(view: View, raw: str, border: re.Pattern[str]) -> Iterator[tuple[Edit, bool]]:
    text = view.text
    mixed = _list_mixed(text, border)
    latin, cyrillic, greek = _count_own(text) if mixed else (0, 0, 0)
    for found in mixed:
        word = found[0]
        start, end = view.raw_span(*found.span())
        shown = raw[start:end]
        if len(word) <= 3 and _SYMBOLS & set(word):
            continue
        is_slip = False
        if latin >= max(cyrillic, greek):
            reading = _to_latin(word, shown)
        elif _is_latin_stem(word, shown):
            continue
        else:
            reading = _translate(word, _TO_CYRILLIC if cyrillic >= greek else _TO_GREEK)
            is_slip = shown[0].isupper() and not _MIXED.search(word[1:])
        if reading and reading != word:
            yield Edit(found.start(), found.end(), reading), is_slip


def _list_mixed(text: str, border: re.Pattern[str]) -> list[re.Match[str]]:
    """Return the words of two scripts, in linear time; none that a digit stands before."""
    words: list[re.Match[str]] = []
    done = 0
    for place in border.finditer(text):
        start = place.start()
        while start > done and (before := text[start - 1]).isalnum() and not before.isdecimal():
            start -= 1
        found = _WORD.match(text, start) if start >= done else None
        if found:
            done = found.end()
            if _MIXED.search(found[0]) and not text[start - 1 : start].isdigit():
                words.append(found)
    return words


def _is_latin_stem(word: str, shown: str) -> bool:
    """Say whether a word is a foreign name with an ending of the text's own language: SIPом, IPшник, pbxа."""
    stem = re.match(r"[A-Za-z]{2,}(?=[^a-zA-Z]+$)", shown)
    return stem is not None and (stem[0].isupper() or not set(stem[0]) <= _POSING) and word[0].isascii()


def _to_latin(word: str, shown: str) -> str:
    if len(shown) == len(word) and not shown.islower():
        word = "".join(
            [
                _CAPITALS.get(small, small) if as_shown.isupper() else small
                for small, as_shown in zip(word, shown, strict=True)
            ]
        )
    return _translate(word, _TO_LATIN)


def _translate(word: str, table: Mapping[int, int | str]) -> str:
    """Return ``word`` read by ``table``, or nothing if a letter of the foreign script stays foreign."""
    reading = word.translate(table)
    return "" if _MIXED.search(reading) else reading


def _read_posing_words(text: str) -> Iterator[Edit]:
    if _find_foreign().search(text):
        return
    words = [found for found in _OTHER_WORD.finditer(text) if len(found[0]) >= (3 if found[0] >= "\u0400" else 4)]
    # A word or two among many of the other script: a text of both is written by somebody who reads both.
    if words and 3 * sum(len(found[0]) for found in words) <= len(_LATIN.findall(text)):
        for found in words:
            yield Edit(found.start(), found.end(), "".join(_SAME[letter] for letter in found[0]))


@cache
def _find_foreign() -> re.Pattern[str]:
    """Return a pattern for a Greek or Cyrillic letter that poses as nothing."""
    return re.compile(rf"(?![{''.join(_SAME)}])[{_OTHERS}]")


def _count_own(text: str) -> list[int]:
    """Return how many letters of Latin, Cyrillic and Greek stand in a text that cannot pose as another script's."""
    spelled = codecs.charmap_encode(text, "replace", _SPELLING)[0]
    return [len(spelled) - len(spelled.translate(None, own)) for own in _OWN_BYTES]


@cache
def _rare_letters() -> dict[str, str]:
    """Return the rare letters that Unicode lists as look-alikes of one Latin letter."""
    table = {}
    for letter, looks in confusables.confusables_data.items():
        for look in looks:
            shown = look["c"].lower()
            if len(shown) == 1 and shown.isascii() and shown.isalpha() and _RARE.match(letter):
                table[letter] = shown
    return table | dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɐɑɡıɔ", "abcdefghijklmnoprstuvwyzaagio", strict=True))
