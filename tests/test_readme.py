"""The README tells the truth about commands, settings and pictures."""

import re
from pathlib import Path

from typer.main import get_command

from modbot.cli.main import app
from modbot.config import Settings

HOUSE = Path(__file__).parent.parent
README = (HOUSE / "README.md").read_text()


def test_every_command_is_documented() -> None:
    commands = get_command(app).list_commands(None)  # type: ignore[attr-defined, arg-type]
    assert len(commands) >= 10
    missing = [name for name in commands if f"modbot {name}`" not in README and f"modbot {name} " not in README]
    assert not missing


def test_every_section_of_the_settings_is_documented() -> None:
    for section in Settings.model_fields:
        assert f"`{section}`" in README, section


def test_every_file_the_readme_names_is_there() -> None:
    for name in re.findall(r"(?:\]\(|`|spans |posts )((?:docs|config|tests|models)/[\w./-]+\.\w+)", README):
        assert (HOUSE / name).exists(), name


def test_the_house_page_names_every_room() -> None:
    page = (HOUSE / "modbot" / "README.md").read_text()
    for room in (path.name for path in (HOUSE / "modbot").iterdir() if path.is_dir() and path.name != "__pycache__"):
        assert f"`{room}/`" in page, room
