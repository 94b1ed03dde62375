"""The author's own words as the model reads them: without disguise for the n-grams, with accents for the encoder."""

from __future__ import annotations

from dataclasses import dataclass

from modbot.detect.model.features import LONGEST_TEXT, cut_windows, normalise
from modbot.prepare.views import PreparedPost


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Windows of own words: ``folded`` without case, accents and disguise; ``spoken`` as written, casefolded.

    Both have the same number of windows; where a disguise was undone, ``spoken`` is ``folded``.
    """

    folded: tuple[str, ...]
    spoken: tuple[str, ...]


def read_words(post: PreparedPost) -> OwnWords:
    """Return the own words of a post; of an opening post its title too."""
    title = has_title(post)
    folded = cut_windows(_join(post.title_folded.text if title else "", post.folded.text))
    spoken = folded
    if not post.tricks:
        spoken = cut_windows(_join(post.title.text if title else "", post.plain.text))
        if len(spoken) != len(folded):
            spoken = folded
    return OwnWords(tuple(folded), tuple(spoken))


def has_title(post: PreparedPost) -> bool:
    """Return whether the post speaks through a title: only an opening post does."""
    return bool(post.title.text) and post.post.post_number in (None, 1)


def _join(title: str, text: str) -> str:
    return normalise(f"{title} {text[:LONGEST_TEXT]}" if title else text[:LONGEST_TEXT])
