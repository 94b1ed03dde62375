from dataclasses import replace
from pathlib import Path

import pytest

from modbot.flag.merge import combine_families, merge
from modbot.flag.policy import load_policy
from modbot.records import Author, Post, Signal, Span

POLICY = load_policy(Path(__file__).parents[2] / "config" / "policy.yaml")
POST = Post(1, "text")


def a_signal(source: str = "rules/x", category: str = "abuse", score: float = 0.8, **more: object) -> Signal:
    return replace(Signal(source, category, f"{category}.x", (), score), **more)  # type: ignore[arg-type]


def test_all_signals_of_a_category_make_one_finding() -> None:
    signals = [
        a_signal("rules/a", spans=(Span(0, 2, "A"),)),
        a_signal("models/abuse", score=0.6, spans=(Span(1, 4, "B"),)),
    ]
    (finding,) = merge(signals, POLICY, POST)
    assert finding.score == pytest.approx(0.92)
    assert [(span.start, span.end) for span in finding.spans] == [(0, 2), (1, 4)]


def test_of_one_family_the_best_counts_and_families_corroborate() -> None:
    assert combine_families([a_signal("rules/a", score=0.5), a_signal("rules/b", score=0.4)]) == 0.5
    assert combine_families([a_signal("rules/a", score=0.5), a_signal("models/b", score=0.5)]) == 0.75


def test_below_the_threshold_there_is_no_finding() -> None:
    assert merge([a_signal(score=0.49)], POLICY, POST) == ()


def test_shadow_signals_are_kept_and_lift_nothing() -> None:
    (finding,) = merge([a_signal(score=0.6), a_signal("models/x", score=0.9, status="shadow")], POLICY, POST)
    assert finding.score == 0.6
    assert finding.status == "live"
    assert merge([a_signal(status="shadow")], POLICY, POST)[0].status == "shadow"


def test_the_most_urgent_signal_sets_the_severity() -> None:
    (finding,) = merge([a_signal(), a_signal("models/x", severity="P1")], POLICY, POST)
    assert finding.severity == "P1"


def test_a_finding_is_called_by_what_was_found_before_what_the_post_is_like() -> None:
    key = a_signal("confidential/licence_key", "confidential", 0.9, label="confidential.licence_key")
    like = a_signal("purposes/confidential", "confidential", 0.98, label="confidential.not_public")
    assert merge([like, key], POLICY, POST)[0].label == "confidential.licence_key"
    assert merge([like, replace(key, score=0.3)], POLICY, POST)[0].label == "confidential.not_public"


def test_staff_posts_and_partner_levels_change_nothing_but_exemption() -> None:
    level = replace(POST, author=Author("a", groups=("level-titanium",)))
    assert merge([a_signal()], POLICY, level) == merge([a_signal()], POLICY, POST)
    assert merge([a_signal()], POLICY, replace(POST, author=Author("a", is_staff=True))) == ()


def test_nobody_asks_an_advert_for_its_version() -> None:
    hint = a_signal("prerequisites/version", "missing_prerequisites", status="hint")
    assert [f.category for f in merge([hint, a_signal(category="spam")], POLICY, POST)] == ["spam"]
    assert [f.category for f in merge([hint, a_signal(category="spam", status="shadow")], POLICY, POST)] == [
        "spam",
        "missing_prerequisites",
    ]


def test_who_warns_of_a_crack_is_not_flagged_for_naming_it_but_the_hit_is_counted() -> None:
    hit = a_signal("rules/unlawful/cracked-software", "unlawful", 0.9)
    for purposes, status in ((0.0001, "shadow"), (0.01, "live")):
        (finding,) = merge([hit, a_signal("purposes/unlawful", "unlawful", purposes)], POLICY, POST)
        assert (finding.status, hit in finding.signals) == (status, True)
    (alone,) = merge([hit], POLICY, POST)
    assert alone.status == "live"
