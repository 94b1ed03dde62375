"""Texts → hashed n-grams, a whole batch at once: characters inside words (2–5), words, word pairs.

The grams are those of scikit-learn's ``char_wb`` and ``word`` analysers, hashed by a rolling
multiply-and-xor in numpy; the tests count against ``CountVectorizer``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

BITS = 18
BUCKETS = 1 << BITS
WINDOW_WORDS = 40
LONGEST_WORD = 40
LONGEST_TEXT = 40_000

_SPACE = 32
_MULTIPLY = np.uint32(0x9E3779B1)
_SPREAD = np.uint32(0xC2B2AE35)
_POWERS = np.cumprod(np.full(LONGEST_WORD, 6364136223846793005, dtype=np.uint64))


@dataclass(frozen=True, slots=True)
class Grams:
    """Hashed grams of ``count`` windows: ``buckets[i]`` was found in window ``windows[i]``."""

    buckets: NDArray[np.int32]
    windows: NDArray[np.int32]
    count: int


def normalise(text: str) -> str:
    """Return the text as the model reads it: NFKC, casefolded, single spaces, at most 40,000 characters."""
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("\u200b", ""))
    words = text.casefold().split()
    if max(map(len, words), default=0) > LONGEST_WORD:
        words = [word[:LONGEST_WORD] for word in words]
    return " ".join(words)


def cut_windows(text: str) -> list[str]:
    """Return a normalised text in windows of at most 40 words, evenly long; at least one window."""
    words = text.split(" ")
    if len(words) <= WINDOW_WORDS:
        return [text]
    parts = -(-len(words) // WINDOW_WORDS)
    size = -(-len(words) // parts)
    return [" ".join(words[i : i + size]) for i in range(0, len(words), size)]


def hash_grams(windows: Sequence[str]) -> Grams:
    """Return the grams of normalised windows; linear in their length."""
    return _hash_all([(window,) for window in windows])[0]


@lru_cache(maxsize=1)  # more than one model asks about the same posts, one behind the other
def hash_texts(texts: tuple[tuple[str, ...], ...]) -> tuple[Grams, Grams]:
    """Return the grams of texts in normalised windows, of each window and of each whole text; linear in their length.

    A whole text has the grams of its windows, and the pairs of words that stand in two of them.
    """
    return _hash_all(texts)


def _hash_all(texts: Sequence[Sequence[str]]) -> tuple[Grams, Grams]:
    points, owners = _code_points([window for text in texts for window in text])
    words, word_owners = _hash_words(points, owners)
    text_of = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in texts])
    word_texts = text_of[word_owners]
    together = word_owners[1:] == word_owners[:-1]
    apart = ~together & (word_texts[1:] == word_texts[:-1])
    found = [*_hash_characters(points, owners), (_bucket(words), word_owners)]
    found += [(_hash_pairs(words, are_pairs), word_owners[1:][are_pairs]) for are_pairs in (together, apart)]
    buckets = np.concatenate([each for each, _ in found])
    places = np.concatenate([at for _, at in found])
    within = len(buckets) - int(apart.sum())
    return Grams(buckets[:within], places[:within], len(text_of)), Grams(buckets, text_of[places], len(texts))


def weigh(grams: Grams) -> NDArray[np.float32]:
    """Return what one gram of each window weighs: one over the root of the window's number of grams."""
    counts = np.bincount(grams.windows, minlength=grams.count)
    return np.asarray(1.0 / np.sqrt(np.maximum(counts, 1)), dtype=np.float32)


def _code_points(windows: Sequence[str]) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Return ' window window … ' as code points, and the window of each."""
    text = f" {' '.join(windows)} "
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.fromiter((len(window) + 1 for window in windows), dtype=np.int64, count=len(windows))
    owners = np.repeat(np.arange(len(windows), dtype=np.int32), lengths)
    return points, np.append(owners, owners[-1:])


def _hash_characters(
    points: NDArray[np.uint32], owners: NDArray[np.int32]
) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Return bucket and window of every gram of 2–5 characters that has no space inside."""
    space = points == _SPACE
    spread = points * _SPREAD
    rolling = points * np.uint32(0x85EBCA6B)
    whole = np.ones(len(points), dtype=bool)
    found = []
    for length in range(2, 6):
        places = len(points) - length + 1
        if places <= 0:
            break
        rolling = (rolling[:places] * _MULTIPLY) ^ spread[length - 1 :]
        rolling ^= rolling >> np.uint32(15)
        whole = whole[:places] & ~space[length - 2 : length - 2 + places] if length > 2 else whole[:places]
        starts = np.flatnonzero(whole)
        mixed = rolling[starts] * np.uint32(0x27D4EB2F)
        mixed ^= mixed >> np.uint32(13)
        mixed = (mixed * _MULTIPLY + np.uint32(length)) >> np.uint32(32 - BITS)
        found.append((mixed.view(np.int32), owners[starts]))
    return found


def _hash_words(points: NDArray[np.uint32], owners: NDArray[np.int32]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return a 64-bit hash per word, and the window of each."""
    space = points == _SPACE
    inside = np.flatnonzero(~space)
    starts = np.flatnonzero(space[:-1] & ~space[1:]) + 1
    if not len(starts):
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32)
    lengths = np.flatnonzero(~space[:-1] & space[1:]) + 1 - starts
    powers = _POWERS[np.minimum(inside - np.repeat(starts, lengths), len(_POWERS) - 1)]
    hashes = np.add.reduceat(points[inside].astype(np.uint64) * powers, np.cumsum(lengths) - lengths)
    hashes ^= hashes >> np.uint64(29)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    return hashes ^ (hashes >> np.uint64(32)), owners[starts]


def _hash_pairs(words: NDArray[np.uint64], are_pairs: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Return the bucket of each word with the next one, where they are a pair."""
    pairs = words[:-1][are_pairs] * np.uint64(3) + words[1:][are_pairs] * np.uint64(0x9E3779B97F4A7C15)
    return _bucket(pairs ^ (pairs >> np.uint64(31)))


def _bucket(hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
    return ((hashes * np.uint64(0x94D049BB133111EB)) >> np.uint64(64 - BITS)).astype(np.int32)
