"""Hashed n-grams are scikit-learn's n-grams under another hash."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from modbot.detect.model.features import BUCKETS, WINDOW_WORDS, cut_windows, hash_grams, hash_texts, normalise

TEXTS = [
    "the phone rings",
    "a",
    "ab ab ab",
    "größe straße",
    "ты где был",
    "πού είσαι τώρα",
    "e\u0301te\u0301 na\u00efve",
    "👩‍💻 works 🎉🎉",
    "x" * 39,
]


def oracle_count(text: str) -> int:
    characters = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5), lowercase=False)
    words = text.split(" ")
    return int(characters.fit_transform([text]).sum()) + len(words) + len(words) - 1


@pytest.mark.parametrize("text", TEXTS)
def test_as_many_grams_as_scikit_learn_counts(text: str) -> None:
    assert len(hash_grams([normalise(text)]).buckets) == oracle_count(normalise(text))


@pytest.mark.parametrize("text", TEXTS)
def test_as_many_different_grams_as_scikit_learn_knows(text: str) -> None:
    text = normalise(text)
    characters = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5), lowercase=False).fit([text])
    words = text.split(" ")
    different = len(characters.vocabulary_) + len(set(words)) + len(set(pairwise(words)))
    assert abs(len(set(hash_grams([text]).buckets.tolist())) - different) <= 1  # one collision at most


def test_a_batch_gives_each_window_the_grams_it_has_alone() -> None:
    together = hash_grams(TEXTS)
    for place, text in enumerate(TEXTS):
        alone = np.sort(hash_grams([text]).buckets)
        assert np.array_equal(np.sort(together.buckets[together.windows == place]), alone)


def test_no_text_is_too_strange() -> None:
    for text in ("", " ", "\ud800 lone", "\x00", "a\u0300" * 500, "w " * 50_000, "x" * 1_000_000):
        grams = hash_grams(cut_windows(normalise(text)))
        assert grams.buckets.min(initial=0) >= 0
        assert grams.buckets.max(initial=0) < BUCKETS


def test_windows_are_short_and_lose_nothing() -> None:
    text = " ".join(f"w{i}" for i in range(101))
    windows = cut_windows(text)
    assert " ".join(windows) == text
    assert max(len(window.split()) for window in windows) <= WINDOW_WORDS


def test_texts_in_windows_have_the_grams_of_their_windows_and_of_the_whole() -> None:
    texts = (("calls drop after", "ten minutes"), ("hi",), ("no audio on", "the", "second leg"))
    windows, whole = hash_texts(texts)
    for grams, alike in (
        (windows, hash_grams([window for text in texts for window in text])),
        (whole, hash_grams([" ".join(text) for text in texts])),
    ):
        assert sorted(zip(grams.windows, grams.buckets, strict=True)) == sorted(
            zip(alike.windows, alike.buckets, strict=True)
        )
        assert grams.count == alike.count
