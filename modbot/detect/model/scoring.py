"""Texts → log-odds per category: n-grams for all, the sentence encoder where they leave a doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.card import Card, read_arrays, read_card
from modbot.detect.model.encoder import Encoder, Tokeniser
from modbot.detect.model.features import BITS, BUCKETS, WINDOW_WORDS, Grams, hash_grams, weigh
from modbot.detect.model.heads import Heads
from modbot.detect.model.words import OwnWords
from modbot.errors import ModelError

CATEGORIES = ("abuse", "spam", "vendor_complaint")
KINDS = {
    "abuse": ("insult", "hate", "threat", "adult", "offensive", "impolite", "defamation"),
    "spam": ("ad", "seo", "fake_support", "phishing", "job"),
}
# Texts of so many windows the encoder always reads; of longer ones the most doubtful window, if there is a doubt.
SHORT = 1
# Where the n-grams leave no doubt the encoder is not asked, and nothing is flagged.
SETTLED = -0.5
# Log-odds that a text cannot exceed whose n-grams are below the category's floor: no threshold is as low.
QUIET = -3.0
HEAD_PARTS = ("hidden", "hidden_shifts", "out", "out_shifts")
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of one text: log-odds over the threshold per category, and the window that decided."""

    margins: tuple[float, float, float]
    windows: tuple[str, str, str]

    def probability(self, category: str) -> float:
        """Return the category's probability; 0.5 is the shipped threshold of the text's language."""
        margin = self.margins[CATEGORIES.index(category)]
        return float(1.0 / (1.0 + np.exp(-min(max(margin, -30.0), 30.0))))


class Model:
    """The weights of one model folder, ready to read texts. Building it reads the files; raises ModelError."""

    def __init__(self, folder: Path) -> None:
        self.card: Card = read_card(folder)
        if (self.card.features["bits"], self.card.features["window_words"]) != (BITS, WINDOW_WORDS):
            raise ModelError(f"{folder}: trained with other features than this version computes; train it again")
        arrays = read_arrays(folder, self.card)
        try:
            columns = [arrays[f"{name}.grams"].astype(np.float32) for name in CATEGORIES]
            self._heads = Heads(*(arrays[f"heads.{part}"].astype(np.float32) for part in HEAD_PARTS))
            self._intercepts = np.array([arrays[f"{name}.intercept"] for name in CATEGORIES], dtype=np.float64)
            self._kinds = {name: arrays[f"{name}.kinds"] for name in KINDS}
            self._kind_shifts = {name: arrays[f"{name}.kind_shifts"].astype(np.float64) for name in KINDS}
            self._rules = [self.card.calibration[name] for name in CATEGORIES]
        except KeyError as error:
            raise ModelError(f"{folder}: {error} is missing") from error
        if any(len(each) != BUCKETS for each in columns):
            raise ModelError(f"{folder}: weights of the wrong shape; train it again")
        # One row a bucket: a gram's weights for all categories lie side by side in memory.
        self._grams = np.column_stack(columns)
        self._tokeniser = Tokeniser()
        self._encoder = Encoder()

    def read(self, texts: Sequence[OwnWords], languages: Sequence[str]) -> list[Reading]:
        """Return a reading per text; same answers one by one or together."""
        if not texts:
            return []
        windows = [window for text in texts for window in text.folded]
        sizes = np.array([len(text.folded) for text in texts])
        starts = np.cumsum(sizes) - sizes
        scores = self._score_grams(hash_grams(windows))
        margins = np.maximum.reduceat(scores, starts)
        is_worst = scores == np.repeat(margins, sizes, axis=0)
        worst = np.minimum.reduceat(np.where(is_worst, np.arange(len(windows))[:, None], len(windows)), starts)
        doubtful = self._choose_doubtful(margins, sizes, languages)
        meaning = self._score_meaning(
            [texts[i].speak(self._most_doubtful(margins[i], worst[i]) - int(starts[i])) for i in doubtful]
        )
        log_odds = self._combine(margins, doubtful, meaning)
        log_odds -= np.array([self._thresholds(language) for language in languages])
        settled = np.array([language != "el" for language in languages])
        settled[doubtful] = False
        log_odds[settled] = np.minimum(log_odds[settled], SETTLED)
        return [
            Reading(tuple(odds), tuple(windows[place] for place in places))
            for odds, places in zip(log_odds.tolist(), worst.tolist(), strict=True)
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
        totals = _add(self._grams[grams.buckets, column], grams)
        alone, joint = totals[: len(words)], totals[len(words) :]
        shared = (joint - alone[:-1] - alone[1:]) / 2
        alone[:-1] += shared
        alone[1:] += shared
        return alone * float(weigh(hash_grams([" ".join(words)]))[0])

    def _score_grams(self, grams: Grams) -> Scores:
        scale = weigh(grams)
        rows = self._grams.take(grams.buckets, axis=0)
        columns = [_add(rows[:, i], grams) * scale for i in range(len(CATEGORIES))]
        return np.column_stack(columns) + self._intercepts

    def _choose_doubtful(self, scores: Scores, sizes: NDArray[np.int64], languages: Sequence[str]) -> list[int]:
        gate = np.array([rules["gate"] for rules in self._rules])
        is_doubtful = (sizes <= SHORT) | (scores > gate).any(axis=1)
        return [i for i in np.flatnonzero(is_doubtful).tolist() if languages[i] != "el"]

    def _most_doubtful(self, scores: Scores, windows: NDArray[np.int64]) -> int:
        over = scores - np.array([rules["gate"] for rules in self._rules])
        return int(windows[int(over.argmax())])

    def _score_meaning(self, windows: Sequence[str]) -> Scores:
        if not windows:
            return np.zeros((0, len(CATEGORIES)))
        vectors = self._encoder.encode(self._tokeniser.cut(windows))
        return self._heads.score(vectors)

    def _combine(self, grams: Scores, doubtful: Sequence[int], meaning: Scores) -> Scores:
        log_odds = np.column_stack(
            [grams[:, i] * rules["grams_slope"] + rules["grams_shift"] for i, rules in enumerate(self._rules)]
        )
        for row, scores in zip(doubtful, meaning, strict=True):
            for i, rules in enumerate(self._rules):
                both = grams[row, i] * rules["both_grams"] + scores[i] * rules["both_meaning"]
                both += rules["both_shift"]
                log_odds[row, i] = both if grams[row, i] >= rules["floor"] else min(both, QUIET)
        return log_odds

    def _thresholds(self, language: str) -> list[float]:
        return [self.card.thresholds[name].get(language, self.card.thresholds[name]["other"]) for name in CATEGORIES]


def _add(weights: NDArray[np.float32], grams: Grams) -> Scores:
    """Return the sum of each window's weights, one weight a gram."""
    totals = np.bincount(grams.windows, weights=weights, minlength=grams.count)
    return totals.astype(np.float64, copy=False)
