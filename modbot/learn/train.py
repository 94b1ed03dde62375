"""Labelled sets and own writing → a model folder: weights.npz and card.yaml. Same data, same seed, same model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.card import FORMAT, Card, Measure, Source, hash_file, name_libraries, name_version, write_card
from modbot.detect.model.features import BITS, WINDOW_WORDS
from modbot.detect.model.parts import Opinion, Scores
from modbot.detect.model.scoring import HEAD_PARTS, SETTLED
from modbot.learn.calibrate import ENOUGH, Limits, choose_limits, find_clean, find_sources, fit_rules
from modbot.learn.fit import ABUSE_LABELS, SPAM_LABELS, Material, fit_labels, fit_parts, prepare_material
from modbot.learn.measure import Figure, measure_auc, measure_calibration, measure_rate, recall_at_precision
from modbot.learn.own_writing import read_own_writing
from modbot.learn.sources import (
    CATEGORIES,
    HAM,
    OWN,
    Provenance,
    Row,
    drop_mislabelled,
    read_sources,
)
from modbot.learn.unseen import judge_unseen, predict_unseen
from modbot.learn.vectors import Progress, Vectors
from modbot.records import LANGUAGES

NETWORKS = 4

WEAKNESSES = (
    "Irony and insults without an insulting word are mostly missed; so is hate in polite words.",
    "Greek is outside the sentence encoder: its scores rest on n-grams and own writing alone.",
    "Italian, Spanish and Greek abuse, threats and fake-support spam outside "
    "English rest on sentences written for modbot, not on real posts.",
    "Sources disagree about what abuse is; hate sets count little as clean text, swearing at nobody counts as abuse.",
    "A score of 0.5 is the threshold, not an even chance: how far scores are from shares is measured per language "
    "(ece); where a language's only set has no clean side, as Russian insults, they are furthest.",
    "Of posts longer than forty words the encoder reads one window, and only where the n-grams leave a doubt.",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: how many rows a side of a source may give, where vectors are kept between runs, which seed.

    ``steps`` are the batches of 512 texts a network sees. All sets together, 350,000 texts, take four minutes of
    processor time with the vectors that ``memory`` keeps, and some eight more without them.
    """

    cap: int | None = None
    memory: Path | None = None
    per_pattern: int = 16
    own_weight: float = 0.2
    steps: int = 1500
    seed: int = 20


def train(data: Path, examples: Path, folder: Path, plan: Plan, tell: Progress) -> Card:
    """Write the model into ``folder`` and return its card; raises ModelError when the data cannot be read."""
    tell("read the sources")
    rows, origins = read_sources(data, plan.cap, plan.seed)
    rows = drop_mislabelled(rows, examples / "mislabelled.txt")
    rows += read_own_writing(examples, plan.per_pattern, plan.own_weight, plan.seed)
    vectors = Vectors(plan.memory, tell)
    material = prepare_material(rows, vectors, plan.steps, tell)
    unseen = predict_unseen(material, find_clean(material) != "", plan.seed, tell)
    rules = {category: fit_rules(material, unseen, category) for category in CATEGORIES}
    opinion = judge_unseen(material, unseen, list(rules.values()), vectors.encode, tell)
    limits = {category: choose_limits(material, opinion, category) for category in CATEGORIES}
    margins = find_margins(material, opinion, limits)
    measures = [measure for category in CATEGORIES for measure in measure_unseen(material, category, margins)]
    arrays = _fit_arrays(material, margins, plan.seed, tell)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / "weights.npz", **arrays)  # type: ignore[arg-type]
    card = _write_card(folder, plan, _describe(rows, origins, examples), rules, limits, measures)
    tell(f"wrote {folder}")
    return card


def find_margins(material: Material, opinion: Opinion, limits: dict[str, Limits]) -> Scores:
    """Return by how much each text exceeds its language's thresholds, a column a category, as the live model says."""
    chosen = [limits[category].thresholds for category in CATEGORIES]
    thresholds = [[each.get(str(name), each["other"]) for each in chosen] for name in material.languages]
    margins: Scores = opinion.log_odds - np.array(thresholds)
    margins[opinion.settled] = np.minimum(margins[opinion.settled], SETTLED)
    return margins


def _fit_arrays(material: Material, margins: Scores, seed: int, tell: Progress) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the weights file, learned from all rows but the doubted: ham that is flagged."""
    tell("learn from all sources")
    weights = np.where(find_sources(material, HAM)[:, None] & (margins >= 0), 0.0, material.weights)
    parts = fit_parts(material, weights, NETWORKS, seed)
    arrays: dict[str, NDArray[np.generic]] = {}
    for column, category in enumerate(CATEGORIES):
        arrays[f"{category}.grams"] = parts.grams[:, column].astype(np.float16)
        arrays[f"{category}.intercept"] = np.array(parts.intercepts[column], dtype=np.float32)
    arrays.update({f"heads.{part}": getattr(parts.heads, part).astype(np.float16) for part in HEAD_PARTS})
    for category, labels in (("abuse", ABUSE_LABELS), ("spam", SPAM_LABELS)):
        tell(f"{category}: learn the kinds")
        kinds = fit_labels(material, category, labels, seed)
        arrays[f"{category}.kinds"] = np.stack([part[0] for part in kinds]).astype(np.float16)
        arrays[f"{category}.kind_shifts"] = np.array([part[1] for part in kinds], dtype=np.float32)
    return arrays


def measure_unseen(material: Material, category: str, all_margins: Scores) -> list[Measure]:
    """Return what the parts do on texts left out: AUC, recall among ham, clean texts flagged, ECE."""
    column = CATEGORIES.index(category)
    wanted, margins, kinds = material.positive[:, column], all_margins[:, column], find_clean(material)
    sources, languages = np.array([row.source for row in material.rows]), material.languages
    ham, own = kinds != "", sources == OWN
    found: list[Measure] = []

    def note(source: str, language: str, measure: str, figure: Figure) -> None:
        found.append(figure.note(category, language, measure, source))

    for source, language in sorted({(row.source, row.language) for row in material.rows}):
        here = (sources == source) & (languages == language)
        yes, no = here & wanted, here & ~wanted
        if min(yes.sum(), no.sum()) >= 30:
            note(source, language, "auc", measure_auc(wanted[here], margins[here]))
        if yes.sum() >= 30:
            note(source, language, "recall_at_precision_95", recall_at_precision(margins[yes], margins[ham]))
            note(source, language, "recall", measure_rate(int((margins[yes] >= 0).sum()), int(yes.sum())))
        if no.sum() >= 30 and (source == OWN or (ham & here).any()):
            note(source, language, "flagged", measure_rate(int((margins[no] >= 0).sum()), int(no.sum())))
    for language in LANGUAGES:
        telephony = margins[own & ham & (languages == language)]
        note("own telephony", language, "flagged", measure_rate(int((telephony >= 0).sum()), len(telephony)))
        here = (languages == language) & (material.weights[:, column] > 0)
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
    return "+".join(hash_file(path)[:12] for path in sorted([*folder.rglob("??.txt"), *folder.rglob("??.yaml")]))


def _write_card(
    folder: Path,
    plan: Plan,
    sources: dict[str, Source],
    rules: dict[str, dict[str, float]],
    limits: dict[str, Limits],
    measures: list[Measure],
) -> Card:
    card = Card(
        format=FORMAT,
        name=folder.name,
        modbot=name_version("modbot"),
        libraries=name_libraries(),
        seed=plan.seed,
        weights_sha256=hash_file(folder / "weights.npz"),
        features={"bits": BITS, "window_words": WINDOW_WORDS, "networks": NETWORKS},
        sources=sources,
        thresholds={name: _rounded(each.thresholds) for name, each in limits.items()},
        calibration={name: _rounded(each) for name, each in rules.items()},
        evidence={name: each.evidence for name, each in limits.items()},
        measures=tuple(measures),
        weaknesses=(*WEAKNESSES, _name_thin(limits["abuse"])),
    )
    write_card(card, folder)
    return card


def _name_thin(limits: Limits) -> str:
    thin = ", ".join(f"{name} {count}" for name, count in limits.posts.items() if count < ENOUGH)
    return (
        f"Thin evidence, under {ENOUGH} clean forum posts: {thin}. Thresholds there are those of all languages' posts "
        "or, where stricter, of the language's own clean texts."
    )


def _rounded(numbers: dict[str, float]) -> dict[str, float]:
    return {name: round(number, 5) for name, number in numbers.items()}
