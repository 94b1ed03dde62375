"""What was written for modbot → rows: sentences from patterns, remarks of many persons, labelled posts of a forum."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from modbot.learn.examples import Example, read_examples, read_remarks
from modbot.learn.labelled_posts import LabelledPost, read_labelled_posts
from modbot.learn.sources import CATEGORIES, OWN, POSTS, SPAM_HAM, Row, read_own_words

# For spam, of own sentences the clean ones and the advertising count so many times more.
_SPAM_CLEAN, _SPAM_ADVERTS = 8.0, 2.0
# A sentence is one of many of its pattern; a remark stands for itself, and so does a post.
_REMARK, _POST = 8.0, 5.0
# Own sentences that say nothing for a category: the head must not learn from them.
_SILENT = {
    "abuse": {"abuse.impolite", "abuse.defamation"},
    "spam": {"abuse.adult"},
}
_FLAGGED = {"abuse": "abuse.insult", "spam": "spam.ad"}
# Posts of these flags are no ordinary posts, whatever else they are.
_UNLIKE_HAM = {"abuse": {"abuse", "vendor_complaint"}, "spam": {"spam", "unlawful", "copyright"}}


def read_own_writing(folder: Path, per_pattern: int, weight: float, seed: int) -> list[Row]:
    """Return the rows of a folder of examples; ``weight`` is what one sentence of a pattern counts."""
    sentences = [_weigh(each, weight) for each in read_examples(folder, per_pattern, seed)]
    remarks = [_weigh(each, weight * _REMARK) for each in read_remarks(folder / "talk")]
    return [*sentences, *remarks, *_weigh_posts(folder / "posts", weight * _POST)]


def _weigh(example: Example, weight: float) -> Row:
    """Return an example as a row; complaints of things are no abuse."""
    abuse, spam = (0.0 if example.label in _SILENT[category] else weight for category in CATEGORIES)
    spam *= _SPAM_ADVERTS if example.label.startswith("spam") else _SPAM_CLEAN
    words, _ = read_own_words(example.text, example.language)
    return Row(OWN, example.language, words, (example.label,), (abuse, spam), example.pattern)


def _weigh_posts(folder: Path, weight: float) -> Iterator[Row]:
    for post in read_labelled_posts(folder):
        words, _ = read_own_words(post.text, post.language)
        if words.folded[0]:
            abuse, spam = (weight * _says(post, category) for category in CATEGORIES)
            labels = tuple(label for flag, label in _FLAGGED.items() if flag in post.flags) or ("ok",)
            yield Row(POSTS, post.language, words, labels, (abuse, spam * SPAM_HAM))


def _says(post: LabelledPost, category: str) -> bool:
    """Return whether a post says anything of a category: what is neither of it nor ordinary does not."""
    return category in post.flags or not (category in post.may or post.flags & _UNLIKE_HAM[category])
