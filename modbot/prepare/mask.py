"""Hides personal data and secrets for screens, logs and exports, keeping just enough to recognise a value.

``mask_text`` keeps every length, so that spans stay true on the masked text; ``mask_briefly`` is for one value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from modbot.records import Span

DOT = "•"
_ALNUM = re.compile(r"[^\W_]")
_INTERNATIONAL = re.compile(r"\(?(?:\+|00)\s?\d{1,3}(?=[\s(./-]|$)")
_AT = re.compile(r"@|[\[({<]\s?(?:at|@)\s?[\])}>]", re.I)


def mask_text(text: str, spans: Iterable[Span], field: str = "raw") -> str:
    """Return ``text`` with every span of ``field`` masked by its type; same length, overlapping spans lose the more."""
    result = list(text)
    for span in spans:
        if span.field != field or not 0 <= span.start < span.end <= len(text):
            continue
        masked = mask_value(text[span.start : span.end], span.type)
        for place, char in enumerate(masked, span.start):
            if char == DOT:
                result[place] = DOT
    return "".join(result)


def mask_value(value: str, kind: str) -> str:
    """Return one value masked in place: ``+44 •••• ••5468``; an unknown kind keeps nothing but its punctuation."""
    return _MASKS.get(kind, _mask_all)(value)


def mask_briefly(value: str, kind: str) -> str:
    """Return one value in a few characters that do not tell its length: ``DE89 •••• 00``, ``+44 •••• 5468``."""
    masked = mask_value(value, kind)
    head = masked.partition(DOT)[0].rstrip(" (-./")
    tail = masked.rpartition(DOT)[2].lstrip(" )-./") if DOT in masked else ""
    return " ".join(filter(None, [head, DOT * 4, tail]))


def _keep(value: str, kept: Iterable[tuple[int, int]]) -> str:
    """Return the value with letters and digits replaced, except inside the kept stretches."""
    ranges = list(kept)
    return "".join(
        char if not _ALNUM.match(char) or any(start <= place < end for start, end in ranges) else DOT
        for place, char in enumerate(value)
    )


def _mask_all(value: str) -> str:
    return _keep(value, ())


def _mask_secret(value: str) -> str:
    return DOT * len(value)


def _last(value: str, count: int) -> tuple[int, int]:
    """Return the stretch that holds the last ``count`` letters or digits; nothing when half of them would be shown."""
    places = [match.start() for match in _ALNUM.finditer(value)]
    return (places[-count], len(value)) if len(places) >= 2 * count + 2 else (len(value), len(value))


def _first(value: str, count: int) -> tuple[int, int]:
    places = [match.start() for match in _ALNUM.finditer(value)]
    return (0, places[count - 1] + 1) if len(places) >= 2 * count + 2 else (0, 0)


def _mask_phone(value: str) -> str:
    country = _INTERNATIONAL.match(value)
    return _keep(value, [(0, country.end() if country else 0), _last(value, 4)])


def _mask_account(value: str) -> str:
    return _keep(value, [_first(value, 4), _last(value, 2)])


def _mask_card(value: str) -> str:
    return _keep(value, [_last(value, 4)])


def _mask_key(value: str) -> str:
    return _keep(value, [_first(value, 2)])


def _mask_name(value: str) -> str:
    starts = [match.start() for match in re.finditer(r"(?<![^\W_])[^\W\d_]", value)]
    return _keep(value, [(start, start + 1) for start in starts])


def _mask_email(value: str) -> str:
    at = _AT.search(value)
    if at is None:
        return _mask_all(value)
    last_dot = value.rfind(".")
    tail = (last_dot, len(value)) if last_dot > at.end() else (len(value), len(value))
    return _keep(value, [(0, 1), (at.start(), at.end()), tail])


def _mask_ip(value: str) -> str:
    return _keep(value, [(0, len(re.match(r"[0-9A-Fa-f]*", value)[0]))])  # type: ignore[index]


_MASKS: dict[str, Callable[[str], str]] = {
    "PHONE": _mask_phone,
    "SUPPORT_NUMBER": _mask_phone,
    "IBAN": _mask_account,
    "CREDIT_CARD": _mask_card,
    "LICENSE_KEY": _mask_key,
    "PERSON": _mask_name,
    "ADDRESS": _mask_name,
    "EMAIL": _mask_email,
    "IP_ADDRESS": _mask_ip,
    "PASSWORD": _mask_secret,
    "API_KEY": _mask_secret,
    "PRIVATE_KEY": _mask_secret,
    "AUTH_HEADER": _mask_secret,
    "PROVISIONING_LINK": _mask_secret,
}
