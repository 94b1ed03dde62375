"""Fits the classifier's parts, and shows how they do on sources they have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression, SGDClassifier

from modbot.detect.model.features import BUCKETS, Grams, hash_grams, weigh
from modbot.detect.model.heads import Heads, add_heads, join_heads, place_heads
from modbot.detect.model.parts import Parts
from modbot.learn.heads import Course, Texts, fit_heads
from modbot.learn.sources import CATEGORIES, HAM, OWN, POSTS, Row, digest
from modbot.learn.vectors import Progress, Vectors

FOLDS = 5
# Adverts are more various than abuse, and sources hardly disagree about them. Steps: so many times the plan's.
COURSES = {"abuse": Course(96, 1, 0, 0.9), "spam": Course(192, 3, 0, 0.95)}
DISPUTED = "abuse"
# Translations of one another stay on one side.
KIN = {"jigsaw_subset_mt_fr": "jigsaw_subset_en", "sms_spam_mt_pt": "sms_spam_uci_en"}
ABUSE_LABELS = ("insult", "hate", "threat", "adult", "offensive", "impolite", "defamation")
SPAM_LABELS = ("ad", "seo", "fake_support", "phishing", "job")
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


def prepare_material(rows: Sequence[Row], vectors: Vectors, steps: int, tell: Progress) -> Material:
    """Return the material of the rows."""
    tell(f"hash the grams of {len(rows)} texts")
    windows = [_one_window(row) for row in rows]
    return Material(
        rows,
        gram_matrix([folded for folded, _ in windows]),
        vectors.encode([spoken for _, spoken in windows]),
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
    place = _draw(windows[0]) % len(windows) if row.says("ok") else 0
    return windows[place], row.words.speak(place)


def _draw(text: str) -> int:
    return int(digest(text)[:8], 16)


def gram_rows(grams: Grams, buckets: int) -> sparse.csr_matrix:
    """Return the weighed grams of each window as a row of a sparse matrix, a column a bucket."""
    values = weigh(grams)[grams.windows]
    return sparse.csr_matrix((values, (grams.windows, grams.buckets)), shape=(grams.count, buckets))


def gram_matrix(windows: Sequence[str]) -> sparse.csr_matrix:
    """Return the weighed grams of each window as a row of a sparse matrix."""
    starts = range(0, len(windows), 4000)
    return sparse.vstack([gram_rows(hash_grams(windows[at : at + 4000]), BUCKETS) for at in starts]).tocsr()


def assign_folds(rows: Sequence[Row]) -> NDArray[np.int64]:
    """Return each row's fold: whole sources, spam and languages spread; ham by its text, own writing by its pattern."""
    kin = {row.source: KIN.get(row.source, row.source) for row in rows if row.source not in (OWN, POSTS, *HAM)}
    adverts = {kin[row.source] for row in rows if row.source in kin and row.says("spam")}
    languages = {row.source: row.language for row in rows}
    named = sorted(set(kin.values()), key=lambda name: (name in adverts, languages.get(name, ""), name))
    fold_of = {name: place % FOLDS for place, name in enumerate(named)}
    return np.array(
        [
            fold_of[kin[row.source]] if row.source in kin else _draw(row.pattern or row.words.folded[0]) % FOLDS
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
    """Return the joined networks that read the encoder's vectors; Greek is left out, the encoder cannot read it.

    Each category has its own: beside abuse, those for spam took questions of prices and hotlines for adverts.
    """
    places = np.eye(len(CATEGORIES), dtype=np.bool_)
    return add_heads(
        [
            place_heads(_fit_networks(material, weights, column, networks, seed), place)
            for column, place in enumerate(places)
        ]
    )


def _fit_networks(material: Material, weights: Vector, column: int, networks: int, seed: int) -> Heads:
    """Return joined networks that tell the category of a column."""
    category = CATEGORIES[column]
    used = np.flatnonzero((material.languages != "el") & (weights[:, column] > 0))
    positive, counts = material.positive[used, column, None], weights[used, column, None].astype(np.float32)
    names = [material.rows[row].source if category == DISPUTED else OWN for row in used.tolist()]
    texts = Texts(material.vectors[used], positive, counts, _number_sources(names, positive[:, 0]))
    course = replace(COURSES[category], steps=COURSES[category].steps * material.steps)
    return join_heads([fit_heads(texts, replace(course, seed=seed + number)) for number in range(networks)])


def _number_sources(names: Sequence[str], positive: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return each row's source as a number; 0 for ham, own writing and sources that know one side only."""
    sides = [{name for name, yes in zip(names, positive, strict=True) if yes == side} for side in (True, False)]
    numbers = {name: place for place, name in enumerate(sorted((sides[0] & sides[1]) - {OWN, POSTS, *HAM}), 1)}
    return np.array([numbers.get(name, 0) for name in names])


def fit_parts(material: Material, weights: Vector, networks: int, seed: int) -> Parts:
    """Return the parts learned from the rows as far as their weights let them, without rules."""
    grams = [
        fit_grams(material, material.positive[:, column], weights[:, column], seed) for column in range(len(CATEGORIES))
    ]
    heads = fit_meaning(material, weights, networks, seed)
    return Parts(
        np.column_stack([coefficients for coefficients, _ in grams]),
        np.array([intercept for _, intercept in grams]),
        heads,
        (),
    )


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
