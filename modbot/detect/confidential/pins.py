"""PINs and door codes told in a sentence: "the PIN for the front desk is supposed to be 5521, the other one's 8830".

A few digits are a secret only where the sentence says that they are the PIN: the word for it alone is not enough, for
mailboxes and extensions have numbers too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from modbot.detect.confidential.passwords import YEAR, is_disclaimed
from modbot.detect.confidential.placeholders import is_placeholder_key
from modbot.detect.confidential.words import SecretShapes
from modbot.detect.personal.lexicon import Form
from modbot.detect.personal.reading import Found, Reading

_DIGITS = re.compile(r"(?<![\w.,:/+#-])\d{4,8}(?![\w/]|[.,:-]\d)")
_OTHER = frozenset({"extension", "reference", "version", "other_thing", "other_code"})
_CODE = re.compile(r"(?:[ ][^\W\d_][\w'’-]{0,20}){1,4}[ ](\d{4,8})(?=[.]?(?:[,;)\n]|[ ](?![^\W\da-zа-яα-ω_])|\Z))")
_BETWEEN = frozenset({"guarded", "bridge", "article", "entrance", "copula"})
# "7K2P-QX9M-41VD", or behind a colon "7741".
_GROUPS = re.compile(
    r"(?<![\w-])((?=[A-Z-]*\d)(?=[\d-]*[A-Z])[A-Z\d]{3,5}(?:-[A-Z\d]{3,6}){2,4}|(?<=: )\d{4,8}(?![\w.:]))(?![\w-])"
)
_LIST_HEAD = re.compile(r"[^:.\n]{0,30}:[ ]?")
_ITEM = re.compile(
    r"[ \t\n*•-]{0,4}[^\W\d_][^\d,;.:\n]{0,30}[ :=–-]{1,3}(\d{4,8})(?:[,;.\n]|\Z|(?=[ ](?:and|und|e|et|и|και|y)[ ]))"
)
_NO_LIST = frozenset({"extension", "version", "other_code"})
_LENGTHS = frozenset({"length", "länge", "lunghezza", "longueur", "длина", "μήκος", "tamanho", "longitud"})
_BEFORE = re.compile(r"(?<![\w.,:/+#-])(\d{4,8})[ ][^\W\d_]{1,5}(?:[ ][^\W\d_]{1,9})?[ ]\Z")
_FOR = frozenset({"para", "για", "als", "come", "comme"})
_BEFORE_REACH, _MOST_ITEMS = 28, 50
_LONG_REACH = 100
_PINES = "Pins"  # trees in a French address
_REACH, _NEXT, _BACK = 80, 60, 3


def find_pins(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield the digits a sentence hands over as a PIN, and those that follow as the PIN of something else (FT-4.4)."""
    yield from _find_codes(reading, shapes)
    for index in reading.marks.get("pin", ()):
        word = reading.word(index)
        if reading.text[word.start : word.end] == _PINES:
            continue
        if (said := _find_before(reading, index, shapes)) is not None:
            yield said
            continue
        listed = list(_find_listed(reading, word.end, shapes))
        if listed:
            yield from listed
            continue
        limit = min(reading.clause(word.end)[1], word.end + _REACH)
        low = reading.word_at(reading.clause(word.start)[0])
        lead = reading.forms[max(low, index - _BACK) : index]
        for match in _DIGITS.finditer(reading.text, word.end, limit):
            between = reading.forms[index + 1 : reading.word_at(match.start())]
            if _is_stated(lead, between, match[0]) and _is_secret(reading, match, shapes):
                yield Found(*match.span(), "PASSWORD", 0.8)
                yield from find_next(reading, match.end(), len(match[0]), shapes)
                break


def _find_codes(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield the digits behind "code for the gate": what it opens stands between, and nothing else."""
    for index in reading.marks.get("code_word", ()) if "guarded" in reading.marks else ():
        place = reading.word(index).end
        yield from _find_groups(reading, index, shapes)
        match = _CODE.match(reading.text, place)
        if match is None:
            continue
        between = reading.forms[index + 1 : reading.word_at(match.start(1))]
        is_told = all(not _BETWEEN.isdisjoint(form.roles) for form in between)
        is_told = is_told and any("guarded" in form.roles for form in between)
        if is_told and _is_secret(reading, match, shapes, group=1):
            yield Found(*match.span(1), "PASSWORD", 0.8)
            yield from find_next(reading, match.end(1), len(match[1]), shapes)


def _find_before(reading: Reading, index: int, shapes: SecretShapes) -> Found | None:
    """Return the digits that are said to be the PIN before its name: "I tried 4482 as PIN"."""
    word = reading.word(index)
    match = _BEFORE.search(reading.text, max(0, word.start - _BEFORE_REACH), word.start)
    if match is None or not any(
        "as_word" in form.roles or form.lower in _FOR for form in reading.forms[index - 2 : index]
    ):
        return None
    return Found(*match.span(1), "PASSWORD", 0.8) if _is_secret(reading, match, shapes, group=1) else None


def _find_listed(reading: Reading, place: int, shapes: SecretShapes) -> Iterator[Found]:
    """Yield the digits of a list behind "the PINs: boss 4471, workshop 8026": each with its owner before it."""
    head = _LIST_HEAD.match(reading.text, place)
    index = reading.word_at(place)
    around = reading.forms[max(0, index - _BACK) : reading.word_at(head.end()) if head is not None else index]
    if any(not _NO_LIST.isdisjoint(form.roles) or form.lower in _LENGTHS for form in around):
        return
    items: list[re.Match[str]] = []
    start = head.end() if head is not None else len(reading.text)
    while (item := _ITEM.match(reading.text, start)) is not None and len(items) < _MOST_ITEMS:
        items.append(item)
        start = item.end()
    if len(items) >= 2 and len({len(item[1]) for item in items}) == 1:
        for item in items:
            if item[1] not in shapes.placeholders:
                yield Found(*item.span(1), "PASSWORD", 0.8)


def _find_groups(reading: Reading, index: int, shapes: SecretShapes) -> Iterator[Found]:
    """Yield the first value in groups, or digits behind a colon, in the clause of a code that opens something."""
    near = reading.forms[max(0, index - _BACK) : index + _BACK + 2]
    guards = [form for form in near if "guarded" in form.roles]
    if not guards or any("other_code" in form.roles for form in near):
        return
    place = reading.word(index).end
    limit = min(reading.clause(place)[1], place + _LONG_REACH)
    match = _GROUPS.search(reading.text, place, limit)
    if match is not None and not _is_stand_in(match[1], shapes) and not is_disclaimed(reading, *match.span(1)):
        yield Found(*match.span(1), "PASSWORD", 0.8)


def _is_stand_in(value: str, shapes: SecretShapes) -> bool:
    return value in shapes.placeholders if value.isdigit() else is_placeholder_key(value)


def find_next(reading: Reading, place: int, digits: int, shapes: SecretShapes) -> Iterator[Found]:
    """Yield as many digits again behind "and that of the fax": the second PIN told with one word."""
    limit = min(reading.clause(place)[1], place + _NEXT)
    for match in _DIGITS.finditer(reading.text, place, limit):
        between = reading.forms[reading.word_at(place) : reading.word_at(match.start())]
        joined = any("that_one" in form.roles for form in between)
        is_next = len(match[0]) == digits and joined and _OTHER.isdisjoint(between[-1].roles)
        if is_next and _is_secret(reading, match, shapes):
            yield Found(*match.span(), "PASSWORD", 0.75)
        return


def _is_stated(lead: Sequence[Form], between: Sequence[Form], value: str) -> bool:
    """Return whether the words say that the digits are the PIN and not the number of its mailbox, nor a year."""
    if not between:
        return True
    nearest = between[-1].roles
    if not _OTHER.isdisjoint(nearest) or (YEAR.fullmatch(value) and "copula" not in nearest):
        return False
    if "to_word" in nearest or ("copula" in nearest and "with_word" not in nearest):
        return True
    if "article" in nearest and any(_says(form) for form in [*between[:-1], *lead]):
        return True
    return any("copula" in form.roles and "changed" not in form.roles for form in lead) and len(between) <= 4


def _says(form: Form) -> bool:
    return "copula" in form.roles or "changed" in form.roles


def _is_secret(reading: Reading, match: re.Match[str], shapes: SecretShapes, group: int = 0) -> bool:
    return match[group] not in shapes.placeholders and not is_disclaimed(reading, *match.span(group))
