"""Scores on unseen sources → log-odds at a forum's mix, and the threshold each language needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modbot.learn.fit import FORUM_HAM, HAM, Material, Unseen, Vector, fit_logit
from modbot.records import LANGUAGES

# Positives, ordinary support posts, other clean texts. A forum: of 21 posts one is of the category. To learn how the
# parts share the work, the clean texts of the abusive sources themselves count most.
FORUM = (1.0, 15.0, 5.0)
BALANCED = (1.0, 0.4, 1.0)
# So many "ordinary" windows may pass. Read by eye, three of four at the top are spam or abuse that nobody had
# labelled, so the share of truly clean posts is far lower. Thin languages lean on all languages together.
PASSING = 0.0022
# A post has several windows and the worst one counts: so much is added to what single windows ask for.
CAUTION = {"abuse": 0.5, "spam": 0.3, "vendor_complaint": 0.0}
# Where a language has hardly any ordinary forum posts (documentation is no proof), so much more is asked for.
THIN = 0.5
ENOUGH_POSTS = 1000
LOWEST = -2.5  # log-odds: under seven per cent nothing is flagged, however clean the ordinary posts
LEAN_ON = 2000
SHORT_GATE = {"abuse": 0.5, "spam": 0.85, "vendor_complaint": 0.95}
LONG_GATE = 0.998
# Below these scores the encoder hardly ever turned a short text into a hit (3 of 553 in fifteen sets never trained on).
LEAST_SHORT = {"abuse": -3.5, "spam": -3.5, "vendor_complaint": -4.5}


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one category's parts become log-odds, from which score the encoder is asked, and where to flag.

    ``doubted`` are rows, called ordinary, that look mislabelled: no part should learn from them.
    ``numbers``: grams_slope, grams_shift (grams alone), both_grams, both_meaning, both_shift (with the encoder),
    gate_short, gate_long (of the grams' score). ``thresholds`` and ``evidence`` are per language.
    """

    numbers: dict[str, float]
    thresholds: dict[str, float]
    evidence: dict[str, int]
    logits: Vector
    doubted: NDArray[np.int64]


def calibrate(
    material: Material, unseen: Unseen, category: str, positive: NDArray[np.bool_], weights: Vector
) -> Calibration:
    """Return the calibration of a category; ``logits`` are those of the encoded rows, unseen."""
    rows = material.rows
    ham = np.array([row.source in HAM for row in rows])
    mix = _mix(positive, ham, weights, FORUM)
    (slope,), shift = fit_logit(unseen.grams[mix > 0, None], positive[mix > 0], mix[mix > 0])
    places = material.encoded
    languages = np.array([rows[i].language for i in places])
    readable = languages != "el"
    used = (mix[places] > 0) & readable
    columns = np.column_stack([unseen.grams[places], unseen.meaning])
    balanced = _mix(positive, ham, weights, BALANCED)[places]
    (grams_share, meaning_share), _ = fit_logit(columns[used], positive[places][used], balanced[used])
    joined = columns @ [grams_share, meaning_share]
    (scale,), both_shift = fit_logit(joined[used, None], positive[places][used], mix[places][used])
    both_grams, both_meaning = scale * grams_share, scale * meaning_share
    alone = slope * unseen.grams[places] + shift
    logits = np.where(readable, columns @ [both_grams, both_meaning] + both_shift, alone)
    ordinary = unseen.grams[ham]
    numbers = {
        "grams_slope": slope,
        "grams_shift": shift,
        "both_grams": both_grams,
        "both_meaning": both_meaning,
        "both_shift": both_shift,
        "gate_short": max(float(np.quantile(ordinary, SHORT_GATE[category])), LEAST_SHORT[category]),
        "gate_long": float(np.quantile(ordinary, LONG_GATE)),
    }
    thresholds, evidence = _thresholds(logits, ham[places], languages)
    thin = {language for language in LANGUAGES if _count_posts(material, language) < ENOUGH_POSTS}
    thresholds = {
        language: threshold + CAUTION[category] + THIN * (language in thin and category != "vendor_complaint")
        for language, threshold in thresholds.items()
    }
    over = logits - np.array([thresholds.get(str(language), thresholds["other"]) for language in languages])
    return Calibration(numbers, thresholds, evidence, logits, places[ham[places] & (over >= 0)])


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
