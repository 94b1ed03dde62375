"""Finds the signature at the end of a post: after ``-- ``, a rule, or a closing greeting."""

from __future__ import annotations

import re

_LONGEST = 600  # characters; more is text, not a signature
_MOST_LINES = 8
_DASHES = re.compile(r"^--[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:-{3,}|_{3,}|\*{3,}|={3,})[ \t]*$", re.MULTILINE)
_GREETING = re.compile(
    r"^[ \t]*(?:(?:best|kind|warm|with kind)?[ ]?regards|cheers|sincerely|yours (?:sincerely|faithfully|truly)"
    r"|many thanks|best wishes|mfg|lg|vg|gruß|gruss|grüße|grüsse"
    r"|(?:mit )?(?:freundlichen?|freundlicher?|besten?|schönen?|viele[nr]?|liebe[nr]?|herzliche[nr]?)"
    r" gr[uü](?:ß|ss)(?:en?)?"
    r"|(?:cordiali|distinti) saluti|saluti|un saluto"
    r"|(?:bien )?cordialement|bonne (?:journée|soirée)|salutations|(?:meilleures|sincères) salutations"
    r"|с уважением|всего доброго|с наилучшими пожеланиями"
    r"|με (?:εκτίμηση|φιλικούς χαιρετισμούς)|φιλικά|ευχαριστώ εκ των προτέρων"
    r"|atenciosamente|(?:com os )?(?:melhores )?cumprimentos|atentamente|abraços"
    r"|(?:un )?(?:cordial(?:es)? )?saludos?(?: cordiales)?|un abrazo)[ \t]*[,.!]*[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?;]\s+\w+\s+\w+\s+\w+|\?\s*$", re.MULTILINE)


def find_signature(text: str, start: int) -> int:
    """Return where the signature of ``text[start:]`` begins, or the text's end if there is none.

    A block counts only if it is short, at the very end, and does not go on talking.
    """
    stretch = max(start, len(text) - _LONGEST)
    for pattern, looks_past in ((_DASHES, True), (_GREETING, False), (_RULE, False)):
        for found in pattern.finditer(text, stretch):
            if found.start() > start and _is_signature(text[found.end() :], may_talk=looks_past):
                return found.start()
    return len(text)


def _is_signature(block: str, *, may_talk: bool) -> bool:
    lines = [line for line in block.splitlines() if line.strip()]
    if not 0 < len(lines) <= _MOST_LINES:
        return False
    return may_talk or (all(len(line) <= 100 for line in lines) and _SENTENCE.search(block) is None)
