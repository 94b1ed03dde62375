"""Learns what posts are for and what reports lack: lessons in, a folder of weights and its card out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.card import FORMAT, Card, Measure, hash_file, name_libraries, name_version, write_card
from modbot.detect.model.purposes import ANSWERS, GRAM_BITS, ITEMS, KINDS, LIMITED, SCOPE, WRONGS
from modbot.learn.lessons import Course
from modbot.learn.measure import find_limit, find_threshold, measure_auc, measure_rate
from modbot.learn.purpose_fit import Lessons, Vector

# So few ordinary posts may be taken for a wrong, even where more would be found among the written ones.
_ORDINARY_FLAGGED = 0.004
# So much of what is flagged among the written posts must be right, though half of them are look-alikes; more where
# rules look as well.
_PRECISION = {"unlawful": 0.83, "removal_request": 0.8, "vendor_complaint": 0.94, "copyright": 0.88,
              "confidential": 0.88, SCOPE: 0.88}  # fmt: skip
# The written posts are look-alikes far more often than a forum's, so thresholds lie so much below what is best for
# them; above it where real forums, which ask about passwords all day, were flagged in vain. Chosen on the sets in
# tests/golden and on Mozilla's forum.
_EASIER = {"unlawful": 0.6, "removal_request": 1.0, "vendor_complaint": 1.0, "confidential": -0.5}
_ENOUGH = 10
_ENOUGH_GREEK = 50  # for a threshold of its own
_WEAKNESSES = (
    "Learnt from posts written for modbot, not from a real forum.",
    "Greek is told by n-grams and signs alone; so is what reports lack.",
    "Faults without a plain word for them, told as a story or a remark, are taken for talk, and talk for reports.",
)


@dataclass(frozen=True, slots=True)
class _Trial:
    """Lessons and their sums by weights that had not seen them; the first ``written`` are labelled posts.

    ``ordinary``: where the posts of each ordinary source stand behind them.
    """

    lessons: Lessons
    sums: Vector
    written: int
    ordinary: Sequence[slice]

    def column(self, answer: str) -> Vector:
        """Return the sums of one answer."""
        return self.sums[:, ANSWERS.index(answer)]

    def asked(self, answer: str) -> NDArray[np.int64]:
        """Return the places of the labelled posts that say something of the answer."""
        known = self.lessons.known(answer)
        return known[known < self.written]


def train_purposes(courses: Sequence[Course], folder: Path) -> Card:
    """Write weights and card into ``folder``; the same lessons give the same weights. Written courses come first."""
    lessons = Lessons([lesson for course in courses for lesson in course.lessons])
    written = sum(len(course.lessons) for course in courses if course.written)
    trial = _Trial(lessons, lessons.sums_unseen(), written, list(_place_ordinary(courses, written)))
    thresholds = {answer: _find_thresholds(trial, answer) for answer in (*LIMITED, *ITEMS)}
    folder.mkdir(parents=True, exist_ok=True)
    _write_weights(lessons, folder / "weights.npz")
    card = Card(
        format=FORMAT,
        name=folder.name,
        modbot=name_version("modbot"),
        libraries=name_libraries(),
        seed=0,
        weights_sha256=hash_file(folder / "weights.npz"),
        features={"gram_bits": GRAM_BITS, "signs": len(lessons.signs)},
        sources={course.name: course.source for course in courses},
        thresholds=thresholds,
        calibration={},
        evidence={answer: {"other": len(lessons.known(answer))} for answer in LIMITED},
        measures=tuple(_measure(trial, thresholds)),
        weaknesses=_WEAKNESSES,
    )
    write_card(card, folder)
    return card


def _place_ordinary(courses: Sequence[Course], start: int) -> Iterator[slice]:
    for course in courses:
        if not course.written:
            yield slice(start, start + len(course.lessons))
            start += len(course.lessons)


def _write_weights(lessons: Lessons, path: Path) -> None:
    fitted = lessons.fit(np.ones(len(lessons.lessons), dtype=bool))
    halves = {name: getattr(fitted, name).astype(np.float16) for name in ("grams", "signs")}
    heads = {part.name: getattr(fitted.heads, part.name).astype(np.float16) for part in fields(fitted.heads)}
    signs, topics = np.array(lessons.signs), np.array(lessons.topics)
    np.savez_compressed(path, shifts=fitted.shifts, sign_names=signs, topics=topics, **halves, **heads)


def _find_thresholds(trial: _Trial, answer: str) -> dict[str, float]:
    """Return the threshold of Greek, which is told without vectors, and the one of all others."""
    is_greek = np.array([lesson.language == "el" for lesson in trial.lessons.lessons])
    limits = {"other": _find_threshold(trial, answer, ~is_greek)}
    greek = trial.lessons.says(answer) & is_greek
    if greek.sum() >= _ENOUGH_GREEK:
        limits["el"] = _find_threshold(trial, answer, is_greek)
    return limits


def _find_threshold(trial: _Trial, answer: str, here: NDArray[np.bool_]) -> float:
    """Return the log-odds that find most for what they flag wrongly, half the written posts being look-alikes."""
    column = trial.column(answer)
    limit = -np.inf
    if answer in WRONGS:  # who knows whether support would leave ordinary posts out?
        limit = find_limit([column[place][here[place]] for place in trial.ordinary], _ORDINARY_FLAGGED)
    asked = trial.asked(answer)
    asked = asked[here[asked]]
    best = find_threshold(column[asked], trial.lessons.says(answer)[asked], _PRECISION.get(answer, 0.0))
    return round(max(limit, best - _EASIER.get(answer, 0.0)), 3)


def _measure(trial: _Trial, thresholds: dict[str, dict[str, float]]) -> Iterator[Measure]:
    """Yield what the weights do on posts they had not seen."""
    lessons = trial.lessons
    languages = np.array([lesson.language for lesson in lessons.lessons])
    kinds = lessons.known(KINDS[0])
    of_kind = np.array([lessons.says(kind) for kind in KINDS]).argmax(axis=0)
    hits = trial.sums[:, : len(KINDS)].argmax(axis=1) == of_kind
    for language in sorted(set(languages[kinds])):
        here = kinds[languages[kinds] == language]
        yield measure_rate(int(hits[here].sum()), len(here)).note("kind", language, "accuracy")
    for answer in (KINDS[0], *LIMITED, *ITEMS):
        asked, column = trial.asked(answer), trial.column(answer)
        says = lessons.says(answer)[asked]
        if min(says.sum(), (~says).sum()) < _ENOUGH:
            continue
        limits = thresholds.get(answer, {"other": 0.0})
        flagged = column >= np.array([limits.get(language, limits["other"]) for language in languages])
        right = int((flagged[asked] & says).sum())
        yield measure_auc(says, column[asked]).note(answer, "all", "auc")
        yield measure_rate(right, int(says.sum())).note(answer, "all", "recall")
        yield measure_rate(right, int(flagged[asked].sum())).note(answer, "all", "precision")
        ordinary = flagged[trial.written :]
        if answer in WRONGS and len(ordinary):
            yield measure_rate(int(ordinary.sum()), len(ordinary)).note(answer, "all", "flagged", "ordinary")
