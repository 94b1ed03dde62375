"""What the parts say of texts whose source they have not seen: each fold's by parts learned from the other folds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.parts import Encode, Opinion, Parts, Scores
from modbot.learn.fit import FOLDS, Material, fit_parts
from modbot.learn.vectors import Progress

# Networks that start elsewhere disagree most where they know least: their mean rarely takes a clean post for abuse.
NETWORKS = 2
CHUNK = 4000


@dataclass(frozen=True, slots=True)
class Unseen:
    """The parts of each fold, and what they say of its one window per text; a column a category.

    ``whole`` are the rows that are read as whole posts too; ``tops`` the n-grams' scores of their worst windows.
    """

    folds: Sequence[Parts]
    grams: Scores
    meaning: Scores
    whole: NDArray[np.bool_]
    tops: Scores


def predict_unseen(material: Material, whole: NDArray[np.bool_], seed: int, tell: Progress) -> Unseen:
    """Return what parts say of rows whose source (of ham and own writing: whose text, whose pattern) they missed."""
    grams, meaning, tops = (np.zeros(material.weights.shape) for _ in range(3))
    folds = []
    for fold in range(FOLDS):
        tell(f"leave out fold {fold + 1} of {FOLDS}")
        parts = fit_parts(material, np.where((material.folds == fold)[:, None], 0.0, material.weights), NETWORKS, seed)
        for part in _cut(material.folds == fold):
            grams[part] = material.grams[part] @ parts.grams + parts.intercepts
            meaning[part] = parts.heads.score(material.vectors[part].astype(np.float32))
        for part in _cut((material.folds == fold) & whole):
            tops[part] = parts.score_texts([material.rows[i].words for i in part])[0]
        folds.append(parts)
    return Unseen(folds, grams, meaning, whole, tops)


def judge_unseen(
    material: Material, unseen: Unseen, rules: Sequence[Mapping[str, float]], encode: Encode, tell: Progress
) -> Opinion:
    """Return what the live model would say, had it missed the text's fold: of whole posts, of one window elsewhere."""
    shape = material.weights.shape
    read = np.flatnonzero(material.languages != "el")
    alone = replace(unseen.folds[0], rules=rules).combine(unseen.grams, read, unseen.meaning[read])
    judged = Opinion(alone, np.zeros(shape, dtype=np.int64), np.zeros(shape[0], dtype=np.bool_))
    for fold, parts in enumerate(unseen.folds):
        tell(f"judge fold {fold + 1} of {FOLDS}")
        for part in _cut((material.folds == fold) & unseen.whole):
            words, languages = [material.rows[i].words for i in part], [str(name) for name in material.languages[part]]
            opinion = replace(parts, rules=rules).judge(words, languages, encode)
            judged.log_odds[part], judged.windows[part] = opinion.log_odds, opinion.windows
            judged.settled[part] = opinion.settled
    return judged


def _cut(rows: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    places = np.flatnonzero(rows)
    return np.array_split(places, len(places) // CHUNK + 1) if len(places) else []
