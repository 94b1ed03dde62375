"""The fitted parts of a classifier: n-grams for all texts, the sentence encoder where they leave a doubt.

Training reads left-out posts with the same code as the live model, so that thresholds hold for whole posts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from modbot.detect.model.features import Grams, hash_texts, weigh
from modbot.detect.model.heads import Heads
from modbot.detect.model.words import OwnWords

# Texts of so many windows the encoder always reads; of longer ones the most doubtful window, if there is a doubt.
SHORT = 1
# Log-odds that a text cannot exceed whose n-grams are below the category's floor: no threshold is as low.
QUIET = -3.0
Scores = NDArray[np.float64]
Encode = Callable[[Sequence[str]], NDArray[np.float16] | NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the parts say of texts, a row each: log-odds and deciding window's number per category.

    ``settled``: the n-grams left no doubt and the encoder was not asked; nothing may be flagged.
    """

    log_odds: Scores
    windows: NDArray[np.int64]
    settled: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parts:
    """Weights of the n-grams (a row a bucket, a column a category), heads over the encoder, rules per category."""

    grams: NDArray[np.float32]
    intercepts: Scores
    heads: Heads
    rules: Sequence[Mapping[str, float]]

    def judge(self, texts: Sequence[OwnWords], languages: Sequence[str], encode: Encode) -> Opinion:
        """Return what the parts say of each text; same answers one by one or together."""
        scores, worst = self.score_texts(texts)
        doubtful = self._choose_doubtful(scores, texts, languages)
        meaning = np.zeros((0, len(self.rules)))
        if doubtful:
            spoken = [texts[i].speak(self._most_doubtful(scores[i], worst[i])) for i in doubtful]
            meaning = self.heads.score(encode(spoken).astype(np.float32, copy=False))
        settled = np.array([language != "el" for language in languages])
        settled[doubtful] = False
        return Opinion(self.combine(scores, doubtful, meaning), worst, settled)

    def score_texts(self, texts: Sequence[OwnWords]) -> tuple[Scores, NDArray[np.int64]]:
        """Return the n-grams' score of each text's worst window, per category, and that window's number."""
        windows, _ = hash_texts(tuple(text.folded for text in texts))
        scores = self.score_grams(windows)
        sizes = np.array([len(text.folded) for text in texts])
        starts = np.cumsum(sizes) - sizes
        highest = np.maximum.reduceat(scores, starts)
        is_worst = scores == np.repeat(highest, sizes, axis=0)
        places = (np.arange(len(scores)) - np.repeat(starts, sizes))[:, None]
        worst: NDArray[np.int64] = np.minimum.reduceat(np.where(is_worst, places, len(scores)), starts)
        return highest, worst

    def score_grams(self, grams: Grams) -> Scores:
        """Return the n-grams' score of each window and category."""
        return add_weights(self.grams, grams) * weigh(grams)[:, None] + self.intercepts

    def _choose_doubtful(self, scores: Scores, texts: Sequence[OwnWords], languages: Sequence[str]) -> list[int]:
        gate = np.array([rules["gate"] for rules in self.rules])
        is_doubtful = np.array([len(text.folded) for text in texts]) <= SHORT
        is_doubtful |= (scores > gate).any(axis=1)
        return [i for i in np.flatnonzero(is_doubtful).tolist() if languages[i] != "el"]

    def _most_doubtful(self, scores: Scores, windows: NDArray[np.int64]) -> int:
        over = scores - np.array([rules["gate"] for rules in self.rules])
        return int(windows[int(over.argmax())])

    def combine(self, grams: Scores, doubtful: Sequence[int] | NDArray[np.int64], meaning: Scores) -> Scores:
        """Return log-odds from the n-grams' scores, and of the doubtful rows from ``meaning`` as well."""
        log_odds = np.empty_like(grams)
        for i, rules in enumerate(self.rules):
            log_odds[:, i] = grams[:, i] * rules["grams_slope"] + rules["grams_shift"]
            asked = grams[doubtful, i]
            both = asked * rules["both_grams"] + meaning[:, i] * rules["both_meaning"] + rules["both_shift"]
            log_odds[doubtful, i] = np.where(asked >= rules["floor"], both, np.minimum(both, QUIET))
        return log_odds


def add_weights(weights: NDArray[np.float32], grams: Grams) -> Scores:
    """Return the sums of each window's weights, a row a window; ``weights`` has a row a bucket.

    One sparse product, whose cost hardly depends on how many columns there are.
    """
    ones = np.ones(len(grams.buckets), dtype=np.float32)
    places = (grams.windows, grams.buckets)
    found = sparse.coo_array((ones, places), shape=(grams.count, len(weights)))
    return np.asarray(found @ weights, dtype=np.float64)
