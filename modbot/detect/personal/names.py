"""Names of persons, only where they matter: beside a contact, an address, a number, or as somebody's customer.

A run of capitalised words collects evidence: a known given name or surname (any case ending in Russian and Greek), a
title, a word like "customer", a contact right beside it, an e-mail address made of the name.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from modbot.detect.personal.lexicon import fold_name
from modbot.detect.personal.reading import Found, Reading, Word

_ROLE_MARKS = ("customer", "other_person")
_TYING = ("customer", "extension")
_NON_NAME_ROLES = frozenset(
    {
        "customer",
        "other_person",
        "phone",
        "honorific",
        "reference",
        "version",
        "signoff",
        "thanks",
        "public",
        "extension",
        "address",
        "birth",
        "own_company",
    }
)
_CLOSE = re.compile(r"[\s,;:()\[\]<>\"'«»„“”–—|/*_-]{0,4}(?:(?:\w{1,12}[.:]?\s?){0,2}[:(<]?\s?)?\Z")
# Between a name and its contact: a mark, and at most two words of a label ("Maureen Heslop, NHS no 4235…").
_SEPARATOR = re.compile(r"[ \t]*[,;:(<|–—-][ \t]*[(<]?(?:[^\W\d_]{1,10}[.:]?[ ]){0,2}")
_DISPLAYED = re.compile(r"[\"”]? ?<(?:sips?|tel|mailto):")
_LONGEST_RUN, _MOST_PARTICLES = 6, 2
_WIDEST_GAP = 2  # characters between two words of a name: ". "
_NEAR, _AROUND, _LABEL = 70, 220, 16
_SURE = 4.0
_CONTINENTS = frozenset({"africa", "america", "asia", "atlantic", "australia", "europe", "indian", "pacific"})


@dataclass(frozen=True, slots=True)
class Run:
    """A candidate: its words, and what stood right before them."""

    words: tuple[Word, ...]
    has_title: bool
    has_role: bool


def find_names(reading: Reading, contacts: Sequence[Found]) -> Iterator[Found]:
    """Yield persons named beside ``contacts`` or as a customer; the span holds the name without title or possessive."""
    if not contacts and not (any(role in reading.marks for role in _TYING) and reading.ask_once(may_hold_full_name)):
        return
    if not reading.ask_once(list_begins):
        return
    for run in collect_runs(reading, find_zones(reading, contacts)):
        start, end = run.words[0].start, run.words[-1].end
        if not contacts and (
            len(run.words) < 2 or not any(reading.has_mark_near(role, start, end, _NEAR) for role in _TYING)
        ):
            continue  # without a contact only a full name beside a word of relation counts
        if any(found.overlaps(start, end) for found in contacts):
            continue
        evidence = weigh(reading, run, contacts)
        is_tied = is_anchored(reading, run, contacts, evidence)
        if evidence >= _SURE and is_tied:
            if reading.lower[start:end].endswith(("'s", "’s")):
                end -= 2
            yield Found(start, end, "PERSON", min(0.99, 0.5 + evidence / 16))


def may_hold_full_name(reading: Reading) -> bool:
    """Return whether two words that names are made of stand side by side, or with particles between."""
    particles = reading.lexicon.particles
    return any(
        index - last <= _MOST_PARTICLES + 1 and all(form.lower in particles for form in reading.forms[last + 1 : index])
        for last, index in pairwise(reading.names)
    )


def find_zones(reading: Reading, contacts: Sequence[Found]) -> list[tuple[int, int]]:
    """Return the stretches, in order and apart, that a name must touch to be tied to a contact or relation word."""
    words = (reading.word(index) for role in _TYING for index in reading.marks.get(role, ()))
    zones = [(word.start - _NEAR, word.end + _NEAR) for word in words]
    zones += [(found.start - _AROUND, found.end + _AROUND) for found in contacts]
    return join_zones(zones)


def join_zones(zones: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the stretches in order, those that touch as one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(zones):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def collect_runs(reading: Reading, zones: Iterable[tuple[int, int]] = ((0, sys.maxsize),)) -> Iterator[Run]:
    """Yield runs of capitalised words, cut at words that are no names; particles ("van", "de la") stay inside.

    Runs that touch none of the ``zones`` (in order, apart) are left out, and single words that cannot be names.
    """
    begins, done = reading.ask_once(list_begins), 0
    for start, end in zones if begins else ():
        done, stop = _find_start(reading, start, done), reading.word_at(end + 1)
        for index in begins[bisect_left(begins, done) : bisect_left(begins, stop)]:
            if index >= done:
                last = _find_last(reading, index)
                if reading.word(last).end >= start:
                    yield from _trim(reading, reading.words_between(index, last + 1), index)
                done = last + 1
        done = max(done, stop)


def list_begins(reading: Reading) -> list[int]:
    """Return the indices of words that may begin a name: a given name, one after a title, or more of it follows."""
    forms, titled = reading.forms, {index + 1 for index in reading.marks.get("honorific", ())}
    return [
        index
        for index, following in pairwise([*reading.names, sys.maxsize])
        if (forms[index].is_given or index in titled or _may_go_on(reading, index, following))
        and _is_name_word(reading, index)
    ]


def _may_go_on(reading: Reading, index: int, following: int) -> bool:
    """Return whether the ``following`` word that names are made of belongs to a name that begins at ``index``."""
    if following > index + _MOST_PARTICLES + 1:
        return False
    forms, starts = reading.forms, reading.starts
    if following > index + 1 and forms[index + 1].lower not in reading.lexicon.particles:
        return False
    gap = starts[index + 1] - starts[index] - len(forms[index].lower)
    return gap <= _WIDEST_GAP and _next_name_word(reading, index) is not None


def _find_start(reading: Reading, place: int, lowest: int) -> int:
    """Return the index of a word, ``lowest`` or later, at which a run that reaches ``place`` may begin."""
    forms, particles = reading.forms, reading.lexicon.particles
    index = max(lowest, reading.word_at(place) - 1)
    while index > lowest and (forms[index - 1].is_capital or forms[index - 1].lower in particles):
        index -= 1
    return index


def _find_last(reading: Reading, first: int) -> int:
    """Return the index of the last word of the run that begins with the word at ``first``."""
    last = first
    while last - first + 1 < _LONGEST_RUN and last + 1 < len(reading.forms):
        step = _next_name_word(reading, last)
        if step is None:
            break
        last = step
    return last


def _next_name_word(reading: Reading, index: int) -> int | None:
    """Return the index of the next word of the same name, stepping over up to two particles; None at its end."""
    forms, starts = reading.forms, reading.starts
    for step in range(index + 1, min(index + _MOST_PARTICLES + 2, len(forms))):
        is_name = _is_name_word(reading, step)
        if not is_name and forms[step].lower not in reading.lexicon.particles:
            return None
        before = forms[step - 1].lower
        gap = reading.text[starts[step - 1] + len(before) : starts[step]]
        if gap not in {" ", "\u00a0"} and not (len(before) == 1 and gap in {". ", "."}):
            return None
        if is_name:
            return step
    return None


def _is_name_word(reading: Reading, index: int) -> bool:
    form = reading.forms[index]
    if not form.is_name or (form.is_everyday and not _is_named_after_a_month(reading, index)):
        return False
    return not _is_in_time_zone(reading, index)


def _is_in_time_zone(reading: Reading, index: int) -> bool:
    """Return whether the word stands right before or behind a zone's slash: "Europe/Samara", "America/Regina"."""
    forms, starts = reading.forms, reading.starts
    if forms[index].lower in _CONTINENTS:
        return reading.text.startswith("/", starts[index] + len(forms[index].lower))
    return index > 0 and forms[index - 1].lower in _CONTINENTS and reading.text[starts[index] - 1] == "/"


def _is_named_after_a_month(reading: Reading, index: int) -> bool:
    """Return whether an everyday word ("April", "Julio") is a given name here: a surname follows at once."""
    if not reading.lexicon.is_given(reading.forms[index].lower) or index + 1 >= len(reading.forms):
        return False
    following = reading.forms[index + 1]
    is_next = following.is_capital and reading.word(index + 1).start - reading.word(index).end == 1
    return is_next and reading.lexicon.is_surname(following.lower)


def _trim(reading: Reading, run: list[Word], index: int) -> Iterator[Run]:
    """Yield the run (its first word has this index) without leading titles and roles, or from its given name on."""
    lexicon = reading.lexicon
    before = reading.words_between(index - 2, index)
    title = bool(before) and _touches(reading, before[-1], run[0]) and _is_title(reading, before[-1])
    role = any(_has_role(reading, word) for word in before if _touches(reading, word, run[0], 14))
    while run:
        roles = lexicon.roles_of(run[0].lower)
        known = lexicon.is_given(run[0].lower)
        if _is_title(reading, run[0]) and not (known and len(run) > 1 and not title):
            title = True
        elif roles & _NON_NAME_ROLES and not known:
            role = role or _has_role(reading, run[0])
        else:
            break
        run = run[1:]
    if len(run) > 2 and len(run[0].lower) <= 2 and _is_title(reading, run[1]):
        run, title = run[2:], True  # "A Mr Jonty Wraxall"
    while run and _ends_name(reading, run, title):
        run = run[:-1]
    first_given = next((place for place, word in enumerate(run) if lexicon.is_given(word.lower)), 0)
    starts_clause = bool(run) and reading.text[reading.clause(run[0].start)[0] : run[0].start].strip(" \n\t*>-") == ""
    if first_given and (starts_clause or len(run) > 2) and not lexicon.is_surname(run[0].lower) and not title:
        run = run[first_given:]
    if run:
        yield Run(tuple(run), title, role)


def _is_title(reading: Reading, word: Word) -> bool:
    """Return whether the word is a title; "M", "κ" and other short ones only with their dot."""
    if "honorific" not in reading.lexicon.roles_of(word.lower):
        return False
    is_short = len(word.lower) <= 2 and word.lower not in {"dr", "mr", "ms", "hr", "sr", "δρ", "fr", "κα"}
    return not is_short or reading.text[word.end : word.end + 1] in {".", "ª", "º"}


def _ends_name(reading: Reading, run: list[Word], title: bool) -> bool:
    """Return whether the last word belongs to what follows the name; surnames like "Schüler" stay."""
    lexicon = reading.lexicon
    last = run[-1].lower
    if lexicon.is_given(last):
        return False
    is_surname_here = (len(run) == 2 and (title or lexicon.is_given(run[0].lower))) or (len(run) == 1 and title)
    banned = _NON_NAME_ROLES - ({"customer", "other_person"} if is_surname_here else set())
    return bool(lexicon.roles_of(last) & banned) or last in lexicon.particles


def _has_role(reading: Reading, word: Word) -> bool:
    return not reading.lexicon.roles_of(word.lower).isdisjoint(_ROLE_MARKS)


def _touches(reading: Reading, word: Word, other: Word, reach: int = 3) -> bool:
    gap = reading.text[word.end : other.start]
    return len(gap) <= reach and "\n\n" not in gap and not re.search(r"[.!?]\s", gap if reach > 3 else "")


def weigh(reading: Reading, run: Run, contacts: Sequence[Found]) -> float:
    """Return the evidence that the run is a person's name; ``4`` is enough."""
    lexicon = reading.lexicon
    names = [word.lower for word in run.words if word.lower not in lexicon.particles and word.end - word.start > 1]
    if not names or (len(names) == 1 and not _may_stand_alone(reading, run, names[0], contacts)):
        return 0.0
    evidence = 1.0 if len(names) in {2, 3} else 0.0
    given = [lexicon.is_given(name) for name in names]
    evidence += 2.5 if given[0] else (1.5 if any(given[1:]) else 0.0)
    evidence += 1.5 if any(lexicon.is_surname(name) for name in names[1:] or names) else 0.0
    evidence += 3.0 if run.has_title else 0.0
    evidence += 1.5 if run.has_role else 0.0
    start, end = run.words[0].start, run.words[-1].end
    gap = distance_to_contact(reading, start, end, contacts)
    evidence += 2.0 if gap <= 12 else (1.0 if gap <= _NEAR else (0.5 if gap <= _AROUND and given[0] else 0.0))
    evidence += 1.0 if gap <= _LABEL and len(names) == 2 and touches_contact(reading, start, end, contacts) else 0.0
    if any(found.type == "EMAIL" and made_of(reading.text[found.start : found.end], names) for found in contacts):
        evidence += 3.0
    if _DISPLAYED.match(reading.text, end) or (len(names) == 1 and len(run.words) == 2 and gap <= 2):
        evidence += 3.0  # "Arsen K" <sip:…>, T. Ndlovu 07465 …
    if reading.has_mark_near("extension", start, end, 64):
        evidence += 3.5 if _owns_extension(reading, start) else 1.5
    if reading.has_mark_before("address", start, 40) or reading.text[max(0, start - 2) : start] == ": ":
        evidence += 0.5
    is_sentence_start = start == reading.clause(start)[0] or (
        reading.text[max(0, start - 2) : start].strip() in {".", ""} and start < 2
    )
    return evidence - (0.5 if is_sentence_start and not given[0] else 0.0)


def touches_contact(reading: Reading, start: int, end: int, contacts: Iterable[Found]) -> bool:
    """Return whether nothing but a comma, bracket, colon or bar stands between the name and a contact in its line."""
    for found in contacts:
        low, high = (end, found.start) if found.start >= end else (found.end, start)
        if 0 < high - low <= _LABEL and _SEPARATOR.fullmatch(reading.text, low, high):
            return True
    return False


def _owns_extension(reading: Reading, start: int) -> bool:
    """Return whether "472 of", with or without a title, stands right before: the name is whose extension it is."""
    index = reading.word_at(start)
    before = [word.lower for word in reading.words_between(index - 3, index)]
    if before and "honorific" in reading.lexicon.roles_of(before[-1]):
        before.pop()
    is_of = len(before) > 1 and "belongs_to" in reading.lexicon.roles_of(before[-1])
    return is_of and before[-2].isdigit() and 2 <= len(before[-2]) <= 5


def _may_stand_alone(reading: Reading, run: Run, name: str, contacts: Sequence[Found]) -> bool:
    """Return whether one word is a name: after a title, or a given name of a customer or right beside a contact."""
    start, end = run.words[0].start, run.words[-1].end
    if run.words[0].end - start == 1 and len(run.words) == 2 and reading.text[start + 1] == ".":
        return any(start - found.end in {1, 2} or found.start - end in {1, 2} for found in contacts)
    if reading.text[start:end].isupper() or not (run.has_title or reading.lexicon.is_given(name)):
        return False
    if not run.has_title and _is_place(reading, start):
        return False
    near = [found for found in contacts if found.type in {"PHONE", "EMAIL", "ADDRESS"}]
    return run.has_title or run.has_role or distance_to_contact(reading, start, end, near) <= 6


def _is_place(reading: Reading, start: int) -> bool:
    """Return whether a lone name is where somebody is from: "Tsvetana Ilieva from Sofia"."""
    index = reading.word_at(start)
    before = reading.forms[max(0, index - 2) : index]
    at = next((place for place, form in enumerate(before) if "coming_from" in form.roles), None)
    person = reading.forms[max(0, index - 5) : index - len(before) + (at or 0)]
    return at is not None and bool(person) and person[-1].is_name


def is_anchored(reading: Reading, run: Run, contacts: Sequence[Found], evidence: float) -> bool:
    """Return whether the name is tied to a contact, an address or a customer relation (a name alone is nothing)."""
    start, end = run.words[0].start, run.words[-1].end
    if distance_to_contact(reading, start, end, contacts) <= _AROUND:
        return True
    low = reading.clause(start)[0]
    is_customer = reading.last_mark_before("customer", start, max(low, start - 16)) is not None
    has_extension = reading.has_mark_near("extension", start, end, 64)
    return (is_customer or has_extension) and evidence >= _SURE + 0.5 and len(run.words) >= 2


def distance_to_contact(reading: Reading, start: int, end: int, contacts: Iterable[Found]) -> int:
    """Return the characters between the stretch and the nearest contact of the same paragraph."""
    nearest = 1 << 20
    for found in contacts:
        gap = found.start - end if found.start >= end else start - found.end
        if gap < nearest and gap <= _AROUND:
            between = reading.text[end : found.start] if found.start >= end else reading.text[found.end : start]
            if "\n\n" not in between:
                nearest = max(0, gap)
    return nearest


_TRANSLITERATION = (
    "а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=kh ц=ts ч=ch ш=sh щ=sch"
    " ъ= ы=y ь= э=e ю=yu я=ya і=i ї=i є=e α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s"
    " τ=t υ=y φ=f χ=ch ψ=ps ω=o"
)
_LATIN = str.maketrans(dict(pair.split("=") for pair in _TRANSLITERATION.split(" ")))


def made_of(address: str, names: Iterable[str]) -> bool:
    """Return whether an e-mail address is made of one of the names (Cyrillic and Greek transliterated)."""
    local = re.sub(r"[^a-z]", "", fold_name(re.split(r"@|[\[({ ]", address, maxsplit=1)[0]))
    for name in names:
        plain = re.sub(r"[^a-z]", "", fold_name(name).translate(_LATIN))
        stem = plain[: max(4, len(plain) - 2)]
        if len(plain) >= 4 and (
            plain in local
            or (len(stem) >= 5 and stem in local)
            or (len(plain) >= 6 and LCSseq.similarity(plain, local) >= 0.85 * len(plain))
        ):
            return True
    return False
