"""Scores on unseen sources → log-odds at a forum's mix, when the encoder is asked, and each language's threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.parts import Opinion, Scores
from modbot.learn.fit import Material, Vector, fit_logit
from modbot.learn.sources import CATEGORIES, FORUM_HAM, HAM, OWN, POSTS
from modbot.learn.unseen import Unseen
from modbot.records import LANGUAGES

# Positives, ordinary support posts, other clean texts: of 21 posts in a forum one is of the category.
FORUM = (1.0, 15.0, 5.0)
# How much the n-grams' score counts beside the networks'. With more weight texts of sources left out are ordered
# better, but fewer are found: a few clean texts that the n-grams misread would set the thresholds.
SHARES = {"abuse": 0.25, "spam": 0.05}
PASSING = 0.002  # so many clean posts may be flagged
# Of own clean sentences, written to look like what they are not, so many may be flagged; for abuse of those alone that
# every telephony forum would let pass: reports of abuse and angry talk of things would silence all.
OWN_PASSING = 0.01
HAIR = 1e-4  # a threshold is so much above the highest text that must pass
ENOUGH = 1000  # ordinary posts of a language that suffice to know its own threshold
LOWEST = -2.5  # log-odds: under seven per cent nothing is flagged, however clean the ordinary posts
# So many ordinary posts of several windows may leave the n-grams a doubt, per category: encoding takes milliseconds.
DOUBT = 0.006
# The encoder alone takes addresses, prices and reports of fraud for adverts: where the n-grams stay below so many
# ordinary windows, nothing is flagged.
FLOOR = {"abuse": 0.0, "spam": 0.85}
# Own sentences that every telephony forum would let pass.
TELEPHONY = ("ok.jargon", "ok.support", "ok.lookalike", "ok.chat")


@dataclass(frozen=True, slots=True)
class Limits:
    """Per language: where to flag, how many clean texts that rests on, and how many of them are forum posts."""

    thresholds: dict[str, float]
    evidence: dict[str, int]
    posts: dict[str, int]


def fit_rules(material: Material, unseen: Unseen, category: str) -> dict[str, float]:
    """Return how a category's scores become log-odds, and from which score of the n-grams the encoder is asked.

    grams_slope, grams_shift (grams alone), both_grams, both_meaning, both_shift (with the encoder), gate and floor
    (of the grams' score).
    """
    column = CATEGORIES.index(category)
    positive, weights = material.positive[:, column], material.weights[:, column]
    grams, meaning = unseen.grams[:, column], unseen.meaning[:, column]
    ham = find_sources(material, HAM)
    mix = _mix(positive, ham, weights)
    (slope,), shift = fit_logit(grams[mix > 0, None], positive[mix > 0], mix[mix > 0])
    used = (mix > 0) & (material.languages != "el")
    share = SHARES[category]
    (scale,), both_shift = fit_logit((grams * share + meaning)[used, None], positive[used], mix[used])
    long = find_sources(material, (FORUM_HAM,)) & np.array([len(row.words.folded) > 1 for row in material.rows])
    return {
        "grams_slope": slope,
        "grams_shift": shift,
        "both_grams": scale * share,
        "both_meaning": scale,
        "both_shift": both_shift,
        "gate": float(np.quantile(unseen.tops[long, column], 1 - DOUBT)) if long.any() else 0.0,
        "floor": float(np.quantile(grams[ham], FLOOR[category])),
    }


def find_sources(material: Material, names: tuple[str, ...]) -> NDArray[np.bool_]:
    """Return which rows are of the sources."""
    return np.array([row.source in names for row in material.rows])


def find_clean(material: Material) -> NDArray[np.str_]:
    """Return each row's kind of clean text: forum posts or another source of ham; empty if it is none.

    One own telephony sentence of each pattern counts as a forum post: its variants are no posts of their own.
    """
    kinds, seen = [], set()
    for row in material.rows:
        telephony = row.source == OWN and row.labels[0] in TELEPHONY and (row.language, row.pattern) not in seen
        if telephony:
            seen.add((row.language, row.pattern))
        ordinary = row.source == POSTS and row.labels == ("ok",)
        kinds.append(FORUM_HAM if telephony or ordinary else row.source if row.source in HAM else "")
    return np.array(kinds)


def choose_limits(material: Material, opinion: Opinion, category: str) -> Limits:
    """Return thresholds that hold for every kind of clean text in a language of which there are enough posts.

    A language with few forum posts takes the threshold of all languages' forum posts, and no more than the same
    share of all its clean texts may reach it. Greek, which the n-grams read alone, has but the latter.
    """
    column = CATEGORIES.index(category)
    log_odds = np.where(opinion.settled, -np.inf, opinion.log_odds[:, column])
    # Greek is read by the n-grams alone, whose log-odds have a scale of their own.
    kinds, greek = find_clean(material), material.languages == "el"
    if category == "spam":
        kinds[find_sources(material, (OWN, POSTS))] = ""  # many of them look like adverts on purpose
    posts = kinds == FORUM_HAM
    pooled = _find_limit(log_odds[posts & ~greek])
    own = find_sources(material, (OWN, POSTS))
    told = own & (posts if category == "abuse" else ~material.positive[:, column] & (material.weights[:, column] > 0))
    thresholds, evidence, counted = {"other": pooled}, {"other": int(posts.sum())}, {"other": int(posts.sum())}
    for language in LANGUAGES:
        here = material.languages == language
        counted[language] = int((posts & here).sum())
        evidence[language] = int(((kinds != "") & here).sum())
        known = [kinds == kind for kind in np.unique(kinds) if kind and ((kinds == kind) & here).sum() >= ENOUGH]
        limits = [_find_limit(log_odds[each & here]) for each in known]
        if counted[language] < ENOUGH:
            limits += [_find_limit(log_odds[(kinds != "") & here])]
            limits += [pooled] if language != "el" else []
        thresholds[language] = max(*limits, _find_limit(log_odds[told & here], OWN_PASSING))
    return Limits(thresholds, evidence, counted)


def _find_limit(log_odds: Scores, passing: float = PASSING) -> float:
    """Return the least log-odds that no more than the passing share of the texts reach."""
    allowed = int(passing * len(log_odds))
    first = np.sort(log_odds)[::-1][allowed : allowed + 1]
    return max(float(first[0]) + HAIR if len(first) else LOWEST, LOWEST)


def _mix(positive: NDArray[np.bool_], ham: NDArray[np.bool_], weights: Vector) -> Vector:
    mix = weights.copy()
    sides = (positive, ~positive & ham, ~positive & ~ham)
    for side, total in zip(sides, FORUM, strict=True):
        mix[side] *= total * 1000 / max(mix[side].sum(), 1e-9)
    return mix
