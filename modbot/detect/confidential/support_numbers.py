"""The vendor's support lines that must not be passed on: by keyed hash, or announced as reserved (SP-5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from modbot.detect.personal.reading import Found, Reading

_REACH = 70


def find_support_numbers(reading: Reading, phones: Iterable[Found]) -> Iterator[Found]:
    """Yield phone numbers on the guarded list, and numbers said to be the support's internal or partner-only line."""
    for phone in phones:
        if phone.type != "PHONE":
            continue
        if phone.label == "support_number":
            yield Found(phone.start, phone.end, "SUPPORT_NUMBER", 0.97, "public", "support_number")
            continue
        low, high = reading.clause(phone.start)
        low, high = max(low, phone.start - _REACH), min(max(high, phone.end), phone.end + _REACH)
        if (
            reading.has_mark("support_line", low, high)
            and reading.has_mark("restricted", low, high)
            and not reading.has_mark("customer", low, phone.start)
        ):
            yield Found(phone.start, phone.end, "SUPPORT_NUMBER", 0.75, "public", "support_number")
