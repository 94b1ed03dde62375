"""New or changed rules over old posts: what they would gain, lose and keep, before they go live.

The same compiled rules that run live are tried here, so a replay tells what live would have done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from modbot.detect.rules.look import Look, drop_contained
from modbot.detect.rules.ruleset import Match, RuleSet
from modbot.learn.evaluate import wilson
from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import Post, Span, Surroundings

Change = Literal["gained", "lost", "kept"]
Judge = Callable[[Post, str], bool | None]
Denies = Callable[[PreparedPost, str], bool]


@dataclass(frozen=True, slots=True)
class ReplayedHit:
    """A post on which a rule holds, or held before."""

    post: Post
    language: str
    spans: tuple[Span, ...]


@dataclass(slots=True)
class RuleReplay:
    """One rule over all posts.

    ``right`` and ``wrong`` count decided posts among those it catches now, ``denied`` those among them that make no
    card since what the post is for denies the category.
    """

    rule_id: str
    source: str
    category: str
    is_new: bool
    counts: Counter[Change] = field(default_factory=Counter)
    languages: dict[Change, Counter[str]] = field(default_factory=dict)
    shown: dict[Change, list[ReplayedHit]] = field(default_factory=dict)
    right: int = 0
    wrong: int = 0
    denied: int = 0

    def note(self, change: Change, hit: ReplayedHit, keep: int) -> None:
        """Count one hit; the first ``keep`` of each kind are kept to be shown."""
        self.counts[change] += 1
        self.languages.setdefault(change, Counter())[hit.language] += 1
        shown = self.shown.setdefault(change, [])
        if len(shown) < keep:
            shown.append(hit)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95 % interval, and of how many it was counted."""

    value: float
    low: float
    high: float
    n: int


def _never(_post: PreparedPost, _category: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Opening:
    """When the hit of a rule opens a card: from which score on in a category, 0.5 where nothing is said.

    ``denies`` says whether what a post is for speaks against the category so clearly that hits are only counted.
    """

    thresholds: Mapping[str, float] = field(default_factory=dict)
    denies: Denies = _never


@dataclass(frozen=True, slots=True)
class Replay:
    """The result over ``posts`` posts, per language and per rule; ``failed`` posts could not be prepared.

    ``days`` lie between the oldest and the newest post; None where posts are undated or younger than a day.
    ``cards_before`` and ``cards_after`` count posts per category in which a rule alone opens a card.
    """

    posts: int
    failed: int
    languages: Counter[str]
    rules: tuple[RuleReplay, ...]
    days: float | None
    cards_before: int
    cards_after: int

    def per_day(self, hits: int) -> Estimate | None:
        """Return how many such hits a day brings (Wilson interval of their share, times posts a day)."""
        read = self.posts - self.failed
        if self.days is None or not read:
            return None
        low, high = wilson(hits, read)
        rate = read / self.days
        return Estimate(hits / self.days, low * rate, high * rate, read)


def estimate_precision(rule: RuleReplay) -> Estimate | None:
    """Return how many of the decided posts a rule catches were violations; None where nobody decided."""
    decided = rule.right + rule.wrong
    return Estimate(rule.right / decided, *wilson(rule.right, decided), decided) if decided else None


def replay_rules(
    after: RuleSet,
    before: RuleSet | None,
    posts: Iterable[tuple[Post, Surroundings]],
    *,
    keep: int = 5,
    judge: Judge | None = None,
    opening: Opening = Opening(),
) -> Replay:
    """Return what each rule of ``after`` gains, loses and keeps against the rule of the same id in ``before``.

    The rules' status plays no part. ``judge`` tells what people decided of a post in a category (None: nothing yet);
    ``opening`` when a hit opens a card.
    """
    run = _Run(after, before, keep, judge, opening)
    for post, around in posts:
        run.try_post(post, around)
    read = sum(run.languages.values())
    return Replay(
        read + run.failed,
        run.failed,
        run.languages,
        tuple(run.replays),
        _count_days(run.oldest, run.newest),
        run.cards_before,
        run.cards_after,
    )


def _count_days(oldest: datetime | None, newest: datetime | None) -> float | None:
    if oldest is None or newest is None or newest - oldest < timedelta(days=1):
        return None
    return (newest - oldest) / timedelta(days=1)


class _Run:
    def __init__(
        self, after: RuleSet, before: RuleSet | None, keep: int, judge: Judge | None, opening: Opening
    ) -> None:
        self._after, self._before, self._keep, self._judge = after, before, keep, judge
        self._opening = opening
        known = {loaded.rule.id: index for index, loaded in enumerate(before.rules)} if before else {}
        self._old = [known.get(loaded.rule.id) for loaded in after.rules]
        self._new_of = {old: new for new, old in enumerate(self._old) if old is not None}
        self.replays = [
            RuleReplay(loaded.rule.id, loaded.source, loaded.rule.category, old is None)
            for loaded, old in zip(after.rules, self._old, strict=True)
        ]
        self.languages: Counter[str] = Counter()
        self.failed = self.cards_before = self.cards_after = 0
        self.oldest: datetime | None = None
        self.newest: datetime | None = None

    def try_post(self, post: Post, around: Surroundings) -> None:
        try:
            prepared = prepare_post(post, around)
        except Exception:
            self.failed += 1  # a post that cannot be prepared is told apart, never counted as clean
            return
        self.languages[prepared.language] += 1
        if post.posted_at is not None:
            self.oldest = min(self.oldest or post.posted_at, post.posted_at)
            self.newest = max(self.newest or post.posted_at, post.posted_at)
        look = self._after.look_at(prepared)
        now = self._after.find_matches(look)
        then, old_look = {}, look
        if self._before is not None:
            old_look = self._before.look_at(prepared)
            found = self._before.find_matches(old_look)
            then = {self._new_of[old]: match for old, match in found.items() if old in self._new_of}
        denied = self._find_denied(prepared, now.keys() | then.keys())
        self.cards_after += self._count_cards(self._after, now, denied)
        self.cards_before += self._count_cards(self._before, [self._old[index] for index in then], denied)
        for index in sorted(now.keys() | then.keys()):
            change: Change = "gained" if index not in then else "lost" if index not in now else "kept"
            spans = _spans_of(old_look, then[index]) if change == "lost" else _spans_of(look, now[index])
            self.replays[index].note(change, ReplayedHit(post, prepared.language, spans), self._keep)
            if change != "lost":
                self._count_verdict(self.replays[index], post)
                self.replays[index].denied += self.replays[index].category in denied

    def _find_denied(self, post: PreparedPost, hits: Iterable[int]) -> frozenset[str]:
        categories = {self.replays[index].category for index in hits}
        return frozenset(category for category in categories if self._opening.denies(post, category))

    def _count_cards(self, rules: RuleSet | None, holding: Iterable[int | None], denied: frozenset[str]) -> int:
        """Return in how many categories one of these rules is enough for a card."""
        held = [rules.rules[index].rule for index in holding if index is not None] if rules is not None else []
        least = self._opening.thresholds
        return len({rule.category for rule in held if rule.score >= least.get(rule.category, 0.5)} - denied)

    def _count_verdict(self, replay: RuleReplay, post: Post) -> None:
        verdict = self._judge(post, replay.category) if self._judge else None
        replay.right += verdict is True
        replay.wrong += verdict is False


def _spans_of(look: Look, match: Match) -> tuple[Span, ...]:
    return drop_contained(look.span(hit, "", "unknown") for hit in match.hits)
