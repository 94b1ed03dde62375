"""Names the language of a text; short and mixed text is answered with a guess that says it is one."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import eldc

_ADDRESS = re.compile(r"://|www\.|@")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]{2}")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]{2}")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_GUESSABLE = 8  # characters: of less (ok, lol, thx) the guess is no better than any
_ENOUGH = 1500  # characters: more do not change the answer


def name_language(prose: str, told: str = "") -> tuple[str, bool]:
    """Return the two-letter language of ``prose`` and whether that is sure; ``told`` by the forum, it is.

    Knows 60 languages, so that Ukrainian is not taken for Russian. Not sure: the script decides, else "en" if
    nothing can be said.
    """
    if told:
        return told.replace("_", "-").partition("-")[0].lower(), True
    sample = prose if "     " not in prose else " ".join(prose.lstrip()[: 8 * _ENOUGH].split())
    sample = sample[:_ENOUGH].replace("\0", " ")
    if "://" in sample or "www." in sample or "@" in sample:
        sample = " ".join([word for word in sample.split() if not _ADDRESS.search(word)])
    try:
        answer = _open_detector().detect_details(sample)
    except UnicodeEncodeError:
        sample = sample.encode("utf-8", "replace").decode("utf-8")
        answer = _open_detector().detect_details(sample)
    if answer.reliable:
        return str(answer.language), True
    return _guess(sample, str(answer.language)), False


def _guess(sample: str, answer: str) -> str:
    if _GREEK.search(sample):
        return "el"
    if _CYRILLIC.search(sample):
        return "uk" if _UKRAINIAN.search(sample) else "ru"
    return answer if answer in {"de", "it", "fr", "pt", "es"} and len(sample.strip()) >= _GUESSABLE else "en"


@cache
def _open_detector() -> Any:
    eldc.init()
    return eldc.instance()
