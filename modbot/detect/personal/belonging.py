"""Whether contacts told in a post are its author's: the signs of a contact, which learnt weights count.

Who is told about stands in the words around: greetings, "ask for me", a firm's stamp at the end, or a customer's story.
"""

from __future__ import annotations

from collections.abc import Sequence

from modbot.detect.personal.reading import Found, Reading
from modbot.detect.personal.surroundings import describe_surroundings
from modbot.detect.personal.told import find_told_zones

_CONTACTS = frozenset({"PHONE", "EMAIL", "ADDRESS", "PERSON"})
_NEAREST = ("b0", "b1", "b2", "a0", "a1")  # signs of words so near count with the kind of contact as well
_STEP, _FARTHEST = 3, 6
_LENGTH = 12
_BESIDE = 80
_MANY = 5


def is_contact(item: Found) -> bool:
    """Return whether the item may be the author's own: a seat, an account or a list of callers is about somebody."""
    return item.type in _CONTACTS and not item.label


def describe_contact(reading: Reading, item: Found, found: Sequence[Found]) -> list[str]:
    """Return the signs of one contact among all that were found: its words, its place in the post, its company."""
    signs = describe_surroundings(reading, item.start, item.end)
    words = len(reading.forms)
    before, behind = reading.word_at(item.start), words - reading.word_at(item.end)
    beside = {other.type for other in found if other is not item and abs(other.start - item.start) < _BESIDE}
    return [
        *signs,
        *(f"{item.type} {sign}" for sign in signs if sign.startswith(_NEAREST)),
        f"type={item.type}",
        f"before={min(_FARTHEST, before // _STEP)}",
        f"behind={min(_FARTHEST, behind // _STEP)}",
        f"words={min(_FARTHEST, words // _LENGTH)}",
        f"found={min(_MANY, len(found))}",
        *(f"beside={kind}" for kind in sorted(beside)),
        *("told" for start, end in reading.ask_once(find_told_zones) if start <= item.start < end),
    ]
