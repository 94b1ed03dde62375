"""Weighs the signs of a post: which kind of post it most likely is. The weights are learnt (modbot.learn.kinds)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from modbot.marked_yaml import read_model


class WeightTable(BaseModel):
    """Weights per sign, one for each kind; ``bias`` holds for posts without any sign."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    weights: dict[str, tuple[float, ...]]


class KindWeights:
    """Adds up the weights of a post's signs, the same for posts of every language."""

    def __init__(self, table: WeightTable) -> None:
        self.kinds = table.kinds
        self._rows = {sign: row for row, sign in enumerate(table.weights, start=1)}
        self._weights = np.array([table.bias, *table.weights.values()])

    def choose(self, signs: Iterable[str]) -> str:
        """Return the kind with the greatest sum; signs without weights count nothing."""
        known = [0, *filter(None, map(self._rows.get, signs))]
        return self.kinds[int(np.add.reduce(self._weights.take(known, axis=0)).argmax())]


def load_kind_weights(config: Path) -> KindWeights:
    """Return the weights of a configuration folder; raises ConfigError."""
    return KindWeights(read_model(config / "prerequisites" / "kinds.yaml", WeightTable))
