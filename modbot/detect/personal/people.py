"""Names that may be somebody's and numbers that may be their extensions, with the signs by which weights tell them.

Weights learn from what the finders believe as well, and add what no finder foresaw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from modbot.detect.personal.names import collect_runs, join_zones, list_begins, may_hold_full_name
from modbot.detect.personal.reading import FOREIGN, Found, Reading
from modbot.detect.personal.surroundings import describe_surroundings
from modbot.detect.word_cuts import Place

# No part of a longer number, written in groups or not, of a time, a sum or a share.
_SEAT = re.compile(r"(?<![\w.:/+@#-])(?<!\d[ \u00a0–])\d{2,5}(?![\w:/@%°€$-]|[.,–]\d|[ \u00a0][\d%°€$£])")
_REACH, _STEP, _STEPS, _MOST_NEAR = 220, 12, 5, 3
_BESIDE, _SEATED, _LONGEST_SEAT = 40, 60, 5
_MOST = 60  # names, and numbers, of a stretch: of a long list the first ones tell
_BELIEVED = 0.75  # how sure an item is that no finder took for somebody's, only the weights


@dataclass(frozen=True, slots=True)
class Crowd:
    """The names of a text and its short numbers near them, in order, and the contacts that stand around.

    ``words``: what each name's words tell of a number near it.
    """

    names: list[Found]
    seats: list[Found]
    contacts: Sequence[Found]
    words: list[list[str]]

    def list_full_names(self, reading: Reading) -> list[Found]:
        """Return the names of two words or more: a lone one tells of a person only beside a number."""
        return [name for name in self.names if " " in reading.text[name.start : name.end]]


def gather_crowd(reading: Reading, contacts: Sequence[Found], told: Sequence[Found], taken: Sequence[Found]) -> Crowd:
    """Return who may be named: the persons ``told`` by finders, and other names outside them, contacts and ``taken``.

    A name near no number and no contact but the author's own, or a number near no name, is left out; so are lone names
    where no full name and no contact of others stands at all, for speed.
    """
    foreign = [item for item in contacts if item.owner in FOREIGN]
    is_likely = bool(foreign) or reading.ask_once(may_hold_full_name)
    if not told and not (is_likely and reading.ask_once(list_begins)):
        return Crowd([], [], contacts, [])
    busy = [*contacts, *taken, *told]
    numbers = [place for place in _list_numbers(reading) if _is_free(place, busy)]
    zones = [(start - _BESIDE, end + _BESIDE) for start, end in numbers]
    zones += [(item.start - _REACH, item.end + _REACH) for item in foreign]
    others = _keep_outside(_list_names(reading, zones), busy) if zones else ()
    names = sorted([*told, *others], key=lambda item: item.start)
    seats = [Found(*place, "EXTENSION", _BELIEVED) for place in numbers if _is_near(place, names)]
    words = [[f"name {sign}" for sign in _describe_words(reading, name)] for name in names]
    return Crowd(names, seats, contacts, words)


def _list_numbers(reading: Reading) -> list[Place]:
    short = [place for place in reading.numbers if 2 <= place[1] - place[0] <= _LONGEST_SEAT]
    return [place for place in short[:_MOST] if _SEAT.match(reading.text, place[0])]


def _list_names(reading: Reading, zones: Iterable[tuple[int, int]]) -> Iterator[Found]:
    for run in islice(collect_runs(reading, join_zones(zones)), _MOST):
        yield Found(run.words[0].start, run.words[-1].end, "PERSON", _BELIEVED)


def _keep_outside(items: Iterable[Found], others: Sequence[Found]) -> Iterator[Found]:
    return (item for item in items if not item.overlaps_any(others))


def _is_free(place: Place, others: Iterable[Found]) -> bool:
    return not any(item.overlaps(*place) for item in others)


def _is_near(place: Place, names: Iterable[Found]) -> bool:
    """Return whether one of the names, which the place does not touch, stands so near that somebody may sit there."""
    start, end = place
    return any(max(name.start - end, start - name.end) < _SEATED for name in names)


def _gap(item: Found, other: Found) -> int:
    return other.start - item.end if other.start >= item.end else item.start - other.end


def describe_name(reading: Reading, item: Found, crowd: Crowd) -> list[str]:
    """Return the signs of a name: its words, what stands around it and how near contacts and short numbers are."""
    signs = [*describe_surroundings(reading, item.start, item.end), *_describe_words(reading, item)]
    written = reading.lower[item.start : item.end]
    if any(name != item and written in reading.lower[name.start : name.end] for name in crowd.names):
        signs.append("named elsewhere")
    return [*signs, *_describe_nearness(item, crowd.contacts), *_describe_nearness(item, crowd.seats)]


def describe_seat(reading: Reading, item: Found, crowd: Crowd) -> list[str]:
    """Return the signs of a short number: what stands around it, and which names how near."""
    signs = [*describe_surroundings(reading, item.start, item.end), f"digits={item.end - item.start}"]
    signs += _describe_nearness(item, crowd.names)
    clause = reading.clause(item.start)
    near = [(name, words) for name, words in zip(crowd.names, crowd.words, strict=True) if _gap(item, name) < _REACH]
    for name, words in near:
        side = "r" if name.start >= item.end else "l"
        signs += words
        if _is_same_line(reading, item, name):
            signs.append(f"same line {side}")
        if reading.clause(name.start) == clause:
            signs.append(f"same clause {side}")
    signs.append(f"names={min(_MOST_NEAR, len(near))}")
    return signs


def _describe_words(reading: Reading, item: Found) -> Iterator[str]:
    lexicon = reading.lexicon
    first, behind = reading.word_at(item.start), reading.word_at(item.end)
    names = [form.lower for form in reading.forms[first:behind]]
    yield f"words={len(names)}"
    yield f"given={any(map(lexicon.is_given, names[:1]))} surname={any(map(lexicon.is_surname, names[-1:]))}"
    yield f"any given={any(map(lexicon.is_given, names))}"
    yield f"capitals={reading.text[item.start : item.end].isupper()}"
    yield f"begins clause={item.start == reading.clause(item.start)[0]}"
    yield from (f"in:{role}" for form in reading.forms[first:behind] for role in form.roles)


def _describe_nearness(item: Found, others: Iterable[Found]) -> list[str]:
    signs = []
    for other in others:
        gap = _gap(item, other)
        if other is not item and gap < _REACH:
            side = "r" if other.start >= item.end else "l"
            signs += [
                f"{side}{min(_STEPS, gap // _STEP)}:{other.type}",
                f"{side}:{other.type}",
                f"{side}:{other.type} {other.owner}",
            ]
    return signs or ["none near"]


def _is_same_line(reading: Reading, item: Found, other: Found) -> bool:
    low, high = min(item.end, other.end), max(item.start, other.start)
    return "\n" not in reading.text[low:high]


def find_holders(reading: Reading, crowd: Crowd, seats: Iterable[Found], named: Sequence[Found]) -> list[Found]:
    """Return the names, not yet ``named``, that stand beside an extension in its line: whose it is."""
    holders: list[Found] = []
    for seat in seats:
        beside = [name for name in crowd.names if _gap(seat, name) <= _BESIDE and _is_same_line(reading, seat, name)]
        holders += sorted(beside, key=lambda name: _gap(seat, name))[:1]
    apart = _keep_outside(dict.fromkeys(holders), named)
    return [holder.owned_by("other") for holder in apart]
