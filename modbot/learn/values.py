"""Learns what values in posts are: posts that name secrets and people in, a folder of weights and its card out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from modbot.detect.exposure import ExposureDetector
from modbot.detect.model.card import FORMAT, Card, Measure, Source, hash_file, name_libraries, name_version, write_card
from modbot.detect.model.values import PERSON, SEAT, SECRET, TABLE_BITS, THEIRS, TOLD, VERDICTS, place_signs
from modbot.errors import ModelError
from modbot.learn.labelled_posts import LabelledPost, hash_posts, read_labelled_posts
from modbot.learn.measure import find_threshold, measure_rate
from modbot.learn.sources import name_set, take_ordinary
from modbot.prepare.post import prepare_post
from modbot.records import Post

_STRENGTH = 0.3  # how far weights may grow: chosen by leaving out folds
# Of what only the weights believe so much must be right; half of the written posts are look-alikes.
_PRECISION = {SECRET: 0.85, PERSON: 0.92, SEAT: 0.78}
_FOLDS, _NEIGHBOURS = 5, 25  # posts that stand side by side share a theme: they are left out together
# Of the posts that tell somebody else's contact, so many may be taken for posts that tell the author's.
_SILENCED = 0.03
_FLAGS = {SECRET: "confidential", PERSON: "personal_data", SEAT: "personal_data", THEIRS: "personal_data"}
_TYPES = {PERSON: "PERSON", SEAT: "EXTENSION"}
_NOTHING_NAMED: Mapping[str, Sequence[str]] = dict.fromkeys(VERDICTS, ())
_WEAKNESSES = (
    "Learnt from posts written for modbot, not from a real forum.",
    "Only single words with a digit or a mark inside are looked at; phrases and plain words are left to the finders.",
    "Names in small letters, and posts without a number, a link or a word that tells of people, are not looked at.",
)
Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a verdict may hold for: its rows in the table, whether it holds, and whether a finder says so."""

    verdict: str
    post: int
    language: str
    rows: tuple[int, ...]
    holds: bool
    is_told: bool


@dataclass(frozen=True, slots=True)
class ValueCourse:
    """The values of one source."""

    name: str
    values: tuple[Value, ...]
    source: Source


def read_written_values(folder: Path, detector: ExposureDetector) -> ValueCourse:
    """Return the values of the posts written for modbot, one file a language."""
    values = [
        value
        for number, post in enumerate(read_labelled_posts(folder))
        for value in _list_values(detector, number, post.text, post.language, _read_named(post))
    ]
    return ValueCourse("own posts", tuple(values), _describe(values, "CC0-1.0", hash_posts(folder)))


def read_ordinary_values(path: Path, detector: ExposureDetector) -> ValueCourse:
    """Return the values of ordinary forum posts (gzip, JSON lines), none of them a secret or somebody else's."""
    values: list[Value] = []
    licence = ""
    for number, entry in take_ordinary(path):
        licence = entry["licence"]
        values += _list_values(detector, number, entry["text"], entry["lang"], _NOTHING_NAMED)
    return ValueCourse(name_set(path), tuple(values), _describe(values, licence, hash_file(path)))


def train_values(courses: Sequence[ValueCourse], folder: Path) -> Card:
    """Write weights and card into ``folder``; the same values give the same weights.

    Raises ModelError if a verdict holds for no value, or for all.
    """
    lessons = {
        name: _learn_verdict(name, [v for c in courses for v in c.values if v.verdict == name]) for name in VERDICTS
    }
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, Any] = {name: lesson.weights.astype(np.float16) for name, lesson in lessons.items()}
    np.savez_compressed(folder / "weights.npz", **tables)
    card = Card(
        format=FORMAT,
        name=folder.name,
        modbot=name_version("modbot"),
        libraries=name_libraries(),
        seed=0,
        weights_sha256=hash_file(folder / "weights.npz"),
        features={"table_bits": TABLE_BITS},
        sources={course.name: course.source for course in courses},
        thresholds={name: {"other": round(lesson.threshold, 3)} for name, lesson in lessons.items()},
        calibration={},
        evidence={name: {"other": lesson.held} for name, lesson in lessons.items()},
        measures=tuple(measure for lesson in lessons.values() for measure in lesson.measures),
        weaknesses=_WEAKNESSES,
    )
    write_card(card, folder)
    return card


def _learn_verdict(verdict: str, values: Sequence[Value]) -> _Lesson:
    if len({value.holds for value in values}) < 2:
        raise ModelError(f"the posts say too little: for some values {verdict} must hold and for some not")
    matrix, says = _stack(values), np.array([value.holds for value in values])
    unseen = _weigh_unseen(values, matrix, says)
    told = np.array([value.is_told for value in values])
    if verdict == THEIRS:
        limit = _find_silence(values, unseen, says)
        believed = told & (unseen >= limit)
    else:
        limit = find_threshold(unseen[~told], says[~told], _PRECISION[verdict])
        believed = told | (unseen >= limit)
    measures = tuple(_measure(verdict, values, says, believed))
    return _Lesson(_learn(matrix, says), limit, int(says.sum()), measures)


def _find_silence(values: Sequence[Value], unseen: Sums, says: NDArray[np.bool_]) -> float:
    """Return the log-odds below which the contacts of a post lie on average, in few posts that tell somebody else's."""
    told: dict[int, list[float]] = {}
    for value, sum_, holds in zip(values, unseen.tolist(), says.tolist(), strict=True):
        if holds and value.is_told:
            told.setdefault(value.post, []).append(sum_)
    return float(np.quantile(list(map(fmean, told.values())), _SILENCED))


@dataclass(frozen=True, slots=True)
class _Lesson:
    """What was learnt for a verdict: weights, threshold, for how many values it holds, figures of folds left out."""

    weights: Sums
    threshold: float
    held: int
    measures: tuple[Measure, ...]


def _read_named(post: LabelledPost) -> Mapping[str, Sequence[str]]:
    """Return by verdict the values for which it holds, without the verdicts of which the post does not tell."""
    flagged = post.flags | post.may
    named: dict[str, Sequence[str]] = {SECRET: post.secrets} if post.secrets or _FLAGS[SECRET] not in flagged else {}
    if post.theirs or _FLAGS[PERSON] not in flagged:
        named |= {verdict: post.theirs.get(kind, ()) for verdict, kind in _TYPES.items()}
        named |= {THEIRS: [value for values in post.theirs.values() for value in values]}
    return named


def _list_values(
    detector: ExposureDetector, number: int, text: str, language: str, named: Mapping[str, Sequence[str]]
) -> Iterator[Value]:
    prepared = prepare_post(Post(number, text, language=language))
    for verdict, written, signs in detector.list_values(prepared):
        if verdict in named:
            holds = any(_is_same(verdict, value, written) for value in named[verdict])
            # Whose a contact is, is asked of those that finders tell: that they do says nothing there.
            counted = [sign for sign in signs if sign != TOLD] if verdict == THEIRS else signs
            yield Value(verdict, number, language, tuple(place_signs(counted)), holds, TOLD in signs)


def _is_same(verdict: str, value: str, written: str) -> bool:
    """Return whether a value that a post names is the one found, or as much of it as counts."""
    return value == written or (verdict != SEAT and (value in written or written in value))


def _describe(values: Sequence[Value], licence: str, digest: str) -> Source:
    languages = tuple(sorted({value.language for value in values}))
    return Source(rows=len(values), languages=languages, licence=licence, sha256=digest)


def _stack(values: Sequence[Value]) -> sparse.csr_matrix:
    columns = np.concatenate([np.array(value.rows, dtype=np.int32) for value in values])
    ends = np.cumsum([0, *(len(value.rows) for value in values)])
    return sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(values), 1 << TABLE_BITS))


def _learn(matrix: sparse.csr_matrix, says: NDArray[np.bool_]) -> Sums:
    """Return a weight per row of the table, the shift last."""
    fitted = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0, max_iter=1000).fit(matrix, says)
    return np.append(fitted.coef_[0], fitted.intercept_)


def _weigh_unseen(values: Sequence[Value], matrix: sparse.csr_matrix, says: NDArray[np.bool_]) -> Sums:
    """Return log-odds of every value by weights learnt without its fold."""
    folds = np.array([value.post // _NEIGHBOURS % _FOLDS for value in values])
    sums = np.zeros(len(values))
    for fold in range(_FOLDS):
        weights = _learn(matrix[folds != fold], says[folds != fold])
        sums[folds == fold] = matrix[folds == fold] @ weights[:-1] + weights[-1]
    return sums


def _measure(
    verdict: str, values: Sequence[Value], says: NDArray[np.bool_], believed: NDArray[np.bool_]
) -> Iterator[Measure]:
    """Yield what the weights, and the finders alone, find and how often they are right, on posts left out."""
    languages = np.array([value.language for value in values])
    told = np.array([value.is_told for value in values])
    for language in ("all", *sorted(set(languages[says]))):
        here = np.ones(len(values), dtype=bool) if language == "all" else languages == language
        for source, chosen in (("own", believed), ("own, finders alone", told)):
            right = int((chosen & says & here).sum())
            for name, total in (("recall", says & here), ("precision", chosen & here)):
                yield measure_rate(right, int(total.sum())).note(verdict, language, name, source)
