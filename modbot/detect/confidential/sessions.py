"""What is to be typed in behind the number of a remote session: "AnyDesk 204 887 310, then otter77"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.confidential.passwords import ANY, CHUNK, PLAUSIBLE, is_disclaimed, rate_value, strip_edges
from modbot.detect.confidential.words import SecretShapes
from modbot.detect.personal.reading import Found, Reading, Word

# A remote session's number, and what is to be typed in behind it.
_SESSION = re.compile(r"[^\d\n]{0,40}(?<!\d)(?:\d[ .-])?\d{3}[ .-]?\d{3}[ .-]?\d{3,4}(?!\d)")
_SESSION_ID = re.compile(r"\bID(?=[ :]{1,3}\d{3} \d{3} \d{3,4}(?!\d))")
_SESSION_REACH = 90
_WORDS = re.compile(r"[^\W\d_]+(?:[._-][^\W\d_]+){0,3}")


def find_sessions(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield passwords of remote sessions, whether the tool is named or only an ID (FT-4.4, SP-9.18)."""
    for index in reading.marks.get("remote_tool", ()):
        yield from _find_session(reading, reading.word(index), shapes)
    if "ID" in reading.text and not reading.marks.keys().isdisjoint(("code_word", "password", "pin")):
        for match in _SESSION_ID.finditer(reading.text):
            yield from _find_session(reading, Word(match.start(), match.end(), "id"), shapes)


def _find_session(reading: Reading, tool: Word, shapes: SecretShapes) -> Iterator[Found]:
    """Yield what is to be typed in behind "AnyDesk 123 456 789": the first value with letters and digits."""
    number = _SESSION.match(reading.text, tool.end)
    if number is None:
        return
    for match in CHUNK.finditer(reading.text, number.end(), min(len(reading.text), number.end() + _SESSION_REACH)):
        start, end, _ = strip_edges(reading.text, match.start(), match.end())
        value = reading.text[start:end]
        has_digit = any(map(str.isdigit, value))
        index = reading.word_at(match.start()) - 1
        announced = reading.forms[index].roles if index >= 0 else frozenset()
        if _WORDS.fullmatch(value) and len(value) > 4 and not announced.isdisjoint(("password", "code_word", "pin")):
            if rate_value(value, shapes) == ANY and not is_disclaimed(reading, start, end):
                yield Found(start, end, "PASSWORD", 0.75)
            return
        if has_digit and rate_value(value, shapes) >= PLAUSIBLE:
            if not is_disclaimed(reading, start, end):
                yield Found(start, end, "PASSWORD", 0.85)
            return
