"""The encoder's vectors of many texts, remembered between runs: encoding is nine tenths of the training time."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.encoder import DIMENSIONS, Encoder, Tokeniser

CHUNK = 16_384
Progress = Callable[[str], None]


class Vectors:
    """The encoder's vectors by text; ``memory`` is an .npz file read first and written whenever texts are new."""

    def __init__(self, memory: Path | None, tell: Progress) -> None:
        self._memory = memory
        self._tell = tell
        known, self._stored = _recall(memory)
        self._places = {key: place for place, key in enumerate(known)}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Return one vector per text, shape (n, 512)."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16] for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._places}
        if new:
            self._stored = np.concatenate([self._stored, _encode(list(new.values()), self._tell)])
            self._places.update((key, place) for place, key in enumerate(new, len(self._places)))
            self._write()
        return self._stored[[self._places[key] for key in keys]]

    def _write(self) -> None:
        if self._memory is not None:
            keys = np.frombuffer(b"".join(self._places), dtype=np.uint8).reshape(-1, 16)
            with tempfile.NamedTemporaryFile(dir=self._memory.parent, suffix=".npz", delete=False) as fresh:
                np.savez(fresh, keys=keys, vectors=self._stored)
            Path(fresh.name).replace(self._memory)  # whole or not at all: hours of encoding hang on it


def _recall(memory: Path | None) -> tuple[list[bytes], NDArray[np.float16]]:
    if memory is None or not memory.is_file():
        return [], np.zeros((0, DIMENSIONS), dtype=np.float16)
    with np.load(memory, allow_pickle=False) as stored:
        return [bytes(key) for key in stored["keys"]], stored["vectors"]


def _encode(texts: Sequence[str], tell: Progress) -> NDArray[np.float16]:
    """Return the vectors, texts of like length encoded together."""
    encoder, tokeniser = Encoder(), Tokeniser()
    vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float16)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for first in range(0, len(order), CHUNK):
        tell(f"encode texts {first + 1}–{min(first + CHUNK, len(order))} of {len(order)}")
        group = order[first : first + CHUNK]
        vectors[group] = encoder.encode(tokeniser.cut([texts[place] for place in group]))
    return vectors
