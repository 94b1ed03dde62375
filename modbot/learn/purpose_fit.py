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
from modbot.detect.model.purposes import ANSWERS, GRAM_BITS, ITEMS, KINDS, WRONGS, coarsen, has_vector
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
    """Weights per sign, gram and number of the vector, and shifts; a column an answer."""

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
        self.matrix = sparse.hstack([self._signs(), self._grams(), self._vectors()]).tocsr()

    def known(self, answer: str) -> NDArray[np.int64]:
        """Return the places of the lessons that say something of the answer."""
        return np.flatnonzero([answer in lesson.answers for lesson in self.lessons])

    def says(self, answer: str) -> NDArray[np.bool_]:
        """Return per lesson whether it says yes."""
        return np.array([lesson.answers.get(answer, False) for lesson in self.lessons])

    def fit(self, kept: NDArray[np.bool_]) -> Fitted:
        """Return the weights learnt from the kept lessons."""
        columns = np.zeros((len(ANSWERS), self.matrix.shape[1]), dtype=np.float32)
        shifts = np.zeros(len(ANSWERS), dtype=np.float32)
        kinds = [place for place in self.known(KINDS[0]) if kept[place]]
        of_kind = np.array([self.says(kind) for kind in KINDS]).argmax(axis=0)[kinds]
        told = _learner().fit(self.matrix[kinds], of_kind)
        columns[told.classes_], shifts[told.classes_] = told.coef_, told.intercept_
        for answer in (*WRONGS, *ITEMS):
            places = [place for place in self.known(answer) if kept[place]]
            used = slice(None) if answer in WRONGS else slice(len(self.signs))
            fitted = _learner().fit(self.matrix[places][:, used], self.says(answer)[places])
            columns[ANSWERS.index(answer), used] = fitted.coef_[0]
            shifts[ANSWERS.index(answer)] = fitted.intercept_[0]
        signs, grams, vector = np.split(columns.T, (len(self.signs), len(self.signs) + (1 << GRAM_BITS)))
        return Fitted(signs, grams * np.float32(_LOUD_GRAMS), vector * np.float32(_LOUD_VECTOR), shifts)

    def sums(self, fitted: Fitted) -> Vector:
        """Return the sums of every lesson by these weights."""
        whole = np.vstack([fitted.signs, fitted.grams / _LOUD_GRAMS, fitted.vector / _LOUD_VECTOR])
        return np.asarray(self.matrix @ whole + fitted.shifts, dtype=np.float64)

    def sums_unseen(self) -> Vector:
        """Return the sums of every lesson by weights learnt without it and its fold."""
        folds = np.arange(len(self.lessons)) // _NEIGHBOURS % _FOLDS
        sums = np.zeros((len(self.lessons), len(ANSWERS)))
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


def _learner() -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, max_iter=3000)
