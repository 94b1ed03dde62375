"""Where a run finds its configuration and models."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import modbot
from modbot.errors import ModbotError


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one run."""

    config: Path
    models: Path


def find_places(config: Path | None, models: Path | None) -> Places:
    """Return the named folders, or the ones beside the working folder, or those shipped with the program."""
    house = Path(modbot.__file__).parent
    return Places(
        config or _first_existing("config", [Path("config"), house.parent / "config", house / "shipped" / "config"]),
        models or _first_existing("models", [Path("models"), house.parent / "models", house / "shipped" / "models"]),
    )


def _first_existing(name: str, candidates: list[Path]) -> Path:
    for candidate in candidates:
        if candidate.is_dir() and (name != "config" or (candidate / "policy.yaml").is_file()):
            return candidate
    raise ModbotError(f"no {name} folder found; run modbot from its checkout or name one with --{name}")
