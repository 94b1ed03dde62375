"""Reads leetspeak, and leaves technical text alone: units, versions, models, keys and addresses hold digits too.

The digits of a word are letters only if they stand singly or doubled among letters (``sh1t``, ``b00b5``, ``1d10t``),
never as a number would: ``45s``, ``450ms``, ``64SC``, ``V20U8``, ``T54W``, ``18.0.9.20`` stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# Before a letter: one digit, a doubled one, 10 or 01, or a sign. At the end of a word: ``$$`` and ``a55``.
_SIGN = re.compile(
    r"[01345678@$!](?:"
    r"(?<!\d\d)(?:(?<=[01])[01]|(?<=3)3|(?<=4)4|(?<=5)5|(?<=6)6|(?<=7)7|(?<=8)8)?(?=[^\W\d_])"
    r"|(?<!\d\d)[01345678](?=[^\W\d_]{2})"
    r"|(?<=[^\W\d_]\$)\$|(?<=a5)5(?![^\W_]))"
)
_HABIT = 2
_HABITUAL = re.compile(
    r"(?<![\w@$!./:\-#])(?=[^\s]*[^\W\d_])[^\W_@$]*[01345678@$][^\W_]*(?:[@$][^\W_]*)*(?![\w/:=\\\-])"
)
_REST = re.compile(r"(?:[^\W_]|[@$!](?=[^\W_@$!])|\$(?=\$))*\$*")
_MIXED = re.compile(r"[a-z].*[\u0370-\u052f]|[\u0370-\u052f].*[a-z]")
_SIGN_WITHIN = re.compile(r"[^\W\d_][01345$][^\W\d_]")
_NUMBER = re.compile(r"\d+")
_DOUBLED = re.compile(r"(\d)\1")
_HEX = re.compile(r"[0-9a-f]{6,}|0x.*")


class _Alphabet(NamedTuple):
    signs: frozenset[str]
    likelier: dict[int, int]
    other: dict[int, int]


def _alphabet(signs: str, likelier: str, other: str) -> _Alphabet:
    return _Alphabet(frozenset(signs), str.maketrans(signs, likelier), str.maketrans(signs, other))


_LATIN = _alphabet("0134578@$!", "oieastbasi", "oleastbasl")
_CYRILLIC = _alphabet("0134568@", "оизчсбва", "оизчсбва")
_GREEK = _alphabet("01345@", "οιεασα", "οιεασα")
# What follows a number as its unit, in the languages of the house.
_UNIT_WORDS = """
    ms sec secs second seconds min mins minute minutes hr hrs hour hours std day days khz mhz ghz kib mib gib kbit mbit
    gbit bit bits byte bytes kbps mbps gbps bps fps dpi vdc vac mah kva dbm tcp udp user users line lines call calls
    port ports core cores digit digits fxs fxo pcs stk mal fach jahre jahr tage tag stunden minuten sekunden eur euro
    usd uhr anni ore giorni minuti secondi heures jours ans jours horas minutos segundos anos dias
    мин сек час часа часов дней дня шт руб раз раза гбит мбит кбит мгц кгц ггц λεπτα ωρες ωρα μερες
"""
_UNITS = frozenset(_UNIT_WORDS.split())
_PART_WITH_DIGIT = re.compile(r"\d[\w\-]{0,24}-$")
_DIGIT_PART = re.compile(r"-[\w\-]{0,24}\d")
_LONGEST = 30  # characters of a word; more is no word
_FURTHER = "./:\\=&%#"  # a word beside one of these belongs to an address, a path or a version


class LeetWord(NamedTuple):
    """A word in leetspeak: its likelier reading (None: it is rather no leetspeak) and another one, if there is any."""

    start: int
    end: int
    likelier: str | None
    other: str | None


def find_leet(text: str) -> list[LeetWord]:
    """Return the words of small-letter ``text`` that are, or may be, leetspeak, in order.

    Who plainly writes some words in leetspeak writes others so that taken alone would be numbers or names (54l0p3).
    """
    words = list(_find_plain(text))
    if len(words) < _HABIT:
        return words
    taken = {place for word in words for place in range(word.start, word.end)}
    return sorted([*words, *(word for word in _find_habitual(text) if word.start not in taken)])


def _find_habitual(text: str) -> Iterator[LeetWord]:
    for found in _HABITUAL.finditer(text):
        word = found[0]
        alphabet = _name_alphabet(word) if len(word) <= _LONGEST else None
        signs = {sign for sign in word if not sign.isalpha()}
        if alphabet is None or not signs <= alphabet.signs or word.lstrip("0123456789") in _UNITS or len(word) < 3:
            continue
        likelier, other = word.translate(alphabet.likelier), word.translate(alphabet.other)
        yield LeetWord(found.start(), found.end(), likelier, None if other == likelier else other)


def _find_plain(text: str) -> Iterator[LeetWord]:
    done = 0
    for sign in _SIGN.finditer(text):
        if sign.start() < done:
            continue
        start = sign.start()
        while start > done and start > sign.start() - 40 and (text[start - 1].isalnum() or text[start - 1] in "@$"):
            start -= 1
        rest = _REST.match(text, sign.start())
        done = max(rest.end() if rest else 0, sign.end())
        likelier, other = _read_word(text[start:done])
        if (likelier or other) and not _belongs_to_more(text, start, done):
            yield LeetWord(start, done, likelier, other)


@lru_cache(maxsize=8192)
def _read_word(word: str) -> tuple[str | None, str | None]:
    """Return the likelier and the other reading of ``word``; ``1`` is i in the first and l in the second.

    A word whose only sign is a digit in front is rather a name (4port, 5star), one with a sign in front rather code
    ($action), one of three characters or with a number inside rather an abbreviation (w3c, utf16le): those have the
    other reading alone.
    """
    alphabet = _name_alphabet(word) if len(word) <= _LONGEST else None
    if alphabet is None or not _is_leet(word, alphabet):
        return None, None
    likelier, other = word.translate(alphabet.likelier), word.translate(alphabet.other)
    if word[0] in "$!" or len(word) == 3 or any(map(_is_number, _NUMBER.findall(word))):
        return None, likelier
    if alphabet is _LATIN and word[0].isdigit() and word[1:].isalpha():
        return None, likelier if word[0] == "1" and word[1] not in "aeiou" else other
    return likelier, None if other == likelier else other


def _belongs_to_more(text: str, start: int, end: int) -> bool:
    """Say whether the word is part of an address, a path, a version, a key or a name with an at sign."""
    before = text[start - 1] if start else " "
    after, beyond = text[end : end + 1], text[end + 1 : end + 2]
    if before in "_<\\" or after in {"_", "@", "="}:
        return True
    if before in _FURTHER and start > 1 and not text[start - 2].isspace():
        return True
    if after and after in _FURTHER and beyond.isalnum():
        return True
    if before == "-" and _PART_WITH_DIGIT.search(text[max(start - 26, 0) : start]):
        return True
    if after == "-" and ("@" in text[start:end] or _DIGIT_PART.match(text, end)):
        return True
    return "://" in text[max(text.rfind(" ", max(start - 200, 0), start), start - 200, 0) : start]


def _name_alphabet(word: str) -> _Alphabet | None:
    letter = next((letter for letter in word if letter.isalpha()), "")
    if not letter or _MIXED.search(word):
        return None
    if "а" <= letter <= "ё" or letter in "іїєґ":
        return _CYRILLIC
    return _GREEK if "\u0370" <= letter <= "\u03ff" else _LATIN


def _is_leet(word: str, alphabet: _Alphabet) -> bool:
    letters = sum(letter.isalpha() for letter in word)
    signs = [sign for sign in word if not sign.isalpha()]
    if letters < 2 or len(signs) > letters + 1 or not set(signs) <= alphabet.signs:
        return False
    if _HEX.fullmatch(word) and sum(sign.isdigit() for sign in signs) > 1:
        return False
    return all(_is_letter_like(word, run, letters) for run in _NUMBER.finditer(word)) and _fits_symbols(word, letters)


def _is_number(digits: str) -> bool:
    """Say whether digits are rather a number: two different ones. 10 and 01 are the io and oi of many a word."""
    return len(set(digits)) > 1 and digits not in {"10", "01"}


def _is_letter_like(word: str, run: re.Match[str], letters: int) -> bool:
    """Say whether digits within a word may stand for letters by their number and place."""
    digits = run[0]
    if len(digits) > 2:
        return False
    if _is_number(digits):
        return letters >= 3 and run.start() > 0 and run.end() < len(word) - 1
    if len(set(digits)) > 1 and len(word) < 5:
        return False
    if run.start() == 0:
        rest = word[run.end() :]
        return len(digits) == 1 and rest not in _UNITS and (letters >= 3 or not rest.isalpha())
    if run.end() == len(word):
        before = word[: run.start()]
        is_leet_before = _DOUBLED.search(before) or (letters >= 3 and any(sign in before for sign in "01345@$"))
        return bool(is_leet_before) or (letters >= 3 and word.endswith("a55"))
    return letters >= 3 or len(digits) == 2 or digits in "0134" or len(word) >= 5


def _fits_symbols(word: str, letters: int) -> bool:
    is_sure = _SIGN_WITHIN.search(word) is not None  # then the @ and $ of the word are letters too: c0nn@rd$
    if word[0] == "@" and not (word.startswith("@ss") or (is_sure and "$" in word)):
        return False
    if (word[0] == "!" and word[1] in "aeiou") or word.count("@") > 2 or (word[0] == "$" and letters < 3):
        return False
    if "@" in word[4:] and not (is_sure or word[0] == "$"):
        return False
    if word.endswith("$") and not (word.endswith("$$") or is_sure):
        return False
    if "!" in word[1:]:
        left, _, right = word.partition("!")
        return min(len(left), len(right)) <= 2 and right != ""
    return True
