"""A model on labelled posts it was not trained on: tables with intervals, plots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from numpy.typing import NDArray

from modbot.detect.classifier import THRESHOLD, Classifier
from modbot.detect.model.scoring import CATEGORIES
from modbot.learn.measure import Figure, calibration_error, measure_auc, measure_rate, recall_at_precision
from modbot.learn.sources import read_lines
from modbot.prepare.post import prepare_post
from modbot.records import Post

BATCH = 256
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Scored:
    """One labelled post and what the model says of it. ``hate_only``: its "ok" says nothing about insults."""

    source: str
    language: str
    labels: tuple[str, ...]
    hate_only: bool
    scores: dict[str, float]

    def is_of(self, category: str) -> bool:
        """Return whether its source labels it so."""
        return any(label.partition(".")[0] == category for label in self.labels)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    category: str
    source: str
    language: str
    measure: str
    figure: Figure


def score_files(classifier: Classifier, paths: Iterable[Path], limit: int) -> Iterator[Scored]:
    """Yield up to ``limit`` labelled posts of each file (gzip, JSON lines: text, lang, labels), scored."""
    for path in paths:
        entries = islice((entry for entry in read_lines(path) if entry["labels"]), limit)
        while batch := list(islice(entries, BATCH)):
            posts = [prepare_post(Post(id=0, raw=entry["text"], language=entry["lang"])) for entry in batch]
            for entry, scores in zip(batch, classifier.scores(posts), strict=True):
                hate_only = entry.get("neg_scope") == "hate"
                yield Scored(entry["source"], entry["lang"], tuple(entry["labels"]), hate_only, scores)


def tabulate(scored: Sequence[Scored]) -> list[Line]:
    """Return per category, source and language what the scores are worth; ham are sources without any label but ok."""
    clean = {each.source for each in scored} - {each.source for each in scored if each.labels != ("ok",)}
    lines = []
    for category in CATEGORIES:
        ham = _column([each for each in scored if each.source in clean], category)
        for source, language in sorted({(each.source, each.language) for each in scored}):
            here = [each for each in scored if each.source == source and each.language == language]
            lines += [Line(category, source, language, *found) for found in _measure(here, category, ham)]
    return lines


def _measure(here: Sequence[Scored], category: str, ham: NDArray[np.float64]) -> Iterator[tuple[str, Figure]]:
    wanted = np.array([each.is_of(category) for each in here])
    scores = _column(here, category)
    yes, no = int(wanted.sum()), int((~wanted).sum())
    if min(yes, no) >= ENOUGH:
        yield "auc", measure_auc(wanted, scores)
    if yes >= ENOUGH:
        yield "recall", measure_rate(int((scores[wanted] >= THRESHOLD).sum()), yes)
        if len(ham) >= ENOUGH:
            yield "recall at 95 % precision among ham 1:20", recall_at_precision(scores[wanted], ham)
    if no >= ENOUGH:
        yield "wrongly flagged", measure_rate(int((scores[~wanted] >= THRESHOLD).sum()), no)


def _column(scored: Sequence[Scored], category: str) -> NDArray[np.float64]:
    return np.array([each.scores[category] for each in scored], dtype=np.float64)


def draw_plots(scored: Sequence[Scored], folder: Path) -> list[Path]:
    """Write a reliability plot and a recall–precision plot per category; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for category in CATEGORIES:
        wanted = np.array([each.is_of(category) for each in scored])
        if wanted.any() and not wanted.all():
            path = folder / f"{category}.png"
            _draw(category, wanted, _column(scored, category), path)
            written.append(path)
    return written


def _draw(category: str, wanted: NDArray[np.bool_], scores: NDArray[np.float64], path: Path) -> None:
    drawing = Drawing(figsize=(10, 4.5))
    FigureCanvasAgg(drawing)
    left, right = drawing.subplots(1, 2)
    bins = np.minimum((scores * 10).astype(int), 9)
    filled = [b for b in range(10) if (bins == b).any()]
    left.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    left.plot([scores[bins == b].mean() for b in filled], [wanted[bins == b].mean() for b in filled], marker="o")
    left.set(xlabel="probability said", ylabel="share that was so",
             title=f"{category}: ECE {calibration_error(wanted, scores):.3f}, n={len(scores)}")  # fmt: skip
    order = np.argsort(-scores)
    hits = np.cumsum(wanted[order])
    right.plot(hits / wanted.sum(), hits / np.arange(1, len(order) + 1))
    right.set(xlabel="recall", ylabel="precision", ylim=(0, 1.02), title="as mixed in these files")
    drawing.tight_layout()
    drawing.savefig(path)
