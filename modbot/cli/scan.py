"""``modbot scan``: posts as JSON lines in, findings as JSON lines out."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Annotated, Literal

import typer

from modbot.cli.places import Places

StdPath = Annotated[str, typer.Argument(help="Posts, one JSON object a line (.jsonl, .jsonl.gz or -).")]


def scan(
    context: typer.Context,
    posts: StdPath,
    output: Annotated[str, typer.Option("-o", "--output", help="Where findings go; - is standard output.")] = "-",
    profile: Annotated[Path | None, typer.Option(help="Product profile (.yaml or .json).")] = None,
    batch: Annotated[int, typer.Option(min=1, help="Posts examined at once.")] = 256,
) -> None:
    """Examine posts from a file and write findings, one JSON object a line, in the same order."""
    from modbot.equipment import build_examiner
    from modbot.scan import scan_lines

    places: Places = context.obj
    examiner = build_examiner(places.config, places.models, profile)
    failed = 0
    with ExitStack() as stack:
        source = open_lines(stack, posts)
        target = _open_output(stack, output)
        for result in scan_lines(_counted(stack, source), examiner, batch):
            if "error" in result:
                failed += 1
                print(f"line {result['line']}: {result['error']}", file=sys.stderr)
            target.write(json.dumps(result, ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(1)


def open_lines(stack: ExitStack, name: str) -> IO[str]:
    """Open a file of JSON lines, packed or not, or standard input (-); ``stack`` closes it."""
    if name == "-":
        return io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="surrogateescape")
    if not Path(name).is_file():
        raise typer.BadParameter(f"{name} is not a file")
    return stack.enter_context(_open_text(name, "rt"))


def _open_output(stack: ExitStack, name: str) -> IO[str]:
    if name == "-":
        return io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogateescape", write_through=True)
    return stack.enter_context(_open_text(name, "wt"))


def _open_text(name: str, mode: Literal["rt", "wt"]) -> IO[str]:
    """Open a text file, packed or not; bytes that are no UTF-8 survive the way in and out."""
    if name.endswith(".gz"):
        return gzip.open(name, mode, encoding="utf-8", errors="surrogateescape")
    return Path(name).open(mode, encoding="utf-8", errors="surrogateescape")


def _counted(stack: ExitStack, lines: IO[str]) -> Iterator[str]:
    """Yield the lines, with a progress display on a terminal's standard error."""
    if not sys.stderr.isatty():
        return iter(lines)
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    progress = stack.enter_context(
        Progress(
            SpinnerColumn(),
            TextColumn("scanning"),
            MofNCompleteColumn(),
            TextColumn("{task.speed:.0f} posts/s"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
    )
    return iter(progress.track(lines, total=None))
