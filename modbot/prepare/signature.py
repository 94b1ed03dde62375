"""Finds the signature at the end of a post: after ``-- ``, a rule, or a closing greeting."""

from __future__ import annotations

import re

_LONGEST = 600  # characters; more is text, not a signature
_MOST_LINES = 8
_DASHES = re.compile(r"--[ \t]*$")
_RULE = re.compile(r"[ \t]*(?:-{3,}|_{3,}|\*{3,}|={3,})[ \t]*$")
_GREETING = re.compile(
    r"[ \t]*(?:(?:best|kind|warm|with kind)?[ ]?regards|cheers|sincerely|yours (?:sincerely|faithfully|truly)"
    r"|many thanks|best wishes|mfg|lg|vg|gruß|gruss|grüße|grüsse"
    r"|(?:mit )?(?:freundlichen?|freundlicher?|besten?|schönen?|viele[nr]?|liebe[nr]?|herzliche[nr]?)"
    r" gr[uü](?:ß|ss)(?:en?)?"
    r"|(?:cordiali|distinti) saluti|saluti|un saluto"
    r"|(?:bien )?cordialement|bonne (?:journée|soirée)|salutations|(?:meilleures|sincères) salutations"
    r"|с уважением|всего доброго|с наилучшими пожеланиями"
    r"|με (?:εκτίμηση|φιλικούς χαιρετισμούς)|φιλικά|ευχαριστώ εκ των προτέρων"
    r"|atenciosamente|(?:com os )?(?:melhores )?cumprimentos|atentamente|abraços"
    r"|(?:un )?(?:cordial(?:es)? )?saludos?(?: cordiales)?|un abrazo)[ \t]*[,.!]*[ \t]*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;]\s+\w+\s+\w+\s+\w+|\?\s*$")


def find_signature(text: str, start: int) -> int:
    """Return where the signature of ``text[start:]`` begins, or the text's end if there is none.

    A block counts only if it is short, at the very end, and does not go on talking.
    """
    place = max(start, len(text) - _LONGEST)
    lines = text[place:].split("\n")
    for at, line in enumerate(lines):
        if 0 < at >= len(lines) - 2 * _MOST_LINES and 2 <= len(line) <= 60 and place > start:
            dashes = _DASHES.match(line)
            if (dashes or _GREETING.match(line) or _RULE.match(line)) and _is_signature(lines[at + 1 :], bool(dashes)):
                return place
        place += len(line) + 1
    return len(text)


def _is_signature(block: list[str], may_talk: bool) -> bool:
    lines = [line for line in block if line.strip()]
    if not 0 < len(lines) <= _MOST_LINES:
        return False
    return may_talk or (all(len(line) <= 100 for line in lines) and not any(map(_SENTENCE.search, lines)))
