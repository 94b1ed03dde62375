"""What stands around a value, as signs that learnt weights count: words and their roles before and behind it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, repeat

from modbot.detect.personal.lexicon import Form
from modbot.detect.personal.reading import Reading

_BEFORE, _BEHIND = 14, 8
_EXACT = 5  # words away: so far the distance counts
_AWAY = tuple(min(away, _EXACT) for away in range(max(_BEFORE, _BEHIND)))
_CLOSE = 3  # so far the word itself counts with its place
_STEM = 5
_LETTERS = re.compile(r"\w")
# "api_key = ", "<authpass>", '"secret": "': the name of a setting right before its value.
_SETTING = re.compile(r"([^\W\d_][\w.-]{1,30})[\"']?[ ]?[:=>]{1,2}[ ]?[\"']?\Z")
_ASSIGNING = frozenset(":=>")
_PARTS = re.compile(r"[^\W\d_]{2,}")
_SETTING_REACH = 40


def describe_surroundings(reading: Reading, start: int, end: int) -> list[str]:
    """Return the signs around the stretch; linear in the number of words within reach, whatever the text's length."""
    first, behind = reading.word_at(start), reading.word_at(end)
    text, forms = reading.text, reading.forms
    before, after = reversed(forms[max(0, first - _BEFORE) : first]), forms[behind : behind + _BEHIND]
    signs = list(chain.from_iterable(map(_describe_word, before, repeat("b"), _AWAY)))
    signs += chain.from_iterable(map(_describe_word, after, repeat("a"), _AWAY))
    signs.append(f"B={_LETTERS.sub('x', text[max(0, start - 3) : start])}")
    signs.append(f"A={_LETTERS.sub('x', text[end : end + 2])}")
    low, high = reading.line(start)
    if not text[low:start].strip():
        signs.append("begins line")
    if not text[end:high].strip(" .,;"):
        signs.append("ends line")
    if not _ASSIGNING.isdisjoint(text[max(0, start - 3) : start]):
        signs += _describe_setting(text, start)
    return [*signs, *reading.ask_once(_describe_post)]


def _describe_post(reading: Reading) -> list[str]:
    return [f"post:{role}" for role in reading.marks]


def _describe_setting(text: str, start: int) -> list[str]:
    setting = _SETTING.search(text, max(0, start - _SETTING_REACH), start)
    if setting is None:
        return []
    name = setting[1].lower()
    return [f"set={name}", *(f"sets={part}" for part in _PARTS.findall(name))]


@lru_cache(maxsize=1 << 14)
def _describe_word(form: Form, side: str, away: int) -> tuple[str, ...]:
    """Return the signs of a word so many words away: texts share their words, so they are remembered."""
    word = form.lower
    signs = [f"{side}={word}"]
    for role in form.roles:
        signs += [f"{side}{away}:{role}", f"{side}:{role}"]
    if away < _CLOSE:
        signs.append(f"{side}{away}={word}")
    if len(word) > _STEM:
        signs.append(f"{side}~{word[:_STEM]}")
    return tuple(signs)
