"""Small networks over vectors: what they learn, what they leave alone, their mean, and networks for one category."""

import numpy as np

from modbot.detect.model.heads import Heads, add_heads, join_heads, place_heads
from modbot.learn.heads import Course, Texts, fit_heads


def make_corners(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Vectors that no straight line parts: of the category where two numbers have the same sign."""
    vectors = np.random.default_rng(seed).normal(size=(3000, 16)) / 22.6
    return vectors.astype(np.float16), vectors[:, 0] * vectors[:, 1] > 0


def fit_alike(vectors: np.ndarray, positive: np.ndarray, weights: np.ndarray, steps: int, seed: int) -> Heads:
    """A network of texts whose sources have no habits of their own."""
    texts = Texts(vectors, positive, weights.astype(np.float32), np.zeros(len(vectors), dtype=np.int64))
    return fit_heads(texts, Course(96, steps, seed))


def test_a_network_learns_what_no_line_parts() -> None:
    vectors, same = make_corners(1)
    heads = fit_alike(vectors, same[:, None], np.ones((3000, 1)), steps=1200, seed=0)
    fresh, wanted = make_corners(2)
    assert ((heads.score(fresh.astype(np.float32))[:, 0] > 0) == wanted).mean() > 0.9


def test_a_row_without_weight_for_a_category_teaches_it_nothing() -> None:
    vectors, same = make_corners(1)
    positive = np.column_stack([same, same])
    weights = np.ones((3000, 2))
    weights[same, 1] = 0.0  # the second category only ever hears of clean rows
    scores = fit_alike(vectors, positive, weights, steps=1200, seed=0).score(vectors.astype(np.float32))
    assert (scores[:, 1] < 0).all()
    assert (scores[same, 0] > 0).mean() > 0.9


def test_how_readily_a_source_says_yes_is_not_learnt() -> None:
    draw = np.random.default_rng(5)
    vectors, same = make_corners(1)
    strict, easy = np.flatnonzero(vectors[:, 2] > 0), np.flatnonzero(vectors[:, 2] <= 0)  # the sources' topics differ
    said = same.copy()
    said[strict] &= draw.random(len(strict)) < 0.3
    said[easy] |= draw.random(len(easy)) < 0.7
    sources = np.where(vectors[:, 2] > 0, 1, 2)
    lean = {}
    for name, numbers in (("told apart", sources), ("taken as one", np.zeros(3000, dtype=np.int64))):
        texts = Texts(vectors, said[:, None], np.ones((3000, 1), dtype=np.float32), numbers)
        scores = fit_heads(texts, Course(96, 1200, 0)).score(vectors.astype(np.float32))[:, 0]
        lean[name] = scores[easy].mean() - scores[strict].mean()
    assert lean["told apart"] < 0.8 * lean["taken as one"]


def test_the_same_seed_fits_the_same_network() -> None:
    vectors, same = make_corners(1)
    one, other = (fit_alike(vectors, same[:, None], np.ones((3000, 1)), steps=50, seed=7) for _ in range(2))
    assert np.array_equal(one.hidden, other.hidden)


def test_joined_heads_answer_with_the_mean() -> None:
    draw = np.random.default_rng(3)
    parts = [
        Heads(*(draw.normal(size=shape).astype(np.float32) for shape in ((8, 4), (4,), (4, 2), (2,)))) for _ in range(3)
    ]
    vectors = draw.normal(size=(5, 8)).astype(np.float32)
    mean = np.mean([part.score(vectors) for part in parts], axis=0)
    assert np.allclose(join_heads(parts).score(vectors), mean, atol=1e-5)


def test_networks_for_different_categories_stand_side_by_side() -> None:
    draw = np.random.default_rng(4)
    one, two = (
        Heads(*(draw.normal(size=shape).astype(np.float32) for shape in ((8, 4), (4,), (4, count), (count,))))
        for count in (1, 2)
    )
    spam = np.array([False, True, False])
    vectors = draw.normal(size=(5, 8)).astype(np.float32)
    scores = add_heads([place_heads(one, spam), place_heads(two, ~spam)]).score(vectors)
    assert np.allclose(scores[:, spam], one.score(vectors), atol=1e-5)
    assert np.allclose(scores[:, ~spam], two.score(vectors), atol=1e-5)
