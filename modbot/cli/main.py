"""The ``modbot`` command: its groups, and how every error becomes one sentence that says what to do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from modbot.cli import admin, bench, evaluate, models, queue, rules, rules_revert, run, scan
from modbot.cli.places import find_places
from modbot.errors import ConfigError, ForumError, ModbotError

app = typer.Typer(
    name="modbot",
    help="Reads a Discourse forum, queues posts that may break its terms; people decide.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help answers in a third of the time
)
COMMANDS = (
    run.run,
    run.poll,
    scan.scan,
    admin.status,
    admin.doctor,
    admin.stop,
    admin.resume,
)
app.command("forget-member")(admin.forget_member)
for command in COMMANDS:
    app.command()(command)
rules.app.command("revert")(rules_revert.revert)
for group in (bench.app, queue.app, rules.app, models.app, evaluate.app, admin.audit):
    app.add_typer(group)


@app.callback()
def choose_places(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option("--config", envvar="MODBOT_CONFIG", help="Folder with modbot.yaml, rules, terms …")
    ] = None,
    models: Annotated[Path | None, typer.Option("--models", envvar="MODBOT_MODELS", help="Folder of models.")] = None,
) -> None:
    """Reads a Discourse forum, queues posts that may break its terms; people decide."""
    context.obj = find_places(config, models)


def run_command_line() -> int:
    """Run the command line; returns 1 after an error of modbot's own (click leaves by itself: 0 well, 2 wrong use)."""
    try:
        app()
    except ForumError as error:
        hint = "check forum.url, the key and the network; modbot doctor tells more"
        print(f"modbot: the forum did not answer as it should: {error}; {hint}", file=sys.stderr)
        return 1
    except ModbotError as error:
        print(error if isinstance(error, ConfigError) else f"modbot: {error}", file=sys.stderr)
        return 1
    except Exception as error:
        from modbot.store.trouble import describe_database_trouble

        trouble = describe_database_trouble(error)
        if trouble is None:
            raise
        print(f"modbot: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
