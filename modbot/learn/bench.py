"""How many posts a second one core examines: processor time, medians of repeats, posts not seen before."""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import TypeVar

import regex

from modbot.detect.interface import BatchDetector, Detector
from modbot.detect.pattern_clues import Pattern
from modbot.detect.pattern_syntax import is_foreign, phrase_to_pattern
from modbot.detect.patterns import PatternSet
from modbot.detect.rules.ruleset import RuleSet
from modbot.learn.bench_posts import make_posts
from modbot.pipeline import Examiner, StatementReader
from modbot.prepare.post import prepare_post
from modbot.prepare.views import PreparedPost
from modbot.records import Post, Surroundings

InputT = TypeVar("InputT")
POSTS = 512
REPEATS = 5
_BATCH = 256
# The steps that draw posts of their own.
_PREPARE, _RULES, _PIPELINE, _DETECTORS, _PATTERNS, _ALONE = range(6)


@dataclass(frozen=True, slots=True)
class Measure:
    """One step: microseconds of processor time a post, and what else is worth knowing."""

    step: str
    microseconds: float
    note: str = ""

    @property
    def posts_per_second(self) -> float:
        """Return how many posts one core does in a second."""
        return 1e6 / self.microseconds if self.microseconds else 0.0


def measure_prepare(posts: int = POSTS) -> Measure:
    """Return the cost of preparing a post."""
    return Measure("prepare", _median_cost(prepare_post, _draw(posts, _PREPARE)))


def measure_rules(rules: RuleSet, posts: int = POSTS) -> Measure:
    """Return the cost of all shipped rules on a prepared post."""
    prepared = [[prepare_post(post) for post in drawn] for drawn in _draw(posts, _RULES)]
    return Measure(f"rules: {len(rules.rules)} shipped", _median_cost(rules.detect, prepared))


def measure_pipeline(examiner: Examiner, posts: int = POSTS) -> Measure:
    """Return the cost of a whole examination, in batches as posts are examined when they come in."""
    rounds = [_cut([(post, Surroundings()) for post in drawn]) for drawn in _draw(posts, _PIPELINE)]
    return Measure("pipeline, all detectors", _median_cost(examiner.examine_many, rounds, posts))


def measure_detectors(examiner: Examiner, posts: int = POSTS) -> list[Measure]:
    """Return the cost of reading statements, which detectors share, and of each detector, in batches where it can."""
    rounds = [[prepare_post(post) for post in drawn] for drawn in _draw(posts, _DETECTORS)]
    measures = []
    if examiner.read_statements is not None:
        measures.append(Measure("  statements", _median_cost(examiner.read_statements, list(map(_cut, rounds)), posts)))
        rounds = [_state(examiner.read_statements, prepared) for prepared in rounds]
    batches = list(map(_cut, rounds))
    measures += [
        Measure(f"  {detector.name}", _median_cost(partial(_detect, detector), batches, posts))
        for detector in examiner.detectors
    ]
    return measures


def _state(read: StatementReader, posts: list[PreparedPost]) -> list[PreparedPost]:
    return [replace(post, statement=stated) for post, stated in zip(posts, read(posts), strict=True)]


def _draw(posts: int, step: int) -> list[list[Post]]:
    """Return posts to warm up and rounds of posts to time, all different: what is remembered helps no round or step."""
    first = step * (REPEATS + 1)
    warm_up = make_posts(min(posts, _BATCH), draw=first)
    return [warm_up, *(make_posts(posts, draw=first + number) for number in range(1, REPEATS + 1))]


def _cut(items: list[InputT]) -> list[list[InputT]]:
    return [items[start : start + _BATCH] for start in range(0, len(items), _BATCH)]


def _detect(detector: Detector, posts: Sequence[PreparedPost]) -> None:
    for signals in detector.detect_many(posts) if isinstance(detector, BatchDetector) else map(detector.detect, posts):
        list(signals)


def measure_alone(examiner: Examiner, posts: int = POSTS) -> Measure:
    """Return the cost of posts that come one by one: the middle one, with the slowest twentieth noted."""
    examiner.examine_many([(post, Surroundings()) for post in make_posts(20)])
    costs = sorted(_time(examiner.examine, [post]) * 1e6 for post in make_posts(posts, draw=_ALONE * (REPEATS + 1)))
    return Measure("one post alone", median(costs), f"95 % within {costs[len(costs) * 95 // 100] / 1000:.1f} ms")


def measure_memory() -> Measure:
    """Return the most memory the process has held so far, as a note."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Measure("memory held at most", 0.0, f"{held / 1e6:,.0f} MB")


def measure_patterns(
    patterns: Sequence[Pattern], counts: Sequence[int], cache: Path | None = None, posts: int = POSTS
) -> list[Measure]:
    """Return the cost of so many patterns on a post's text; compared with the first count."""
    texts = [[post.raw for post in drawn] for drawn in _draw(posts, _PATTERNS)]
    measures: list[Measure] = []
    for count in counts:
        started = time.process_time()
        pattern_set = PatternSet(patterns[:count], cache=cache)
        built = time.process_time() - started
        cost = _median_cost(pattern_set.find, texts)
        ratio = f", {cost / measures[0].microseconds:.2f} × {counts[0]}" if measures else ""
        step = f"patterns: {len(pattern_set.patterns):,}"
        measures.append(Measure(step, cost, f"built in {built:.2f} s{ratio}"))
    return measures


def measure_one_by_one(patterns: Sequence[Pattern], counts: Sequence[int]) -> list[Measure]:
    """Return what the same patterns cost when Python's ``re`` tries them one by one."""
    compiled = [made for made in map(_compile_with_re, patterns) if made is not None]
    measures = []
    for count in counts:
        texts = [post.raw for post in make_posts(max(3, 8_000 // count))]
        used = compiled[:count]
        cost = _time(partial(_search_all, used), texts) / len(texts) * 1e6
        measures.append(Measure(f"re one by one: {len(used):,}", cost))
    return measures


def choose_patterns(patterns: Iterable[Pattern], count: int) -> tuple[list[Pattern], int]:
    """Return ``count`` of the patterns, drawn with a fixed seed, and how many no rule could hold."""
    good: list[Pattern] = []
    refused = 0
    for pattern in patterns:
        try:
            _ = pattern.compiled
        except regex.error:
            refused += 1
        else:
            refused += is_foreign(pattern.text)
            good += [] if is_foreign(pattern.text) else [pattern]
    Random(3).shuffle(good)
    return good[:count], refused


def _compile_with_re(pattern: Pattern) -> re.Pattern[str] | None:
    try:
        return re.compile(phrase_to_pattern(pattern.text) if pattern.is_phrase else pattern.text, re.IGNORECASE)
    except re.error:
        return None


def _search_all(patterns: Sequence[re.Pattern[str]], text: str) -> int:
    return sum(pattern.search(text) is not None for pattern in patterns)


def _median_cost(step: Callable[[InputT], object], rounds: Sequence[Sequence[InputT]], posts: int = 0) -> float:
    """Return the middle of the rounds' costs, microseconds a post; the first round only warms up."""
    warm_up, *timed = rounds
    _time(step, warm_up)
    return median(_time(step, inputs) / (posts or len(inputs)) for inputs in timed) * 1e6


def _time(step: Callable[[InputT], object], inputs: Sequence[InputT]) -> float:
    """Return the seconds of processor time that all inputs take."""
    started = time.process_time()
    for item in inputs:
        step(item)
    return time.process_time() - started
