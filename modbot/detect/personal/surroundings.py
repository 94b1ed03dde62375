"""What stands around a value, as signs that learnt weights count: words and their roles before and behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.personal.reading import Reading

_BEFORE, _BEHIND = 14, 8
_EXACT = 5  # words away: so far the distance counts
_CLOSE = 3  # so far the word itself counts with its place
_STEM = 5
_LETTERS = re.compile(r"\w")
# "api_key = ", "<authpass>", '"secret": "': the name of a setting right before its value.
_SETTING = re.compile(r"([^\W\d_][\w.-]{1,30})[\"']?[ ]?[:=>]{1,2}[ ]?[\"']?\Z")
_PARTS = re.compile(r"[^\W\d_]{2,}")
_SETTING_REACH = 40


def describe_surroundings(reading: Reading, start: int, end: int) -> Iterator[str]:
    """Yield the signs around the stretch; linear in the number of words within reach, whatever the text's length."""
    first, behind = reading.word_at(start), reading.word_at(end)
    yield from _describe_side(reading, "b", range(first - 1, max(-1, first - 1 - _BEFORE), -1))
    yield from _describe_side(reading, "a", range(behind, min(len(reading.forms), behind + _BEHIND)))
    text = reading.text
    yield f"B={_LETTERS.sub('x', text[max(0, start - 3) : start])}"
    yield f"A={_LETTERS.sub('x', text[end : end + 2])}"
    low, high = reading.line(start)
    if not text[low:start].strip():
        yield "begins line"
    if not text[end:high].strip(" .,;"):
        yield "ends line"
    if (setting := _SETTING.search(text, max(0, start - _SETTING_REACH), start)) is not None:
        name = setting[1].lower()
        yield f"set={name}"
        yield from (f"sets={part}" for part in _PARTS.findall(name))
    yield from (f"post:{role}" for role in reading.marks)


def _describe_side(reading: Reading, side: str, places: range) -> Iterator[str]:
    for distance, place in enumerate(places):
        form = reading.forms[place]
        word = form.lower
        away = min(distance, _EXACT)
        for role in form.roles:
            yield f"{side}{away}:{role}"
            yield f"{side}:{role}"
        yield f"{side}={word}"
        if distance < _CLOSE:
            yield f"{side}{distance}={word}"
        if len(word) > _STEM:
            yield f"{side}~{word[:_STEM]}"
