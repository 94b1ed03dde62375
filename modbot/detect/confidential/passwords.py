"""Passwords and PINs as people write them: "Passwort ist …", "mot de passe : …", ``secret=…``, ``user:pass@host``.

From each word for password the text is read on, chunk by chunk: the less a value looks random, the clearer the words
between must say that it is the value ("is", ":", quotes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from modbot.detect.confidential.ordinary import ORDINARY
from modbot.detect.confidential.placeholders import is_placeholder
from modbot.detect.confidential.words import SecretShapes
from modbot.detect.personal.reading import Found, Reading, Word
from modbot.detect.personal.tables import read_tables

CHUNK = re.compile(r"[^\s|]+")
_QUOTES = frozenset("\"'`”“»’‘*")
_EDGE = "\"'`“”„«»‘’<>()[]{},;"
_ASSIGNED = re.compile(
    r"(?<!ice-)(?i:(?:passw(?:or)?d|passwd|passwort|passphrase|pwd|pw(?![a-z])|psk|secret(?!ar)|auth_?pass|kennwort"
    r"|(?<!by)(?<!com)pass(?!-?thr|ive|age|port|ing|eng)|contrase[nñ]a|clave|senha|mdp|mot_?de_?passe|community|парол|κωδικ[οό]ς?|auth_?key"
    r"|(?:private|preshared|shared|api|access|tunnel|crypto|encryption|provisioning)[_-]?key|token(?![a-z])|otp[_-]?seed|totp[_-]?secret|seed(?=[=:])|otk)"
    r"[\w.\-]{0,24})[!?$]?[\"']?(?:\s?(?:=>|:=|=|:)\s?|(?:\s\w{1,16}=\"[^\"<>\n]{0,30}\")*>)[\"']?"
    r"([^\s\"'<>,;&|]{3,128})"
)
_KEY_NAME = re.compile(r"key|token|seed|otk", re.I)
# Grandstream's numbered settings: the passwords of the device and of its accounts.
_NUMBERED = re.compile(r"P(?<![\w.]P)(?:2|34|406|506|606|1706|1806)[ ]?=[ ]?([^\s\"'<>,;&|]{4,64})")
# "root and Xk29-fQp": the value beside the name of an administrator.
_BESIDE_ROOT = re.compile(r"[ ]+(?:and|und|e|et|и|και|y|with|mit|con|com|avec|с|με)[ ]+(\S{8,64})")
_PIN = re.compile(r"\d{4,8}|(?=\w{4,9}\Z)\d{1,6}[^\W\d_]\d{0,6}")
_NEXT_DIGITS = re.compile(r"[ ]([^\W\d_]{1,4})[ ]\d{4,8}(?!\w)")
YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_DATING = frozenset(
    ("in", "im", "en", "em", "nel", "del", "since", "seit", "в", "с", "от", "από", "depuis", "desde", "dal", "of")
)
_LEADERS = re.compile(r"\.{2,}[:=]?")
_ADMINISTRATORS = frozenset({"root", "admin", "administrator"})
_AS = frozenset({"als", "come", "comme", "как", "ως", "como", "as", "en", "για"})
_PROTOCOLS = frozenset({"sip", "http"})
_SHORTENED = frozenset({"kennw", "passw"})
_MEANS_ELSE = {"standard": "fr"}  # a default in other languages, the switchboard in this one
_MARKUP = re.compile(r"[^<>]*\">|</.*")
# Words that a setting of a password or key holds.
ASSIGNED = re.compile(
    "pass|pwd|pw$|psk|secret|kennwort|contrase|clave|senha|mdp|community|парол|κωδικ|key$|token$|seed$|otk$"
)
# Where a query string, a connection string or a JSON object goes on behind a value.
_NEXT_PARAMETER = re.compile(r"(?:[&;][\w.-]{1,40}=|[\"'],[ ]?[\"'][\w.-]{1,40}[\"']:).*")
_URL_USER = re.compile(r"\b[a-z][a-z0-9+.-]{1,12}://[^\s/:@<>\"']{1,64}:([^\s/@<>\"']{3,128})@", re.I)
_PAIR = re.compile(r"(?<![\w/.:@-])[\w.@-]{2,40}\s?[/|:]\s?(?!\d+\s)([^\s/|,;<>\"]{6,64})(?![\w/])")
_ALTERNATION = re.compile(r"\d+|[^\W\d]+")
_JOINED_WORDS = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]{3,}){2,4}")  # "four-blue-cows"; "up-to-date" is speech
_NO_VOWELS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}", re.I)
_NO_SPEECH = re.compile(r"[bcdfghjklmnpqrstvwxz]{7}", re.I)
_VOWEL = re.compile(r"[aeiouyäöü]", re.I)
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_AGREED = frozenset({"ice-pwd", "ice-ufrag"})  # what the two ends of a call agree upon, for that call (RFC 8839)
_SYMBOLS = (":", "=", "→", "->", "=>", ":=", "–", "—", "-", "»")
_MAX_CHUNKS, _REACH = 9, 140
_MOST_WORDS_IN_A_CELL = 4  # a table of prose: sentences between commas below "…, password, …"
_SHORTEST_KEY = 12
RANDOM, PLAUSIBLE, ANY, NONE = 3, 2, 1, 0


def rate_value(value: str, shapes: SecretShapes) -> int:
    """Return how much the value looks like a chosen or made secret: RANDOM, PLAUSIBLE, ANY or NONE."""
    if not 4 <= len(value) <= 128 or sum(map(str.isalnum, value)) < 4 or value.count(",") > 1:
        return NONE
    if is_placeholder(value, shapes.placeholders) or ORDINARY.fullmatch(value) or shapes.models.fullmatch(value):
        return NONE
    return _rate_mixture(value) or ANY


def _rate_mixture(value: str) -> int:
    """Return RANDOM or PLAUSIBLE by the mixture of letters, digits and marks, NONE for plain words and numbers."""
    has_digit = any(map(str.isdigit, value))
    has_lower, has_upper = any(map(str.islower, value)), any(map(str.isupper, value))
    has_letter = has_lower or has_upper
    has_mark = any(not char.isalnum() and char not in "-_./'’" for char in value[:-1]) or value[-1] in "!#$%&*?^~@+="
    if has_digit and has_letter and len(value) >= 6:
        mixed = has_mark or (len(value) >= 8 and ((has_lower and has_upper) or len(_ALTERNATION.findall(value)) >= 4))
        return RANDOM if mixed else PLAUSIBLE
    if value.isalpha() and value.isascii() and has_lower and has_upper and len(value) >= 7:
        pieces = _PIECES.findall(value)
        if len(pieces) >= 3 and len(value) / len(pieces) < 3.4:
            return RANDOM
    if value.isalpha() and len(value) >= 10 and _NO_SPEECH.search(value) and _VOWEL.subn("", value)[1] * 4 < len(value):
        return RANDOM
    inside = any(not char.isalnum() and char not in "-_./'’,;:" for char in value[1:-1])
    is_marked = inside and len(value) >= 8 and has_letter and "/" not in value
    is_joined = _JOINED_WORDS.fullmatch(value) is not None
    return PLAUSIBLE if is_marked or is_joined or (value.isalpha() and _NO_VOWELS.search(value)) else NONE


def find_passwords(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield password values: after (or right before) a word for password, or beside the name of an account."""
    is_guarded = "guarded" in reading.marks
    for role in ("password", "pin", "api_key"):
        for index in reading.marks.get(role, ()):
            word = reading.word(index)
            if word.lower in _AGREED or reading.text.endswith("</", 0, word.start):
                continue
            if role == "password" and _is_other_code(reading, index):
                continue
            found = _value_after(reading, word, shapes, role) or (
                _value_before(reading, word, shapes) if role == "password" else None
            )
            if found is not None:
                yield found
    for index in (*reading.marks.get("code_word", ()), *reading.marks.get("password", ())) if is_guarded else ():
        if _is_guarded(reading, index) and (found := _value_after(reading, reading.word(index), shapes, "pin")):
            yield found
    if reading.marks.get("login"):
        yield from _find_pairs(reading, shapes)


def find_set_passwords(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield values whose place says so: assigned, inside a URL, below a head in a table, behind a numbered setting."""
    if "assigned" in reading.marks:
        for match in _ASSIGNED.finditer(reading.text):
            is_stand_in = is_placeholder(match[1].rstrip(".,;`*»”"), shapes.placeholders)
            value = "" if is_stand_in else match[1].rstrip(").,;]}`*»”")
            kind = "API_KEY" if _KEY_NAME.search(reading.text, match.start(), match.start(1)) else "PASSWORD"
            if _is_assignable(reading, match, value, shapes, kind):
                yield Found(match.start(1), match.start(1) + len(value), kind, 0.92)
    if "://" in reading.text:
        for match in _URL_USER.finditer(reading.text):
            if not is_placeholder(match[1], shapes.placeholders):
                yield Found(match.start(1), match.end(1), "PASSWORD", 0.95)
    if "column" in reading.marks:
        for cell in reading.ask_once(read_tables):
            value = reading.text[cell.start : cell.end]
            is_short = len(value.split()) <= _MOST_WORDS_IN_A_CELL
            if cell.kind == "password" and is_short and rate_value(value, shapes) > NONE:
                yield Found(cell.start, cell.end, "PASSWORD", 0.96)
    if "P34" in reading.text or "06" in reading.text:
        for match in _NUMBERED.finditer(reading.text):
            if rate_value(match[1], shapes) >= PLAUSIBLE:
                yield Found(match.start(1), match.end(1), "PASSWORD", 0.9)


def _is_assignable(reading: Reading, match: re.Match[str], value: str, shapes: SecretShapes, kind: str) -> bool:
    """Return whether an assigned value is one: plausible anywhere; any value in quotes, XML or right after ``=``.

    Keys and tokens are made by machines: long and random.
    """
    rate = rate_value(value, shapes)
    if kind == "API_KEY" and (rate < RANDOM or len(value) < _SHORTEST_KEY):
        return False
    between = reading.text[match.start() : match.start(1)]
    strict = (
        between.endswith(("=", '="', "='", ">", '":"', '": "', "':'", "': '"))
        and " " not in between.rstrip("\"' ")[-3:]
    )
    return (rate >= PLAUSIBLE or (rate == ANY and strict)) and not is_disclaimed(
        reading, match.start(1), match.start(1) + len(value)
    )


def _is_other_code(reading: Reading, index: int) -> bool:
    """Return whether a word for codes and passwords alike means the code of an error, a product or a discount."""
    if "code_word" not in reading.forms[index].roles:
        return False
    around = (*reading.forms[max(0, index - 1) : index], *reading.forms[index + 1 : index + 2])
    return any("other_code" in form.roles and form.lower not in _PROTOCOLS for form in around)


def _is_guarded(reading: Reading, index: int) -> bool:
    """Return whether a code or key opens something: the door's, the Wi-Fi's; error and country codes open nothing."""
    around = [form.roles for form in reading.forms[max(0, index - 3) : index + 4]]
    near = [form.roles for form in reading.forms[max(0, index - 2) : index + 3]]
    return any("guarded" in roles for roles in around) and not any("other_code" in roles for roles in near)


def _value_after(reading: Reading, word: Word, shapes: SecretShapes, role: str) -> Found | None:
    """Return the value the word announces, reading on to the end of the clause; words in brackets do not count."""
    text = reading.text
    symbol = copula = inside = False
    broken = count = 0
    reach = min(len(text), word.end + _REACH)
    for match in CHUNK.finditer(text, word.end, reach):
        gap = text[word.end if count == 0 else match.start() - 1 : match.start()]
        raw = match[0]
        if count >= _MAX_CHUNKS or _is_cut(text, match, reach) or _is_apart(text, word, match, symbol=symbol):
            return None
        start, end, quoted = strip_edges(text, match.start(), match.end())
        value = text[start:end].rstrip("?!") if text[start:end].rstrip("?!").isalpha() else text[start:end]
        symbol, end = symbol or "|" in gap, start + len(value)
        if raw in _SYMBOLS or not value or _LEADERS.fullmatch(raw):
            symbol, count = symbol or raw[0] in ":=→-–—»" or raw[-1] in ":=", count + 1
            continue
        if value[0] in ":=" and len(value) > 1:
            start, end, quoted = strip_edges(text, start + 1, end)
            value, symbol = text[start:end], True
        if not symbol and _is_name_of(reading, start):
            count += 1
            continue
        if role == "pin" and (_is_old(reading, value, end) or _is_year(reading, value, start)):
            count += 1
            continue
        rate = _rate_as(role, value, shapes, is_announced=symbol or copula or count == 0)
        inside = (inside or raw[0] == "(") and ")" not in raw
        quoted = quoted and (rate > ANY or text[end : end + 1] in _QUOTES)
        if (not inside or rate == RANDOM) and _is_convincing(
            rate, value, symbol=symbol, copula=copula, quoted=quoted, count=count
        ):
            return _announced(reading, word, (start, end), rate, role)
        if inside or raw.endswith(")"):
            continue
        is_copula = "copula" in reading.lexicon.roles_of(value.lower())
        copula = is_copula or (copula and count - broken < 2)
        broken = count if is_copula else broken
        symbol = raw.endswith((":", "=", "→")) or (symbol and _is_small(value))
        if raw.endswith((".", "!", "?", ";")) and len(raw) > 3 and text[match.end() : match.end() + 1].isspace():
            return None
        count += 1
    return None


def _is_cut(text: str, match: re.Match[str], reach: int) -> bool:
    """Return whether the chunk goes on beyond what was read: half a value is none."""
    return match.end() == reach < len(text) and not text[reach].isspace()


def _is_old(reading: Reading, value: str, end: int) -> bool:
    """Return whether the digits are what was changed "to" those that follow."""
    following = _NEXT_DIGITS.match(reading.text, end) if value.isdigit() else None
    return following is not None and "to_word" in reading.lexicon.roles_of(following[1].lower())


def _is_name_of(reading: Reading, start: int) -> bool:
    """Return whether the value is the name of the user, network or queue that is named right before it."""
    index = reading.word_at(start) - 1
    return index >= 0 and reading.text[reading.word(index).end : start] == " " and _is_thing(reading.forms[index].roles)


def _is_thing(roles: frozenset[str]) -> bool:
    return "other_thing" in roles and roles.isdisjoint(("password", "login"))


def _is_year(reading: Reading, value: str, start: int) -> bool:
    """Return whether the digits are the year something happened "in"."""
    if not YEAR.fullmatch(value):
        return False
    before = reading.word_at(start) - 1
    return before >= 0 and reading.forms[before].lower in _DATING


def _is_apart(text: str, word: Word, match: re.Match[str], *, symbol: bool) -> bool:
    """Return whether a new line or the end of the sentence parts the chunk from the word."""
    between = text[word.end : match.start()]
    if "\n" in between and not symbol and "|" not in between:
        return True
    is_stop = match.start() == word.end and match[0][0] in ".?!" and len(word.lower) > 4
    is_stop = is_stop and word.lower not in _SHORTENED
    return is_stop and not _LEADERS.fullmatch(match[0])


def _announced(reading: Reading, word: Word, place: tuple[int, int], rate: int, role: str) -> Found | None:
    """Return the value at the place as what the word announces; None for examples and for tokens that are none."""
    if is_disclaimed(reading, *place, word.start) or (role == "api_key" and rate < RANDOM):
        return None
    return Found(*place, "API_KEY" if role == "api_key" else "PASSWORD", 0.95 if rate == RANDOM else 0.85)


def _rate_as(role: str, value: str, shapes: SecretShapes, *, is_announced: bool) -> int:
    """Return the rate of the value; right behind a word for PIN a few digits are enough."""
    if role == "pin" and is_announced and _PIN.fullmatch(value) and value.lower() not in shapes.placeholders:
        return RANDOM
    if role == "pin" and not any(map(str.isdigit, value)):
        return NONE  # "pin it to the taskbar"
    return rate_value(value, shapes)


def _is_small(value: str) -> bool:
    return len(value) <= 2


def _is_convincing(rate: int, value: str, *, symbol: bool, copula: bool, quoted: bool, count: int) -> bool:
    """Return whether value and the words before it together say: this is the password."""
    if rate == RANDOM:
        return count < (_MAX_CHUNKS if symbol or copula else 6)
    if rate == PLAUSIBLE:
        return symbol or copula or quoted or count == 0
    if rate == ANY:
        is_number = value.isdigit() and len(value) >= 5
        if quoted and count == 0:
            return value.isalnum() and not value.islower()
        return ((symbol or copula) and is_number) or (quoted and (symbol or (copula and not value.islower())))
    return False


def strip_edges(text: str, start: int, end: int) -> tuple[int, int, bool]:
    """Return the chunk without quotes, brackets and a final stop, and whether quotes or backticks held it."""
    quoted = False
    while start < end and text[start] in _EDGE + "*":
        quoted = quoted or text[start] in "\"'`“„«‘*"
        start += 1
    if ">" in text[start:end] or "</" in text[start:end]:
        start, end = _strip_markup(text, start, end)
    if (parameter := _NEXT_PARAMETER.search(text, start, end)) is not None:
        end = parameter.start()
    while end > start and (
        text[end - 1] in "\"'`“”»’,;)]}>"
        or text[end - 1] in ".:"
        or (text[end - 1] == "*" and quoted)
        or (text[end - 1] in "?!" and text[end - 2] in "“”»’")
    ):
        end -= 1
    return start, end, quoted


def _strip_markup(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the chunk without the rest of an opening tag before it and a closing tag behind it."""
    for match in _MARKUP.finditer(text, start, end):
        if match[0].startswith("</"):
            return start, match.start()
        start = match.end()
    return start, end


def _value_before(reading: Reading, word: Word, shapes: SecretShapes) -> Found | None:
    """Return a value right before the word: "Xk29fjQp as password", "Xk29fjQp ist das Passwort"."""
    low = reading.line(word.start)[0]
    chunks = list(CHUNK.finditer(reading.text, max(low, word.start - 60), word.start))[-4:]
    if len(chunks) < 2:
        return None
    for position, match in enumerate(reversed(chunks[:-1])):
        start, end, quoted = strip_edges(reading.text, match.start(), match.end())
        rate = rate_value(reading.text[start:end], shapes)
        between = [w.lower for w in reading.words_between(reading.word_at(end), reading.word_at(word.start))]
        said = any("copula" in reading.lexicon.roles_of(w) or w in _AS for w in between)
        is_direct = position == 0 and rate == PLAUSIBLE and between[:1] and between[0] in _AS
        if position < 3 and said and (rate == RANDOM or (rate == PLAUSIBLE and quoted) or is_direct):
            return None if is_disclaimed(reading, start, end, word.start) else Found(start, end, "PASSWORD", 0.85)
    return None


def _find_pairs(reading: Reading, shapes: SecretShapes) -> Iterator[Found]:
    """Yield the second half of "login: 120 / Gt62mXpQ90s" in a line that speaks of a login."""
    for index in reading.marks["login"]:
        word = reading.word(index)
        reach = min(reading.line(word.start)[1], word.end + 90)
        for match in _PAIR.finditer(reading.text, word.end, reach):
            if _is_cut(reading.text, match, reach):
                break
            start, end, _ = strip_edges(reading.text, match.start(1), match.end(1))
            if rate_value(reading.text[start:end], shapes) == RANDOM and not is_disclaimed(reading, start, end):
                yield Found(start, end, "PASSWORD", 0.85)
        beside = _BESIDE_ROOT.match(reading.text, word.end) if word.lower in _ADMINISTRATORS else None
        if beside is not None:
            start, end, _ = strip_edges(reading.text, beside.start(1), beside.end(1))
            if rate_value(reading.text[start:end], shapes) == RANDOM and not is_disclaimed(reading, start, end):
                yield Found(start, end, "PASSWORD", 0.85)


def is_disclaimed(reading: Reading, start: int, end: int, announced: int | None = None) -> bool:
    """Return whether words around say that the value is an example, a default or redacted."""
    low, high = reading.clause(start)
    low = max(low, (announced if announced is not None else start) - 40)
    reach = 24 if end - start < _SHORTEST_KEY else 12  # a long value is none of the words' business further behind
    return _says_otherwise(reading, low, start) or _says_otherwise(reading, end, min(high, end + reach))


def _says_otherwise(reading: Reading, low: int, high: int) -> bool:
    """Return whether such a word stands in the stretch by itself, not inside a host name ("sip.carrier.example")."""
    word = reading.last_mark_before("not_secret", high, low)
    while word is not None:
        before, after = reading.text[word.start - 1 : word.start], reading.text[word.end : word.end + 2]
        means_else = _MEANS_ELSE.get(word.lower) == reading.language
        if (
            not means_else
            and before not in {".", "@", "/", "="}
            and not (after[:1] in {".", "@"} and after[1:].isalnum())
        ):
            return True
        word = reading.last_mark_before("not_secret", word.start, low)
    return False
