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
_SAYING = re.compile(
    r"\b(?:(?:my|our|the|one of (?:my|our)|a|an|some)\s+(?:\w+\s+)?(?:customers?|clients?|users?|boss|manager"
    r"|colleagues?|coworkers?|employees?|receptionist|callers?|provider|carrier|end users?)"
    r"|(?:mein|unser|der|die|ein|eine)(?:e|er|en)?\s+(?:\w+\s+)?(?:kunden?|kundin|chef|chefin|kollegen?|kollegin"
    r"|benutzer|anwender|mitarbeiter(?:in)?|anrufer|provider|anbieter)"
    r"|(?:il|i|un|la|gli|le|una)\s+(?:mi[oae]i?\s+|nostr[oaie]\s+|miei\s+)?(?:client[ei]|capo|colleg[ahi]+|utent[ei]"
    r"|responsabile|operatore)"
    r"|(?:mon|ma|mes|notre|nos|le|la|les|un|une)\s+(?:clients?|cliente|patronn?e?|chef|collègues?|utilisateurs?|opérateur)"
    r"|(?:мой|моя|мои|наш|наша|наши|один)?\s?(?:клиенты?|заказчики?|начальник|коллег[аи]|пользовател[ьи]"
    r"|сотрудники?|провайдер)"
    r"|(?:ο|η|οι|ένας|μια)\s+(?:πελάτ\w+|προϊστάμεν\w+|συνάδελφ\w+|χρήστ\w+|πάροχ\w+)(?:\s+(?:μου|μας))?"
    r"|(?:o|a|os|as|um|uma)\s+(?:meus?|minhas?|nossos?|nossas?)?\s?(?:clientes?|chefe|colegas?|utilizador(?:es)?"
    r"|usuários?|operador|operadora)"
    r"|(?:el|la|los|las|un|una|mis?|nuestr[oa]s?)\s+(?:clientes?|clienta|jefe|jefa|compañer[oa]s?|usuarios?|operador|proveedor))"
    rf"\s+(?:\w+\s+){{0,2}}?(?:(?:{_SAY})|(?P<tells>{_TELL}))\w*(?:\s+(?:me|us|mir|uns|mi|ci|мне|нам|nous))?\s*(?:,\s*)?"
    r"(?P<mark>that\b|dass\b|daß\b|che\b|qu[e']|что\b|ότι\b|πως\b|:|[\"“„«])?",
    re.IGNORECASE,
)
_SPEECH_END = re.compile(r"[.!?…\n]")
_MARKS = {'"': '"', "“": "”", "„": "“", "«": "»"}
_NOUNS = (
    " customer",
    " client",
    " user",
    " boss",
    " manager",
    "colle",
    "koll",
    " cowork",
    " employee",
    " receptionist",
    " caller",
    " provider",
    " carrier",
    " kund",
    " chef",
    " benutzer",
    " anwender",
    " mitarbeiter",
    " anrufer",
    " anbieter",
    " capo",
    " utent",
    " responsabile",
    " operator",
    " patron",
    " utilis",
    " opérateur",
    "клиент",
    "заказчик",
    "начальник",
    "пользовател",
    "сотрудник",
    "провайдер",
    "πελάτ",
    "προϊστάμεν",
    "συνάδελφ",
    "χρήστ",
    "πάροχ",
    " utiliza",
    " usu",
    " jef",
    " compañer",
    " proveedor",
)


def _may_report(text: str, start: int, end: int) -> bool:
    stretch = text[start:end].lower()
    for noun in _NOUNS:  # noqa: SIM110  twice as fast as any()
        if noun in stretch:
            return True
    return False


def find_reports(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of ``text[start:end]`` that somebody else is said to have said, each within a sentence."""
    if not _may_report(text, start, end):
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
