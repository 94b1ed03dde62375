"""``modbot eval``: how good the detectors are on labelled posts, and other tools on the same ones."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modbot.cli.places import Places

if TYPE_CHECKING:
    from modbot.learn.evaluate import Prediction, Row

app = typer.Typer(name="eval", help="Score the detectors on labelled posts.", no_args_is_help=True)
Data = Annotated[Path, typer.Argument(help="Labelled posts, one JSON object a line (.jsonl or .jsonl.gz).")]
Profile = Annotated[Path | None, typer.Option(help="Product profile (.yaml or .json).")]
Peers = Annotated[
    list[str] | None, typer.Option("--peer", help="Also score presidio, detect-secrets or detect-secrets-eager.")
]


@app.command("spans")
def score_spans_command(context: typer.Context, data: Data, profile: Profile = None, peer: Peers = None) -> None:
    """Score evidence spans by type, language and trap.

    Example: modbot eval spans tests/golden/spans.jsonl
    """
    from modbot.learn.evaluate import score_spans
    from modbot.learn.score_table import draw_spans

    rows = read_rows(data)
    for name, predictions in _predict_all(context, rows, profile, peer or []):
        for line in draw_spans(name, score_spans(rows, predictions)):
            typer.echo(line)


@app.command("posts")
def score_posts_command(context: typer.Context, data: Data, profile: Profile = None, peer: Peers = None) -> None:
    """Score categories and missing information post by post.

    Example: modbot eval posts tests/golden/posts.jsonl
    """
    from modbot.learn.evaluate import score_posts
    from modbot.learn.score_table import draw_posts

    rows = read_rows(data)
    for name, predictions in _predict_all(context, rows, profile, peer or []):
        for line in draw_posts(name, score_posts(rows, predictions)):
            typer.echo(line)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the labelled posts; a wrong path is said in one sentence."""
    if not path.is_file():
        raise typer.BadParameter(f"{path} is not a file")
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def _predict_all(
    context: typer.Context, rows: Sequence[Row], profile: Path | None, peers: Sequence[str]
) -> Iterator[tuple[str, list[Prediction]]]:
    """Yield modbot's and each peer's predictions, saying how fast each was on one core."""
    from modbot.equipment import build_examiner
    from modbot.learn.peers import build_peer
    from modbot.learn.predict import ExaminerPredictor

    places: Places = context.obj
    yield "modbot", _timed("modbot", ExaminerPredictor(build_examiner(places.config, places.models, profile)), rows)
    for name in peers:
        tool = build_peer(name)
        yield tool.name, _timed(tool.name, tool, rows)


def _timed(name: str, predict: Callable[[Sequence[Row]], list[Prediction]], rows: Sequence[Row]) -> list[Prediction]:
    predict(rows[:50])  # warm caches, so that building is not counted
    start = time.process_time()
    predictions = predict(rows)
    seconds = max(time.process_time() - start, 1e-9)
    typer.echo(f"{name}: {len(rows) / seconds:,.0f} posts/s, {seconds / max(1, len(rows)) * 1e6:,.0f} µs of CPU a post")
    return predictions
