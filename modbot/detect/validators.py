"""Named checks a rule may ask for: a place counts only if its text passes."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Mapping
from math import log2

import phonenumbers
from stdnum import iban, luhn

_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]")


def is_iban(text: str) -> bool:
    """Return whether the text is an IBAN with right check digits (ISO 13616)."""
    return bool(iban.is_valid(_NOT_ALNUM.sub("", text)))


def passes_luhn(text: str) -> bool:
    """Return whether the text's 12 to 19 digits pass the Luhn check (ISO/IEC 7812)."""
    digits = re.sub(r"\D", "", text)
    return 12 <= len(digits) <= 19 and len(set(digits)) > 1 and bool(luhn.is_valid(digits))


def is_phone(text: str) -> bool:
    """Return whether the text is a valid phone number in international form (E.164)."""
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, None))
    except phonenumbers.NumberParseException:
        return False


def is_public_ip(text: str) -> bool:
    """Return whether the text is an IP address of the public internet."""
    try:
        return ipaddress.ip_address(text.strip("[]")).is_global
    except ValueError:
        return False


def is_random(text: str) -> bool:
    """Return whether the text looks drawn at random: at least 16 characters, 3.5 bits each, letters and digits."""
    if len(text) < 16 or text.isalpha() or text.isdigit():
        return False
    counts = Counter(text)
    return -sum(n / len(text) * log2(n / len(text)) for n in counts.values()) >= 3.5


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "entropy": is_random,
    "iban": is_iban,
    "luhn": passes_luhn,
    "phone": is_phone,
    "public_ip": is_public_ip,
}
