"""Extensions that belong to a named person ("ext. 105, Maria Rossi"); an extension alone is nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from modbot.detect.personal.reading import Found, Reading

_NUMBER_AFTER = re.compile(r"[\s.:#№(-]{0,4}(?:n[°ºr]?\.?\s?|nr\.?\s?|no\.?\s?|номер\s)?(\d{2,5})(?![\w.:/@-]\d|\w)")
_NUMBER_BEFORE = re.compile(r"(?<![\w.:/+-])(\d{2,5})[\s(]{1,2}\Z")
_SEAT = re.compile(r"(?:[ ][^\W\d_]{1,4}){0,2}[ ](\d{2,5})(?![\w:/@-]|[.,]\d)")
_FIELD = re.compile(r"[ \t*•-]*[^\W\d_][^:\n\d]{1,24}:[ \t]*\d{2,5}[ \t.;]*")
_REACH, _FORM_REACH, _ALONE_REACH, _SPOKEN_OF_REACH = 70, 160, 200, 220
_MOST_BETWEEN = 4
# What may stand between the word for extension and its number: "was", "für", "у нас", an equals sign.
_BETWEEN = frozenset({"copula", "bridge", "article", "seated", "own_company", "belongs_to", "honorific", "wrong"})
_DIGITS = re.compile(r"\d{2,5}")
_SENTENCE_END = re.compile(r"[.!?…]\s|\n[ \t]*\n")


def find_extensions(reading: Reading, persons: Iterable[Found]) -> Iterator[Found]:
    """Yield extension numbers within a few words of a person's name, in the same clause."""
    people = [person for person in persons if person.type == "PERSON"]
    if not people:
        return
    yield from _find_seats(reading, people)
    marks = reading.marks.get("extension", ())
    for index in marks:
        word = reading.word(index)
        behind = _NUMBER_AFTER.match(reading.text, word.end)
        match = behind or _NUMBER_BEFORE.search(reading.text, max(0, word.start - 8), word.start)
        place = match.span(1) if match is not None else _number_told(reading, index, people)
        if place is None:
            continue
        nearest = nearest_person(reading, place[0], people) or _person_of_form(reading, place[0], people)
        if nearest is None and (behind or match is None):  # "12 extensions" are a count
            nearest = _person_spoken_of(reading, index, place[0], people)
        if nearest is not None:
            yield Found(*place, "EXTENSION", 0.8, nearest.owner)


def _number_told(reading: Reading, index: int, people: Iterable[Found]) -> tuple[int, int] | None:
    """Return the number a few small words behind the word for extension: "her extension was 438"."""
    between = 0
    for step in range(index + 1, min(index + 9, len(reading.forms))):
        word = reading.word(step)
        if _DIGITS.fullmatch(word.lower):
            following = reading.text[word.end : word.end + 2]
            is_part = following[:1] in {"/", "-", ":", "@"} or (following[:1] in {".", ","} and following[1:].isdigit())
            if is_part or _SENTENCE_END.search(reading.text, reading.word(index).end, word.start):
                return None
            return word.start, word.end
        if any(person.start <= word.start < person.end for person in people):
            continue
        between += 1
        if between > _MOST_BETWEEN or _BETWEEN.isdisjoint(reading.forms[step].roles):
            return None
    return None


def _person_spoken_of(reading: Reading, index: int, place: int, people: Iterable[Found]) -> Found | None:
    """Return the one person of the sentence, or of the one before when "her", "seine" stands before the extension."""
    before = [person for person in people if person.end <= place]
    if not before:
        return None
    last = before[-1]
    ends = len(_SENTENCE_END.findall(reading.text, last.end, place))
    if ends == 0 and place - last.end <= _ALONE_REACH and len(before) == 1:
        return last
    near = reading.forms[max(0, index - 3) : index]
    is_theirs = any("possessive" in form.roles for form in near)
    return last if is_theirs and ends <= 2 and place - last.end <= _SPOKEN_OF_REACH else None


def _find_seats(reading: Reading, people: Iterable[Found]) -> Iterator[Found]:
    """Yield the number right behind a name and a verb of sitting or answering: "Callum Brightwell sits on 406"."""
    for person in people:
        index = reading.word_at(person.end)
        ahead = range(index, min(index + 3, len(reading.forms)))
        index = next((step for step in ahead if "seated" in reading.forms[step].roles), -1)
        if index < 0 or _SENTENCE_END.search(reading.text, person.end, reading.word(index).start):
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
