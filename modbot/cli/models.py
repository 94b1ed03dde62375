"""``modbot models``: train a model, judge it on labelled posts, read its card."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from modbot.cli.places import Places

app = typer.Typer(name="models", help="Train, judge and describe the classifier.", no_args_is_help=True)
NAME = "conduct"
Name = Annotated[str, typer.Option("--name", help="Which model of the models folder.")]


@app.command()
def train(
    context: typer.Context,
    data: Annotated[
        Path, typer.Option("--data", help="Folder of labelled sets: *.jsonl.gz", exists=True, file_okay=False)
    ],
    name: Name = NAME,
    seed: Annotated[int, typer.Option(help="Same data and seed, same model.")] = 20,
    cap: Annotated[int | None, typer.Option(help="Rows per source, language and side at most.", min=10)] = None,
    memory: Annotated[
        Path | None, typer.Option(help="File that keeps the encoder's vectors between runs (.npz, 1 kB a text).")
    ] = None,
) -> None:
    """Train a model from labelled sets and the examples beside the models.

    Example: modbot models train --data labelled --name conduct-2
    """
    from modbot.learn.train import Plan
    from modbot.learn.train import train as train_model

    models = context.ensure_object(Places).models
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        steps = [progress.add_task("start", total=1)]

        def tell(step: str) -> None:
            progress.update(steps[-1], completed=1)
            steps.append(progress.add_task(step, total=1))

        plan = Plan(cap=cap, memory=memory, seed=seed)
        card = train_model(data, models / "examples", models / name, plan, tell)
    areas = [measure.value for measure in card.measures if measure.category == "abuse" and measure.measure == "auc"]
    typer.echo(
        f"{models / name}: abuse AUC on sources left out, mean of {len(areas)}: {sum(areas) / max(len(areas), 1):.3f}"
    )


@app.command(name="eval")
def evaluate(
    context: typer.Context,
    data: Annotated[list[Path], typer.Argument(help="Labelled sets: *.jsonl.gz", exists=True, dir_okay=False)],
    name: Name = NAME,
    limit: Annotated[int, typer.Option(help="Posts of each file at most.", min=1)] = 5000,
    plots: Annotated[Path | None, typer.Option(help="Folder for plots.")] = None,
) -> None:
    """Judge a model on labelled posts: AUC, recall and wrong flags with 95 % intervals.

    Example: modbot models eval labelled/spam.jsonl.gz
    """
    from modbot.detect.classifier import Classifier
    from modbot.learn.model_trial import draw_plots, score_files, tabulate

    classifier = Classifier(context.ensure_object(Places).models / name)
    scored = list(score_files(classifier, data, limit))
    table = Table("category", "source", "language", "measure", "value (95 % interval)")
    for line in tabulate(scored):
        table.add_row(line.category, line.source, line.language, line.measure, str(line.figure))
    Console(width=150).print(table)
    for path in draw_plots(scored, plots) if plots else []:
        typer.echo(f"wrote {path}")


@app.command()
def card(context: typer.Context, name: Name = NAME) -> None:
    """Show a model's card: what it was made of, what it can do on sources it never saw, where it is weak.

    Example: modbot models card
    """
    from modbot.detect.model.card import read_card

    described = read_card(context.ensure_object(Places).models / name)
    console = Console(width=150)
    console.print(f"[bold]{described.name}[/bold], trained by modbot {described.modbot}, seed {described.seed}")
    sources = Table("source", "rows", "languages", "licence")
    for source, facts in described.sources.items():
        sources.add_row(source, str(facts.rows), " ".join(facts.languages[:8]), facts.licence)
    console.print(sources)
    figures = Table("category", "left-out source", "language", "measure", "value", "95 % interval", "n")
    for each in described.measures:
        interval = f"{each.low:.3f}–{each.high:.3f}"
        figures.add_row(
            each.category, each.source, each.language, each.measure, f"{each.value:.3f}", interval, str(each.n)
        )
    console.print(figures)
    for weakness in described.weaknesses:
        console.print(f"• {weakness}")


@app.command()
def purposes(
    context: typer.Context,
    data: Annotated[
        list[Path] | None, typer.Argument(help="More labelled posts: *.jsonl", exists=True, dir_okay=False)
    ] = None,
    ordinary: Annotated[
        list[Path] | None,
        typer.Option(help="Ordinary posts, none of them a wrong: *.jsonl.gz", exists=True, dir_okay=False),
    ] = None,
    product: Annotated[str, typer.Option(help="Which product of the configuration.")] = "3cx",
) -> None:
    """Learn what posts are for and what reports lack, from the posts in models/examples/posts.

    Example: modbot models purposes --ordinary labelled/sumo_firefox_ham.jsonl.gz
    """
    from modbot.cli.evaluate import read_rows
    from modbot.detect.model.card import hash_file
    from modbot.detect.prerequisites.read import DraftReader
    from modbot.detect.products import load_product
    from modbot.learn import lessons
    from modbot.learn.purposes import train_purposes

    places = context.ensure_object(Places)
    reader = DraftReader(places.config, load_product(places.config / "products" / f"{product}.yaml"))
    signs = reader.list_signs
    written = lessons.read_written(places.models / "examples" / "posts", signs)
    more = [lessons.read_rows(path.stem, read_rows(path), signs, hash_file(path)) for path in data or ()]
    plain = [lessons.read_ordinary(path, signs) for path in ordinary or ()]
    folder = places.models / "purposes"
    card = train_purposes([written, *more, *plain], folder)
    typer.echo(f"{folder}: learnt from {sum(source.rows for source in card.sources.values())} posts")


@app.command()
def values(
    context: typer.Context,
    ordinary: Annotated[
        list[Path] | None,
        typer.Option(help="Ordinary posts that give nothing away: *.jsonl.gz", exists=True, dir_okay=False),
    ] = None,
    product: Annotated[str, typer.Option(help="Which product of the configuration.")] = "3cx",
) -> None:
    """Learn which values are secrets or somebody else's, from the posts in models/examples/posts that list theirs.

    Example: modbot models values --ordinary labelled/sumo_firefox_ham.jsonl.gz
    """
    from modbot.detect.exposure import build_exposure_detector
    from modbot.detect.personal.profile import load_profile
    from modbot.learn.values import read_ordinary_values, read_written_values, train_values

    places = context.ensure_object(Places)
    profile = load_profile(places.config, places.config / "products" / f"{product}.yaml", b"")
    detector = build_exposure_detector(places.config, profile)
    written = read_written_values(places.models / "examples" / "posts", detector)
    plain = [read_ordinary_values(path, detector) for path in ordinary or ()]
    folder = places.models / "values"
    card = train_values([written, *plain], folder)
    typer.echo(f"{folder}: learnt from {sum(source.rows for source in card.sources.values())} values")
