"""People in structured text: rows of tables and device settings that name whose extension or account it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from modbot.detect.personal.reading import Found, Reading
from modbot.detect.personal.tables import Cell, read_tables

SETTING = re.compile(r"name|label|fn$")  # words that a setting of a name holds
_SETTING_GATE = re.compile(r"(?:name|label|\bfn)[!?$\d]{0,2}[\"'\]]{0,2}\s?[=:>]|name\s\w{2,12}=\"")
_NAME_SETTING = re.compile(
    r"(?:(?<![a-z])(?P<whole>display|real|user_?real|full|callerid|cid|contact)[ _.-]?name|(?<![a-z])(?P<part>first"
    r"|last|given|family|sur)[ _.-]?name|(?<![a-z])(?:label|name|ext_?name|fn)(?=[\"'>\s]{0,2}[\s=:>]))"
    r"(?:[!?$]|\[\d\]|\d)?(?:\s[^<>=:\n]{0,16}=\s?\"[^\"<>\n]{0,16}\")?[\"']?(?:>|[ ]?[=:][ ]?)[\"']?"
    r"(?P<value>[^\W\d_][^<>\"'\n;,=&|:/\d]{1,48}?)(?=[\"'<\n;,|]|$|\s\w{2,16}=)",
    re.I,
)
_EXTENSION_SETTING = re.compile(
    r"(?<![a-z])(?:(?:auth|user|sip|login|account)[ _.-]?(?:name|id|user|number)|user|ext(?:ension)?|number|line)"
    r"(?:_?(?:number|num|no|id))?(?:[!?$]|\d)?(?:\s[^<>=:\n]{0,16}=\s?\"[^\"<>\n]{0,16}\")?[\"']?(?:>|[ ]?[=:][ ]?)"
    r"[\"']?(\d{2,5})(?=[\"'<\s;,|]|$)",
    re.I,
)
_PHONE_CELL = re.compile(r"\+?[\d ()./\u00a0–-]{6,24}")
_NAME_CELL = re.compile(r"[^\W\d_][^\d<>@:/\\{}=]{1,60}")
_ACCOUNT = ("pass", "secret", "mail", "tel", "phone", "mobile")
_NEAR = 300
_GAP = 6
_TELLING = frozenset({"phone", "email", "extension", "password", "birth", "address", "id"})


def find_records(reading: Reading) -> list[Found]:
    """Return persons, extensions and phone numbers of tables and device settings, as somebody else's."""
    found = list(_find_rows(reading, reading.ask_once(read_tables))) if "column" in reading.marks else []
    is_assigned = "setting" in reading.marks and any(sign in reading.text for sign in "=:>")
    if is_assigned and _SETTING_GATE.search(reading.lower):
        found += _find_settings(reading)
    return found


def _find_rows(reading: Reading, cells: Sequence[Cell]) -> Iterator[Found]:
    for _, group in groupby(cells, key=lambda cell: cell.row):
        row = list(group)
        if _TELLING.isdisjoint(cell.kind for cell in row):
            continue
        people = list(_join_names(reading, [cell for cell in row if cell.kind == "person"]))
        yield from people
        for cell in row:
            written = reading.text[cell.start : cell.end]
            if cell.kind == "phone" and _PHONE_CELL.fullmatch(written) and sum(map(str.isdigit, written)) >= 6:
                yield Found(cell.start, cell.end, "PHONE", 0.9, "other")
            elif people and cell.kind in {"extension", "phone"} and written.isdigit() and 2 <= len(written) <= 5:
                yield Found(cell.start, cell.end, "EXTENSION", 0.85, "other")


def _join_names(reading: Reading, cells: Sequence[Cell]) -> Iterator[Found]:
    """Yield one person a row: surname and given name in neighbouring cells are one name; a firm beside one is none."""
    place: tuple[int, int] | None = None
    for cell in cells:
        written = reading.text[cell.start : cell.end]
        if not _NAME_CELL.fullmatch(written) or not (written[0].isupper() or " " in written):
            continue
        if place is not None and cell.start - place[1] <= _GAP:
            is_whole = min(len(written.split()), len(reading.text[slice(*place)].split())) > 1
            place = (cell.start if is_whole else place[0], cell.end)
            continue
        if place is not None:
            yield Found(*place, "PERSON", 0.9, "other")
        place = (cell.start, cell.end)
    if place is not None:
        yield Found(*place, "PERSON", 0.9, "other")


def _find_settings(reading: Reading) -> Iterator[Found]:
    """Yield the names in a device's or an app's settings and the extensions set beside them."""
    people = [
        Found(match.start("value"), match.end("value"), "PERSON", 0.85, "other")
        for match in _NAME_SETTING.finditer(reading.text)
        if _is_name(reading, match)
    ]
    extensions = list(_find_extensions(reading, people)) if people else []
    if extensions or any(key in reading.lower for key in _ACCOUNT):
        yield from people
    yield from extensions


def _find_extensions(reading: Reading, people: Iterable[Found]) -> Iterator[Found]:
    places = [(person.start, person.end) for person in people]
    for match in _EXTENSION_SETTING.finditer(reading.text):
        if any(start - _NEAR <= match.start(1) <= end + _NEAR for start, end in places):
            yield Found(match.start(1), match.end(1), "EXTENSION", 0.8, "other")


def _is_name(reading: Reading, match: re.Match[str]) -> bool:
    """Return whether a setting's value is a person's name: capitalised words of which at least one is a known name."""
    words = match["value"].split()
    lexicon = reading.lexicon
    if not 1 <= len(words) <= 4 or not all(word[0].isupper() or word.lower() in lexicon.particles for word in words):
        return False
    lowers = [word.lower().rstrip(".") for word in words]
    if match["part"]:
        return not lexicon.is_everyday(lowers[0])
    if len(words) < 2 or any(lexicon.is_everyday(word) for word in lowers):
        return False
    is_given, is_surname = any(map(lexicon.is_given, lowers)), any(map(lexicon.is_surname, lowers[1:]))
    if match["whole"]:
        return is_given or is_surname or not any(word.isupper() or any(map(str.isdigit, word)) for word in words)
    return (is_given and is_surname) or lexicon.is_given(lowers[0])
