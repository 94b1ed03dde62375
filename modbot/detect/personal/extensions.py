"""Extensions that belong to a named person ("ext. 105, Maria Rossi"); an extension alone is nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from modbot.detect.personal.reading import Found, Reading

_NUMBER_AFTER = re.compile(r"[\s.:#№(-]{0,4}(?:n[°ºr]?\.?\s?|nr\.?\s?|no\.?\s?|номер\s)?(\d{2,5})(?![\w.:/@-]\d|\w)")
_NUMBER_BEFORE = re.compile(r"(?<![\w.:/+-])(\d{2,5})[\s(]{1,2}\Z")
_REACH = 70


def find_extensions(reading: Reading, persons: Iterable[Found]) -> Iterator[Found]:
    """Yield extension numbers within a few words of a person's name, in the same clause."""
    marks = reading.marks.get("extension")
    people = [person for person in persons if person.type == "PERSON"]
    if not marks or not people:
        return
    for index in marks:
        word = reading.words[index]
        match = _NUMBER_AFTER.match(reading.text, word.end) or _NUMBER_BEFORE.search(
            reading.text, max(0, word.start - 8), word.start
        )
        if match is None:
            continue
        nearest = nearest_person(reading, match.start(1), people)
        if nearest is not None:
            yield Found(match.start(1), match.end(1), "EXTENSION", 0.8, nearest.owner)


def nearest_person(reading: Reading, place: int, people: Iterable[Found]) -> Found | None:
    """Return the person named nearest to ``place`` in its clause, or None."""
    low, high = reading.clause(place)
    near = [
        p
        for p in people
        if p.start >= low and p.end <= high and min(abs(p.start - place), abs(place - p.end)) <= _REACH
    ]
    return min(near, key=lambda p: min(abs(p.start - place), abs(place - p.end)), default=None)
