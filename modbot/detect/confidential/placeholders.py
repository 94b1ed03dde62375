"""Tells a real secret from a stand-in: ``****``, ``<password>``, ``XXXX-XXXX``, ``1234-5678-ABCD-EFGH``."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

_MASK = re.compile(r"[*•●xX#?_.…·-]{3,}|.*[*•●…]{2,}.*|.*(?:xx|XX|\.\.|__|##){2,}.*")
_TEMPLATE = re.compile(r"[<\[{(%$].*[>\]})%]|\$[A-Za-z_]+\d{0,2}|%\w+%|\{\{.*|<.*|.*>$|\$\{.*")
_SEQUENCES = (
    "0123456789012345",
    "1234567890123456",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "9876543210987654",
    "qwertzuiop",
    "qwertyuiop",
)
_WORDS_INSIDE = re.compile(
    r"your|dein|ihr_?pass|xxxx|redact|placeholder|example|beispiel|sample|dummy|changeme|censor|mask"
    r"|hidden|removed|insert|password_?here|\bfoo|foobar",
    re.I,
)


def is_placeholder(value: str, known: Collection[str] = ()) -> bool:
    """Return whether the value stands for a secret without being one."""
    plain = value.strip("\"'`*_.,;:()[]")
    lowered = plain.lower()
    if not plain or lowered in known or value.lower() in known:
        return True
    if _MASK.fullmatch(plain) or _MASK.fullmatch(value) or _TEMPLATE.fullmatch(value) or _WORDS_INSIDE.search(plain):
        return True
    if len(set(lowered)) <= 2 and len(lowered) > 2:
        return True
    return len(lowered) >= 6 and any(lowered in sequence for sequence in _SEQUENCES)


def is_placeholder_key(key: str) -> bool:
    """Return whether a key in groups ("7KX3-9QPL-…") is an example: repeated, sequential, masked or made of words."""
    groups = re.split(r"[-\s]", key.upper())
    flat = "".join(groups)
    if any(len(set(group)) == 1 and len(group) >= 4 for group in groups) or len(set(groups)) < len(groups):
        return True
    if "XXX" in flat or _WORDS_INSIDE.search(flat) or len(set(flat)) <= 5:
        return True
    runs = sum(_is_sequence(group) for group in groups)
    if runs >= 2:
        return True
    if not any(char.isdigit() for char in flat):
        return all(_is_wordlike(group) for group in groups)
    return False


def _is_sequence(group: str) -> bool:
    steps = {ord(later) - ord(earlier) for earlier, later in pairwise(group)}
    return len(group) >= 3 and steps in ({1}, {-1})


def _is_wordlike(group: str) -> bool:
    """Return whether a group of letters can be spoken: it has a vowel and no four consonants in a row."""
    return re.search(r"[AEIOUY]", group) is not None and not re.search(r"[^AEIOUY]{4}", group)
