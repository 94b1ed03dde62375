"""Ways to hide words from a filter; the same text always comes out the same."""

from __future__ import annotations

import random
from collections.abc import Callable

LEET = str.maketrans("ioeastIOEAST", "103@$7103@$7")
DIGITS = str.maketrans("ioeasIOEAS", "1034510345")
CYRILLIC = str.maketrans("aeocpxyAEOCPXKMHTB", "аеосрхуАЕОСРХКМНТВ")
LATIN = str.maketrans("аеосрхуАЕОСРХКМНТВ", "aeocpxyAEOCPXKMHTB")
GREEK = str.maketrans("οαυνρικΟΑΥΝΡΙΚΕΤΜΗΒΖΧ", "oauvpikOAYNPIKETMHBZX")
WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in (*range(65, 91), *range(97, 123))})
MARK = "\u0336"


def _long_words(text: str, every: int = 1) -> set[int]:
    places = [n for n, word in enumerate(text.split(" ")) if word.isalpha() and len(word) > 3]
    return set(places[::every])


def _change_words(text: str, change: Callable[[str], str], every: int = 1) -> str:
    chosen = _long_words(text, every)
    return " ".join(change(word) if n in chosen else word for n, word in enumerate(text.split(" ")))


def write_leet(text: str) -> str:
    return _change_words(text, lambda word: word.translate(LEET))


def write_digits(text: str) -> str:
    return _change_words(text, lambda word: word.translate(DIGITS))


def write_some_leet(text: str) -> str:
    """Put a sign for every second letter that has one."""

    def write(word: str) -> str:
        places = [at for at, letter in enumerate(word) if ord(letter) in LEET][::2]
        return "".join(letter.translate(LEET) if at in places else letter for at, letter in enumerate(word))

    return _change_words(text, write)


def swap_letters(text: str) -> str:
    """Put look-alikes of another script for single letters of each longer word."""

    def swap(word: str) -> str:
        for table in (CYRILLIC, LATIN, GREEK):
            swapped = word.translate(table)
            if swapped != word and word.isascii() == (table is CYRILLIC):
                return swapped
        return word

    return _change_words(text, swap)


def mix_scripts(text: str) -> str:
    """Swap one letter a word only."""

    def mix(word: str) -> str:
        table = CYRILLIC if word.isascii() else {**LATIN, **GREEK}
        for at, letter in enumerate(word):
            if ord(letter) in table:
                return word[:at] + letter.translate(table) + word[at + 1 :]
        return word

    return _change_words(text, mix)


def hide_zero_width(text: str) -> str:
    return _change_words(text, "\u200b".join)


def hide_soft_hyphens(text: str) -> str:
    return _change_words(text, lambda word: word[:2] + "\u00ad" + word[2:])


def space_out(text: str) -> str:
    """Space the letters; wider gaps keep the words apart, as those do who want to be read."""
    chosen = _long_words(text)
    return "  ".join(" ".join(word) if n in chosen else word for n, word in enumerate(text.split(" ")))


def dot_out(text: str) -> str:
    return _change_words(text, ".".join)


def star_out(text: str) -> str:
    return _change_words(text, "*".join)


def repeat_letters(text: str) -> str:
    draw = random.Random(len(text))

    def repeat(word: str) -> str:
        at = draw.randrange(1, len(word) - 1)
        return word[:at] + word[at] * 4 + word[at + 1 :]

    return _change_words(text, repeat)


def strike_through(text: str) -> str:
    return _change_words(text, lambda word: "".join(letter + MARK for letter in word))


def write_wide(text: str) -> str:
    return _change_words(text, lambda word: word.translate(WIDE))


DISGUISES: dict[str, Callable[[str], str]] = {
    "leetspeak": write_leet,
    "digits for letters": write_digits,
    "some leetspeak": write_some_leet,
    "look-alike letters": swap_letters,
    "mixed scripts": mix_scripts,
    "zero width": hide_zero_width,
    "soft hyphens": hide_soft_hyphens,
    "spaces": space_out,
    "dots": dot_out,
    "stars": star_out,
    "repeats": repeat_letters,
    "struck through": strike_through,
    "full width": write_wide,
    "capitals": str.upper,
}
