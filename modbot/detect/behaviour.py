"""Spam is more than words: where links lead, who posts them, and the same text again and again (FT-4.1e, 4.1i).

Circumstances add up as log-odds, and to what the model thinks of the words; a single one is never enough. What the
forum does not tell about the author counts as nothing. Texts are compared with the recent posts around the post.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import exp
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz

from modbot.detect.lures import CALLS, Clue, Found, Lures
from modbot.detect.model.features import normalise
from modbot.marked_yaml import read_model
from modbot.prepare.views import Link, PreparedPost
from modbot.records import Post, Signal, Span

MOST_RECENT = 50
LONGEST = 2000
SHORTEST = 40
_MOST_TOLD = 6
_WAYS_TO_ANSWER = frozenset({"link", "contact_link", "contacts", "handle", "address", "number"})
_PRICES = frozenset({"price", "percent"})


class BehaviourRules(BaseModel):
    """What config/spam/behaviour.yaml says: hosts, themes, and how much each circumstance counts in log-odds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shorteners: frozenset[str]
    contact_hosts: frozenset[str]
    cheap_endings: frozenset[str]
    trusted_hosts: frozenset[str]
    new_account_days: float
    same_text: float
    repeats: dict[Literal["wave", "dup"], float]
    enough: float
    doubt: float
    newness_beside: float
    themes: dict[str, str]
    weights: dict[str, float]


class Behaviour:
    """Weighs circumstances of spam; raises ConfigError when its rules or lists are wrong."""

    name = "behaviour"

    def __init__(self, rules: Path, lists: Path) -> None:
        self._rules = read_model(rules, BehaviourRules)
        self._lures = Lures(lists, self._rules.themes)

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return at most one signal for spam and one for a wave of the same text."""
        if not post.post.author.is_staff:
            links, found = list(self._links(post)), self._lures.find(post)
            if links or found:  # most posts have nothing of the kind
                clues = self._gather(post, links, found)
                score = score_log_odds(self._add_up(post, clues), self._rules.enough)
                if score > 0:
                    yield self._claim(clues, score)
        yield from self._repeats(post)

    def weigh(self, post: PreparedPost) -> float:
        """Return what the circumstances add to the log-odds of spam; less than 0 where they speak against it."""
        return self._add_up(post, self._gather(post, list(self._links(post)), self._lures.find(post)))

    def _gather(self, post: PreparedPost, links: list[Clue], found: Found) -> dict[str, Clue]:
        clues = {clue.name: clue for clue in (*links, *self._lures.read(post, found))}
        clues |= {name: Clue(name) for name in self._name_pairs(clues)}
        if post.tricks:
            clues["disguised"] = Clue("disguised")
        return clues

    def _add_up(self, post: PreparedPost, clues: dict[str, Clue]) -> float:
        total = sum(self._rules.weights[name] for name in clues)
        if total >= self._rules.newness_beside:
            clues |= {name: Clue(name) for name in self._newness(post)}
            total = sum(self._rules.weights[name] for name in clues)
        return total - self._rules.doubt

    def _claim(self, clues: Mapping[str, Clue], score: float) -> Signal:
        weights = {name: self._rules.weights[name] for name in clues}
        strongest = max((clue for clue in clues.values() if clue.spans), key=lambda clue: weights[clue.name])
        spans = tuple(dict.fromkeys(span for clue in clues.values() for span in clue.spans))
        told = sorted((name for name in weights if weights[name] > 0), key=lambda name: -weights[name])
        reason = ", ".join(name.replace("_", " ") for name in told[:_MOST_TOLD])
        return Signal("behaviour/circumstances", "spam", strongest.label, (), score, spans, reason)

    def _name_pairs(self, clues: Mapping[str, Clue]) -> Iterator[str]:
        """Yield what clues say together: a theme or a call to act with a way to answer, a theme with a price."""
        theme = any(name in self._rules.themes for name in clues)
        contact = not _WAYS_TO_ANSWER.isdisjoint(clues)
        if theme and contact:
            yield "theme_and_contact"
        if theme and not _PRICES.isdisjoint(clues):
            yield "theme_and_price"
        if CALLS in clues and contact:
            yield "call_and_contact"

    def _links(self, post: PreparedPost) -> Iterator[Clue]:
        links = [link for link in post.links if link.attribution == "own" and not self._is_trusted(link)]
        for link in links[:20]:
            span = (Span(link.start, link.end, "spam.link"),)
            host = link.host.casefold()
            yield Clue("link", span)
            if _is_below(host, self._rules.shorteners):
                yield Clue("shortener", span)
            if _is_below(host, self._rules.contact_hosts):
                yield Clue("contact_link", span)
            if "xn--" in host:
                yield Clue("punycode", span, "spam.phishing")
            if link.mismatched:
                yield Clue("mismatched_link", span, "spam.phishing")
            if host.rpartition(".")[2] in self._rules.cheap_endings:
                yield Clue("cheap_ending", span)
        if len(links) >= 3:
            yield Clue("several_links", (Span(links[0].start, links[-1].end, "spam.link"),))
        if len(links) >= 6:
            yield Clue("many_links")

    def _is_trusted(self, link: Link) -> bool:
        return _is_below(link.host.casefold(), self._rules.trusted_hosts)

    def _newness(self, post: PreparedPost) -> Iterator[str]:
        author, posted = post.post.author, post.post.posted_at
        if author.post_count is not None and author.post_count <= 1:
            yield "first_post"
        age = (posted - author.joined_at).total_seconds() if author.joined_at and posted else None
        if age is not None and age < 86400 * self._rules.new_account_days:
            yield "new_account"
        if author.trust_level == 0:
            yield "no_trust_yet"

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
        score = 1.0 - (1.0 - self._rules.repeats["wave" if len(authors) > 1 else "dup"]) ** len(same)
        span = (Span(0, len(post.post.raw), label),)
        reason = f"the same text stands in {len(same)} recent posts by {len(authors)} authors"
        yield Signal("behaviour/repeats", "spam", label, (), score, span, reason)

    def _is_repeat(self, post: Post, other: Post, text: str) -> bool:
        if other.id == post.id:
            return False
        return fuzz.ratio(text, normalise(other.raw[:LONGEST]), score_cutoff=self._rules.same_text) > 0


def score_log_odds(total: float, enough: float) -> float:
    """Return the score that, merged with a model's probability, adds ``total`` to its log-odds; 0 without any.

    Merging asks for 1 - (1 - p)(1 - score) >= 1/2, which holds with (1 - exp(-total)) / 2 just where
    log-odds(p) + total >= 0. From ``enough`` on the score passes 1/2 by itself.
    """
    surplus = max(0.0, total - enough)
    return (1.0 - exp(-max(total, 0.0))) / 2 + 0.45 * (1.0 - exp(-surplus / 2)) + (0.01 if surplus > 0 else 0.0)


def _is_below(host: str, hosts: frozenset[str]) -> bool:
    labels = host.rstrip(".").split(".")
    return any(".".join(labels[start:]) in hosts for start in range(len(labels)))
