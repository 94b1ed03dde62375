"""Case folding that keeps every place: one character in, one character out.

Two texts that ``regex`` holds equal under IGNORECASE have equal folds, so searching the fold misses nothing.
"""

from __future__ import annotations

import re

import regex

# Letters that IGNORECASE holds equal to another although lower() keeps them apart (Unicode simple case folding,
# and the Turkish dotted and dotless i as the regex module reads them).
_TWINS = str.maketrans(
    {
        "\u00b5": "\u03bc", "\u0130": "i", "\u0131": "i", "\u017f": "s", "\u0345": "\u03b9", "\u03d0": "\u03b2",
        "\u03d1": "\u03b8", "\u03d5": "\u03c6", "\u03d6": "\u03c0", "\u03f0": "\u03ba", "\u03f1": "\u03c1",
        "\u03f5": "\u03b5", "\u1c80": "\u0432", "\u1c81": "\u0434", "\u1c82": "\u043e", "\u1c83": "\u0441",
        "\u1c84": "\u0442", "\u1c85": "\u0442", "\u1c86": "\u044a", "\u1c87": "\u0463", "\u1c88": "\ua64b",
        "\u1e9b": "\u1e61", "\u1fbe": "\u03b9", "\u1fd3": "\u0390", "\u1fe3": "\u03b0", "\ufb05": "\ufb06",
    }
)  # fmt: skip
_HAS_TWIN = re.compile(f"[{''.join(map(chr, _TWINS))}]")
_IS_WORD = regex.compile(r"\w")


def fold_case(text: str) -> str:
    """Return ``text`` with case differences removed, character for character."""
    if text.isascii():
        return text.lower()
    lowered = text.replace("\u0130", "i").lower().replace("\u03c2", "\u03c3")
    return lowered.translate(_TWINS) if _HAS_TWIN.search(lowered) else lowered


def collapse_spaces(text: str) -> str:
    """Return ``text`` with every run of white space as one space, none at the ends.

    A literal found in a text is, collapsed, also found in the collapsed text.
    """
    flat = text.replace("\n", " ")
    if not flat.isprintable():  # white space of other kinds, or signs that print nothing
        return " ".join(text.split())
    while "  " in flat:
        flat = flat.replace("  ", " ")
    return flat.strip(" ")


def is_word_character(character: str) -> bool:
    r"""Return whether ``regex`` counts the character as ``\w``: letters, digits, marks, connectors, in any script."""
    if character.isascii():
        return character.isalnum() or character == "_"
    return _IS_WORD.match(character) is not None
