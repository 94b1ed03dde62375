"""Reads the single facts of a post from its words: steps, logs, conditions, contact, manual, separate issues."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from modbot.detect.prerequisites.phrase_tree import SIGNS
from modbot.detect.prerequisites.phrases import Reading
from modbot.detect.prerequisites.product_names import SOFTWARE
from modbot.detect.word_cuts import Place

BRIEF = 8  # words: fewer name a fault and tell nothing of when it shows
_NEAR = 5
_TITLE = 3
_SENTENCE = 20
_COMMA = re.compile(",")
# Lines that begin with a time, with a method of SIP or HTTP, and lines that are quoted as a whole.
_LINE = r"""
    [ \t>*-]*\[?(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,6})?(?:Z|[+-]\d\d:\d\d)?\]?[ \t]+\S.{8}
    |\d{1,2}:\d\d[ \t]\S.{6,200}\n\d{1,2}:\d\d[ \t]
    |[ \t]*["«„“][^"»”\n]{12,200}["»”][ \t]*$
    |[ \t]*(?:INVITE|REGISTER|NOTIFY|SUBSCRIBE|OPTIONS|BYE|ACK|CANCEL|REFER|Call-ID:|CSeq:|Via:|GET|POST|PUT|PATCH
        |DELETE)[ ]\S
"""
_FIRST_LINE = re.compile(_LINE, re.VERBOSE | re.MULTILINE)
# Further lines may also begin with a tag in brackets, or with seconds. The break before them is where to look.
_LATER_LINE = re.compile(
    rf"\n[ \t]*\[[^\]\n]{{1,40}}\][ \t]+\S.{{8}} | \n[ \t]*\d{{1,3}}\.\d{{3}}[ \t]+\S.{{4}} | \n(?P<line>{_LINE})",
    re.VERBOSE | re.MULTILINE,
)
# Within a line: machine words in quotation marks.
_QUOTED = r"""[«„“"`][^«»„“”"`\n]{0,120}(?:\w=\w|->|=>|::|\w_\w|(?:GET|POST|PUT|PATCH|DELETE)[ ]/
    |\b[1-6]\d\d[ ][A-Z][a-z]+[ ][A-Z]|\b[A-Z][a-z]+[A-Z]\w*:[ ])
    [^«»„“”"`\n]{0,120}[»“”"`]"""
_LOG_QUOTES = re.compile(_QUOTED, re.VERBOSE)
# And where one of the marks stands a SIP answer, names of errors, settings in a row.
_LOG_MARKS = ("=", "SIP/2.0", "Error", "Exception")
_LOG_WORDS = re.compile(
    rf"""SIP/2\.0[ ]\d{{3}}
    |\b[A-Z][A-Za-z]{{2,30}}(?:Error|Exception)\b
    |(?<![?&=\w])\w{{2,20}}=\S{{1,30}}[ ,;]+(?:\S{{1,20}}[ ]){{0,2}}\w{{2,20}}=\S
    |{_QUOTED}""",
    re.VERBOSE,
)
_POINTS = ("123456789", "abcdefgh")
FAULTS = ("fault", "fault_generic", "negation")


def find_steps(reading: Reading) -> list[Place]:
    """Return where the author says what was tried before posting (SP-3.3)."""
    return [place for place in reading.places("steps") if not _is_negated(reading, place, reach=2)]


def find_logs(reading: Reading) -> list[Place]:
    """Return where the author says that a log is there, not that one could be had (SP-2.7, SP-3.5)."""
    return [place for place in reading.places("log_noun") if not _is_negated(reading, place, reach=2)]


def find_log_lines(text: str) -> Place | None:
    """Return the characters of the first line that a machine wrote and no fence sets apart, None without one."""
    if ("\n" in text or text[:1].isdigit()) and (first := _FIRST_LINE.match(text)):
        return first.span()
    if later := _LATER_LINE.search(text):
        return later.span("line") if later["line"] else later.span()
    pattern = _LOG_WORDS if any(mark in text for mark in _LOG_MARKS) else _LOG_QUOTES
    return words.span() if (words := pattern.search(text)) else None


def find_reproduction(reading: Reading) -> list[Place]:
    """Return where conditions or instructions for the fault stand (SP-3.4); none where it has no pattern."""
    if reading.has("no_pattern"):
        return []
    now_and_then = reading.places("intermittent")
    stated = reading.places("repro", "condition")
    return [p for p in stated if not any(p[0] < other[1] and other[0] < p[1] for other in now_and_then)]


def tells_nothing(reading: Reading, is_general: bool) -> bool:
    """Say whether the description of the fault is missing (FT-4.0a, SP-3.2).

    ``is_general``: it names no part of the product and no symptom. Longer texts tell something in other words.
    """
    if not is_general:
        return reading.length <= _TITLE and reading.has("fault_generic")
    if reading.length <= BRIEF:
        return True
    tells = reading.has("condition", "odd", "repro", "steps", "log_noun")
    return reading.length <= _SENTENCE and reading.has("fault_generic", "ask_help", "cry") and not tells


def find_contact(reading: Reading, vendors: list[Place], words: frozenset[int]) -> tuple[list[Place], list[Place]]:
    """Return where a third party was asked and where it was not (FT-3.2).

    ``vendors``: where vendors are named; ``words``: sentences that speak of a provider or maker. A vendor named
    again, away from its trunk, is somebody who answered.
    """
    sentences = {reading.sentences[start] for start, _ in vendors} | words
    refused = reading.places("not_contact_yet") if sentences else []
    if reading.has("yet"):
        not_yet = reading.sentences_of("yet") & reading.sentences_of("negation") & sentences
        not_yet -= reading.sentences_of("fault")
        refused += [place for place in reading.hits["yet"] if reading.sentences[place[0]] in not_yet]
    acts = set(reading.hits.get("contact_act", ()))
    asked: list[Place] = []
    for place in reading.hits.get("contact", ()):
        sentence = reading.sentences[place[0]]
        if not {sentence, sentence - 1} & sentences:
            continue
        if place in acts and sentence in sentences and _is_negated(reading, place, reach=4):
            refused.append(place)
        else:
            asked.append(place)
    if len(vendors) > 1:
        elsewhere = reading.sentences_of("area.trunk", "steps") | {reading.sentences[vendors[0][0]]}
        asked += [place for place in vendors[1:] if reading.sentences[place[0]] not in elsewhere]
    return ([] if refused else asked), refused


def find_answers(reading: Reading, vendors: list[Place], words: frozenset[int]) -> list[Place]:
    """Return where a third party speaks itself, in the sentence that names it: plainer than what the author did."""
    sentences = {reading.sentences[start] for start, _ in vendors} | words
    acts = set(reading.hits.get("contact_act", ()))
    told = [place for place in reading.hits.get("contact", ()) if place not in acts]
    return [p for p in told if reading.sentences[p[0]] in sentences and not _is_negated(reading, p, reach=4)]


def find_neighbours(reading: Reading) -> list[str]:
    """Return the names of other programs on the machine of the PBX (FT-3.3, SP-2.1)."""
    names = reading.of(SOFTWARE, "software.")
    if not names or reading.has("software_removed"):
        return []
    elsewhere = reading.sentences_of("other_host")
    names = [name for name in names if reading.sentences[reading.hits[name][0][0]] not in elsewhere]
    beside = reading.sentences_of("host_noun") & reading.sentences_of("pbx_noun") & reading.sentences_of(*names)
    return names if beside or reading.has("same_host") else []


def find_departure(reading: Reading) -> list[Place]:
    """Return where the author says that the manual was not followed (FT-3.1, SP-2.2)."""
    found = _find_beside(reading, "skip", "manual_noun")
    followed = _find_beside(reading, "follow", "manual_noun")
    found += [place for place in followed if _is_negated(reading, place, reach=_NEAR)]
    found += _find_beside(reading, "own_way", "manual_says")
    found += _find_beside(reading, "by_hand", "config_noun")
    return found + reading.places("off_manual")


def _find_beside(reading: Reading, concept: str, other: str) -> list[Place]:
    """Return where a concept stands in one sentence with another."""
    if concept not in reading.hits or other not in reading.hits:
        return []
    sentences = reading.sentences_of(other)
    return [place for place in reading.hits[concept] if reading.sentences[place[0]] in sentences]


def count_issues(reading: Reading) -> int:
    """Return how many separate issues the post reports (SP-4.1); numbered steps and effects of one fault are one."""
    if reading.has("several") or _counts_aloud(reading):
        return 2
    if (listed := _count_listed(reading)) > 1:
        return listed
    least = 2 if reading.has("connector") else 3
    if len(reading.of("area.")) < least:
        return 1
    faulty = len(_list_faulty(reading))
    return faulty if faulty >= least else 1


def _counts_aloud(reading: Reading) -> bool:
    """Say whether two sentences open with a first, second, third that is no step tried."""
    sentences, steps = reading.sentences, reading.sentences_of("steps")
    opening = {
        reading.words[start]
        for start, _ in reading.places("ordinal")
        if sentences[start] not in steps and (start == 0 or sentences[start - 1] != sentences[start])
    }
    return len(opening) > 1


def _count_listed(reading: Reading) -> int:
    """Return how many faults the points 1, 2, 3 or a, b, c of a list tell; 0 without such a list.

    A point counts by the part of the product it is about; where all of them tell a fault, each is one.
    """
    if reading.has("repro"):
        return 0
    return max(_count_points(reading, signs) for signs in _POINTS)


def _count_points(reading: Reading, signs: Sequence[str]) -> int:
    if signs[0] not in reading.words or signs[1] not in reading.words:
        return 0
    area_at = {start: name for name in reading.of("area.") for start, _ in reading.hits[name]}
    fault_at = {start for start, _ in reading.places(*FAULTS)}
    parts: dict[int, str] = {}
    faulty: set[int] = set()
    number = 0
    for index, word in enumerate(reading.words):
        if number < len(signs) and word == signs[number] and _opens_point(reading, index):
            number += 1
        elif number and index in area_at:
            parts.setdefault(number, area_at[index])
        if number and index in fault_at:
            faulty.add(number)
    if number < 2:
        return 0
    if len(faulty) == number:
        return number
    return len(set(parts.values())) if len(parts) == number else 0


def _opens_point(reading: Reading, index: int) -> bool:
    """Say whether a bracket follows the number or letter at ``index``, or a full stop, colon or slash the number."""
    _, end = reading.cuts.place(index)
    marks = ").:/" if reading.words[index].isdigit() else ")"
    return reading.text[end : end + 1] in set(marks) and reading.text[end + 1 : end + 2] in {" ", "\n", ""}


def _list_faulty(reading: Reading) -> set[str]:
    """Return the product areas that are the first in a clause in which a fault stands."""
    area_at = {start: name for name in reading.of("area.") for start, _ in reading.hits[name]}
    fault_at = {start for start, _ in reading.places(*FAULTS)}
    opens = {start for start, _ in reading.places("connector")}
    opens |= {reading.cuts.index_at(comma.start()) for comma in _COMMA.finditer(reading.text)}
    opens |= {index for index, word in enumerate(reading.words) if word in SIGNS}
    faulty: set[str] = set()
    area, has_fault = "", False
    for index in sorted({*opens, *area_at, *fault_at}):
        if index in opens:
            area, has_fault = "", False
        area = area or area_at.get(index, "")
        has_fault = has_fault or index in fault_at
        if area and has_fault:
            faulty.add(area)
    return faulty


def _is_negated(reading: Reading, place: Place, reach: int) -> bool:
    """Say whether a negation stands within ``reach`` words before the place, in its sentence."""
    negations, start = reading.hits.get("negation", ()), place[0]
    for first, _ in negations[bisect_left(negations, (start - reach, 0)) :]:
        if first >= start:
            return False
        if reading.sentences[first] == reading.sentences[start]:
            return True
    return False
