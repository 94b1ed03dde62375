"""Whose is it? The author's own contact and signature, a company's public line, or somebody else's data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from modbot.detect.personal.lexicon import Form, fold_name
from modbot.detect.personal.own_place import is_authors_by_place
from modbot.detect.personal.reading import Found, Reading, Word
from modbot.records import Owner

Zone = tuple[int, int]
_OWN_REACH, _PUBLIC_REACH, _OTHER_WORDS = 80, 40, 40
_SIGNATURE_LINES, _SIGNATURE_LENGTH = 7, 320
_DELIMITER = re.compile(r"[-_=*—](?<![^\n].)(?:(?<=-)-[ ]?|(?<=[-_=*])[-_=*]{2,}|(?<=—))[ ]?(?=\n)")
_DASH_NAME = re.compile(r"\n[—–-]{1,2} ?(?=[^\W\d_a-z])")
_SENTENCE_END = re.compile(r"(?<=[\w)]{3})[.!?](?=\s+[^\W\d_a-zа-яα-ω])(?!\s*\n)")
_CONTACT_ROLES = frozenset({"phone", "contact_noun", "birth"})
_AFTER_THANKS = re.compile(r"[ ]*[,.!;\n]|[ ]{2,}")
# "Thanks, Ana Silva, +351 …": a name and a contact right behind the thanks are the author's, wherever they stand.
_NAME_AND_CONTACT = re.compile(
    r"[ ]?(?:[,!.;–-][ ]*\n?[ ]*[(\[]?|[(\[])[ ]?"
    r"(?:[^\W\d_a-zа-яα-ω][^\W\d_]*[.'’-]?[ ]?){2,4}[ ]?[,;:|(–-][ ]*(?:[^\W\d_]{1,8}[.:]?[ ])?"
    r"(?:\S+@\S+\w|\+?\(?\d[\d ()./-]{5,22}\d)"
)
# "Gracias Javier   javier@…" and nothing behind it.
_LAST_WORD = re.compile(
    r"(?:[ ]{1,3}[^\W\d_a-zа-яα-ω][^\W\d_]*){1,3}[ \n]{1,3}(?:\S+@\S+\w|\+\d[\d ()./-]{7,22})[\s.!]*\Z"
)
_BLANK = re.compile(r"\n[ \t>]*\n")


def find_author_zones(reading: Reading, given_zones: Sequence[Zone] = ()) -> list[Zone]:
    """Return the stretches in which the author speaks of himself or herself: signatures and introductions."""
    zones = list(given_zones)
    text = reading.text
    for index in reading.marks.get("signoff", ()):
        word = reading.word(index)
        line_start = reading.line(word.start)[0]
        clause_start = max(reading.clause(word.start)[0], line_start)
        if len(text[clause_start : word.start].split()) <= 5:
            zones.append((word.end, _signature_end(text, word.end)))
    zones += [_thanks_zone(reading, reading.word(index)) for index in reading.marks.get("thanks", ())]
    dashed = list(_DASH_NAME.finditer(text))
    for match in (*_DELIMITER.finditer(text), *(dashed if len(dashed) == 1 else ())):  # more than one is a list
        if len(text) - match.end() <= _SIGNATURE_LENGTH:
            zones.append((match.end(), len(text)))
    opened = {phrase for form in reading.forms if form.opens for phrase in form.opens}
    for phrase in reading.lexicon.introductions if opened else ():
        if phrase in opened:
            zones += _introduction_zones(reading, phrase)
    for phrase in reading.lexicon.self_phrases if opened else ():
        if phrase in opened:
            zones += _self_zones(reading, phrase)
    return [zone for zone in zones if zone[0] < zone[1]]


def _signature_end(text: str, start: int) -> int:
    """Return where a signature that begins after its closing words ends."""
    line_end = text.find("\n", start)
    line_end = line_end if line_end >= 0 else len(text)
    if re.search(r"\w", text[start:line_end]):
        sentence = _SENTENCE_END.search(text, start, line_end)
        if sentence is not None:
            return sentence.start()
    content = re.compile(r"\w").search(text, start)
    blank = _BLANK.search(text, content.start() if content else start)
    end = blank.start() if blank else len(text)
    lines = [match.start() for match in re.compile(r"\n").finditer(text, start, end)]
    end = lines[_SIGNATURE_LINES] if len(lines) > _SIGNATURE_LINES else end
    return min(end, start + _SIGNATURE_LENGTH)


def _thanks_zone(reading: Reading, word: Word) -> Zone:
    """Return the last lines after "Thanks," when they look like a signature: short, a name first, nobody else named."""
    text = reading.text
    rest = text[word.end : word.end + 400]
    others = ("customer", "other_person", "coming_from")
    named = _NAME_AND_CONTACT.match(rest)
    if named is not None and not any(reading.has_mark(role, word.end, word.end + named.end()) for role in others):
        return (word.end, word.end + named.end())
    if len(text) - word.end > 200:
        return (0, 0)
    is_last = len(rest) <= 110 and 1 < len(rest.split()) <= 9 and _AFTER_THANKS.match(rest) is not None
    is_last = is_last or _LAST_WORD.match(rest) is not None
    if is_last and not any(reading.has_mark(role, word.end, len(text)) for role in others):
        return (word.end, len(text))
    match = re.match(r"[ ]?[,!.–-]*[ ]*(?:\n\s*|(?<=,)[ ])(?=[^\W\d_a-zа-яα-ω])", rest[:40])
    if (
        match is None
        or len(rest) > 200
        or any(reading.has_mark(role, word.end, len(text)) for role in ("customer", "own"))
    ):
        return (0, 0)
    first = rest[match.end() :].split("\n", 1)[0]
    return (word.end, len(text)) if len(first.split()) <= 8 else (0, 0)


def _introduction_zones(reading: Reading, phrase: str) -> Iterable[Zone]:
    place = reading.lower.find(phrase)
    while place >= 0:
        end = place + len(phrase)
        starts_word = place == 0 or not reading.lower[place - 1].isalnum()
        if starts_word and re.match(r":?\s+[^\W\d_a-zа-яα-ω]", reading.text[end : end + 4]):
            clause_end = reading.clause(end)[1]
            other = _find_other(reading, reading.word_at(end))
            yield end, min(clause_end, other.start if other else clause_end)
        place = reading.lower.find(phrase, end)


def _self_zones(reading: Reading, phrase: str) -> Iterable[Zone]:
    """Yield what belongs to "a word about me" or "call me on": the rest of its clause, and a first clause before it."""
    place = reading.lower.find(phrase)
    while place >= 0:
        end = place + len(phrase)
        is_word = not (place and reading.lower[place - 1].isalnum()) and not reading.lower[end : end + 1].isalnum()
        if is_word:
            low, high = reading.clause(place)
            before = reading.clause(max(0, low - 2))[0]
            start = before if before == 0 else place
            other = _find_other(reading, reading.word_at(end))
            yield start, min(high, other.start if other and other.start > start else high)
        place = reading.lower.find(phrase, end)


def _find_other(reading: Reading, first: int) -> Word | None:
    """Return the nearest word for somebody else, from the index ``first`` on."""
    for index, form in enumerate(reading.forms[first : first + _OTHER_WORDS], first):
        if _is_other(form):
            return reading.word(index)
    return None


def _is_other(form: Form) -> bool:
    return "customer" in form.roles or "other_person" in form.roles


def own_contact(reading: Reading, found: Found, persons: Sequence[Found] = ()) -> bool:
    """Return whether "my number", "reach me at" and the like make the value the author's own."""
    low = max(reading.clause(found.start)[0], found.start - _OWN_REACH)
    for role in ("own", "own_company"):
        word = reading.last_mark_before(role, found.start, low)
        if word is None or not _speaks_of_contact(reading, word):
            continue
        if any(word.end <= person.start and person.end <= found.start for person in persons):
            continue
        if any(reading.has_mark(other, word.end, found.start) for other in ("customer", "other_person")):
            continue
        index = reading.word_at(word.start)
        if index and _is_other(reading.forms[index - 1]) and word.lower in {"μου", "μας"}:
            continue
        before = reading.forms[reading.word_at(found.start) - 1]
        if found.type == "PHONE" and "coming_from" in before.roles:
            continue
        return True
    return False


def _speaks_of_contact(reading: Reading, word: Word) -> bool:
    index = reading.word_at(word.start)
    following = 5 if "own" in reading.forms[index].roles else 3  # "our fitter Jan Nowak (mobile …" is Jan's
    around = reading.forms[max(0, index - 3) : index + following]
    return any(not form.roles.isdisjoint(_CONTACT_ROLES) for form in around)


def is_public_line(reading: Reading, found: Found) -> bool:
    """Return whether the number is announced as a hotline, switchboard or the like, and not as a person's."""
    low = max(reading.clause(found.start)[0], found.start - _PUBLIC_REACH)
    word = reading.last_mark_before("public", found.start, low)
    if word is None:
        return False
    return not any(reading.has_mark(role, word.end, found.start) for role in ("customer", "other_person"))


def is_authors_name(name: str, username: str) -> bool:
    """Return whether a name, or the local part of an address, is the account's own name."""
    plain = re.sub(r"[^a-zа-яα-ω]", "", fold_name(name))
    account = re.sub(r"[^a-zа-яα-ω]", "", fold_name(username))
    if min(len(plain), len(account)) < 4:
        return False
    return plain == account or float(fuzz.ratio(plain, account)) >= 88


def assign_owner(
    reading: Reading, found: Found, zones: Sequence[Zone], persons: Sequence[Found], username: str
) -> Owner:
    """Return whose ``found`` is."""
    if any(start <= found.start < end for start, end in zones) or _is_account(reading, found, username):
        return "author"
    if found.owner == "public" and _is_somebodys(reading, found, persons):
        return "other"
    if found.owner in {"other", "public"} or found.label:
        return found.owner
    if found.type == "PERSON":
        return "other"
    return _owner_by_words(reading, found, persons)


def _is_somebodys(reading: Reading, found: Found, persons: Sequence[Found]) -> bool:
    """Return whether a number of a kind that only companies have is told as a person's, and not as a hotline."""
    if not persons and not reading.has_mark_before("customer", found.start, 60):
        return False
    return not (reading.has_mark_before("desk", found.start, 60) or is_public_line(reading, found))


def _is_account(reading: Reading, found: Found, username: str) -> bool:
    if not username or found.type not in {"PERSON", "EMAIL"}:
        return False
    name = re.split(r"@|[\[(]", reading.text[found.start : found.end], maxsplit=1)[0]
    return is_authors_name(name, username)


def _owner_by_words(reading: Reading, found: Found, persons: Sequence[Found]) -> Owner:
    if found.type == "PHONE" and is_public_line(reading, found):
        return "public"
    if found.type != "IP_ADDRESS" and own_contact(reading, found, persons):
        return "author"
    if found.type == "EMAIL" and is_authors_by_place(reading, found, persons):
        return "author"
    return "other" if persons or reading.has_mark_near("other_person", found.start, found.end, 60) else "unknown"
