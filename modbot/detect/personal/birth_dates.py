"""Dates of birth: a date a person can be born on, right beside a word of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.personal.reading import Found, Reading

_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|okt|nov|dec|dez|jän|mär|mai|janv|févr|fév|mars|avr|juin|juil|août|déc"
    "|gen|mag|giu|lug|ago|set|ott|dic|ene|abr|fev|out|янв|фев|март|апр|мая|май|июн|июл|авг|сен|окт|ноя"
    "|дек|ιαν|φεβ|μαρ|απρ|μαΐ|μαι|μάι|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ"
)
_DATE = re.compile(
    r"(?<![\w./-])(?:(?:0?[1-9]|[12]\d|3[01])(?P<s>[./-])\s?(?:0?[1-9]|1[0-2])(?P=s)\s?(?:19\d\d|20[012]\d|\d\d)"
    r"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:19\d\d|20[012]\d)"
    r"|(?:19\d\d|20[012]\d)(?P<t>[./-])(?:0?[1-9]|1[0-2])(?P=t)(?:0?[1-9]|[12]\d|3[01])"
    rf"|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|ª|\.)?\s(?:de\s|of\s)?(?:{_MONTHS})\w{{0,10}}\.?,?\s"
    rf"(?:de\s|del\s)?(?:19\d\d|20[012]\d)"
    rf"|(?:{_MONTHS})\w{{0,8}}\.?\s(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?\s(?:19\d\d|20[012]\d))(?![\w/-]|\.\d)",
    re.I,
)
_BEFORE, _AFTER = 34, 16
# Words of birth written with dots inside, which are no single words: "d.o.b.", "г.р.", "f. nac.".
_DOTTED = re.compile(r"(?<!\w)(?:d\.\s?o\.b|г\.\s?р|f\.\s?(?:de\s)?nac|д\.\s?р|ημ\.?\s?γεν)\b", re.I)

DOTTED_BIRTH = ("b", "р", "nac", "γεν")  # what they end in


def find_birth_dates(reading: Reading) -> Iterator[Found]:
    """Yield dates that follow a word of birth ("geb. 3.4.1971") or come right before one ("03.04.1971 г.р.")."""
    dotted = [match.span() for match in _DOTTED.finditer(reading.text)] if "birth_dotted" in reading.marks else []
    if not reading.marks.get("birth") and not dotted:
        return
    for match in _DATE.finditer(reading.text):
        word = reading.last_mark_before("birth", match.start(), max(0, match.start() - _BEFORE))
        between = reading.text[word.end : match.start()] if word else "\n"
        if (
            ("\n" not in between.strip(" \n") and between.count("\n") <= 1 and word)
            or reading.has_mark("birth", match.end(), match.end() + _AFTER)
            or any(-_BEFORE <= end - match.start() <= 0 or 0 <= start - match.end() <= 4 for start, end in dotted)
        ):
            yield Found(match.start(), match.end(), "DATE_OF_BIRTH", 0.9)
