"""Masks in other people's posts what a forgotten member said. A masked text keeps its length, so spans stay true."""

from __future__ import annotations

import re
from collections.abc import Iterable

BLOT = "█"
LINE_LENGTH = 25  # from here on a line is somebody's own and not everybody's
_MOST_LINES = 500
_QUOTE_MARK = re.compile(r"\[quote(?P<of>=[^\]\n]{0,300})?\]|\[/quote\]", re.IGNORECASE)


def mask_words_of(text: str, username: str, lines: Iterable[str] = ()) -> str:
    """Return ``text`` without a member's words: quotes of them, lines copied from them, and their name."""
    text = _mask_quotes(text, username)
    for line in sorted(lines, key=len, reverse=True)[:_MOST_LINES]:
        text = text.replace(line, BLOT * len(line))
    return _mask_name(text, username)


def list_lines(text: str) -> set[str]:
    """Return the lines of a text that are long enough to be recognised elsewhere."""
    return {line for part in text.splitlines() if len(line := part.strip(" >*-\t")) >= LINE_LENGTH}


def _mask_quotes(text: str, username: str) -> str:
    """Blot what stands between [quote="name…"] and its end, quotes inside it included."""
    pieces: list[str] = []
    depth, place, theirs = 0, 0, 0
    for mark in _QUOTE_MARK.finditer(text):
        opens = not mark[0].startswith("[/")
        if theirs:
            pieces.append(_blot(text[place : mark.start()]))
        else:
            pieces.append(text[place : mark.start()])
        pieces.append(mark[0])
        place = mark.end()
        depth = depth + 1 if opens else max(depth - 1, 0)
        if opens and not theirs and _names(mark["of"] or "", username):
            theirs = depth
        elif not opens and depth < theirs:
            theirs = 0
    pieces.append(_blot(text[place:]) if theirs else text[place:])
    return "".join(pieces)


def _names(attribution: str, username: str) -> bool:
    name = attribution.lstrip("=").strip("\"'“” ").split(",")[0].strip()
    return name.casefold() == username.casefold() or f"username:{username}".casefold() in attribution.casefold()


def _mask_name(text: str, username: str) -> str:
    if not username:
        return text
    return re.sub(rf"(?<!\w){re.escape(username)}(?!\w)", BLOT * len(username), text, flags=re.IGNORECASE)


def _blot(text: str) -> str:
    return re.sub(r"\S", BLOT, text)
