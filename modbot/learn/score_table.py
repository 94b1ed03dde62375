"""Score reports as text: one line a type, language or category, with n and 95 % intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from modbot.learn.evaluate import Count, PostReport, SpanReport, wilson

_HEADER = f"{'':<24}{'n':>6}{'P':>8}{'95 %':>16}{'R':>8}{'95 %':>16}{'F1':>8}{'false':>7}{'missed':>8}"


def draw_spans(name: str, report: SpanReport) -> Iterator[str]:
    """Yield the lines of a span report."""
    yield f"{name}: spans"
    yield _HEADER
    yield from _draw_counts(report.by_type)
    yield _draw_count("all types (micro)", report.total)
    low, high = report.f1_interval
    yield f"{'':<24}F1 95 % interval over posts: {low:.3f}–{high:.3f}; exact bounds {report.total.exact}"
    yield "by language"
    yield from _draw_counts(report.by_language)
    yield "false positives on traps (of all traps of the kind)"
    for kind, n in sorted(report.traps.items()):
        hits = {span_type: count for (span_type, trap), count in report.by_trap.items() if trap == kind and count}
        total = sum(hits.values())
        low, high = wilson(min(total, n), n)
        detail = ", ".join(f"{span_type} {count}" for span_type, count in sorted(hits.items())) or "none"
        yield f"  {kind:<22}{n:>6}{total / n:>8.3f}   {low:.3f}–{high:.3f}   {detail}"


def draw_posts(name: str, report: PostReport) -> Iterator[str]:
    """Yield the lines of a post report."""
    yield f"{name}: posts"
    yield _HEADER
    yield from _draw_counts(report.by_category)
    yield "by language"
    yield from _draw_counts(report.by_language)
    low, high = wilson(report.clean_untouched, report.clean)
    yield f"clean posts untouched: {report.clean_untouched}/{report.clean} ({low:.3f}–{high:.3f})"
    if report.by_code:
        yield "missing information, by code"
        yield from _draw_counts(report.by_code)
        yield _draw_count("all codes", report.codes)
        low, high = wilson(report.exact_lists, report.lists)
        yield f"problem posts with the exact list: {report.exact_lists}/{report.lists} ({low:.3f}–{high:.3f})"
        for language, exact in sorted(report.lists_by_language.items()):
            low, high = wilson(sum(exact), len(exact))
            yield f"  {language:<22}{sum(exact)}/{len(exact)} ({low:.3f}–{high:.3f})"


def _draw_counts(counts: Mapping[str, Count]) -> Iterator[str]:
    for name in sorted(counts):
        yield _draw_count(name, counts[name])


def _draw_count(name: str, count: Count) -> str:
    p_low, p_high = wilson(count.hits, count.hits + count.false)
    r_low, r_high = wilson(count.hits, count.labelled)
    return (
        f"  {name:<22}{count.labelled:>6}{count.precision:>8.3f}{f'{p_low:.3f}–{p_high:.3f}':>16}{count.recall:>8.3f}"
        f"{f'{r_low:.3f}–{r_high:.3f}':>16}{count.f1:>8.3f}{count.false:>7}{count.missed:>8}"
    )
