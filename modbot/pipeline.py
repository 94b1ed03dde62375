"""A post's way from text to findings. Pure: same post, rules and models give the same examination, live or replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from modbot.detect.interface import BatchDetector, Detector
from modbot.flag.merge import is_denied, merge
from modbot.flag.policy import Policy
from modbot.prepare.post import prepare_post
from modbot.prepare.statement import Statement
from modbot.prepare.views import PreparedPost
from modbot.records import Finding, Post, Signal, Surroundings

StatementReader = Callable[[Sequence[PreparedPost]], Sequence[Statement | None]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that could not examine the post; its check is incomplete. ``error`` names the kind, never the text."""

    detector: str
    error: str


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything one look at one post version brought to light."""

    prepared: PreparedPost | None
    signals: tuple[Signal, ...]
    findings: tuple[Finding, ...]
    statement: Statement | None
    failures: tuple[Failure, ...]


class Examiner:
    """The detectors, the policy and the reader of statements, ready to examine posts."""

    def __init__(
        self, detectors: Sequence[Detector], policy: Policy, read_statements: StatementReader | None = None
    ) -> None:
        self.detectors = tuple(detectors)
        self.policy = policy
        self.read_statements = read_statements

    def examine(self, post: Post, surroundings: Surroundings = Surroundings()) -> Examination:  # noqa: B008  frozen
        """Return what is found in ``post``; a failing detector is recorded, the others run on."""
        return self.examine_many([(post, surroundings)])[0]

    def examine_many(self, posts: Sequence[tuple[Post, Surroundings]]) -> list[Examination]:
        """Return an examination per post, in order; same answers as one by one, cheaper."""
        prepared: list[PreparedPost | Failure] = [_prepare(post, around) for post, around in posts]
        read = self._read([item for item in prepared if isinstance(item, PreparedPost)])
        ready = [post for post, _ in read]
        claims = [_run(detector, ready) for detector in self.detectors]
        by_post = zip(*claims, strict=True) if claims else iter([()] * len(ready))
        looks = (self._conclude(post, failures, found) for (post, failures), found in zip(read, by_post, strict=True))
        return [
            Examination(None, (), (), None, (item,)) if isinstance(item, Failure) else next(looks) for item in prepared
        ]

    def _read(self, posts: list[PreparedPost]) -> list[tuple[PreparedPost, list[Failure]]]:
        """Return the posts with what they state, which detectors and callers share, and what failed."""
        if self.read_statements is None:
            return [(post, []) for post in posts]
        try:
            statements = self.read_statements(posts)
        except Exception as error:
            if len(posts) > 1:
                return [read for post in posts for read in self._read([post])]
            return [(post, [Failure("statement", type(error).__name__)]) for post in posts]
        return [(replace(post, statement=stated), []) for post, stated in zip(posts, statements, strict=True)]

    def _conclude(
        self, post: PreparedPost, failures: list[Failure], claims: Iterable[tuple[Signal, ...] | Failure]
    ) -> Examination:
        signals: list[Signal] = []
        for claim in claims:
            if isinstance(claim, Failure):
                failures.append(claim)
            else:
                signals.extend(claim)
        findings = merge(signals, self.policy, post.post)
        return Examination(post, tuple(signals), findings, post.statement, tuple(failures))


class Denial:
    """Says whether what a post is for denies a category: there hits of rules are counted and make no card."""

    def __init__(self, build_purposes: Callable[[], Detector], policy: Policy) -> None:
        self._build_purposes, self._policy = build_purposes, policy

    def __call__(self, post: PreparedPost, category: str) -> bool:
        """Return whether it does, by the same measure as ``merge``; purposes are built when first needed."""
        rules = self._policy.categories[category]
        if not rules.denied_below:
            return False
        return is_denied([claim for claim in self._purposes.detect(post) if claim.category == category], rules)

    @cached_property
    def _purposes(self) -> Detector:
        return self._build_purposes()


def _prepare(post: Post, around: Surroundings) -> PreparedPost | Failure:
    try:
        return prepare_post(post, around)
    except Exception as error:
        return Failure("prepare", type(error).__name__)


def _run(detector: Detector, posts: Sequence[PreparedPost]) -> list[tuple[Signal, ...] | Failure]:
    if len(posts) > 1 and isinstance(detector, BatchDetector):
        try:
            return [tuple(signals) for signals in detector.detect_many(posts)]
        except Exception:
            return [_run_one(detector, post) for post in posts]
    return [_run_one(detector, post) for post in posts]


def _run_one(detector: Detector, post: PreparedPost) -> tuple[Signal, ...] | Failure:
    try:
        return tuple(detector.detect(post))
    except Exception as error:
        return Failure(detector.name, type(error).__name__)
