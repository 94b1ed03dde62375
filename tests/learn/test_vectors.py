"""Vectors of texts: kept between runs, the same from the file as from the encoder."""

from pathlib import Path

import numpy as np

from modbot.learn.vectors import Vectors

TEXTS = ["the queue is full", "la coda è piena", "the queue is full", "anruf wird getrennt"]


def test_vectors_are_remembered_and_only_new_texts_are_encoded(tmp_path: Path) -> None:
    memory = tmp_path / "vectors.npz"
    told: list[str] = []
    first = Vectors(memory, told.append).encode(TEXTS)
    assert first.shape == (4, 512)
    assert np.array_equal(first[0], first[2])
    again = Vectors(memory, told.append).encode([*TEXTS, "ένα νέο κείμενο"])
    assert np.array_equal(again[:4], first)
    assert told == ["encode texts 1–3 of 3", "encode texts 1–1 of 1"]


def test_without_a_file_the_vectors_are_the_same(tmp_path: Path) -> None:
    kept = Vectors(tmp_path / "vectors.npz", lambda step: None).encode(TEXTS[:2])
    assert np.array_equal(kept, Vectors(None, lambda step: None).encode(TEXTS[:2]))
