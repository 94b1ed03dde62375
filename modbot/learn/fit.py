"""Fits the classifier's parts, and shows how they do on sources they have not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression, SGDClassifier

from modbot.detect.model.features import BUCKETS, hash_grams, weigh
from modbot.detect.model.heads import Heads, join_heads
from modbot.learn.heads import fit_heads
from modbot.learn.sources import CATEGORIES, HAM, OWN, Row
from modbot.learn.vectors import Progress, encode_texts

FOLDS = 5
# Translations of one another stay on one side.
KIN = {"jigsaw_subset_mt_fr": "jigsaw_subset_en", "sms_spam_mt_pt": "sms_spam_uci_en"}
ABUSE_LABELS = ("insult", "hate", "threat", "adult", "offensive", "impolite", "defamation")
SPAM_LABELS = ("ad", "seo", "fake_support", "phishing", "job")
# Networks that start elsewhere disagree most where they know least: their mean rarely takes a clean post for abuse.
NETWORKS, NETWORKS_UNSEEN = 4, 2

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Material:
    """Rows in the form estimators read: grams, vectors, what they are of and count for, folds that split no source.

    ``positive`` and ``weights`` have a column a category. ``steps``: how many batches a network sees.
    """

    rows: Sequence[Row]
    grams: sparse.csr_matrix
    vectors: NDArray[np.float16]
    positive: NDArray[np.bool_]
    weights: Vector
    folds: NDArray[np.int64]
    languages: NDArray[np.str_]
    steps: int


def prepare_material(rows: Sequence[Row], memory: Path | None, steps: int, tell: Progress) -> Material:
    """Return the material of the rows; ``memory`` is a file that keeps the encoder's vectors between runs."""
    tell(f"hash the grams of {len(rows)} texts")
    windows = [_one_window(row) for row in rows]
    return Material(
        rows,
        gram_matrix([folded for folded, _ in windows]),
        encode_texts([spoken for _, spoken in windows], memory, tell),
        np.array([[row.says(category) for category in CATEGORIES] for row in rows]),
        np.array([row.weights for row in rows]),
        assign_folds(rows),
        np.array([row.language for row in rows]),
        steps,
    )


def _one_window(row: Row) -> tuple[str, str]:
    """Return the folded and spoken window to learn from: any of a clean text, the first of spam, all of abuse."""
    windows = row.words.folded
    if row.says("abuse"):
        return " ".join(windows), row.words.speak(0)
    drawn = hashlib.sha256(windows[0].encode("utf-8", "replace")).hexdigest()
    place = int(drawn[:8], 16) % len(windows) if row.labels == ("ok",) else 0
    return windows[place], row.words.speak(place)


def gram_matrix(windows: Sequence[str]) -> sparse.csr_matrix:
    """Return the weighed grams of each window as a row of a sparse matrix."""
    parts = []
    for first in range(0, len(windows), 4000):
        grams = hash_grams(windows[first : first + 4000])
        values = weigh(grams)[grams.windows]
        parts.append(sparse.csr_matrix((values, (grams.windows, grams.buckets)), shape=(grams.count, BUCKETS)))
    return sparse.vstack(parts).tocsr()


def assign_folds(rows: Sequence[Row]) -> NDArray[np.int64]:
    """Return each row's fold: whole sources, languages spread; ham and own writing by text, by pattern's words."""
    languages = {row.source: row.language for row in rows}
    named = sorted(
        {KIN.get(name, name) for name in languages if name != OWN and name not in HAM}, key=lambda n: (languages[n], n)
    )
    fold_of = {name: place % FOLDS for place, name in enumerate(named)}
    return np.array(
        [
            fold_of[KIN.get(row.source, row.source)]
            if row.source not in (OWN, *HAM)
            else sum(map(ord, row.words.folded[0][:12])) % FOLDS
            for row in rows
        ]
    )


def fit_grams(
    material: Material, positive: NDArray[np.bool_], weights: Vector, seed: int
) -> tuple[NDArray[np.float32], float]:
    """Return weight per bucket and intercept of a logistic regression on the grams."""
    used = np.flatnonzero(weights > 0)
    model = SGDClassifier(loss="log_loss", alpha=5e-7, max_iter=6, tol=None, average=True, random_state=seed)
    model.fit(material.grams[used], positive[used], sample_weight=weights[used])
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def fit_meaning(material: Material, weights: Vector, networks: int, seed: int) -> Heads:
    """Return the joined networks that read the encoder's vectors; Greek is left out, the encoder cannot read it."""
    used = np.flatnonzero((material.languages != "el") & (weights > 0).any(axis=1))
    vectors, positive, counts = material.vectors[used], material.positive[used], weights[used].astype(np.float32)
    return join_heads(
        [fit_heads(vectors, positive, counts, material.steps, seed + number) for number in range(networks)]
    )


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the parts say of rows whose source they have not seen, a column a category."""

    grams: Vector
    meaning: Vector


def predict_unseen(material: Material, seed: int, tell: Progress) -> Unseen:
    """Return out-of-source scores: each fold's rows by parts fitted on the other folds."""
    grams, meaning = np.zeros(material.weights.shape), np.zeros(material.weights.shape)
    for fold in range(FOLDS):
        out = np.flatnonzero(material.folds == fold)
        kept = np.where((material.folds == fold)[:, None], 0.0, material.weights)
        for column, category in enumerate(CATEGORIES):
            tell(f"fold {fold + 1} of {FOLDS} left out: {category} by grams")
            coefficients, intercept = fit_grams(material, material.positive[:, column], kept[:, column], seed)
            grams[out, column] = material.grams[out] @ coefficients + intercept
        tell(f"fold {fold + 1} of {FOLDS} left out: networks")
        meaning[out] = fit_meaning(material, kept, NETWORKS_UNSEEN, seed).score(
            material.vectors[out].astype(np.float32)
        )
    return Unseen(grams, meaning)


def fit_labels(
    material: Material, category: str, labels: Sequence[str], seed: int
) -> list[tuple[NDArray[np.float32], float]]:
    """Return one part per sub-label, learned among texts of the category whose source names the sub-label."""
    wanted = {f"{category}.{label}" for label in labels}
    named = [set(row.labels) & wanted for row in material.rows]
    parts = []
    for label in labels:
        positive = np.array([f"{category}.{label}" in names for names in named])
        weights = np.array([float(bool(names)) for names in named])
        weights[positive] *= min(10.0, (weights.sum() / max(positive.sum(), 1)) ** 0.5)
        parts.append(fit_grams(material, positive, weights, seed))
    return parts


def fit_logit(columns: NDArray[np.float64], positive: NDArray[np.bool_], weights: Vector) -> tuple[list[float], float]:
    """Return slopes and shift that turn the columns into log-odds."""
    model = LogisticRegression(C=1e6, max_iter=500).fit(columns, positive, sample_weight=weights)
    return [float(slope) for slope in model.coef_[0]], float(model.intercept_[0])
