"""Undoes the disguises of words: invisible letters, stacked marks, look-alikes, spacing, leetspeak, repeats.

Leetspeak and repeats are lossy: ``1`` is i or l, ``asssshole`` has one s or two. The text takes the likelier reading
(i, one letter); what stands around a word that has another reading is added once more at the end in that other
reading, every character with its raw place. So a keyword is found in either, and always points to the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import regex

from modbot.prepare.fold import Edit, edit_view, fold_plain, strip_accents
from modbot.prepare.leet import find_leet
from modbot.prepare.lookalikes import read_lookalikes, read_rare_letters
from modbot.prepare.views import View

_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:([ *_])[^\W_](?:\1[^\W_])+|([.\-+~|/,·•])[^\W_](?:\2[^\W_]){2,})(?![^\W_])")
# Where two signs that stand alone begin: a version, if both are digits.
_SPACED_GATE = re.compile(r"[ .\-+~|/,·•*_](?=[^\W_]([ .\-+~|/,·•*_])[^\W_]\1)")
_REPEATED = re.compile(r"(.)\1\1+")
_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
# Anything but the letters, signs and emoji that people type: only then is it worth looking for what is hidden.
_EXOTIC = re.compile(
    r"[^\x00-\xac\xae-\u024f\u0370-\u045f\u0490\u0491\u1f00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u27bf"
    r"\U0001f300-\U0001faff]"
)
_WORDS_OF_ONE_LETTER = frozenset("aeiouyàéабвикосуяαηοω")
_AROUND = 60  # characters beside an ambiguous word that are read once more with it


def undo_disguises(plain: View, raw: str) -> tuple[View, tuple[str, ...]]:
    """Return ``plain`` without disguise, and the names of the disguises that were undone.

    ``raw`` is the text that the places of ``plain`` point into. The same view if there is nothing to undo.
    """
    tricks: list[str] = []
    view = plain
    if not view.text:
        return view, ()
    if not view.text.isascii():
        if _EXOTIC.search(view.text):
            view = _drop_marks(_drop_invisible(view, tricks), tricks)
            view = _note("look-alike letters", view, read_rare_letters(view), tricks)
        view = View(strip_accents(view.text), view.origins, view.ends)
        view, posing = read_lookalikes(view, raw)
        if posing and "look-alike letters" not in tricks:
            tricks.append("look-alike letters")
    if _may_be_spelled(view.text):
        view = _join_spaced(view, raw, tricks)
    leet = list(find_leet(view.text))
    repeats = _find_repeats(view.text)
    if not leet and not repeats:
        return view, tuple(tricks)
    likely = [Edit(word.start, word.end, word.likelier) for word in leet if word.likelier]
    first = _note("leetspeak", view, edit_view(view, likely), tricks)
    if repeats:
        first = _note("repeats", first, edit_view(first, _shorten(first.text, 1)), tricks)
    unclear = [(word.start, word.end) for word in leet if word.other] + repeats
    return _add_other_reading(view, first, sorted(unclear)), tuple(tricks)


def fold_phrase(phrase: str) -> str:
    """Return a keyword as the folded view shows it: case, width and accents folded; no disguise is looked for."""
    plain = fold_plain(View(phrase)).text
    return plain if plain.isascii() else strip_accents(_MARKS.sub("", _invisible().sub("", plain)))


def _note(trick: str, before: View, after: View, tricks: list[str]) -> View:
    if after is not before and after.text != before.text and trick not in tricks:
        tricks.append(trick)
    return after


def _drop_invisible(view: View, tricks: list[str]) -> View:
    found = list(_invisible().finditer(view.text))
    if not found:
        return view
    text = view.text
    if any(text[max(at.start() - 1, 0)].isalnum() and text[at.end() : at.end() + 1].isalnum() for at in found):
        tricks.append("zero-width")
    return edit_view(view, (Edit(at.start(), at.end(), "") for at in found))


def _drop_marks(view: View, tricks: list[str]) -> View:
    found = list(_MARKS.finditer(view.text))
    if not found:
        return view
    bases = [view.text[max(at.start() - 1, 0)] for at in found]
    on_latin = sum(base.isascii() and base.isalpha() for base in bases)
    if on_latin > 2 or any(at.end() - at.start() > 1 and base.isalpha() for at, base in zip(found, bases, strict=True)):
        tricks.append("combining marks")
    return edit_view(view, (Edit(at.start(), at.end(), "") for at in found))


def _may_be_spelled(text: str) -> bool:
    """Return whether two signs stand alone, one behind the other, that are not both digits."""
    return any(
        not (text[at.end()].isdecimal() and text[at.end() + 2].isdecimal()) for at in _SPACED_GATE.finditer(text)
    )


def _join_spaced(view: View, raw: str, tricks: list[str]) -> View:
    """Return ``view`` with spelled-out words joined; acronyms (E.B.E.Θ.) are joined too, but are no disguise."""
    edits: list[Edit] = []
    for found in _SPACED.finditer(view.text):
        separator, letters = found[1] or found[2], found[0][::2]
        if not _is_spelled_word(letters):
            continue
        # Letters keep their own places: only the separators go.
        edits += [Edit(at, at + 1, "") for at in range(found.start() + 1, found.end(), 2)]
        start, end = view.raw_span(*found.span())
        if not (separator == "." and raw[start:end].isupper()) and "spacing" not in tricks:
            tricks.append("spacing")
    return edit_view(view, edits)


def _is_spelled_word(letters: str) -> bool:
    """Say whether single letters may spell a word: mostly letters, and not three one-letter words in a row."""
    if len(letters) == 3 and (not letters.isalpha() or set(letters) <= _WORDS_OF_ONE_LETTER):
        return False
    return sum(letter.isalpha() for letter in letters) * 3 >= 2 * len(letters)


def _find_repeats(text: str) -> list[tuple[int, int]]:
    """Return the letters said three times or more within a longer word; in ``www``, ``СССР`` and ``000`` none is."""
    return [
        (start, end)
        for start, end in (found.span() for found in _REPEATED.finditer(text))
        if text[start].isalpha() and _counts_around(text, start, end) > 1
    ]


def _counts_around(text: str, start: int, end: int) -> int:
    """Return how many letters of the same word stand right beside a stretch of it, two on each side at most."""
    before, after = text[max(start - 2, 0) : start][::-1], text[end : end + 2]
    return sum(1 for side in (before, after) for at in range(len(side)) if side[: at + 1].isalpha())


def _shorten(text: str, keep: int) -> Iterator[Edit]:
    return (Edit(start, end, text[start] * keep) for start, end in _find_repeats(text))


def _add_other_reading(view: View, first: View, unclear: list[tuple[int, int]]) -> View:
    """Return ``first`` with the surroundings of ``unclear`` places of ``view`` added in their other reading."""
    parts, origins, ends = [first.text], list(_places(first)[0]), list(_places(first)[1])
    from_view, to_view = _places(view)
    for start, end in _open_windows(view.text, unclear):
        window = View(view.text[start:end], from_view[start:end], to_view[start:end])
        words = find_leet(window.text)
        window = edit_view(window, (Edit(word.start, word.end, word.other or word.likelier or "") for word in words))
        window = edit_view(window, _shorten(window.text, 2))
        parts.append("\n" + window.text)
        window_origins, window_ends = _places(window)
        origins += [window_origins[0], *window_origins]
        ends += [window_origins[0], *window_ends]
    return View("".join(parts), origins, ends) if len(parts) > 1 else first


def _open_windows(text: str, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Return the stretches around ``places`` within their lines, in whole words; stretches that touch are one."""
    since = until = -1
    for start, end in places:
        if end + _AROUND <= until:
            continue
        begin = _find_before(text, max(until, 0), start)
        stop = _find_after(text, end)
        if begin <= until:
            until = max(until, stop)
            continue
        if until >= 0:
            yield since, until
        since, until = begin, stop
    if until >= 0:
        yield since, until


def _find_before(text: str, limit: int, start: int) -> int:
    """Return where the line begins, or a word some way before ``start``; never before ``limit``."""
    line = text.rfind("\n", limit, start) + 1 or limit
    if start - line <= _AROUND:
        return line
    return text.rfind(" ", line, start - _AROUND) + 1 or line


def _find_after(text: str, end: int) -> int:
    """Return where the line ends, or a word some way after ``end``."""
    stop = text.find(" ", end + _AROUND)
    stop = len(text) if stop < 0 else stop
    line = text.find("\n", end, stop)
    return stop if line < 0 else line


def _places(view: View) -> tuple[list[int], list[int]]:
    origins = list(range(len(view.text))) if view.origins is None else list(view.origins)
    return origins, [place + 1 for place in origins] if view.ends is None else list(view.ends)


@cache
def _invisible() -> regex.Pattern[str]:
    return regex.compile(r"[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]+")
