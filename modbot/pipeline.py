"""A post's way from text to findings. Pure: same post, rules and models give the same examination, live or replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from modbot.detect.interface import BatchDetector, Detector
from modbot.flag.merge import merge
from modbot.flag.policy import Policy
from modbot.prepare.post import prepare_post
from modbot.prepare.statement import Statement
from modbot.prepare.views import PreparedPost
from modbot.records import Finding, Post, Signal, Surroundings

StatementReader = Callable[[PreparedPost], Statement | None]


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
    """The detectors, the policy and the statement reader, ready to examine posts."""

    def __init__(
        self, detectors: Sequence[Detector], policy: Policy, read_statement: StatementReader | None = None
    ) -> None:
        self.detectors = tuple(detectors)
        self.policy = policy
        self._read_statement = read_statement

    def examine(self, post: Post, surroundings: Surroundings = Surroundings()) -> Examination:  # noqa: B008  frozen
        """Return what is found in ``post``; a failing detector is recorded, the others run on."""
        return self.examine_many([(post, surroundings)])[0]

    def examine_many(self, posts: Sequence[tuple[Post, Surroundings]]) -> list[Examination]:
        """Return an examination per post, in order; same answers as one by one, cheaper."""
        prepared: list[PreparedPost | Failure] = [_prepare(post, around) for post, around in posts]
        ready = [item for item in prepared if isinstance(item, PreparedPost)]
        claims = [_run(detector, ready) for detector in self.detectors]
        by_post = zip(*claims, strict=True) if claims else iter([()] * len(ready))
        return [
            Examination(None, (), (), None, (item,))
            if isinstance(item, Failure)
            else self._conclude(item, next(by_post))
            for item in prepared
        ]

    def _conclude(self, post: PreparedPost, claims: Iterable[tuple[Signal, ...] | Failure]) -> Examination:
        signals: list[Signal] = []
        failures: list[Failure] = []
        for claim in claims:
            if isinstance(claim, Failure):
                failures.append(claim)
            else:
                signals.extend(claim)
        statement: Statement | None = None
        if self._read_statement is not None:
            try:
                statement = self._read_statement(post)
            except Exception as error:
                failures.append(Failure("statement", type(error).__name__))
        findings = merge(signals, self.policy, post.post)
        return Examination(post, tuple(signals), findings, statement, tuple(failures))


def _prepare(post: Post, around: Surroundings) -> PreparedPost | Failure:
    try:
        return prepare_post(post, around)
    except Exception as error:
        return Failure("prepare", type(error).__name__)


def _run(detector: Detector, posts: Sequence[PreparedPost]) -> list[tuple[Signal, ...] | Failure]:
    if isinstance(detector, BatchDetector) and len(posts) > 1:
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
