"""``modbot models``: the card in words, a judgement on labelled posts."""

import gzip
import json
from pathlib import Path

from typer.testing import CliRunner

from modbot.cli.main import app

ROOT = Path(__file__).parents[2]
PLACES = ["--config", str(ROOT / "config"), "--models", str(ROOT / "models")]


def test_the_card_names_sources_figures_and_weaknesses() -> None:
    shown = CliRunner().invoke(app, [*PLACES, "models", "card"])
    assert shown.exit_code == 0
    assert "CC0-1.0" in shown.stdout
    assert "Greek" in shown.stdout
    assert "auc" in shown.stdout


def test_labelled_posts_are_judged_with_intervals_and_plots(tmp_path: Path) -> None:
    path = tmp_path / "small.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for n in range(40):
            rude = {"text": f"you stupid idiot {n}, shut up", "labels": ["abuse.insult"]}
            calm = {"text": f"extension {n} rings twice, then the queue answers", "labels": ["ok"]}
            for row in (rude, calm):
                lines.write(json.dumps({"source": "small", "lang": "en", **row}) + "\n")
    done = CliRunner().invoke(app, [*PLACES, "models", "eval", str(path), "--plots", str(tmp_path / "plots")])
    assert done.exit_code == 0, done.output
    assert "n=80" in done.stdout
    assert (tmp_path / "plots" / "abuse.png").is_file()


def test_an_unknown_model_is_one_sentence(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, [*PLACES, "models", "card", "--name", "nobody"])
    assert shown.exit_code != 0
    assert "holds no model" in str(shown.exception)
