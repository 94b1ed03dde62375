"""What adverts and frauds are made of: their themes, calls to act, advertised numbers and loud forms.

Themes are word lists (``config/lists/spam``), all languages in one pass; the forms are few patterns over the same
text. Nothing here decides: every clue has a weight in ``config/spam/behaviour.yaml``, and ``behaviour`` adds them up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from modbot.detect.model.words import has_title
from modbot.detect.pattern_clues import Pattern
from modbot.detect.patterns import PatternSet
from modbot.detect.rules.lists import ListShelf
from modbot.errors import ConfigError, Problem
from modbot.prepare.disguise import fold_phrase
from modbot.prepare.views import PreparedPost, View
from modbot.records import Span

LONGEST = 4000
CALLS = "pulls"  # the list of calls to act: no theme by itself
CONTACTS = "contacts"  # ways to answer that adverts ask for
# Lists that speak against spam: the trade's own words, and what people in need of help write.
AGAINST = ("telephony", "troubles")
HOT_LINES = "hotlines"  # words of help lines, harmless without an advertised number
MOST_PLACES = 3
Found = dict[str, list[Span]]
_AROUND = 60
_DIGIT = r"[\do①-⓿❶-➓]"
_NUMBER = re.compile(rf"(?<![\w.])[+(\[{{]{{0,3}}{_DIGIT}(?:[^\w\n]{{0,4}}{_DIGIT}){{8,13}}(?!\w)")
_NO_NUMBER = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|(?:\d{1,3}\.){2,3}\d|\d\d?:\d\d")
_COMMON_FORM = re.compile(r"\+?\d{0,3}[ ./-]?\(?\d{0,5}\)?[ ./-]{0,2}\d{2,13}(?:[ ./-]\d{1,4}){0,5}")
_A_DIGIT = re.compile(_DIGIT)
_CURRENCIES = "$€£₽"
_PRICE = re.compile(r"\d ?(?:usd|eur|usdt|btc|euros?|dollars?|reais|руб\w*|доллар\w*|р|ευρω)\b", re.I)
_PERCENT = re.compile(r"\d ?%")
_PICTURE = re.compile(r"[\u2600-\u27bf\U0001f000-\U0001faff]")
_TELEPHONE = re.compile(r"[☎✆☏✅✓✔☛®\U0001f4de\U0001f4f1\U0001f4f2\U0001f310\U0001f17e\U0001f198]")
_CAPITALS = re.compile(r"\b[A-ZА-ЯΑ-Ω]{4,}\b")
# Forums mention members by handle: only one that the reader is sent to counts.
_SENT_TO = (
    r"telegram|телеграм\w*|tg|тг|whats ?app|insta\w*|skype|dm|inbox|contact|write|message|hr|пиш\w+|писать|лс|личку|"
    r"schreib\w*|escr[ií]b\w*|scriv\w*|écri\w*|contact\w+|kontakt\w*|chama|fale|γράψ\w*|μίλα|στείλ\w*|менеджер\w*"
)
_HANDLE = re.compile(rf"\b(?:{_SENT_TO})\b[^\w@]{{0,3}}(?:[\w]+[^\w@]{{1,3}}){{0,2}}@[a-z]\w{{3,}}", re.I)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.\w")


@dataclass(frozen=True, slots=True)
class Clue:
    """One circumstance: which, where it shows, and the label it speaks for."""

    name: str
    spans: tuple[Span, ...] = ()
    label: str = "spam.link"


class _Themes:
    """Word lists compiled together: which themes a text touches, and where."""

    def __init__(self, shelf: ListShelf, names: Iterable[str], folder: Path) -> None:
        phrases: dict[str, list[str]] = {}
        for name in names:
            found = shelf.take(f"spam/{name}")
            if found is None:
                path = folder / "spam" / f"{name}.txt"
                raise ConfigError([Problem(str(path), 1, 1, "there is no such list", "create it", "")])
            for entry in found.entries:
                phrases.setdefault(fold_phrase(entry), []).append(name)
        self._themes_of = list(phrases.values())
        self._patterns = PatternSet([Pattern(phrase, is_phrase=True) for phrase in phrases])

    def find(self, post: PreparedPost, labels: Mapping[str, str]) -> Found:
        """Return the first place of every phrase, by theme."""
        themes: Found = {}
        for view, field in _views(post):
            search = self._patterns.search(view.text[:LONGEST])
            for number in sorted(search.candidates):
                for start, end in search.places(number)[:1]:
                    place = view.raw_span(start, end)
                    for theme in self._themes_of[number]:
                        span = Span(*place, labels.get(theme, "spam.ad"), field=field)
                        themes.setdefault(theme, []).append(span)
        return themes


class Lures:
    """Reads clues off a post's own words; raises ConfigError when a list is missing or untidy."""

    def __init__(self, lists: Path, labels: Mapping[str, str]) -> None:
        self._labels = dict(labels)
        shelf = ListShelf(lists)
        self._for = _Themes(shelf, (*labels, CALLS, CONTACTS, HOT_LINES), lists)
        self._against = _Themes(shelf, AGAINST, lists)
        if shelf.problems:
            raise ConfigError(shelf.problems)

    def find(self, post: PreparedPost) -> Found:
        """Return the themes, calls and contacts of a post with their places: what ``read`` starts from."""
        return self._for.find(post, self._labels)

    def read(self, post: PreparedPost, found: Found) -> Iterator[Clue]:
        """Yield all clues of a post for and against spam, in no order."""
        yield from self._weigh_themes(found)
        for theme, spans in self._against.find(post, {}).items():
            yield Clue(theme)
            if len(spans) >= 2:
                yield Clue(f"more_{theme}")
        text = post.folded.text[:LONGEST]
        numbers = list(_find_numbers(text)) if _A_DIGIT.search(text) else []
        yield from _judge_numbers(post, numbers, found)
        yield from _judge_forms(post.prose.text[:LONGEST])

    def _weigh_themes(self, themes: Found) -> Iterator[Clue]:
        for theme, spans in themes.items():
            yield Clue(theme, tuple(spans[:MOST_PLACES]), self._labels.get(theme, "spam.ad"))
        phrases = sum(len(spans) for theme, spans in themes.items() if theme in self._labels)
        if phrases >= 2:
            yield Clue("more_phrases")
        if phrases >= 4:
            yield Clue("many_phrases")
        if phrases and CALLS in themes:
            yield Clue("theme_and_call")


def _views(post: PreparedPost) -> Iterator[tuple[View, Literal["raw", "title"]]]:
    yield post.folded, "raw"
    if has_title(post):
        yield post.title_folded, "title"


def _find_numbers(text: str) -> Iterator[re.Match[str]]:
    for found in _NUMBER.finditer(text):
        if not _NO_NUMBER.search(found[0]) and len(_digits(found[0])) >= 7:
            yield found


def _judge_numbers(post: PreparedPost, numbers: list[re.Match[str]], themes: Found) -> Iterator[Clue]:
    """Yield the clues of telephone numbers: written oddly, beside words of help lines, said again."""
    if not numbers:
        return
    yield Clue("number")
    if any(not _COMMON_FORM.fullmatch(found[0].strip("([{ ")) for found in numbers):
        yield Clue("odd_number")
    if any(_TELEPHONE.search(found.string, max(0, found.start() - 8), found.end() + 4) for found in numbers):
        yield Clue("number_in_pictures")
    places = [post.folded.raw_span(*found.span()) for found in numbers]
    for name, words in (("help_line_number", "helplines"), ("hot_line_number", HOT_LINES)):
        near = [place for place in places if any(_is_near(place, word) for word in themes.get(words, ()))]
        if not near:
            continue
        yield Clue(name, (Span(*near[0], "spam.fake_support"),), "spam.fake_support")
        called = [_digits(found[0]) for found in numbers]
        if len(set(called)) < len(called):
            yield Clue("number_repeated")


def _judge_forms(text: str) -> Iterator[Clue]:
    """Yield the clues of how a text is written: prices, capitals, pictures, shouting, handles and addresses."""
    if any(map(text.__contains__, _CURRENCIES)) or _PRICE.search(text):
        yield Clue("price")
    if "%" in text and _PERCENT.search(text):
        yield Clue("percent")
    if "!!" in text:
        yield Clue("shouting")
    if "@" in text:
        if _HANDLE.search(text):
            yield Clue("handle")
        if _ADDRESS.search(text):
            yield Clue("address")
    loud = sum(map(len, _CAPITALS.findall(text)))
    if loud >= 12 and loud > 0.3 * sum(map(len, text.split())):
        yield Clue("capitals")
    if not text.isascii() and len(_PICTURE.findall(text)) >= 3:
        yield Clue("pictures")


def _is_near(place: tuple[int, int], word: Span) -> bool:
    return word.field == "raw" and place[0] - word.end <= _AROUND and word.start - place[1] <= _AROUND


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isnumeric())
