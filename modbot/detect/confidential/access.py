"""Passwords told without the word for one: "log in as chef with …", "admin / …", "we opened the console with …".

What a value looks like stands in for what it is called: it mixes letters and digits, often with a mark of its own, and
follows right behind a way in. The weaker the words about getting in, the clearer the value must look chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from modbot.detect.confidential.passwords import ANY, CHUNK, PLAUSIBLE, RANDOM, is_disclaimed, rate_value, strip_edges
from modbot.detect.confidential.words import SecretShapes
from modbot.detect.personal.reading import Found, Reading, Word

_EDGES = "\"'`“”„«»‘’()[],;"
_MARKS = frozenset("!#$%&*?^~@+=§")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_JOINTS = frozenset({"/", "|", ":", "=", "→", "->", "–", "—", "-"})
# "301: gatoula99" and "302 / X4ris!ma" on lines of their own.
_LISTED = re.compile(r"^[ \t*•–-]*(?:[^\W\d_]{1,12}\.?[ ])?\d{2,5}[ ]?(?:[:=/–-]|->|→)[ ]?(\S{6,40})[ \t]*$", re.M)
# Mail providers hand out passwords for programs as four groups of four letters.
_FOUR_GROUPS = re.compile(r"(?<![\w-])[a-z]{4}(?:[ -][a-z]{4}){3}(?![\w-])")
_UNSPEAKABLE = re.compile(r"\b(?:[bcdfghjklmnpqrstvwxz]{3}|\w[bcdfghjklmnpqrstvwxz]{3}|[a-z]*q(?!u))")
# A made secret beside a name: "tun-9026 / e9ei1biBED1QMWgP".
_MADE = re.compile(r"(?<=[\w)] / )(?P<value>[A-Za-z0-9]{12,64})(?![\w/:@-]|\.\w)")
# "name@firm.it;Mz71kkPe": a value beside a mail address; "chave tZgWpIspvAR2": one made by a machine behind "key".
_BESIDE_MAIL = re.compile(
    r"@[\w-]+(?:\.[\w-]+){1,4}[ ]?(?:[;|:/\t]|[—–-](?=[ ]))[ ]?(?P<value>[^\s;|,:/<>]{6,40})(?=[\s;|,»\"”]|\Z)"
)
_MADE_KEY = re.compile(
    r"(?i:\b(?:key|schlüssel|clé|chiave|clave|chave|ключ|κλειδί))[ ]?[:=]?[ ](?P<value>[A-Za-z0-9_]{14,64})(?![\w/:@-])"
)
# A value right behind the name of an account.
_BESIDE = re.compile(r"[ ]?[/:|][ ]?(?!\s)([^\s|,;]{5,64})")
# Begins with a set of characters, so that the search skips to them.
CHOSEN_HINT = re.compile(r"[!#$%&*?^§_](?:(?<=[^\W\d_].)\w*\d|(?<=[^\W_]\d.))")
# Letters, digits and a mark in one piece; query strings, numbers of tickets, paths and amounts are something else.
_MARKED = re.compile(r"(?<!\S)\S*[^\W\d_](?:[!#$%&*^§]\w*\d|\w*\d[!#$%&*^§])\S*")
_RARE = re.compile(r"[!#$%&*^§]")
_NO_CHOICE = re.compile(r"[/\\=<>{}|()\[\]:]|@.+\.|^[^\W\d_]+#\d+$|^\d+[%&*+]|^[$&%#*]|\d[%]$")
_TOPIC_REACH = 160
# "Pass: sonnenblume" with nothing behind it on the line, and the label of the account before it.
_LABELLED = re.compile(r"[ .]*[:=][ ]?([^\W\d_]{6,24})(?=[ ]*(?:[,;|)\n]|\Z))")
_LABEL_END = re.compile(r"[ .]*[:=][ ]?[\w@.+-]{2,}")
_REACH, _MOST_CHUNKS, _FEWEST_LISTED, _FEWEST_UNSPEAKABLE = 110, 12, 2, 1
_GOES_ON = "@_.-"  # "root@pbx01:~#", "root_dir=", "login.php": the word is part of a name
_LINKS = frozenset({"copula", "and_word"})


def has_chosen_value(reading: Reading) -> bool:
    """Return whether something in the text joins letters, digits and a mark the way people make up passwords."""
    return any(note.is_chosen for _, note in reading.notes)


def find_accesses(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield values that open something although no word for password stands beside them."""
    marks = reading.marks
    if "password" in marks and "login" in marks:
        yield from _find_labelled(reading, shapes)
    if "password" in marks or "code_word" in marks:
        yield from _find_grouped(reading)
    is_marked = reading.ask_once(has_chosen_value)
    if not is_marked and "mixed" not in marks:
        return
    for role in ("login", "entrance") if is_marked else ("login",):
        for index in marks.get(role, ()):
            if (found := _value_behind(reading, index, shapes, role)) is not None:
                yield found
    for index in marks.get("administrator", ()):
        yield from _value_beside(reading, reading.word(index), shapes)
    if is_marked and ("password" in marks or "login" in marks):
        yield from _find_chosen(reading, shapes)
    if "\n" in reading.text:
        yield from _find_listed(reading, shapes)
    yield from _find_beside(reading, shapes)


def _find_beside(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield made values beside a mail address, right behind a word for key, and after a stroke."""
    patterns = []
    if "@" in reading.text:
        patterns.append((_BESIDE_MAIL, False))
    if "code_word" in reading.marks:
        patterns.append((_MADE_KEY, True))
    if " / " in reading.text:
        patterns.append((_MADE, True))
    for pattern, must_be_made in patterns:
        for match in pattern.finditer(reading.text):
            value = match["value"]
            if (is_made(value) or not must_be_made) and "@" not in value and rate_value(value, shapes) == RANDOM:
                yield Found(match.start("value"), match.end("value"), "PASSWORD", 0.8)


def is_chosen(value: str) -> bool:
    """Return whether people choose such passwords and hardly write anything else so: word, number and a mark."""
    has_letters = sum(map(str.isalpha, value)) >= 3
    has_digit = any(map(str.isdigit, value))
    has_mark = not _MARKS.isdisjoint(value) or ("_" in value and any(map(str.isupper, value)))
    return has_letters and has_digit and has_mark and 6 <= len(value) <= 40


def is_made(value: str) -> bool:
    """Return whether a machine made the value: long, of both cases and digits that keep taking turns."""
    kinds = (any(map(str.islower, value)), any(map(str.isupper, value)), any(map(str.isdigit, value)))
    turns = sum(one.isdigit() != two.isdigit() or one.isupper() != two.isupper() for one, two in pairwise(value))
    return all(kinds) and turns * 3 >= len(value)


def _value_behind(reading: Reading, index: int, shapes: SecretShapes, role: str) -> Found | None:
    """Return the value the clause leads to from a word for getting in: by "with", "and", "is", a stroke, an account."""
    text, word = reading.text, reading.word(index)
    limit = min(reading.clause(word.end)[1] + 1, word.end + _REACH)  # a last mark may belong to the value
    before, named = word.lower, _is_account(reading, word.lower)
    for count, match in enumerate(CHUNK.finditer(text, word.end, limit)):
        if count >= _MOST_CHUNKS:
            return None
        if match.start() == word.end and match[0][0] in _GOES_ON:
            continue
        start, end, _ = strip_edges(text, match.start(), match.end())
        value = text[start:end]
        rate = rate_value(value, shapes) if value else 0
        is_named = named and count > 0 and role == "login"
        if rate >= PLAUSIBLE and _speaks(reading, value, rate, before, is_named=is_named):
            return None if is_disclaimed(reading, start, end, word.start) else Found(start, end, "PASSWORD", 0.8)
        named = named or _is_account(reading, value.lower())
        before = match[0].lower().strip(_EDGES) or match[0]
    return None


def _speaks(reading: Reading, value: str, rate: int, before: str, *, is_named: bool) -> bool:
    """Return whether the value, behind this word, is what opens: the account is named, or the value looks chosen."""
    roles = reading.lexicon.roles_of(before)
    if "/" in value or _is_named_after_things(reading, value):
        return False
    is_linked = before in _JOINTS or before.endswith((":", "/", "=")) or not roles.isdisjoint(_LINKS)
    if is_chosen(value):
        return is_linked or "administrator" in roles
    return is_named and ("and_word" in roles or before in _JOINTS) and (rate == RANDOM or value.islower())


def _is_account(reading: Reading, value: str) -> bool:
    return "administrator" in reading.lexicon.roles_of(value) or _ADDRESS.fullmatch(value) is not None


def _is_named_after_things(reading: Reading, value: str) -> bool:
    """Return whether the value begins with a word of the trade and no mark of its own: "Queue_801", "Trunk2Gamma"."""
    word = _LETTERS.match(value)
    return word is not None and reading.lexicon.is_everyday(word[0].lower()) and _MARKS.isdisjoint(value)


def _find_labelled(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield even a plain word as password where its label follows the label of the account: "User: x", "Pass: sun"."""
    for index in reading.marks["password"]:
        word = reading.word(index)
        match = _LABELLED.match(reading.text, word.end)
        if match is None or rate_value(match[1], shapes) != ANY or reading.lexicon.roles_of(match[1].lower()):
            continue
        line = reading.line(word.start)[0]
        login = reading.last_mark_before("login", word.start, reading.line(max(0, line - 1))[0])
        if login is None or not _LABEL_END.match(reading.text, login.end):
            continue
        if not is_disclaimed(reading, match.start(1), match.end(1), word.start):
            yield Found(match.start(1), match.end(1), "PASSWORD", 0.75)


def _value_beside(reading: Reading, account: Word, shapes: SecretShapes) -> Iterator[Found]:
    """Yield the value after a stroke or colon at the name of an administrator: "sbcadmin/Nordwind#4"."""
    match = _BESIDE.match(reading.text, account.end)
    if match is None:
        return
    start, end, _ = strip_edges(reading.text, match.start(1), match.end(1))
    value = reading.text[start:end]
    is_free = _NO_CHOICE.search(value) is None and not _is_named_after_things(reading, value)
    if is_free and rate_value(value, shapes) >= PLAUSIBLE and not is_disclaimed(reading, start, end, account.start):
        yield Found(start, end, "PASSWORD", 0.8)


def _find_chosen(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield values with letters, digits and a rare mark in a post that speaks of a password or login nearby."""
    for match in _MARKED.finditer(reading.text):
        start, end, _ = strip_edges(reading.text, *match.span())
        value = reading.text[start:end]
        if not _RARE.search(value) or _NO_CHOICE.search(value) or not is_chosen(value):
            continue
        if _is_named_after_things(reading, value) or rate_value(value, shapes) < RANDOM:
            continue
        low, high = max(0, start - _TOPIC_REACH), end + _TOPIC_REACH
        is_near = any(reading.has_mark(role, low, high) for role in ("password", "login"))
        if is_near and not is_disclaimed(reading, start, end):
            yield Found(start, end, "PASSWORD", 0.75)


def _find_listed(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield the values of a list of extensions, one a line, when all of them look like passwords."""
    matches = list(_LISTED.finditer(reading.text))
    rates = [rate_value(match[1], shapes) for match in matches]
    if len(matches) >= _FEWEST_LISTED and min(rates) >= PLAUSIBLE and max(rates) == RANDOM:
        for match in matches:
            yield Found(match.start(1), match.end(1), "PASSWORD", 0.85)


def _find_grouped(reading: Reading) -> Iterator[Found]:
    """Yield four groups of four letters behind a word for password or key, unless they can be read as words."""
    for match in _FOUR_GROUPS.finditer(reading.text):
        if len(_UNSPEAKABLE.findall(match[0])) < _FEWEST_UNSPEAKABLE:
            continue
        if any(reading.has_mark_before(role, match.start(), 40) for role in ("password", "code_word")):
            yield Found(match.start(), match.end(), "PASSWORD", 0.9)
