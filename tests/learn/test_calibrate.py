"""Thresholds: few clean posts reach them, in languages with many posts and with few; the encoder is asked rarely."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from modbot.detect.model.parts import Opinion
from modbot.detect.model.words import OwnWords
from modbot.learn.calibrate import HAIR, LOWEST, choose_limits
from modbot.learn.fit import Material
from modbot.learn.sources import FORUM_HAM, OWN, POSTS, Row


def make_material(posts: dict[str, int], telephony: int = 0) -> Material:
    rows = [
        Row(FORUM_HAM, language, OwnWords(("the queue is full",)), ("ok",), (1.0, 1.0))
        for language, count in posts.items()
        for _ in range(count)
    ]
    rows += [
        Row(OWN, "en", OwnWords(("call",)), ("ok.jargon",), (1.0, 1.0), f"call {number}") for number in range(telephony)
    ]
    rows += [Row(OWN, "en", OwnWords(("it is bad",)), ("ok.criticism",), (1.0, 1.0), "bad")]
    count = len(rows)
    return Material(
        rows,
        sparse.csr_matrix((count, 1)),
        np.zeros((count, 1), dtype=np.float16),
        np.zeros((count, 2), dtype=np.bool_),
        np.ones((count, 2)),
        np.zeros(count, dtype=np.int64),
        np.array([row.language for row in rows]),
        1,
    )


def judge(material: Material, log_odds: np.ndarray) -> Opinion:
    count = len(material.rows)
    whole = np.tile(log_odds[:, None], (1, 2)).astype(np.float64)
    return Opinion(whole, np.zeros((count, 2), dtype=np.int64), np.zeros(count, dtype=np.bool_))


def test_no_more_than_one_clean_post_in_five_hundred_reaches_a_threshold() -> None:
    material = make_material({"en": 5000, "es": 2000})
    log_odds = np.random.default_rng(1).normal(size=7001)
    limits = choose_limits(material, judge(material, log_odds), "abuse")
    for language, count in (("en", 5000), ("es", 2000)):
        here = (material.languages == language) & (np.arange(7001) < 7000)
        assert 0.0015 < (log_odds[here] >= limits.thresholds[language]).mean() <= 0.002
        assert limits.posts[language] == count


def test_a_language_with_few_posts_takes_the_threshold_of_all() -> None:
    material = make_material({"en": 5000, "fr": 100})
    log_odds = np.concatenate([np.random.default_rng(1).normal(size=5000), np.full(101, -9.0)])
    limits = choose_limits(material, judge(material, log_odds), "spam")
    assert limits.thresholds["fr"] == limits.thresholds["other"]
    assert limits.evidence["fr"] == limits.posts["fr"] == 100
    log_odds[5000:5100] = 4.0
    assert choose_limits(material, judge(material, log_odds), "spam").thresholds["fr"] == 4.0 + HAIR


def test_own_telephony_counts_as_clean_of_abuse_and_criticism_does_not() -> None:
    log_odds = np.concatenate([np.full(1000, -9.0), np.full(3, 2.0), [5.0]])
    told, silent = make_material({"en": 1000}, 3), make_material({"en": 1000})
    assert choose_limits(told, judge(told, log_odds), "abuse").thresholds["en"] == 2.0 + HAIR
    assert (
        choose_limits(silent, judge(silent, np.delete(log_odds, [1000, 1001, 1002])), "abuse").thresholds["en"]
        == LOWEST
    )


def test_posts_written_for_modbot_count_as_clean_of_abuse_but_look_like_adverts_on_purpose() -> None:
    material = make_material({"en": 1000})
    rows = [Row(POSTS, "en", OwnWords(("free fax webinar",)), ("ok",), (1.0, 1.0)), *material.rows[1:]]
    material = replace(material, rows=rows)
    log_odds = np.concatenate([[4.0], np.full(3, 2.0), np.full(997, -9.0)])
    assert choose_limits(material, judge(material, log_odds), "abuse").posts["en"] == 1000
    assert choose_limits(material, judge(material, log_odds), "spam").posts["en"] == 999


def test_where_the_grams_left_no_doubt_nothing_raises_a_threshold() -> None:
    material = make_material({"en": 1000})
    opinion = judge(material, np.full(1001, 3.0))
    opinion.settled[:] = True
    assert choose_limits(material, opinion, "abuse").thresholds["en"] == LOWEST


def test_few_own_clean_sentences_may_be_flagged() -> None:
    material = make_material({"en": 5000}, 300)
    # Six of 300 telephony sentences read badly: few among all posts, many among own sentences.
    log_odds = np.concatenate([np.full(5294, -9.0), np.full(6, 4.0), [-9.0]])
    for category in ("abuse", "spam"):
        assert choose_limits(material, judge(material, log_odds), category).thresholds["en"] == 4.0 + HAIR


def test_greek_read_by_the_grams_alone_has_its_own_scale() -> None:
    material = make_material({"en": 5000, "el": 200})
    log_odds = np.concatenate([np.full(5000, 3.0), np.full(201, -1.0)])
    limits = choose_limits(material, judge(material, log_odds), "abuse")
    assert limits.thresholds["el"] == -1.0 + HAIR
    assert limits.thresholds["other"] == 3.0 + HAIR
