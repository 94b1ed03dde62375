"""Labelled posts and ordinary ones → lessons: their words, their signs, and what is known of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from modbot.detect.model.card import Source, hash_file
from modbot.detect.model.purposes import ITEMS, KINDS, LIMITED, SCOPE, WRONGS
from modbot.detect.model.words import OwnWords, read_words
from modbot.learn.labelled_posts import UNSAID, LabelledPost, hash_posts, read_labelled_posts, read_row
from modbot.learn.sources import name_set, take_ordinary
from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import Post

# How labelled posts call the kinds.
_NAMES = {"howto": "question", "reply": "answer", "announcement": "discussion", "feature_request": "discussion"}
# Items are asked of a report only, so that nothing is learnt of them from other posts.
_REPORT = "problem"
# A secret value makes a post confidential whatever its words say; finders tell it, and words shall not learn from it.
_CONFIDENTIAL = "confidential"
Signs = Callable[[PreparedPost], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A post as the estimators read it; ``answers``: yes, no or unknown (not there) for each that is asked.

    ``topic``: the one for which support leaves it out.
    """

    language: str
    words: OwnWords
    signs: frozenset[str]
    answers: dict[str, bool] = field(default_factory=dict)
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """The lessons of one source; those that are not ``written`` for modbot are ordinary posts."""

    name: str
    lessons: tuple[Lesson, ...]
    source: Source
    written: bool


def read_written(folder: Path, list_signs: Signs) -> Course:
    """Return the labelled posts that were written for modbot: one file a language."""
    lessons = tuple(_learn_from(post, list_signs) for post in read_labelled_posts(folder))
    return Course("own posts", lessons, _describe(lessons, "CC0-1.0", hash_posts(folder)), written=True)


def read_rows(name: str, rows: Sequence[dict[str, Any]], list_signs: Signs, digest: str) -> Course:
    """Return labelled rows of another file as a course, in the form that evaluations read."""
    lessons = tuple(_learn_from(read_row(row), list_signs) for row in rows)
    return Course(name, lessons, _describe(lessons, "CC0-1.0", digest), written=True)


def read_ordinary(path: Path, list_signs: Signs) -> Course:
    """Return ordinary forum posts of a file (gzip, JSON lines), so many a language; none of them is a wrong."""
    lessons, licence = [], ""
    for _, entry in take_ordinary(path):
        licence = entry["licence"]
        lessons.append(_prepare(entry["text"], entry["lang"], list_signs, dict.fromkeys(WRONGS, False)))
    return Course(name_set(path), tuple(lessons), _describe(lessons, licence, hash_file(path)), written=False)


def _describe(lessons: Sequence[Lesson], licence: str, digest: str) -> Source:
    languages = tuple(sorted({lesson.language for lesson in lessons}))
    return Source(rows=len(lessons), languages=languages, licence=licence, sha256=digest)


def _learn_from(post: LabelledPost, list_signs: Signs) -> Lesson:
    lesson = _prepare(post.text, post.language, list_signs, dict(_answer(post)))
    return replace(lesson, topic=min(post.topics)) if SCOPE in post.flags and post.topics else lesson


def _prepare(text: str, language: str, list_signs: Signs, answers: dict[str, bool]) -> Lesson:
    prepared = prepare_post(Post(0, text, language=language))
    return Lesson(language, read_words(prepared), frozenset(list_signs(prepared)), answers)


def _answer(post: LabelledPost) -> Iterator[tuple[str, bool]]:
    kind = _name_kind(post)
    if kind in KINDS:
        yield from ((name, name == kind) for name in KINDS)
    unsaid = post.may | ({_CONFIDENTIAL} if post.secrets else set())
    yield from ((flag, flag in post.flags) for flag in LIMITED if flag not in unsaid)
    if post.kind == _REPORT:
        yield from ((item, item in post.missing) for item in ITEMS if item not in post.optional)


def _name_kind(post: LabelledPost) -> str:
    if post.kind == UNSAID:
        return ""
    for flag, kind in (("unlawful", "illicit"), ("removal_request", "removal")):
        if flag in post.flags:
            return kind
    if post.kind == "removal":
        return "other"
    if "vendor_complaint" in post.flags and post.kind != _REPORT:
        return "complaint"
    return _NAMES.get(post.kind, post.kind)
