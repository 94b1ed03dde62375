"""``modbot bench``: how many posts a second one core examines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from modbot.cli.places import Places
    from modbot.learn.bench import Measure

COUNTS = (100, 1_000, 20_000)
QUICK_POSTS = 48


app = typer.Typer(name="bench", help="How fast it is, on one core.", invoke_without_command=True, rich_markup_mode=None)


@app.callback()
def bench(
    context: typer.Context,
    patterns: Annotated[
        Path | None, typer.Option(help="Patterns to measure with (.jsonl, .jsonl.gz or a regex a line).")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer posts and patterns, no comparison: minutes less, less sure.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Measure posts of 600 characters in eight languages: processor time of one core, medians of five repeats."""
    if context.invoked_subcommand:
        return
    from modbot.config import find_cache_folder
    from modbot.equipment import build_examiner, build_rule_reader, settle
    from modbot.learn.bench import (
        POSTS,
        choose_patterns,
        measure_alone,
        measure_detectors,
        measure_memory,
        measure_one_by_one,
        measure_patterns,
        measure_pipeline,
        measure_prepare,
        measure_rules,
    )
    from modbot.learn.bench_posts import make_patterns, read_patterns

    places: Places = context.obj
    counts = COUNTS[:2] if quick else COUNTS
    chosen, refused = choose_patterns(read_patterns(patterns) if patterns else make_patterns(max(counts)), max(counts))
    posts = QUICK_POSTS if quick else POSTS
    prepare = measure_prepare(posts)
    rules = measure_rules(build_rule_reader(places.config).read(), posts)
    steps = [prepare, rules, _add(prepare, rules)]
    examiner = build_examiner(places.config, places.models)
    with settle():
        steps += [measure_pipeline(examiner, posts), *measure_detectors(examiner, posts)]
        steps += [measure_alone(examiner, posts), measure_memory()]
    steps += measure_patterns(chosen, counts, find_cache_folder(), posts)
    steps += [] if quick else measure_one_by_one(chosen, counts)
    if as_json:
        print(json.dumps({"patterns_refused": refused, "steps": [_describe(step) for step in steps]}, indent=2))
        return
    if refused:
        print(f"{refused} patterns of {patterns} are nothing a rule may hold and were left out")
    _print_table(steps)


@app.command("desk")
def desk(
    context: typer.Context,
    flags: Annotated[int, typer.Option(min=100, help="Open flags in the store.")] = 1_000_000,
    rounds: Annotated[int, typer.Option(min=10, help="Decisions and looks.")] = 200,
    url: Annotated[
        str, typer.Option(help="An empty store to fill (postgresql://…); a temporary SQLite file else.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Measure the review desk over HTTP with a full queue: from request to answer, wall time.

    Example: modbot bench desk --flags 10000
    """
    from tempfile import TemporaryDirectory

    from modbot.app import build_desk
    from modbot.config import load_settings
    from modbot.equipment import load_standards
    from modbot.store.store import Store
    from modbot.web.bench import bench_desk

    places: Places = context.obj
    with TemporaryDirectory() as folder, Store(url or f"sqlite:///{folder}/bench.db") as store:
        store.migrate()
        figures = bench_desk(
            build_desk(load_settings(places.config), load_standards(places.config), store), flags, rounds
        )
    timings = (figures.decide, figures.queue, figures.card)
    if as_json:
        print(
            json.dumps(
                {
                    "flags": figures.flags,
                    **{t.name: {"p50_ms": t.percentile(0.5), "p95_ms": t.percentile(0.95)} for t in timings},
                }
            )
        )
        return
    print(f"{figures.flags:,} flags")
    for timing in timings:
        print(f"{timing.name:10} p50 {timing.percentile(0.5):7.1f} ms   p95 {timing.percentile(0.95):7.1f} ms")


def _add(first: Measure, second: Measure) -> Measure:
    return type(first)("prepare + rules", first.microseconds + second.microseconds)


def _print_table(steps: list[Measure]) -> None:
    print(f"{'step':30} {'µs/post':>10} {'posts/s':>10}  note")
    for step in steps:
        figures = f"{step.microseconds:10.1f} {step.posts_per_second:10,.0f}" if step.microseconds else " " * 21
        print(f"{step.step:30} {figures}  {step.note}".rstrip())


def _describe(step: Measure) -> dict[str, object]:
    return {
        "step": step.step,
        "microseconds": round(step.microseconds, 2),
        "posts_per_second": round(step.posts_per_second),
        "note": step.note,
    }
