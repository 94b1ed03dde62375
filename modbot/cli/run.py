"""``modbot run`` and ``modbot poll``: the main job, for as long as it is wanted, or once."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from modbot.cli.parts import open_desk, open_settings

if TYPE_CHECKING:
    from modbot.cli.places import Places


def poll(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help="Say that one round is meant; polling for good is “run”.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Read what is new on the forum, check it, carry out what is due, and stop."""
    from modbot.app import build, build_examiner, find_access

    del once
    places: Places = context.obj
    settings = open_settings(context)
    access = find_access(settings)
    examiner = build_examiner(places.config, places.models, places.config / settings.detect.product)
    app = build(settings, places.config, examiner, open_desk(context), access)
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
