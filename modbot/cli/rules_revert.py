"""``modbot rules revert``: what one rule, or one version of it, did; shown first, taken back on request."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer

from modbot.cli.parts import open_desk
from modbot.errors import NotFound


def revert(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The rule or model as its findings name it: rules/conduct/insult-en.")],
    version: Annotated[str | None, typer.Option(help="Only this version of it; all if left out.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only since this day.")] = None,
    close: Annotated[bool, typer.Option("--close", help="Put the waiting cases away too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, it is only shown.")] = False,
) -> None:
    """Take back everything that rests on one rule alone: decisions, actions, and on request the waiting cases.

    Example: modbot rules revert rules/conduct/insult-at-you-en
    """
    from modbot.review.desk import Reviewer
    from modbot.review.revert import find_deeds
    from modbot.review.revert import revert as take_back

    desk = open_desk(context)
    moment = (since or datetime(2000, 1, 1, tzinfo=UTC)).replace(tzinfo=UTC)
    with desk.store.reading() as tx:
        versions = tx.signals.versions_of(source)
        deeds = find_deeds(tx, source, moment, version)
    if not versions:
        raise NotFound("“%(source)s” has found nothing yet", source=source)
    for name, number, first, last in versions:
        print(f"version {name or '(not noted)'}: {number} findings, {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    print(f"{len(deeds.decisions)} decisions rest on it alone, {len(deeds.waiting)} cases wait because of it alone")
    if not yes:
        print("nothing was changed; --yes takes the decisions back, --close puts the waiting cases away too")
        return
    who = Reviewer(getpass.getuser(), ("reviewer", "lead"), via="cli")
    waiting = [flag.id for flag in deeds.waiting] if close else []
    undone, closed = take_back(desk, source, [deed.id for deed in deeds.decisions], waiting, who)
    print(f"taken back: {len(undone.flags)} decisions; put away: {closed} cases")
    if undone.remains:
        print(f"{len(undone.remains)} actions cannot be undone (words once sent)")
