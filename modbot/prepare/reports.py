"""Finds reported speech: what a customer, a boss, a colleague is said to have said.

Kept narrow on purpose, since "a friend says you are …" is an old way to insult: the speaker must be somebody a support
forum's author answers for (customer, user, boss, colleague, provider), named before a verb of saying.
"""

from __future__ import annotations

import re

# Said of somebody, these verbs lead into what was said …
_SAY = (
    r"say|said|told|claim|sagt|sagen|sagte|meint|meinte|behaupte|dice|dicono|dett|sostien|dit|disent|affirm|prétend"
    r"|говор|сказа|утвержда|λέει|λένε|είπ|ισχυρ|diz|dizem|disse|dicen|dijo|dijeron"
)
# … and these only with "that", a colon or a quotation mark.
_TELL = (
    r"complain|write|wrote|report|state|beschwer|schreib|schrieb|scriv|lament|écri|plaint|plaignent|пиш|написа|жалу"
    r"|γράφ|έγραψ|παραπον|escrev|reclam|escrib|queja"
)
# Per language: what stands before the speaker, and who may speak.
_SPEAKERS = (
    (
        r"(?:my|our|the|one of (?:my|our)|a|an|some)\s+(?:\w+\s+)?",
        "customers?|clients?|users?|boss|manager|colleagues?|coworkers?|employees?|receptionist|callers?|provider"
        "|carrier|end users?",
    ),
    (
        r"(?:mein|unser|der|die|ein|eine)(?:e|er|en)?\s+(?:\w+\s+)?",
        "kunden?|kundin|chef|chefin|kollegen?|kollegin|benutzer|anwender|mitarbeiter(?:in)?|anrufer|provider|anbieter",
    ),
    (
        r"(?:il|i|un|la|gli|le|una)\s+(?:mi[oae]i?\s+|nostr[oaie]\s+|miei\s+)?",
        "client[ei]|capo|colleg[ahi]+|utent[ei]|responsabile|operatore",
    ),
    (
        r"(?:mon|ma|mes|notre|nos|le|la|les|un|une)\s+",
        "clients?|cliente|patronn?e?|chef|collègues?|utilisateurs?|opérateur",
    ),
    ("", "клиенты?|заказчики?|начальник|коллег[аи]|пользовател[ьи]|сотрудники?|провайдер"),
    (r"(?:ο|η|οι|ένας|μια)\s+", r"πελάτ\w+|προϊστάμεν\w+|συνάδελφ\w+|χρήστ\w+|πάροχ\w+"),
    (
        r"(?:o|a|os|as|um|uma)\s+(?:(?:meus?|minhas?|nossos?|nossas?)\s)?",
        "clientes?|chefe|colegas?|utilizador(?:es)?|usuários?|operador|operadora",
    ),
    (
        r"(?:el|la|los|las|un|una|mis?|nuestr[oa]s?)\s+",
        "clientes?|clienta|jefe|jefa|compañer[oa]s?|usuarios?|operador|proveedor",
    ),
)
_SAYS = rf"(?:\s+(?:μου|μας))?\s+(?:\w+\s+){{0,2}}?(?:(?:{_SAY})|(?P<tells>{_TELL}))"
_SAYING = re.compile(
    rf"\b(?:{'|'.join(f'{before}(?:{speakers})' for before, speakers in _SPEAKERS)}){_SAYS}"
    r"\w*(?:\s+(?:me|us|mir|uns|mi|ci|мне|нам|nous))?\s*(?:,\s*)?"
    r"(?P<mark>that\b|dass\b|daß\b|che\b|qu[e']|что\b|ότι\b|πως\b|:|[\"“„«])?",
    re.IGNORECASE,
)


def _group(words: str) -> str:
    """Return the alternatives grouped by first letter: only those of one letter are tried at a place."""
    groups: dict[str, list[str]] = {}
    for word in words.split("|"):
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items())


# Somebody, and a verb: one look at a small-letter text for all languages in which words stand before somebody …
_MAY_SAY = re.compile(rf"\s(?:{_group('|'.join(speakers for before, speakers in _SPEAKERS if before))}){_SAYS}")
# … and one for Russian, where none do, if it holds the beginning of such a word.
_MAY_SAY_ALONE = re.compile(rf"(?:{'|'.join(speakers for before, speakers in _SPEAKERS if not before)}){_SAYS}")
_ALONE = ("клиент", "заказчик", "начальник", "коллег", "пользовател", "сотрудник", "провайдер")
_SPEECH_END = re.compile(r"[.!?…\n]")
_MARKS = {'"': '"', "“": "”", "„": "“", "«": "»"}


def _may_report(small: str) -> bool:
    if _MAY_SAY.search(small):
        return True
    return any(map(small.__contains__, _ALONE)) and _MAY_SAY_ALONE.search(small) is not None


def find_reports(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of ``text[start:end]`` that somebody else is said to have said, each within a sentence."""
    if not _may_report(text[start:end].lower()):
        return []
    found: list[tuple[int, int]] = []
    for saying in _SAYING.finditer(text, start, end):
        begin = saying.end()
        if (found and begin <= found[-1][1]) or (saying["tells"] and not saying["mark"]):
            continue
        rest = text[begin : begin + 3].lstrip()
        opener = (saying["mark"] or "")[:1] if (saying["mark"] or "")[:1] in _MARKS else rest[:1]
        if opener in _MARKS:
            inside = begin if opener == (saying["mark"] or "")[:1] else text.find(opener, begin) + 1
            stop = text.find(_MARKS[opener], inside, min(inside + 1000, end))
            if stop > 0:
                found.append((inside, stop))
                continue
        ender = _SPEECH_END.search(text, begin, min(begin + 400, end))
        stop = ender.start() if ender else min(begin + 400, end)
        if stop > begin:
            found.append((begin, stop))
    return found
