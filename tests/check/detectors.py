"""Detectors for tests: one that finds words, ones that fail in every way."""

from pathlib import Path

from modbot.flag.policy import load_policy
from modbot.pipeline import Examiner
from modbot.prepare.views import PreparedPost
from modbot.records import Signal, SignalStatus, Span

POLICY = load_policy(Path(__file__).parents[2] / "config" / "policy.yaml")


class FindsWord:
    """Finds a word, once per place."""

    def __init__(self, word: str, category: str = "abuse", status: SignalStatus = "live") -> None:
        self.name = f"word/{word}"
        self._word, self._category, self._status = word, category, status

    def detect(self, post: PreparedPost) -> list[Signal]:
        text, spans, start = post.raw.text.casefold(), [], 0
        while (start := text.find(self._word, start)) >= 0:
            spans.append(Span(start, start + len(self._word), self._category))
            start += len(self._word)
        if not spans:
            return []
        return [
            Signal(f"rules/{self._word}", self._category, self._category, (), 0.9, tuple(spans), status=self._status)
        ]


class FailsTimes:
    """Fails so many times, then finds nothing."""

    name = "models/broken"

    def __init__(self, times: int) -> None:
        self.left = times

    def detect(self, post: PreparedPost) -> list[Signal]:
        self.left -= 1
        if self.left >= 0:
            raise RuntimeError("a detector's trouble")
        return []


class NamesUnknownCategory:
    """Makes the pipeline itself fail."""

    name = "rules/odd"

    def detect(self, post: PreparedPost) -> list[Signal]:
        return [Signal("rules/odd", "no such category", "odd", (), 0.9)] if "odd" in post.raw.text else []


def an_examiner(*detectors: object) -> Examiner:
    return Examiner(detectors or (FindsWord("idiot"), FindsWord("buy now", "spam")), POLICY)  # type: ignore[arg-type]
