"""Signals of one post → one finding per category.

Within a family of detectors (rules, one model) the best score counts; families corroborate each other as
independent evidence: 1 - Π(1 - score). Shadow signals are kept for counting and never lift a finding. Who warns of a
crack uses the words of those who ask for one: where the purposes deny a category, words alone make no flag.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import prod

from modbot.flag.policy import CategoryPolicy, Policy
from modbot.records import Finding, Post, Severity, Signal, SignalStatus

_PURPOSES = "purposes"
_URGENCY: dict[Severity, int] = {"P1": 0, "P2": 1, "P3": 2, "P4": 3}


def merge(signals: Iterable[Signal], policy: Policy, post: Post) -> tuple[Finding, ...]:
    """Return one finding per category that reaches its threshold, most urgent first.

    A category that another live one silences by policy is left out: nobody asks an advert for its version.
    """
    by_category: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        by_category[signal.category].append(signal)
    findings = [
        finding
        for category, claims in by_category.items()
        if (finding := _merge_category(category, claims, policy, post)) is not None
    ]
    live = {finding.category for finding in findings if finding.status == "live"}
    findings = [found for found in findings if not live.intersection(policy.categories[found.category].silenced_by)]
    return tuple(sorted(findings, key=lambda f: (_URGENCY[f.severity], -f.score, f.category)))


def _merge_category(category: str, claims: list[Signal], policy: Policy, post: Post) -> Finding | None:
    rules = policy.categories[category]
    if post.author.is_staff and rules.exempt_staff:
        return None
    counted = [claim for claim in claims if claim.status != "shadow"]
    score = combine_families(counted or claims)
    if score < rules.threshold:
        return None
    best = max(counted or claims, key=lambda claim: _rank_for_name(claim, rules))
    clauses = tuple(
        dict.fromkeys(
            clause
            for claim in sorted(counted or claims, key=lambda claim: -claim.score)
            for clause in (claim.clauses or policy.clauses_of(category, claim.label))
        )
    )
    severity = min(
        (claim.severity or policy.severity_of(category, claim.label) for claim in counted or claims),
        key=_URGENCY.__getitem__,
    )
    return Finding(category, best.label, clauses, score, severity, _status(counted, rules), tuple(claims))


def _rank_for_name(claim: Signal, rules: CategoryPolicy) -> tuple[bool, bool, float]:
    """Return how well a claim's label names the finding: enough that was found goes before what the post is like."""
    is_found = claim.score >= rules.threshold and _name_family(claim) != _PURPOSES
    return claim.status == "live", is_found, claim.score


def _status(counted: list[Signal], rules: CategoryPolicy) -> SignalStatus:
    if not counted or is_denied(counted, rules):
        return "shadow"
    if rules.hint or all(claim.status == "hint" for claim in counted):
        return "hint"
    return "live"


def is_denied(counted: Iterable[Signal], rules: CategoryPolicy) -> bool:
    """Say whether the purposes speak so clearly against the category that words make no flag."""
    return any(_name_family(claim) == _PURPOSES and claim.score < rules.denied_below for claim in counted)


def combine_families(signals: Iterable[Signal]) -> float:
    """Return the combined score of the signals: the best of each family, families as independent evidence."""
    best: dict[str, float] = {}
    for signal in signals:
        family = _name_family(signal)
        if signal.score > best.get(family, 0.0):
            best[family] = signal.score
    return 1.0 - prod([1.0 - score for score in best.values()])


def _name_family(signal: Signal) -> str:
    return signal.source.partition("/")[0]
