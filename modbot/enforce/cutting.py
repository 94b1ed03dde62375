"""Cuts: the exact stretches an edit takes out of a post, and what stands in their place. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Cut:
    """A half-open stretch of a post's raw text and the words put in its place."""

    start: int
    end: int
    put: str


def cut_out(raw: str, cuts: Sequence[Cut]) -> str:
    """Return ``raw`` without the stretches, each replaced; raises ValueError when one does not lie in the text."""
    parts: list[str] = []
    place = 0
    for cut in cuts:
        if not place <= cut.start < cut.end <= len(raw):
            raise ValueError("what is to be taken out does not lie in this text")
        parts += [raw[place : cut.start], cut.put]
        place = cut.end
    return "".join([*parts, raw[place:]])


def join_cuts(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """Return cuts in order, overlapping and touching ones as one with the words of the longest."""
    joined: list[Cut] = []
    longest = 0
    for cut in sorted(cuts, key=lambda item: (item.start, -item.end)):
        length = cut.end - cut.start
        if joined and cut.start <= joined[-1].end:
            last = joined.pop()
            put = last.put if longest >= length else cut.put
            joined.append(Cut(last.start, max(last.end, cut.end), put))
            longest = max(longest, length)
        else:
            joined.append(cut)
            longest = length
    return tuple(joined)


def write_cuts(cuts: Sequence[Cut]) -> str:
    """Return cuts as an action's details carry them: places and replacements, nothing of the text itself."""
    return json.dumps([[cut.start, cut.end, cut.put] for cut in cuts], ensure_ascii=False)


def read_cuts(text: str) -> tuple[Cut, ...]:
    """Return the cuts that ``write_cuts`` wrote, in order; raises ValueError on anything else."""
    try:
        found = json.loads(text)
        cuts = tuple(Cut(int(start), int(end), str(put)) for start, end, put in list(found or ()))
    except (TypeError, ValueError) as error:
        raise ValueError("not a list of what is to be taken out") from error
    if any(a.end > b.start for a, b in pairwise(cuts)) or any(cut.start < 0 or cut.end <= cut.start for cut in cuts):
        raise ValueError("what is to be taken out overlaps or is empty")
    return cuts
