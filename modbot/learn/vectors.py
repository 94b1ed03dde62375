"""The encoder's vectors of many texts, remembered between runs: encoding is nine tenths of the training time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.encoder import DIMENSIONS, Encoder, Tokeniser

CHUNK = 16_384
Progress = Callable[[str], None]


def encode_texts(texts: Sequence[str], memory: Path | None, tell: Progress) -> NDArray[np.float16]:
    """Return one vector per text, shape (n, 512); ``memory`` is an .npz file read first and written when it grew."""
    keys = [hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16] for text in texts]
    known, stored = _recall(memory)
    places = {key: place for place, key in enumerate(known)}
    new = list(dict.fromkeys(key for key in keys if key not in places))
    if new:
        text_of = dict(zip(keys, texts, strict=True))
        stored = np.concatenate([stored, _encode([text_of[key] for key in new], tell)])
        places.update((key, place) for place, key in enumerate(new, len(known)))
        if memory is not None:
            np.savez(memory, keys=np.frombuffer(b"".join(known + new), dtype=np.uint8).reshape(-1, 16), vectors=stored)
    return stored[[places[key] for key in keys]]


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
