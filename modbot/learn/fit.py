"""Fits the classifier's parts, and shows how they do on sources they have not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier

from modbot.detect.model.encoder import Encoder, Tokeniser
from modbot.detect.model.features import BUCKETS, hash_grams, weigh
from modbot.learn.sources import CATEGORIES, OWN, Row

FOLDS = 5
# Translations of one another stay on one side.
KIN = {"jigsaw_subset_mt_fr": "jigsaw_subset_en", "sms_spam_mt_pt": "sms_spam_uci_en"}
FORUM_HAM = "sumo_firefox_ham"
HAM = (FORUM_HAM, "docs_libreoffice_multi")
ABUSE_LABELS = ("insult", "hate", "threat", "adult", "offensive", "impolite", "defamation")
SPAM_LABELS = ("ad", "seo", "fake_support", "phishing", "job")

Vector = NDArray[np.float64]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Material:
    """Rows in the form estimators read: grams of all, vectors of some, folds that never split a source."""

    rows: Sequence[Row]
    grams: sparse.csr_matrix
    encoded: NDArray[np.int64]
    vectors: NDArray[np.float32]
    folds: NDArray[np.int64]


def prepare_material(rows: Sequence[Row], encode_at_most: int, seed: int, tell: Progress) -> Material:
    """Return the material of the rows; the encoder reads the ham it is held against and a sample of the rest."""
    draw = np.random.default_rng(seed)
    tell(f"hash the grams of {len(rows)} texts")
    windows = [_one_window(row, draw) for row in rows]
    grams = gram_matrix([folded for folded, _ in windows])
    chosen = _choose_encoded(rows, encode_at_most, draw)
    tell(f"encode {len(chosen)} texts")
    vectors = Encoder().encode(Tokeniser().cut([windows[i][1] for i in chosen]))
    return Material(rows, grams, chosen, vectors, assign_folds(rows))


def _choose_encoded(rows: Sequence[Row], at_most: int, draw: np.random.Generator) -> NDArray[np.int64]:
    shares: dict[tuple[str, str], int] = {}
    ham = []
    for place in draw.permutation(len(rows)):
        row = rows[place]
        if row.source in HAM and shares.setdefault((row.source, row.language), 0) < at_most // 30:
            shares[row.source, row.language] += 1
            ham.append(int(place))
    weights = np.array([0.0 if row.source in HAM else max(row.weights) for row in rows])
    size = min(at_most - len(ham), int((weights > 0).sum()))
    others = draw.choice(len(rows), size, replace=False, p=weights / weights.sum())
    return np.sort(np.concatenate([np.array(ham, dtype=np.int64), others]))


def _one_window(row: Row, draw: np.random.Generator) -> tuple[str, str]:
    """Return the folded and spoken window to learn from: any of a clean text, the first of spam, all of abuse."""
    if row.says("abuse"):
        return " ".join(row.words.folded), row.words.speak(0)
    place = int(draw.integers(len(row.words.folded))) if row.labels == ("ok",) else 0
    return row.words.folded[place], row.words.speak(place)


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
    model = SGDClassifier(loss="log_loss", alpha=1e-6, max_iter=6, tol=None, average=True, random_state=seed)
    model.fit(material.grams[used], positive[used], sample_weight=weights[used])
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def fit_meaning(material: Material, positive: NDArray[np.bool_], weights: Vector) -> tuple[NDArray[np.float32], float]:
    """Return weight per dimension and intercept of a ridge regression on the encoder's vectors, Greek left out."""
    readable = np.array([material.rows[i].language != "el" for i in material.encoded])
    used = readable & (weights[material.encoded] > 0)
    places = material.encoded[used]
    model = Ridge(alpha=20.0, solver="cholesky")
    model.fit(material.vectors[used] * 22.6, 2.0 * positive[places] - 1.0, sample_weight=weights[places])
    return (model.coef_ * 22.6).astype(np.float32).ravel(), float(np.ravel(model.intercept_)[0])


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the parts say of rows whose source they have not seen: ``grams`` of all rows, ``meaning`` of the encoded."""

    grams: Vector
    meaning: Vector


def predict_unseen(material: Material, category: str, seed: int, tell: Progress) -> Unseen:
    """Return out-of-source scores: each fold's rows by parts fitted on the other folds."""
    positive, weights = targets(material.rows, category)
    grams = np.zeros(len(material.rows))
    meaning = np.zeros(len(material.encoded))
    for fold in range(FOLDS):
        tell(f"{category}: leave out fold {fold + 1} of {FOLDS}")
        kept = np.where(material.folds == fold, 0.0, weights)
        out = np.flatnonzero(material.folds == fold)
        coefficients, intercept = fit_grams(material, positive, kept, seed)
        grams[out] = material.grams[out] @ coefficients + intercept
        coefficients, intercept = fit_meaning(material, positive, kept)
        held = material.folds[material.encoded] == fold
        meaning[held] = material.vectors[held] @ coefficients + intercept
    return Unseen(grams, meaning)


def targets(rows: Sequence[Row], category: str) -> tuple[NDArray[np.bool_], Vector]:
    """Return which rows are of the category, and how much each counts for it."""
    place = CATEGORIES.index(category)
    return np.array([row.says(category) for row in rows]), np.array([row.weights[place] for row in rows])


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
