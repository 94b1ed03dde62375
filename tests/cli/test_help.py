"""What the program says about itself."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from modbot.cli.main import app
from tests.waiting import best_of


def list_commands(group: Any, path: tuple[str, ...] = ("modbot",)) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        here = (*path, name)
        if hasattr(command, "commands"):
            yield from list_commands(command, here)
        else:
            yield " ".join(here), command


COMMANDS = dict(list_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_how_it_is_called(name: str) -> None:
    assert f"Example: {name}" in (COMMANDS[name].help or ""), f"add “Example: {name} …” to its docstring"


def test_help_is_there_at_once() -> None:
    def measure() -> float:
        began = os.times()
        done = subprocess.run([sys.executable, "-m", "modbot", "--help"], capture_output=True, text=True, check=True)
        assert "scan" in done.stdout
        ended = os.times()
        return ended.children_user + ended.children_system - began.children_user - began.children_system

    assert best_of(3, measure) < 1.0  # processor time; a fifth of a second where nobody else works


def test_help_loads_no_room() -> None:
    heavy = ("sqlalchemy", "numpy", "regex", "pydantic", "fastapi")
    code = f"import sys, modbot.cli.main; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
