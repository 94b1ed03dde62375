"""Phone numbers, international and national, in any usual writing; never tickets, versions, dates or ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading

REGIONS = {
    "en": ("GB", "US", "IE", "AU", "ZA", "IN", "NZ"),
    "de": ("DE", "AT", "CH"),
    "it": ("IT", "CH"),
    "fr": ("FR", "BE", "CH", "CA"),
    "ru": ("RU", "UA", "BY"),
    "el": ("GR", "CY"),
    "pt": ("PT", "BR"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE"),
}
_PRIMARY = ("GB", "DE", "IT", "FR", "RU", "GR", "PT", "ES", "US")
_CANDIDATE = re.compile(
    r"(?<![\w#%-])(?<!\w/)(?<![.:,/=_-]\d)(?<!\d[.:,/_-])(?:(?:\(\s?)?(?:\+|00)[ ]?)?\(?\d"
    r"(?:[ \u00a0\u202f\u2009]{0,2}[().\-/‐‑–·]{0,2}[ \u00a0\u202f\u2009]{0,2}\d){6,16}(?![\w@×]|[.:,]\d"
    r"|-[A-Za-z\d]|[\u2013‐]\d)"
)
_NOT_PHONE = re.compile(
    r"(?:19|20)\d\d/\d{1,5}|(?:19|20)\d\d[-./][01]?\d[-./][0-3]?\d(?:\D.*)?|[0-3]?\d[-./][0-3]?\d[-./](?:19|20)\d\d(?:\D.*)?"
    r"|(?:(?:[01]?\d?\d|2[0-4]\d|25[0-5])\.){3}(?:[01]?\d?\d|2[0-4]\d|25[0-5])|\d{1,2}\.\d\.\d{1,2}\.\d+"
    r"|\d{4,5}\s?[-–]\s?\d{4,5}|\d{3}-\d{2}-\d{4}|(?:\d{4}[ -]){3}\d{4}|(?:19|20)\d{2}[ -](?:19|20)\d{2}"
    r"|\d{4}-\d{3}|(?:0|[1-9]\d{0,4})\.\d+|\d{5}-\d\d-\d\d|\d(?:[./-]\d){4,}"
    r"|\d+(?:\.\d+){1,3}[ ](?:19|20)\d\d[-.]?\d\d[-.]?\d\d"
    r"|[0-3]?\d([.-])[01]\d\1\d{2}(?:[ ,]+[012]?\d[ :.].*)?|[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3}"
    r"|\d{1,2}[.:]\d\d ?[-–] ?\d{1,2}[.:]\d\d|\d{5}-\d{3}|\d{1,3}(?:\.\d{3})+/\d{2,4}"
    r"|[0-3]?\d\.[ ][01]?\d\.[ ](?:19|20)\d\d.*|10\.0(?:\.\d)?[ ]\d{5}|\d{5,6}/(?:19|20)\d\d"
    r"|[0-3]\d[ ][01]\d[ ](?:19|20)\d\d|\d+(?:\.\d+){1,3}[ ]?[-–/][ ]?\d+(?:\.\d+){1,3}|(\d{3,6})[ ]\2|[2-69][ ]\d{5,}"
    r"|[1-9]\d{0,2}[ ](?:\d{3}[ ])?\d{5}|[1345]\d{4}[ ]\d{5}|[1-9]\d{5}[ ]\d{6}"
    r"|(?=(?:.*(?<!\d)\d(?!\d)){3})\d{1,3}(?:[ ]\d{1,3}){3,5}"
    r"|20[0-3]\d[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d|\d{2,5}[ ]?[-–][ ]?(?:\d{1,3}\.){3}\d{1,3}"
    r"|\d{1,5}/[0-3]?\d[-.][01]?\d[-.](?:19|20)\d\d|(?:\d{1,3}\.){3}\d{1,3}[-–](?:\d{1,3}\.){3}\d{1,3}"
)
# A version's four numbers inside or last, or one digit to the end: "8 (20.0.8.1109) 488", "8 / 20.0.8.1109".
_STAND_IN = re.compile(
    r".*(?<!\d)\d{1,3}(?:\.\d{1,5}){3}(?![\d.])[ )].*|.+[ (/]\d{1,2}\.\d\.\d{1,2}\.\d{1,5}|.*?(\d)(?:[ ./-]?\1){6,}"
    r"|.*?(\d)\2{3}[ ./-]?(\d)\3{3}"
)
# Numbers set apart for films, books and examples in the plans of Britain, the USA, France, Germany, Ireland, Australia.
_FICTION = re.compile(
    r"(?:44|0)(?:20794600?|11[3-8]4960|1[2-6]14960|131496|141496|151496|161496|191498|28960|29201|1632960|7700900|8081570"
    r"|9098790|3069990)\d*|(?:1?\d{3})?55501\d\d|(?:33|0)(?:19900|26191|35301|46571|53649|63998)\d{4}"
    r"|(?:49|0)(?:3023125|6990009|4066969|2214710|8999998|17139200|1729925904|1759299)\d*|(?:61|0)(?:4915[79]\d{4}|[2378]5550\d{4}|[2378]7010\d{4})"
)
# Decimals, coordinates, dates, builds with a long last part, addresses written with hyphens, ranges of two numbers.
_MEASURE = re.compile(
    r"[0-3]?\d\.[01]?\d\.-?\d{4}|\d+\.\d+(?:[ ]-?\d+\.\d+)*|\d{1,4}(?:\.\d{1,2}){1,2}\.\d{4,}"
    r"|\d{3,4}(?:\.\d{1,2}){2,3}|[1-9]\d{0,2}(?:-\d{1,3}){3}|\d{3,4}/\d{4}|\d{1,3}(?:\.\d{1,3}){2}[ ]\d{2}"
)
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{1,5}){3}(?!\.?\d)|\d{1,2}\.\d{1,2}\.\d{1,3}-\d")
_MACHINE_LIMITS = frozenset({"2147483647", "2147483648", "4294967295", "4294967296", "1234567890", "0123456789"})
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_ID_BEFORE = re.compile(r"(?:#|№|\bn[°º]\s?|\bno\.|[A-Z]{2,}[-_:]|=)\s?\Z")
_THREES = re.compile(r"\d{1,3}(?: \d{3}){2,3}(?! ?\d)")
_MONEY_AROUND = re.compile(r"\s?(?:€|\$|£|eur\b|usd\b|gbp\b|руб|kb|mb|gb|ms\b|bytes?\b|байт|кб|мб|s\b|sec)", re.I)
_NO_END = (" 0x", "%")  # columns of a log or a table
_PUBLIC_TYPES = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
)
PHONE_REACH = 40
_LEAD = 5  # characters before the first digit: "( + ("
_TOOL_REACH = 80
_EXAMPLE_REACH = 70
_SPOKEN_OF = 160
SURE, LIKELY, WEAK = 0.9, 0.7, 0.45


def find_phones(reading: Reading, profile: PrivacyProfile, taken: Iterable[Found]) -> Iterator[Found]:
    """Yield phone numbers outside ``taken`` places. Confidence below 0.6 asks for a person or contact nearby."""
    text = reading.text
    spans = list(taken)
    for match in _list_candidates(reading):
        start, end = trim_brackets(text, match.start(), match.end())
        if any(found.overlaps(start, end) for found in spans):
            continue
        written = text[start:end]
        if (confidence := rate_phone(reading, start, end, written)) > 0:
            owner, label = "unknown", ""
            if profile.is_guarded(written):
                label = "support_number"
            elif is_public_type(written, reading.language):
                owner = "public"
            yield Found(start, end, "PHONE", confidence, owner, label)  # type: ignore[arg-type]


def _list_candidates(reading: Reading) -> Iterator[re.Match[str]]:
    """Yield what has the shape of a phone number: it begins with a number, or a plus or bracket shortly before one."""
    text, done = reading.text, 0
    for first, _ in reading.numbers:
        signs = [place for place in range(max(done, first - _LEAD), first) if text[place] in "(+"]
        for start in (*signs, first):
            if start >= done and (match := _CANDIDATE.match(text, start)) is not None:
                done = match.end()
                yield match


def trim_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without a bracket that closes or opens only outside it."""
    while start < end and text[start] == "(" and text.find(")", start, end) < 0:
        start += 1
    opened = text.rfind("(", start, end)
    if opened > start and text.find(")", opened, end) < 0:
        end = opened  # “Update 8 (20.0.8.1109)”: the bracket is no area code
    while end > start and text[end - 1] in " (-./–":
        end -= 1
    return start, end


def rate_phone(reading: Reading, start: int, end: int, written: str) -> float:
    """Return how sure the stretch is a phone number, 0 when it is none."""
    text = reading.text
    digits = re.sub(r"\D", "", written)
    is_example = text[end : end + 1] != "@" and _is_example(reading, start)
    is_example = is_example or text.startswith(_NO_END, end)
    if not 7 <= len(digits) <= 15 or _NOT_PHONE.fullmatch(written) or _STAND_IN.fullmatch(written) or is_example:
        return 0.0
    if _is_fiction(reading, start, end, digits):
        return WEAK
    is_international = written.lstrip("( ").startswith(("+", "00"))
    named = has_phone_word(reading, start)
    is_code = not is_international and is_reference(reading, start, named)
    if is_code or digits in _MACHINE_LIMITS or _is_measure(reading, start, written, named=named):
        return 0.0
    if is_international:
        return SURE if is_possible(written, None) else (LIKELY if named and is_possible_loose(digits) else 0.0)
    if _MONEY_AROUND.match(text, end):
        return 0.0
    regions = REGIONS.get(reading.language, ()) + _PRIMARY
    return rate_national(written, digits, regions, named)


def _is_example(reading: Reading, start: int) -> bool:
    """Return whether the number is called an example; whose number it is, is told where a name stands between."""
    word = reading.last_mark_before("example", start, max(reading.clause(start)[0], start - _EXAMPLE_REACH))
    if word is None:
        return False
    between = reading.words_between(reading.word_at(word.end), reading.word_at(start))
    return not any(reading.lexicon.is_given(near.lower) and reading.text[near.start].isupper() for near in between)


def _is_measure(reading: Reading, start: int, written: str, *, named: bool) -> bool:
    """Return whether the stretch is an amount, a version or a measure; behind a word of telephony only a version is."""
    if named:
        return _DOTTED.match(written) is not None and reading.has_mark_before("version", start, 12)
    return any((_AMOUNT.fullmatch(written), _DOTTED.match(written), _MEASURE.fullmatch(written)))


def _is_fiction(reading: Reading, start: int, end: int, digits: str) -> bool:
    """Return whether the number is nobody's by the numbering plan and no customer or other person is spoken of."""
    plain = digits.removeprefix("00")
    plain = "44" + plain[3:] if plain.startswith("440") else plain
    if _FICTION.fullmatch(plain) is None and not plain.endswith(("12345678", "1234567", "123456")):
        return False
    return not any(
        reading.has_mark(role, start - _SPOKEN_OF, end + _SPOKEN_OF) for role in ("customer", "other_person")
    )


def rate_national(written: str, digits: str, regions: tuple[str, ...], named: bool) -> float:
    """Return how sure a number without country code is a phone number of one of the regions."""
    has_groups = len(re.findall(r"\d+", written)) >= 2
    valid = any(is_valid(written, region) for region in regions[:-9]) or any(
        is_valid(written, region) for region in _PRIMARY
    )
    trunk_prefix = digits[0] == "0" or (digits[0] == "8" and len(digits) == 11)
    if valid and named:
        return SURE
    if valid and (trunk_prefix or has_groups):
        return LIKELY
    if (
        named
        and (trunk_prefix or has_groups or len(digits) >= 9)
        and any(is_possible(written, region) for region in regions)
    ):
        return LIKELY
    if valid or (trunk_prefix and 9 <= len(digits) <= 12) or (has_groups and 8 <= len(digits) <= 12):
        return WEAK
    return 0.0


def has_phone_word(reading: Reading, start: int) -> bool:
    """Return whether a word of telephony announces the number, nearer than any word of tickets and codes."""
    word = reading.last_mark_before("phone", start, max(reading.clause(start)[0], start - PHONE_REACH))
    return word is not None


def is_reference(reading: Reading, start: int, named: bool) -> bool:
    """Return whether the digits are a ticket, order, serial number, port or error code."""
    if _ID_BEFORE.search(reading.text, max(0, start - 8), start) and not named:
        return True
    if _is_login(reading, start) or _is_session(reading, start):
        return True
    low = max(reading.clause(start)[0], start - 28)
    reference = reading.last_mark_before("reference", start, low)
    if reference is None:
        return False
    phone = reading.last_mark_before("phone", start, low)
    return phone is None or phone.start < reference.start


def _is_login(reading: Reading, start: int) -> bool:
    """Return whether the digits are the name of an account: "username 0178904412", "Identifiant 0178904412"."""
    index = reading.word_at(start) - 1
    if index < 0 or start - reading.word(index).end > 4:
        return False
    before = [form.roles for form in reading.forms[max(0, index - 1) : index + 1]]
    if any("account_name" in roles for roles in before):
        return True
    low, high = reading.clause(start)
    return "login" in before[-1] and reading.has_mark("password", low, high)


def _is_session(reading: Reading, start: int) -> bool:
    """Return whether the digits are the number of a remote session: "AnyDesk, look for yourselves: 918 204 377"."""
    in_threes = _THREES.match(reading.text, start) is not None
    return in_threes and reading.last_mark_before("remote_tool", start, start - _TOOL_REACH) is not None


@lru_cache(maxsize=4096)
def _parse(written: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    plain = "+" + written.lstrip("( ")[2:] if region is None and written.lstrip("( ").startswith("00") else written
    plain = re.sub(r"\(0\)", "", plain) if region is None else plain
    try:
        return phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None


def is_valid(written: str, region: str) -> bool:
    """Return whether the numbering plan of the region knows the number."""
    number = _parse(written, region)
    return number is not None and phonenumbers.is_valid_number_for_region(number, region)


def is_possible(written: str, region: str | None) -> bool:
    """Return whether the number has a length the numbering plan allows; country code and all when region is None."""
    number = _parse(written, region)
    return number is not None and phonenumbers.is_possible_number(number)


def is_possible_loose(digits: str) -> bool:
    """Return whether the count of digits is one that E.164 allows with country code."""
    return 9 <= len(digits) <= 15


def is_public_type(written: str, language: str) -> bool:
    """Return whether the number is of a kind only companies have: toll-free, shared-cost, premium-rate."""
    is_international = written.lstrip("( ").startswith(("+", "00"))
    for region in (None,) if is_international else REGIONS.get(language, ("GB",))[:1]:
        number = _parse(written, region)
        if number is not None and phonenumbers.number_type(number) in _PUBLIC_TYPES:
            return True
    return False
