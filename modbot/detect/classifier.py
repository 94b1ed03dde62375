"""The classifier as a detector: abuse and spam in the author's own words (FT-4.1, SP-4.5).

Every post gets one signal per category with its probability; 0.5 is the shipped threshold of its language, so
a signal below it makes no finding by itself but corroborates rules. Kinds and evidence are worked out above it only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from modbot.detect.model.encoder import Meanings
from modbot.detect.model.features import LONGEST_TEXT, normalise
from modbot.detect.model.scoring import CATEGORIES, KINDS, Model, Reading
from modbot.detect.model.words import has_title, read_words
from modbot.detect.rejection import Rejections
from modbot.prepare.views import PreparedPost, View
from modbot.records import Signal, Span

THRESHOLD = 0.5
REJECTED = -2.0
NEARLY = -1.0  # below, no weak sign beside it lifts a score over the threshold
COUNTERED = -3.0  # how much less likely abuse is where the words that decided speak against hate
MOST_SPANS = 4
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span


class Classifier:
    """Reads posts with one model; raises ModelError when the model does not fit its card."""

    name = "models"

    def __init__(
        self,
        folder: Path,
        rejections: Rejections | None = None,
        weigh_spam: Callable[[PreparedPost], float] | None = None,
        meanings: Meanings | None = None,
    ) -> None:
        self.model = Model(folder, meanings)
        self._rejections = rejections
        self._weigh_spam = weigh_spam
        self._source = f"models/{self.model.card.name}"
        self._version = self.model.card.weights_sha256[:12]

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return one signal per category."""
        return self.detect_many([post])[0]

    def detect_many(self, posts: Sequence[PreparedPost]) -> Sequence[tuple[Signal, ...]]:
        """Return one signal per category of each post, in order."""
        return [self._claim(post, reading) for post, reading in zip(posts, self._read(posts), strict=True)]

    def scores(self, posts: Sequence[PreparedPost]) -> list[dict[str, float]]:
        """Return the probability of each category per post."""
        return [{name: reading.probability(name) for name in CATEGORIES} for reading in self._read(posts)]

    def _read(self, posts: Sequence[PreparedPost]) -> list[Reading]:
        readings = self.model.read([read_words(post) for post in posts], [post.language for post in posts])
        return [self._judge(post, reading) for post, reading in zip(posts, readings, strict=True)]

    def _judge(self, post: PreparedPost, reading: Reading) -> Reading:
        """Correct what only sounds like an insult or an advert: by rejections, by trade.

        What speaks for spam besides the words is a signal of its own (``behaviour``); here counts what speaks against.
        """
        abuse, spam = reading.margins
        if spam >= 0 and self._weigh_spam is not None:
            spam += min(0.0, self._weigh_spam(post))
        if abuse > NEARLY and self._rejections is not None:
            if abuse >= 0 and self._rejections.hold_in(post):
                abuse = REJECTED
            elif self._rejections.counter(reading.windows[0], post.language):
                abuse += COUNTERED
        return replace(reading, margins=(abuse, spam))

    def _claim(self, post: PreparedPost, reading: Reading) -> tuple[Signal, ...]:
        return tuple(
            self._flag(post, reading, name, score)
            if (score := reading.probability(name)) >= THRESHOLD
            else Signal(self._source, name, name, (), score, version=self._version)
            for name in CATEGORIES
        )

    def _flag(self, post: PreparedPost, reading: Reading, category: str, score: float) -> Signal:
        window = reading.windows[CATEGORIES.index(category)]
        label = self.model.name_kind(category, window) if category in KINDS else category
        spans = self._evidence(post, category, window, label)
        reason = f"reads like {label.replace('_', ' ')}"
        return Signal(self._source, category, label, (), score, spans, reason, version=self._version)

    def _evidence(self, post: PreparedPost, category: str, window: str, label: str) -> tuple[Span, ...]:
        """Return the places of the words that speak most for the category, in the window that decided."""
        words = window.split(" ")
        weights = self.model.explain(category, words)
        most = sorted(range(len(words)), key=lambda i: -weights[i])[:MOST_SPANS]
        telling = {words[i] for i in most if weights[i] > 0}
        found: dict[str, Span] = {}
        for word in _words_of(post, label):
            if word.text in telling:
                found.setdefault(word.text, word.span)
        return tuple(sorted(found.values(), key=lambda span: (span.field, span.start)))


def _words_of(post: PreparedPost, label: str) -> Iterable[_Word]:
    if has_title(post):
        yield from _place_words(post.title_folded, label, title=True)
    yield from _place_words(post.folded, label, title=False)


def _place_words(view: View, label: str, title: bool) -> Iterable[_Word]:
    for found in _WORD.finditer(view.text[:LONGEST_TEXT]):
        start, end = view.raw_span(found.start(), found.end())
        yield _Word(normalise(found.group()), Span(start, end, label, field="title" if title else "raw"))
