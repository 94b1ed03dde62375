"""``modbot run`` and ``modbot poll``: the main job, for as long as it is wanted, or once."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from modbot.cli.attend import attend, is_attended
from modbot.cli.parts import open_settings

if TYPE_CHECKING:
    from modbot.app import App
    from modbot.cli.places import Places

_MODES = {
    "rehearsal": "rehearsal: what would be done is written down, the forum hears nothing of it",
    "act": "ACTING on the forum",
}


class Companion(Protocol):
    """Something that runs beside the duties."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End, and wait until it has ended."""


def poll(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Say that one round is meant; polling for good is “run”.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Read what is new on the forum, check it, carry out what is due, and stop.

    Example: modbot poll --json
    """
    from modbot.app import build, build_desk, find_access, open_store
    from modbot.equipment import equip

    del once
    places: Places = context.obj
    settings = open_settings(context)
    access = find_access(settings)
    equipment = equip(places.config, places.models, places.config / settings.detect.product)
    desk = build_desk(settings, equipment.standards, open_store(settings))
    app = build(settings, equipment, desk, access)
    received = app.parts.poller.poll()
    tally = app.parts.checker.check_all()
    done = app.parts.performer.perform_all()
    if as_json:
        print(json.dumps({"received": asdict(received.delivery), "checked": asdict(tally), "actions": done}))
        return
    news = received.delivery
    print(f"received {news.new} new posts, {news.edited} edited; {news.known} known already")
    print(f"checked {tally.examined}: {tally.opened} flags opened, {tally.added} got more evidence")
    if tally.not_scanned:
        print(f"{tally.not_scanned} could not be scanned; they wait in the queue")
    print(f"{done} actions carried out or rehearsed")
    if received.come_back_in is not None:
        print(f"more waits at the forum; come back in {received.come_back_in:.0f} s")


def run(
    context: typer.Context,
    sandbox: Annotated[bool, typer.Option("--sandbox", help="On the embedded sandbox forum: a demonstration.")] = False,
    port: Annotated[int | None, typer.Option(help="Port of the review desk.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Stop by itself after so many seconds.")] = None,
) -> None:
    """Read the forum, check, queue, and serve the review desk, until stopped with Ctrl-C.

    Example: modbot run --sandbox
    """
    if not sandbox and not is_attended():
        raise typer.Exit(attend())
    _work(context, sandbox=sandbox, port=port, seconds=seconds)


def _work(context: typer.Context, *, sandbox: bool, port: int | None, seconds: float | None) -> None:
    from modbot.app import build, build_desk, find_access, open_store
    from modbot.cli.sandbox_run import open_sandbox, sandbox_access, sandbox_settings
    from modbot.cli.serve import serve_desk
    from modbot.equipment import equip, settle

    places: Places = context.obj
    settings = open_settings(context)
    with ExitStack() as stack:
        if sandbox:
            settings = sandbox_settings(settings)
            access = sandbox_access(stack.enter_context(open_sandbox()))
            print("modbot on its sandbox, a forum inside this program: every post and person in it is made up,")
            print("nothing reaches a real forum. Posts arrive, flags appear below; decide on them at the desk.\n")
        else:
            access = find_access(settings)
        print(f"forum        {access.url}")
        print("starting     reading rules and models takes a few seconds …", flush=True)
        equipment = equip(places.config, places.models, places.config / settings.detect.product)
        store = stack.enter_context(open_store(settings))
        app = build(settings, equipment, build_desk(settings, equipment.standards, store), access)
        stack.enter_context(settle())
        url = stack.enter_context(serve_desk(app, port if port is not None else settings.web.port))
        token = app.accounts.make_first_link()
        if token:
            print(f"open this    {url}/set-up#{token}")
            print("             to make the first account at the desk; the link works once")
        print(f"review desk  {url}")
        print(f"mode         {_MODES[settings.enforce.mode]}")
        print("stop with    Ctrl-C\n", flush=True)
        _keep_company(stack, app, shows_the_way=sandbox)
        if seconds is not None:
            timer = threading.Timer(seconds, app.worker.stopping.set)
            timer.daemon = True
            timer.start()
        app.worker.run_until_signal()


def _keep_company(stack: ExitStack, app: App, *, shows_the_way: bool) -> None:
    """Start what runs beside the duties: the announcements, the rule watcher, the sandbox's guide."""
    from rich.console import Console

    from modbot.cli.announce import Announcer
    from modbot.cli.sandbox_run import Guide
    from modbot.cli.serve import quiet_logs

    is_watched = sys.stdout.isatty()
    quiet_logs(announced=is_watched)
    companions: list[Companion] = [
        Announcer(app.desk.store, Console(highlight=False, soft_wrap=not is_watched)),
        app.rules,
    ]
    if shows_the_way:
        companions.append(Guide(app.desk))
    for companion in companions:
        companion.start()
        stack.callback(companion.stop)
