"""Fits what posts are for: lessons as one matrix of signs, n-grams and vectors, a logistic regression an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from modbot.detect.model.encoder import DIMENSIONS, Encoder, Tokeniser
from modbot.detect.model.features import hash_grams
from modbot.detect.model.purposes import ANSWERS, GRAM_BITS, ITEMS, KINDS, LIMITED, coarsen, has_vector
from modbot.errors import ModelError
from modbot.learn.fit import gram_rows
from modbot.learn.lessons import Lesson

# How loud the parts speak before anything is learnt, and how far weights may grow: chosen by leaving out folds.
_LOUD_GRAMS, _LOUD_VECTOR = 8.0, 6.8
_STRENGTH = 1.0
_FOLDS = 5
_NEIGHBOURS = 25  # posts that stand side by side share a theme: they are left out together
_RAREST = 2
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights per sign, gram and number of the vector, and shifts; a column an answer, then one a topic."""

    signs: NDArray[np.float32]
    grams: NDArray[np.float32]
    vector: NDArray[np.float32]
    shifts: NDArray[np.float32]


class Lessons:
    """All lessons as one matrix."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self.lessons = lessons
        seen = Counter(sign for lesson in lessons for sign in lesson.signs)
        self.signs = sorted(sign for sign, count in seen.items() if count >= _RAREST)
        self.topics = sorted({lesson.topic for lesson in lessons} - {""})
        self._topics = _place([[lesson.topic] for lesson in lessons], self.topics)
        self._kinds = _place([[kind for kind in KINDS if lesson.answers.get(kind)] for lesson in lessons], KINDS)
        self.matrix = sparse.hstack([self._signs(), self._grams(), self._vectors()]).tocsr()

    def known(self, answer: str) -> NDArray[np.int64]:
        """Return the places of the lessons that say something of the answer."""
        return np.flatnonzero([answer in lesson.answers for lesson in self.lessons])

    def says(self, answer: str) -> NDArray[np.bool_]:
        """Return per lesson whether it says yes."""
        return np.array([lesson.answers.get(answer, False) for lesson in self.lessons])

    def fit(self, kept: NDArray[np.bool_]) -> Fitted:
        """Return the weights learnt from the kept lessons; raises ModelError if they do not say enough."""
        width, rows = len(self.signs), np.zeros((len(ANSWERS) + len(self.topics), self.matrix.shape[1] + 1))
        for first, choices in ((0, self._kinds), (len(ANSWERS), self._topics)):
            places = np.flatnonzero(kept & (choices >= 0))
            chosen, weights = _learn(self.matrix[places], choices[places])
            rows[first + chosen] = weights
        for answer in (*LIMITED, *ITEMS):
            asked, row = self.known(answer), rows[ANSWERS.index(answer)]
            places = asked[kept[asked]]
            # What a report lacks is told by its signs alone.
            read = slice(width) if answer in ITEMS else slice(self.matrix.shape[1])
            even = answer in ITEMS  # reports were written to lack things; how many of a forum do is not known
            _, (_, weights) = _learn(self.matrix[places][:, read], self.says(answer)[places], even)
            row[read], row[-1] = weights[:-1], weights[-1]
        signs, grams, vector = np.split(rows[:, :-1].T.astype(np.float32), (width, width + (1 << GRAM_BITS)))
        return Fitted(signs, grams * _LOUD_GRAMS, vector * _LOUD_VECTOR, rows[:, -1].astype(np.float32))

    def sums(self, fitted: Fitted) -> Vector:
        """Return the sums of every lesson by these weights."""
        whole = np.vstack([fitted.signs, fitted.grams / _LOUD_GRAMS, fitted.vector / _LOUD_VECTOR])
        return np.asarray(self.matrix @ whole + fitted.shifts, dtype=np.float64)

    def sums_unseen(self) -> Vector:
        """Return the sums of every lesson by weights learnt without it and its fold."""
        folds = np.arange(len(self.lessons)) // _NEIGHBOURS % _FOLDS
        sums = np.zeros((len(self.lessons), len(ANSWERS) + len(self.topics)))
        for fold in range(_FOLDS):
            sums[folds == fold] = self.sums(self.fit(folds != fold))[folds == fold]
        return sums

    def _signs(self) -> sparse.csr_matrix:
        columns = {sign: column for column, sign in enumerate(self.signs)}
        places = [
            (row, columns[sign]) for row, each in enumerate(self.lessons) for sign in each.signs if sign in columns
        ]
        rows, found = np.array(places).T
        return sparse.csr_matrix((np.ones(len(rows)), (rows, found)), shape=(len(self.lessons), len(columns)))

    def _grams(self) -> sparse.csr_matrix:
        grams = hash_grams([" ".join(lesson.words.folded) for lesson in self.lessons])
        return gram_rows(coarsen(grams), 1 << GRAM_BITS) * _LOUD_GRAMS

    def _vectors(self) -> sparse.csr_matrix:
        read = [place for place, each in enumerate(self.lessons) if has_vector(each.words, each.language)]
        vectors = np.zeros((len(self.lessons), DIMENSIONS), dtype=np.float32)
        pieces = Tokeniser().cut([self.lessons[place].words.speak(0) for place in read])
        vectors[read] = Encoder().encode(pieces) * _LOUD_VECTOR
        return sparse.csr_matrix(vectors)


def _place(named: Sequence[Sequence[str]], choices: Sequence[str]) -> NDArray[np.int64]:
    """Return which choice each lesson names; -1 where it names none."""
    places = {name: place for place, name in enumerate(choices)}
    return np.array([next((places[name] for name in names if name in places), -1) for names in named])


def _learn(
    matrix: sparse.csr_matrix, wanted: NDArray[np.int64 | np.bool_], even: bool = False
) -> tuple[NDArray[np.int64], Vector]:
    """Return what is wanted, each value once, and for each its weights, the shift last; ``even``: all count alike."""
    if len(np.unique(wanted)) < 2:
        raise ModelError("the posts say too little: of every kind, category, item and topic some must be and some not")
    share = "balanced" if even else None
    fitted = LogisticRegression(C=_STRENGTH, max_iter=3000, class_weight=share).fit(matrix, wanted)
    weights = np.hstack([fitted.coef_, fitted.intercept_[:, None]])
    return fitted.classes_, weights if len(weights) > 1 else np.vstack([-weights, weights])
