"""``modbot scan``: posts as JSON lines in, findings as JSON lines out."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modbot.cli.places import Places
from modbot.cli.streams import Source, open_output

if TYPE_CHECKING:
    from collections.abc import Callable

StdPath = Annotated[str, typer.Argument(help="Posts, one JSON object a line (.jsonl, .jsonl.gz or -).")]
_STOPPED = 130


def scan(
    context: typer.Context,
    posts: StdPath,
    output: Annotated[
        str, typer.Option("-o", "--output", help="Where findings go (.jsonl, .jsonl.gz); - is standard output.")
    ] = "-",
    profile: Annotated[Path | None, typer.Option(help="Product profile (.yaml or .json).")] = None,
    batch: Annotated[int, typer.Option(min=1, help="Posts examined at once.")] = 256,
) -> None:
    """Examine posts from a file and write findings, one JSON object a line, in the same order.

    Example: modbot scan posts.jsonl.gz -o findings.jsonl

    A post has “id” and “raw” (or “text”); all else may be missing or null: title, lang, author {username, trust_level,
    created_at, post_count, groups, is_staff}, section, tags, post_number, topic_id, audience (public or private: what
    is exposed in private is no finding), created_at, quoted (posts its quotes may come from, each with raw or text,
    username, topic_id, post_number).

    A finding has category, label, score, severity, clauses, spans, sources, status (live, or hint: never a
    violation) and reason. Offsets are Unicode code points into raw, end exclusive. “scores” holds a probability for
    every category, whether it became a finding or not; “incomplete” names what could not be examined.

    Whatever is no post (no JSON, no text, a field of a wrong type) gets a line with “error” and “line”, and the rest
    goes on. Exit code: 0 all read, 1 some lines were no posts or a file could not be read or written, 130 stopped with
    Ctrl-C: what stands in the output is whole.
    """
    from modbot.equipment import build_examiner, settle
    from modbot.post_lines import read_lines
    from modbot.scan import scan_lines

    places: Places = context.obj
    with ExitStack() as stack:
        source = stack.enter_context(Source.open(posts))
        examiner = build_examiner(places.config, places.models, profile)
        stack.enter_context(settle())
        write = stack.enter_context(open_output(posts, output))
        stop = _listen_for_stop()
        tally = _Tally(stack.enter_context(_show_progress(source)))
        for result in scan_lines(source.guard(read_lines(source.text)), examiner, batch):
            write(json.dumps(result, ensure_ascii=False) + "\n")
            tally.note(result)
            if stop:
                break
    if stop:
        print(f"stopped after {tally.done} posts; what is written is whole", file=sys.stderr)
        raise typer.Exit(_STOPPED)
    if tally.failed:
        raise typer.Exit(1)


@dataclass(slots=True)
class _Tally:
    """What was done so far; lines that are no posts are told at once."""

    advance: Callable[[], None]
    done: int = 0
    failed: int = 0

    def note(self, result: dict[str, Any]) -> None:
        self.done += 1
        self.advance()
        if "error" in result:
            self.failed += 1
            print(f"line {result['line']}: {result['error']}", file=sys.stderr)


def _listen_for_stop() -> list[int]:
    """Return a list that is filled once somebody wants to stop; who insists stops at once."""
    wanted: list[int] = []

    def note(number: int, _frame: object) -> None:
        signal.signal(number, signal.default_int_handler)
        wanted.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    return wanted


@contextmanager
def _show_progress(source: Source) -> Iterator[Callable[[], None]]:
    """Yield what counts a post, shown on a terminal's standard error: how much is read, how many, how fast."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("scanning"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[posts]:,} posts"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("scanning", total=source.size, posts=0)
        counted = 0

        def advance() -> None:
            nonlocal counted
            counted += 1
            read = source.packed.tell() if source.size is not None else None
            progress.update(task, completed=read, posts=counted)

        yield advance
