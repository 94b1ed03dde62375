"""Verifies quotes: are these words really in the post they are said to come from?

Compared are words, not characters: a stretch is verified if its words stand in the post in the same neighbourhood. A
word that the post does not hold, not even misspelt, is not verified, so nothing can be slipped into a true quote.
Linear in the length of both texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz import fuzz, process

from modbot.prepare.markup import Quote
from modbot.records import QuotablePost

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"[^\n.!?…;]+[.!?…;]*\s*|[\n.!?…;]+\s*")
_NOT_LETTERS = re.compile(r"[^\w]+")
_ALIKE = 82  # percent of letters two spellings of a word share
_LOOKUPS = 40  # misspelt words looked for in a quote; a quote with more is not that post's text


class QuoteChecker:
    """The posts a quote may come from, each read once."""

    def __init__(self, quotable: Sequence[QuotablePost]) -> None:
        self.quotable = quotable
        self._read: dict[tuple[int, ...], _QuotedText] = {}

    def knows(self, quote: Quote) -> bool:
        """Say whether the very post that ``quote`` names is at hand."""
        return quote.post_number is not None and any(
            post.post_number == quote.post_number and _may_mean(quote, post) for post in self.quotable
        )

    def check(self, text: str, start: int, end: int, quote: Quote) -> Iterator[tuple[int, int, bool]]:
        """Return ``text[start:end]`` in stretches, each with whether it stands in a post that ``quote`` may mean."""
        sources = [source for head in (quote, quote.parent) if head is not None for source in self._find_sources(head)]
        if not sources:
            yield start, end, False
            return
        since, state = start, True
        for sentence in _SENTENCE.finditer(text, start, end):
            words = _read_words(sentence[0])
            if not words and not sentence[0].strip():
                continue
            holds = any(source.holds(words, sentence[0]) for source in sources)
            if holds != state:
                if text[since : sentence.start()].strip():
                    yield since, sentence.start(), state
                    since = sentence.start()
                state = holds
        if end > since:
            yield since, end, state

    def _find_sources(self, quote: Quote) -> list[_QuotedText]:
        places = tuple(at for at, post in enumerate(self.quotable) if _may_mean(quote, post))
        if not places:
            return []
        if places not in self._read:
            self._read[places] = _QuotedText("\n\n".join(self.quotable[at].raw for at in places))
        return [self._read[places]]


def _may_mean(quote: Quote, post: QuotablePost) -> bool:
    """Say whether ``quote`` may name ``post``: same place where both say it, else same member."""
    if quote.topic_id is not None and post.topic_id is not None and quote.topic_id != post.topic_id:
        return False
    if quote.post_number is not None and post.post_number is not None:
        return quote.post_number == post.post_number
    return not quote.username or not post.username or _spell_name(quote.username) == _spell_name(post.username)


def _spell_name(username: str) -> str:
    return _NOT_LETTERS.sub("", username).replace("_", "").casefold()


def _read_words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


class _QuotedText:
    """The words of a post, and which stand side by side."""

    def __init__(self, raw: str) -> None:
        self.text = "".join(raw.split())
        words = _read_words(raw)
        self.words = set(words)
        self.pairs = set(pairwise(words))
        self.skips = set(zip(words, words[2:], strict=False))
        self.lookups = _LOOKUPS

    def holds(self, words: list[str], sentence: str) -> bool:
        """Say whether the post holds a sentence: its words, side by side, up to small slips."""
        if not words:
            squeezed = "".join(sentence.split())
            return len(squeezed) < 3 or squeezed in self.text
        known = self._spell(words)
        if len(known) < 2:
            return bool(known)
        side_by_side = sum(pair in self.pairs or pair in self.skips for pair in pairwise(known))
        return side_by_side >= 0.7 * (len(known) - 1)

    def _spell(self, words: list[str]) -> list[str]:
        """Return the words as the post spells them; none if the post lacks one."""
        known: list[str] = []
        at = 0
        while at < len(words):
            joined = words[at] + words[at + 1] if at + 1 < len(words) else ""
            if words[at] in self.words:
                known.append(words[at])
            elif joined in self.words:
                known.append(joined)
                at += 1
            elif meant := self._find_meant(words[at]):
                known.append(meant)
            else:
                return []
            at += 1
        return known

    def _find_meant(self, word: str) -> str:
        if len(word) < 4 or self.lookups <= 0:
            return ""
        self.lookups -= 1
        found = process.extractOne(word, self.words, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return found[0] if found else ""
