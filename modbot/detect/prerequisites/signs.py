"""The signs by which a kind of post shows, the same in every language: which concepts stand in it, and where."""

from __future__ import annotations

from typing import NamedTuple

from modbot.detect.prerequisites.phrases import FAMILIES, Reading
from modbot.detect.word_cuts import Remembered

_OPENING = "opening_"  # concepts named so count only where they open the post
# Together they say more than one by one.
_TOGETHER = (
    ("fault", "ask_help"), ("fault_generic", "ask_help"), ("fault", "version"), ("fault", "steps_taken"),
    ("fault", "logs"),
    ("fault", "we"), ("fault", "you"), ("negation", "ask_help"), ("fault", "repro"), ("fault", "condition"),
    ("negation", "domain"), ("persist", "steps_taken"), ("fault", "thanks"), ("ask_how", "fault"),
    ("ask_how", "version"),
    ("concession", "domain"), ("concession", "negation"), ("concession", "praise"),
)  # fmt: skip
_PAIRS = {one: [(other, f"{one} + {other}") for first, other in _TOGETHER if first == one] for one, _ in _TOGETHER}
_NAMED = {"area.": "part", "topic.": "topic"}
_LENGTHS = ((6, "tiny"), (14, "short"), (30, "middle"), (70, "long"))


class _Signs(NamedTuple):
    """The names of a concept's signs: it stands first, opens the post, stands last, often."""

    first: str
    opens: str
    last: str
    often: str


def _name_signs(name: str) -> _Signs | None:
    """Return the signs of a concept; None if it has none by itself: names of products, openings."""
    if FAMILIES[name] or name.startswith(_OPENING):
        return None
    return _Signs(f"{name} first", f"{name} opens", f"{name} last", f"{name} often")


_SIGNS = Remembered(_name_signs)


def list_signs(reading: Reading, facts: set[str], is_addressed: bool) -> list[str]:
    """Return the signs of a post: each concept, whether it opens the post, stands first, last or often.

    ``facts``: what the post states ("version", "logs"); ``is_addressed``: it answers somebody by name or quote.
    """
    last = reading.sentences[-1] - (reading.words[-1] in {".", "!", "?", ";", "\n"}) if reading.words else 0
    signs = [f"states {fact}" for fact in facts]
    sentences = reading.sentences
    for name, places in reading.hits.items():
        start, named = places[0][0], _SIGNS[name]
        if named is None:
            if start == 0 and not FAMILIES[name]:
                signs.append(name)
            continue
        signs.append(name)
        if sentences[start] == 0:
            signs.append(named.first)
            if start == 0:
                signs.append(named.opens)
        if sentences[places[-1][0]] >= last - (name == "thanks"):
            signs.append("signs off" if name == "thanks" and start > 8 else named.last)
        if len(places) > 1:
            signs.append(named.often)
    signs += {_NAMED.get(family, "name") for family in reading.families}
    for one in _PAIRS.keys() & reading.hits.keys():
        signs += [pair for other, pair in _PAIRS[one] if other in reading.hits or other in facts]
    signs += _list_manners(reading, last)
    if is_addressed:
        signs.append("addressed")
    return signs


def _list_manners(reading: Reading, last: int) -> list[str]:
    """Return how long the post is and how it asks and exclaims."""
    length = reading.length
    manners = [next((name for most, name in _LENGTHS if length < most), "vast")]
    if reading.questions:
        manners.append("asks")
        if last in reading.questions:
            manners.append("asks last")
        if len(reading.questions) > last:
            manners.append("only asks")
    if "!" in reading.text and "!" in reading.words:
        manners.append("exclaims")
    return manners
