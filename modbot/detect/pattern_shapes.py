"""Loose shapes of patterns: simpler patterns that match at least wherever the original does, cheap to search for.

They are searched in text written in an alphabet of our own, one byte a character: ASCII and the letters of the
eight languages each have a byte, everything else shares one that fits anywhere. So shapes need no Unicode in the
engine, compile a hundred times faster, and lose nothing where Unicode versions differ. Assertions are dropped,
large repeats opened.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import regex

from modbot.detect.pattern_fold import fold_case, is_word_character
from modbot.detect.pattern_syntax import REPEATS, UNKNOWN, ZERO_WIDTH, Tree, inner_trees

_LETTERS = (
    "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώϊϋΐΰ"
    "абвгдежзийклмнопрстуфхцчшщъыьэюяёґіїє"
    "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœ€£–—…“”„«»‘’·•¿¡º°"
)
# Byte 63 is the question mark and stands for every character without a byte of its own.
_OTHER = 63
_ALPHABET = "".join(map(chr, range(128))) + _LETTERS
_BYTE = {character: number for number, character in enumerate(_ALPHABET)}
_ENCODING = codecs.charmap_build(_ALPHABET)
_SEPARATORS = bytes(number for letter, number in _BYTE.items() if letter == "_" or not is_word_character(letter))
_ANY = "."
_ANCHORS = {"AT_BEGINNING": "^", "AT_BEGINNING_STRING": r"\A", "AT_END": "$", "AT_END_STRING": "$"}


def spell(folded: str) -> bytes:
    """Return case-folded text in the alphabet of shapes: one byte for each character."""
    return codecs.charmap_encode(folded, "replace", _ENCODING)[0]


def squeeze(spelled: bytes) -> bytes:
    """Return spelled text without anything but letters and digits: s.p-a m → spam."""
    return spelled.translate(None, _SEPARATORS)


def is_spelled(character: str) -> bool:
    """Return whether the alphabet has a byte of its own for the (folded) character."""
    return character in _BYTE


def loosen(tree: Tree, *, has_flags: bool = False) -> str:
    """Return the loose shape of a parsed pattern; ``has_flags`` when inline flags may change its parts."""
    return "".join(_loosen_node(str(operation), argument, has_flags) for operation, argument in tree)


def _loosen_node(name: str, argument: Any, has_flags: bool) -> str:
    if name in ZERO_WIDTH:
        return _ANCHORS.get(str(argument), "")
    if name in _MEMBERS:
        return _loosen_class(_MEMBERS[name](argument), has_flags)
    inner = [loosen(tree, has_flags=has_flags) for tree in inner_trees(name, argument)]
    if name in REPEATS:
        return f"(?:{inner[0]}){_loosen_repeat(argument[0], argument[1])}"
    if name in {"SUBPATTERN", "ATOMIC_GROUP", "BRANCH"}:
        return f"(?:{'|'.join(inner)})"
    return ".*" if name.startswith("GROUPREF") else _ANY


_MEMBERS: dict[str, Callable[[Any], tuple[tuple[str, Any], ...]]] = {
    "LITERAL": lambda code: (("LITERAL", code),),
    "NOT_LITERAL": lambda code: (("NEGATE", None), ("LITERAL", code)),
    # Names instead of the parser's own constants: they compare and hash as what they are.
    "IN": lambda members: tuple(
        (str(name), str(value) if str(name) == "CATEGORY" else value) for name, value in members
    ),
}


def _loosen_repeat(low: int, high: int) -> str:
    if low == high and low <= 8:
        return f"{{{low}}}"
    if high == 1:
        return "?"
    if low <= 1:
        return "*" if low == 0 else "+"
    return f"{{{min(low, 4)},}}"


@lru_cache(maxsize=20_000)
def _loosen_class(members: tuple[tuple[str, Any], ...], has_flags: bool) -> str:
    """Return the class of all letters of the alphabet that a member of the class may be written with."""
    is_negated = members[0][0] == "NEGATE"
    if ("LITERAL", UNKNOWN) in members or (is_negated and has_flags):
        return _ANY
    written = "".join(map(_write_member, members))
    fits = regex.compile(f"[{written}]", regex.IGNORECASE)
    allowed = {number for number, letter in enumerate(_ALPHABET) if fits.match(letter) and fold_case(letter) == letter}
    if is_negated:
        # The dotless i, which folds to it, is not the i that was excluded.
        return _write_ranges(sorted({*allowed, _OTHER, ord("i")}))
    for name, argument in members:
        if name == "LITERAL":  # what equals it, whatever the case, folds to the same
            allowed.add(_BYTE.get(fold_case(chr(argument)), _OTHER))
        elif name == "CATEGORY" or argument[1] > 127:
            allowed |= {_OTHER, ord("i"), ord("s"), ord("k")} if name == "RANGE" else {_OTHER}  # letters fold to these
    return _write_ranges(sorted(allowed))


def _write_ranges(numbers: list[int]) -> str:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    written = "".join(rf"\x{a:02x}" if a == b else rf"\x{a:02x}-\x{b:02x}" for a, b in ranges)
    return written if len(numbers) == 1 else f"[{written}]"


_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_SPACE": r"\s", "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w", "CATEGORY_NOT_WORD": r"\W",
}  # fmt: skip


def _write_member(member: tuple[str, Any]) -> str:
    name, argument = member
    if name == "NEGATE":
        return "^"
    if name == "CATEGORY":
        return _CATEGORIES[argument]
    if name == "LITERAL":
        return f"\\U{argument:08x}"
    return f"\\U{argument[0]:08x}-\\U{argument[1]:08x}"
