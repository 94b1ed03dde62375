"""Secrets handed over in passing: "you get in with Walrus2011", "changed it to …", "mine is …", "code Rhubarb1888".

The value comes first: it must look made up by a person, a word and a number. Then the words before it must say that it
opens something: a way in and "with", a change and "to", somebody's own one. Names of users, queues and hosts do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from modbot.detect.confidential.access import CHOSEN_HINT, has_chosen_value, is_chosen, is_made
from modbot.detect.confidential.passwords import ANY, CHUNK, PLAUSIBLE, is_disclaimed, rate_value, strip_edges
from modbot.detect.confidential.words import SecretShapes
from modbot.detect.personal.lexicon import Form
from modbot.detect.personal.reading import Found, Reading

_TOPICS = ("password", "login", "pin", "remote_tool", "entrance", "code_word", "enter")
_OPENING = frozenset({"login", "entrance", "enter", "administrator", "remote_tool", "guarded"})
_BRIDGES = frozenset({"entrance", "bridge", "guarded", "extension"})
_NO_VALUE = frozenset({"other_thing", "other_code", "as_word"})
_LINKS = frozenset({"copula", "to_word", "put", "with_word", "bridge"})
_ACCOUNTS = frozenset({"user_word", "administrator"})
_NAMED_AS = frozenset({"as_word", "other_thing"})
_MINE, _CHANGED, _PUT = frozenset({"mine"}), frozenset({"changed"}), frozenset({"put"})
# A word, or two or three joined, and a short number, in either order; the signs people put between or behind.
WORDED = re.compile(
    r"(?:[^\W\d_]{3,}(?:[-_.!#@$+*&][^\W\d_]{2,}){0,2}[-_.!#@$+*&]{0,2}\d{1,4}|\d{1,4}[-_.!#@$+*&]?[^\W\d_]{4,})"
    r"[!#$%&*?^~@+=§-]{0,2}"
)
# Words with a figure for a letter, joined by signs: "g0ldfish.Harbour", "Wo7-ld-Meister54".
JOINED = re.compile(r"(?=.*\d)(?=.*[^\W\d_]{3})[^\W_]{2,16}(?:[-_.!#@$+*&][^\W_]{2,16}){1,3}[!#$%&*?]?")
_CAMEL = re.compile(r"(?:[A-Z][a-z]{3,}){2}\d{1,4}")
_DOTTED_HINT = re.compile(r"\.(?<=[^\W\d_]{3}\.)(?=\d{1,4}(?![\w.]))")
_ASSIGNS = re.compile(r"[ ]?=[ ]?")
_APART = re.compile(r"[ ]?[,/|:;→–—-]{1,2}[ \n]?[\"'«„“`]?|[ ][(\"'«„“`]")
_SURE = re.compile(r"\S*(?:\d\d|[^\w\s,.;:]\S*\d|\d\S*[^\w\s,.;:)])")  # more than "Peter1"
_SPEAKABLE = re.compile(r"[aeiouyäöüáéíóúàèâêôãõаеёиоуыэюяαεηιουωάέήίόύώ]", re.I)
_SIGNS = frozenset("-_.!#@$+*&")
_LETTERS = re.compile(r"[^\W\d_A-Z]{3,}|[A-Z][^\W\d_A-Z]{2,}|[A-Z]{3,}")
_SPELT = re.compile(r"[ ]?[:=]?[ ](?:[^\W\d_]{1,8}[ ])??([^\W\d_]{5,24})(?=[ ]?[,;(–—-])")
# Three to seven words, joined or not, up to the end of the clause.
_PHRASE = re.compile(r"[ ]?[:=]?[ ][\"'«„“]?((?:[^\W_]{2,16}[ -]){2,6}[^\W_]{2,16})(?=[\"'»”,.;)\n]|\Z)")
_LABEL_START = re.compile(r"(?:[,;:/(|–—-]|^)[ \n]{0,2}\Z")
_TOPIC_REACH, _NAMED_REACH, _BACK, _AHEAD, _LONGEST, _SPELT_REACH = 160, 60, 9, 8, 40, 32


def find_handed(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield values that look made up and stand where a sentence hands over what opens something (FT-4.4)."""
    marks = reading.marks
    if "spelt" in marks and "password" in marks:
        yield from _find_spelt(reading, shapes)
    if "phrase" in marks:
        yield from _find_phrases(reading)
    if any(topic in marks for topic in _TOPICS):
        for start, end in _list_places(reading):
            value = reading.text[start:end]
            is_handed = (
                (is_worded(value) or is_made(value))
                and _is_free(reading, value, shapes)
                and _is_handed(reading, start, end)
            )
            if is_handed and not is_disclaimed(reading, start, end):
                yield Found(start, end, "PASSWORD", 0.75)


def is_worded(value: str) -> bool:
    """Return whether a person may have made the value up: a word that can be spoken, and a short number."""
    if len(value) > _LONGEST or not _SPEAKABLE.search(value):
        return False
    letters = "".join(filter(str.isalpha, value))
    if _CAMEL.fullmatch(value):
        return True
    if not WORDED.fullmatch(value):
        return JOINED.fullmatch(value) is not None and not letters.islower() and not letters.isupper()
    return letters[1:].islower() or (not letters.isupper() and not _SIGNS.isdisjoint(value))


def _list_places(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield where something mixes letters and digits, each place once, without quotes and final stops."""
    starts = [reading.word(index).start for index in reading.marks.get("mixed", ())]
    if reading.ask_once(has_chosen_value):
        starts += [match.start() for match in CHOSEN_HINT.finditer(reading.text)]
    if "password" in reading.marks or "login" in reading.marks:
        starts += [match.start() for match in _DOTTED_HINT.finditer(reading.text)]
    done = -1
    for start in sorted(starts):
        if start < done:
            continue
        low = max(reading.text.rfind(blank, 0, start) for blank in " \n\t|") + 1
        if (chunk := CHUNK.match(reading.text, low)) is not None:
            done = chunk.end()
            place = strip_edges(reading.text, max(low, reading.text.rfind("=", low, chunk.end() - 4) + 1), done)
            yield place[0], place[1]


def _is_free(reading: Reading, value: str, shapes: SecretShapes) -> bool:
    """Return whether the value is neither a model nor named after things of the trade."""
    is_thing = any(reading.lexicon.is_everyday(word.lower()) for word in _LETTERS.findall(value)[:3])
    return not is_thing and rate_value(value, shapes) >= PLAUSIBLE


def _is_handed(reading: Reading, start: int, end: int) -> bool:
    """Return whether the words around say that the value opens something."""
    low, high = reading.clause(start)
    index, behind = reading.word_at(start), reading.word_at(end)
    before = list(reversed(reading.forms[max(reading.word_at(low), index - _BACK) : index]))
    after = reading.forms[behind : min(reading.word_at(max(high, end)), behind + _AHEAD)]
    if not before:
        return False
    if _is_set_beside(reading, before, start) or _is_bridged(before):
        return True
    if not _NO_VALUE.isdisjoint(before[0].roles) or "user_word" in before[0].roles:
        return False
    is_way_in = "with_word" in before[0].roles and _leads_in(before, after)
    if is_way_in or _is_coded(reading, before, start) or (is_chosen(reading.text[start:end]) and _is_entered(before)):
        return True
    if reading.has_mark("other_thing", start - _NAMED_REACH, start):
        return False
    is_told = _is_told(before, after) or (reading.text[:start].endswith(": ") and _has(_PUT, before))
    return is_told and not _has(_NO_VALUE, before[:6]) and _is_about_access(reading, start, end, after)


def _leads_in(before: Sequence[Form], after: Sequence[Form]) -> bool:
    """Return whether one gets in "with" the value; joining needs what is joined before it, a provider "as" is none."""
    if _has(_NAMED_AS, after[:2]) or (before[1:] and not _NO_VALUE.isdisjoint(before[1].roles)):
        return False
    return _has(_OPENING, before) or (_has(_OPENING, after[:4]) and not _has(frozenset({"join"}), before))


def _is_about_access(reading: Reading, start: int, end: int, after: Sequence[Form]) -> bool:
    near = (start - _TOPIC_REACH, end + _TOPIC_REACH)
    return _has(_OPENING, after) or any(reading.has_mark(topic, *near) for topic in ("password", "login", "pin"))


def _is_set_beside(reading: Reading, before: Sequence[Form], start: int) -> bool:
    """Return whether the value is set to something one gets into: "webclient=Lobster88", or behind an account."""
    if not _ASSIGNS.fullmatch(reading.text, reading.word(reading.word_at(start) - 1).end, start):
        return _is_paired(reading, before, start)
    return "entrance" in before[0].roles


def _is_paired(reading: Reading, before: Sequence[Form], start: int) -> bool:
    """Return whether the value stands behind the name of an account, set apart from it: "user ops, Harbour_rain9"."""
    index = reading.word_at(start) - 1
    if not _APART.fullmatch(reading.text, reading.word(index).end, start):
        return False
    if "administrator" in before[0].roles:
        return _SURE.match(reading.text, start) is not None
    if before[0].is_everyday or "user_word" in before[0].roles or not _OPENING.isdisjoint(before[0].roles):
        return False
    is_labelled = reading.text[: reading.word(index).start].endswith((": ", ":"))
    reach = 5 if is_labelled else 3 if before[1:] and not _LINKS.isdisjoint(before[1].roles) else 2
    return _has(_ACCOUNTS, before[1:reach])


def _is_entered(before: Sequence[Form]) -> bool:
    """Return whether one gets in "with one and the same" value: the word for "with" a little further before."""
    return _has(frozenset({"with_word"}), before[:5]) and _has(frozenset({"enter", "login"}), before)


def _is_told(before: Sequence[Form], after: Sequence[Form]) -> bool:
    """Return whether something was changed "to" the value, or it is somebody's own one or put somewhere."""
    nearest = before[0].roles
    return (
        not _PUT.isdisjoint(nearest)
        or _has(_MINE, before)
        or ("to_word" in nearest and _has(_CHANGED, [*before[1:], *after[:2]]))
        or ("bridge" in nearest and _has(_PUT, before[1:3]))
    )


def _is_coded(reading: Reading, before: Sequence[Form], start: int) -> bool:
    """Return whether the value is called a code beside an account or a remote session."""
    is_code = "code_word" in before[0].roles or (
        not _LINKS.isdisjoint(before[0].roles) and _has(frozenset({"code_word"}), before[1:3])
    )
    if is_code and not _PUT.isdisjoint(before[0].roles) and is_made(reading.text[start:].split(maxsplit=1)[0]):
        return True
    return is_code and any(
        reading.has_mark(role, start - _TOPIC_REACH, start) for role in ("login", "remote_tool", "guarded")
    )


def _is_bridged(before: Sequence[Form]) -> bool:
    """Return whether only what the password is for stands between a word for password and the value."""
    for form in before:
        if "password" in form.roles:
            return True
        if _BRIDGES.isdisjoint(form.roles):
            return False
    return False


def _has(roles: frozenset[str], forms: Sequence[Form]) -> bool:
    return any(not roles.isdisjoint(form.roles) for form in forms)


def _find_spelt(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield a plain word behind "the password is" when its spelling is explained right after: "all lower case"."""
    for index in reading.marks["password"]:
        match = _SPELT.match(reading.text, reading.word(index).end)
        if match is None or rate_value(match[1], shapes) != ANY or reading.lexicon.roles_of(match[1].lower()):
            continue
        if reading.has_mark("spelt", match.end(), match.end() + _SPELT_REACH) and not is_disclaimed(
            reading, match.start(1), match.end(1)
        ):
            yield Found(match.start(1), match.end(1), "PASSWORD", 0.75)


def _find_phrases(reading: Reading) -> Iterator[Found]:
    """Yield the words of a passphrase behind its label: "user depot3, phrase four blue cows in June"."""
    for index in reading.marks["phrase"]:
        word = reading.word(index)
        match = _PHRASE.match(reading.text, word.end)
        if match is None or not _LABEL_START.search(reading.text, max(0, word.start - 3), word.start):
            continue
        low = word.start - _TOPIC_REACH
        is_way_in = any(reading.has_mark(role, low, word.start) for role in ("login", "password", "administrator"))
        if is_way_in and not is_disclaimed(reading, *match.span(1)):
            yield Found(*match.span(1), "PASSWORD", 0.75)
