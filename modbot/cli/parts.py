"""Opens the parts a command works with, from the folders of this run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from modbot.cli.places import Places
    from modbot.config import Settings
    from modbot.review.desk import Desk


def open_settings(context: typer.Context) -> Settings:
    """Return the settings of this run's configuration folder."""
    from modbot.config import load_settings

    places: Places = context.obj
    return load_settings(places.config)


def open_desk(context: typer.Context) -> Desk:
    """Return the review desk over the configured store."""
    from modbot.app import build_desk, open_store
    from modbot.equipment import load_standards

    places: Places = context.obj
    settings = open_settings(context)
    return build_desk(settings, load_standards(places.config), open_store(settings))
