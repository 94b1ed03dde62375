"""How ``modbot rules`` shows replays and explanations: for people with masked excerpts, for programs as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import IO, Any

from modbot.detect.rules.explain import Explanation
from modbot.learn.backtest import Change, Estimate, Replay, ReplayedHit, RuleReplay, estimate_precision
from modbot.records import Post
from modbot.review.evidence import excerpt, mark_evidence

_CHANGES: tuple[Change, ...] = ("gained", "lost", "kept")


def describe_replay(replay: Replay) -> dict[str, Any]:
    """Return the replay as plain data."""
    return {
        "posts": replay.posts,
        "failed": replay.failed,
        "languages": dict(replay.languages),
        "days": replay.days,
        "cards_per_day": {
            "before": _describe_estimate(replay.per_day(replay.cards_before)),
            "after": _describe_estimate(replay.per_day(replay.cards_after)),
        },
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
                "denied": rule.denied,
                "hits_per_day": _describe_estimate(replay.per_day(_count_hits(rule))),
                "decided": {"right": rule.right, "wrong": rule.wrong},
                "precision": _describe_estimate(estimate_precision(rule)),
            }
            for rule in replay.rules
        ],
    }


def print_replay(replay: Replay, out: IO[str]) -> None:
    """Write the replay for people. A number says what it counts: undecided is not wrong."""
    days = f" of {replay.days:,.1f} days" if replay.days else ""
    out.write(f"{replay.posts} posts{days} ({_list_languages(replay.languages)})\n")
    if replay.failed:
        out.write(f"{replay.failed} of them could not be read and are not counted below\n")
    _print_table(replay, out)
    for rule in replay.rules:
        counts = ", ".join(f"{rule.counts[change]} {change}" for change in _CHANGES)
        out.write(f"\n{rule.source}{' (new)' if rule.is_new else ''}: {counts}{_decided(rule)}\n")
        if rule.denied:
            out.write(
                f"  {rule.denied} of them only counted, without a card: what the post is for denies {rule.category}\n"
            )
        for change in _CHANGES:
            if rule.counts[change]:
                out.write(f"  {change}: {_list_languages(rule.languages[change])}\n")
            for hit in rule.shown.get(change, ()):
                out.write(f"    {hit.post.id}: {_excerpt(hit.post, hit, rule.category)}\n")


def _print_table(replay: Replay, out: IO[str]) -> None:
    """Write a line a rule with what it costs and how right it is, and what all of them do to the queue."""
    rows = [("rule", *_CHANGES, "hits a day", "right where people decided")]
    for rule in replay.rules:
        counts = [str(rule.counts[change]) for change in _CHANGES]
        precision = estimate_precision(rule)
        right = _write_share(precision) if precision else "nobody decided yet"
        rows.append((rule.source, *counts, _write_rate(replay.per_day(_count_hits(rule))), right))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    out.write("\n")
    for row in rows:
        cells = [
            cell.rjust(width) if 0 < at < 4 else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        out.write("  ".join(cells).rstrip() + "\n")
    before, after = (_write_rate(replay.per_day(cards)) for cards in (replay.cards_before, replay.cards_after))
    if replay.days:
        out.write(f"\ncards a day from these rules alone: {before} before, {after} after")
        out.write(f"; 95 % intervals over {replay.posts} posts\n")
    else:
        out.write("\nno forecast: the posts carry no times, or lie within one day\n")


def _count_hits(rule: RuleReplay) -> int:
    return rule.counts["gained"] + rule.counts["kept"]


def _write_rate(rate: Estimate | None) -> str:
    return f"{rate.value:.1f} ({rate.low:.1f}–{rate.high:.1f})" if rate else "–"


def _write_share(share: Estimate) -> str:
    return f"{share.value:.0%} ({share.low:.0%}–{share.high:.0%}), n = {share.n}"


def _describe_estimate(estimate: Estimate | None) -> dict[str, float] | None:
    return asdict(estimate) if estimate else None


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
