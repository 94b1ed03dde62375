"""Bank accounts and payment cards: right length, right check digits, not a published test number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn

from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading

_IBAN = re.compile(r"(?<![\w-])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f.-]?[A-Za-z0-9]){11,30}(?![\w])")
_IBAN_GATE = re.compile(r"(?<!\w)[A-Za-z]{2}\d\d[ \u00a0\u202f.-]?[A-Za-z0-9]{4}")
_CARD = re.compile(r"(?<![\w.,:/+@#-])\d(?:[ \u00a0\u202f.-]{0,2}\d){12,18}(?![\w@]|[.,:-]\d)")
_CARD_PREFIX = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-59]|[68]\d)\d{11}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}(?:\d{3})?|35(?:2[89]|[3-8]\d)\d{12}(?:\d{3})?|(?:5[06-8]"
    r"|6[0-9])\d{11,17}|62\d{14,17}|220[0-4]\d{12}"
)
_NOT_CARD = frozenset(
    {"imei", "iccid", "imsi", "serial", "seriennummer", "epoch", "timestamp", "ssrc", "uniqueid", "ean", "gtin", "sim"}
)
_CARD_GROUPS = re.compile(r"\d{4}([ \u00a0\u202f.-]{1,2})\d{4}\1\d{4}\1\d{1,7}|3\d{3}([ .-])\d{6}\2\d{4,5}|\d{13,19}")


def find_accounts(reading: Reading) -> Iterator[Found]:
    """Yield IBANs whose length and check digits (ISO 7064) are right; national check digits are not asked for."""
    text = reading.text
    for gate in reading.match_at_numbers(_IBAN_GATE, 2):
        match = _IBAN.match(text, gate.start())
        if match is None:
            continue
        end = match.end()
        while end - match.start() >= 15:
            if iban.is_valid(text[match.start() : end].replace(".", ""), check_country=False):
                yield Found(match.start(), end, "IBAN", 0.98)
                break
            end = _previous_cut(text, match.start(), end)


def _previous_cut(text: str, start: int, end: int) -> int:
    """Return where the last group of the stretch begins, without the separator before it."""
    place = end - 1
    while place > start and text[place] not in " \u00a0\u202f.-":
        place -= 1
    return place


def find_cards(reading: Reading, profile: PrivacyProfile) -> Iterator[Found]:
    """Yield payment-card numbers: issuer's prefix, Luhn, groups as on a card; published test numbers are left out."""
    for match in reading.match_at_numbers(_CARD):
        digits = re.sub(r"\D", "", match[0])
        if not _CARD_PREFIX.fullmatch(digits) or not luhn.is_valid(digits) or digits in profile.test_cards:
            continue
        if not _CARD_GROUPS.fullmatch(match[0]) or len(set(digits)) < 3:
            continue
        index = reading.word_at(match.start())
        if any(form.lower in _NOT_CARD for form in reading.forms[max(0, index - 4) : index]):
            continue
        yield Found(match.start(), match.end(), "CREDIT_CARD", 0.95)
