"""Extensions that belong to a named person ("ext. 105, Maria Rossi"); an extension alone is nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from modbot.detect.personal.reading import Found, Reading

_NUMBER_AFTER = re.compile(r"[\s.:#№(-]{0,4}(?:n[°ºr]?\.?\s?|nr\.?\s?|no\.?\s?|номер\s)?(\d{2,5})(?![\w.:/@-]\d|\w)")
_NUMBER_BEFORE = re.compile(r"(?<![\w.:/+-])(\d{2,5})[\s(]{1,2}\Z")
_SEAT = re.compile(r"(?:[ ][^\W\d_]{1,4}){0,2}[ ](\d{2,5})(?![\w:/@-]|[.,]\d)")
_FIELD = re.compile(r"[ \t*•-]*[^\W\d_][^:\n\d]{1,24}:[ \t]*\d{2,5}[ \t.;]*")
_REACH, _FORM_REACH = 70, 160


def find_extensions(reading: Reading, persons: Iterable[Found]) -> Iterator[Found]:
    """Yield extension numbers within a few words of a person's name, in the same clause."""
    people = [person for person in persons if person.type == "PERSON"]
    if not people:
        return
    yield from _find_seats(reading, people)
    marks = reading.marks.get("extension", ())
    for index in marks:
        word = reading.words[index]
        match = _NUMBER_AFTER.match(reading.text, word.end) or _NUMBER_BEFORE.search(
            reading.text, max(0, word.start - 8), word.start
        )
        if match is None:
            continue
        nearest = nearest_person(reading, match.start(1), people) or _person_of_form(reading, match.start(1), people)
        if nearest is not None:
            yield Found(match.start(1), match.end(1), "EXTENSION", 0.8, nearest.owner)


def _find_seats(reading: Reading, people: Iterable[Found]) -> Iterator[Found]:
    """Yield the number right behind a name and a verb of sitting or answering: "Callum Brightwell sits on 406"."""
    for person in people:
        index = reading.word_at(person.end)
        if index >= len(reading.forms) or "seated" not in reading.forms[index].roles:
            continue
        match = _SEAT.match(reading.text, reading.word(index).end)
        if match is not None:
            yield Found(match.start(1), match.end(1), "EXTENSION", 0.75, person.owner)


def _person_of_form(reading: Reading, place: int, people: Iterable[Found]) -> Found | None:
    """Return the person named on a line shortly before, when line for line a form is filled in ("Extension: 316")."""
    start, end = reading.line(place)
    if _FIELD.fullmatch(reading.text, start, end) is None:
        return None
    above = [person for person in people if person.end < start and start - person.end <= _FORM_REACH]
    lines = reading.text[above[-1].end : start].split("\n")[1:-1] if above else ["-"]
    return above[-1] if all(":" in line for line in lines) else None


def nearest_person(reading: Reading, place: int, people: Iterable[Found]) -> Found | None:
    """Return the person named nearest to ``place`` in its clause, or None."""
    low, high = reading.clause(place)
    near = [
        p
        for p in people
        if p.start >= low and p.end <= high and min(abs(p.start - place), abs(place - p.end)) <= _REACH
    ]
    return min(near, key=lambda p: min(abs(p.start - place), abs(place - p.end)), default=None)
