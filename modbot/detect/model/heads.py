"""What the encoder's vectors mean per category: a few small networks, their answers averaged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Heads:
    """Networks of one hidden layer side by side: 512 numbers → ``hidden`` → one score per category."""

    hidden: NDArray[np.float32]
    hidden_shifts: NDArray[np.float32]
    out: NDArray[np.float32]
    out_shifts: NDArray[np.float32]

    def score(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return one score per vector and category; shape (n, categories)."""
        active = np.maximum(vectors @ self.hidden + self.hidden_shifts, 0.0)
        return np.asarray(active @ self.out + self.out_shifts, dtype=np.float64)


def join_heads(heads: list[Heads]) -> Heads:
    """Return heads whose scores are the mean of the given ones'."""
    joined, count = add_heads(heads), np.float32(len(heads))
    return Heads(joined.hidden, joined.hidden_shifts, joined.out / count, joined.out_shifts / count)


def place_heads(heads: Heads, columns: NDArray[np.bool_]) -> Heads:
    """Return heads that score as many categories as ``columns`` has entries: theirs where it is true, 0 elsewhere."""
    out = np.zeros((len(heads.out), len(columns)), dtype=np.float32)
    out_shifts = np.zeros(len(columns), dtype=np.float32)
    out[:, columns], out_shifts[columns] = heads.out, heads.out_shifts
    return Heads(heads.hidden, heads.hidden_shifts, out, out_shifts)


def add_heads(heads: list[Heads]) -> Heads:
    """Return heads whose scores are the sum of the given ones'."""
    return Heads(
        np.hstack([each.hidden for each in heads]),
        np.concatenate([each.hidden_shifts for each in heads]),
        np.vstack([each.out for each in heads]),
        np.asarray(np.sum([each.out_shifts for each in heads], axis=0), dtype=np.float32),
    )
