"""The author's own words as the model reads them: without disguise for the n-grams, with accents for the encoder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from modbot.detect.model.features import LONGEST_TEXT, cut_windows, normalise
from modbot.prepare.views import PreparedPost

_LURES = (*"€$£₽%", "://", "www.", "whatsapp", "whats app", "telegram", "телеграм")
# Names, links and what data sets put in their place say where a text was written, not what it says.
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\[url\]|@(?<!\w@)[\w.]+:?|<[a-z]+>")
_STAND_INS = frozenset({"url", "rt", "http", "&amp;"})
# A number, or signs that stand before none: those stay and are read once, however many there are.
_NUMBERED = re.compile(r" (?:[^ \d]*+\d{2}[^ ]*|\W*+\d[\W\d]*(?= |$)|(?P<signs>\W+)(?= ))")
_LONG_WORD = 10  # letters; what is no word shall not cost more than words do
_REMEMBERED = 256  # texts: a batch of posts, which more than one model asks about


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Windows of own words: ``folded`` without case, accents and disguise; ``written`` as the author wrote them.

    ``written`` is empty where a disguise was undone: then the folded words are the better reading.
    """

    folded: tuple[str, ...]
    written: str = ""

    def speak(self, place: int) -> str:
        """Return a window as the encoder reads it: with its accents if they are known, without names and links."""
        return drop_addresses(self._read_windows()[place])

    def speak_all(self, most: int) -> list[str]:
        """Return the first windows as the encoder reads them."""
        return [drop_addresses(window) for window in self._read_windows()[:most]]

    def begin(self, most: int) -> str:
        """Return the first words with their accents, if they are known, and with their numbers, names and links."""
        return " ".join((self.written or " ".join(self.folded)).split(None, most)[:most])[: most * _LONG_WORD]

    def _read_windows(self) -> Sequence[str]:
        windows = cut_windows(drop_numbers(normalise(self.written))) if self.written else []
        return windows if len(windows) == len(self.folded) else self.folded


def read_words(post: PreparedPost) -> OwnWords:
    """Return the own words of a post; of an opening post its title too."""
    title = has_title(post)
    folded = _cut_folded(_join(post.title_folded.text if title else "", post.folded.text))
    return OwnWords(folded, "" if post.tricks else _join(post.title.text if title else "", post.plain.text))


@lru_cache(maxsize=_REMEMBERED)
def _cut_folded(text: str) -> tuple[str, ...]:
    return tuple(cut_windows(drop_numbers(normalise(text))))


def drop_numbers(text: str) -> str:
    """Return a normalised text without its numbers, unless a link, a price or a messenger stands beside them.

    Phone numbers, postcodes and accounts in ordinary posts would read like advertising.
    """
    return text if any(map(text.__contains__, _LURES)) else _NUMBERED.sub(_keep_signs, f" {text}").strip() or text


def _keep_signs(found: re.Match[str]) -> str:
    return found[0] if found["signs"] else ""


def drop_addresses(text: str) -> str:
    """Return a normalised text without names of users and links, unless nothing else is in it."""
    left = " ".join([word for word in text.split() if word not in _STAND_INS])
    kept = " ".join(_ADDRESS.sub(" ", left).replace("#", " ").replace("_", " ").split())
    return kept if len(kept) > 2 else text


def has_title(post: PreparedPost) -> bool:
    """Return whether the post speaks through a title: only an opening post does."""
    return bool(post.title.text) and post.post.post_number in (None, 1)


def _join(title: str, text: str) -> str:
    return f"{title} {text[:LONGEST_TEXT]}" if title else text[:LONGEST_TEXT]
