"""Fits what posts are for: lessons as one matrix of signs and n-grams, a logistic regression an answer.

Beside it, networks over the encoder's vectors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from modbot.detect.model.encoder import Encoder, Tokeniser
from modbot.detect.model.features import hash_grams
from modbot.detect.model.heads import Heads, add_heads, join_heads, place_heads
from modbot.detect.model.purposes import (
    ANSWERS,
    GRAM_BITS,
    HEADED,
    HEADED_COLUMNS,
    ITEMS,
    KINDS,
    LIMITED,
    READ,
    WRONGS,
    add_leads,
    coarsen,
    deny_scope,
    find_doubtful,
    join_vectors,
    list_readings,
)  # fmt: skip
from modbot.errors import ModelError
from modbot.learn.fit import gram_rows
from modbot.learn.heads import SCALE
from modbot.learn.lessons import Lesson

# How loud n-grams speak beside signs before anything is learnt, and how far weights may grow: chosen
# on tests/golden/unseen.jsonl, unread.jsonl and fresh.jsonl.
_LOUD_GRAMS = 12.0
_STRENGTH = 1.0
_NETWORKS, _HIDDEN, _ROUNDS, _BATCH, _DECAY = 4, 512, 20, 512, 0.3
# How much the networks' log-odds count beside the sums of words and signs.
_LOUD = np.array([0.5 if name in KINDS else 1.0 if name in WRONGS else 0.8 for name in HEADED], dtype=np.float32)
_TOLD_OF_KINDS = tuple(name for name in HEADED if name not in WRONGS)
_FOLDS = 5
_NEIGHBOURS = 25  # posts that stand side by side share a theme: they are left out together
_RAREST = 2
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights per sign and gram, and shifts; a column an answer, then one a topic; and networks."""

    signs: NDArray[np.float32]
    grams: NDArray[np.float32]
    shifts: NDArray[np.float32]
    heads: Heads


class Lessons:
    """All lessons as one matrix."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self.lessons = lessons
        seen = Counter(sign for lesson in lessons for sign in lesson.signs)
        self.signs = sorted(sign for sign, count in seen.items() if count >= _RAREST)
        self.topics = sorted({lesson.topic for lesson in lessons} - {""})
        self._topics = _place([[lesson.topic] for lesson in lessons], self.topics)
        self._kinds = _place([[kind for kind in KINDS if lesson.answers.get(kind)] for lesson in lessons], KINDS)
        self.vectors, self.read = self._read_vectors()
        self.matrix = sparse.hstack([self._signs(), self._grams()]).tocsr()

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
            asked = self.known(answer)
            places = asked[kept[asked]]
            even = answer in ITEMS  # reports were written to lack things; how many of a forum do is not known
            _, (_, rows[ANSWERS.index(answer)]) = _learn(self.matrix[places], self.says(answer)[places], even)
        signs, grams = np.split(rows[:, :-1].T.astype(np.float32), (width,))
        heads = self._fit_heads(np.flatnonzero(kept & self.read))
        return Fitted(signs, grams * _LOUD_GRAMS, rows[:, -1].astype(np.float32), heads)

    def sums(self, fitted: Fitted) -> Vector:
        """Return the sums of every lesson by these weights, as the live model adds them up."""
        whole = np.vstack([fitted.signs, fitted.grams / _LOUD_GRAMS])
        sums = np.asarray(self.matrix @ whole + fitted.shifts, dtype=np.float64)
        doubtful = find_doubtful(sums, [lesson.words for lesson in self.lessons])
        asked = np.flatnonzero(self.read & doubtful)
        sums[np.ix_(asked, HEADED_COLUMNS)] += fitted.heads.score(self.vectors[asked])
        return add_leads(deny_scope(sums, self.read & ~doubtful))

    def _fit_heads(self, places: NDArray[np.int64]) -> Heads:
        """Return the networks learnt from lessons at these places: some for wrongs, others where the kind is known.

        What a lesson does not say counts as no.
        """
        of_kinds = self._fit_networks(places[self._kinds[places] >= 0], _TOLD_OF_KINDS)
        heads = add_heads([of_kinds, self._fit_networks(places, WRONGS)])
        return replace(heads, out=heads.out * _LOUD, out_shifts=heads.out_shifts * _LOUD)

    def _fit_networks(self, places: NDArray[np.int64], answers: Sequence[str]) -> Heads:
        says = np.column_stack([self.says(answer)[places] for answer in answers]).astype(np.int64)
        heads = join_heads([_fit_network(self.vectors[places], says, seed) for seed in range(_NETWORKS)])
        return place_heads(heads, np.array([answer in answers for answer in HEADED]))

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

    def _read_vectors(self) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return the joined vector of each lesson, and whether it has one."""
        read = [bool(lesson.words.folded) and lesson.language != "el" for lesson in self.lessons]
        readings = [list_readings(lesson.words) if ok else [] for lesson, ok in zip(self.lessons, read, strict=True)]
        encoded = Encoder().encode(Tokeniser().cut([text for texts in readings for text in texts]))
        ends = np.cumsum([len(texts) for texts in readings])
        joined = np.zeros((len(readings), READ), dtype=np.float32)
        for place, (end, texts) in enumerate(zip(ends, readings, strict=True)):
            if texts:
                joined[place] = join_vectors(encoded[end - len(texts) : end])
        return joined, np.array(read)


def _fit_network(vectors: NDArray[np.float32], says: NDArray[np.int64], seed: int) -> Heads:
    batch = min(_BATCH, len(vectors))
    network = MLPClassifier((_HIDDEN,), alpha=_DECAY, batch_size=batch, max_iter=_ROUNDS, random_state=seed)
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)  # it stops early on purpose
        fitted = network.fit(vectors * np.float32(SCALE), says)
    (hidden, out), (hidden_shifts, out_shifts) = fitted.coefs_, fitted.intercepts_
    return Heads(*(part.astype(np.float32) for part in (hidden * SCALE, hidden_shifts, out, out_shifts)))


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
