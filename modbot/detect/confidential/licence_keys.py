"""Licence keys shown in public: the product's key shape, no placeholder, no example."""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.confidential.placeholders import is_placeholder_key
from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading

_GATE = re.compile(r"[-–](?<=[A-Za-z0-9]{4}.)[A-Za-z0-9]{4,5}[-–]")
# The fingerprint of a key that signs packages: "apt-key adv --recv-keys 561F…".
_FINGERPRINT = re.compile(r"(?:--recv-keys?|--receive-keys?|--fingerprint|keyid|0x)[ ]?\Z", re.I)
_OTHER = re.compile(
    r"(?<![\w-])(?:[A-Za-z0-9]{4}(?:[ -][A-Za-z0-9]{4}){3}|[A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){2,4}"
    r"|[A-Z0-9]{16})(?![\w-])"
)


def find_licence_keys(reading: Reading, profile: PrivacyProfile) -> Iterator[Found]:
    """Yield keys of the profile's shape; other shapes only right after a word for licence or key (FT-4.4, SP-3.1)."""
    text = reading.text
    found: list[tuple[int, int]] = []
    if text.count("-") + text.count("–") > 1 and _GATE.search(text):
        for match in profile.licence_key.finditer(text):
            if _is_real(reading, match):
                found.append(match.span())
                yield Found(match.start(), match.end(), "LICENSE_KEY", 0.95)
    if reading.marks.get("licence"):
        for match in _OTHER.finditer(text):
            mixed = any(char.isdigit() for char in match[0]) and any(char.isalpha() for char in match[0])
            if match.span() in found or not mixed or not reading.has_mark_before("licence", match.start(), 40):
                continue
            is_lower_words = match[0].islower() and " " in match[0]
            if not is_lower_words and _is_real(reading, match):
                yield Found(match.start(), match.end(), "LICENSE_KEY", 0.85)


def _is_real(reading: Reading, match: re.Match[str]) -> bool:
    if match[0].replace("-", "").isdigit() or is_placeholder_key(match[0]):
        return False
    if _FINGERPRINT.search(match.string, max(0, match.start() - 20), match.start()):
        return False
    return not reading.has_mark("not_secret", max(reading.clause(match.start())[0], match.start() - 36), match.start())
