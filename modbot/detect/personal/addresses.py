"""Postal addresses as eight languages write them: street with number, and a town, postcode or person beside it.

Street types ("Road", "ulica", "via") and postcodes are looked up word by word; patterns run only around them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import regex
from pydantic import BaseModel, ConfigDict

from modbot.detect.personal.lexicon import fold_name
from modbot.detect.personal.reading import Found, Reading, Word
from modbot.marked_yaml import read_model

_CAP = r"(?:\p{Lu}[\p{L}'’-]*+(?:\.(?=[ ]?\p{Lu}))?)"
_WORD_CAP = r"(?:\p{Lu}[\p{Ll}'’-][\p{L}'’-]*+)"
_PARTICLES = (
    "de|da|do|dos|das|del|della|delle|dei|degli|di|du|des|la|le|les|los|las|el|y|e|et|и|van|von|der|den|und|of|the"
)
_NAME = (
    rf"(?:{_CAP}|{_PARTICLES}"
    rf"|[dl]['’]\p{{L}}+|\d{{1,2}}(?:-?[яйеo]|st|nd|rd|th|er|e|º|ª|°)?(?=\s\p{{Lu}})|\d{{1,2}}-(?:я|й|го))"
)
_NAMES = rf"{_NAME}(?:[ ]{_NAME}){{0,5}}?"
_HOUSE_WORD = r"(?:n[°ºr]?\.?[ ]?|nr\.?[ ]?|no\.?[ ]?|№[ ]?|д(?:ом)?\.?[ ]?|αρ\.?[ ]?|n[úu]m\.?[ ]?|número[ ])?"
_HOUSE_START = rf"{_HOUSE_WORD}(?:\d|[Ss]/[Nn])"
_HOUSE = (
    rf"{_HOUSE_WORD}(?:\d{{1,5}}|[Ss]/[Nn]\b)"
    r"(?:[ ]?[a-zA-Zа-яА-Яα-ωΑ-Ω](?![\p{L}.]))?(?:[ ]?[-–/][ ]?(?:\d{1,4}[a-zA-Zа-я]?|[A-Za-z])"
    r"(?!\p{L}))?(?:[ ](?:bis|ter|quater))?"
)
_POSTCODE = (
    r"(?:(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?|\d{3}[ ]\d{2}|[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}"
    r"|[A-Z]{2}\d[A-Z][ ]\d[A-Z]{2}"
    r"|[A-Z]{2}[ ]\d{5}(?:-\d{4})?|Τ\.?Κ\.?:?[ ]?\d{3}[ ]?\d{2}|(?:CAP|CEP|PLZ|CP|C\.P\.|индекс)[ ]\d{5,6}(?:-?\d{3})?)"
)
_UK_CODE = r"[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}|[A-Z]{2}\d[A-Z][ ]\d[A-Z]{2}"
# A dot belongs to short words only ("St. Ives"): behind a longer one it ends the sentence.
_TOWN_WORD = r"(?:\p{Lu}\p{Ll}{1,2}\.(?=\s\p{Lu})|\p{Lu}(?:[\p{Ll}'’][\p{L}'’-]*+|\p{Lu}{2,}+(?!\d)))"
_TOWN = (
    rf"(?:(?:г(?:ор(?:од)?)?\.?|пос\.?|с\.|д\.|п\.)[ ]?)?(?:St\.[ ]|L['’])?{_TOWN_WORD}(?:[ ]"
    rf"(?:{_TOWN_WORD}|(?:de|da|do|del|della|di|la|le|les|sur|sous|en|am|an der|bei|upon|on|the|im|ob|dos"
    rf"|das|el|lès)[ ]{_TOWN_WORD})){{0,3}}"
    r"(?:[ ]?\([\p{L} ]{2,20}\))?"
)
_FLAT = (
    r"(?:,?[ ](?:(?i:кв|оф|корп?|к|стр|этаж|под|подъезд|piano|appartamento|apt|apartment|flat|suite|unit"
    r"|piso|bajo|puerta|esc"
    r"|planta|andar|dpto|int|scala|appt?|bât|étage|όροφος|#)\.?(?:[ ]?[\p{L}\d]{1,4}(?:(?<=\p{L})\.)?(?!\p{L}))?"
    r"|\d{1,2}\.?(?:º|ª|°|er|ος)[ ]?(?i:esq|dto|drt|izq|dcha|étage|andar|piso|όροφος|[A-Z](?!\p{L}))?\.?|"
    r"(?i:esq|dto|izq|dcha)\.?)){0,3}"
)
_GAP = r"(?:[ ]?,{1,2}[ ]?|[ ]|[ ]?[-–·|][ ]|[ ,]{0,2}\n|[ ]?\()"
_APART = r"(?:[ ]?,{1,2}[ ]?|[ ]?[-–·|][ ]|[ ,]{0,2}\n|[ ]?\()"
_PLACE = rf"(?:{_POSTCODE}{_GAP}{_TOWN}|{_TOWN}(?:{_GAP}[A-Z]{{2}})?{_GAP}{_POSTCODE}(?:{_GAP}{_TOWN})?|{_POSTCODE})"
# No address does without a postcode, or a town before one, set apart. Begins with a set of characters, so that the
# search skips to them; what ``re``, which is quicker, takes for a capital or a small letter is a little more.
_PLACE_APART = re.compile(
    r"[-–·|,\n(](?:(?<=[-–·|])[ ]|(?<=,)[ ]?|(?<=[\n(]))(?![a-z\W])"
    + rf"(?:{_TOWN}(?:{_GAP}[A-Z]{{2}})?{_GAP})?{_POSTCODE}".replace(r"\p{Lu}", r"[^\W\d_a-zа-яα-ω]")
    .replace(r"\p{Ll}", r"\w")
    .replace(r"\p{L}", r"\w")
)
_CAPITAL_WORD = re.compile(r"[^\W\d_a-zа-яα-ω][\w'’-]")
_TAIL = rf"(?P<tail>{_GAP}{_PLACE})"
_TOWN_ONLY = rf"(?P<town>,[ ]{_TOWN})"
_END = r"(?![\p{L}\d]|[.,:/-]\d|\)[ ]?\d|[ ]\d{3}[ ]\d{3})"  # "Darlington, 07700 318 264" goes on to a telephone
_POSTCODE_PLACE = re.compile(rf"(?<![\w.:+/@-])(?:{_POSTCODE})(?![\w:@]|[.-]\d|[ ]\d{{3}})")
# What a postcode holds before its first digit.
_CODE_LETTERS = re.compile(r"(?:[A-Z]{1,2}[ -]?|(?:C\.P\.|CAP|CEP|PLZ) |Τ\.?Κ\.?:?[ ]?|индекс )\Z")
_BEFORE_DIGIT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZΚс-.:")  # a blank aside
_MOST_LETTERS, _FEWEST_DIGITS = 7, 3
# A house number and what sets it or the street apart, in either order; or a name set apart on both sides.
_APART_GATE = re.compile(r"[,\n\d](?:(?<=\d).*?[,\n(·|–-]|(?<=[,\n]).*?[,\n\d])", re.S)
_LEAD = re.compile(
    r"(?<!\w)(?:(?P<town>(?:\d{6},?\s)?г(?:ор(?:од)?)?\.?\s?[А-ЯЁ][\w-]+(?:[ -][А-ЯЁ][\w-]+)?,\s"
    r"|(?:(?<=[,:(]\s)|(?<=[(\n]))[А-ЯЁ][а-яё]+(?:-[А-ЯЁа-яё]+)*,\s)"
    r"|(?i:flat|apt|unit|suite|apartment)\.?\s?\w{1,4},?\s)\Z"
)
_NUMBER_NEXT = re.compile(r"\.? \d")
_MOST = 300  # places looked at in one stretch of text
_BEFORE, _AFTER = 90, 130
_TIMEOUT = 0.5
_NOT_STREET = frozenset({"version", "reference", "phone", "extension"})


class StreetsFile(BaseModel):
    """The shape of config/personal/addresses.yaml."""

    model_config = ConfigDict(extra="forbid")
    streets: dict[str, dict[str, list[str]]]


class AddressFinder:
    """Finds street addresses; built once from the street types in the config."""

    def __init__(self, streets: dict[str, dict[str, list[str]]]) -> None:
        after, joined, before = (_either(streets[kind]) for kind in ("after", "joined", "before"))
        typed = rf"(?i:{before})(?:\.[ ]?|[ ]){_NAMES}"
        # Each shape is tried from: the street type itself, a house number before it, or the capital words before it.
        self._shapes = {
            "after": (
                ("number", _street(rf"{_HOUSE},?[ ]{_NAMES}[ ](?i:{after})\b\.?(?:[ ](?:[NS][EW]?|[EW])\b)?")),
                ("names", _street(rf"{_NAMES}[ ](?i:{after})\b\.?,?[ ]{_HOUSE}")),
            ),
            "joined": (
                ("type", _street(rf"\p{{Lu}}[\p{{L}}-]*(?i:{joined})\b\.?[ ]{_HOUSE}")),
                ("names", _street(rf"(?:{_CAP}[ -]){{1,2}}\p{{Lu}}[\p{{L}}-]*(?i:{joined})\b\.?[ ]{_HOUSE}")),
            ),
            "before": (
                ("type", _street(rf"{typed}(?:,?[ ]|[ ]?,){_HOUSE}")),
                ("type", _with_place(typed)),
                ("number", _street(rf"{_HOUSE},?[ ]{typed}")),
            ),
            "between": (("names", _street(rf"{_NAMES}[ ](?i:{before})\b\.?,?[ ]{_HOUSE}")),),
        }
        self._plain = regex.compile(
            rf"(?<![\p{{L}}\d.@-])(?:{_WORD_CAP}(?:[ ]{_NAME}){{0,3}},?[ ]{_HOUSE}|{_HOUSE},?[ ]{_WORD_CAP}"
            rf"(?:[ ]{_NAME}){{1,3}}){_FLAT}(?P<tail>{_APART}{_PLACE}){_END}"
        )
        line = rf"(?:[,\n][ ]?{_WORD_CAP}(?:[ ]{_NAME}){{0,3}})"
        self._british = regex.compile(
            rf"(?<![\p{{L}}\d.@-])(?:(?i:flat|studio|unit|suite|apartment)[ ]\w{{1,4}}|{_HOUSE}[ ]{_WORD_CAP}"
            rf"(?:[ ]{_NAME}){{0,3}}){line}{{1,4}}(?P<tail>[,\n ][ ]?(?:{_UK_CODE})){_END}"
        )
        self._kinds = _kinds_by_word(streets)
        more = _list_further_words(streets["before"])
        self._name_next = re.compile(rf"[ ./]{{1,3}}(?:[^\W_a-zа-яα-ω]|[dl]['’]|(?:{more}|{_PARTICLES})\b)")
        self._house_next = re.compile(rf"(?:[ ./]{{1,3}}(?:{more})\b)*\.?,?[ ]{_HOUSE_START}", re.I)
        # Names up to a house number or a postcode set apart.
        name = rf"[^\W_a-zа-яα-ω][\w'’-]*+\.?|[dl]['’]\w+|(?:{more}|{_PARTICLES})\b"
        self._names_next = re.compile(
            rf"(?:[ ./]{{1,3}}(?:{name})){{1,9}}(?:[ ]?,?[ ]?{_HOUSE_START}|{_APART}{_POSTCODE})"
        )
        self._joined = tuple(word for words in streets["joined"].values() for word in words)

    @property
    def street_words(self) -> list[str]:
        """The words that begin a street type, for the lexicon's role "street"."""
        return sorted(self._kinds)

    def ends_in_street(self, word: str) -> bool:
        """Return whether a lower-case word ends in a street type."""
        return word.endswith(self._joined)

    def find(self, reading: Reading) -> Iterator[Found]:
        """Yield addresses; those without town and postcode ask for a person or an address word nearby (below 0.6)."""
        found: list[Found] = []
        for word in islice(self._street_words(reading), _MOST):
            for kind in self._kinds_at(reading, word):
                leads_on = kind != "before" or self._names_next.match(reading.text, word.end)
                for origin, pattern in self._shapes[kind]:
                    if origin == "type" and not leads_on:
                        continue
                    for start in _starts(reading, word, origin):
                        found += self._match(reading, pattern, start, word)
        found += self._find_by_postcode(reading)
        kept: list[Found] = []
        for candidate in sorted(found, key=lambda f: (f.start - f.end, -f.confidence)):
            if not any(candidate.overlaps(other.start, other.end) for other in kept[-50:]):
                kept.append(candidate)
        yield from sorted(kept, key=lambda f: f.start)

    def _street_words(self, reading: Reading) -> Iterator[Word]:
        """Yield words that are street types, or end in one before a house number."""
        for index in reading.marks.get("street", ()):
            yield reading.word(index)
        for index in reading.marks.get("street_end", ()):
            word = reading.word(index)
            if _NUMBER_NEXT.match(reading.text, word.end):
                yield word

    def _match(self, reading: Reading, pattern: Any, start: int, word: Word) -> Iterator[Found]:
        """Yield the address that begins at ``start``, with the flat or town written before it."""
        text = reading.text
        match = pattern.match(text, start, min(len(text), word.end + _AFTER), timeout=_TIMEOUT)
        if match is None or match.end() < word.start or not is_street(reading, match, word, self._kinds):
            return
        lead = _LEAD.search(text, max(0, start - 40), start)
        yield _rate(reading, match, lead.start() if lead else start, 0.9, bool(lead and lead["town"]))

    def _find_by_postcode(self, reading: Reading) -> list[Found]:
        """Return addresses without a street type: name, number and then, apart, postcode and town."""
        found: list[Found] = []
        text = reading.text
        for place in islice(_find_postcodes(reading), _MOST):
            low, high = max(0, place.start() - _BEFORE), min(len(text), place.end() + _AFTER)
            is_apart = _PLACE_APART.search(text, low, high) and _CAPITAL_WORD.search(text, low, high)
            patterns = [self._plain] if is_apart else []
            if place[0][0].isalpha():
                patterns.append(self._british)
            if not patterns or not _APART_GATE.search(text[low : place.start()]):
                continue
            word = Word(place.start(), place.end(), "")
            for pattern in patterns:
                found += [
                    _rate(reading, match, match.start(), 0.75)
                    for match in pattern.finditer(text, low, high, timeout=_TIMEOUT)
                    if match.end() >= place.start() and match.start() <= place.end()
                    if is_street(reading, match, word, ())
                ]
        return found

    def _kinds_at(self, reading: Reading, word: Word) -> Iterable[str]:
        """Return how the word may stand in an address, judged by capitals and the nearest digits only."""
        text = reading.text
        kinds = self._kinds.get(word.lower, ())
        is_capital = text[word.start].isupper()
        if "before" in kinds:
            names, houses = self._name_next.match(text, word.end), self._house_next.match(text, word.end)
            if (names or houses) and _is_numbered(text, word):
                if names:
                    yield "before"
                if houses:
                    yield "between"
        if (
            "after" in kinds
            and is_capital
            and (_has_digit(text, word.start - 50, word.start) or _has_digit(text, word.end, word.end + 6))
        ):
            yield "after"
        if is_capital and word.lower.endswith(self._joined) and _has_digit(text, word.end, word.end + 6):
            yield "joined"


def _is_numbered(text: str, word: Word) -> bool:
    """Return whether a number stands where it does in an address that begins with the street type."""
    following = text[word.end : word.end + 4].lstrip(". /")
    after = following[:1].isupper() or following[:1].isdigit() or text[word.start].isupper() or len(word.lower) > 2
    if (after or word.lower[0] > "\u0400") and _has_digit(text, word.end, word.end + 60):
        return True
    return _has_digit(text, word.start - 14, word.start) and bool(text[word.end : word.end + 3].strip(". "))


def _find_postcodes(reading: Reading) -> Iterator[re.Match[str]]:
    """Yield postcodes: digits, or letters and a few words with the digits behind them."""
    text, end = reading.text, 0
    for first, last in reading.numbers:
        starts: tuple[int, ...] = (first,) if last - first >= _FEWEST_DIGITS else ()
        if (text[first - 1] if text[first - 1] != " " else text[first - 2]) in _BEFORE_DIGIT:
            letters = _CODE_LETTERS.search(text, max(0, first - _MOST_LETTERS), first)
            starts = (letters.start(), first) if letters is not None else starts
        for start in starts:
            if start >= end and (match := _POSTCODE_PLACE.match(text, start)) is not None:
                end = match.end()
                yield match


def _has_digit(text: str, start: int, end: int) -> bool:
    return any(map(str.isdigit, text[max(0, start) : end]))


def _list_further_words(streets: dict[str, list[str]]) -> str:
    """Return an alternation of what stands behind the first word of a street type and belongs to it."""
    further = {word for words in streets.values() for written in words for word in _split(written)[1:] if word}
    return "|".join(map(re.escape, sorted(further)))


def _split(street: str) -> list[str]:
    return re.split(r"[ ./]", street)


def _kinds_by_word(streets: dict[str, dict[str, list[str]]]) -> dict[str, frozenset[str]]:
    """Return the kinds of street type by the first word of the type."""
    kinds: dict[str, set[str]] = {}
    for kind in ("before", "after"):
        for words in streets[kind].values():
            for written in words:
                kinds.setdefault(_split(written)[0], set()).add(kind)
    return {word: frozenset(found) for word, found in kinds.items()}


_YEAR_NEXT = re.compile(r"[^\W\d_] \d{1,2},? (?:19|20)\d\d\b")


def _street(shape: str) -> Any:
    """Return the pattern of a street with all that may follow it: flat, postcode and town, or a town."""
    return regex.compile(
        rf"(?<![\p{{L}}\d.@/-])(?={shape})"  # asked once, because most places fail here
        rf"(?:(?:{shape}){_FLAT}(?:{_TAIL}){_FLAT}{_END}|(?:{shape}){_FLAT}(?:{_TOWN_ONLY})?{_END})"
    )


def _with_place(shape: str) -> Any:
    """Return the pattern of a street without number: postcode and town must follow."""
    return regex.compile(rf"(?<![\p{{L}}\d.@/-])(?:{shape})(?P<tail>{_APART}{_POSTCODE}{_GAP}{_TOWN}){_END}")


def _starts(reading: Reading, word: Word, origin: str) -> Iterator[int]:
    """Yield where an address around the street type may begin, nearest first."""
    if origin == "type":
        yield word.start
        return
    index = reading.word_at(word.start)
    for before in reversed(reading.words_between(index - 5, index)):
        if word.start - before.end > _BEFORE or "\n\n" in reading.text[before.end : word.start]:
            return
        first = reading.text[before.start]
        if (origin == "number" and first.isdigit()) or (origin == "names" and first.isupper()):
            yield before.start


def _rate(reading: Reading, match: Any, start: int, with_place: float, behind_town: bool = False) -> Found:
    """Return the matched address with its confidence: highest with postcode, lower with a town only or nothing."""
    groups = match.groupdict()
    confidence = with_place if groups.get("tail") else (0.65 if behind_town or groups.get("town") else 0.5)
    if confidence == 0.5 and reading.has_mark_near("address", match.start(), match.end(), 60):
        confidence = 0.65
    return Found(start, match.end(), "ADDRESS", confidence)


def is_street(reading: Reading, match: Any, street: Word, kinds: Collection[str]) -> bool:
    """Return whether the stretch holds a number, and no word of versions, tickets or calls where the street stands."""
    if not any(map(str.isdigit, match[0])):
        return False
    first = reading.word_at(match.start())
    words = reading.words_between(first, first + 3)
    named = [word for word in words if word.end <= match.end() and not word.lower[0].isdigit()]
    if named and named[0].start == street.start and street.lower in kinds:
        return len(named) < 2 or len(street.lower) > 2 or not _is_time(reading, named[1])  # "im Oktober 31 …"
    if not named or fold_name(named[0].lower) in reading.lexicon.not_names:
        return False
    if any(_is_time(reading, word) for word in named[:2]) and _YEAR_NEXT.search(match[0]):
        return False  # "On April 20, 2018 …", as answered mails begin
    return not any(reading.lexicon.roles_of(word.lower) & _NOT_STREET for word in named[:2] if "-" not in word.lower)


def _is_time(reading: Reading, word: Word) -> bool:
    """Return whether the word is one of the things, like months, that no street is named after."""
    return fold_name(word.lower) in reading.lexicon.not_names


def _either(streets: dict[str, list[str]]) -> str:
    """Return one alternation of all words, longest first; a final dot is left to the pattern."""
    words = {word.rstrip(".") for language in streets.values() for word in language}
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


def load_addresses(path: Path) -> AddressFinder:
    """Return the finder for the street types in the file; raises ConfigError."""
    return AddressFinder(read_model(path, StreetsFile).streets)
