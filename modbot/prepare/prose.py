"""Tells language from code: does a text that is dressed as code or log read like somebody talking?

Prose inside a code fence is a known hiding place, so such text counts as the author's own words. Being wrong in that
direction costs little (a command that reads like words is harmless), so short and undecided text counts as words.
"""

from __future__ import annotations

import re

# A word as people write it: letters, inner apostrophes and hyphens, sentence marks around it. No camelCase.
_WORD = re.compile(
    r"(?<!\S)[\"'“”„«»‘’(¿¡*]*[^\W\d_](?:[^\W\d_A-ZА-ЯΑ-Ω]+|[A-ZÀ-ÞА-ЯΑ-Ω]+)?(?:['’\-][^\W\d_]+)*"
    r"[\"'“”«»‘’)*]*[.,!?;:…·]*[\"'“”«»‘’)*]*(?!\S)"
)
_TOKEN = re.compile(r"\S+")
# What prose hardly ever has: assignments, calls, paths, flags, brackets, statement ends, comment marks.
_STRUCTURE = re.compile(
    r"[{}<>|=\\$`~^]|\w\(|\)\s*;|;\s*$|::|->|&&|(?<!\S)--?[a-zA-Z]|\w/\w|/\w+/|\w_\w|\[\w*\]"
    r"|^\s*(?:#|//|/\*|\*\s|;|--\s|rem\s)|[a-z]\.[a-z]+\b(?!\s*$)|\w:\d|^\s*@",
    re.MULTILINE,
)
# Words of talking to or about persons, in eight languages: hardly any log or program holds one.
_PERSONAL_WORDS = """
    i im ive you your youre yours u ur we our he she they them their my me
    ich du dein deine dich dir ihr euch euer eure sie wir unser mein meine ihnen seid bist
    io tu tuo tua tuoi voi vi vostro vostra noi nostro nostra loro siete sei
    je vous votre vos nous notre toi ton ta tes mon ma moi êtes
    я ты вы вас вам ваш ваша ваши тебя тебе твой твоя мы нас нам наш мой моя меня мне они
    εγώ εσύ εσείς σου σας μου μας εμείς είσαι είστε ειστε εισαι
    eu você vocês teu seu sua vossa nós nosso meu minha vos és
    yo tú usted ustedes vosotros vuestro su tus sus nosotros nuestro mi eres sois
"""
_PERSONAL = frozenset(_PERSONAL_WORDS.split())
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def reads_like_prose(text: str) -> bool:
    """Say whether a stretch dressed as code is language: nearly all of it words, hardly any of it structure.

    A single plain word counts as language, since a reader takes it for part of the sentence around it.
    """
    tokens = len(_TOKEN.findall(text))
    if tokens == 0:
        return False
    words = len(_WORD.findall(text))
    if words < 0.6 * tokens:
        return False
    structure = len(_STRUCTURE.findall(text))
    if structure == 0:
        return words >= 0.75 * tokens or speaks_to_someone(text)
    return structure <= 0.04 * tokens and words >= 0.85 * tokens


def speaks_to_someone(text: str) -> bool:
    """Say whether a line is words and holds a personal pronoun of one of the eight languages."""
    found = _LETTERS.findall(text)
    if len(found) < 2 or not any(word.casefold().replace("'", "").replace("’", "") in _PERSONAL for word in found):
        return False
    tokens = len(_TOKEN.findall(text))
    return len(_WORD.findall(text)) >= 0.7 * tokens and not _STRUCTURE.search(text)
