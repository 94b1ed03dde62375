"""Scores on unseen sources → log-odds at a forum's mix, and the threshold each language needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.scoring import QUIET
from modbot.learn.fit import Material, Unseen, Vector, fit_logit
from modbot.learn.sources import CATEGORIES, FORUM_HAM, HAM
from modbot.records import LANGUAGES

# Positives, ordinary support posts, other clean texts. A forum: of 21 posts one is of the category. To learn how the
# parts share the work, the clean texts of the abusive sources themselves count most.
FORUM = (1.0, 15.0, 5.0)
BALANCED = (1.0, 0.4, 1.0)
# So many "ordinary" windows may pass. Read by eye, three of four at the top are spam or abuse that nobody had
# labelled, so the share of truly clean posts is far lower. Thin languages lean on all languages together.
PASSING = 0.0022
# A post has several windows and the worst one counts: so much is added to what single windows ask for.
CAUTION = {"abuse": 0.5, "spam": 0.6, "vendor_complaint": 0.0}
# Where a language has hardly any ordinary forum posts (documentation is no proof), so much more is asked for.
THIN = 0.5
ENOUGH_POSTS = 1000
LOWEST = -2.5  # log-odds: under seven per cent nothing is flagged, however clean the ordinary posts
LEAN_ON = 2000
# So many ordinary windows of long posts leave no doubt: one more in a hundred costs a post 13 µs.
GATE = 0.995
# The encoder alone takes addresses, prices and reports of fraud for adverts: where the n-grams stay below so many
# ordinary windows, nothing is flagged.
FLOOR = {"abuse": 0.0, "spam": 0.85, "vendor_complaint": 0.95}


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one category's parts become log-odds, from which score the encoder is asked, and where to flag.

    ``doubted`` are rows, called ordinary, that look mislabelled: no part should learn from them.
    ``numbers``: grams_slope, grams_shift (grams alone), both_grams, both_meaning, both_shift (with the encoder),
    gate and floor (of the grams' score). ``thresholds`` and ``evidence`` are per language.
    """

    numbers: dict[str, float]
    thresholds: dict[str, float]
    evidence: dict[str, int]
    logits: Vector
    doubted: NDArray[np.int64]


def calibrate(material: Material, unseen: Unseen, category: str) -> Calibration:
    """Return the calibration of a category; ``logits`` are those of all rows, unseen."""
    column = CATEGORIES.index(category)
    positive, weights = material.positive[:, column], material.weights[:, column]
    grams, meaning = unseen.grams[:, column], unseen.meaning[:, column]
    ham = np.array([row.source in HAM for row in material.rows])
    mix, balanced = (_mix(positive, ham, weights, shares) for shares in (FORUM, BALANCED))
    (slope,), shift = fit_logit(grams[mix > 0, None], positive[mix > 0], mix[mix > 0])
    readable = material.languages != "el"
    used = (mix > 0) & readable
    columns = np.column_stack([grams, meaning])
    shares, _ = fit_logit(columns[used], positive[used], balanced[used])
    joined = columns @ shares
    (scale,), both_shift = fit_logit(joined[used, None], positive[used], mix[used])
    floor = float(np.quantile(grams[ham], FLOOR[category]))
    both = scale * joined + both_shift
    both = np.where(grams < floor, np.minimum(both, QUIET), both)
    logits = np.where(readable, both, slope * grams + shift)
    numbers = {
        "grams_slope": slope,
        "grams_shift": shift,
        "both_grams": scale * shares[0],
        "both_meaning": scale * shares[1],
        "both_shift": both_shift,
        "gate": float(np.quantile(grams[ham], GATE)),
        "floor": floor,
    }
    thresholds, evidence = _thresholds(logits, ham, material.languages)
    thin = {language for language in LANGUAGES if _count_posts(material, language) < ENOUGH_POSTS}
    thresholds = {
        language: threshold + CAUTION[category] + THIN * (language in thin and category != "vendor_complaint")
        for language, threshold in thresholds.items()
    }
    over = logits - np.array([thresholds.get(str(language), thresholds["other"]) for language in material.languages])
    return Calibration(numbers, thresholds, evidence, logits, np.flatnonzero(ham & (over >= 0)))


def _count_posts(material: Material, language: str) -> int:
    return sum(row.source == FORUM_HAM and row.language == language for row in material.rows)


def _mix(
    positive: NDArray[np.bool_], ham: NDArray[np.bool_], weights: Vector, shares: tuple[float, float, float]
) -> Vector:
    mix = weights.copy()
    sides = (positive, ~positive & ham, ~positive & ~ham)
    for side, total in zip(sides, shares, strict=True):
        mix[side] *= total * 1000 / max(mix[side].sum(), 1e-9)
    return mix


def _thresholds(
    logits: Vector, ham: NDArray[np.bool_], languages: NDArray[np.str_]
) -> tuple[dict[str, float], dict[str, int]]:
    """Return per language the log-odds that few ordinary windows reach, and on how many windows that rests."""
    everywhere = float(np.quantile(logits[ham & (languages != "el")], 1 - PASSING))
    thresholds, evidence = {"other": max(everywhere, LOWEST)}, {"other": int(ham.sum())}
    for language in LANGUAGES:
        own = logits[ham & (languages == language)]
        here = float(np.quantile(own, 1 - PASSING)) if len(own) else everywhere
        share = len(own) / (len(own) + LEAN_ON)
        thresholds[language] = max(share * here + (1 - share) * max(everywhere, here), LOWEST)
        evidence[language] = len(own)
    return thresholds, evidence
