"""How ``modbot rules`` shows replays and explanations: for people with masked excerpts, for programs as JSON."""

from __future__ import annotations

from collections import Counter
from typing import IO, Any

from modbot.detect.rules.explain import Explanation
from modbot.learn.backtest import Change, Replay, ReplayedHit, RuleReplay
from modbot.records import Post
from modbot.review.evidence import excerpt, mark_evidence

_CHANGES: tuple[Change, ...] = ("gained", "lost", "kept")


def describe_replay(replay: Replay) -> dict[str, Any]:
    """Return the replay as plain data."""
    return {
        "posts": replay.posts,
        "failed": replay.failed,
        "languages": dict(replay.languages),
        "rules": [
            {
                "source": rule.source,
                "is_new": rule.is_new,
                **{
                    change: {
                        "count": rule.counts[change],
                        "languages": dict(rule.languages.get(change, {})),
                        "examples": [_describe_hit(hit, rule.category) for hit in rule.shown.get(change, ())],
                    }
                    for change in _CHANGES
                },
                "decided": {"right": rule.right, "wrong": rule.wrong},
            }
            for rule in replay.rules
        ],
    }


def print_replay(replay: Replay, out: IO[str]) -> None:
    """Write the replay for people. A number says what it counts: undecided is not wrong."""
    out.write(f"{replay.posts} posts ({_list_languages(replay.languages)})\n")
    if replay.failed:
        out.write(f"{replay.failed} of them could not be read and are not counted below\n")
    for rule in replay.rules:
        counts = ", ".join(f"{rule.counts[change]} {change}" for change in _CHANGES)
        out.write(f"\n{rule.source}{' (new)' if rule.is_new else ''}: {counts}{_decided(rule)}\n")
        for change in _CHANGES:
            if rule.counts[change]:
                out.write(f"  {change}: {_list_languages(rule.languages[change])}\n")
            for hit in rule.shown.get(change, ()):
                out.write(f"    {hit.post.id}: {_excerpt(hit.post, hit, rule.category)}\n")


def describe_explanation(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as plain data."""
    nearest = explanation.nearest
    return {
        "source": explanation.source,
        "status": explanation.status,
        "holds": explanation.holds,
        "spans": [{"start": s.start, "end": s.end, "type": s.type, "field": s.field} for s in explanation.spans],
        "failed": explanation.failed,
        "why": explanation.why,
        "hint": explanation.hint,
        "nearest": {"phrase": nearest.phrase, "place": list(nearest.place), "likeness": nearest.likeness}
        if nearest
        else None,
    }


def print_explanation(explanation: Explanation, post: Post, category: str, out: IO[str]) -> None:
    """Write the explanation for people."""
    if explanation.holds:
        out.write(f"{explanation.source} ({explanation.status}) holds\n")
        hit = ReplayedHit(post, "", explanation.spans)
        for span in explanation.spans:
            out.write(f"  {span.field} {span.start}–{span.end}, {span.attribution} words\n")
        out.write(f"  {_excerpt(post, hit, category)}\n")
        return
    place = f" at {explanation.failed}" if explanation.failed else ""
    out.write(f"{explanation.source} ({explanation.status}) does not hold{place}: {explanation.why}\n")
    if explanation.hint:
        out.write(f"  {explanation.hint}\n")
    if explanation.nearest:
        near = explanation.nearest
        out.write(f"  nearest: {near.place[0]}–{near.place[1]} is to {near.likeness} % like “{near.phrase}”\n")


def _decided(rule: RuleReplay) -> str:
    decided = rule.right + rule.wrong
    return f"; people decided {decided} of its hits: {rule.right} right, {rule.wrong} wrong" if decided else ""


def _list_languages(counts: Counter[str]) -> str:
    return ", ".join(f"{language or '?'} {count}" for language, count in counts.most_common()) or "none"


def _excerpt(post: Post, hit: ReplayedHit, category: str) -> str:
    return excerpt(post.raw, mark_evidence(category, category, hit.spans))


def _describe_hit(hit: ReplayedHit, category: str) -> dict[str, Any]:
    return {
        "id": hit.post.id,
        "language": hit.language,
        "spans": [[span.start, span.end] for span in hit.spans if span.field == "raw"],
        "excerpt": _excerpt(hit.post, hit, category),
    }
