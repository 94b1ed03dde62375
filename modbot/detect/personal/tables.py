"""Tables of people as they are pasted: phone books, CSV and tab-separated exports, Markdown tables of logins.

The head names the columns (config/personal/words.yaml, ``columns``); what stands below a head is known by its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modbot.detect.personal.reading import Reading

_DELIMITERS = ("\t", ";", "|", " / ", ",")
_EDGE = " \t\"'`*"
_HEAD_EDGE = _EDGE + ".#:№"
_SEPARATORS = re.compile(r"[\s_.-]+")
_RULE = re.compile(r"[\s|:;,=+-]+")
_CELL_END = re.compile(r"[^\t;|,/\n]{0,24}(?:[\t;|,/]|$)")
_LONGEST_CELL, _LONGEST_LINE, _MOST_ROWS = 80, 400, 200


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: its place without quotes and blanks, the kind of its column, and the line it stands in."""

    start: int
    end: int
    kind: str
    row: int


def read_tables(reading: Reading) -> list[Cell]:
    """Return the cells of all tables whose head names at least two known columns, one of them a person or a login."""
    cells: list[Cell] = []
    done, last = 0, reading.text.rfind("\n")  # nothing stands below the last line
    for index in reading.marks.get("column", ()) if last >= 0 else ():
        word = reading.word(index)
        if word.start < done:
            continue
        if word.start > last:
            break
        start, end = reading.line(word.start)
        if end - start > _LONGEST_LINE:
            done = end
        if start < done or not _CELL_END.match(reading.text, word.end, end):
            continue
        done = end
        if (head := _read_head(reading, start, end)) is not None:
            rows = list(_read_rows(reading, end + 1, *head))
            cells += rows
            done = rows[-1].end if rows else end
    return cells


def _read_head(reading: Reading, start: int, end: int) -> tuple[str, list[str]] | None:
    """Return the delimiter and the kinds of the columns of a head line; None when the line is no head."""
    line = reading.text[start:end]
    for delimiter in _DELIMITERS:
        if delimiter not in line:
            continue
        heads = map(_plain, reading.lower[start:end].split(delimiter))
        kinds = [_name_kind(reading.lexicon.columns, head) for head in heads]
        named = [kind for kind in kinds if kind]
        if len(named) >= 2 and len(named) * 2 >= len(kinds) - 2 and not {"person", "password"}.isdisjoint(named):
            return delimiter, kinds
        return None
    return None


def _name_kind(known: Mapping[str, str], head: str) -> str:
    """Return the kind of a column by its whole head, or by the word for password in it: "web password", "clave sip"."""
    if head in known or " " not in head:
        return known.get(head, "")
    first, last = (known.get(word, "") for word in (head.partition(" ")[0], head.rpartition(" ")[2]))
    return "password" if "password" in {first, last} else ""


def _read_rows(reading: Reading, start: int, delimiter: str, kinds: list[str]) -> Iterator[Cell]:
    """Yield the filled cells of known columns, row by row, until a line that has no cells."""
    text = reading.text
    for _ in range(_MOST_ROWS):
        end = reading.line(start)[1]
        line = text[start:end]
        if not line.strip() or len(line) > 2 * _LONGEST_LINE:
            return
        places = list(_split(line, start, delimiter))
        if not _RULE.fullmatch(line):
            if len(places) < min(len(kinds), 2) or len(places) > len(kinds) + 1:
                return
            for (low, high), kind in zip(places, kinds, strict=False):
                low, high = _strip(text, low, high)  # noqa: PLW2901  the cell without its edges
                if kind and 0 < high - low <= _LONGEST_CELL:
                    yield Cell(low, high, kind, start)
        if end >= len(text):
            return
        start = end + 1


def _split(line: str, start: int, delimiter: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a line's cells in the text."""
    place = start
    for cell in line.split(delimiter):
        yield place, place + len(cell)
        place += len(cell) + len(delimiter)


def _strip(text: str, low: int, high: int) -> tuple[int, int]:
    while low < high and text[low] in _EDGE:
        low += 1
    while high > low and text[high - 1] in _EDGE:
        high -= 1
    return low, high


def _plain(cell: str) -> str:
    return _SEPARATORS.sub(" ", cell.strip(_HEAD_EDGE))
