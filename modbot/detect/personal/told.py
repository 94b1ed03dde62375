"""What somebody else says of himself or herself: mails and chats that a member pastes into the post."""

from __future__ import annotations

import re

from modbot.detect.personal.reading import Reading

_THIRD = ("customer", "other_person")
_REACH = 140
# A colon, a comma or the beginning of a paragraph before quotation marks that hold more than a name or a message of
# the screen.
_QUOTED = re.compile(
    r"[:,\n][ \t]*\n?[ \t]*(?:«([^»]{24,1200})»|“([^”]{24,1200})”|„([^“”]{24,1200})[“”]|\"([^\"\n]{24,1200})\")"
)
_DIALOGUE = re.compile(r":[ \t]*\n[ \t]*(?=[—–-][ ]?[^\W\d_])([^\n]+(?:\n(?![ \t]*\n)[^\n]+)?)")
_FORWARDED = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|\Z))+", re.M)


def find_told_zones(reading: Reading) -> list[tuple[int, int]]:
    """Return stretches in which somebody else speaks: quoted behind a colon, told as dialogue, forwarded mail lines."""
    text = reading.text
    zones = [match.span(match.lastindex or 0) for match in _QUOTED.finditer(text)]
    if ":" in text:
        zones += [match.span(1) for match in _DIALOGUE.finditer(text)]
    if ">" in text:
        for match in _FORWARDED.finditer(text):
            low = max(0, match.start() - _REACH)
            if any(reading.has_mark(role, low, match.start()) for role in _THIRD):
                zones.append(match.span())
    return zones
