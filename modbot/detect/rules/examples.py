"""A rule's examples tried: each must match (pointing to the marked evidence) or stay silent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from modbot.detect.rules.evaluate import Failure
from modbot.detect.rules.look import Look, drop_contained
from modbot.detect.rules.model import Example, Rule
from modbot.detect.rules.ruleset import RuleSet
from modbot.prepare.post import prepare_post
from modbot.records import Author, Post

_MARK = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
Marked = set[tuple[str, int, int]]
Fault = tuple[str, int, str, str]  # (match or no_match, index, message, suggestion)


def read_example(example: Example, rule: Rule) -> tuple[Post, Marked]:
    """Return the example as a post, and the places of its marked evidence."""
    raw, in_raw = _unmark(example.raw)
    title, in_title = _unmark(example.title)
    author = Author(
        username=example.author.username,
        trust_level=example.author.trust_level,
        joined_at=_in_utc(example.author.joined_at),
        post_count=example.author.post_count,
        groups=example.author.groups,
        is_staff=example.author.staff,
    )
    post = Post(
        id="example",
        raw=raw,
        title=title,
        author=author,
        post_number=example.post_number,
        section=example.section,
        tags=example.tags,
        audience=example.audience,
        language=example.language or (rule.languages[0] if len(rule.languages) == 1 else ""),
        posted_at=_in_utc(example.posted_at),
    )
    return post, {("raw", *place) for place in in_raw} | {("title", *place) for place in in_title}


def _unmark(text: str) -> tuple[str, list[tuple[int, int]]]:
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    done = length = 0
    for mark in _MARK.finditer(text):
        before = text[done : mark.start()]
        start = length + len(before)
        length = start + len(mark[1])
        parts += (before, mark[1])
        places.append((start, length))
        done = mark.end()
    return "".join((*parts, text[done:])), places


def _in_utc(time: datetime | None) -> datetime | None:
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time


def try_examples(rules: RuleSet, index: int) -> Iterator[Fault]:
    """Return the faults of the rule's examples: those it misses, catches wrongly, or points to wrongly."""
    rule = rules.rules[index].rule
    for number, example in enumerate(rule.match):
        post, marked = read_example(example, rule)
        look = rules.look_at(prepare_post(post))
        result = rules.try_rule(index, look)
        if isinstance(result, Failure):
            where = f" ({describe_place(result.place)})" if result.place else ""
            yield (
                "match",
                number,
                f"the rule does not match this example: {result.why}{where}",
                "mend the one or the other",
            )
        elif marked:
            found = drop_contained(look.span(hit, "", "unknown") for hit in result.hits)
            wrong = marked ^ {(span.field, span.start, span.end) for span in found}
            if wrong:
                yield (
                    "match",
                    number,
                    _describe_wrong(wrong, marked, look),
                    "mark [[…]] exactly what the rule points to",
                )
    for number, example in enumerate(rule.no_match):
        post, _ = read_example(example, rule)
        look = rules.look_at(prepare_post(post))
        result = rules.try_rule(index, look)
        if not isinstance(result, Failure):
            found = drop_contained(look.span(hit, "", "unknown") for hit in result.hits)
            texts = ", ".join(f"“{_slice(look, span.field, span.start, span.end)}”" for span in found[:3])
            hint = "make the rule narrower, or move the example to match:"
            yield "no_match", number, f"the rule matches this example{f' at {texts}' if texts else ''}", hint


def describe_place(place: tuple[str | int, ...]) -> str:
    """Return a place in a rule as people write it: all[1].near."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")


def _describe_wrong(wrong: Marked, marked: Marked, look: Look) -> str:
    parts = [
        f"{'does not point' if place in marked else 'points'} to “{_slice(look, *place)}” at {place[1]}–{place[2]}"
        for place in sorted(wrong, key=lambda place: (place not in marked, place))[:4]
    ]
    return f"the rule {', but '.join(parts)}"


def _slice(look: Look, field: str, start: int, end: int) -> str:
    post = look.post.post
    return (post.title if field == "title" else post.raw)[start:end]
