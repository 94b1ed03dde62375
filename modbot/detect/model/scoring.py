"""A model folder → log-odds over the thresholds for each text, kinds, and what each word adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from modbot.detect.model.card import Card, read_arrays, read_card
from modbot.detect.model.encoder import Meanings
from modbot.detect.model.features import BITS, BUCKETS, WINDOW_WORDS, hash_grams, weigh
from modbot.detect.model.heads import Heads
from modbot.detect.model.parts import Parts, Scores, add_weights
from modbot.detect.model.words import OwnWords
from modbot.errors import ModelError

CATEGORIES = ("abuse", "spam")
KINDS = {
    "abuse": ("insult", "hate", "threat", "adult", "offensive", "impolite", "defamation"),
    "spam": ("ad", "seo", "fake_support", "phishing", "job"),
}
# Where the n-grams leave no doubt the encoder is not asked, and nothing is flagged.
SETTLED = -0.5
HEAD_PARTS = ("hidden", "hidden_shifts", "out", "out_shifts")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one text: log-odds over the threshold per category, and the window that decided."""

    margins: tuple[float, float]
    windows: tuple[str, str]

    def probability(self, category: str) -> float:
        """Return the category's probability; 0.5 is the shipped threshold of the text's language."""
        margin = self.margins[CATEGORIES.index(category)]
        return float(1.0 / (1.0 + np.exp(-min(max(margin, -30.0), 30.0))))


class Model:
    """The weights of one model folder, ready to read texts. Building it reads the files; raises ModelError."""

    def __init__(self, folder: Path, meanings: Meanings | None = None) -> None:
        self.card: Card = read_card(folder)
        if (self.card.features["bits"], self.card.features["window_words"]) != (BITS, WINDOW_WORDS):
            raise ModelError(f"{folder}: trained with other features than this version computes; train it again")
        arrays = read_arrays(folder, self.card)
        try:
            columns = [arrays[f"{name}.grams"].astype(np.float32) for name in CATEGORIES]
            heads = Heads(*(arrays[f"heads.{part}"].astype(np.float32) for part in HEAD_PARTS))
            intercepts = np.array([arrays[f"{name}.intercept"] for name in CATEGORIES], dtype=np.float64)
            self._kinds = {name: arrays[f"{name}.kinds"] for name in KINDS}
            self._kind_shifts = {name: arrays[f"{name}.kind_shifts"].astype(np.float64) for name in KINDS}
            rules = [self.card.calibration[name] for name in CATEGORIES]
        except KeyError as error:
            raise ModelError(f"{folder}: {error} is missing") from error
        if any(len(each) != BUCKETS for each in columns):
            raise ModelError(f"{folder}: weights of the wrong shape; train it again")
        # One row a bucket: a gram's weights for all categories lie side by side in memory.
        self._parts = Parts(np.column_stack(columns), intercepts, heads, rules)
        self._meanings = meanings or Meanings()

    def read(self, texts: Sequence[OwnWords], languages: Sequence[str]) -> list[Reading]:
        """Return a reading per text; same answers one by one or together."""
        if not texts:
            return []
        opinion = self._parts.judge(texts, languages, self._meanings.read)
        margins = opinion.log_odds - np.array([self._thresholds(language) for language in languages])
        margins[opinion.settled] = np.minimum(margins[opinion.settled], SETTLED)
        return [
            Reading(tuple(odds), tuple(text.folded[place] for place in places))
            for text, odds, places in zip(texts, margins.tolist(), opinion.windows.tolist(), strict=True)
        ]

    def name_kind(self, category: str, window: str) -> str:
        """Return the sub-label of a window that is of the category ("abuse.insult")."""
        grams = hash_grams([window])
        weights = self._kinds[category][:, grams.buckets].astype(np.float32).sum(axis=1)
        best = int(np.argmax(weights * weigh(grams)[0] + self._kind_shifts[category]))
        return f"{category}.{KINDS[category][best]}"

    def explain(self, category: str, words: Sequence[str]) -> Scores:
        """Return what each word of a window adds to the category's n-gram score; exact, pairs shared by their words."""
        if not words:
            return np.zeros(0)
        column = CATEGORIES.index(category)
        pairs = [f"{left} {right}" for left, right in pairwise(words)]
        grams = hash_grams([*words, *pairs])
        totals = add_weights(self._parts.grams, grams)[:, column]
        alone, joint = totals[: len(words)], totals[len(words) :]
        shared = (joint - alone[:-1] - alone[1:]) / 2
        alone[:-1] += shared
        alone[1:] += shared
        return alone * float(weigh(hash_grams([" ".join(words)]))[0])

    def _thresholds(self, language: str) -> list[float]:
        return [self.card.thresholds[name].get(language, self.card.thresholds[name]["other"]) for name in CATEGORIES]
