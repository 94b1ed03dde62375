"""Access tokens, private keys and authorisation headers, known by their issuers' shapes."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator

from modbot.detect.confidential.passwords import NONE, is_disclaimed, rate_value
from modbot.detect.confidential.placeholders import is_placeholder
from modbot.detect.confidential.words import SecretShapes
from modbot.detect.personal.reading import Found, Reading

SHORTEST_TOKEN = 20
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:[\sA-Za-z0-9+/=:,.-]{0,8000}?-----END"
    r" [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?"
)
_KEY_BODY = re.compile(r"-----\s[\s\S]{0,400}?[A-Za-z0-9+/]{16}")
_DIGEST = re.compile(r"Digest\s[^\n]{0,400}?\bresponse\s?=\s?\"?([0-9a-fA-F]{32})\b")


def find_tokens(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield tokens, private keys and Digest responses; documentation examples and look-alikes are left out."""
    text = reading.text
    if "PRIVATE KEY" in text:
        for match in _PRIVATE_KEY.finditer(text):
            if _KEY_BODY.search(match[0]) or _KEY_BODY.match(text, match.end() - 5):
                yield Found(match.start(), match.end(), "PRIVATE_KEY", 0.98)
    if "Digest" in text:
        for match in _DIGEST.finditer(text):
            if len(set(match[1])) > 4:
                yield Found(match.start(1), match.end(1), "AUTH_HEADER", 0.9)
    if not any(note.is_long for _, note in reading.notes) and "authorization" not in reading.lower:
        return
    for token in shapes.tokens:
        if not token.may_stand_in(text, reading.lower):
            continue
        for match in token.pattern.finditer(text):
            value = match[0].split()[-1]
            if is_real_token(token.id, value, shapes):
                yield Found(match.end() - len(value), match.end(), "API_KEY", 0.95)


def find_commands(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield passwords in commands and settings that have their own place for them (config/confidential/tokens.yaml)."""
    for command in shapes.commands if "command" in reading.marks else ():
        if not command.may_stand_in(reading.text, reading.lower):
            continue
        for match in command.pattern.finditer(reading.text):
            value = match["value"].rstrip("\\,;")
            start = match.start("value")
            if rate_value(value, shapes) > NONE and not is_disclaimed(reading, start, start + len(value)):
                yield Found(start, start + len(value), "PASSWORD", 0.9)


def is_real_token(kind: str, value: str, shapes: SecretShapes) -> bool:
    """Return whether the token is varied enough, and a JWT's header really is JSON with an algorithm."""
    if is_placeholder(value, shapes.placeholders) or "EXAMPLE" in value or len(set(value)) < 8:
        return False
    if kind != "jwt":
        return any(char.isdigit() for char in value) or any(char.isupper() for char in value)
    header = value.split(".", maxsplit=1)[0]
    try:
        fields = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    except (binascii.Error, ValueError):
        return False
    return isinstance(fields, dict) and "alg" in fields
