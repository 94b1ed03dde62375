"""Mistakes and faults as somebody meets them who has just installed modbot: one sentence, and an exit code."""

import shutil
from pathlib import Path

import pytest

from tests.cli.commands import CONFIG, modbot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration to spoil."""
    shutil.copytree(CONFIG, tmp_path / "config")
    return tmp_path


def said(folder: Path, settings: str, *words: str) -> str:
    (folder / "config" / "modbot.yaml").write_text(settings)
    done = modbot(folder, *words)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_database_that_is_none(folder: Path) -> None:
    (folder / "no.db").write_text("somebody's notes " * 500)
    told = said(folder, f"store:\n  url: sqlite:///{folder}/no.db\n", "status")
    assert told.startswith("modbot: the database cannot be used: file is not a database; ")
    assert len(told.splitlines()) == 1


def test_a_forum_that_does_not_answer(folder: Path) -> None:
    told = said(folder, f"forum:\n  url: http://127.0.0.1:9\nstore:\n  url: sqlite:///{folder}/new.db\n", "poll")
    assert "the forum did not answer as it should: GET /posts.json: ConnectionError; check forum.url" in told


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("review:\n  region: XX\n", "write one like DE, DE-BY or US"),
        ("store:\n  url: mysql://x\n", "“mysql” is not supported"),
        ("forum:\n  urll: x\n", "did you mean “url”?"),
    ],
)
def test_a_mistake_in_the_settings(folder: Path, settings: str, sentence: str) -> None:
    assert sentence in said(folder, settings, "queue", "list")
