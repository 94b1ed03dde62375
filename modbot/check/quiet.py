"""When a person has decided, the same text stays quiet: only a material edit brings it back."""

from __future__ import annotations

from collections import Counter

from rapidfuzz import fuzz

from modbot.records import Finding, Post, Span

SMALL_EDIT = 95.0  # at least so alike (percent): typos and spacing
SAME_EVIDENCE = 90.0
_LONG = 20_000  # characters from which words are compared instead of letters, to stay linear


def stays_quiet(finding: Finding, post: Post, judged: Post) -> bool:
    """Return whether ``post`` is, for this finding, still the text that a person judged.

    Its text must differ by little, and every piece of evidence must have stood in the judged text already:
    three new words in a long post are a small edit and may be an insult.
    """
    now, then = _normalise(post), _normalise(judged)
    if now == then:
        return True
    if not are_alike(now, then, SMALL_EDIT):
        return False
    pieces = {_normalise_text(_cut(post, span)) for span in finding.spans} - {""}
    return all(piece in then or fuzz.partial_ratio(piece, then) >= SAME_EVIDENCE for piece in pieces)


def are_alike(one: str, other: str, percent: float) -> bool:
    """Return whether two texts are alike to so many percent; long ones by their words, whatever the order."""
    if max(len(one), len(other)) <= _LONG:
        return fuzz.ratio(one, other, score_cutoff=percent) > 0
    first, second = Counter(one.split()), Counter(other.split())
    shared = sum((first & second).values())
    return 200.0 * shared >= percent * (sum(first.values()) + sum(second.values()))


def _cut(post: Post, span: Span) -> str:
    text = post.title if span.field == "title" else post.raw
    return text[span.start : span.end]


def _normalise(post: Post) -> str:
    return f"{_normalise_text(post.title)}\n{_normalise_text(post.raw)}"


def _normalise_text(text: str) -> str:
    return " ".join(text.casefold().split())
