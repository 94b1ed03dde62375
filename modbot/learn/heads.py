"""Fits the small networks that read the encoder's vectors: Adam over drawn batches, targets never quite certain.

Scikit-learn's networks know neither a target between yes and no nor a row that is silent for one category; both
matter here, since sources disagree about what abuse is and most say nothing about adverts. How readily a source
says yes is its habit: a shift of its own takes it up while a network learns, and is forgotten afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.heads import Heads

SCALE = 22.6  # vectors have length one: so their 512 numbers have about variance one
BATCH = 512
DROPPED = 0.2
RATE = 1e-3
DECAY = 1e-4
_HABITS_DECAY = 1e-3
_WARM = 200

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Course:
    """How a network learns: how many hidden numbers it has, how many batches it sees, which seed draws them.

    A label says ``sure`` of what it says, and the other side the rest.
    """

    hidden: int
    steps: int
    seed: int
    sure: float = 0.9


@dataclass(frozen=True, slots=True)
class Texts:
    """What a network learns from: vectors, a column a category of what they are of and count for.

    ``sources`` are numbers; 0 stands for all that say yes and no as readily as the live model shall.
    """

    vectors: NDArray[np.float16]
    positive: NDArray[np.bool_]
    weights: Floats
    sources: NDArray[np.int64]


class _Adam:
    """Weights that follow their slopes."""

    def __init__(self, weights: list[Floats], steps: int) -> None:
        self.weights = weights
        self._steps = steps
        self._means = [np.zeros_like(part) for part in weights]
        self._squares = [np.zeros_like(part) for part in weights]

    def step(self, slopes: list[Floats], number: int) -> None:
        """Move the weights; the rate rises for 200 steps and falls along a cosine."""
        rate = np.float32(
            RATE * min(1.0, number / _WARM) * (0.05 + 0.475 * (1.0 + np.cos(np.pi * number / self._steps)))
        )
        early, earlier = np.float32(1.0 - 0.9**number), np.float32(1.0 - 0.999**number)
        for place, slope in enumerate(slopes):
            mean, square = self._means[place], self._squares[place]
            np.add(mean, 0.1 * (slope - mean), out=mean)
            np.add(square, 0.001 * (slope * slope - square), out=square)
            self.weights[place] -= rate * (mean / early) / (np.sqrt(square / earlier) + np.float32(1e-8))


def fit_heads(texts: Texts, course: Course) -> Heads:
    """Return one network for all categories of the texts."""
    draw = np.random.default_rng(course.seed)
    width, categories = texts.vectors.shape[1], texts.positive.shape[1]
    hidden = draw.normal(size=(width, course.hidden)) * np.sqrt(2.0 / width)
    out = draw.normal(size=(course.hidden, categories)) / np.sqrt(course.hidden)
    habits = np.zeros((texts.sources.max(initial=0) + 1, categories))
    parts = [hidden, np.zeros(course.hidden), out, np.zeros(categories), habits]
    learner = _Adam([part.astype(np.float32) for part in parts], course.steps)
    drawn_by = texts.weights.max(axis=1)
    chances = np.cumsum(drawn_by / drawn_by.sum(dtype=np.float64))
    for number in range(1, course.steps + 1):
        rows = np.minimum(np.searchsorted(chances, draw.random(BATCH)), len(chances) - 1)
        counts = texts.weights[rows] / drawn_by[rows, None]
        learner.step(_slopes(learner.weights, texts, rows, counts, course.sure, draw), number)
    fitted = learner.weights
    return Heads(fitted[0] * np.float32(SCALE), fitted[1], fitted[2], fitted[3])


def _slopes(
    weights: list[Floats],
    texts: Texts,
    rows: NDArray[np.int64],
    counts: Floats,
    sure: float,
    draw: np.random.Generator,
) -> list[Floats]:
    """Return the slope of the log loss for each part of the network."""
    hidden, hidden_shifts, out, out_shifts, habits = weights
    inputs, sources = texts.vectors[rows].astype(np.float32) * np.float32(SCALE), texts.sources[rows]
    before = inputs @ hidden + hidden_shifts
    kept = (before > 0) * (draw.random(before.shape, dtype=np.float32) > DROPPED) / np.float32(1.0 - DROPPED)
    active = before * kept
    wanted = np.where(texts.positive[rows], sure, 1.0 - sure)
    said = 1.0 / (1.0 + np.exp(-np.clip(active @ out + out_shifts + habits[sources], -30, 30)))
    wrong = ((said - wanted) * counts / len(inputs)).astype(np.float32)
    back = wrong @ out.T * kept
    decay = np.float32(DECAY)
    leaning = np.float32(_HABITS_DECAY) * habits
    np.add.at(leaning, sources, wrong)
    leaning[0] = 0.0
    return [
        inputs.T @ back + decay * hidden,
        back.sum(axis=0),
        active.T @ wrong + decay * out,
        wrong.sum(axis=0),
        leaning,
    ]
