"""What a post is for, and what its report lacks: words and signs of the post → one sum of evidence per answer.

The words speak by hashed n-grams; the signs are those that the reader of statements sees. All that is linear, learnt
together (modbot.learn.purposes): words and signs simply add up. For kinds, wrongs and scope, small networks over the
encoder's vectors add what no sum of words can say, where the sums leave a doubt, since vectors cost milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from modbot.detect.model.card import Card, read_arrays, read_card
from modbot.detect.model.encoder import DIMENSIONS, Meanings
from modbot.detect.model.features import BITS, Grams, hash_grams, hash_texts, normalise, weigh
from modbot.detect.model.heads import Heads
from modbot.detect.model.parts import add_weights
from modbot.detect.model.words import OwnWords, read_words
from modbot.errors import ModelError
from modbot.prepare.views import PreparedPost
from modbot.records import Span

# What a post is for; the greatest sum wins.
KINDS = ("problem", "question", "answer", "discussion", "complaint", "removal", "illicit", "other")
# What it may be beside that; a sum above the threshold of its language says yes.
WRONGS = ("unlawful", "removal_request", "vendor_complaint", "copyright", "confidential")
# What a report of a problem may lack or do wrong; a sum above the threshold says it does.
ITEMS = (
    "steps_taken", "reproduction", "logs", "description", "multiple_issues", "not_per_manual", "vendor_not_contacted",
)  # fmt: skip
# Whether support leaves it out; above its threshold the greatest sum of the topics says why.
SCOPE = "out_of_scope"
ANSWERS = (*KINDS, *WRONGS, *ITEMS, SCOPE)
# What the networks speak of.
HEADED = (*KINDS, *WRONGS, SCOPE)
LIMITED = (*WRONGS, SCOPE)
# The kind that posts of a wrong mostly are: how far it leads all others speaks for the wrong as well.
_LEADS = {"unlawful": "illicit", "removal_request": "removal", "vendor_complaint": "complaint"}
_LEAD, _FARTHEST = 0.7, 10.0
GRAM_BITS = 16
# A post whose sums are all below, and that plainly is a report or plainly none, is not looked at again.
DOUBT, CLOSE = -4.0, 4.0
# So much speaks against a topic that words hint at, where nothing in the post leaves a doubt.
_CALM = 3.0
MOST_WINDOWS = 6
_BEGINNING = 60  # words
_SHORT = 2  # windows
_UNREAD = "el"  # the encoder has no Greek
READ = 2 * DIMENSIONS
_LONGEST = 8000
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]*")

# Asking in vain annoys more than a question left out: chosen on tests/golden/unseen.jsonl, unread.jsonl, fresh.jsonl.
_CAUTION = np.array([0.8 if kind == "problem" else 0.0 for kind in KINDS], dtype=np.float32)
# So far below its threshold the scope denies a topic that words name: chosen on these, unheard.jsonl and untried.jsonl.
_CLEARLY = 0.2
_COLUMNS = {answer: column for column, answer in enumerate(ANSWERS)}
_WRONG_COLUMNS = np.array([_COLUMNS[wrong] for wrong in WRONGS])
HEADED_COLUMNS = np.array([_COLUMNS[answer] for answer in HEADED])

Sums = NDArray[np.float32]
Real = TypeVar("Real", np.float32, np.float64)


class Purposes:
    """The weights of a folder of models, ready to read posts. Building it reads the files; raises ModelError."""

    def __init__(self, folder: Path, meanings: Meanings | None = None) -> None:
        self.card: Card = read_card(folder)
        arrays = read_arrays(folder, self.card)
        try:
            self._grams, self._shifts, signs = (
                np.ascontiguousarray(arrays[name], dtype=np.float32) for name in ("grams", "shifts", "signs")
            )
            self._heads = Heads(
                *(
                    np.ascontiguousarray(arrays[name], dtype=np.float32)
                    for name in ("hidden", "hidden_shifts", "out", "out_shifts")
                )
            )
            self._rows = {str(name): row for row, name in enumerate(arrays["sign_names"])}
            self._topics = [str(name) for name in arrays["topics"]]
        except KeyError as error:
            raise ModelError(f"{folder}: {error} is missing") from error
        columns = len(ANSWERS) + len(self._topics)
        shapes = (self._grams.shape, signs.shape, self._heads.hidden.shape[0], self._heads.out_shifts.shape)
        wanted = ((1 << GRAM_BITS, columns), (len(self._rows), columns), READ, (len(HEADED),))
        if shapes != wanted or tuple(self.card.thresholds) != (*LIMITED, *ITEMS):
            raise ModelError(f"{folder}: weights of the wrong shape; train it again")
        self._signs = signs
        self._meanings = meanings or Meanings()

    def weigh(self, posts: Sequence[PreparedPost], signs: Sequence[Sequence[str]]) -> Sums:
        """Return all that speaks for each answer, a row a post; same sums as one by one, cheaper."""
        sums = self.add(self.lean(posts), signs)
        doubtful = find_doubtful_posts(sums, posts)
        read = np.array([post.language != _UNREAD for post in posts], dtype=np.bool_)
        return add_leads(deny_scope(self.look_again(posts, sums, doubtful), read & ~doubtful))

    def lean(self, posts: Sequence[PreparedPost]) -> Sums:
        """Return what the words of each post speak for: one sum an answer, then one a topic; shape (n, both)."""
        if not posts:
            return np.zeros((0, len(ANSWERS) + len(self._topics)), dtype=np.float32)
        texts = [read_words(post) for post in posts]
        _, grams = hash_texts(tuple(text.folded for text in texts))
        return np.asarray(self._weigh_grams(grams) + self._shifts, dtype=np.float32)

    def add(self, leanings: Sums, signs: Sequence[Sequence[str]]) -> Sums:
        """Return the sums of words and signs together, a row a post; signs without weights count nothing."""
        width = len(self._rows)
        owners = np.repeat(np.arange(len(signs)), [len(each) for each in signs])
        rows = np.fromiter(map(self._rows.get, chain.from_iterable(signs), repeat(-1)), np.int64, len(owners))
        known = (owners * width + rows)[rows >= 0]
        counts = np.bincount(known, minlength=len(signs) * width).reshape(len(signs), width)
        return np.asarray(counts.astype(np.float32) @ self._signs + leanings, dtype=np.float32)

    def look_again(self, posts: Sequence[PreparedPost], sums: Sums, doubtful: NDArray[np.bool_]) -> Sums:
        """Return the sums with what the networks say of posts that leave a doubt; other posts' rows as they are.

        It costs about two milliseconds for each of a post's first six windows of forty words, and for its beginning;
        Greek has no vectors.
        """
        places = np.flatnonzero(doubtful).tolist()
        words = {i: read_words(posts[i]) for i in places if posts[i].language != _UNREAD}
        spoken = {i: list_readings(text) for i, text in words.items() if text.folded}
        if not spoken:
            return sums
        vectors = self._meanings.read(list(chain.from_iterable(spoken.values())))
        ends = np.cumsum([len(readings) for readings in spoken.values()])
        joined = np.stack([join_vectors(part) for part in np.split(vectors, ends[:-1])])
        again = sums.copy()
        again[np.ix_(np.array(list(spoken)), HEADED_COLUMNS)] += self._heads.score(joined)
        return again

    def name_kind(self, sums: Sums, opens_topic: bool = False) -> str:
        """Return the kind of post with the greatest sum; a report must lead by a little; answers open no topic."""
        kinds = sums[: len(KINDS)] - _CAUTION
        if opens_topic:
            kinds[_COLUMNS["answer"]] = -np.inf
        return KINDS[int(kinds.argmax())]

    def weigh_wrongs(self, sums: Sums, language: str) -> dict[str, float]:
        """Return log-odds per wrong; nought is the shipped threshold of the language."""
        return {wrong: self._exceed(wrong, sums, language) for wrong in WRONGS}

    def name_topic(self, sums: Sums, language: str) -> str:
        """Return the topic for which support leaves the post out (SP-9.*); "" if it does not seem to."""
        if not self._topics or self._exceed(SCOPE, sums, language) < 0:
            return ""
        return self._topics[int(sums[len(ANSWERS) :].argmax())]

    def knows(self, topic: str) -> bool:
        """Return whether the weights have learnt the topic."""
        return topic in self._topics

    def denies_scope(self, sums: Sums, language: str) -> bool:
        """Return whether support would most likely answer the post, whatever subject it names."""
        return self._exceed(SCOPE, sums, language) < -_CLEARLY

    def _exceed(self, answer: str, sums: Sums, language: str) -> float:
        limits = self.card.thresholds[answer]
        return float(sums[_COLUMNS[answer]]) - limits.get(language, limits["other"])

    def find_sentences(self, asked: Sequence[tuple[PreparedPost, str]]) -> list[tuple[Span, ...]]:
        """Return for each post and answer the sentence whose n-grams speak most; nothing in a post without words."""
        texts = [post.folded.text[:_LONGEST] for post, _ in asked]
        places = [[found.span() for found in _SENTENCE.finditer(text) if found[0].strip()] for text in texts]
        cut = [normalise(text[start:end]) for text, found in zip(texts, places, strict=True) for start, end in found]
        if not cut:
            return [()] * len(asked)
        sums = self._weigh_grams(hash_grams(cut))
        ends = np.cumsum([len(found) for found in places])
        return [
            _choose_sentence(post, answer, found, rows[:, _COLUMNS[answer]])
            for (post, answer), found, rows in zip(asked, places, np.split(sums, ends[:-1]), strict=True)
        ]

    def list_lacking(self, sums: Sums, language: str) -> list[str]:
        """Return the items that the report seems to lack or to do wrong."""
        return [item for item in ITEMS if self._exceed(item, sums, language) >= 0]

    def _weigh_grams(self, grams: Grams) -> Sums:
        return np.asarray(add_weights(self._grams, coarsen(grams)) * weigh(grams)[:, None], dtype=np.float32)


def _choose_sentence(post: PreparedPost, answer: str, places: list[tuple[int, int]], sums: Sums) -> tuple[Span, ...]:
    if not places:
        return ()
    start, end = places[int(sums.argmax())]
    return (Span(*post.folded.raw_span(start, end), answer),)


def add_leads(sums: NDArray[Real]) -> NDArray[Real]:
    """Return the sums of posts, a row each, with how far the kind of a wrong leads all other kinds added to it."""
    led, kinds = sums.copy(), sums[:, : len(KINDS)]
    for wrong, kind in _LEADS.items():
        led[:, _COLUMNS[wrong]] += _LEAD * _lead(kinds, KINDS.index(kind)).clip(-_FARTHEST, _FARTHEST)
    return led


def deny_scope(sums: NDArray[Real], calm: NDArray[np.bool_]) -> NDArray[Real]:
    """Return the sums with less for a topic of support's limits where hardly a word speaks for it in a plain post."""
    denied, scope = sums.copy(), _COLUMNS[SCOPE]
    denied[calm & (sums[:, scope] <= 0), scope] -= _CALM
    return denied


def find_doubtful_posts(sums: Sums, posts: Sequence[PreparedPost]) -> NDArray[np.bool_]:
    """Return which posts leave a doubt; of a reply nothing is required, whether it is a report or not."""
    opening = [post.post.post_number in (None, 1) for post in posts]
    return find_doubtful(sums, [read_words(post) for post in posts], opening)


def find_doubtful(
    sums: NDArray[Real], texts: Sequence[OwnWords], opening: Sequence[bool] | None = None
) -> NDArray[np.bool_]:
    """Return for each post, a row each, whether its sums leave a doubt: whether it is a wrong, and if a report.

    Whether it is a report, long posts say in so many words that looking again tells no more. ``opening``: which may
    open a topic; all if not given.
    """
    short = np.array([len(text.folded) <= _SHORT for text in texts], dtype=np.bool_)
    if opening is not None:
        short &= np.array(opening, dtype=np.bool_)
    may_be_report = short & (np.abs(_lead(sums[:, : len(KINDS)], KINDS.index("problem"))) < CLOSE)
    return np.asarray((sums[:, _WRONG_COLUMNS] > DOUBT).any(axis=1) | may_be_report)


def _lead(kinds: NDArray[Real], place: int) -> NDArray[Real]:
    """Return how far the kind at a place leads all other kinds, a row a post."""
    return np.asarray(kinds[:, place] - np.delete(kinds, place, axis=1).max(axis=1))


def coarsen(grams: Grams) -> Grams:
    """Return the grams in the fewer buckets that purposes have weights for."""
    return Grams(grams.buckets >> (BITS - GRAM_BITS), grams.windows, grams.count)


def list_readings(words: OwnWords) -> list[str]:
    """Return what the encoder reads of a post: its first windows, then its beginning with all that stands there.

    The latter keeps numbers, names and links, which the windows lack; both together tell more than either.
    """
    return [*words.speak_all(MOST_WINDOWS), words.begin(_BEGINNING)]


def join_vectors(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors of a post's readings as one of ``READ`` numbers: the windows' direction, then the last."""
    middle = vectors[:-1].mean(axis=0, dtype=np.float32)
    middle /= max(float(np.linalg.norm(middle)), 1e-6)
    return np.concatenate([middle, vectors[-1]], dtype=np.float32)
