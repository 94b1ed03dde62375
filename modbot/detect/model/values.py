"""Whether a value in a post is what it looks like: signs of the value and its surroundings → a sum of evidence.

The signs are text; each has a place in a hashed table (CRC-32), so that a sign never seen counts little or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

import numpy as np

from modbot.detect.model.card import Card, read_arrays, read_card
from modbot.detect.word_cuts import Remembered
from modbot.errors import ModelError

TABLE_BITS = 17
# What a value may be: a secret, the name of somebody whose data is told, the extension of such a person, a contact of
# somebody else than the author.
SECRET, PERSON, SEAT, THEIRS = "secret", "person", "seat", "theirs"
VERDICTS = (SECRET, PERSON, SEAT, THEIRS)
# The sign of a value that a finder believes in: only training sees it.
TOLD = "told"


class ValueWeights:
    """The weights of a folder of models, one table a verdict. Building it reads the files; raises ModelError."""

    def __init__(self, folder: Path) -> None:
        self.card: Card = read_card(folder)
        arrays = read_arrays(folder, self.card)
        try:
            self._tables = {name: np.ascontiguousarray(arrays[name], dtype=np.float32) for name in VERDICTS}
            self._limits = {name: self.card.thresholds[name]["other"] for name in VERDICTS}
        except KeyError as error:
            raise ModelError(f"{folder}: {error} is missing; train it again") from error
        if any(table.shape != ((1 << TABLE_BITS) + 1,) for table in self._tables.values()):
            raise ModelError(f"{folder}: weights of the wrong shape; train it again")

    def weigh(self, verdict: str, signs: Iterable[str]) -> float:
        """Return log-odds for the verdict; nought is its shipped threshold."""
        table = self._tables[verdict]
        rows = np.fromiter(_find_rows(signs), np.intp)
        rows.sort()  # so that the same signs have the same sum
        return float(table[rows].sum() + table[-1]) - self._limits[verdict]


def place_signs(signs: Iterable[str]) -> list[int]:
    """Return the table's rows of the signs, each once, in order."""
    return sorted(_find_rows(signs))


def _find_rows(signs: Iterable[str]) -> set[int]:
    return {*map(_PLACES.__getitem__, signs)}


def _place_sign(sign: str) -> int:
    return crc32(sign.encode("utf-8", "surrogatepass")) >> (32 - TABLE_BITS)


_PLACES = Remembered(_place_sign)
