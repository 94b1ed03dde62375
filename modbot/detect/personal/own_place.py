"""An address beside nobody's name is mostly the author's own: by its place in the post and the words around it.

A member signs with it, puts it on a line of its own, asks for an answer to it or for help with the account behind it.
Whoever stands beside a word for somebody else, or behind a colon, keeps being somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from modbot.detect.personal.lexicon import Form
from modbot.detect.personal.reading import Found, Reading, Word

_THIRD = ("customer", "other_person")
_BEFORE, _OWN_BEFORE, _TAIL, _TAIL_WORDS = 120, 100, 160, 6
_ANSWER_REACH = 60
_POINTING_GAP = 3
_SCRAP, _SCRAP_WORDS = 30, 2
_TOKEN = re.compile(r"[^\s@]+@[^\s@]+|\+?\d[\d ()/.-]{4,}")
# A line of two to four capitalised words, and one to four lines behind it until the end.
_SIGNED = re.compile(r"\n[ \t]*((?:[^\W\d_]['’.\w-]*[ ]){1,3}[^\W\d_]['’\w-]*)[ \t]*,?(?:\n[^\n]{2,100}){1,4}\Z")
_LONGEST_SIGNATURE = 360
_BEGINNING = r"(?:\A|\n|[.!?…]|[ \t]{{2,}}|[{}](?=[ ]*\Z))[ \t>*–—-]*\Z"
_BOUNDARY = re.compile(_BEGINNING.format(",;:–—-"))
# "…, Agnes Pereira, 01947 …" goes on about her: before a number a sentence must have ended or a colon stand.
_FIRM_BOUNDARY = re.compile(_BEGINNING.format(";:–—-"))


def is_authors_by_place(reading: Reading, found: Found, persons: Sequence[Found] = ()) -> bool:
    """Return whether an e-mail address is the author's own: alone on a line, to be answered to, of an account."""
    low, high = reading.clause(found.start)
    if any(low <= person.start and abs(person.start - found.start) <= _BEFORE for person in persons):
        return False
    if _speaks_of_others(reading, low, high) or _is_explained(reading, found):
        return False
    is_wanted = reading.has_mark("answer", max(low, found.start - _ANSWER_REACH), found.start)
    if is_wanted or _stands_alone(reading, found):
        return True
    if reading.has_mark("extension", low, high):
        return False
    around = max(0, min(low, found.start - _OWN_BEFORE))
    is_mine = reading.has_mark("own", around, high) and reading.has_mark("contact_noun", around, high)
    return is_mine or reading.has_mark("account", low, high)


def _is_explained(reading: Reading, found: Found) -> bool:
    """Return whether the words behind the address say whose it is: ", that is Anna …", "(è Anna …)"."""
    index = reading.word_at(found.end)
    words = reading.words_between(index, index + 5)
    if not words or words[0].start - found.end > _POINTING_GAP or "\n" in reading.text[found.end : words[0].start]:
        return False
    points = "pointing" in reading.lexicon.roles_of(words[0].lower)
    return points and any(reading.lexicon.is_given(word.lower) and _is_name(reading, word) for word in words[1:])


def find_signature_lines(reading: Reading, contacts: Sequence[Found]) -> tuple[int, int] | None:
    """Return a signature at the end of the post: a line that is a name and below it short lines with a contact."""
    if "\n" not in reading.text or not contacts:
        return None
    text = reading.text.rstrip()
    match = _SIGNED.search(text, max(0, len(text) - _LONGEST_SIGNATURE))
    if match is None or text[: match.start()].rstrip().endswith(":") or not text[: match.start()].strip():
        return None
    start = match.start(1)
    if not any(item.start > match.end(1) for item in contacts) or _speaks_of_others(reading, start, len(text)):
        return None
    names = reading.words_between(reading.word_at(start), reading.word_at(match.end(1)))
    return (start, len(reading.text)) if all(_is_name(reading, word) for word in names) else None


def find_closing_zone(reading: Reading, contacts: Sequence[Found]) -> tuple[int, int] | None:
    """Return the author's name and address at the very end of the post, or None: nothing else may follow them."""
    text = reading.text.rstrip()
    tail = [item for item in contacts if item.type in {"EMAIL", "PHONE"} and item.start >= len(text) - _TAIL]
    if not tail:
        return None
    index = reading.word_at(tail[0].start)
    others = [place for place in range(index, len(reading.forms)) if not _is_within(reading.word(place), tail)]
    if len(others) > _TAIL_WORDS or any(_is_third(reading.forms[place]) for place in others):
        return None
    start, names = tail[0].start, 0
    while index > 0 and names < 4:
        word, form = reading.word(index - 1), reading.forms[index - 1]
        is_label = not names and _is_label(reading, word)
        if len(text[word.end : start].strip(" \t\n:.,;|(-–—")) or not (is_label or _is_name(reading, word)):
            break
        if "honorific" in form.roles or _is_third(form):
            return None
        start, names, index = word.start, names + (not is_label), index - 1
    if text[:start].rstrip().endswith(":") and reading.has_mark("other_person", reading.clause(start)[0], start):
        return None
    boundary = _BOUNDARY if any(item.type == "EMAIL" for item in tail) else _FIRM_BOUNDARY
    if names < 2 or not boundary.search(text, 0, start) or _speaks_of_others(reading, start, start):
        return None
    return start, len(reading.text)


def _speaks_of_others(reading: Reading, low: int, high: int) -> bool:
    """Return whether somebody else is spoken of in the stretch or shortly before it."""
    if reading.has_mark("customer", max(0, low - _BEFORE), high):
        return True
    first, last = reading.word_at(low), reading.word_at(high)
    return any(_is_third(form) for form in reading.forms[max(0, first - 4) : last])


def _is_third(form: Form) -> bool:
    if form.roles.isdisjoint(_THIRD) or "account" in form.roles:
        return False
    return not (form.is_capital and form.lower.startswith(("ihr", "sie")))  # the polite address


def _is_name(reading: Reading, word: Word) -> bool:
    written = reading.text[word.start : word.end]
    is_plain = len(written) > 1 and reading.lexicon.is_everyday(word.lower)  # one letter is an initial
    return written[0].isupper() and not any(map(str.isdigit, written)) and not is_plain


def _is_label(reading: Reading, word: Word) -> bool:
    return not reading.lexicon.roles_of(word.lower).isdisjoint(("contact_noun", "phone", "signoff", "thanks"))


def _is_within(word: Word, items: Sequence[Found]) -> bool:
    return any(item.start <= word.start < item.end for item in items)


def _stands_alone(reading: Reading, found: Found) -> bool:
    """Return whether the first or last line of the post holds little but the address and no colon leads to it."""
    if _is_scrap(reading):
        return True
    start, end = reading.line(found.start)
    is_first = not reading.text[:start].strip()
    if not is_first and reading.text[end:].strip():
        return False
    around = reading.words_between(reading.word_at(start), reading.word_at(end))
    addresses = [match.span() for match in _TOKEN.finditer(reading.text, start, end)]
    others = [word for word in around if not any(low <= word.start < high for low, high in addresses)]
    strange = sum(not _is_name(reading, word) and not _is_label(reading, word) for word in others)
    if len(others) > _TAIL_WORDS or strange > 1:
        return False
    return is_first or not reading.text[:start].rstrip().endswith(":")


def _is_scrap(reading: Reading) -> bool:
    """Return whether the post holds hardly more than addresses and numbers: it tells of nobody else."""
    if len(reading.forms) > _SCRAP:
        return False
    addresses = [match.span() for match in _TOKEN.finditer(reading.text)]
    words = reading.words_between(0, _SCRAP)
    return sum(not any(low <= word.start < high for low, high in addresses) for word in words) <= _SCRAP_WORDS
