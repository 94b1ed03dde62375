"""Spam is more than words: where links lead, who posts them, and the same text again and again (FT-4.1e, 4.1i).

Circumstances are weighed as independent evidence; a single one is never enough. What the forum does not tell about
the author counts as nothing. Texts are compared with the recent posts that stand around the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from modbot.detect.model.features import normalise
from modbot.marked_yaml import read_model
from modbot.prepare.views import Link, PreparedPost
from modbot.records import Post, Signal, Span

MOST_RECENT = 50
LONGEST = 2000
SHORTEST = 40


class BehaviourRules(BaseModel):
    """What config/spam/behaviour.yaml says: hosts, endings, words and how much each circumstance counts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shorteners: frozenset[str]
    contact_hosts: frozenset[str]
    cheap_endings: frozenset[str]
    trusted_hosts: frozenset[str]
    help_line_words: tuple[str, ...]
    contact_words: tuple[str, ...]
    new_account_days: float
    same_text: float
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Clue:
    """One circumstance: which, where it shows, and the label it speaks for."""

    name: str
    spans: tuple[Span, ...] = ()
    label: str = "spam.link"


class Behaviour:
    """Weighs circumstances of spam; raises ConfigError when its rules are wrong."""

    name = "behaviour"

    def __init__(self, rules: Path) -> None:
        self._rules = read_model(rules, BehaviourRules)
        words = "|".join(map(re.escape, self._rules.help_line_words))
        self._help_line = re.compile(rf"(?:{words})\D{{0,60}}(?P<number>\+?\(?\d[\d\W_]{{7,24}}\d)")
        self._number = re.compile(r"\+?\(?\d(?:[^\w\n]{0,6}\d){8,14}")
        self._contact = re.compile(r"\b(?:" + "|".join(map(re.escape, self._rules.contact_words)) + r")\b")
        self._words = (self._rules.help_line_words, self._rules.contact_words)

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return at most one signal for spam and one for a wave of the same text."""
        if not post.post.author.is_staff:
            clues = [*self._links(post), *self._numbers(post), *self._newness(post)]
            if any(clue.spans for clue in clues):
                yield self._weigh(clues)
        yield from self._repeats(post)

    def _weigh(self, clues: list[_Clue]) -> Signal:
        weights = {clue.name: self._rules.weights[clue.name] for clue in clues}
        score = 1.0 - prod(1.0 - weight for weight in weights.values())
        strongest = max((clue for clue in clues if clue.spans), key=lambda clue: weights[clue.name])
        spans = tuple(span for clue in clues for span in clue.spans)
        reason = ", ".join(dict.fromkeys(clue.name.replace("_", " ") for clue in clues))
        return Signal("behaviour/circumstances", "spam", strongest.label, (), score, spans, reason)

    def _links(self, post: PreparedPost) -> Iterator[_Clue]:
        links = [link for link in post.links if link.attribution == "own" and not self._is_trusted(link)]
        for link in links[:20]:
            span = (Span(link.start, link.end, "spam.link"),)
            host = link.host.casefold()
            if _is_below(host, self._rules.shorteners):
                yield _Clue("shortener", span)
            if _is_below(host, self._rules.contact_hosts):
                yield _Clue("contact_link", span)
            if "xn--" in host:
                yield _Clue("punycode", span, "spam.phishing")
            if link.mismatched:
                yield _Clue("mismatched_link", span, "spam.phishing")
            if host.rpartition(".")[2] in self._rules.cheap_endings:
                yield _Clue("cheap_ending", span)
        if len(links) >= 5:
            yield _Clue("many_links", (Span(links[0].start, links[-1].end, "spam.link"),))

    def _is_trusted(self, link: Link) -> bool:
        return _is_below(link.host.casefold(), self._rules.trusted_hosts)

    def _numbers(self, post: PreparedPost) -> Iterator[_Clue]:
        text = post.folded.text[:LONGEST]
        speaks_of_help, speaks_of_contact = (any(word in text for word in words) for words in self._words)
        for found in self._help_line.finditer(text) if speaks_of_help else ():
            start, end = post.folded.raw_span(*found.span("number"))
            yield _Clue("help_line_number", (Span(start, end, "spam.fake_support"),), "spam.fake_support")
            called = _digits(found["number"])
            if sum(_digits(other[0]) == called for other in self._number.finditer(text)) >= 2:
                yield _Clue("numbers_repeated", (), "spam.fake_support")
            return
        if speaks_of_contact and (baited := self._contact.search(text)):
            start, end = post.folded.raw_span(*baited.span())
            yield _Clue("contact_baiting", (Span(start, end, "spam.ad"),), "spam.ad")

    def _newness(self, post: PreparedPost) -> Iterator[_Clue]:
        author, posted = post.post.author, post.post.posted_at
        if author.post_count is not None and author.post_count <= 1:
            yield _Clue("first_post")
        if (
            author.joined_at
            and posted
            and (posted - author.joined_at).total_seconds() < 86400 * self._rules.new_account_days
        ):
            yield _Clue("new_account")
        if author.trust_level == 0:
            yield _Clue("no_trust_yet")

    def _repeats(self, post: PreparedPost) -> Iterator[Signal]:
        if not post.surroundings.recent or post.post.author.is_staff:
            return
        text = normalise(post.prose.text[:LONGEST])
        if len(text) < SHORTEST:
            return
        same = [other for other in post.surroundings.recent[:MOST_RECENT] if self._is_repeat(post.post, other, text)]
        if not same:
            return
        authors = {other.author.username for other in same} | {post.post.author.username}
        label = "spam.wave" if len(authors) > 1 else "spam.dup"
        score = 1.0 - (1.0 - self._rules.weights[label.partition(".")[2]]) ** len(same)
        span = (Span(0, len(post.post.raw), label),)
        reason = f"the same text stands in {len(same)} recent posts by {len(authors)} authors"
        yield Signal("behaviour/repeats", "spam", label, (), score, span, reason)

    def _is_repeat(self, post: Post, other: Post, text: str) -> bool:
        if other.id == post.id:
            return False
        return fuzz.ratio(text, normalise(other.raw[:LONGEST]), score_cutoff=self._rules.same_text) > 0


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _is_below(host: str, hosts: frozenset[str]) -> bool:
    labels = host.rstrip(".").split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels)))
