"""Values that could be somebody's secret by their shape, and the signs by which learnt weights tell whether they are.

Any word that joins letters and digits, or holds a mark that speech does not, may be one. Weights learn from what the
finders believe as well, and add what no finder foresaw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from modbot.detect.confidential.access import CHOSEN_HINT
from modbot.detect.confidential.handed import JOINED, WORDED
from modbot.detect.confidential.passwords import NONE, rate_value
from modbot.detect.confidential.tokens import SHORTEST_TOKEN
from modbot.detect.confidential.words import SecretShapes
from modbot.detect.personal.lexicon import Note
from modbot.detect.personal.reading import Found, Reading
from modbot.detect.personal.surroundings import describe_surroundings

# A piece between blanks, quotes and brackets with a digit or a mark in it.
_INSIDE = r"[^\s|;\"'`<>{}()\[\]«»„“”’=]"
_CLUE = re.compile(r"[\d!#$%&*?^§_@+~]")
_PIECE = re.compile(rf"(?<!{_INSIDE})(?={_INSIDE}*?{_CLUE.pattern}){_INSIDE}{{4,84}}+")
_TRAILING, _LEADING = ".,:?", ",:"
_SHORTEST, _LONGEST = 4, 80
_MARK = re.compile(r"[^\W_][!#$%&*?^§_@+~]+\w")
_LINK = re.compile(r"\w+://|.*@.*\.|(?:root|admin|administrator|debian|ubuntu|pi|user)@")
_FINGERPRINT = re.compile(r"(?:[\dA-F]{16}|[\dA-F]{40})\Z")  # of a key that signs packages
_BELIEVED = 0.75  # how sure a value is that no finder took for a secret, only the weights
_MOST = 200  # candidates of a stretch: a dump of numbers and hashes is no handing over
_LETTERS, _DIGITS, _TURNS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+"), re.compile(r"\d+|[^\W\d]+")
_LONGEST_OUTLINE, _MOST_TURNS, _LENGTHS = 16, 6, 8


def note_stretch(stretch: str, shapes: SecretShapes) -> Note | None:
    """Return what a stretch between blanks holds that may be a secret, or that finders of secrets ask for."""
    width = len(stretch) - stretch.endswith("\n")
    if width < SHORTEST_TOKEN and not _CLUE.search(stretch):
        return None
    pieces = _PIECE.finditer(stretch) if _LETTERS.search(stretch) and "://" not in stretch else ()
    places = (_strip(stretch, *match.span()) for match in pieces)
    values = tuple(place for place in places if _may_be_secret(stretch[slice(*place)], shapes))
    is_chosen = CHOSEN_HINT.search(stretch) is not None
    note = Note(values, is_chosen, width >= SHORTEST_TOKEN)
    return note if any(note) else None


def list_candidates(reading: Reading, told: Sequence[Found]) -> list[Found]:
    """Return the values that could be secrets outside what finders ``told``, in reading order."""
    places = [(start + low, start + high) for start, note in reading.notes for low, high in note.values]
    candidates = (Found(*place, "PASSWORD", _BELIEVED) for place in places[:_MOST])
    return [item for item in candidates if not item.overlaps_any(told)]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    while start < end and text[start] in _LEADING:
        start += 1
    return start, end


def _may_be_secret(value: str, shapes: SecretShapes) -> bool:
    if not _SHORTEST <= len(value) <= _LONGEST or not any(map(str.isalpha, value)):
        return False
    if not any(map(str.isdigit, value)) and not _MARK.search(value):
        return False
    return not _LINK.match(value) and not _FINGERPRINT.match(value) and rate_value(value, shapes) > NONE


def describe_value(reading: Reading, item: Found, shapes: SecretShapes) -> list[str]:
    """Return the signs of a value: its shape, and what stands around it."""
    value = reading.text[item.start : item.end]
    signs = [*_describe_shape(value, shapes), *describe_surroundings(reading, item.start, item.end)]
    return [*signs, "again"] if reading.text.count(value) > 1 else signs


def _describe_shape(value: str, shapes: SecretShapes) -> Iterator[str]:
    outline = _DIGITS.sub(_outline_digits, _LETTERS.sub(_outline_letters, value))
    yield f"shape={outline[:_LONGEST_OUTLINE]}"
    yield f"length={min(len(value) // 3, _LENGTHS)}"
    has_digit, has_upper = any(map(str.isdigit, value)), any(map(str.isupper, value))
    yield f"digit={has_digit} upper={has_upper} mark={not value.isalnum()}"
    yield f"rate={rate_value(value, shapes)}"
    yield from (f"mark={char}" for char in {*value} if not char.isalnum())
    yield f"turns={min(_MOST_TURNS, len(_TURNS.findall(value)))}"
    if WORDED.fullmatch(value):
        yield "worded"
    if JOINED.fullmatch(value):
        yield "joined"


def _outline_letters(match: re.Match[str]) -> str:
    letters = match[0]
    if letters.isupper():
        return "A"
    if letters.islower():
        return "a"
    return "Aa" if letters[1:].islower() else "aA"


def _outline_digits(match: re.Match[str]) -> str:
    return "9" * min(3, 1 + (len(match[0]) > 2) + (len(match[0]) > 5))
